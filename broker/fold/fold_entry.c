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

/* Its keys now, by the rows before it; whether they signed is found out meanwhile. */
static enum err verify(struct fold *fold, struct opened_entry *entry)
{
	struct key_ring rows = { key_in_rows, fold };
	struct key_ring opening = { key_in_opening, entry };
	struct fold_slot *slot = &fold->slots[fold->slot];
	enum err err = envelope_prepare(fold->arena, &entry->envelope,
					entry->entry->index == 0 ? &opening : &rows,
					&slot->check.messages, fold->options.diag);

	if (err != ERR_OK)
		return err;
	fold->counts.signature_count += entry->envelope.signer_count;
	slot->check.envelope = entry->envelope;
	slot->index = entry->entry->index;
	if (entry->statement->body_case == SLB_STATEMENT__BODY_REPORT)
		slot->report = entry->statement->report;
	slot->said = *fold->options.diag;
	slot->is_checked = false;
	checkers_give(fold->checkers, &slot->check);
	return ERR_OK;
}

static void wait_for(struct fold *fold, struct fold_slot *slot)
{
	struct signature_check *check = &slot->check;
	struct broken_signature *broken = &fold->broken;

	if (slot->is_checked)
		return;
	checkers_wait(fold->checkers, check);
	slot->is_checked = true;
	if (broken->is_found || check->first_invalid == check->envelope.signer_count)
		return;
	broken->is_found = true;
	broken->index = slot->index;
	broken->number = check->first_invalid;
	memcpy(broken->key_id,
	       check->envelope.message->signatures[broken->number]->keyid, KEY_ID_SIZE);
	broken->said = slot->said;
}

struct arena *fold_arena(struct fold *fold)
{
	struct fold_slot *slot;

	fold->slot = (fold->slot + 1) % FOLD_SLOTS;
	slot = &fold->slots[fold->slot];
	wait_for(fold, slot);
	if (slot->report != NULL && fold->kept != NULL)
		kept_add(fold->kept, slot->index, slot->report, &slot->arena);
	slot->report = NULL;
	fold->arena = &slot->arena;
	arena_empty(fold->arena);
	return fold->arena;
}

static enum err entry_error(struct diag *diag, enum err err, uint64_t index)
{
	return diag_error(diag, err, diag_at(""), "entry %" PRIu64 ": %s", index,
			  err_text(err));
}

enum err fold_settle(struct fold *fold, enum err err)
{
	struct diag *diag = fold->options.diag;

	for (size_t i = 1; i <= FOLD_SLOTS; i++) /* the oldest first */
		wait_for(fold, &fold->slots[(fold->slot + i) % FOLD_SLOTS]);
	if (!fold->broken.is_found)
		return err;
	*diag = fold->broken.said;
	if (diag->last != NULL)
		diag->last->next = NULL;
	err = envelope_say_invalid(fold->broken.number, fold->broken.key_id, diag);
	return entry_error(diag, err, fold->broken.index);
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
				  "its content is not what its record commits to");
	if ((unsigned)opened->statement->body_case != entry->leaf.kind)
		return fold_wrong(fold, entry->index,
				  "its record names another kind of statement");
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
		return entry_error(diag, err, entry->index);
	return check_content(fold, out);
}
