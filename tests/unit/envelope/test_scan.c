#include <criterion/criterion.h>
#include <string.h>

#include "base/attribute.h"
#include "envelope/scan.h"

/*
 * A schema with every kind of field, written down as descriptors: that of the product
 * has no need for all of them.  It contains itself, to go deep, and a map.
 */
static const ProtobufCMessageDescriptor sample_type;
static const ProtobufCMessageDescriptor pairs_entry_type;
static const ProtobufCMessageDescriptor ordinary_types[4];

static const ProtobufCEnumValue colour_values[] = {
	{ "BLUE", "BLUE", -1 },
	{ "NONE", "NONE", 0 },
	{ "RED", "RED", 1 },
};
static const ProtobufCIntRange colour_ranges[] = { { -1, 0 }, { 0, 3 } };
static const ProtobufCEnumDescriptor colour_type = {
	.magic = PROTOBUF_C__ENUM_DESCRIPTOR_MAGIC,
	.name = "Colour",
	.n_values = ARRAY_SIZE(colour_values),
	.values = colour_values,
	.n_value_ranges = 1,
	.value_ranges = colour_ranges,
};

#define ONE      PROTOBUF_C_LABEL_NONE
#define LIST     PROTOBUF_C_LABEL_REPEATED
#define IN_ONEOF PROTOBUF_C_FIELD_FLAG_ONEOF

#define FIELD(number, field_name, field_label, field_type)                    \
	{                                                                     \
		.name = (field_name), .id = (number), .label = (field_label), \
		.type = PROTOBUF_C_TYPE_##field_type                          \
	}
#define CHOICE(number, field_name, field_type, oneof)                    \
	{                                                                \
		.name = (field_name), .id = (number), .label = ONE,      \
		.type = PROTOBUF_C_TYPE_##field_type, .flags = IN_ONEOF, \
		.quantifier_offset = (oneof)                             \
	}
#define MESSAGE(number, field_name, field_label, message)                     \
	{                                                                     \
		.name = (field_name), .id = (number), .label = (field_label), \
		.type = PROTOBUF_C_TYPE_MESSAGE, .descriptor = (message)      \
	}

static const ProtobufCFieldDescriptor sample_fields[] = {
	FIELD(1, "number", ONE, UINT64),
	FIELD(2, "text", ONE, STRING),
	FIELD(3, "counts", LIST, UINT32),
	FIELD(4, "names", LIST, STRING),
	{ .name = "colour",
	  .id = 5,
	  .label = ONE,
	  .type = PROTOBUF_C_TYPE_ENUM,
	  .descriptor = &colour_type },
	CHOICE(6, "left", UINT32, 100),
	CHOICE(7, "right", STRING, 100),
	MESSAGE(8, "child", ONE, &sample_type),
	FIELD(9, "flag", ONE, BOOL),
	FIELD(10, "signed", ONE, INT32),
	FIELD(11, "fixed32", ONE, FIXED32),
	FIELD(12, "fixed64", ONE, SFIXED64),
	FIELD(13, "fixed_list", LIST, FLOAT),
	FIELD(14, "data", ONE, BYTES),
	MESSAGE(15, "pairs", LIST, &pairs_entry_type),
	MESSAGE(16, "children", LIST, &sample_type),
	FIELD(17, "zigzag", ONE, SINT32),
	CHOICE(18, "up", BYTES, 200),
	CHOICE(19, "down", UINT64, 200),
	MESSAGE(20, "two", ONE, &ordinary_types[0]),
	MESSAGE(21, "key_only", ONE, &ordinary_types[1]),
	MESSAGE(22, "shouted", ONE, &ordinary_types[2]),
	MESSAGE(23, "short", ONE, &ordinary_types[3]),
};
static const ProtobufCIntRange sample_ranges[] = { { 1, 0 },
						   { 0, ARRAY_SIZE(sample_fields) } };

#define TYPE(name, type_fields, count, ranges)                                       \
	{                                                                            \
		.magic = PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC, .short_name = (name), \
		.n_fields = (count), .fields = (type_fields), .n_field_ranges = 1,   \
		.field_ranges = (ranges)                                             \
	}

static const ProtobufCMessageDescriptor sample_type =
	TYPE("Sample", sample_fields, ARRAY_SIZE(sample_fields), sample_ranges);

static const ProtobufCFieldDescriptor pair_fields[] = {
	FIELD(1, "key", ONE, STRING),
	FIELD(2, "value", ONE, UINT64),
};
static const ProtobufCFieldDescriptor key_fields[] = {
	FIELD(1, "key", ONE, STRING),
	FIELD(2, "amount", ONE, UINT64),
};
static const ProtobufCFieldDescriptor value_fields[] = {
	FIELD(1, "name", ONE, STRING),
	FIELD(2, "value", ONE, UINT64),
};
static const ProtobufCIntRange pair_ranges[] = { { 1, 0 }, { 0, 2 } };
static const ProtobufCMessageDescriptor pairs_entry_type =
	TYPE("PairsEntry", pair_fields, 2, pair_ranges);
/* Each lacks one of the marks of a map. */
static const ProtobufCMessageDescriptor ordinary_types[4] = {
	TYPE("Pairs", pair_fields, 2, pair_ranges),
	TYPE("KeyEntry", key_fields, 2, pair_ranges),
	TYPE("ValueEntry", value_fields, 2, pair_ranges),
	TYPE("LongerName", pair_fields, 2, pair_ranges),
};

#define ACCEPTED -1

struct scan_case {
	const char *hex;
	int rule;
	size_t offset;
	const char *path;
};

static const struct scan_case cases[] = {
	{ "", ACCEPTED, 0, "" },
	/* Every field once, in order; lists with several elements; zeros where they say
	 * something. */
	{ "0801", ACCEPTED, 0, "" },
	{ "08ffffffffffffffffff01", ACCEPTED, 0, "" },
	{ "120161", ACCEPTED, 0, "" },
	{ "1a03000180011a", SCAN_TRUNCATED, 4, "counts[2]" },
	{ "1a0400018001", ACCEPTED, 0, "" },
	{ "2200220161", ACCEPTED, 0, "" },
	{ "2801", ACCEPTED, 0, "" },
	{ "28ffffffffffffffffff01", ACCEPTED, 0, "" },
	{ "3000", ACCEPTED, 0, "" },
	{ "3a00", ACCEPTED, 0, "" },
	{ "4200", ACCEPTED, 0, "" },
	{ "42020801", ACCEPTED, 0, "" },
	{ "4801", ACCEPTED, 0, "" },
	{ "5080808080f8ffffffff01", ACCEPTED, 0, "" },
	{ "50ffffffff07", ACCEPTED, 0, "" },
	{ "5d01000000", ACCEPTED, 0, "" },
	{ "610100000000000000", ACCEPTED, 0, "" },
	{ "6a080000000000000001", ACCEPTED, 0, "" },
	{ "7201ff", ACCEPTED, 0, "" },
	{ "8201008201020801", ACCEPTED, 0, "" },
	{ "8801ffffffff0f", ACCEPTED, 0, "" },
	{ "3000920100", ACCEPTED, 0, "" },
	{ "a20100aa0100b20100ba0100", ACCEPTED, 0, "" },
	/* What ends too early. */
	{ "08", SCAN_TRUNCATED, 1, "number" },
	{ "0880", SCAN_TRUNCATED, 1, "number" },
	{ "080180", SCAN_TRUNCATED, 2, "" },
	{ "12", SCAN_TRUNCATED, 1, "text" },
	{ "120261", SCAN_TRUNCATED, 1, "text" },
	{ "12ffffffffffffffffff01", SCAN_TRUNCATED, 1, "text" },
	{ "4202080148", SCAN_TRUNCATED, 5, "flag" },
	{ "42030801", SCAN_TRUNCATED, 1, "child" },
	{ "42020880", SCAN_TRUNCATED, 3, "child.number" },
	{ "5d010000", SCAN_TRUNCATED, 1, "fixed32" },
	{ "6101000000000000", SCAN_TRUNCATED, 1, "fixed64" },
	{ "6a050000000001", SCAN_TRUNCATED, 6, "fixed_list[1]" },
	/* Numbers in another form, or too large for their field. */
	{ "088100", SCAN_VARINT_LONG, 1, "number" },
	{ "8800", SCAN_VARINT_LONG, 0, "" },
	{ "12810061", SCAN_VARINT_LONG, 1, "text" },
	{ "1a028000", SCAN_VARINT_LONG, 2, "counts[0]" },
	{ "0880808080808080808000", SCAN_VARINT_LONG, 1, "number" },
	{ "08ffffffffffffffffff02", SCAN_VARINT_RANGE, 1, "number" },
	{ "08ffffffffffffffffff81", SCAN_VARINT_RANGE, 1, "number" },
	{ "4802", SCAN_VARINT_RANGE, 1, "flag" },
	{ "1a06018080808010", SCAN_VARINT_RANGE, 3, "counts[1]" },
	{ "5080808080"
	  "08",
	  SCAN_VARINT_RANGE, 1, "signed" },
	{ "50ffffff"
	  "fff7ffffffff01",
	  SCAN_VARINT_RANGE, 1, "signed" },
	{ "88018080808010", SCAN_VARINT_RANGE, 2, "zigzag" },
	{ "288080808008", SCAN_VARINT_RANGE, 1, "colour" },
	/* Wire types. */
	{ "0b0c", SCAN_GROUP, 0, "1" },
	{ "0c", SCAN_GROUP, 0, "1" },
	{ "0e", SCAN_GROUP, 0, "1" },
	{ "0f", SCAN_GROUP, 0, "1" },
	{ "0a00", SCAN_WIRE_TYPE, 0, "number" },
	{ "1001", SCAN_WIRE_TYPE, 0, "text" },
	{ "1d01000000", SCAN_WIRE_TYPE, 0, "counts[0]" },
	{ "6801", SCAN_WIRE_TYPE, 0, "fixed_list[0]" },
	/* Fields. */
	{ "c20100", SCAN_UNKNOWN_FIELD, 0, "24" },
	{ "00", SCAN_UNKNOWN_FIELD, 0, "" },
	{ "0801c20100", SCAN_UNKNOWN_FIELD, 2, "24" },
	{ "4203c00101", SCAN_UNKNOWN_FIELD, 2, "child.24" },
	{ "888080801000", SCAN_UNKNOWN_FIELD, 0, "536870913" },
	{ "1201610801", SCAN_FIELD_ORDER, 3, "number" },
	{ "42051201610801", SCAN_FIELD_ORDER, 5, "child.number" },
	{ "8201008201051201610801", SCAN_FIELD_ORDER, 9, "children[1].number" },
	{ "08010802", SCAN_FIELD_TWICE, 2, "number" },
	{ "12016112", SCAN_FIELD_TWICE, 3, "text" },
	{ "42004200", SCAN_FIELD_TWICE, 2, "child" },
	{ "30003000", SCAN_FIELD_TWICE, 2, "left" },
	{ "30003a00", SCAN_ONEOF_TWICE, 2, "right" },
	{ "3000920100980100", SCAN_ONEOF_TWICE, 5, "down" },
	{ "1801", SCAN_NOT_PACKED, 0, "counts[0]" },
	{ "6d00000000", SCAN_NOT_PACKED, 0, "fixed_list[0]" },
	{ "1a01011a0102", SCAN_NOT_PACKED, 3, "counts[1]" },
	{ "1a01011801", SCAN_NOT_PACKED, 3, "counts[1]" },
	/* Zeros that say nothing. */
	{ "0800", SCAN_IMPLICIT_ZERO, 0, "number" },
	{ "1200", SCAN_IMPLICIT_ZERO, 0, "text" },
	{ "1a00", SCAN_IMPLICIT_ZERO, 0, "counts[0]" },
	{ "2800", SCAN_IMPLICIT_ZERO, 0, "colour" },
	{ "4800", SCAN_IMPLICIT_ZERO, 0, "flag" },
	{ "5d00000000", SCAN_IMPLICIT_ZERO, 0, "fixed32" },
	{ "610000000000000000", SCAN_IMPLICIT_ZERO, 0, "fixed64" },
	{ "7200", SCAN_IMPLICIT_ZERO, 0, "data" },
	/* Values. */
	{ "2802", SCAN_ENUM_UNKNOWN, 1, "colour" },
	{ "28feffffffffffffffff01", SCAN_ENUM_UNKNOWN, 1, "colour" },
	{ "1203610062", SCAN_STRING_NUL, 2, "text" },
	{ "12026180", SCAN_STRING_UTF8, 2, "text" },
	{ "220161"
	  "2202c080",
	  SCAN_STRING_UTF8, 5, "names[1]" },
	{ "3a0100", SCAN_STRING_NUL, 2, "right" },
	{ "7a00", SCAN_MAP, 2, "pairs[0]" },
};

static bool scan_hex(struct arena *arena, const char *hex, struct scan_refusal *refusal)
{
	struct bytes wire;

	cr_assert(hex_decode(arena, bytes_of_string(hex), &wire), "%s is not hex", hex);
	return scan_wire(arena, &sample_type, wire, refusal);
}

Test(scan, accepts_one_form_and_names_what_differs_from_it)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct scan_case *c = &cases[i];
		struct scan_refusal refusal;
		struct arena arena;
		bool accepted;

		arena_init(&arena, 1 << 16);
		accepted = scan_hex(&arena, c->hex, &refusal);
		cr_expect_eq(accepted, c->rule == ACCEPTED, "%s", c->hex);
		if (!accepted) {
			cr_expect_eq((int)refusal.rule, c->rule, "%s: %s", c->hex,
				     scan_rule_name(refusal.rule));
			cr_expect_eq(refusal.offset, c->offset, "%s: byte %zu", c->hex,
				     refusal.offset);
			cr_expect_str_eq(refusal.path, c->path, "%s", c->hex);
		}
		arena_release(&arena);
	}
}

/* child.child. ... with `depth` messages, the outermost counted. */
static const char *nested(struct arena *arena, unsigned depth)
{
	const char *hex = "";

	while (--depth > 0)
		hex = arena_printf(arena, "42%02zx%s", strlen(hex) / 2, hex);
	return hex;
}

/* A list of sixteen numbers, of which one is written as given */
static bool scan_among_small(size_t place, const char *one,
			     struct scan_refusal *refusal)
{
	struct arena arena;
	struct text hex, list;
	bool accepted;

	arena_init(&arena, 1 << 16);
	text_init(&list, &arena);
	text_init(&hex, &arena);
	for (size_t i = 0; i < 16; i++)
		text_add(&list, i == place ? one : i % 3 == 0 ? "8101" : "00");
	text_printf(&hex, "1a%02zx%s", strlen(text_chars(&list)) / 2,
		    text_chars(&list));
	accepted = scan_hex(&arena, text_chars(&hex), refusal);
	if (!accepted)
		cr_expect_eq(strcmp(refusal->path,
				    arena_printf(&arena, "counts[%zu]", place)),
			     0, "%s at %zu: %s", one, place, refusal->path);
	arena_release(&arena);
	return accepted;
}

Test(scan, every_number_of_a_list_is_looked_at_wherever_it_stands)
{
	static const char *const written[] = { "00",   "7f",     "8001",
					       "ff7f", "808001", "ffffffff0f" };
	struct scan_refusal refusal;

	for (size_t place = 0; place < 16; place++) {
		for (size_t i = 0; i < ARRAY_SIZE(written); i++)
			cr_expect(scan_among_small(place, written[i], &refusal),
				  "%s at %zu", written[i], place);
		cr_expect_not(scan_among_small(place, "8000", &refusal));
		cr_expect_eq(refusal.rule, SCAN_VARINT_LONG);
		cr_expect_not(scan_among_small(place, "ff00", &refusal));
		cr_expect_eq(refusal.rule, SCAN_VARINT_LONG);
		cr_expect_not(scan_among_small(place, "818000", &refusal));
		cr_expect_eq(refusal.rule, SCAN_VARINT_LONG);
		cr_expect_not(scan_among_small(place, "8080808010", &refusal));
		cr_expect_eq(refusal.rule, SCAN_VARINT_RANGE);
	}
	cr_expect_not(scan_among_small(15, "81", &refusal));
	cr_expect_eq(refusal.rule, SCAN_TRUNCATED);
	cr_expect_not(scan_among_small(15, "8080", &refusal));
	cr_expect_eq(refusal.rule, SCAN_TRUNCATED);
}

Test(scan, messages_lie_sixteen_deep_and_no_deeper)
{
	struct scan_refusal refusal;
	struct arena arena;

	arena_init(&arena, 1 << 16);
	cr_assert(scan_hex(&arena, nested(&arena, 16), &refusal));
	cr_assert_not(scan_hex(&arena, nested(&arena, 17), &refusal));
	cr_assert_eq(refusal.rule, SCAN_DEPTH);
	cr_assert_eq(refusal.offset, 32);
	cr_assert_str_eq(refusal.path,
			 "child.child.child.child.child.child.child.child."
			 "child.child.child.child.child.child.child.child");
	arena_release(&arena);
}

Test(scan, every_rule_has_a_name_and_a_sentence)
{
	cr_assert_str_eq(scan_rule_name(SCAN_TRUNCATED), "truncated");
	cr_assert_str_eq(scan_rule_name(SCAN_DEPTH), "depth");
	cr_assert_str_eq(scan_rule_text(SCAN_DEPTH),
			 "messages lie at most 16 deep in each other");
}
