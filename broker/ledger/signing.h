#ifndef BROKER_LEDGER_SIGNING_H
#define BROKER_LEDGER_SIGNING_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/err.h"
#include "crypto/sign.h"
#include "merkle/checkpoint.h"
#include "slabroker/v1/organisation.pb-c.h"
#include "state/state.h"

/*
 * With which keys the broker signs: those that its log names, at their place
 * (proto/RECORD.md, section 10).
 *
 * Every key that the broker has is at hand from the start; which of them signs, the log's
 * row says, in the view that sees what is signed.  So a rotation holds from the next entry
 * on, whatever becomes of the write that brings it.  Threads: pure functions.
 */

#define SIGNING_KEYS_MAX 2 /* the one in force, and one that may come next */

/* All of it is the caller's; NULL: none. */
struct signing_keys {
	const struct signing_key *log[SIGNING_KEYS_MAX]; /* for checkpoints, heads */
	const struct signing_key *notices[SIGNING_KEYS_MAX]; /* what the broker says */
};

/* Whether a rotation to this key can be taken; an operator's key is not the broker's to
 * have.  ERR_KEY_NOT_AT_HAND. */
enum err signing_check_rotation(const struct signing_keys *keys,
				const SlbKeyRotation *rotation,
				struct diag *diag) MUST_CHECK;

/* The log's row.  ERR_LOG_DAMAGED: there is none. */
enum err signing_row(struct store_view *view, struct arena *arena, struct diag *diag,
		     const SlbLogRow **out) MUST_CHECK;

/* The keys in force in a view.  ERR_KEY_NOT_AT_HAND. */
enum err signing_log_key(const struct signing_keys *keys, const SlbLogRow *row,
			 struct diag *diag, const struct signing_key **out) MUST_CHECK;
enum err signing_notice_key(const struct signing_keys *keys, const SlbLogRow *row,
			    struct diag *diag,
			    const struct signing_key **out) MUST_CHECK;

/* The key whose signature a checkpoint of this size carries.  False: the row holds none of
 * that size, which is of before the rotation before the last. */
bool signing_verifier(const SlbLogRow *row, uint64_t size,
		      struct note_key *out) MUST_CHECK;

#endif
