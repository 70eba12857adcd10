#include "lib/submit.h"

#include <string.h>

#include "envelope/unpack.h"
#include "lib/answer.h"

/* One message of a stream carries so many, within the size limit of one. */
#define CHUNK_COUNT_MAX 64
#define CHUNK_BYTES_MAX ENVELOPE_BYTES_MAX

#define GRPC_CODE_UNAVAILABLE 14

struct sending {
	struct session *session;
	struct spool *spool;
	struct diag *diag;
};

/* One that is sent: where it lies, what it is, what became of it. */
struct parcel {
	struct spool_entry entry;
	struct envelope envelope;
	struct submitted *out;
};

struct parcels {
	struct parcel *rows;
	struct submitted *results; /* of each */
	size_t count;
};

/* Of a message that is about to be packed, and written by nobody. */
static ProtobufCBinaryData binary_view(struct bytes bytes)
{
	union {
		const uint8_t *read;
		uint8_t *data;
	} view = { .read = bytes.data };

	return (ProtobufCBinaryData){ bytes.len, view.data };
}

/* ---- one answer ---- */

static enum err keep_receipt(struct sending *sending, struct parcel *parcel,
			     const SlbReceipt *receipt)
{
	struct session *session = sending->session;
	/* First of all, since with the checkpoint may come another key of the log. */
	enum err e = session_advance(session, receipt->checkpoint, sending->diag);

	if (e == ERR_OK)
		e = receipt_verify(session->arena, receipt, &parcel->envelope,
				   &session->known.keys, &parcel->out->proof,
				   sending->diag);
	if (e == ERR_OK)
		e = spool_logged(sending->spool, session->arena, &parcel->entry,
				 pack_message(session->arena, &receipt->base),
				 sending->diag);
	if (e == ERR_OK)
		parcel->out->receipt = receipt;
	return e;
}

static enum err keep_refusal(struct sending *sending, struct parcel *parcel,
			     const struct refusal *refusal, enum err told)
{
	enum err e = ERR_OK;

	parcel->out->reason = refusal->reason;
	if (told == ERR_REFUSED)
		e = spool_refused(sending->spool, sending->session->arena,
				  &parcel->entry, sending->diag);
	return e == ERR_OK ? told : e;
}

static enum err take_answer(struct sending *sending, struct parcel *parcel,
			    const SlbSubmitAnswer *answer)
{
	struct session *session = sending->session;
	struct refusal refusal;

	if (answer->answer_case == SLB_SUBMIT_ANSWER__ANSWER_RECEIPT)
		return keep_receipt(sending, parcel, answer->receipt);
	if (answer->answer_case != SLB_SUBMIT_ANSWER__ANSWER_REFUSAL)
		return diag_error(sending->diag, ERR_RECEIPT_INVALID, diag_at(NULL),
				  "the broker's answer says neither that the statement "
				  "was logged nor that it was refused");
	refusal_of_status(session->arena, answer->refusal, &refusal);
	return keep_refusal(sending, parcel, &refusal,
			    refusal_tell(&refusal, session->profile, sending->diag));
}

/* ---- one statement ---- */

static enum err send_one(struct sending *sending, struct parcel *parcel)
{
	struct session *session = sending->session;
	SlbSubmitRequest request;
	struct refusal refusal;
	ProtobufCMessage *answer;
	enum err e;

	slb_submit_request__init(&request);
	request.envelope = binary_view(parcel->envelope.received);
	e = session_call(session, METHOD_SUBMIT, &request.base, &answer, &refusal,
			 sending->diag);
	if (e == ERR_OK)
		e = keep_receipt(sending, parcel, (const SlbReceipt *)answer);
	else if (e == ERR_REFUSED && refusal.code != 0)
		e = keep_refusal(sending, parcel, &refusal, e);
	parcel->out->result = e;
	return e;
}

/* ---- many in one message of a stream ---- */

static struct bytes pack_chunk(struct arena *arena, const struct parcel *parcels,
			       size_t count)
{
	SlbSubmitStreamRequest request;
	size_t i;

	slb_submit_stream_request__init(&request);
	request.n_envelopes = count;
	request.envelopes = arena_array(arena, ProtobufCBinaryData, count);
	for (i = 0; i < count; i++)
		request.envelopes[i] = binary_view(parcels[i].envelope.received);
	return pack_message(arena, &request.base);
}

/* How many of them fit one message; at least one. */
static size_t chunk_of(const struct parcel *parcels, size_t count)
{
	size_t bytes = parcels[0].envelope.received.len;
	size_t i = 1;

	while (i < count && i < CHUNK_COUNT_MAX &&
	       bytes + parcels[i].envelope.received.len <= CHUNK_BYTES_MAX)
		bytes += parcels[i++].envelope.received.len;
	return i;
}

static enum err take_answers(struct sending *sending, struct parcel *parcels,
			     size_t count, struct bytes message)
{
	const ProtobufCMessage *answer =
		answer_unpack(sending->session->arena,
			      &slb_submit_stream_response__descriptor, message);
	const SlbSubmitStreamResponse *response =
		(const SlbSubmitStreamResponse *)answer;
	size_t i;

	if (response == NULL || response->n_answers != count)
		return diag_error(sending->diag, ERR_RECEIPT_INVALID, diag_at(NULL),
				  "the broker did not answer each of %zu statements",
				  count);
	for (i = 0; i < count; i++)
		parcels[i].out->result =
			take_answer(sending, &parcels[i], response->answers[i]);
	return ERR_OK;
}

/*
 * One stream for as many as it lasts; *done counts those that were answered.  ERR_REFUSED
 * with *refusal: the stream as a whole has ended.
 */
static enum err run_stream(struct sending *sending, struct parcels *parcels,
			   size_t *done, struct refusal *refusal)
{
	const struct call call = { .method = method_row(METHOD_SUBMIT_STREAM)->path };
	struct arena *arena = sending->session->arena;
	struct stream *stream = NULL;
	bool more = true;
	enum err e = stream_open(sending->session->channel, &call, &stream);

	while (e == ERR_OK && more && *done < parcels->count) {
		struct parcel *first = &parcels->rows[*done];
		size_t chunk = chunk_of(first, parcels->count - *done);
		struct bytes message;

		more = stream_send(stream, pack_chunk(arena, first, chunk));
		if (more)
			e = stream_receive(stream, arena, &more, &message);
		if (e == ERR_OK && more)
			e = take_answers(sending, first, chunk, message);
		if (e == ERR_OK && more)
			*done += chunk;
	}
	if (e == ERR_OK && !more) {
		e = stream_end(stream, arena, refusal);
		if (e == ERR_OK) /* ended well, and too early */
			refusal_read(arena, GRPC_CODE_UNAVAILABLE,
				     "the stream ended before all was answered",
				     (struct bytes){ NULL, 0 }, refusal);
		e = ERR_REFUSED;
	}
	stream_close(stream);
	return e;
}

/* A new stream goes on where the last one was cut. */
static enum err send_many(struct sending *sending, struct parcels *parcels)
{
	struct session *session = sending->session;
	unsigned attempts = 0;
	size_t done = 0;

	for (;;) {
		struct refusal refusal = { .message = "" };
		size_t before = done;
		enum err e = run_stream(sending, parcels, &done, &refusal);
		uint32_t wait_ms;

		if (e != ERR_REFUSED)
			return e;
		attempts = done > before ? 1 : attempts + 1;
		wait_ms = session_retry_ms(session, attempts, &refusal);
		if (wait_ms == 0)
			return refusal_tell(&refusal, session->profile, sending->diag);
		session->sleep_ms(wait_ms);
	}
}

/* ---- all of it ---- */

static enum err open_envelope(struct sending *sending, struct bytes bytes,
			      struct parcel *parcel)
{
	struct session *session = sending->session;
	const SlbStatement *statement;
	enum err e =
		envelope_parse(session->arena, bytes, &parcel->envelope, sending->diag);

	if (e == ERR_OK)
		e = statement_parse(session->arena, &parcel->envelope,
				    session->profile->message->origin, &statement,
				    sending->diag);
	if (e == ERR_OK)
		e = session_verify(session, &parcel->envelope, statement->issuer,
				   sending->diag);
	return e;
}

/* Everything that waits, opened again from the disk: what was kept is what is sent. */
static enum err open_waiting(struct sending *sending, struct parcels *out)
{
	struct arena *arena = sending->session->arena;
	struct spool_list list;
	enum err e = spool_waiting(sending->spool, arena, &list, sending->diag);
	size_t i;

	if (e != ERR_OK)
		return e;
	out->rows = arena_array(arena, struct parcel, list.count + 1);
	out->results = arena_array(arena, struct submitted, list.count + 1);
	for (i = 0; e == ERR_OK && i < list.count; i++) {
		struct parcel *parcel = &out->rows[i];
		struct bytes bytes;

		parcel->entry = list.entries[i];
		parcel->out = &out->results[i];
		e = spool_read(sending->spool, arena, &parcel->entry, &bytes,
			       sending->diag);
		if (e == ERR_OK)
			e = open_envelope(sending, bytes, parcel);
		if (e != ERR_OK)
			return e;
		*parcel->out =
			(struct submitted){ .result = ERR_UNREACHABLE,
					    .kind = parcel->envelope.kind,
					    .content_id = parcel->entry.content_id };
		out->count++;
	}
	return e;
}

/* The first that was refused for good; else whether some wait, though all were answered. */
static enum err first_result(const struct parcels *parcels, enum err otherwise)
{
	enum err waits = ERR_OK;
	size_t i;

	for (i = 0; i < parcels->count; i++) {
		enum err e = parcels->results[i].result;

		if (e != ERR_OK && e != ERR_UNREACHABLE)
			return e;
		if (e == ERR_UNREACHABLE)
			waits = e;
	}
	return otherwise == ERR_OK ? waits : otherwise;
}

static enum err send_waiting(struct sending *sending, struct parcels *parcels)
{
	enum err e;

	*parcels = (struct parcels){ 0 };
	e = open_waiting(sending, parcels);
	if (e != ERR_OK || parcels->count == 0)
		return e;
	if (parcels->count == 1)
		return send_one(sending, &parcels->rows[0]);
	return first_result(parcels, send_many(sending, parcels));
}

enum err submit_waiting(struct session *session, struct spool *spool,
			struct submitted **out, size_t *count, struct diag *diag)
{
	struct sending sending = { session, spool, diag };
	struct parcels parcels = { 0 };
	enum err e = spool_recover(spool, session->arena, diag);

	if (e == ERR_OK)
		e = send_waiting(&sending, &parcels);
	*out = parcels.results;
	*count = parcels.count;
	return e;
}

static enum err keep_all(struct sending *sending, const struct bytes *envelopes,
			 size_t count)
{
	struct arena *arena = sending->session->arena;
	struct parcel *parcels = arena_array(arena, struct parcel, count);
	enum err e = ERR_OK;
	size_t i;

	/* Nothing is kept unless all of it can be sent. */
	for (i = 0; i < count && e == ERR_OK; i++)
		e = open_envelope(sending, envelopes[i], &parcels[i]);
	/* First: afterwards, what was logged before and is sent once more waits, too. */
	if (e == ERR_OK)
		e = spool_recover(sending->spool, arena, sending->diag);
	for (i = 0; i < count && e == ERR_OK; i++)
		e = spool_put(sending->spool, arena, &parcels[i].envelope.content_id,
			      envelopes[i], &parcels[i].entry, sending->diag);
	return e;
}

enum err submit_all(struct session *session, struct spool *spool,
		    const struct bytes *envelopes, size_t count, struct submitted *out,
		    struct diag *diag)
{
	struct sending sending = { session, spool, diag };
	struct parcels parcels = { 0 };
	size_t i;
	enum err e = keep_all(&sending, envelopes, count);

	for (i = 0; i < count; i++)
		out[i] = (struct submitted){ .result = ERR_UNREACHABLE };
	if (e == ERR_OK)
		e = send_waiting(&sending, &parcels);
	if (count > 0 && parcels.count >= count)
		memcpy(out, parcels.results + (parcels.count - count),
		       count * sizeof *out);
	return e;
}

enum err submit_dry(struct session *session, struct bytes envelope, struct diag *diag)
{
	ProtobufCMessage *answer;
	SlbSubmitRequest request;
	enum err e;

	slb_submit_request__init(&request);
	request.envelope = binary_view(envelope);
	request.validate_only = 1;
	e = session_call(session, METHOD_SUBMIT, &request.base, &answer, NULL, diag);
	if (e == ERR_OK && ((const SlbReceipt *)answer)->validated_only == 0)
		e = diag_error(
			diag, ERR_RECEIPT_INVALID, diag_at("validated_only"),
			"the broker was asked only to validate, and does not say "
			"that it did no more");
	return e;
}
