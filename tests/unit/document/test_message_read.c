#include "reading.h"

Test(message_read, a_refusal_leaves_the_result_alone)
{
	struct document_input input = reading_input("an_int32: x", DOCUMENT_YAML);
	ProtobufCMessage *message = NULL;
	ProtobufCMessage mark;
	struct arena arena;
	struct diag diag;

	arena_init(&arena, READING_CEILING);
	diag_init(&diag, &arena);
	message = &mark;
	cr_expect_eq(document_read(&arena, &input, &sample__sample__descriptor,
				   &message, NULL, &diag),
		     ERR_DOCUMENT_VALUE);
	cr_expect_eq(message, &mark);
	arena_release(&arena);
}

Test(message_read, a_path_that_is_too_long_is_cut)
{
	struct document_limits limits = { .size_max_bytes = 10000,
					  .depth_max = 400,
					  .node_count_max = 10000 };
	struct document_input input = { .format = DOCUMENT_JSON, .limits = &limits };
	struct reading reading;
	struct arena arena;
	struct text text;

	arena_init(&arena, READING_CEILING);
	text_init(&text, &arena);
	text_add(&text, "{\"leaf\": ");
	for (int i = 0; i < 200; i++)
		text_add(&text, "{\"child\": ");
	text_add(&text, "{\"size\": true}");
	for (int i = 0; i < 200; i++)
		text_add(&text, "}");
	text_add(&text, "}");
	input.text = bytes_of_string(text_chars(&text));
	reading_of(&reading, &input, &sample__sample__descriptor);
	cr_expect_eq(reading.err, ERR_DOCUMENT_VALUE);
	cr_expect_eq(strlen(reading.diag.first->place.path), 999);
	cr_expect_eq(strncmp(reading.diag.first->place.path, "leaf.child.child.", 17),
		     0);
	arena_release(&reading.arena);
	arena_release(&arena);
}

Test(message_read, what_is_told_holds_nothing_that_a_terminal_obeys)
{
	reading_refused("an_int32: \"\\e[2J\"", DOCUMENT_YAML, ERR_DOCUMENT_VALUE,
			"cases:1:11: an_int32: expected a whole number, found the text "
			"\"?[2J\"; digits only, without separators or units\n");
	reading_refused(
		"\"\\e[2J\": x", DOCUMENT_YAML, ERR_DOCUMENT_FIELD,
		"cases:1:1: Sample has no field \"?[2J\"; its fields are an_int32, "
		"an_int64, a_uint32, a_uint64, a_sint32, a_sint64, a_fixed32, "
		"a_fixed64, a_sfixed32, a_sfixed64, a_bool, comparator and others\n");
}

Test(message_read, a_document_of_another_type_is_told_once)
{
	static const char told[] =
		"cases:1:1: this does not look like Sample: 3 of its 5 fields are "
		"unknown there, such as \"semantics\", \"zone\" and \"kpis\"; its "
		"fields are an_int32, an_int64, a_uint32, a_uint64, a_sint32, a_sint64, "
		"a_fixed32, a_fixed64, a_sfixed32, a_sfixed64, a_bool, comparator and "
		"others\n";

	reading_refused("semantics: 1\nan_int32: x\nzone: {}\nkpis: []\na_bool: 1\n",
			DOCUMENT_YAML, ERR_DOCUMENT_FIELD, told);
}

static size_t errors_of(const char *text)
{
	struct document_input input = reading_input(text, DOCUMENT_YAML);
	struct reading reading;
	size_t count;

	reading_of(&reading, &input, &sample__sample__descriptor);
	cr_expect_null(reading.message);
	count = reading.diag.error_count;
	arena_release(&reading.arena);
	return count;
}

Test(message_read, a_document_of_this_type_has_each_mistake_told)
{
	/* As many known fields as unknown ones. */
	cr_expect_eq(errors_of("a: 1\nb: 1\nc: 1\nan_int32: 1\nan_int64: 1\n"
			       "a_bool: true\n"),
		     3);
	/* Few unknown fields, all there are. */
	cr_expect_eq(errors_of("a: 1\nb: 1\n"), 2);
	/* It says what it is. */
	cr_expect_eq(errors_of("a: 1\nb: 1\nc: 1\n\"@type\": sample.Sample\n"), 3);
	/* Inside, only the root is judged. */
	cr_expect_eq(errors_of("leaf: {a: 1, b: 1, c: 1}\n"), 3);
}

Test(message_read, a_document_that_says_another_type_is_not_read_on)
{
	cr_expect_eq(errors_of("\"@type\": sample.Leaf\na: 1\nb: 1\nc: 1\n"), 1);
}
