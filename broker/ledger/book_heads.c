#include "ledger/book_heads.h"

#include <string.h>

#include "base/ensure.h"
#include "ledger/log_tree.h"
#include "state/state.h"
#include "state/tables.h"

enum err book_heads_init(struct book_heads *heads, const struct log *log,
			 struct store_view *view, struct arena *arena,
			 struct diag *diag)
{
	const SlbLogRow *row;
	struct log_head head;
	enum err err = log_head_read(view, arena, &head, diag);

	*heads = (struct book_heads){ .log = log,
				      .view = view,
				      .arena = arena,
				      .diag = diag,
				      .tree_size = head.edge.size };
	if (err == ERR_OK)
		err = signing_row(view, arena, diag, &row);
	if (err != ERR_OK)
		return err;
	return signing_log_key(&log->signing, row, diag, &heads->log_key);
}

static enum err no_book(const struct book_heads *heads)
{
	return diag_error(heads->diag, ERR_LOG_DAMAGED, diag_at(""),
			  "a book that the log speaks of was never opened");
}

/* Number and place of the last entry. */
static enum err find_last(const struct book_heads *heads, struct book_head *head,
			  uint64_t *index)
{
	struct store_range range = {
		.table = TABLE_BOOKS,
		.reverse = true,
		.from = log_book_key(heads->arena, head->book, 0),
		.to = log_book_key(heads->arena, head->book, UINT64_MAX),
		.limit = 1,
	};
	struct store_entry entry;
	struct store_scan *scan;
	struct cursor key, value;
	bool is_there;
	enum err err = store_scan_open(heads->view, &range, &scan);

	if (err != ERR_OK)
		return err;
	is_there = store_scan_next(scan, &entry);
	if (is_there) {
		key = cursor_over(entry.key);
		(void)cursor_take(&key, LEAF_PSEUDONYM_BYTES);
		head->number = cursor_u64be(&key);
		value = cursor_over(entry.value);
		*index = cursor_u64be(&value);
		is_there = cursor_done(&key) && cursor_done(&value);
	}
	err = store_scan_close(scan);
	return err == ERR_OK && !is_there ? no_book(heads) : err;
}

static enum err read_head(const struct book_heads *heads, struct book_head *head)
{
	struct log_tree tree = {
		.view = heads->view,
		.arena = heads->arena,
		.diag = heads->diag,
	};
	struct bytes leaf;
	uint64_t index = 0;
	enum err err = find_last(heads, head, &index);

	if (err == ERR_OK)
		err = log_tree_leaf(&tree, index, &leaf);
	if (err != ERR_OK)
		return err;
	head->leaf_hash = treehash_leaf(leaf);
	head->tree_size = heads->tree_size;
	book_head_sign(heads->arena, heads->log->origin, heads->log_key, head);
	return ERR_OK;
}

static void keep(struct book_heads *heads, struct book_head *head)
{
	if (heads->count == heads->room) {
		size_t room = heads->room == 0 ? 8 : 2 * heads->room;
		struct book_head **list =
			arena_array(heads->arena, struct book_head *, room);

		for (size_t i = 0; i < heads->count; i++)
			list[i] = heads->heads[i];
		heads->heads = list;
		heads->room = room;
	}
	heads->heads[heads->count++] = head;
}

enum err book_heads_find(struct book_heads *heads,
			 const uint8_t pseudonym[LEAF_PSEUDONYM_BYTES],
			 const struct book_head **out)
{
	struct book_head *head;
	enum err err;

	for (size_t i = 0; i < heads->count; i++) {
		*out = heads->heads[i];
		if (memcmp((*out)->book, pseudonym, LEAF_PSEUDONYM_BYTES) == 0)
			return ERR_OK;
	}
	head = arena_new(heads->arena, struct book_head);
	memcpy(head->book, pseudonym, LEAF_PSEUDONYM_BYTES);
	err = read_head(heads, head);
	if (err == ERR_OK)
		keep(heads, head);
	*out = head;
	return err;
}

enum err book_heads_of_issuer(struct book_heads *heads, const char *issuer,
			      const struct book_head **out)
{
	struct book book = strcmp(issuer, "operator") == 0
				   ? book_of_kind(BOOK_BROKER)
				   : book_of_organisation(issuer);
	struct row_key key = book_row_key(&book);
	const ProtobufCMessage *row;
	struct state state;
	enum err err;

	state_init(&state, heads->arena, heads->view);
	err = state_fetch(&state, &key, &row);
	if (err != ERR_OK)
		return err;
	if (row == NULL)
		return no_book(heads);
	ensure(((const SlbBookRow *)row)->pseudonym.len == LEAF_PSEUDONYM_BYTES);
	return book_heads_find(heads, ((const SlbBookRow *)row)->pseudonym.data, out);
}
