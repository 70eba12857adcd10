#include "ledger/log.h"

#include <inttypes.h>
#include <string.h>

#include "state/tables.h"
#include "store/puts.h"

#define HEAD_KEY  "head"
#define STATE_KEY "state"

const struct store_options log_store = {
	.purpose = "slabroker/log/0",
	.tables = ledger_table_names,
	.table_count = TABLE_COUNT,
	.create = true,
};

static enum err get(struct store_view *view, struct arena *arena, uint8_t table,
		    struct bytes key, struct bytes *value)
{
	struct store_key asked = { table, key };

	return store_get_many(view, arena, &asked, 1, value);
}

enum err log_head_read(struct store_view *view, struct arena *arena,
		       struct log_head *out, struct diag *diag)
{
	struct cursor cursor;
	struct bytes value;
	enum err err = get(view, arena, TABLE_META, bytes_of_string(HEAD_KEY), &value);

	*out = (struct log_head){ .last_ms = 0 };
	if (err != ERR_OK || value.data == NULL)
		return err;
	cursor = cursor_over(value);
	out->edge.size = cursor_u64be(&cursor);
	out->last_ms = (int64_t)cursor_u64be(&cursor);
	if (out->edge.size > TREE_SIZE_MAX || out->last_ms < 0)
		cursor.failed = true;
	for (unsigned i = 0; !cursor.failed && i < tree_edge_count(out->edge.size); i++)
		cursor.failed = !digest_from_bytes(cursor_take(&cursor, DIGEST_BYTES),
						   &out->edge.subtrees[i]);
	if (cursor_done(&cursor))
		return ERR_OK;
	return diag_error(
		diag, ERR_LOG_DAMAGED, diag_at(""),
		"where the log stands is not readable: its head has %zu bytes",
		value.len);
}

struct store_put log_head_put(struct arena *arena, const struct log_head *head)
{
	struct buffer value;

	buffer_init(&value, arena);
	buffer_add_u64be(&value, head->edge.size);
	buffer_add_u64be(&value, (uint64_t)head->last_ms);
	for (unsigned i = 0; i < tree_edge_count(head->edge.size); i++)
		buffer_add(&value, digest_bytes(&head->edge.subtrees[i]));
	return (struct store_put){
		.op = STORE_PUT,
		.table = TABLE_META,
		.key = bytes_of_string(HEAD_KEY),
		.value = buffer_bytes(&value),
	};
}

struct store_put log_state_put(struct arena *arena, uint32_t version)
{
	struct buffer value;

	buffer_init(&value, arena);
	buffer_add_u32be(&value, version);
	return (struct store_put){
		.op = STORE_PUT,
		.table = TABLE_META,
		.key = bytes_of_string(STATE_KEY),
		.value = buffer_bytes(&value),
	};
}

enum err log_state_version(struct store_view *view, struct arena *arena, uint32_t *out)
{
	struct cursor cursor;
	struct bytes value;
	enum err err = get(view, arena, TABLE_META, bytes_of_string(STATE_KEY), &value);

	*out = 0;
	if (err != ERR_OK)
		return err;
	cursor = cursor_over(value);
	*out = cursor_u32be(&cursor);
	if (!cursor_done(&cursor))
		*out = 0;
	return ERR_OK;
}

enum err log_state_check(struct store_view *view, struct arena *arena,
			 struct diag *diag)
{
	uint32_t version;
	enum err err = log_state_version(view, arena, &version);

	if (err != ERR_OK || version == STATE_VERSION)
		return err;
	(void)diag_error(diag, ERR_LOG_STATE_OLD, diag_at(""),
			 "what the store derives from its log is of edition %" PRIu32
			 ", and this program wants edition %d",
			 version, STATE_VERSION);
	diag_hint(diag, "`slabroker rebuild` makes it anew from the log");
	return ERR_LOG_STATE_OLD;
}

struct bytes log_book_key(struct arena *arena, const uint8_t book[LEAF_PSEUDONYM_BYTES],
			  uint64_t number)
{
	struct buffer key;

	buffer_init(&key, arena);
	buffer_add(&key, (struct bytes){ book, LEAF_PSEUDONYM_BYTES });
	buffer_add_u64be(&key, number);
	return buffer_bytes(&key);
}

enum err log_book_index(struct store_view *view, struct arena *arena,
			const uint8_t book[LEAF_PSEUDONYM_BYTES], uint64_t number,
			uint64_t *index, struct diag *diag)
{
	struct cursor cursor;
	struct bytes value;
	enum err err = get(view, arena, TABLE_BOOKS, log_book_key(arena, book, number),
			   &value);

	if (err != ERR_OK)
		return err;
	cursor = cursor_over(value);
	*index = cursor_u64be(&cursor);
	if (cursor_done(&cursor))
		return ERR_OK;
	return diag_error(diag, ERR_LOG_DAMAGED, diag_at(""),
			  "entry %" PRIu64 " of a book is not to be found in the log",
			  number);
}

static enum err absent(struct diag *diag, uint64_t index, const char *what)
{
	return diag_error(diag, ERR_LOG_DAMAGED, diag_at(""),
			  "entry %" PRIu64 " of the log has no %s", index, what);
}

/* Opens the content where its key is there. */
static enum err open_content(const struct log *log, struct arena *arena,
			     struct bytes stored, struct log_entry *out,
			     struct diag *diag)
{
	struct content_place place = {
		.origin = log->origin,
		.log_index = out->index,
		.kind = out->leaf.kind,
	};
	struct content_key key;
	enum err err = content_key_of(stored, out->leaf.book, &out->key_id, diag);

	if (err != ERR_OK)
		return err;
	place.key_id = out->key_id;
	err = content_keys_look(log->keys, &out->key_id, &key, &out->is_erased, diag);
	if (err == ERR_OK && !out->is_erased)
		err = content_unseal(arena, &place, &key, stored, &out->content, diag);
	wipe(&key, sizeof(key));
	return err;
}

enum err log_entry_read(const struct log *log, struct store_view *view,
			struct arena *arena, uint64_t index, struct log_entry *out,
			struct diag *diag)
{
	struct bytes number = key_of_number(arena, index);
	struct store_key keys[] = { { TABLE_LEAVES, number },
				    { TABLE_CONTENTS, number } };
	struct bytes values[ARRAY_SIZE(keys)];
	enum err err = store_get_many(view, arena, keys, ARRAY_SIZE(keys), values);

	*out = (struct log_entry){ .index = index, .leaf_bytes = values[0] };
	if (err != ERR_OK)
		return err;
	if (values[0].data == NULL)
		return absent(diag, index, "record");
	if (values[1].data == NULL)
		return absent(diag, index, "content");
	err = leaf_decode(values[0], &out->leaf, diag);
	return err == ERR_OK ? open_content(log, arena, values[1], out, diag) : err;
}
