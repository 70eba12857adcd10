#include <inttypes.h>
#include <string.h>

#include "fold/folding.h"

/* ---- signatures --------------------------------------------------------------- */

static struct bytes message_bytes(ProtobufCBinaryData data)
{
	return (struct bytes){ data.data, data.len };
}

static bool key_in_rows(void *context, const char *key_id, struct public_key *out)
{
	struct fold *fold = context;
	const ProtobufCMessage *row;
	struct row_key key;
	struct state state;
	struct digest id;
	struct bytes bytes;

	if (!hex_decode(fold->arena, bytes_of_string(key_id), &bytes) ||
	    !digest_from_bytes(bytes, &id))
		return false;
	key = key_row_key(&id);
	state_init(&state, fold->arena, fold->rows);
	if (state_fetch(&state, &key, &row) != ERR_OK || row == NULL)
		return false;
	return public_key_from_bytes(
		message_bytes(((const SlbKeyRow *)row)->public_key), out);
}

/* Before the opening no key is known but the one that it brings itself. */
static bool key_in_opening(void *context, const char *key_id, struct public_key *out)
{
	const struct opened_entry *entry = context;
	const SlbStatement *statement = entry->statement;

	return statement->body_case == SLB_STATEMENT__BODY_OPENING &&
	       public_key_from_bytes(message_bytes(statement->opening->operator_key),
				     out) &&
	       strcmp(key_id_of(out).hex, key_id) == 0;
}

static enum err verify(struct fold *fold, struct opened_entry *entry)
{
	struct key_ring rows = { key_in_rows, fold };
	struct key_ring opening = { key_in_opening, entry };

	fold->counts.signature_count += entry->envelope.signer_count;
	return envelope_verify_among(fold->arena, &entry->envelope,
				     entry->entry->index == 0 ? &opening : &rows,
				     fold->batches, fold->options.diag);
}

/* ---- content ------------------------------------------------------------------ */

static enum err check_content(struct fold *fold, const struct opened_entry *opened)
{
	const struct fold_entry *entry = opened->entry;
	const struct envelope *envelope = &opened->envelope;
	struct digest commitment =
		leaf_commitment(fold->arena, entry->salt, &envelope->content_id,
				envelope->signers, envelope->signer_count);

	if (!digest_equal(&commitment, &entry->leaf.commitment))
		return fold_wrong(fold, entry->index,
				  "its content is not what its leaf commits to");
	if ((unsigned)opened->statement->body_case != entry->leaf.kind)
		return fold_wrong(fold, entry->index,
				  "its leaf names another kind of statement");
	return ERR_OK;
}

enum err fold_open_entry(struct fold *fold, const struct fold_entry *entry,
			 struct opened_entry *out)
{
	struct diag *diag = fold->options.diag;
	enum err err;

	*out = (struct opened_entry){ .entry = entry };
	err = envelope_parse(fold->arena, entry->envelope, &out->envelope, diag);
	if (err == ERR_OK)
		err = statement_parse(fold->arena, &out->envelope, fold->options.origin,
				      &out->statement, diag);
	if (err == ERR_OK)
		err = verify(fold, out);
	if (err != ERR_OK)
		return diag_error(diag, err, diag_at(""), "entry %" PRIu64 ": %s",
				  entry->index, err_text(err));
	return check_content(fold, out);
}
