#ifndef BROKER_ENVELOPE_ENVELOPE_H
#define BROKER_ENVELOPE_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "base/err.h"
#include "crypto/sign.h"
#include "envelope/batches.h"
#include "slabroker/v1/envelope.pb-c.h"
#include "slabroker/v1/statement.pb-c.h"

/*
 * A signed statement, from bytes to something that can be relied on; proto/ENVELOPE.md
 * has the formats.
 *
 * Checks stand in one order, cheap ones first, and the first that fails is the answer:
 *
 *	envelope_parse   size                  ERR_ENVELOPE_SIZE
 *	                 scan of the envelope  ERR_WIRE_NOT_CANONICAL
 *	                 shape                 ERR_ENVELOPE_SHAPE
 *	statement_parse  scan of the payload   ERR_WIRE_NOT_CANONICAL
 *	                 edition               ERR_EDITION_UNKNOWN
 *	                 audience              ERR_AUDIENCE_WRONG
 *	                 shape                 ERR_ENVELOPE_SHAPE
 *	envelope_verify  keys                  ERR_KEY_UNKNOWN
 *	                 batch paths           ERR_BATCH_PATH
 *	                 signatures            ERR_SIGNATURE_INVALID
 *
 * ERR_LIMIT_EXCEEDED may come from either parse when the arena is too small.
 *
 * What a key may do, and when, is not decided here.  Results live in the arena and point
 * into the received bytes, which stay with the caller and are what is to be kept.
 * Threads: no shared state.
 */

#define ENVELOPE_BYTES_MAX      1048576
#define ENVELOPE_SIGNATURES_MAX 16

struct envelope {
	struct bytes received;
	const SlbEnvelope *message;
	const char *kind; /* of statement, e.g. "report"; static storage */
	struct bytes payload;
	struct digest content_id;
	size_t signer_count;
	struct signer *signers; /* their keys are known after envelope_verify() */
};

/* Gives the public key that has this key id (crypto/sign.h).  False: none is known. */
struct key_ring {
	bool (*find)(void *context, const char *key_id, struct public_key *out);
	void *context;
};

enum err envelope_parse(struct arena *arena, struct bytes received,
			struct envelope *out, struct diag *diag) MUST_CHECK;

enum err envelope_verify(struct arena *arena, struct envelope *envelope,
			 const struct key_ring *keys, struct diag *diag) MUST_CHECK;
/* The same for many: a batch's signature that is known (batches.h) is not checked again. */
enum err envelope_verify_among(struct arena *arena, struct envelope *envelope,
			       const struct key_ring *keys,
			       struct signed_batches *batches,
			       struct diag *diag) MUST_CHECK;

/*
 * envelope_verify_among() in two steps, for who checks signatures on other threads: keys
 * and batch paths, which gives the bytes that each signature is over; then signatures.
 * What is prepared is only read afterwards.
 */
struct signed_messages {
	struct bytes list[ENVELOPE_SIGNATURES_MAX]; /* in the arena */
};

enum err envelope_prepare(struct arena *arena, struct envelope *envelope,
			  const struct key_ring *keys, struct signed_messages *out,
			  struct diag *diag) MUST_CHECK;
/* The first signature that does not hold; signer_count: all do. */
size_t envelope_first_invalid(const struct envelope *envelope,
			      const struct signed_messages *messages,
			      struct signed_batches *batches) MUST_CHECK;
/* Says so of one, by its key's id; returns the error. */
enum err envelope_say_invalid(size_t signature, const char *key_id, struct diag *diag);

/* audience is the broker's origin; NULL takes any, for who reads what others received. */
enum err statement_parse(struct arena *arena, const struct envelope *envelope,
			 const char *audience, const SlbStatement **out,
			 struct diag *diag) MUST_CHECK;

/* A statement that passed both parses when it was received, read again from where it was
 * kept: nothing of it is checked anew, and no content id computed. */
const SlbStatement *statement_reopen(struct arena *arena, struct bytes received);

/* Kinds of statement are the names of the alternatives of Statement.body: that is the
 * closed list.  The kind that a payload type names, or NULL. */
const char *statement_kind(struct bytes payload_type);
/* "application/vnd.slabroker.<kind>.v1+protobuf", in the arena. */
char *statement_payload_type(struct arena *arena, const char *kind);

/* DSSE's JSON form, for tools that know DSSE; the member "batch" of a signature, where
 * it has one, is ours. */
char *envelope_json(struct arena *arena, const struct envelope *envelope);

#endif
