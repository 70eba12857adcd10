#include <criterion/criterion.h>
#include <string.h>

#include "unit/lib/made.h"

/* One field of a good receipt bent, and what it is refused as. */
struct bend {
	const char *what;
	void (*bend)(struct arena *arena, SlbReceipt *receipt);
	enum err expected;
};

static void flip(ProtobufCBinaryData *data, size_t at)
{
	data->data[at] ^= 1;
}

static void leaf_short(struct arena *a, SlbReceipt *r)
{
	(void)a;
	r->leaf.len--;
}
static void salt_bit(struct arena *a, SlbReceipt *r)
{
	(void)a;
	flip(&r->salt, 31);
}
static void salt_short(struct arena *a, SlbReceipt *r)
{
	(void)a;
	r->salt.len--;
}
static void place(struct arena *a, SlbReceipt *r)
{
	(void)a;
	r->log_index--;
}
static void path_bit(struct arena *a, SlbReceipt *r)
{
	(void)a;
	flip(&r->inclusion[1], 0);
}
static void path_short(struct arena *a, SlbReceipt *r)
{
	(void)a;
	r->n_inclusion--;
}
static void path_odd(struct arena *a, SlbReceipt *r)
{
	(void)a;
	r->inclusion[0].len--;
}

static void path_long(struct arena *a, SlbReceipt *r)
{
	ProtobufCBinaryData *longer = arena_array(a, ProtobufCBinaryData, 100);

	for (size_t i = 0; i < 100; i++)
		longer[i] = r->inclusion[0];
	r->inclusion = longer;
	r->n_inclusion = 100;
}

static void validated(struct arena *a, SlbReceipt *r)
{
	(void)a;
	r->validated_only = 1;
}

static void no_contract(struct arena *a, SlbReceipt *r)
{
	r->contract = arena_strdup(a, "");
}

static void root(struct arena *a, SlbReceipt *r)
{
	struct made_log other = made_log_of(9);

	/* A tree that the log key signed, and that has another leaf there. */
	r->checkpoint = made_note(a, &other, 9);
	signing_key_free(other.key);
}

static void other_signer(struct arena *a, SlbReceipt *r)
{
	struct made_log other = made_log_of(9);

	signing_key_free(other.key);
	other.key = made_key(2);
	r->checkpoint = made_note(a, &other, 9);
	signing_key_free(other.key);
}

static void no_note(struct arena *a, SlbReceipt *r)
{
	r->checkpoint = arena_strdup(a, "");
}

static void no_heads(struct arena *a, SlbReceipt *r)
{
	(void)a;
	r->n_heads = 0;
}

static void three_heads(struct arena *a, SlbReceipt *r)
{
	(void)a;
	r->n_heads = 3;
}

static void heads_exchanged(struct arena *a, SlbReceipt *r)
{
	SlbBookHead *first = r->heads[0];

	(void)a;
	r->heads[0] = r->heads[1];
	r->heads[1] = first;
}

static void head_number(struct arena *a, SlbReceipt *r)
{
	(void)a;
	r->heads[0]->number++;
}

static void head_tree(struct arena *a, SlbReceipt *r)
{
	(void)a;
	r->heads[0]->tree_size--;
}

static void head_hash(struct arena *a, SlbReceipt *r)
{
	(void)a;
	flip(&r->heads[1]->leaf_hash, 31);
}

static void head_short(struct arena *a, SlbReceipt *r)
{
	(void)a;
	r->heads[1]->signature.len--;
}

static void head_signature(struct arena *a, SlbReceipt *r)
{
	(void)a;
	flip(&r->heads[1]->signature, 0);
}

static void head_index(struct arena *a, SlbReceipt *r)
{
	(void)a;
	r->heads[1]->path->index--;
}

static void head_list_size(struct arena *a, SlbReceipt *r)
{
	(void)a;
	r->heads[0]->path->size++;
}

static void head_path_hash(struct arena *a, SlbReceipt *r)
{
	(void)a;
	flip(&r->heads[0]->path->hashes[1], 31);
}

static void head_path_short(struct arena *a, SlbReceipt *r)
{
	(void)a;
	r->heads[1]->path->n_hashes--;
}

static void head_path_gone(struct arena *a, SlbReceipt *r)
{
	(void)a;
	r->heads[0]->path = NULL;
}

/* Well signed, but the book would end before the statement. */
static void head_before(struct arena *a, SlbReceipt *r)
{
	struct made_log log = made_log_of(9);
	uint8_t number = r->leaf.data[26];

	r->leaf.data[26] = (uint8_t)(number - 1);
	made_heads(a, &log, r);
	r->leaf.data[26] = number;
	signing_key_free(log.key);
}

static void head_of_another_leaf(struct arena *a, SlbReceipt *r)
{
	struct made_log log = made_log_of(9);

	flip(&r->leaf, 98);
	made_heads(a, &log, r);
	flip(&r->leaf, 98);
	signing_key_free(log.key);
}

/* clang-format off */
static const struct bend bends[] = {
	{ "length of the leaf", leaf_short, ERR_LEAF_INVALID },
	{ "salt", salt_bit, ERR_RECEIPT_INVALID },
	{ "length of the salt", salt_short, ERR_RECEIPT_INVALID },
	{ "place", place, ERR_PROOF_INVALID },
	{ "a hash of the proof", path_bit, ERR_PROOF_INVALID },
	{ "a hash missing", path_short, ERR_PROOF_INVALID },
	{ "length of a hash", path_odd, ERR_PROOF_INVALID },
	{ "a proof longer than any", path_long, ERR_PROOF_INVALID },
	{ "only validated", validated, ERR_RECEIPT_INVALID },
	{ "contract", no_contract, ERR_RECEIPT_INVALID },
	{ "root", root, ERR_PROOF_INVALID },
	{ "signer of the checkpoint", other_signer, ERR_CHECKPOINT_INVALID },
	{ "no checkpoint", no_note, ERR_CHECKPOINT_INVALID },
	{ "no heads of books", no_heads, ERR_RECEIPT_INVALID },
	{ "three heads", three_heads, ERR_RECEIPT_INVALID },
	{ "heads in another order", heads_exchanged, ERR_RECEIPT_INVALID },
	{ "number of a head", head_number, ERR_RECEIPT_INVALID },
	{ "tree of a head", head_tree, ERR_RECEIPT_INVALID },
	{ "leaf hash of a head", head_hash, ERR_RECEIPT_INVALID },
	{ "length of a head's signature", head_short, ERR_RECEIPT_INVALID },
	{ "a head's signature", head_signature, ERR_RECEIPT_INVALID },
	{ "place of a head", head_index, ERR_RECEIPT_INVALID },
	{ "number of heads in the list", head_list_size, ERR_RECEIPT_INVALID },
	{ "a hash of a head's path", head_path_hash, ERR_RECEIPT_INVALID },
	{ "a hash of a head's path missing", head_path_short, ERR_RECEIPT_INVALID },
	{ "a head without its path", head_path_gone, ERR_RECEIPT_INVALID },
	{ "a head before the statement", head_before, ERR_RECEIPT_INVALID },
	{ "a head of another leaf", head_of_another_leaf, ERR_RECEIPT_INVALID },
};
/* clang-format on */

Test(receipt, proves_the_statement_and_says_where_it_is)
{
	struct made_log log = made_log_of(9);
	struct receipt_proof proof;
	struct envelope envelope;
	SlbReceipt *receipt;
	struct arena arena;
	struct diag diag;

	arena_init(&arena, 1 << 22);
	diag_init(&diag, &arena);
	envelope = made_acceptance(&arena, 2);
	receipt = made_receipt(&arena, &log, &envelope, 5);
	cr_assert_eq(
		receipt_verify(&arena, receipt, &envelope, &log.keys, &proof, &diag),
		ERR_OK);
	cr_expect_eq(proof.log_index, 5);
	cr_expect_eq(proof.checkpoint.tree.size, 9);
	cr_expect_eq(proof.leaf.log_time_ms, 1795339801000);
	signing_key_free(log.key);
	arena_release(&arena);
}

Test(receipt, has_heads_of_any_lists_of_its_tree)
{
	struct made_log log = made_log_of(9);
	const struct head_signer signer = { ORIGIN, log.key, log.size };
	struct receipt_proof proof;
	struct envelope envelope;
	SlbReceipt *receipt;
	struct arena arena;
	struct diag diag;

	arena_init(&arena, 1 << 22);
	diag_init(&diag, &arena);
	envelope = made_acceptance(&arena, 2);
	receipt = made_receipt(&arena, &log, &envelope, 5);
	receipt->heads[1]->path = NULL;
	head_list_sign(&arena, &signer, receipt->heads + 1, 1);
	cr_expect_eq(
		receipt_verify(&arena, receipt, &envelope, &log.keys, &proof, &diag),
		ERR_OK);
	signing_key_free(log.key);
	arena_release(&arena);
}

/* What becomes of a good receipt that a function bends, or else one byte of its leaf. */
static void expect_bent(const char *what, void (*bend)(struct arena *, SlbReceipt *),
			size_t leaf_byte, enum err expected)
{
	struct made_log log = made_log_of(9);
	struct receipt_proof proof;
	struct envelope envelope;
	SlbReceipt *receipt;
	struct arena arena;
	struct diag diag;
	enum err e;

	arena_init(&arena, 1 << 22);
	diag_init(&diag, &arena);
	envelope = made_acceptance(&arena, 2);
	receipt = made_receipt(&arena, &log, &envelope, 5);
	if (bend != NULL)
		bend(&arena, receipt);
	else
		flip(&receipt->leaf, leaf_byte);
	e = receipt_verify(&arena, receipt, &envelope, &log.keys, &proof, &diag);
	cr_expect_eq(e, expected, "%s: %s", what, err_name(e));
	cr_expect_eq(diag.error_count, 1, "%s", what);
	signing_key_free(log.key);
	arena_release(&arena);
}

Test(receipt, every_field_counts)
{
	for (size_t i = 0; i < ARRAY_SIZE(bends); i++)
		expect_bent(bends[i].what, bends[i].bend, 0, bends[i].expected);
}

Test(receipt, every_field_of_the_leaf_counts)
{
	static const struct {
		const char *what;
		size_t byte;
		enum err expected;
	} rows[] = {
		{ "version", 0, ERR_LEAF_INVALID },
		{ "kind", 2, ERR_RECEIPT_INVALID },
		{ "book", 3, ERR_PROOF_INVALID },
		{ "number in the book", 26, ERR_PROOF_INVALID },
		{ "leaf before", 27, ERR_PROOF_INVALID },
		{ "log time", 66, ERR_PROOF_INVALID },
		{ "commitment", 98, ERR_RECEIPT_INVALID },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		expect_bent(rows[i].what, NULL, rows[i].byte, rows[i].expected);
}

Test(receipt, a_signature_taken_away_is_noticed)
{
	struct made_log log = made_log_of(9);
	struct receipt_proof proof;
	struct envelope envelope;
	SlbReceipt *receipt;
	struct arena arena;
	struct diag diag;

	arena_init(&arena, 1 << 22);
	diag_init(&diag, &arena);
	envelope = made_acceptance(&arena, 2);
	receipt = made_receipt(&arena, &log, &envelope, 5);
	envelope.signer_count = 1;
	cr_expect_eq(
		receipt_verify(&arena, receipt, &envelope, &log.keys, &proof, &diag),
		ERR_RECEIPT_INVALID);
	signing_key_free(log.key);
	arena_release(&arena);
}

Test(receipt, an_opening_offer_names_its_own_contract)
{
	struct statement_head head = { ORIGIN, "acme-retail", 1795339800000, NULL };
	struct signing_key *key = made_key(0);
	const struct signing_key *keys[] = { key };
	struct made_log log = made_log_of(9);
	struct statement_bytes bytes;
	struct receipt_proof proof;
	struct contract_id contract;
	struct envelope envelope;
	SlbReceipt *receipt;
	struct arena arena;
	struct diag diag;
	struct leaf leaf;

	arena_init(&arena, 1 << 22);
	diag_init(&diag, &arena);
	bytes = statement_pack(
		&arena,
		statement_offer(&arena, &head, bytes_of_string("terms"), NULL, NULL));
	cr_assert_eq(envelope_parse(&arena, envelope_seal(&arena, &bytes.item, keys, 1),
				    &envelope, &diag),
		     ERR_OK);
	envelope.signers[0].key = *signing_key_public(key);
	receipt = made_receipt(&arena, &log, &envelope, 5);
	cr_assert_eq(leaf_decode((struct bytes){ receipt->leaf.data, LEAF_BYTES },
				 &leaf, &diag),
		     ERR_OK);
	leaf.kind = 16;
	leaf_encode(&leaf, receipt->leaf.data);
	log.leaves[5] = leaf_hash(&leaf);
	receipt->checkpoint = made_note(&arena, &log, 9);
	made_heads(&arena, &log, receipt);
	cr_expect_eq(
		receipt_verify(&arena, receipt, &envelope, &log.keys, &proof, &diag),
		ERR_RECEIPT_INVALID);
	contract = contract_id_of(&envelope.content_id);
	receipt->contract = contract_id_text(&arena, &contract);
	cr_expect_eq(
		receipt_verify(&arena, receipt, &envelope, &log.keys, &proof, &diag),
		ERR_OK);
	signing_key_free(key);
	signing_key_free(log.key);
	arena_release(&arena);
}
