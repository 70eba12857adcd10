#include "reading.h"

static const char *written(struct reading *reading, const ProtobufCMessage *message,
			   enum document_format format, bool typed)
{
	struct bytes out = { 0 };
	enum err err;

	if (typed)
		err = document_write_typed(&reading->arena, message, format, &out);
	else
		err = document_write(&reading->arena, message, format, &out);
	cr_assert_eq(err, ERR_OK);
	return arena_strndup(&reading->arena, (const char *)out.data, out.len);
}

static const char everything[] = "an_int32: -2147483648\n"
				 "an_int64: -9223372036854775808\n"
				 "a_uint32: 4294967295\n"
				 "a_uint64: 18446744073709551615\n"
				 "a_sint32: -1\n"
				 "a_sint64: -1\n"
				 "a_fixed32: 4294967295\n"
				 "a_fixed64: 18446744073709551615\n"
				 "a_sfixed32: -1\n"
				 "a_sfixed64: 9223372036854775807\n"
				 "a_bool: true\n"
				 "comparator: COMPARATOR_BELOW_ZERO\n"
				 "tone: LOUD\n"
				 "a_string: a text\n"
				 "a_bytes: \"+/8=\"\n"
				 "leaf:\n"
				 "  size: 1\n"
				 "  child:\n"
				 "    name: inner\n"
				 "chosen_number: 0\n"
				 "right: 0\n"
				 "int32s: [1, 0, -1]\n"
				 "int64s: [-9223372036854775808]\n"
				 "uint32s: [4294967295]\n"
				 "uint64s: [18446744073709551615]\n"
				 "sint32s: [-1]\n"
				 "sint64s: [-1]\n"
				 "bools: [true, false]\n"
				 "comparators:\n"
				 "- COMPARATOR_UNSPECIFIED\n"
				 "- COMPARATOR_AT_MOST\n"
				 "strings:\n"
				 "- \"\"\n"
				 "- b\n"
				 "byte_strings:\n"
				 "- \"\"\n"
				 "- AAEC\n"
				 "leaves:\n"
				 "- {}\n"
				 "- size: 2\n"
				 "  name: x\n";

Test(message_write, yaml_of_every_kind_of_field_reads_and_writes_the_same)
{
	struct reading reading;
	const Sample__Sample *sample =
		reading_sample(&reading, everything, DOCUMENT_YAML);

	cr_expect_str_eq(written(&reading, &sample->base, DOCUMENT_YAML, false),
			 everything);
	arena_release(&reading.arena);
}

static const char everything_in_json[] =
	"{\n"
	"  \"@type\": \"sample.Sample\",\n"
	"  \"anInt32\": -2147483648,\n"
	"  \"anInt64\": \"-9223372036854775808\",\n"
	"  \"aUint32\": 4294967295,\n"
	"  \"aUint64\": \"18446744073709551615\",\n"
	"  \"aSfixed64\": \"9223372036854775807\",\n"
	"  \"aBool\": true,\n"
	"  \"comparator\": \"COMPARATOR_BELOW_ZERO\",\n"
	"  \"aString\": \"a\\\"\\n\xc3\xa9/\",\n"
	"  \"aBytes\": \"+/8=\",\n"
	"  \"leaf\": {\n"
	"    \"size\": 1\n"
	"  },\n"
	"  \"chosenBytes\": \"\",\n"
	"  \"int32s\": [\n"
	"    1,\n"
	"    -1\n"
	"  ],\n"
	"  \"uint64s\": [\n"
	"    \"1\"\n"
	"  ],\n"
	"  \"leaves\": [\n"
	"    {}\n"
	"  ]\n"
	"}\n";

Test(message_write, json_is_canonical)
{
	struct reading reading;
	const Sample__Sample *sample =
		reading_sample(&reading, everything_in_json, DOCUMENT_JSON);

	cr_expect_str_eq(written(&reading, &sample->base, DOCUMENT_JSON, true),
			 everything_in_json);
	arena_release(&reading.arena);
}

Test(message_write, the_type_comes_first_when_asked_for)
{
	struct reading reading;
	const Sample__Sample *sample =
		reading_sample(&reading, "an_int32: 1", DOCUMENT_YAML);

	cr_expect_str_eq(written(&reading, &sample->base, DOCUMENT_YAML, true),
			 "\"@type\": sample.Sample\nan_int32: 1\n");
	cr_expect_str_eq(written(&reading, &sample->base, DOCUMENT_JSON, false),
			 "{\n  \"anInt32\": 1\n}\n");
	arena_release(&reading.arena);
}

Test(message_write, defaults_are_left_out)
{
	struct reading reading;
	const Sample__Sample *sample = reading_sample(
		&reading,
		"{an_int32: 0, an_int64: 0, a_bool: false, a_string: '', a_bytes: '', "
		"comparator: 0, int32s: [], leaf: null}",
		DOCUMENT_YAML);

	cr_expect_str_eq(written(&reading, &sample->base, DOCUMENT_YAML, false),
			 "{}\n");
	cr_expect_str_eq(written(&reading, &sample->base, DOCUMENT_JSON, false),
			 "{}\n");
	arena_release(&reading.arena);
}

Test(message_write, members_of_a_oneof_are_written_though_they_are_zero)
{
	static const char *const texts[] = {
		"chosen_string: \"\"\n", "chosen_number: 0\n",
		"chosen_leaf: {}\n",     "chosen_bool: false\n",
		"chosen_bytes: \"\"\n",  "chosen_comparator: COMPARATOR_UNSPECIFIED\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct reading reading;
		const Sample__Sample *sample =
			reading_sample(&reading, texts[i], DOCUMENT_YAML);

		cr_expect_str_eq(written(&reading, &sample->base, DOCUMENT_YAML, false),
				 texts[i]);
		arena_release(&reading.arena);
	}
}

Test(message_write, what_code_left_null_is_written_as_empty)
{
	struct reading reading = { .err = ERR_OK };
	Sample__Sample sample;
	char *strings[] = { NULL };

	arena_init(&reading.arena, READING_CEILING);
	sample__sample__init(&sample);
	sample.a_string = NULL;
	sample.n_strings = 1;
	sample.strings = strings;
	cr_expect_str_eq(written(&reading, &sample.base, DOCUMENT_YAML, false),
			 "strings:\n- \"\"\n");
	arena_release(&reading.arena);
}

Test(message_write, a_value_that_the_enum_does_not_name_keeps_its_number)
{
	struct reading reading = { .err = ERR_OK };
	Sample__Sample sample;

	arena_init(&reading.arena, READING_CEILING);
	sample__sample__init(&sample);
	sample.comparator = (Sample__Comparator)-77;
	cr_expect_str_eq(written(&reading, &sample.base, DOCUMENT_YAML, false),
			 "comparator: -77\n");
	cr_expect_str_eq(written(&reading, &sample.base, DOCUMENT_JSON, false),
			 "{\n  \"comparator\": -77\n}\n");
	arena_release(&reading.arena);
}

Test(message_write, text_that_is_not_utf8_is_refused)
{
	char bad[] = "a\xff";
	char *strings[] = { bad };
	Sample__Sample sample;
	struct arena arena;
	struct bytes out;

	arena_init(&arena, READING_CEILING);
	sample__sample__init(&sample);
	sample.a_string = bad;
	cr_expect_eq(document_write(&arena, &sample.base, DOCUMENT_YAML, &out),
		     ERR_DOCUMENT_VALUE);
	sample__sample__init(&sample);
	sample.n_strings = 1;
	sample.strings = strings;
	cr_expect_eq(document_write(&arena, &sample.base, DOCUMENT_JSON, &out),
		     ERR_DOCUMENT_VALUE);
	arena_release(&arena);
}
