#include "reading.h"

static void check_place(const struct document_source *source, const char *path,
			uint32_t line, uint32_t column)
{
	struct diag_place place = document_place(source, path);

	cr_expect_eq(place.line, line, "%s: line %u", path, place.line);
	cr_expect_eq(place.column, column, "%s: column %u", path, place.column);
	cr_expect_eq(place.path, path);
	cr_expect_str_eq(place.file, "cases");
}

Test(source, a_path_leads_to_its_place_or_to_what_encloses_it)
{
	struct reading reading;

	reading_sample(&reading,
		       "aString: x\n"
		       "leaf:\n"
		       "  child:\n"
		       "    size: 5\n"
		       "leaves:\n"
		       "- size: 1\n"
		       "- {name: a, child: {}}\n"
		       "int32s: [1, 22, 3]\n"
		       "\"@type\": sample.Sample\n",
		       DOCUMENT_YAML);
	check_place(reading.source, "", 1, 1);
	check_place(reading.source, NULL, 1, 1);
	check_place(reading.source, "a_string", 1, 10);
	check_place(reading.source, "leaf", 3, 3);
	check_place(reading.source, "leaf.child.size", 4, 11);
	check_place(reading.source, "leaves[0]", 6, 3);
	check_place(reading.source, "leaves[1].name", 7, 10);
	check_place(reading.source, "leaves[1].child", 7, 20);
	check_place(reading.source, "int32s[2]", 8, 17);
	/* absent, or no path of ours */
	check_place(reading.source, "a_bytes", 1, 1);
	check_place(reading.source, "a_bytes.x[5]", 1, 1);
	check_place(reading.source, "leaf.name", 3, 3);
	check_place(reading.source, "leaf.child.child.size", 4, 5);
	check_place(reading.source, "leaves[2].name", 6, 1);
	check_place(reading.source, "leaves[].name", 6, 3);
	check_place(reading.source, "leaves[0", 6, 1);
	check_place(reading.source, "leaves[x]", 6, 1);
	check_place(reading.source, "leaves.size", 6, 1);
	check_place(reading.source, "int32s[0][0]", 8, 10);
	check_place(reading.source, "a_strin", 1, 1);
	check_place(reading.source, "a_strings", 1, 1);
	arena_release(&reading.arena);
}

Test(source, json_has_places_too)
{
	struct reading reading;

	reading_sample(&reading, "{\n  \"leaves\": [{\"size\": 1},\n    {}]\n}",
		       DOCUMENT_JSON);
	check_place(reading.source, "leaves[0].size", 2, 23);
	check_place(reading.source, "leaves[1]", 3, 5);
	arena_release(&reading.arena);
}

Test(source, there_is_one_even_when_values_were_refused)
{
	struct document_input input =
		reading_input("leaf: {size: x, name: y}", DOCUMENT_YAML);
	struct reading reading;

	reading_of(&reading, &input, &sample__sample__descriptor);
	cr_expect_eq(reading.err, ERR_DOCUMENT_VALUE);
	check_place(reading.source, "leaf.name", 1, 23);
	arena_release(&reading.arena);
}

Test(source, without_one_only_the_path_is_known)
{
	struct diag_place place = document_place(NULL, "leaf.size");

	cr_expect_str_eq(place.path, "leaf.size");
	cr_expect_null(place.file);
	cr_expect_eq(place.line, 0);
}

Test(source, it_may_have_no_file_name)
{
	struct document_input input = reading_input("an_int32: 1", DOCUMENT_YAML);
	struct reading reading;

	input.file_name = NULL;
	reading_of(&reading, &input, &sample__sample__descriptor);
	cr_expect_null(document_place(reading.source, "an_int32").file);
	cr_expect_eq(document_place(reading.source, "an_int32").column, 11);
	arena_release(&reading.arena);
}
