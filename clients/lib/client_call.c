#include <stdlib.h>

#include "lib/client.h"
#include "lib/result.h"

static struct slabroker_bytes given(struct bytes bytes)
{
	return (struct slabroker_bytes){ bytes.data, bytes.len };
}

static struct bytes taken(struct slabroker_bytes bytes)
{
	return (struct bytes){ bytes.data, bytes.len };
}

const char *slabroker_token(struct slabroker *client)
{
	client_begin(client);
	return client->is_open ? session_token(&client->session) : NULL;
}

enum slabroker_result slabroker_call(struct slabroker *client, const char *method,
				     struct slabroker_bytes request,
				     struct slabroker_bytes *answer)
{
	struct refusal refusal = { .message = "" };
	struct bytes bytes = { NULL, 0 };
	enum err e;

	client_begin(client);
	e = client_check_open(client);
	if (e == ERR_OK)
		e = session_exchange(&client->session,
				     arena_printf(&client->given, "/%s", method), true,
				     taken(request), &bytes, &refusal);
	if (e == ERR_REFUSED)
		e = refusal_tell(&refusal, &client->profile, &client->diag);
	*answer = given(bytes);
	return client_end(client, e);
}

enum slabroker_result slabroker_checkpoint(struct slabroker *client,
					   struct slabroker_bytes *note)
{
	struct checkpoint checkpoint;
	const char *text = "";
	enum err e;

	client_begin(client);
	e = client_check_open(client);
	if (e == ERR_OK)
		e = session_checkpoint(&client->session, &checkpoint, &text,
				       &client->diag);
	*note = given(bytes_of_string(text));
	return client_end(client, e);
}

/* ---- streams ---- */

struct slabroker_stream {
	struct slabroker *client;
	struct stream *stream;
};

enum slabroker_result slabroker_stream_open(struct slabroker *client,
					    const char *method,
					    struct slabroker_stream **out)
{
	struct slabroker_stream *stream = calloc(1, sizeof *stream);
	struct call call = { .wait_ms = 0 };
	enum err e = stream == NULL ? ERR_NO_MEMORY : ERR_OK;

	client_begin(client);
	if (e == ERR_OK)
		e = client_check_open(client);
	if (e == ERR_OK) {
		stream->client = client;
		call.method = arena_printf(&client->given, "/%s", method);
		call.token = session_token(&client->session);
		e = stream_open(client->session.channel, &call, &stream->stream);
	}
	if (e != ERR_OK) {
		free(stream);
		stream = NULL;
	}
	*out = stream;
	return client_end(client, e);
}

enum slabroker_result slabroker_stream_send(struct slabroker_stream *stream,
					    struct slabroker_bytes message)
{
	client_begin(stream->client);
	return stream_send(stream->stream, taken(message)) ? SLABROKER_DONE
							   : SLABROKER_UNREACHABLE;
}

enum slabroker_result slabroker_stream_half_close(struct slabroker_stream *stream)
{
	client_begin(stream->client);
	return stream_half_close(stream->stream) ? SLABROKER_DONE
						 : SLABROKER_UNREACHABLE;
}

enum slabroker_result slabroker_stream_receive(struct slabroker_stream *stream,
					       int *more,
					       struct slabroker_bytes *message)
{
	struct slabroker *client = stream->client;
	struct bytes bytes = { NULL, 0 };
	struct refusal refusal;
	bool goes_on = false;
	enum err e;

	client_begin(client);
	e = stream_receive(stream->stream, &client->given, &goes_on, &bytes);
	if (e == ERR_OK && !goes_on) {
		e = stream_end(stream->stream, &client->given, &refusal);
		if (e == ERR_REFUSED)
			e = refusal_tell(&refusal, &client->profile, &client->diag);
	}
	*more = goes_on ? 1 : 0;
	*message = given(bytes);
	return client_end(client, e);
}

void slabroker_stream_close(struct slabroker_stream *stream)
{
	if (stream == NULL)
		return;
	stream_close(stream->stream);
	free(stream);
}
