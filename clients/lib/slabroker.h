#ifndef CLIENTS_LIB_SLABROKER_H
#define CLIENTS_LIB_SLABROKER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * libslabroker: a program speaks to a broker.
 *
 * Messages go in and come out serialized, as the files of slabroker/v1 have them, so that
 * any protobuf library fits.  Who speaks, to which broker, with which keys, says a
 * profile: `sla profile new` writes one, slabroker/v1/profile.proto explains it.
 *
 * What the library does itself: tokens; TLS; deadlines; sending again what may safely be
 * sent again; keeping signed statements on the disk from before they are sent until their
 * receipts were verified; verifying every receipt and that the log goes on from what was
 * seen of it before.
 *
 * Ownership.  What a function gives out belongs to the client that it came from, and is
 * valid until the next call with that client, unless it says otherwise.
 *
 * Errors.  A result tells what sort of thing went wrong; slabroker_said() tells it in
 * words, a line for each thing, with field paths.
 *
 * Threads.  A client belongs to one thread at a time; different clients to different
 * threads.  gRPC starts threads with the first client: do not fork after that.
 */

/* The same numbers are the exit codes of `sla`. */
enum slabroker_result {
	SLABROKER_DONE = 0,
	SLABROKER_REFUSED = 1, /* by the broker, or by a check before it was asked */
	SLABROKER_USAGE = 2,   /* asked for in a way that cannot be */
	SLABROKER_UNREACHABLE = 3, /* the broker does not answer; later may help */
	SLABROKER_EVIDENCE = 4,    /* a signature, proof or log does not hold */
	SLABROKER_INTERNAL = 5,    /* our own mistake, or no memory */
};

struct slabroker_bytes {
	const uint8_t *data; /* may be NULL where len is 0 */
	size_t len;
};

struct slabroker;

struct slabroker_options {
	const char *profile; /* its name, or a file; NULL: "default" */
	/*
	 * Asked for the passphrase of a key file that is locked: writes at most room_bytes
	 * bytes and returns how many; 0: there is none.  NULL: locked key files are
	 * refused.  The library wipes what was written.
	 */
	size_t (*passphrase)(void *context, const char *key_file, char *room,
			     size_t room_bytes);
	void *context;
};

/* *out is set also where the result is not SLABROKER_DONE, so that it can be asked what
 * was wrong; NULL only when there is no memory.  Nothing is sent yet. */
enum slabroker_result slabroker_open(const struct slabroker_options *options,
				     struct slabroker **out);

/* NULL is legal.  After its streams. */
void slabroker_close(struct slabroker *client);

/* What the last call had to tell; "" for nothing. */
const char *slabroker_said(const struct slabroker *client);

/* A token for another program that reads in the same name, for some minutes; NULL where
 * the profile names no key for tokens. */
const char *slabroker_token(struct slabroker *client);

/*
 * A unary method, e.g. "slabroker.v1.ContractService/ListContracts", called with a token
 * where the profile has a key for it.  It is sent again where that is safe and may help:
 * so it is for every method of a broker.
 */
enum slabroker_result slabroker_call(struct slabroker *client, const char *method,
				     struct slabroker_bytes request,
				     struct slabroker_bytes *answer);

/*
 * Signs a serialized Statement with the profile's key for statements (with the root key
 * where it adds or revokes a key) and gives the serialized Envelope.  Left out, audience
 * and issuer are those of the profile, claimed_time_ms is now, and request_id is random;
 * a report says its own position.
 *
 * Who signs one position of a series twice, with another content, gives others evidence
 * against itself: sign once, and hand over what was signed.
 */
enum slabroker_result slabroker_sign(struct slabroker *client,
				     struct slabroker_bytes statement,
				     struct slabroker_bytes *envelope);

/* What became of a statement. */
struct slabroker_outcome {
	enum slabroker_result result; /* SLABROKER_UNREACHABLE: it is kept and waits */
	uint64_t log_index;           /* where the result is SLABROKER_DONE, */
	uint64_t log_time_ms;         /* and so are these */
	int logged_before;
	struct slabroker_bytes receipt; /* a serialized Receipt, verified */
	char content_id[65];            /* hex */
};

/*
 * Hands over Envelopes, in order, after everything that still waited.  They are on the
 * disk before they are sent; what was signed is never lost.  out has count elements.  The
 * first result that is not SLABROKER_DONE is returned.
 */
enum slabroker_result slabroker_submit(struct slabroker *client,
				       const struct slabroker_bytes *envelopes,
				       size_t count, struct slabroker_outcome *out);

/* Hands over what still waits from before; *sent tells how many are logged by this. */
enum slabroker_result slabroker_resume(struct slabroker *client, size_t *sent);

/* Whether a Receipt proves that the Envelope is in the log of the profile's log key.  Keys
 * of signatures that are not known yet are asked for; the rest needs no broker. */
enum slabroker_result slabroker_verify(struct slabroker *client,
				       struct slabroker_bytes envelope,
				       struct slabroker_bytes receipt);

/* The log's signed head, a note, after checking that it goes on from the last one seen:
 * SLABROKER_EVIDENCE where it does not. */
enum slabroker_result slabroker_checkpoint(struct slabroker *client,
					   struct slabroker_bytes *note);

/*
 * A method with streams.  From the server: send once, half-close, receive until there is
 * no more.  A stream ends when its token does: open it again and go on.
 */
struct slabroker_stream;

enum slabroker_result slabroker_stream_open(struct slabroker *client,
					    const char *method,
					    struct slabroker_stream **out);
/* SLABROKER_UNREACHABLE: the stream has ended; receive tells how. */
enum slabroker_result slabroker_stream_send(struct slabroker_stream *stream,
					    struct slabroker_bytes message);
enum slabroker_result slabroker_stream_half_close(struct slabroker_stream *stream);
/* *more is 0 where the stream has ended well.  Waits. */
enum slabroker_result slabroker_stream_receive(struct slabroker_stream *stream,
					       int *more,
					       struct slabroker_bytes *message);
/* Cancels what has not ended.  NULL is legal. */
void slabroker_stream_close(struct slabroker_stream *stream);

#ifdef __cplusplus
}
#endif

#endif
