#include "reading.h"

Test(document, a_type_is_told_without_knowing_it)
{
	static const struct {
		const char *text;
		const char *type;
	} rows[] = {
		{ "\"@type\": slabroker.v1.Terms\ntitle: x\n", "slabroker.v1.Terms" },
		{ "{\"a\": [1], \"@type\": \"b\"}", "b" },
		{ "a: {\"@type\": b}\n", NULL },
		{ "\"@type\": 5\n", NULL },
		{ "[a]\n", NULL },
		{ "just text\n", NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct document_input input =
			reading_input(rows[i].text, DOCUMENT_YAML);
		const char *type = "unset";
		struct arena arena;
		struct diag diag;

		arena_init(&arena, READING_CEILING);
		diag_init(&diag, &arena);
		cr_expect_eq(document_type(&arena, &input, &type, &diag), ERR_OK);
		if (rows[i].type)
			cr_expect_str_eq(type, rows[i].type);
		else
			cr_expect_null(type);
		arena_release(&arena);
	}
}

Test(document, a_type_is_not_told_of_what_is_no_document)
{
	static const char *const texts[] = { "{\"@type\": ", "", " \n" };

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct document_input input = reading_input(texts[i], DOCUMENT_JSON);
		const char *type = "unset";
		struct arena arena;
		struct diag diag;

		arena_init(&arena, READING_CEILING);
		diag_init(&diag, &arena);
		cr_expect_eq(document_type(&arena, &input, &type, &diag),
			     ERR_DOCUMENT_SYNTAX);
		cr_expect_null(type);
		cr_expect_eq(diag.error_count, 1);
		arena_release(&arena);
	}
}

Test(document, size_is_limited)
{
	struct document_limits limits = document_limits_default;
	struct document_input input = reading_input("an_int32: 1", DOCUMENT_YAML);
	struct reading reading;

	input.limits = &limits;
	limits.size_max_bytes = input.text.len;
	reading_of(&reading, &input, &sample__sample__descriptor);
	cr_expect_eq(reading.err, ERR_OK);
	arena_release(&reading.arena);
	limits.size_max_bytes--;
	reading_of(&reading, &input, &sample__sample__descriptor);
	cr_expect_eq(reading.err, ERR_LIMIT_EXCEEDED);
	cr_expect_str_eq(reading_told(&reading),
			 "cases: the document has 11 bytes; at most 10 are allowed\n");
	cr_expect_null(reading.source);
	arena_release(&reading.arena);
}

static enum err read_with(const char *text, enum document_format format,
			  struct document_limits limits)
{
	struct document_input input = reading_input(text, format);
	struct reading reading;
	enum err err;

	input.limits = &limits;
	reading_of(&reading, &input, &sample__sample__descriptor);
	err = reading.err;
	arena_release(&reading.arena);
	return err;
}

Test(document, depth_and_number_of_nodes_are_limited_in_both_forms)
{
	/* 3 deep; 3 blocks, a list, 3 names, a number. */
	static const char text[] =
		"{\"leaf\": {\"child\": {\"size\": 1}}, \"int32s\": []}";
	struct document_limits limits = document_limits_default;

	for (int format = DOCUMENT_YAML; format <= DOCUMENT_JSON; format++) {
		limits.depth_max = 3;
		limits.node_count_max = 9;
		cr_expect_eq(read_with(text, format, limits), ERR_OK);
		limits.node_count_max = 8;
		cr_expect_eq(read_with(text, format, limits), ERR_LIMIT_EXCEEDED);
		limits.node_count_max = 9;
		limits.depth_max = 2;
		cr_expect_eq(read_with(text, format, limits), ERR_LIMIT_EXCEEDED);
	}
}

Test(document, a_byte_that_is_no_text_is_found)
{
	reading_refused(
		"a_string: \xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x81\n# \xff\n",
		DOCUMENT_YAML, ERR_DOCUMENT_SYNTAX,
		"cases:2:3: a byte that is not UTF-8 text stands here; save the "
		"document as UTF-8\n");
	reading_refused(
		"{}\xe4\xb8", DOCUMENT_JSON, ERR_DOCUMENT_SYNTAX,
		"cases:1:3: a byte that is not UTF-8 text stands here; save the "
		"document as UTF-8\n");
}

Test(document, a_nul_is_told_by_its_name)
{
	static const struct {
		struct bytes text;
		enum document_format format;
		const char *at;
	} cases[] = {
		{ { (const uint8_t *)"a_string: x\n\0", 13 }, DOCUMENT_YAML, "2:1" },
		{ { (const uint8_t *)"{\"aString\": \"\0\"}", 16 },
		  DOCUMENT_JSON,
		  "1:14" },
	};
	struct reading reading;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct document_input input = reading_input("", cases[i].format);

		input.text = cases[i].text;
		reading_of(&reading, &input, &sample__leaf__descriptor);
		cr_expect_eq(reading.err, ERR_DOCUMENT_SYNTAX);
		cr_expect_str_eq(
			reading_told(&reading),
			arena_printf(&reading.arena,
				     "cases:%s: a NUL, which is in no text, stands "
				     "here; the file is damaged, or not saved as "
				     "UTF-8\n",
				     cases[i].at));
		arena_release(&reading.arena);
	}
}

Test(document, an_empty_document_is_told_what_belongs_in_it)
{
	static const char *const texts[] = { "", "# nothing\n", "\xef\xbb\xbf" };
	struct reading reading;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct document_input input = reading_input(texts[i], DOCUMENT_YAML);

		reading_of(&reading, &input, &sample__leaf__descriptor);
		cr_expect_eq(reading.err, ERR_DOCUMENT_SYNTAX);
		cr_expect_null(reading.source);
		cr_expect_str_eq(
			reading_told(&reading),
			"cases:1:1: the document is empty, where the fields of "
			"Leaf were expected; its fields are size, child, "
			"name\n");
		arena_release(&reading.arena);
	}
}

Test(document, every_mistake_is_told_at_once)
{
	reading_refused(
		"an_int33: 1\n"
		"leaf:\n"
		"  size: many\n"
		"  child: []\n"
		"comparator: at_leest\n"
		"strings: one\n"
		"chosen_bool: true\n"
		"chosen_leaf: {}\n",
		DOCUMENT_YAML, ERR_DOCUMENT_FIELD,
		"cases:1:1: Sample has no field \"an_int33\"; did you mean "
		"\"an_int32\"?\n"
		"cases:3:9: leaf.size: expected a whole number, found the text \"many\"; "
		"digits only, without separators or units\n"
		"cases:4:10: leaf.child: expected the fields of Leaf, found a list; write "
		"{size: NUMBER, child: {...}, name: TEXT}\n"
		"cases:5:13: comparator: expected a value of Comparator, found the text "
		"\"at_leest\"; did you mean \"at_least\"?\n"
		"cases:6:10: strings: expected a list, found the text \"one\"; put \"- "
		"\" before each value, or [ ] around them\n"
		"cases:8:1: chosen_leaf: \"chosen_leaf\" and \"chosen_bool\" (on line "
		"7) exclude each other; keep one of them\n");
}

Test(document, reading_stops_when_nothing_more_can_be_told)
{
	struct document_input input = { .format = DOCUMENT_YAML };
	struct reading reading;
	struct arena arena;
	struct text text;

	arena_init(&arena, READING_CEILING);
	text_init(&text, &arena);
	text_add(&text, "int32s:\n");
	for (int i = 0; i < 3 * DIAG_ITEMS_MAX; i++)
		text_add(&text, "- x\n");
	text_add(&text, "other: x\n");
	input.text = bytes_of_string(text_chars(&text));
	reading_of(&reading, &input, &sample__sample__descriptor);
	cr_expect_eq(reading.err, ERR_DOCUMENT_VALUE);
	cr_expect_eq(reading.diag.error_count, DIAG_ITEMS_MAX + 1);
	arena_release(&reading.arena);
	arena_release(&arena);
}

Test(document, a_message_that_fills_the_arena_is_refused)
{
	static const char text[] =
		"{\"leaf\": {\"child\": {}}, \"leaves\": [{}, {}], \"aBytes\": "
		"\"AAECAwQFBgcICQoLDA0ODw==\", \"strings\": [\"a\", \"b\"]}";
	size_t ceiling = 64;
	enum err err = ERR_NO_MEMORY;

	/* At every ceiling: refused, and nothing worse, until there is enough. */
	for (; err != ERR_OK && ceiling < 100000; ceiling += 8) {
		struct document_input input = reading_input(text, DOCUMENT_JSON);
		struct document_source *source = NULL;
		ProtobufCMessage *message = NULL;
		struct arena arena;
		struct arena told;
		struct diag diag;

		arena_init(&arena, ceiling);
		arena_init(&told, READING_CEILING);
		diag_init(&diag, &told);
		err = document_read(&arena, &input, &sample__sample__descriptor,
				    &message, &source, &diag);
		cr_assert(err == ERR_OK || err == ERR_NO_MEMORY, "%s", err_name(err));
		cr_assert_eq(message != NULL, err == ERR_OK);
		cr_assert_eq(diag.error_count > 0, err != ERR_OK);
		arena_release(&told);
		arena_release(&arena);
	}
	cr_expect_eq(err, ERR_OK);
	cr_expect_gt(ceiling, 1000);
}

Test(document, a_text_that_fills_the_arena_is_not_written)
{
	static const char text[] =
		"{\"leaf\": {\"child\": {}}, \"leaves\": [{}, {}], \"aBytes\": "
		"\"AAECAwQFBgcICQoLDA0ODw==\", \"bools\": [true], \"anInt64\": \"5\"}";
	struct reading reading;
	const Sample__Sample *sample = reading_sample(&reading, text, DOCUMENT_JSON);

	for (int format = DOCUMENT_YAML; format <= DOCUMENT_JSON; format++) {
		enum err err = ERR_NO_MEMORY;
		size_t ceiling = 64;

		for (; err != ERR_OK && ceiling < 100000; ceiling += 8) {
			struct arena arena;
			struct bytes out;

			arena_init(&arena, ceiling);
			err = document_write_typed(&arena, &sample->base, format, &out);
			cr_assert(err == ERR_OK || err == ERR_NO_MEMORY, "%s",
				  err_name(err));
			arena_release(&arena);
		}
		cr_expect_eq(err, ERR_OK);
		cr_expect_gt(ceiling, 1000);
	}
	arena_release(&reading.arena);
}

/* libyaml writes as it goes: wherever it is stopped, nothing worse comes of it. */
Test(document, a_long_text_that_fills_the_arena_is_not_written)
{
	struct reading reading = { .err = ERR_OK };
	char *strings[4000];
	char word[] = "a word or two";
	Sample__Leaf leaf = { .base.descriptor = NULL };
	Sample__Leaf *leaves[2000];
	int32_t numbers[4000] = { 0 };
	Sample__Sample sample;

	sample__leaf__init(&leaf);
	leaf.name = word;
	sample__sample__init(&sample);
	for (size_t i = 0; i < ARRAY_SIZE(strings); i++)
		strings[i] = word;
	for (size_t i = 0; i < ARRAY_SIZE(leaves); i++)
		leaves[i] = &leaf;
	sample.strings = strings;
	sample.n_strings = ARRAY_SIZE(strings);
	sample.leaves = leaves;
	sample.n_leaves = ARRAY_SIZE(leaves);
	sample.int32s = numbers;
	sample.n_int32s = ARRAY_SIZE(numbers);
	for (size_t ceiling = 100000; ceiling < 4000000; ceiling += 8000) {
		for (int format = DOCUMENT_YAML; format <= DOCUMENT_JSON; format++) {
			struct bytes out;
			enum err err;

			arena_init(&reading.arena, ceiling);
			err = document_write(&reading.arena, &sample.base, format,
					     &out);
			cr_assert(err == ERR_OK || err == ERR_NO_MEMORY, "%s",
				  err_name(err));
			arena_release(&reading.arena);
		}
	}
}

Test(document, floating_point_is_refused_both_ways)
{
	static const char *const texts[] = { "value: 1", "values: [1]", "small: null" };
	Sample__Floating floating;
	struct arena arena;
	struct bytes out;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct document_input input = reading_input(texts[i], DOCUMENT_YAML);
		struct reading reading;

		reading_of(&reading, &input, &sample__floating__descriptor);
		cr_expect_eq(reading.err, ERR_INTERNAL);
		cr_expect_eq(reading.diag.error_count, 1);
		arena_release(&reading.arena);
	}
	arena_init(&arena, READING_CEILING);
	sample__floating__init(&floating);
	cr_expect_eq(document_write(&arena, &floating.base, DOCUMENT_JSON, &out),
		     ERR_INTERNAL);
	arena_release(&arena);
}

Test(document, a_document_may_have_no_name_and_no_source)
{
	struct document_input input = reading_input("an_int32: x", DOCUMENT_YAML);
	ProtobufCMessage *message = NULL;
	struct arena arena;
	struct diag diag;

	input.file_name = NULL;
	arena_init(&arena, READING_CEILING);
	diag_init(&diag, &arena);
	cr_expect_eq(document_read(&arena, &input, &sample__sample__descriptor,
				   &message, NULL, &diag),
		     ERR_DOCUMENT_VALUE);
	cr_expect_null(diag.first->place.file);
	arena_release(&arena);
}
