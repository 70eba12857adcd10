#ifndef CLIENTS_LIB_RECEIPT_H
#define CLIENTS_LIB_RECEIPT_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/err.h"
#include "envelope/envelope.h"
#include "lib/log_keys.h"
#include "merkle/checkpoint.h"
#include "merkle/leaf.h"
#include "slabroker/v1/statement_service.pb-c.h"

/*
 * Whether a receipt proves that a statement is in the log, checked from nothing but the
 * statement, the receipt and the keys of the log:
 *
 *	the leaf is well-formed, and is of the statement's kind
 *	its commitment is that of salt, content id and every signature
 *	the checkpoint is signed by the log key of its size and names its origin
 *	the head of its book is signed by the same key, and does not end before it; and so
 *	is that of the book of its issuer's keys, where this is another one
 *	the inclusion proof leads from the leaf, at its place, to the checkpoint's root
 *	the contract named is the statement's
 *
 * That the log is one log for everybody, and goes on: known_log.h.
 * Threads: pure functions.
 */

struct receipt_proof {
	struct leaf leaf;
	uint64_t log_index;
	struct checkpoint checkpoint;
	struct digest leaf_hash;
};

/*
 * envelope was verified (envelope_verify), so that it has the keys of its signatures.
 * ERR_RECEIPT_INVALID, ERR_LEAF_INVALID, ERR_CHECKPOINT_INVALID, ERR_PROOF_INVALID with
 * the field of the receipt in the diag.
 */
enum err receipt_verify(struct arena *arena, const SlbReceipt *receipt,
			const struct envelope *envelope, const struct log_keys *keys,
			struct receipt_proof *out, struct diag *diag) MUST_CHECK;

/* Hashes as messages carry them; false: not 32 bytes each, or too many for a proof. */
bool proof_of_message(const ProtobufCBinaryData *hashes, size_t count,
		      struct proof *out) MUST_CHECK;

#endif
