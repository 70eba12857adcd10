#ifndef BROKER_MERKLE_BOOK_HEAD_H
#define BROKER_MERKLE_BOOK_HEAD_H

#include "base/arena.h"
#include "base/bytes.h"
#include "crypto/sign.h"
#include "merkle/leaf.h"
#include "slabroker/v1/evidence.pb-c.h"

/*
 * Heads of books: how far each goes in a tree, so that who has them can tell that nothing
 * was left out.  Those that are given in one go are the leaves of a small tree, a list,
 * and the log key signs its root; proto/RECORD.md, section 2.
 * Threads: pure functions.
 */

/* The last entry of a book. */
struct book_end {
	uint8_t book[LEAF_PSEUDONYM_BYTES];
	uint64_t number;
	struct digest leaf_hash;
};

/* A list of heads, by what is signed of it. */
struct head_list {
	uint64_t tree_size; /* of the log */
	uint64_t count;     /* of the heads */
	struct digest root;
	struct signature signature;
};

/* The bytes of a leaf of the list, and those that are signed; in the arena.  The lengths
 * are not looked at, nor is the signature.  origin has at most 255 bytes. */
struct bytes book_head_data(struct arena *arena, const SlbBookHead *head);
struct bytes head_list_signed(struct arena *arena, const char *origin,
			      const struct head_list *list);

/* ---- making -------------------------------------------------------------------- */

/* A head that is in no list yet, in the arena; and a copy of one that is. */
SlbBookHead *book_head_new(struct arena *arena, const struct book_end *end);
SlbBookHead *book_head_copy(struct arena *arena, const SlbBookHead *head);

/* Who signs, and for which tree. */
struct head_signer {
	const char *origin;
	const struct signing_key *log_key;
	uint64_t tree_size;
};

/* Makes one list of heads of different books, strictly ascending by pseudonym: each gets
 * tree size, path and signature, which lie in the arena.  count: 1 or more. */
void head_list_sign(struct arena *arena, const struct head_signer *signer,
		    SlbBookHead *const *heads, size_t count);

/* ---- checking ------------------------------------------------------------------ */

/* The list that a head leads to; whether that was signed is to be verified.  False: a part
 * has not its length, or the path does not fit its place. */
bool head_list_of(struct arena *arena, const SlbBookHead *head,
		  struct head_list *out) MUST_CHECK;

/* Heads of one list need one verification. */
bool head_list_same(const struct head_list *a, const struct head_list *b);

bool head_list_verify(struct arena *arena, const char *origin,
		      const struct public_key *log_key,
		      const struct head_list *list) MUST_CHECK;

#endif
