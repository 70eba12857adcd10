#include "base/attribute.h"
#include "reading.h"

Test(hint, a_message_without_fields_has_no_hint)
{
	struct document_input input = reading_input("x: 1", DOCUMENT_YAML);
	struct reading reading;

	reading_of(&reading, &input, &sample__empty__descriptor);
	cr_expect_str_eq(reading_told(&reading),
			 "cases:1:1: Empty has no field \"x\"\n");
	arena_release(&reading.arena);
}

Test(hint, fields_are_listed_when_none_is_near)
{
	reading_refused("leaf: {colour: 1}", DOCUMENT_YAML, ERR_DOCUMENT_FIELD,
			"cases:1:8: leaf: Leaf has no field \"colour\"; its fields are "
			"size, child, name\n");
	reading_refused(
		"{\"zzzzzz\": 1}", DOCUMENT_JSON, ERR_DOCUMENT_FIELD,
		"cases:1:2: Sample has no field \"zzzzzz\"; its fields are anInt32, "
		"anInt64, aUint32, aUint64, aSint32, aSint64, aFixed32, aFixed64, "
		"aSfixed32, aSfixed64, aBool, comparator and others\n");
}

Test(hint, names_are_told_as_the_form_writes_them)
{
	reading_refused("{\"an_int33\": 1}", DOCUMENT_JSON, ERR_DOCUMENT_FIELD,
			"cases:1:2: Sample has no field \"an_int33\"; did you mean "
			"\"anInt32\"?\n");
	reading_refused("anInt33: 1", DOCUMENT_YAML, ERR_DOCUMENT_FIELD,
			"cases:1:1: Sample has no field \"anInt33\"; did you mean "
			"\"an_int32\"?\n");
}

Test(hint, many_values_of_an_enum_are_cut_short)
{
	struct document_input input = reading_input("many: none", DOCUMENT_YAML);
	struct reading reading;
	const char *told;

	reading_of(&reading, &input, &sample__of_many__descriptor);
	told = reading_told(&reading);
	cr_expect_not_null(strstr(told, "; write one of values_with_a_"));
	cr_expect_str_eq(told + strlen(told) - 4, "...\n");
	arena_release(&reading.arena);
}

/* One refusal of a message of the type, which ends in the hint. */
static void hints(const ProtobufCMessageDescriptor *descriptor,
		  enum document_format format, const char *text, const char *hint)
{
	struct document_input input = reading_input(text, format);
	struct reading reading;

	reading_of(&reading, &input, descriptor);
	cr_assert_eq(reading.diag.error_count, 1, "%s", text);
	cr_assert_not_null(reading.diag.first->hint, "%s", text);
	cr_expect_str_eq(reading.diag.first->hint, hint, "%s", text);
	arena_release(&reading.arena);
}

Test(hint, a_part_of_a_name_means_the_names_that_hold_it)
{
	static const struct {
		const char *text;
		const char *hint;
	} rows[] = {
		{ "rule: short", "did you mean \"short_excluded\" or \"short_good\"?" },
		{ "rule: BAD", "did you mean \"all_bad\" or \"long_bad\"?" },
		{ "rule: o_", "write one of short_excluded, short_good, all_bad, "
			      "long_bad, long_counted, long_ignored" },
		{ "rule: excl", "did you mean \"short_excluded\"?" },
		{ "rule: short_god", "did you mean \"short_good\"?" },
		{ "rule: d", "write one of short_excluded, short_good, all_bad, "
			     "long_bad, long_counted, long_ignored" },
		{ "rule: long", "did you mean \"long_bad\", \"long_counted\" or "
				"\"long_ignored\"?" },
		{ "rule: [1]", "write one of short_excluded, short_good, all_bad, "
			       "long_bad, long_counted, long_ignored" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		hints(&sample__forms__descriptor, DOCUMENT_YAML, rows[i].text,
		      rows[i].hint);
	hints(&sample__of_many__descriptor, DOCUMENT_JSON, "{\"many\": \"ENOUGH_8\"}",
	      "did you mean \"MANY_VALUES_WITH_A_NAME_THAT_IS_LONG_ENOUGH_8\"?");
}

Test(hint, a_part_of_too_many_names_means_none_of_them)
{
	struct document_input input = reading_input("many: enough", DOCUMENT_YAML);
	struct reading reading;

	reading_of(&reading, &input, &sample__of_many__descriptor);
	cr_expect_not_null(strstr(reading_told(&reading), "; write one of values_"));
	arena_release(&reading.arena);
}

Test(hint, the_form_of_a_message_is_shown)
{
	static const char yaml[] =
		"write {rule: short_excluded|short_good|all_bad|long_bad|..., from: "
		"NUMBER or name: TEXT, sure: true|false, picture: [BASE64, ...], ...}";
	static const char json[] =
		"write {\"rule\": \"FORM_RULE_SHORT_EXCLUDED\"|"
		"\"FORM_RULE_SHORT_GOOD\"|\"FORM_RULE_ALL_BAD\"|\"FORM_RULE_LONG_BAD\""
		"|..., \"from\": NUMBER or \"name\": \"TEXT\", \"sure\": true|false, "
		"\"picture\": [\"BASE64\", ...], ...}";

	hints(&sample__forms__descriptor, DOCUMENT_YAML, "inner: 3 days", yaml);
	hints(&sample__forms__descriptor, DOCUMENT_YAML, "inner: [3]", yaml);
	hints(&sample__forms__descriptor, DOCUMENT_JSON, "{\"inner\": \"3\"}", json);
	hints(&sample__sample__descriptor, DOCUMENT_YAML, "leaves: [{}, null]",
	      "write {size: NUMBER, child: {...}, name: TEXT}");
}

Test(hint, the_form_of_many_long_names_is_cut)
{
	struct document_input input = reading_input("of_many: 1", DOCUMENT_YAML);
	struct reading reading;
	const char *told;

	reading_of(&reading, &input, &sample__of_many__descriptor);
	told = reading_told(&reading);
	cr_expect_not_null(strstr(told, "; write {many: values_with_a_name"));
	cr_expect_str_eq(told + strlen(told) - 5, "...}\n");
	arena_release(&reading.arena);
}

Test(hint, a_root_that_is_no_message_is_told_its_fields)
{
	hints(&sample__leaf__descriptor, DOCUMENT_YAML, "[1]",
	      "its fields are size, child, name");
}
