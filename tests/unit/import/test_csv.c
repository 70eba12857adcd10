#include <criterion/criterion.h>
#include <string.h>

#include "base/arena.h"
#include "base/attribute.h"
#include "import/csv.h"

/* What a table is read as: fields between "|", records after "LINE:". */
struct csv_case {
	const char *what;
	const char *table;
	const char *read;
};

static const struct csv_case cases[] = {
	{ "nothing", "", "" },
	{ "rows", "a,b\n1,2\n", "1:a|b 2:1|2 " },
	{ "no line feed at the end", "a,b\n1,2", "1:a|b 2:1|2 " },
	{ "carriage returns", "a,b\r\n1,2\r\n", "1:a|b 2:1|2 " },
	{ "a carriage return at the very end", "a,b\r", "1:a|b " },
	{ "a carriage return inside", "a\rb,c\n", "1:a\rb|c " },
	{ "byte-order mark",
	  "\xef\xbb\xbf"
	  "a,b\n",
	  "1:a|b " },
	{ "blank lines", "\n\r\na\n\n\nb\n", "3:a 6:b " },
	{ "empty fields", ",\n,,x\n", "1:| 2:||x " },
	{ "quotes", "\"a,b\",\"c\"\n", "1:a,b|c " },
	{ "doubled quotes", "\"a\"\"b\",\"\"\"\"\n", "1:a\"b|\" " },
	{ "empty quotes", "\"\",x\n", "1:|x " },
	{ "a line feed inside quotes", "\"a\nb\",c\nd\n", "1:a\nb|c 3:d " },
	{ "a quote inside a field", "5\" pipe,x\n", "1:5\" pipe|x " },
	{ "quotes at the end", "a,\"b\"", "1:a|b " },
	{ "text after the quotes", "a,\"b\"c\n",
	  "1! text follows the closing quote of a field" },
	{ "quotes that do not end", "a\n\"b\nc\n",
	  "1:a 2! a quoted field begins here and "
	  "does not end" },
};

static const char *read_all(struct arena *arena, struct bytes table,
			    struct csv_dialect dialect)
{
	struct csv_reader *reader = arena_alloc(arena, sizeof(*reader));
	enum csv_result result;
	struct text out;

	text_init(&out, arena);
	cr_assert_eq(csv_open(reader, arena, table, dialect), ERR_OK);
	while ((result = csv_next(reader)) == CSV_RECORD) {
		text_printf(&out, "%u:", reader->line);
		for (size_t i = 0; i < reader->field_count; i++) {
			text_add(&out, i ? "|" : "");
			text_add_n(&out, (const char *)reader->fields[i].data,
				   reader->fields[i].len);
		}
		text_add(&out, " ");
	}
	if (result != CSV_END)
		text_printf(&out, "%u! %s", reader->line, csv_result_text(result));
	return text_chars(&out);
}

Test(csv, tables_are_read_field_by_field)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct arena arena;
		arena_init(&arena, 1 << 20);
		const char *read = read_all(&arena, bytes_of_string(cases[i].table),
					    (struct csv_dialect){ ',', '"' });
		cr_expect_str_eq(read, cases[i].read, "%s", cases[i].what);
		arena_release(&arena);
	}
}

Test(csv, other_separators_and_quotes)
{
	struct arena arena;
	arena_init(&arena, 1 << 20);
	cr_expect_str_eq(read_all(&arena, bytes_of_string("a;'b;c'\n"),
				  (struct csv_dialect){ ';', '\'' }),
			 "1:a|b;c ");
	cr_expect_str_eq(read_all(&arena, bytes_of_string("\"a\tb\"\n"),
				  (struct csv_dialect){ '\t', 0 }),
			 "1:\"a|b\" ");
	arena_release(&arena);
}

static const char *read_wide(struct arena *arena, size_t fields)
{
	struct text table;
	text_init(&table, arena);
	for (size_t i = 1; i < fields; i++)
		text_add(&table, ",");
	text_add(&table, "\n");
	return read_all(arena, bytes_of_string(text_chars(&table)),
			(struct csv_dialect){ ',', '"' });
}

static const char *read_long(struct arena *arena, size_t len, const char *quote)
{
	struct text table;
	text_init(&table, arena);
	text_add(&table, quote);
	while (table.len < len)
		text_add(&table, "x");
	text_add(&table, quote);
	text_add(&table, "\n");
	return read_all(arena, bytes_of_string(text_chars(&table)),
			(struct csv_dialect){ ',', '"' });
}

Test(csv, limits)
{
	struct arena arena;
	arena_init(&arena, 1 << 24);
	cr_expect_eq(read_wide(&arena, CSV_FIELDS_MAX)[1], ':');
	cr_expect_str_eq(read_wide(&arena, CSV_FIELDS_MAX + 1),
			 "1! the row has more than 1,024 fields");
	cr_expect_eq(read_long(&arena, CSV_RECORD_MAX_BYTES - 1, "")[1], ':');
	cr_expect_str_eq(read_long(&arena, CSV_RECORD_MAX_BYTES, ""),
			 "1! the row is longer than 64 KiB");
	cr_expect_str_eq(read_long(&arena, 2 * CSV_RECORD_MAX_BYTES, "\""),
			 "1! a quoted field begins here and does not end");
	arena_release(&arena);
}

Test(csv, other_encodings_are_refused)
{
	static const uint8_t utf16[] = { 0xff, 0xfe, 'a', 0, ',', 0, '\n', 0 };
	struct arena arena;
	arena_init(&arena, 1 << 20);
	cr_expect_str_eq(read_all(&arena, BYTES_OF_ARRAY(utf16),
				  (struct csv_dialect){ ',', '"' }),
			 "1! the text is UTF-16 or binary; save it as UTF-8");
	arena_release(&arena);
}

Test(csv, lines_before_the_header_are_passed_over)
{
	struct arena arena;
	arena_init(&arena, 1 << 20);
	struct csv_reader *reader = arena_alloc(&arena, sizeof(*reader));
	cr_assert_eq(csv_open(reader, &arena,
			      bytes_of_string("\"Report\nof May\na,b\n"),
			      (struct csv_dialect){ ',', '"' }),
		     ERR_OK);
	csv_skip_lines(reader, 2);
	cr_expect_eq(csv_next(reader), CSV_RECORD);
	cr_expect_eq(reader->line, 3);
	cr_expect_eq(reader->field_count, 2);
	csv_skip_lines(reader, 9);
	cr_expect_eq(csv_next(reader), CSV_END);
	arena_release(&arena);
}

Test(csv, only_fields_with_doubled_quotes_pass)
{
	struct arena arena;
	arena_init(&arena, 1 << 20);
	struct csv_reader *reader = arena_alloc(&arena, sizeof(*reader));
	cr_assert_eq(csv_open(reader, &arena, bytes_of_string("\"a\",\"b\"\"\",c\n"),
			      (struct csv_dialect){ ',', '"' }),
		     ERR_OK);
	cr_assert_eq(csv_next(reader), CSV_RECORD);
	cr_expect_not(csv_is_passing(reader, reader->fields[0]));
	cr_expect(csv_is_passing(reader, reader->fields[1]));
	cr_expect_not(csv_is_passing(reader, reader->fields[2]));
	arena_release(&arena);
}

Test(csv, an_arena_too_small_is_told)
{
	struct arena arena;
	arena_init(&arena, 1024);
	struct csv_reader reader;
	cr_expect_eq(csv_open(&reader, &arena, bytes_of_string("a\n"),
			      (struct csv_dialect){ ',', '"' }),
		     ERR_NO_MEMORY);
	arena_release(&arena);
}
