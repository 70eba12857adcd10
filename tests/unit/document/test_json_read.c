#include <jansson.h>
#include <stdlib.h>

#include "reading.h"

Test(json_read, jansson_alone_decides_what_is_json)
{
	static const char *const refused[] = {
		"{",      "}",         "[1 2]", "{\"a\" 1}", "{\"a\":}",
		"nul",    "\"a",       "1.",    "-",         "{\"a\":1}x",
		"\"\t\"", "[\"\\x\"]", "'a'",   "NaN",       "{}//",
	};

	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		struct document_input input = reading_input(refused[i], DOCUMENT_JSON);
		struct reading reading;

		reading_of(&reading, &input, &sample__sample__descriptor);
		cr_expect_eq(reading.err, ERR_DOCUMENT_SYNTAX, "%s", refused[i]);
		cr_expect_eq(reading.diag.error_count, 1, "%s", refused[i]);
		arena_release(&reading.arena);
	}
}

Test(json_read, a_syntax_error_is_placed_at_the_token_that_is_wrong)
{
	reading_refused(
		"{\n  \"aString\": \"x\",\n  \"anInt32\": 1,\n}", DOCUMENT_JSON,
		ERR_DOCUMENT_SYNTAX,
		"cases:4:1: not JSON: string or '}' expected near '}'; remove the "
		"comma after the last value\n");
	reading_refused("{\"\xc3\xa9\": 5 # five\n}", DOCUMENT_JSON,
			ERR_DOCUMENT_SYNTAX,
			"cases:1:9: not JSON: '}' expected near '#'; JSON has no "
			"comments; a YAML document may have them\n");
	reading_refused("[\n \"open\n]", DOCUMENT_JSON, ERR_DOCUMENT_SYNTAX,
			"cases:2:2: not JSON: unexpected newline near '\"open'\n");
	reading_refused("[1", DOCUMENT_JSON, ERR_DOCUMENT_SYNTAX,
			"cases:1:3: not JSON: ']' expected near end of file\n");
}

Test(json_read, numbers_keep_the_digits_that_were_written)
{
	struct reading reading;
	const Sample__Sample *sample = reading_sample(
		&reading,
		"{\"aUint64\": 18446744073709551615, \"anInt64\": 9007199254740993.0}",
		DOCUMENT_JSON);

	cr_expect_eq(sample->a_uint64, UINT64_MAX);
	cr_expect_eq(sample->an_int64, INT64_C(9007199254740993));
	arena_release(&reading.arena);
}

static int allocations_left;

static void *failing_malloc(size_t size)
{
	return allocations_left-- > 0 ? malloc(size) : NULL;
}

Test(json_read, a_failing_malloc_is_no_crash)
{
	static const char text[] = "{\"aString\": \"\\u00e9\", \"int32s\": [1]}";
	enum err err = ERR_NO_MEMORY;

	json_set_alloc_funcs(failing_malloc, free);
	for (int allowed = 0; err != ERR_OK && allowed < 1000; allowed++) {
		struct document_input input = reading_input(text, DOCUMENT_JSON);
		struct reading reading;

		allocations_left = allowed;
		reading_of(&reading, &input, &sample__sample__descriptor);
		err = reading.err;
		cr_assert_eq(reading.message != NULL, err == ERR_OK);
		cr_assert_eq(reading.diag.error_count > 0, err != ERR_OK);
		arena_release(&reading.arena);
	}
	cr_expect_eq(err, ERR_OK);
}

Test(json_read, a_failing_malloc_writes_nothing)
{
	struct reading reading;
	const Sample__Sample *sample = reading_sample(
		&reading,
		"{\"aString\": \"x\", \"bools\": [true], \"leaf\": {\"size\": 1}}",
		DOCUMENT_JSON);
	enum err err = ERR_NO_MEMORY;
	int allowed = 0;

	json_set_alloc_funcs(failing_malloc, free);
	for (; err != ERR_OK && allowed < 1000; allowed++) {
		struct bytes out;

		allocations_left = allowed;
		err = document_write(&reading.arena, &sample->base, DOCUMENT_JSON,
				     &out);
		cr_assert(err == ERR_OK || err == ERR_NO_MEMORY);
	}
	cr_expect_eq(err, ERR_OK);
	cr_expect_gt(allowed, 5);
	arena_release(&reading.arena);
}
