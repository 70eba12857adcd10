#include "state/keys.h"

#include <string.h>

#include "base/ensure.h"

/* Begins the keys of reports and slots: no row's type. */
#define OF_SERIES 128

/* ---- parts ------------------------------------------------------------------------- */

static struct row_key key_of_type(enum row_type type)
{
	return (struct row_key){ .len = 1, .bytes = { (uint8_t)type } };
}

static void add(struct row_key *key, const void *data, size_t len)
{
	ensure(len <= ROW_KEY_BYTES_MAX - (size_t)key->len);
	memcpy(key->bytes + key->len, data, len);
	key->len = (uint8_t)(key->len + len);
}

/* With its zero byte: no text is then the beginning of another. */
static void add_text(struct row_key *key, const char *text)
{
	add(key, text, strlen(text) + 1);
}

static void put_number(uint8_t *out, uint64_t number, size_t width)
{
	for (size_t i = 0; i < width; i++)
		out[i] = (uint8_t)(number >> (8 * (width - 1 - i)));
}

static void add_number(struct row_key *key, uint64_t number, size_t width)
{
	uint8_t bytes[8];

	put_number(bytes, number, width);
	add(key, bytes, width);
}

/* Negative numbers before the others. */
static uint64_t ordered(int64_t number)
{
	return (uint64_t)number ^ UINT64_C(0x8000000000000000);
}

static int64_t number_of_ordered(uint64_t number)
{
	return (int64_t)(number ^ UINT64_C(0x8000000000000000));
}

static void add_version(struct row_key *key, const struct version_place *version)
{
	add(key, version->contract_id, CONTRACT_BYTES);
	add(key, version->version_id, DIGEST_BYTES);
}

static struct row_key key_in_series(enum row_type type, const uint8_t *contract_id,
				    const char *series)
{
	struct row_key key = series_rows_of_contract(contract_id);

	add_text(&key, series);
	add_number(&key, (uint64_t)type, 1);
	return key;
}

/* ---- books ------------------------------------------------------------------------- */

struct book book_of_kind(enum book_kind kind)
{
	return (struct book){ .kind = kind };
}

struct book book_of_contract(const uint8_t contract_id[CONTRACT_BYTES])
{
	struct book book = { .kind = BOOK_CONTRACT, .id_len = CONTRACT_BYTES };

	memcpy(book.id, contract_id, CONTRACT_BYTES);
	return book;
}

struct book book_of_organisation(const char *slug)
{
	struct book book = { .kind = BOOK_ORGANISATION };
	size_t len = strlen(slug);

	ensure(len <= sizeof(book.id));
	book.id_len = (uint8_t)len;
	memcpy(book.id, slug, len);
	return book;
}

bool book_same(const struct book *a, const struct book *b)
{
	return a->kind == b->kind && a->id_len == b->id_len &&
	       memcmp(a->id, b->id, a->id_len) == 0;
}

/* ---- rows -------------------------------------------------------------------------- */

struct bytes row_key_bytes(const struct row_key *key)
{
	return (struct bytes){ key->bytes, key->len };
}

uint8_t row_key_type(struct bytes key)
{
	const size_t name = 1 + CONTRACT_BYTES;
	const uint8_t *end;

	if (key.len == 0)
		return 0;
	if (key.data[0] != OF_SERIES)
		return key.data[0];
	end = key.len <= name ? NULL : memchr(key.data + name, 0, key.len - name);
	return end == NULL || end + 1 == key.data + key.len ? 0 : end[1];
}

struct row_key log_row_key(void)
{
	return key_of_type(ROW_LOG);
}

struct row_key book_row_key(const struct book *book)
{
	struct row_key key = key_of_type(ROW_BOOK);

	add_number(&key, (uint64_t)book->kind, 1);
	add(&key, book->id, book->id_len);
	return key;
}

struct row_key organisation_row_key(const char *slug)
{
	return rows_of_slug(ROW_ORGANISATION, slug);
}

struct row_key key_row_key(const struct digest *key_id)
{
	struct row_key key = key_of_type(ROW_KEY);

	add(&key, key_id->bytes, DIGEST_BYTES);
	return key;
}

struct row_key owned_key_row_key(const char *slug, const struct digest *key_id)
{
	struct row_key key = rows_of_slug(ROW_OWNED_KEY, slug);

	add(&key, key_id->bytes, DIGEST_BYTES);
	return key;
}

struct row_key request_row_key(const char *issuer,
			       const uint8_t request_id[REQUEST_BYTES])
{
	struct row_key key = rows_of_slug(ROW_REQUEST, issuer);

	add(&key, request_id, REQUEST_BYTES);
	return key;
}

struct row_key contract_row_key(const uint8_t contract_id[CONTRACT_BYTES])
{
	return rows_of_contract(ROW_CONTRACT, contract_id);
}

struct row_key party_row_key(const char *slug,
			     const uint8_t contract_id[CONTRACT_BYTES])
{
	struct row_key key = rows_of_slug(ROW_PARTY, slug);

	add(&key, contract_id, CONTRACT_BYTES);
	return key;
}

struct row_key version_row_key(const struct version_place *version)
{
	struct row_key key = key_of_type(ROW_VERSION);

	add_version(&key, version);
	return key;
}

struct row_key terms_row_key(const struct version_place *version)
{
	struct row_key key = key_of_type(ROW_TERMS);

	add_version(&key, version);
	return key;
}

struct row_key series_row_key(const struct series_place *series)
{
	struct row_key key = rows_of_contract(ROW_SERIES, series->contract_id);

	add_text(&key, series->issuer);
	add_text(&key, series->series);
	return key;
}

struct row_key report_place_row_key(const struct series_place *series,
				    uint64_t sequence)
{
	struct row_key key =
		key_in_series(ROW_REPORT, series->contract_id, series->series);

	add_text(&key, series->issuer);
	add_number(&key, sequence, 8);
	return key;
}

struct row_key slot_row_key(const struct version_place *version, const char *series,
			    int64_t start_s)
{
	struct row_key key = key_in_series(ROW_SLOT, version->contract_id, series);

	add(&key, version->version_id, DIGEST_BYTES);
	add_number(&key, ~ordered(start_s), 8);
	return key;
}

struct row_key period_row_key(const struct version_place *version, int64_t start_s)
{
	struct row_key key = key_of_type(ROW_PERIOD);

	add_version(&key, version);
	add_number(&key, ordered(start_s), 8);
	return key;
}

struct row_key schedule_row_key(const uint8_t contract_id[CONTRACT_BYTES])
{
	return rows_of_contract(ROW_SCHEDULE, contract_id);
}

struct row_key outage_row_key(int64_t until_ms)
{
	struct row_key key = key_of_type(ROW_OUTAGE);

	add_number(&key, ordered(until_ms), 8);
	return key;
}

struct row_key evidence_row_key(const uint8_t contract_id[CONTRACT_BYTES],
				uint32_t month)
{
	struct row_key key = rows_of_contract(ROW_EVIDENCE, contract_id);

	add_number(&key, month, 4);
	return key;
}

struct row_key erasure_row_key(const uint8_t contract_id[CONTRACT_BYTES])
{
	return rows_of_contract(ROW_ERASURE, contract_id);
}

struct row_key finding_row_key(const struct version_place *version, int64_t start_s,
			       const char *kpi)
{
	struct row_key key = key_of_type(ROW_FINDING);

	add_version(&key, version);
	add_number(&key, ordered(start_s), 8);
	add_text(&key, kpi);
	return key;
}

struct row_key notice_row_key(const uint8_t contract_id[CONTRACT_BYTES],
			      uint64_t number)
{
	struct row_key key = rows_of_contract(ROW_NOTICE, contract_id);

	add_number(&key, number, 8);
	return key;
}

struct row_key notice_event_row_key(uint64_t log_index)
{
	struct row_key key = key_of_type(ROW_NOTICE_EVENT);

	add_number(&key, log_index, 8);
	return key;
}

/* ---- lists ------------------------------------------------------------------------- */

struct row_key rows_of_type(enum row_type type)
{
	return key_of_type(type);
}

struct row_key rows_of_slug(enum row_type type, const char *slug)
{
	struct row_key key = key_of_type(type);

	add_text(&key, slug);
	return key;
}

struct row_key rows_of_contract(enum row_type type,
				const uint8_t contract_id[CONTRACT_BYTES])
{
	struct row_key key = key_of_type(type);

	add(&key, contract_id, CONTRACT_BYTES);
	return key;
}

struct row_key series_rows_of_contract(const uint8_t contract_id[CONTRACT_BYTES])
{
	struct row_key key = { .len = 1, .bytes = { OF_SERIES } };

	add(&key, contract_id, CONTRACT_BYTES);
	return key;
}

struct row_key row_key_after(const struct row_key *prefix)
{
	struct row_key key = *prefix;

	while (key.bytes[key.len - 1] == UINT8_MAX) {
		key.len--;
		ensure(key.len > 0); /* no type is 255 */
	}
	key.bytes[key.len - 1]++;
	return key;
}

struct bytes row_key_tail(struct bytes key, size_t len)
{
	ensure(len <= key.len);
	return (struct bytes){ key.data + key.len - len, len };
}

int64_t row_key_instant(struct bytes key)
{
	struct cursor number = cursor_over(row_key_tail(key, 8));

	return number_of_ordered(cursor_u64be(&number));
}

int64_t slot_row_key_start(struct bytes key)
{
	struct cursor number = cursor_over(row_key_tail(key, 8));

	return number_of_ordered(~cursor_u64be(&number));
}

struct row_key row_key_following(const struct row_key *prefix, struct bytes tail)
{
	struct row_key key = *prefix;

	add(&key, tail.data, tail.len);
	add(&key, "", 1);
	return key;
}

void series_row_key_place(struct bytes key, struct series_place *series)
{
	series->contract_id = key.data + 1;
	series->issuer = (const char *)key.data + 1 + CONTRACT_BYTES;
	series->series = series->issuer + strlen(series->issuer) + 1;
}

void report_row_key_place(struct bytes key, struct series_place *series,
			  uint64_t *sequence)
{
	struct cursor number = cursor_over(row_key_tail(key, 8));

	series->contract_id = key.data + 1;
	series->series = (const char *)key.data + 1 + CONTRACT_BYTES;
	series->issuer = series->series + strlen(series->series) + 1 + 1;
	*sequence = cursor_u64be(&number);
}

void period_row_key_place(struct bytes key, struct version_place *version,
			  int64_t *start_s)
{
	version->contract_id = key.data + 1;
	version->version_id = key.data + 1 + CONTRACT_BYTES;
	*start_s = row_key_instant(key);
}

uint64_t notice_row_key_number(struct bytes key)
{
	struct cursor number = cursor_over(row_key_tail(key, 8));

	return cursor_u64be(&number);
}

/* ---- due --------------------------------------------------------------------------- */

struct due_key due_key(int64_t due_ms, const uint8_t contract_id[CONTRACT_BYTES])
{
	struct due_key key;

	put_number(key.bytes, ordered(due_ms), 8);
	memcpy(key.bytes + 8, contract_id, CONTRACT_BYTES);
	return key;
}

int64_t due_key_ms(struct bytes key)
{
	struct cursor cursor = cursor_over(key);

	ensure(key.len == DUE_KEY_BYTES);
	return number_of_ordered(cursor_u64be(&cursor));
}

const uint8_t *due_key_contract(struct bytes key)
{
	ensure(key.len == DUE_KEY_BYTES);
	return key.data + 8;
}
