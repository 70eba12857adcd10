#ifndef TESTS_UNIT_LIB_MADE_H
#define TESTS_UNIT_LIB_MADE_H

#include "envelope/envelope.h"
#include "lib/receipt.h"
#include "lib/statements.h"

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
};

struct made_log made_log_of(size_t size);
struct tree_source made_source(struct made_log *log);
char *made_note(struct arena *arena, struct made_log *log, size_t size);
SlbReceipt *made_receipt(struct arena *arena, struct made_log *log,
			 const struct envelope *envelope, uint64_t index);

/* A new folder of this test's own under build/; removed when its process ends. */
char *made_folder(struct arena *arena);

#endif
