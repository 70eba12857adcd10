#ifndef CLIENTS_LIB_KEY_HISTORY_H
#define CLIENTS_LIB_KEY_HISTORY_H

#include "lib/log_keys.h"
#include "slabroker/v1/log_service.pb-c.h"
#include "slabroker/v1/organisation.pb-c.h"

/*
 * Which keys sign a log, read from its own entries: its opening, and every rotation since
 * (proto/RECORD.md, section 10).
 *
 * Each entry is in the tree, holds what its leaf commits to, and is signed by the operator
 * key that was in force.  Whoever knows one of the keys by another way, and a tree that it
 * signed and that this one goes on from, may trust the others.  Threads: pure functions.
 */

/*
 * tree is that of the proofs, e.g. of a checkpoint whose signature is still to be checked;
 * origin is that of the log and must outlive the result.  ERR_PROOF_INVALID, the errors of
 * envelopes and leaves, ERR_LIMIT_EXCEEDED: more log keys than LOG_KEYS_MAX.
 */
enum err key_history_verify(struct arena *arena, const SlbKeyHistory *history,
			    const char *origin, const struct tree_head *tree,
			    struct log_keys *out, struct diag *diag) MUST_CHECK;

/*
 * The keys that a verified history names for a role, the first first: those that signed
 * what the operator says (role operator), and what the broker says (role notices).  out
 * has room for as many as the history has entries; returns how many there are.
 */
size_t key_history_keys(struct arena *arena, const SlbKeyHistory *history,
			SlbBrokerKeyRole role, struct public_key *out);

#endif
