#include "ledger/start.h"

#include <inttypes.h>
#include <string.h>

#include "ledger/log_tree.h"
#include "store/puts.h"

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

/* The size says which key must have signed; of a tree that is not there yet nobody can
 * tell. */
static enum err open_checkpoint(const struct start *start, struct store_view *view,
				const struct log_head *head, struct checkpoint *out)
{
	struct bytes note = bytes_of_string(start->file->note);
	struct note_key key;
	const SlbLogRow *row;
	enum err err = checkpoint_read(start->arena, note, out, start->diag);

	if (err == ERR_OK && out->tree.size > head->edge.size)
		err = check_behind(start, head->edge.size, out);
	if (err == ERR_OK)
		err = signing_row(view, start->arena, start->diag, &row);
	if (err != ERR_OK)
		return err;
	if (!signing_verifier(row, out->tree.size, &key))
		return damaged(start, "the log's row has not its key");
	return checkpoint_open(start->arena, note, &key, out, start->diag);
}

static enum err check_signed(const struct start *start, struct store_view *view,
			     const struct log_head *head, bool *is_signed)
{
	struct log_tree tree = tree_of(start, view);
	struct checkpoint checkpoint;
	struct tree_edge edge;
	struct digest root;
	enum err err = open_checkpoint(start, view, head, &checkpoint);

	if (err == ERR_CHECKPOINT_INVALID)
		checkpoint_file_hint(start->file, start->diag);
	if (err == ERR_OK)
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

static enum err missing(const struct start *start, uint64_t size)
{
	(void)diag_error(start->diag, ERR_CHECKPOINT_MISSING,
			 (struct diag_place){ .file = start->file->path },
			 "the store has %" PRIu64
			 " %s and there is no checkpoint file: "
			 "bring it back",
			 size, size == 1 ? "entry" : "entries");
	if (size == 1)
		diag_hint(start->diag,
			  "where `slabroker init` was broken off, run it again");
	return ERR_CHECKPOINT_MISSING;
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
		return missing(start, head->edge.size);
	err = log_state_check(view, start->arena, start->diag);
	if (err == ERR_OK)
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

static enum err check_row(const struct start *start, const SlbLogRow *row)
{
	const struct signing_keys *keys = &start->log->signing;
	const struct signing_key *unused;
	enum err err;

	if (strcmp(row->origin, start->log->origin) != 0)
		return diag_error(start->diag, ERR_LOG_OTHER, diag_at("origin"),
				  "the log was opened with another origin, \"%s\"",
				  row->origin);
	err = signing_log_key(keys, row, start->diag, &unused);
	return err == ERR_OK ? signing_notice_key(keys, row, start->diag, &unused)
			     : err;
}

enum err start_check_state(const struct start *start)
{
	const SlbLogRow *row;
	struct store_view *view;
	enum err err = store_read_begin(start->log->store, start->diag, &view);

	if (err != ERR_OK)
		return err;
	err = signing_row(view, start->arena, start->diag, &row);
	if (err == ERR_OK)
		err = check_row(start, row);
	store_read_end(view);
	return err;
}

static enum err find_log_key(const struct start *start, const struct signing_key **out)
{
	const SlbLogRow *row;
	struct store_view *view;
	enum err err = store_read_begin(start->log->store, start->diag, &view);

	if (err != ERR_OK)
		return err;
	err = signing_row(view, start->arena, start->diag, &row);
	if (err == ERR_OK)
		err = signing_log_key(&start->log->signing, row, start->diag, out);
	store_read_end(view);
	return err;
}

enum err start_sign(const struct start *start, struct checkpoint_file *file,
		    const struct log_head *head)
{
	struct checkpoint checkpoint = {
		.origin = start->log->origin,
		.tree = { head->edge.size, tree_edge_root(&head->edge) },
	};
	const struct signing_key *key;
	enum err err = find_log_key(start, &key);

	if (err != ERR_OK)
		return err;
	return checkpoint_file_replace(
		file, checkpoint_sign(start->arena, &checkpoint, key), start->diag);
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
