#ifndef TESTS_UNIT_LIB_MADE_H
#define TESTS_UNIT_LIB_MADE_H

#include "envelope/envelope.h"
#include "lib/receipt.h"
#include "lib/statements.h"
#include "merkle/book_head.h"
#include "slabroker/v1/log_service.pb-c.h"

/* What the tests of this folder sign, and the log that takes it. */

#define ORIGIN "broker.example/log"

/* The keys of ENVELOPE.md: seeds 00.., 20.., 40... */
struct signing_key *made_key(unsigned number);

/* An acceptance by "callco" of version 11.., sealed by the keys 0 to key_count - 1;
 * verified, so that its signers' keys are known. */
struct envelope made_acceptance(struct arena *arena, unsigned key_count);

/* Received bytes by these keys, verified. */
struct envelope made_open(struct arena *arena, struct bytes received);

/* A log of which the statement is entry `index`; the others are random. */
struct made_log {
	struct digest leaves[16]; /* leaf hashes */
	size_t size;
	struct signing_key *key;
	struct note_key verifier;
	struct log_keys keys; /* the verifier alone */
};

struct made_log made_log_of(size_t size);
struct tree_source made_source(struct made_log *log);
char *made_note(struct arena *arena, struct made_log *log, size_t size);
SlbReceipt *made_receipt(struct arena *arena, struct made_log *log,
			 const struct envelope *envelope, uint64_t index);

/* The heads anew, after its leaf was changed: of its book, where it is the last entry, and
 * of another one. */
void made_heads(struct arena *arena, const struct made_log *log, SlbReceipt *receipt);

/* ---- the keys of the log, as its entries name them ---- */

/* An entry of the broker's book, signed; it becomes that of the log. */
SlbLoggedStatement *made_entry(struct arena *arena, struct made_log *log,
			       uint64_t index, const SlbStatement *statement,
			       const struct signing_key *key);
/* Of the opening, by an operator's key; log and notices have 1 and 2. */
SlbLoggedStatement *made_opening(struct arena *arena, struct made_log *log,
				 const struct signing_key *operator_key);
SlbLoggedStatement *made_rotation(struct arena *arena, struct made_log *log,
				  uint64_t index, SlbBrokerKeyRole role,
				  const struct signing_key *added,
				  const struct signing_key *operator_key);
/* With proofs in the tree of this size. */
SlbKeyHistory *made_history(struct arena *arena, struct made_log *log, size_t size,
			    SlbLoggedStatement *const *entries, size_t count);

/* A new folder of this test's own under build/; removed when its process ends. */
char *made_folder(struct arena *arena);

#endif
