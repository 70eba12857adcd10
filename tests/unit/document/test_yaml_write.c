#include <stdio.h>

#include "reading.h"

struct row {
	const char *text;
	const char *yaml; /* of { a_string: text } */
};

static void check_row(const struct row *row)
{
	struct reading reading = { .err = ERR_OK };
	struct document_input input = { .format = DOCUMENT_YAML };
	Sample__Sample sample;
	ProtobufCMessage *again = NULL;
	const char *yaml;

	arena_init(&reading.arena, READING_CEILING);
	diag_init(&reading.diag, &reading.arena);
	sample__sample__init(&sample);
	sample.a_string = arena_strdup(&reading.arena, row->text);
	cr_assert_eq(document_write(&reading.arena, &sample.base, DOCUMENT_YAML,
				    &input.text),
		     ERR_OK);
	yaml = arena_strndup(&reading.arena, (const char *)input.text.data,
			     input.text.len);
	cr_expect_str_eq(yaml, row->yaml);
	cr_assert_eq(document_read(&reading.arena, &input, &sample__sample__descriptor,
				   &again, NULL, &reading.diag),
		     ERR_OK, "%s", yaml);
	cr_expect_str_eq(((const Sample__Sample *)again)->a_string, row->text);
	arena_release(&reading.arena);
}

Test(yaml_write, a_text_is_readable_and_is_read_back_by_anyone)
{
	static const struct row rows[] = {
		{ "hello world", "a_string: hello world\n" },
		{ "yes", "a_string: \"yes\"\n" },
		{ "80.0", "a_string: \"80.0\"\n" },
		{ "2024-01-01", "a_string: \"2024-01-01\"\n" },
		{ "null", "a_string: \"null\"\n" },
		{ "a: b", "a_string: 'a: b'\n" },
		{ "a #b", "a_string: 'a #b'\n" },
		{ "it's", "a_string: it's\n" },
		{ "\"", "a_string: \"\\\"\"\n" },
		{ "tab\tinside", "a_string: \"tab\\tinside\"\n" },
		{ "two\nlines", "a_string: |-\n  two\n  lines\n" },
		{ "two\nlines\n", "a_string: |\n  two\n  lines\n" },
		{ "a\n\nb\n", "a_string: |\n  a\n\n  b\n" },
		{ "yes\n", "a_string: |\n  yes\n" },
		{ "a\n b\n", "a_string: |\n  a\n   b\n" },
		{ "\na", "a_string: \"\\na\"\n" },
		{ " a\nb", "a_string: \" a\\nb\"\n" },
		{ "a \nb", "a_string: \"a \\nb\"\n" },
		{ "a\nb ", "a_string: \"a\\nb \"\n" },
		{ "a\tb\nc", "a_string: \"a\\tb\\nc\"\n" },
		{ "a\x7f\nb", "a_string: \"a\\x7F\\nb\"\n" },
		{ "a\nb\xc2\x85", "a_string: \"a\\nb\\N\"\n" },
		{ "a\nb\xe2\x80\xa8", "a_string: \"a\\nb\\L\"\n" },
		{ "a\nb\xe2\x80\xa9", "a_string: \"a\\nb\\P\"\n" },
		{ "a\n\xef\xbb\xbf", "a_string: \"a\\n\\uFEFF\"\n" },
		{ "\xc3\xa9", "a_string: \"\xc3\xa9\"\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check_row(&rows[i]);
}

Test(yaml_write, a_long_text_stays_on_one_line)
{
	char text[2001];
	char yaml[2100];

	for (size_t i = 0; i < sizeof text - 1; i++)
		text[i] = i % 8 == 7 ? ' ' : 'a';
	text[sizeof text - 1] = '\0';
	text[sizeof text - 2] = 'a';
	snprintf(yaml, sizeof yaml, "a_string: %s\n", text);
	check_row(&(struct row){ text, yaml });
}
