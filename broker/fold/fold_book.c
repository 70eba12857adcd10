#include <string.h>

#include "base/ensure.h"
#include "fold/folding.h"
#include "store/puts.h"

#define BOOK_NOTE    'b' /* 'b' || pseudonym -> struct book */
#define ERASED_NOTE  'e' /* 'e' || contract id || u32 month -> u8 whether given up */
#define BOOK_KEY_LEN (1 + LEAF_PSEUDONYM_BYTES)

/* ---- books by their names in the log ------------------------------------------ */

static struct bytes book_note_key(struct arena *arena,
				  const uint8_t pseudonym[LEAF_PSEUDONYM_BYTES])
{
	uint8_t *key = arena_alloc(arena, BOOK_KEY_LEN);

	key[0] = BOOK_NOTE;
	memcpy(key + 1, pseudonym, LEAF_PSEUDONYM_BYTES);
	return (struct bytes){ key, BOOK_KEY_LEN };
}

static enum err read_note(struct fold *fold, struct bytes key, struct bytes *value)
{
	struct store_key asked = { TABLE_META, key };

	return store_get_many(fold->rows, fold->arena, &asked, 1, value);
}

static enum err put_note(struct fold *fold, struct bytes key, struct bytes value)
{
	struct store_put put = { STORE_PUT, TABLE_META, key, value };

	return store_put_many(fold->write, &put, 1);
}

bool fold_find_book(struct fold *fold, const uint8_t pseudonym[LEAF_PSEUDONYM_BYTES],
		    struct book *out)
{
	struct bytes value;

	if (read_note(fold, book_note_key(fold->arena, pseudonym), &value) != ERR_OK ||
	    value.data == NULL)
		return false;
	ensure(value.len == sizeof(*out));
	memcpy(out, value.data, sizeof(*out));
	return true;
}

enum err fold_book_of_entry(struct fold *fold, const struct fold_entry *entry,
			    struct book *out)
{
	if (fold_find_book(fold, entry->leaf.book, out))
		return ERR_OK;
	return fold_wrong(fold, entry->index,
			  "it belongs to a book that was not opened");
}

/* ---- entering ----------------------------------------------------------------- */

static ProtobufCBinaryData copy_of(struct arena *arena, const uint8_t *data, size_t len)
{
	uint8_t *copy = arena_alloc(arena, len);

	memcpy(copy, data, len);
	return (ProtobufCBinaryData){ .len = len, .data = copy };
}

static enum err open_book(struct fold *fold, const struct fold_entry *entry,
			  const struct book *book, SlbBookRow *row)
{
	const struct leaf *leaf = &entry->leaf;
	struct bytes key = book_note_key(fold->arena, leaf->book);
	struct bytes known;
	enum err err = read_note(fold, key, &known);

	if (err != ERR_OK)
		return err;
	if (known.data != NULL)
		return fold_wrong(fold, entry->index,
				  "it opens a book under the name of another");
	row->pseudonym = copy_of(fold->arena, leaf->book, LEAF_PSEUDONYM_BYTES);
	return put_note(fold, key,
			(struct bytes){ (const uint8_t *)book, sizeof(*book) });
}

static bool goes_on(const struct leaf *leaf, const SlbBookRow *row)
{
	return memcmp(leaf->book, row->pseudonym.data, LEAF_PSEUDONYM_BYTES) == 0 &&
	       leaf->number == row->next_number &&
	       (row->next_number == 0 ||
		memcmp(leaf->previous.bytes, row->last_leaf_hash.data, DIGEST_BYTES) ==
			0);
}

enum err fold_enter_book(struct fold *fold, const struct fold_entry *entry,
			 const struct book *book)
{
	struct row_key key = book_row_key(book);
	struct state_changes changes;
	const ProtobufCMessage *found;
	struct state state;
	SlbBookRow row;
	enum err err;

	state_init(&state, fold->arena, fold->rows);
	err = state_fetch(&state, &key, &found);
	if (err != ERR_OK)
		return err;
	slb_book_row__init(&row);
	if (found != NULL)
		row = *(const SlbBookRow *)found;
	else
		err = open_book(fold, entry, book, &row);
	if (err != ERR_OK)
		return err;
	if (!goes_on(&entry->leaf, &row))
		return fold_wrong(fold, entry->index,
				  "it does not follow the last entry of its book");
	row.next_number++;
	row.last_index = entry->index;
	row.last_leaf_hash = copy_of(fold->arena, entry->leaf_hash.bytes, DIGEST_BYTES);
	state_changes_init(&changes, fold->arena);
	state_put(&changes, &key, &row.base);
	return state_apply(fold->write, &changes);
}

/* ---- what was erased ---------------------------------------------------------- */

static struct buffer erased_note(struct arena *arena, const struct book *book)
{
	struct buffer key;

	buffer_init(&key, arena);
	buffer_add_byte(&key, ERASED_NOTE);
	buffer_add(&key, (struct bytes){ book->id, CONTRACT_BYTES });
	return key;
}

enum err fold_note_erased(struct fold *fold, const struct book *book, uint32_t month)
{
	static const uint8_t not_given_up[] = { 0 };
	struct buffer key = erased_note(fold->arena, book);

	buffer_add_u32be(&key, month);
	fold->counts.erased_count++;
	return put_note(fold, buffer_bytes(&key), BYTES_OF_ARRAY(not_given_up));
}

enum err fold_has_erased(struct fold *fold, const struct book *book, bool *has_erased)
{
	struct buffer from = erased_note(fold->arena, book);
	struct buffer to = erased_note(fold->arena, book);
	struct store_range range = { .table = TABLE_META, .limit = 1 };
	struct store_entry entry;
	struct store_scan *scan;
	enum err err;

	buffer_add_u32be(&to, UINT32_MAX);
	range.from = buffer_bytes(&from);
	range.to = buffer_bytes(&to);
	err = store_scan_open(fold->rows, &range, &scan);
	if (err != ERR_OK)
		return err;
	*has_erased = store_scan_next(scan, &entry);
	return store_scan_close(scan);
}

enum err fold_give_up(struct fold *fold, const SlbRedaction *redaction)
{
	static const uint8_t given_up[] = { 1 };
	struct book book = book_of_contract(redaction->contract_id.data);
	struct buffer from = erased_note(fold->arena, &book);
	struct buffer to = erased_note(fold->arena, &book);
	struct store_range range = { .table = TABLE_META };
	struct store_entry entry;
	struct store_scan *scan;
	struct puts puts;
	enum err err;

	buffer_add_u32be(&from, redaction->first_month);
	buffer_add_u32be(&to, redaction->last_month);
	buffer_add_byte(&to, 0); /* one byte longer: the last month is in the range */
	range.from = buffer_bytes(&from);
	range.to = buffer_bytes(&to);
	puts_init(&puts, fold->arena);
	err = store_scan_open(fold->rows, &range, &scan);
	if (err != ERR_OK)
		return err;
	while (store_scan_next(scan, &entry)) {
		ProtobufCBinaryData key =
			copy_of(fold->arena, entry.key.data, entry.key.len);

		puts_add(&puts, (struct store_put){ STORE_PUT,
						    TABLE_META,
						    { key.data, key.len },
						    BYTES_OF_ARRAY(given_up) });
	}
	err = store_scan_close(scan);
	return err == ERR_OK ? store_put_many(fold->write, puts.list, puts.count) : err;
}

static enum err check_month(struct fold *fold, const struct store_entry *note)
{
	struct cursor month =
		cursor_over((struct bytes){ note->key.data + note->key.len - 4, 4 });

	if (note->value.data[0] != 0)
		return ERR_OK;
	return diag_error(
		fold->options.diag, ERR_CONTENT_ABSENT, diag_at(""),
		"content keys of month %u (counted from January 1970 as 0) of a "
		"contract are gone, and no redaction gave them up: they are lost",
		cursor_u32be(&month));
}

enum err fold_check_erased(struct fold *fold)
{
	static const uint8_t from[] = { ERASED_NOTE }, to[] = { ERASED_NOTE + 1 };
	struct store_range range = { .table = TABLE_META,
				     .from = BYTES_OF_ARRAY(from),
				     .to = BYTES_OF_ARRAY(to) };
	struct store_entry entry;
	struct store_scan *scan;
	enum err closed;
	enum err err = store_scan_open(fold->rows, &range, &scan);

	if (err != ERR_OK)
		return err;
	while (err == ERR_OK && store_scan_next(scan, &entry))
		err = check_month(fold, &entry);
	closed = store_scan_close(scan);
	return err == ERR_OK ? closed : err;
}
