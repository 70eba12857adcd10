#include "bench/common/rows.h"

#include <string.h>

#include "base/ensure.h"
#include "merkle/leaf.h"
#include "state/keys.h"
#include "state/tables.h"

/* Of state: bytes of key and value, by type (state/keys.h). */
static const struct {
	uint8_t type;
	uint8_t key_bytes;
	uint8_t value_bytes;
	/* A row for each report, which lies in its series; else the series or contract
	 * has one. */
	bool is_new;
} rows_of_report[] = {
	{ ROW_BOOK, 18, 59, false },     { ROW_SERIES, 31, 41, false },
	{ ROW_REPORT, 40, 91, true },    { ROW_SLOT, 63, 58, true },
	{ ROW_PERIOD, 57, 2, false },    { ROW_SCHEDULE, 17, 197, false },
	{ ROW_EVIDENCE, 21, 46, false },
};

/* Begins the keys of rows that lie in a series. */
#define IN_SERIES 128

static void set_number(uint8_t *out, uint64_t number)
{
	for (unsigned i = 0; i < 8; i++)
		out[i] = (uint8_t)(number >> (56 - 8 * i));
}

/* Contract, series, type, number: reports ascend, slots descend, as in state/keys.h. */
static void set_place_in_series(uint8_t *key, size_t len, uint8_t type,
				const SlbStatement *statement)
{
	uint64_t number = statement->position->sequence;
	const char *series = statement->report->series;
	size_t name_len = strlen(series) + 1;

	ensure(1 + CONTRACT_BYTES + name_len + 1 + 8 <= len);
	key[0] = IN_SERIES;
	memcpy(key + 1 + CONTRACT_BYTES, series, name_len);
	key[1 + CONTRACT_BYTES + name_len] = type;
	set_number(key + len - 8, type == ROW_SLOT ? ~number : number);
}

/* Type, contract, then what tells rows of the contract apart. */
static struct bytes row_key_for(struct arena *arena, size_t row,
				const SlbStatement *statement)
{
	size_t len = rows_of_report[row].key_bytes;
	uint8_t *key = arena_alloc(arena, len);

	key[0] = rows_of_report[row].type;
	memcpy(key + 1, statement->book.data, CONTRACT_BYTES);
	if (rows_of_report[row].is_new)
		set_place_in_series(key, len, rows_of_report[row].type, statement);
	else if (len > 1 + CONTRACT_BYTES + 8)
		key[1 + CONTRACT_BYTES] = (uint8_t)statement->report->series[1];
	return (struct bytes){ key, len };
}

static struct store_put put_of(uint8_t table, struct bytes key, struct bytes value)
{
	return (struct store_put){ STORE_PUT, table, key, value };
}

static void put_book_entry(struct puts *puts, const SlbStatement *statement,
			   uint64_t index)
{
	size_t len = LEAF_PSEUDONYM_BYTES + 8;
	uint8_t *key = arena_alloc(puts->arena, len);

	memcpy(key, statement->book.data, CONTRACT_BYTES);
	set_number(key + LEAF_PSEUDONYM_BYTES, index);
	puts_add(puts, put_of(TABLE_BOOKS, (struct bytes){ key, len },
			      key_of_number(puts->arena, index)));
}

static void move_due(struct puts *puts, const SlbStatement *statement)
{
	uint8_t *key = arena_alloc(puts->arena, 8 + CONTRACT_BYTES);
	struct bytes due = { key, 8 + CONTRACT_BYTES };

	memcpy(key + 8, statement->book.data, CONTRACT_BYTES);
	puts_add(puts, (struct store_put){
			       .op = STORE_DELETE, .table = TABLE_DUE, .key = due });
	puts_add(puts, put_of(TABLE_DUE, due, (struct bytes){ key, 0 }));
}

void bench_put_rows(struct puts *puts, const SlbStatement *statement, uint64_t index)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows_of_report); i++) {
		size_t len = rows_of_report[i].value_bytes;
		uint8_t *value = arena_alloc(puts->arena, len);

		memset(value, (int)(index & 0xff), len);
		puts_add(puts,
			 put_of(TABLE_ROWS, row_key_for(puts->arena, i, statement),
				(struct bytes){ value, len }));
	}
	put_book_entry(puts, statement, index);
	move_due(puts, statement);
}
