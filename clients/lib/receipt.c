#include "lib/receipt.h"

#include <inttypes.h>
#include <string.h>

#include "envelope/ids.h"
#include "envelope/unpack.h"
#include "merkle/book_head.h"

static struct bytes bytes_of(const ProtobufCBinaryData *data)
{
	return (struct bytes){ data->data, data->len };
}

bool proof_of_message(const ProtobufCBinaryData *hashes, size_t count,
		      struct proof *out)
{
	size_t i;

	out->count = 0;
	if (count > PROOF_HASHES_MAX)
		return false;
	for (i = 0; i < count; i++) {
		if (!digest_from_bytes(bytes_of(&hashes[i]), &out->hashes[i]))
			return false;
	}
	out->count = count;
	return true;
}

struct checking {
	struct arena *arena;
	const SlbReceipt *receipt;
	const struct envelope *envelope;
	struct receipt_proof *out;
	struct diag *diag;
};

static enum err refuse(struct checking *checking, const char *field, const char *what)
{
	return diag_error(checking->diag, ERR_RECEIPT_INVALID, diag_at(field), "%s",
			  what);
}

static enum err read_statement(struct checking *checking, const SlbStatement **out)
{
	return statement_parse(checking->arena, checking->envelope,
			       checking->out->checkpoint.origin, out, checking->diag);
}

static enum err check_leaf(struct checking *checking, const SlbStatement *statement)
{
	struct receipt_proof *out = checking->out;
	enum err e = leaf_decode(bytes_of(&checking->receipt->leaf), &out->leaf,
				 checking->diag);

	if (e != ERR_OK)
		return e;
	out->leaf_hash = leaf_hash(&out->leaf);
	if (out->leaf.kind == (uint16_t)statement->body_case)
		return ERR_OK;
	return diag_error(checking->diag, ERR_RECEIPT_INVALID, diag_at("leaf"),
			  "the entry is of kind %u; expected %u, that of the statement",
			  (unsigned)out->leaf.kind, (unsigned)statement->body_case);
}

static enum err check_commitment(struct checking *checking)
{
	const struct envelope *envelope = checking->envelope;
	const ProtobufCBinaryData *salt = &checking->receipt->salt;
	struct digest expected;

	if (salt->len != LEAF_SALT_BYTES)
		return refuse(checking, "salt", "the salt has not 32 bytes");
	expected = leaf_commitment(checking->arena, salt->data, &envelope->content_id,
				   envelope->signers, envelope->signer_count);
	if (digest_equal(&expected, &checking->out->leaf.commitment))
		return ERR_OK;
	return refuse(checking, "leaf",
		      "the entry commits to something else than this statement "
		      "with these signatures");
}

static enum err check_inclusion(struct checking *checking)
{
	const SlbReceipt *receipt = checking->receipt;
	struct receipt_proof *out = checking->out;
	struct proof proof;

	out->log_index = receipt->log_index;
	if (proof_of_message(receipt->inclusion, receipt->n_inclusion, &proof) &&
	    proof_verify_inclusion(&out->checkpoint.tree, out->log_index,
				   &out->leaf_hash, proof.hashes,
				   proof.count) == ERR_OK)
		return ERR_OK;
	return diag_error(checking->diag, ERR_PROOF_INVALID, diag_at("inclusion"),
			  "the proof does not lead from the entry at place %" PRIu64
			  " to the root of the checkpoint of size %" PRIu64,
			  out->log_index, out->checkpoint.tree.size);
}

/* ---- heads of books ---- */

static enum err wrong_head(struct checking *checking, size_t place, const char *what)
{
	return diag_error(checking->diag, ERR_RECEIPT_INVALID,
			  diag_at(arena_printf(checking->arena, "heads[%zu]", place)),
			  "%s", what);
}

/* Signed for the checkpoint's tree.  *known is the list of the head before it, whose
 * signature holds; heads of one list have one. */
static enum err check_head(struct checking *checking, size_t place,
			   const struct note_key *log_key, struct head_list *known)
{
	const SlbBookHead *head = checking->receipt->heads[place];
	const struct checkpoint *checkpoint = &checking->out->checkpoint;
	struct head_list list;

	if (!head_list_of(checking->arena, head, &list))
		return wrong_head(
			checking, place,
			"a head has a name of 16 bytes, a hash of an entry of 32, a "
			"signature of 64 and, where it is one of several, a path that "
			"fits its place");
	if (list.tree_size != checkpoint->tree.size)
		return wrong_head(checking, place,
				  "the head is of another tree than the checkpoint");
	if ((place == 0 || !head_list_same(&list, known)) &&
	    !head_list_verify(checking->arena, checkpoint->origin, &log_key->key,
			      &list))
		return wrong_head(checking, place, "the log key did not sign the head");
	*known = list;
	return ERR_OK;
}

/* Its own book goes as far as the statement, or on from it. */
static enum err check_own_head(struct checking *checking)
{
	const SlbBookHead *head = checking->receipt->heads[0];
	const struct receipt_proof *out = checking->out;

	if (!bytes_equal(bytes_of(&head->pseudonym), BYTES_OF_ARRAY(out->leaf.book)))
		return wrong_head(checking, 0, "the head is of another book");
	if (head->number > out->leaf.number ||
	    (head->number == out->leaf.number &&
	     bytes_equal(bytes_of(&head->leaf_hash), digest_bytes(&out->leaf_hash))))
		return ERR_OK;
	return wrong_head(checking, 0, "the book ends before the statement");
}

static enum err check_heads(struct checking *checking, const struct log_keys *keys)
{
	const SlbReceipt *receipt = checking->receipt;
	const struct note_key *log_key =
		log_keys_find(keys, checking->out->checkpoint.tree.size);
	struct head_list known;
	enum err e = ERR_OK;

	if (receipt->n_heads == 0 || receipt->n_heads > 2)
		return refuse(
			checking, "heads",
			"a receipt has the head of the statement's book, and that "
			"of the book with its issuer's keys");
	for (size_t i = 0; i < receipt->n_heads && e == ERR_OK; i++)
		e = check_head(checking, i, log_key, &known);
	return e == ERR_OK ? check_own_head(checking) : e;
}

/* "" where the statement belongs to no contract. */
static const char *contract_of(struct checking *checking, const SlbStatement *statement)
{
	struct contract_id id;

	if (statement->book.len == sizeof id.bytes)
		memcpy(id.bytes, statement->book.data, sizeof id.bytes);
	else if (statement->body_case == SLB_STATEMENT__BODY_OFFER)
		id = contract_id_of(&checking->envelope->content_id);
	else
		return "";
	return contract_id_text(checking->arena, &id);
}

static enum err check_contract(struct checking *checking, const SlbStatement *statement)
{
	const char *expected = contract_of(checking, statement);

	if (strcmp(checking->receipt->contract, expected) == 0)
		return ERR_OK;
	return diag_error(checking->diag, ERR_RECEIPT_INVALID, diag_at("contract"),
			  "the receipt names contract \"%s\"; expected \"%s\"",
			  checking->receipt->contract, expected);
}

enum err receipt_verify(struct arena *arena, const SlbReceipt *receipt,
			const struct envelope *envelope, const struct log_keys *keys,
			struct receipt_proof *out, struct diag *diag)
{
	struct checking checking = { arena, receipt, envelope, out, diag };
	const SlbStatement *statement = NULL;
	enum err e;

	*out = (struct receipt_proof){ 0 };
	if (receipt->validated_only)
		return refuse(&checking, "validated_only",
			      "this is no receipt: nothing was logged");
	e = log_keys_open(arena, keys, bytes_of_string(receipt->checkpoint),
			  &out->checkpoint, diag);
	if (e == ERR_OK)
		e = read_statement(&checking, &statement);
	if (e == ERR_OK)
		e = check_leaf(&checking, statement);
	if (e == ERR_OK)
		e = check_commitment(&checking);
	if (e == ERR_OK)
		e = check_inclusion(&checking);
	if (e == ERR_OK)
		e = check_heads(&checking, keys);
	if (e == ERR_OK)
		e = check_contract(&checking, statement);
	return e;
}
