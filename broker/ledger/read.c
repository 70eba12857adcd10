#include "ledger/read.h"

#include <inttypes.h>
#include <string.h>

#include "base/ensure.h"
#include "ledger/log_tree.h"

enum err log_view_begin(const struct log *log, struct arena *arena, struct diag *diag,
			struct log_view *out)
{
	struct log_head head;
	enum err err;

	*out = (struct log_view){ .log = log, .arena = arena, .diag = diag };
	err = store_read_begin(log->store, diag, &out->store);
	if (err != ERR_OK)
		return err;
	err = log_head_read(out->store, arena, &head, diag);
	out->size = head.edge.size;
	out->last_ms = head.last_ms;
	if (err != ERR_OK)
		store_read_end(out->store);
	return err;
}

void log_view_end(struct log_view *view)
{
	store_read_end(view->store);
}

static bool find_key(void *context, const char *key_id, struct public_key *out)
{
	struct log_view *view = context;
	struct digest id;
	struct bytes bytes;
	struct row_key key;
	struct state state;
	const ProtobufCMessage *row;
	const SlbKeyRow *found;

	if (!hex_decode(view->arena, bytes_of_string(key_id), &bytes) ||
	    !digest_from_bytes(bytes, &id))
		return false;
	key = key_row_key(&id);
	state_init(&state, view->arena, view->store);
	if (state_fetch(&state, &key, &row) != ERR_OK || row == NULL)
		return false;
	found = (const SlbKeyRow *)row;
	view->key_owner = found->owner;
	return public_key_from_bytes(
		(struct bytes){ found->public_key.data, found->public_key.len }, out);
}

struct key_ring log_view_keys(struct log_view *view)
{
	return (struct key_ring){ .find = find_key, .context = view };
}

static enum err beyond(const struct log_view *view, const char *field, uint64_t number)
{
	return diag_error(view->diag, ERR_LOG_ENTRY, diag_at(field),
			  "the log has %" PRIu64
			  " entries, counted from 0: there is no "
			  "%" PRIu64,
			  view->size, number);
}

enum err log_view_entry(struct log_view *view, uint64_t index, struct log_entry *out)
{
	if (index >= view->size)
		return beyond(view, "log_index", index);
	return log_entry_read(view->log, view->store, view->arena, index, out,
			      view->diag);
}

static struct log_tree tree_of(const struct log_view *view)
{
	return (struct log_tree){
		.view = view->store,
		.arena = view->arena,
		.diag = view->diag,
	};
}

enum err log_view_inclusion(struct log_view *view, uint64_t index, uint64_t size,
			    struct proof *out)
{
	struct log_tree tree = tree_of(view);

	if (size > view->size)
		return beyond(view, "tree_size", size);
	if (index >= size)
		return beyond(view, "log_index", index);
	return log_tree_inclusion(&tree, index, size, out);
}

enum err log_view_consistency(struct log_view *view, uint64_t old_size, uint64_t size,
			      struct proof *out)
{
	struct log_tree tree = tree_of(view);

	if (size > view->size)
		return beyond(view, "tree_size", size);
	if (old_size > size)
		return beyond(view, "old_size", old_size);
	return log_tree_consistency(&tree, old_size, size, out);
}

static enum err read_book(struct log_view *view, const struct book *book,
			  const SlbBookRow **out)
{
	struct row_key key = book_row_key(book);
	const ProtobufCMessage *row;
	struct state state;
	enum err err;

	state_init(&state, view->arena, view->store);
	err = state_fetch(&state, &key, &row);
	if (err != ERR_OK)
		return err;
	if (row == NULL) {
		(void)diag_error(view->diag, ERR_LOG_ENTRY, diag_at(""),
				 "there is no such book");
		return ERR_LOG_ENTRY;
	}
	*out = (const SlbBookRow *)row;
	ensure((*out)->pseudonym.len == LEAF_PSEUDONYM_BYTES &&
	       (*out)->last_leaf_hash.len == DIGEST_BYTES);
	return ERR_OK;
}

enum err log_view_book_entry(struct log_view *view, const struct book *book,
			     uint64_t number, uint64_t *index)
{
	const SlbBookRow *row;
	enum err err = read_book(view, book, &row);

	if (err != ERR_OK)
		return err;
	if (number >= row->next_number)
		return diag_error(view->diag, ERR_LOG_ENTRY, diag_at(""),
				  "the book has %" PRIu64
				  " entries: there is no %" PRIu64,
				  row->next_number, number);
	return log_book_index(view->store, view->arena, row->pseudonym.data, number,
			      index, view->diag);
}
