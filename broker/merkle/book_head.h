#ifndef BROKER_MERKLE_BOOK_HEAD_H
#define BROKER_MERKLE_BOOK_HEAD_H

#include "base/arena.h"
#include "base/bytes.h"
#include "crypto/sign.h"
#include "merkle/leaf.h"

/*
 * How far a book goes in a tree, signed by the log key in force there: who has it can tell
 * that nothing was left out; proto/RECORD.md, section 2.
 * Threads: pure functions.
 */

struct book_head {
	uint8_t book[LEAF_PSEUDONYM_BYTES];
	uint64_t number; /* of its last entry, and the hash of that one's leaf */
	struct digest leaf_hash;
	uint64_t tree_size;
	struct signature signature;
};

/* The bytes that are signed, in the arena; the signature is not looked at.  origin has at
 * most 255 bytes. */
struct bytes book_head_signed(struct arena *arena, const char *origin,
			      const struct book_head *head);

/* Signs what else is in the head. */
void book_head_sign(struct arena *arena, const char *origin,
		    const struct signing_key *log_key, struct book_head *head);

#endif
