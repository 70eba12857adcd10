#include <string.h>

#include "ledger/log_tree.h"
#include "ledger/puts.h"
#include "ledger/replaying.h"

/* ---- leaf and tree ------------------------------------------------------------ */

/* What appending the leaf would put must lie in the store. */
static enum err check_tree(struct replay *replay, const struct replay_entry *entry)
{
	struct store_key *keys;
	struct bytes *stored;
	struct puts puts;
	enum err err;

	puts_init(&puts, replay->arena);
	log_tree_append(&replay->result.edge, &entry->entry.leaf, &puts);
	keys = arena_array(replay->arena, struct store_key, puts.count);
	stored = arena_array(replay->arena, struct bytes, puts.count);
	for (size_t i = 0; i < puts.count; i++)
		keys[i] = (struct store_key){ puts.list[i].table, puts.list[i].key };
	err = store_get_many(replay->view, replay->arena, keys, puts.count, stored);
	for (size_t i = 0; i < puts.count && err == ERR_OK; i++) {
		if (stored[i].data == NULL ||
		    !bytes_equal(stored[i], puts.list[i].value))
			err = replay_wrong(replay, entry->entry.index,
					   "a hash above it in the tree is not that of "
					   "what lies below");
	}
	return err;
}

static enum err check_leaf(struct replay *replay, const struct replay_entry *entry)
{
	const struct leaf *leaf = &entry->entry.leaf;
	uint64_t index = entry->entry.index;
	uint64_t listed;
	enum err err;

	if ((int64_t)leaf->log_time_ms < replay->result.last_ms)
		return replay_wrong(replay, index,
				    "its log time lies before that of the "
				    "entry before");
	err = log_book_index(replay->view, replay->arena, leaf->book, leaf->number,
			     &listed, replay->diag);
	if (err != ERR_OK)
		return err;
	if (listed != index)
		return replay_wrong(replay, index,
				    "its book lists another entry in its "
				    "place");
	return check_tree(replay, entry);
}

/* ---- signatures --------------------------------------------------------------- */

static bool key_in_rows(void *context, const char *key_id, struct public_key *out)
{
	struct replay *replay = context;
	const ProtobufCMessage *row;
	struct row_key key;
	struct state state;
	struct digest id;
	struct bytes bytes;

	if (!hex_decode(replay->arena, bytes_of_string(key_id), &bytes) ||
	    !digest_from_bytes(bytes, &id))
		return false;
	key = key_row_key(&id);
	state_init(&state, replay->arena, replay->rows);
	if (state_fetch(&state, &key, &row) != ERR_OK || row == NULL)
		return false;
	return log_public_key(&((const SlbKeyRow *)row)->public_key, out);
}

/* Before the opening no key is known but the one that it brings itself. */
static bool key_in_opening(void *context, const char *key_id, struct public_key *out)
{
	const struct replay_entry *entry = context;
	const SlbStatement *statement = entry->statement;

	return statement->body_case == SLB_STATEMENT__BODY_OPENING &&
	       log_public_key(&statement->opening->operator_key, out) &&
	       strcmp(key_id_of(out).hex, key_id) == 0;
}

static enum err verify(struct replay *replay, struct replay_entry *entry)
{
	struct key_ring rows = { key_in_rows, replay };
	struct key_ring opening = { key_in_opening, entry };

	return envelope_verify(replay->arena, &entry->envelope,
			       entry->entry.index == 0 ? &opening : &rows,
			       replay->diag);
}

/* ---- content ------------------------------------------------------------------ */

static enum err check_content(struct replay *replay, const struct replay_entry *entry)
{
	const struct log_entry *logged = &entry->entry;
	const struct envelope *envelope = &entry->envelope;
	const struct act_kind *kind = act_kind(logged->leaf.kind);
	struct digest commitment = leaf_commitment(
		replay->arena, logged->content.salt, &envelope->content_id,
		envelope->signers, envelope->signer_count);

	if (!digest_equal(&commitment, &logged->leaf.commitment))
		return replay_wrong(replay, logged->index,
				    "its content is not what its leaf commits to");
	if (kind == NULL || (unsigned)entry->statement->body_case != kind->number)
		return replay_wrong(replay, logged->index,
				    "its leaf names another kind of statement");
	if (logged->key_id.content_class != (uint8_t)kind->content ||
	    logged->key_id.epoch != content_epoch(logged->key_id.content_class,
						  logged->leaf.log_time_ms))
		return replay_wrong(
			replay, logged->index,
			"its content is sealed with another key than its kind "
			"and log time ask for");
	return ERR_OK;
}

static enum err open_statement(struct replay *replay, struct replay_entry *entry)
{
	enum err err = envelope_parse(replay->arena, entry->entry.content.envelope,
				      &entry->envelope, replay->diag);

	if (err == ERR_OK)
		err = statement_parse(replay->arena, &entry->envelope,
				      replay->log->origin, &entry->statement,
				      replay->diag);
	if (err == ERR_OK)
		err = verify(replay, entry);
	return err == ERR_OK ? check_content(replay, entry) : err;
}

enum err replay_read_entry(struct replay *replay, uint64_t index,
			   struct replay_entry *out)
{
	enum err err;

	*out = (struct replay_entry){ .statement = NULL };
	err = log_entry_read(&replay->source, replay->view, replay->arena, index,
			     &out->entry, replay->diag);
	if (err != ERR_OK)
		return err;
	out->leaf_hash = leaf_hash(&out->entry.leaf);
	err = check_leaf(replay, out);
	return err == ERR_OK && !out->entry.is_erased ? open_statement(replay, out)
						      : err;
}
