#include "envelope/unpack.h"
#include "lib/session.h"

#define MESSAGE_BYTES_MAX ((size_t)80 << 20)

struct streaming {
	struct session *session;
	const struct method_row *row;
	struct bytes request;
	const struct stream_taker *taker;
	bool has_begun; /* something was taken: it is not asked for again */
	struct diag *diag;
};

/* Message by message, each in an arena that is emptied. */
static enum err take_all(struct streaming *streaming, struct stream *stream)
{
	const struct stream_taker *taker = streaming->taker;
	struct arena arena;
	struct bytes message;
	bool more = true;
	enum err e = ERR_OK;

	arena_init(&arena, MESSAGE_BYTES_MAX);
	while (e == ERR_OK && more) {
		arena_release(&arena);
		e = stream_receive(stream, &arena, &more, &message);
		if (e != ERR_OK || !more)
			continue;
		streaming->has_begun = true;
		e = taker->take(taker->context, message, streaming->diag);
	}
	arena_release(&arena);
	return e;
}

static enum err stream_once(struct streaming *streaming, struct refusal *refusal)
{
	struct session *session = streaming->session;
	struct call call = { .method = streaming->row->path };
	struct stream *stream = NULL;
	enum err e;

	if (streaming->row->needs_token)
		call.token = session_token(session);
	e = stream_open(session->channel, &call, &stream);
	if (e != ERR_OK)
		return e;
	/* What fails here has ended the call, and its end says why. */
	if (stream_send(stream, streaming->request) && stream_half_close(stream))
		e = take_all(streaming, stream);
	if (e == ERR_OK)
		e = stream_end(stream, session->arena, refusal);
	stream_close(stream);
	return e;
}

enum err session_stream(struct session *session, enum method method,
			const ProtobufCMessage *request,
			const struct stream_taker *taker, struct diag *diag)
{
	struct streaming streaming = { .session = session,
				       .row = method_row(method),
				       .request = pack_message(session->arena, request),
				       .taker = taker,
				       .diag = diag };
	struct refusal refusal = { .message = "" };
	unsigned attempts = 0;
	uint32_t wait_ms;
	enum err e;

	if (streaming.row->needs_token && session->tokens_key == NULL) {
		session_tell_token_needed(session, diag);
		return ERR_USAGE;
	}
	for (;;) {
		e = stream_once(&streaming, &refusal);
		if (e != ERR_REFUSED)
			return e;
		wait_ms = streaming.has_begun
				  ? 0
				  : session_retry_ms(session, ++attempts, &refusal);
		if (wait_ms == 0)
			return refusal_tell(&refusal, session->profile, diag);
		session->sleep_ms(wait_ms);
	}
}
