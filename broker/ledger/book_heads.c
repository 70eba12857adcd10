#include "ledger/book_heads.h"

#include <string.h>

#include "base/ensure.h"
#include "ledger/log_tree.h"
#include "state/state.h"
#include "state/tables.h"

enum err book_heads_begin(struct book_heads *heads, struct log_view *view,
			  uint64_t tree_size)
{
	const SlbLogRow *row;
	enum err err = signing_row(view->store, view->arena, view->diag, &row);

	ensure(tree_size <= view->size);
	*heads = (struct book_heads){ .view = view, .tree_size = tree_size };
	if (err != ERR_OK)
		return err;
	if (row->previous_log_key.len != 0 && row->log_key_index >= tree_size)
		return diag_error(view->diag, ERR_NOT_SERVING, diag_at(""),
				  "the log has just got another key: ask again in a "
				  "moment");
	return signing_log_key(&view->log->signing, row, view->diag, &heads->log_key);
}

/* ---- the list ----------------------------------------------------------------- */

/* The head of a book in the list, or NULL and where it would stand. */
static SlbBookHead *find(const struct book_heads *heads, const uint8_t *pseudonym,
			 size_t *place)
{
	size_t low = 0, high = heads->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		SlbBookHead *head = heads->list[middle];
		int order =
			memcmp(head->pseudonym.data, pseudonym, LEAF_PSEUDONYM_BYTES);

		if (order == 0)
			return head;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*place = low;
	return NULL;
}

static void make_room(struct book_heads *heads)
{
	size_t room = heads->room == 0 ? 8 : 2 * heads->room;
	SlbBookHead **list;

	if (heads->count < heads->room)
		return;
	list = arena_array(heads->view->arena, SlbBookHead *, room);
	for (size_t i = 0; i < heads->count; i++)
		list[i] = heads->list[i];
	heads->list = list;
	heads->room = room;
}

SlbBookHead *book_heads_add(struct book_heads *heads, const struct book_end *end)
{
	size_t at;
	SlbBookHead *head = find(heads, end->book, &at);

	if (head != NULL)
		return head;
	head = book_head_new(heads->view->arena, end);
	make_room(heads);
	for (size_t i = heads->count++; i > at; i--)
		heads->list[i] = heads->list[i - 1];
	heads->list[at] = head;
	return head;
}

void book_heads_sign(struct book_heads *heads)
{
	const struct head_signer signer = {
		.origin = heads->view->log->origin,
		.log_key = heads->log_key,
		.tree_size = heads->tree_size,
	};

	if (heads->count > 0)
		head_list_sign(heads->view->arena, &signer, heads->list, heads->count);
}

/* ---- looking for a book ------------------------------------------------------- */

static bool read_place(const struct store_entry *entry, uint64_t *number,
		       uint64_t *index)
{
	struct cursor key = cursor_over(entry->key);
	struct cursor value = cursor_over(entry->value);

	(void)cursor_take(&key, LEAF_PSEUDONYM_BYTES);
	*number = cursor_u64be(&key);
	*index = cursor_u64be(&value);
	return cursor_done(&key) && cursor_done(&value);
}

/* The last entry of the book that the tree has: the view may show later ones.  *is_there:
 * it has one. */
static enum err find_last(const struct book_heads *heads, struct book_end *end,
			  uint64_t *index, bool *is_there)
{
	struct log_view *view = heads->view;
	struct store_range range = {
		.table = TABLE_BOOKS,
		.reverse = true,
		.from = log_book_key(view->arena, end->book, 0),
		.to = log_book_key(view->arena, end->book, UINT64_MAX),
	};
	struct store_entry entry;
	struct store_scan *scan;
	bool is_read = true;
	enum err err = store_scan_open(view->store, &range, &scan);

	*is_there = false;
	if (err != ERR_OK)
		return err;
	while (!*is_there && is_read && store_scan_next(scan, &entry)) {
		is_read = read_place(&entry, &end->number, index);
		*is_there = is_read && *index < heads->tree_size;
	}
	err = store_scan_close(scan);
	if (err != ERR_OK || is_read)
		return err;
	return diag_error(view->diag, ERR_LOG_DAMAGED, diag_at(""),
			  "where the entries of a book are is not readable");
}

enum err book_heads_of_name(struct book_heads *heads,
			    const uint8_t pseudonym[LEAF_PSEUDONYM_BYTES],
			    SlbBookHead **out)
{
	struct log_view *view = heads->view;
	struct log_tree tree = { .view = view->store,
				 .arena = view->arena,
				 .diag = view->diag };
	struct book_end end;
	struct bytes leaf;
	uint64_t index = 0;
	bool is_there;
	size_t place;
	enum err err;

	*out = find(heads, pseudonym, &place);
	if (*out != NULL)
		return ERR_OK;
	memcpy(end.book, pseudonym, LEAF_PSEUDONYM_BYTES);
	err = find_last(heads, &end, &index, &is_there);
	if (err == ERR_OK && is_there)
		err = log_tree_leaf(&tree, index, &leaf);
	if (err != ERR_OK || !is_there)
		return err;
	end.leaf_hash = treehash_leaf(leaf);
	*out = book_heads_add(heads, &end);
	return ERR_OK;
}

enum err book_heads_of(struct book_heads *heads, const struct book *book,
		       SlbBookHead **out)
{
	struct row_key key = book_row_key(book);
	const ProtobufCMessage *found;
	const SlbBookRow *row;
	struct book_end end;
	struct state state;
	enum err err;

	*out = NULL;
	state_init(&state, heads->view->arena, heads->view->store);
	err = state_fetch(&state, &key, &found);
	if (err != ERR_OK || found == NULL)
		return err;
	row = (const SlbBookRow *)found;
	ensure(row->pseudonym.len == LEAF_PSEUDONYM_BYTES &&
	       row->last_leaf_hash.len == DIGEST_BYTES && row->next_number > 0);
	if (row->last_index >= heads->tree_size)
		return book_heads_of_name(heads, row->pseudonym.data, out);
	end.number = row->next_number - 1;
	memcpy(end.book, row->pseudonym.data, LEAF_PSEUDONYM_BYTES);
	memcpy(end.leaf_hash.bytes, row->last_leaf_hash.data, DIGEST_BYTES);
	*out = book_heads_add(heads, &end);
	return ERR_OK;
}

enum err book_heads_of_one(struct log_view *view, const struct book *book,
			   SlbBookHead **out)
{
	struct book_heads heads;
	enum err err = book_heads_begin(&heads, view, view->size);

	if (err == ERR_OK)
		err = book_heads_of(&heads, book, out);
	if (err == ERR_OK && *out == NULL)
		err = diag_error(view->diag, ERR_LOG_ENTRY, diag_at(""),
				 "there is no such book");
	if (err == ERR_OK)
		book_heads_sign(&heads);
	return err;
}
