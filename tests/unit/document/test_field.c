#include <criterion/criterion.h>
#include <string.h>

#include "base/attribute.h"
#include "document/field.h"
#include "tests/unit/document/sample.pb-c.h"

static const ProtobufCFieldDescriptor *sample_field(const char *name)
{
	return field_named(&sample__sample__descriptor, name);
}

Test(field, names_in_json_follow_the_rule_of_protobuf)
{
	/* protoc --descriptor_set_out says the same of each. */
	static const char *const names[] = {
		"fieldname1",  "fieldName2",  "FieldName3",  "fieldName4",
		"field0name5", "field0Name6", "fieldName7",  "FieldName8",
		"fieldName9",  "FIELDNAME10", "FIELDName11",
	};
	const ProtobufCMessageDescriptor *descriptor = &sample__names__descriptor;

	cr_assert_eq(descriptor->n_fields, ARRAY_SIZE(names));
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		cr_expect_str_eq(field_json_name(&descriptor->fields[i]).chars,
				 names[i]);
		cr_expect_eq(field_named(descriptor, names[i]), &descriptor->fields[i]);
		cr_expect_eq(field_named(descriptor, descriptor->fields[i].name),
			     &descriptor->fields[i]);
	}
	cr_expect_null(field_named(descriptor, "fieldName1"));
	cr_expect_null(field_named(&sample__empty__descriptor, ""));
}

struct range_row {
	const char *field;
	uint64_t max;
	uint64_t max_below_zero;
};

Test(field, whole_numbers_have_the_range_of_their_type)
{
	const uint64_t sign32 = UINT64_C(1) << 31;
	const uint64_t sign64 = UINT64_C(1) << 63;
	const struct range_row rows[] = {
		{ "an_int32", INT32_MAX, sign32 },
		{ "a_sint32", INT32_MAX, sign32 },
		{ "a_sfixed32", INT32_MAX, sign32 },
		{ "a_uint32", UINT32_MAX, 0 },
		{ "a_fixed32", UINT32_MAX, 0 },
		{ "an_int64", INT64_MAX, sign64 },
		{ "a_sint64", INT64_MAX, sign64 },
		{ "a_sfixed64", INT64_MAX, sign64 },
		{ "a_uint64", UINT64_MAX, 0 },
		{ "a_fixed64", UINT64_MAX, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct field_range range =
			field_integer_range(sample_field(rows[i].field));

		cr_expect_eq(range.max, rows[i].max, "%s", rows[i].field);
		cr_expect_eq(range.max_below_zero, rows[i].max_below_zero, "%s",
			     rows[i].field);
	}
}

Test(field, value_sizes_are_those_of_the_generated_structs)
{
	const Sample__Sample *sample = NULL; /* for its sizes */

	cr_expect_eq(field_value_size(sample_field("an_int32")),
		     sizeof sample->an_int32);
	cr_expect_eq(field_value_size(sample_field("a_uint64")),
		     sizeof sample->a_uint64);
	cr_expect_eq(field_value_size(sample_field("a_bool")), sizeof sample->a_bool);
	cr_expect_eq(field_value_size(sample_field("comparator")),
		     sizeof sample->comparator);
	cr_expect_eq(field_value_size(sample_field("a_string")),
		     sizeof sample->a_string);
	cr_expect_eq(field_value_size(sample_field("a_bytes")), sizeof sample->a_bytes);
	cr_expect_eq(field_value_size(sample_field("leaf")), sizeof sample->leaf);
}

Test(field, floating_point_and_proto2_are_not_served)
{
	const ProtobufCMessageDescriptor *floating = &sample__floating__descriptor;
	ProtobufCFieldDescriptor required = *sample_field("an_int32");

	for (unsigned i = 0; i < floating->n_fields; i++)
		cr_expect_not(field_is_served(&floating->fields[i]));
	for (unsigned i = 0; i < sample__sample__descriptor.n_fields; i++)
		cr_expect(field_is_served(&sample__sample__descriptor.fields[i]));
	required.label = PROTOBUF_C_LABEL_REQUIRED;
	cr_expect_not(field_is_served(&required));
	required.label = PROTOBUF_C_LABEL_OPTIONAL;
	cr_expect_not(field_is_served(&required));
}

Test(field, members_of_one_oneof_exclude_each_other)
{
	const ProtobufCFieldDescriptor *string = sample_field("chosen_string");

	cr_expect(field_is_in_oneof(string));
	cr_expect_not(field_is_in_oneof(sample_field("a_string")));
	cr_expect(field_excludes(string, sample_field("chosen_leaf")));
	cr_expect_not(field_excludes(string, sample_field("left")));
	cr_expect_not(field_excludes(string, sample_field("an_int32")));
	cr_expect_not(field_excludes(sample_field("an_int32"), string));
}

Test(field, values_of_an_enum_have_short_names)
{
	const ProtobufCEnumDescriptor *comparator = &sample__comparator__descriptor;
	ProtobufCEnumDescriptor counter_unit = *comparator;

	cr_expect_str_eq(enum_short_name(comparator, "COMPARATOR_AT_LEAST"),
			 "AT_LEAST");
	cr_expect_str_eq(enum_short_name(comparator, "COMPARATOR_"), "COMPARATOR_");
	cr_expect_str_eq(enum_short_name(comparator, "COMPARATORS"), "COMPARATORS");
	cr_expect_str_eq(enum_short_name(comparator, "COMP"), "COMP");
	cr_expect_str_eq(enum_short_name(&sample__tone__descriptor, "LOUD"), "LOUD");
	counter_unit.short_name = "CounterUnit";
	cr_expect_str_eq(enum_short_name(&counter_unit, "COUNTER_UNIT_S"), "S");
	cr_expect_str_eq(enum_short_name(&counter_unit, "COUNTERUNIT_S"),
			 "COUNTERUNIT_S");
	cr_expect_str_eq(enum_short_name(&counter_unit, "COUNTER"), "COUNTER");
	counter_unit.short_name = "Unit2";
	cr_expect_str_eq(enum_short_name(&counter_unit, "UNIT2_S"), "S");
}

Test(field, short_names_are_found_in_any_case)
{
	const ProtobufCEnumDescriptor *comparator = &sample__comparator__descriptor;
	const ProtobufCEnumValue *value;

	value = enum_value_named_short(comparator, "At_Least");
	cr_assert_not_null(value);
	cr_expect_eq(value->value, SAMPLE__COMPARATOR__COMPARATOR_AT_LEAST);
	value = enum_value_named_short(&sample__tone__descriptor, "noisy");
	cr_assert_not_null(value);
	cr_expect_eq(value->value, SAMPLE__TONE__LOUD);
	cr_expect_null(enum_value_named_short(comparator, "AT"));
	cr_expect_null(enum_value_named_short(comparator, ""));
}
