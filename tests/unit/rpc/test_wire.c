#include <criterion/criterion.h>

#include "rpc/wire.h"

Test(wire, gives_one_field_after_the_other)
{
	/* protobuf.dev's examples: field 1 = 150, field 2 = "testing" */
	static const uint8_t wire[] = { 0x08, 0x96, 0x01, 0x12, 0x07, 0x74,
					0x65, 0x73, 0x74, 0x69, 0x6e, 0x67 };
	struct cursor cursor = cursor_over(BYTES_OF_ARRAY(wire));
	struct wire_field field;

	cr_expect_null(wire_take(&cursor, &field));
	cr_expect_eq(field.number, 1);
	cr_expect_eq(field.wire_type, WIRE_VARINT);
	cr_expect_eq(field.content.len, 0);
	cr_expect_null(wire_take(&cursor, &field));
	cr_expect_eq(field.number, 2);
	cr_expect_eq(field.wire_type, WIRE_BYTES);
	cr_expect(bytes_equal(field.content, bytes_of_string("testing")));
	cr_expect(cursor_done(&cursor));
}

Test(wire, takes_the_largest_field_number_and_no_larger)
{
	static const uint8_t largest[] = { 0xf8, 0xff, 0xff, 0xff, 0x0f, 0x00 };
	static const uint8_t larger[] = { 0x80, 0x80, 0x80, 0x80, 0x10, 0x00 };
	struct cursor cursor = cursor_over(BYTES_OF_ARRAY(largest));
	struct wire_field field;

	cr_expect_null(wire_take(&cursor, &field));
	cr_expect_eq(field.number, 536870911); /* 2^29 - 1 */
	cursor = cursor_over(BYTES_OF_ARRAY(larger));
	cr_expect_not_null(wire_take(&cursor, &field));
}
