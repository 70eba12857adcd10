#include "lib/receipt.h"

#include <inttypes.h>
#include <string.h>

#include "envelope/ids.h"
#include "envelope/unpack.h"

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
			  "the leaf is of kind %u; expected %u, that of the statement",
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
		      "the leaf commits to something else than this statement with "
		      "these signatures");
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
			  "the proof does not lead from the leaf at place %" PRIu64
			  " to the root of the checkpoint of size %" PRIu64,
			  out->log_index, out->checkpoint.tree.size);
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
		e = check_contract(&checking, statement);
	return e;
}
