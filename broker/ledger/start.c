#include "ledger/start.h"

#include <inttypes.h>
#include <string.h>

#include "ledger/log_tree.h"
#include "store/puts.h"

static enum err open_checkpoint(const struct start *start, struct checkpoint *out)
{
	struct note_key key = note_key_make(start->log->origin, NOTE_ED25519,
					    signing_key_public(start->log_key));

	return checkpoint_open(start->arena, bytes_of_string(start->file->note), &key,
			       out, start->diag);
}

static struct log_tree tree_of(const struct start *start, struct store_view *view)
{
	return (struct log_tree){
		.view = view,
		.arena = start->arena,
		.diag = start->diag,
	};
}

static enum err damaged(const struct start *start, const char *what)
{
	return diag_error(start->diag, ERR_LOG_DAMAGED, diag_at(""), "%s", what);
}

/* That no leaf lies beyond the head. */
static enum err check_end(const struct start *start, struct store_view *view,
			  uint64_t size)
{
	struct store_key key = { TABLE_LEAVES, key_of_number(start->arena, size) };
	struct bytes beyond;
	enum err err = store_get_many(view, start->arena, &key, 1, &beyond);

	if (err == ERR_OK && beyond.data != NULL)
		err = damaged(start,
			      "the log has entries that its head does not count");
	return err;
}

/* That the head, the leaves and the nodes above them tell of one tree. */
static enum err check_head(const struct start *start, struct store_view *view,
			   const struct log_head *head)
{
	struct log_tree tree = tree_of(start, view);
	struct digest by_head, by_nodes;
	struct tree_edge edge;
	struct bytes last;
	struct leaf leaf;
	enum err err = log_tree_edge(&tree, head->edge.size, &edge);

	if (err == ERR_OK)
		err = log_tree_leaf(&tree, head->edge.size - 1, &last);
	if (err == ERR_OK)
		err = leaf_decode(last, &leaf, start->diag);
	if (err != ERR_OK)
		return err;
	by_head = tree_edge_root(&head->edge);
	by_nodes = tree_edge_root(&edge);
	if (!digest_equal(&by_head, &by_nodes))
		return damaged(start,
			       "the log's head and its tree have different roots");
	if (leaf.log_time_ms != (uint64_t)head->last_ms)
		return damaged(start,
			       "the log's head and its last entry have different "
			       "log times");
	return check_end(start, view, head->edge.size);
}

static enum err check_behind(const struct start *start, uint64_t size,
			     const struct checkpoint *checkpoint)
{
	(void)diag_error(start->diag, ERR_LOG_BEHIND,
			 (struct diag_place){ .file = start->file->path },
			 "the store has %" PRIu64 " entries, and %" PRIu64
			 " were signed: this is an old copy of the store",
			 size, checkpoint->tree.size);
	diag_hint(start->diag,
		  "bring back the store that was in use last; to go on from "
		  "an old copy would make two histories of one log");
	return ERR_LOG_BEHIND;
}

static enum err check_signed(const struct start *start, struct store_view *view,
			     const struct log_head *head, bool *is_signed)
{
	struct log_tree tree = tree_of(start, view);
	struct checkpoint checkpoint;
	struct tree_edge edge;
	struct digest root;
	enum err err = open_checkpoint(start, &checkpoint);

	if (err != ERR_OK)
		return err;
	if (checkpoint.tree.size > head->edge.size)
		return check_behind(start, head->edge.size, &checkpoint);
	err = log_tree_edge(&tree, checkpoint.tree.size, &edge);
	if (err != ERR_OK)
		return err;
	root = tree_edge_root(&edge);
	*is_signed = checkpoint.tree.size == head->edge.size;
	if (digest_equal(&root, &checkpoint.tree.root))
		return ERR_OK;
	return diag_error(start->diag, ERR_LOG_OTHER,
			  (struct diag_place){ .file = start->file->path },
			  "the first %" PRIu64
			  " entries of the store are not those that "
			  "were signed: this is another log, or it was changed",
			  checkpoint.tree.size);
}

static enum err check_view(const struct start *start, struct store_view *view,
			   struct log_head *head, bool *is_signed)
{
	struct diag_place place = { .file = start->file->path };
	enum err err = log_head_read(view, start->arena, head, start->diag);

	if (err != ERR_OK)
		return err;
	if (head->edge.size == 0 && start->file->note == NULL)
		return diag_error(start->diag, ERR_LOG_ABSENT, diag_at(""),
				  "no log was opened here: `slabroker init` opens one");
	if (head->edge.size == 0)
		return diag_error(
			start->diag, ERR_LOG_BEHIND, place,
			"the store is empty, but a checkpoint of it was signed");
	if (start->file->note == NULL)
		return diag_error(start->diag, ERR_CHECKPOINT_MISSING, place,
				  "the store has %" PRIu64 " entries and there is no "
				  "checkpoint file: bring it back",
				  head->edge.size);
	err = check_head(start, view, head);
	return err == ERR_OK ? check_signed(start, view, head, is_signed) : err;
}

enum err start_check(const struct start *start, struct log_head *head, bool *is_signed)
{
	struct store_view *view;
	enum err err = store_read_begin(start->log->store, start->diag, &view);

	if (err != ERR_OK)
		return err;
	err = check_view(start, view, head, is_signed);
	store_read_end(view);
	return err;
}

static bool is_key(const ProtobufCBinaryData *bytes, const struct signing_key *key)
{
	return bytes->len == PUBLIC_KEY_BYTES &&
	       memcmp(bytes->data, signing_key_public(key)->bytes, PUBLIC_KEY_BYTES) ==
		       0;
}

static enum err other(const struct start *start, const char *what, const char *option)
{
	return diag_error(start->diag, ERR_LOG_OTHER, diag_at(option),
			  "the log was opened with another %s", what);
}

static enum err check_opening(const struct start *start, struct store_view *view)
{
	struct row_key key = log_row_key();
	const ProtobufCMessage *row;
	const SlbLogRow *opening;
	struct state state;
	enum err err;

	state_init(&state, start->arena, view);
	err = state_fetch(&state, &key, &row);
	if (err != ERR_OK)
		return err;
	if (row == NULL)
		return damaged(start, "the log's opening is not among its rows");
	opening = (const SlbLogRow *)row;
	if (strcmp(opening->origin, start->log->origin) != 0)
		return other(start, "origin", "origin");
	if (!is_key(&opening->log_key, start->log_key))
		return other(start, "key for checkpoints", "log-key");
	if (!is_key(&opening->notice_key, start->log->notice_key))
		return other(start, "key for notices", "notice-key");
	return ERR_OK;
}

enum err start_check_state(const struct start *start)
{
	struct store_view *view;
	enum err err = store_read_begin(start->log->store, start->diag, &view);

	if (err != ERR_OK)
		return err;
	err = log_state_check(view, start->arena, start->diag);
	if (err == ERR_OK)
		err = check_opening(start, view);
	store_read_end(view);
	return err;
}

char *start_sign(const struct start *start, const struct log_head *head)
{
	struct checkpoint checkpoint = {
		.origin = start->log->origin,
		.tree = { head->edge.size, tree_edge_root(&head->edge) },
	};

	return checkpoint_sign(start->arena, &checkpoint, start->log_key);
}

/* The keys of one month of a contract's book. */
static enum err redact_month(const struct start *start, struct store_view *view,
			     struct bytes row_key)
{
	struct bytes tail = row_key_tail(row_key, CONTRACT_BYTES + 4);
	struct cursor cursor = cursor_over(tail);
	struct book book = book_of_contract(cursor_take(&cursor, CONTRACT_BYTES).data);
	struct row_key key = book_row_key(&book);
	struct content_key_id id = { .content_class = CONTENT_EVIDENCE };
	const ProtobufCMessage *row;
	struct state state;
	size_t destroyed;
	enum err err;

	id.epoch = cursor_u32be(&cursor);
	state_init(&state, start->arena, view);
	err = state_fetch(&state, &key, &row);
	if (err != ERR_OK)
		return err;
	if (row == NULL || ((const SlbBookRow *)row)->pseudonym.len != sizeof(id.book))
		return damaged(start, "a redacted contract has no book");
	memcpy(id.book, ((const SlbBookRow *)row)->pseudonym.data, sizeof(id.book));
	return content_keys_destroy(start->log->keys, &id, id.epoch, &destroyed,
				    start->diag);
}

static enum err redact_rows(const struct start *start, struct store_view *view)
{
	struct state_range range = { .from = rows_of_type(ROW_EVIDENCE) };
	struct state_entries rows;
	struct state state;
	enum err err;

	range.to = row_key_after(&range.from);
	state_init(&state, start->arena, view);
	state_want_range(&state, &range);
	err = state_load(&state);
	if (err != ERR_OK)
		return err;
	rows = state_rows(&state, &range);
	for (size_t i = 0; i < rows.count && err == ERR_OK; i++) {
		const SlbEvidenceRow *row = (const SlbEvidenceRow *)rows.entries[i].row;

		if (row->redacted_index != 0)
			err = redact_month(start, view, rows.entries[i].key);
	}
	return err;
}

enum err start_redact(const struct start *start)
{
	struct store_view *view;
	enum err err = store_read_begin(start->log->store, start->diag, &view);

	if (err != ERR_OK)
		return err;
	err = redact_rows(start, view);
	store_read_end(view);
	return err;
}
