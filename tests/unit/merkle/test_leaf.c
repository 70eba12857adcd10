#include <criterion/criterion.h>

#include "merkle/leaf.h"
#include "merkle/proof.h"
#include "support/vectors.h"

static struct leaf sample_leaf(void)
{
	struct leaf leaf = { .kind = 0x1234,
			     .number = 7,
			     .log_time_ms = 1700000000000 };

	memset(leaf.book, 0xb0, sizeof(leaf.book));
	memset(leaf.previous.bytes, 0x11, DIGEST_BYTES);
	memset(leaf.commitment.bytes, 0xcc, DIGEST_BYTES);
	return leaf;
}

static enum err decode(struct bytes bytes, struct leaf *out)
{
	struct arena arena;
	struct diag diag;
	enum err err;

	arena_init(&arena, 1 << 16);
	diag_init(&diag, &arena);
	err = leaf_decode(bytes, out, &diag);
	cr_assert_eq(diag.error_count, err == ERR_OK ? 0 : 1);
	arena_release(&arena);
	return err;
}

Test(leaf, bytes_come_back_as_the_same_leaf)
{
	struct leaf leaf = sample_leaf();
	uint8_t bytes[LEAF_BYTES];
	uint8_t again[LEAF_BYTES];
	struct leaf read;

	leaf_encode(&leaf, bytes);
	cr_assert_eq(decode(BYTES_OF_ARRAY(bytes), &read), ERR_OK);
	cr_assert_eq(read.kind, 0x1234);
	cr_assert_eq(read.number, 7);
	cr_assert_eq(read.log_time_ms, 1700000000000);
	leaf_encode(&read, again);
	cr_assert_arr_eq(bytes, again, LEAF_BYTES);
}

Test(leaf, numbers_go_up_to_what_fits_a_signed_integer)
{
	struct leaf leaf = sample_leaf();
	uint8_t bytes[LEAF_BYTES];
	struct leaf read;

	leaf.number = INT64_MAX;
	leaf.log_time_ms = INT64_MAX;
	leaf_encode(&leaf, bytes);
	cr_assert_eq(decode(BYTES_OF_ARRAY(bytes), &read), ERR_OK);
	cr_assert_eq(read.number, INT64_MAX);
	cr_assert_eq(read.log_time_ms, INT64_MAX);
}

Test(leaf, entry_0_has_zeros_where_the_entry_before_would_be)
{
	struct leaf leaf = sample_leaf();
	uint8_t bytes[LEAF_BYTES];
	struct leaf read;

	leaf.number = 0;
	leaf_encode(&leaf, bytes);
	cr_assert_eq(decode(BYTES_OF_ARRAY(bytes), &read), ERR_LEAF_INVALID);
	memset(leaf.previous.bytes, 0, DIGEST_BYTES);
	leaf_encode(&leaf, bytes);
	cr_assert_eq(decode(BYTES_OF_ARRAY(bytes), &read), ERR_OK);
	leaf.number = 1;
	leaf_encode(&leaf, bytes);
	cr_assert_eq(decode(BYTES_OF_ARRAY(bytes), &read), ERR_LEAF_INVALID);
}

Test(leaf, what_no_log_writes_is_refused)
{
	struct leaf leaf = sample_leaf();
	uint8_t bytes[LEAF_BYTES + 1] = { 0 };
	struct leaf read;

	leaf_encode(&leaf, bytes);
	cr_assert_eq(decode((struct bytes){ bytes, LEAF_BYTES - 1 }, &read),
		     ERR_LEAF_INVALID);
	cr_assert_eq(decode((struct bytes){ bytes, LEAF_BYTES + 1 }, &read),
		     ERR_LEAF_INVALID);
	bytes[0] = LEAF_VERSION + 1;
	cr_assert_eq(decode((struct bytes){ bytes, LEAF_BYTES }, &read),
		     ERR_LEAF_INVALID);
	leaf.kind = 0;
	leaf_encode(&leaf, bytes);
	cr_assert_eq(decode((struct bytes){ bytes, LEAF_BYTES }, &read),
		     ERR_LEAF_INVALID);
	leaf = sample_leaf();
	leaf.number = (uint64_t)INT64_MAX + 1;
	leaf_encode(&leaf, bytes);
	cr_assert_eq(decode((struct bytes){ bytes, LEAF_BYTES }, &read),
		     ERR_LEAF_INVALID);
	leaf = sample_leaf();
	leaf.log_time_ms = (uint64_t)INT64_MAX + 1;
	leaf_encode(&leaf, bytes);
	cr_assert_eq(decode((struct bytes){ bytes, LEAF_BYTES }, &read),
		     ERR_LEAF_INVALID);
}

/* In a log of two entries, of which the second is the leaf. */
static bool proves(struct bytes bytes, const struct tree_head *tree,
		   const struct digest *sibling)
{
	struct digest hash;
	struct leaf leaf;

	if (decode(bytes, &leaf) != ERR_OK)
		return false;
	hash = leaf_hash(&leaf);
	return proof_verify_inclusion(tree, 1, &hash, sibling, 1) == ERR_OK;
}

Test(leaf, no_flipped_bit_is_proved_to_be_in_the_log)
{
	struct leaf leaf = sample_leaf();
	uint8_t bytes[LEAF_BYTES];
	struct tree_head tree = { .size = 2 };
	struct digest sibling = treehash_empty();
	struct digest hash = leaf_hash(&leaf);

	tree.root = treehash_node(&sibling, &hash);
	leaf_encode(&leaf, bytes);
	for (size_t bit = 0; bit < 8 * sizeof(bytes); bit++) {
		bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
		cr_assert_not(proves(BYTES_OF_ARRAY(bytes), &tree, &sibling), "bit %zu",
			      bit);
		bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	cr_assert(proves(BYTES_OF_ARRAY(bytes), &tree, &sibling));
}

static struct digest commit(const uint8_t salt[LEAF_SALT_BYTES],
			    const struct digest *content_id,
			    const struct signer *signers, size_t count)
{
	struct arena arena;
	struct digest commitment;

	arena_init(&arena, 1 << 16);
	commitment = leaf_commitment(&arena, salt, content_id, signers, count);
	arena_release(&arena);
	return commitment;
}

Test(leaf, a_commitment_changes_with_all_it_commits_to_but_not_with_their_order)
{
	uint8_t salt[LEAF_SALT_BYTES] = { 1 };
	struct digest content_id = treehash_empty();
	struct signer signers[2] = { { .key = { { 2 } } }, { .key = { { 1 } } } };
	struct signer turned[2] = { signers[1], signers[0] };
	struct digest made = commit(salt, &content_id, signers, 2);
	struct digest other = commit(salt, &content_id, turned, 2);

	cr_assert(digest_equal(&made, &other));
	other = commit(salt, &content_id, signers, 1);
	cr_assert_not(digest_equal(&made, &other));
	signers[1].signature.bytes[63] = 1;
	other = commit(salt, &content_id, signers, 2);
	cr_assert_not(digest_equal(&made, &other));
	content_id.bytes[0] ^= 1;
	other = commit(salt, &content_id, turned, 2);
	cr_assert_not(digest_equal(&made, &other));
	content_id.bytes[0] ^= 1;
	salt[31] = 1;
	other = commit(salt, &content_id, turned, 2);
	cr_assert_not(digest_equal(&made, &other));
}
