#include <criterion/criterion.h>
#include <string.h>

#include "rpc/request.h"
#include "tests/unit/rpc/echo.pb-c.h"

#define ROOM_BYTES ((size_t)512 * 1024)

static struct arena arena;
static struct diag diag;

static void setup(void)
{
	arena_init(&arena, 1 << 20);
	diag_init(&diag, &arena);
}

static void teardown(void)
{
	arena_release(&arena);
}

TestSuite(request, .init = setup, .fini = teardown);

static enum err unpack(struct bytes wire, Echo__Request **request)
{
	ProtobufCMessage *message = NULL;
	enum err err = request_unpack(&arena, ROOM_BYTES, &echo__request__descriptor,
				      wire, &message, &diag);

	if (request != NULL)
		*request = (Echo__Request *)message;
	return err;
}

#define WIRE(text) ((struct bytes){ (const uint8_t *)(text), sizeof(text) - 1 })

Test(request, is_unpacked_with_what_is_unknown_read_over)
{
	/* text "hi", inner { text "a" }, count 5, numbers 1 2 packed and 3 alone, and
	 * unknown fields 99 of every wire type */
	struct bytes wire = WIRE("\x0a\x02hi"
				 "\x22\x03\x0a\x01"
				 "a"
				 "\x18\x05"
				 "\x2a\x02\x01\x02"
				 "\x28\x03"
				 "\x98\x06\x01"
				 "\x99\x06"
				 "12345678"
				 "\x9a\x06\x02\x0a\xff"
				 "\x9d\x06"
				 "1234");
	Echo__Request *request;

	cr_assert_eq(unpack(wire, &request), ERR_OK);
	cr_expect_str_eq(request->text, "hi");
	cr_expect_eq(request->count, 5);
	cr_assert_eq(request->n_inner, 1);
	cr_expect_str_eq(request->inner[0]->text, "a");
	cr_assert_eq(request->n_numbers, 3);
	cr_expect_eq(request->numbers[2], 3);
}

Test(request, may_be_empty)
{
	Echo__Request *request;

	cr_assert_eq(unpack((struct bytes){ NULL, 0 }, &request), ERR_OK);
	cr_expect_str_eq(request->text, "");
}

Test(request, that_is_malformed_is_refused_with_its_place)
{
	/* clang-format off */
	static const struct {
		struct bytes wire;
		const char *path;
		const char *text;
	} cases[] = {
		{ { (const uint8_t *)"\x80", 1 }, "",
		  "byte 0 of the request: a field's number is cut off" },
		{ { (const uint8_t *)"\x02\x00", 2 }, "",
		  "byte 0 of the request: this is no field number" },
		{ { (const uint8_t *)"\x80\x80\x80\x80\x10\x00", 6 }, "",
		  "byte 0 of the request: this is no field number" },
		{ { (const uint8_t *)"\x18\x01\x0a\x03hi", 6 }, "",
		  "byte 2 of the request: the field is longer than what holds it" },
		{ { (const uint8_t *)"\x18\x80", 2 }, "",
		  "byte 0 of the request: the field is longer than what holds it" },
		{ { (const uint8_t *)"\x18\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 12 }, "",
		  "byte 0 of the request: the field is longer than what holds it" },
		{ { (const uint8_t *)"\x99\x06" "1234567", 9 }, "",
		  "byte 0 of the request: the field is longer than what holds it" },
		{ { (const uint8_t *)"\x9d\x06" "123", 5 }, "",
		  "byte 0 of the request: the field is longer than what holds it" },
		{ { (const uint8_t *)"\x9b\x06\x9c\x06", 4 }, "",
		  "byte 0 of the request: groups and wire types 6 and 7 are not used" },
		{ { (const uint8_t *)"\x08\x01", 2 }, "text",
		  "byte 0 of the request: the field is written in another type's way" },
		{ { (const uint8_t *)"\x1a\x01\x01", 3 }, "count",
		  "byte 0 of the request: the field is written in another type's way" },
		{ { (const uint8_t *)"\x0a\x02\xc3\x28", 4 }, "text",
		  "byte 2 of the request: text is well-formed UTF-8 without NUL" },
		{ { (const uint8_t *)"\x0a\x03" "a\0b", 5 }, "text",
		  "byte 2 of the request: text is well-formed UTF-8 without NUL" },
		{ { (const uint8_t *)"\x22\x03\x0a\x01\xff", 5 }, "inner.text",
		  "byte 4 of the request: text is well-formed UTF-8 without NUL" },
		{ { (const uint8_t *)"\x2a\x01\x80", 3 }, NULL,
		  "the request is not a message of type echo.Request" },
	};
	/* clang-format on */

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		diag_init(&diag, &arena);
		cr_expect_eq(unpack(cases[i].wire, NULL), ERR_REQUEST_MALFORMED,
			     "case %zu", i);
		cr_assert_not_null(diag.first, "case %zu", i);
		cr_expect_str_eq(diag.first->text, cases[i].text, "case %zu", i);
		if (cases[i].path != NULL)
			cr_expect_str_eq(diag.first->place.path, cases[i].path,
					 "case %zu", i);
	}
}

Test(request, that_takes_too_much_memory_is_refused_and_leaves_none)
{
	uint8_t wire[40000]; /* 20,000 empty messages, a struct each */
	size_t used_bytes;

	for (size_t i = 0; i < sizeof wire; i += 2) {
		wire[i] = 0x22;
		wire[i + 1] = 0;
	}
	used_bytes = arena.used_bytes;
	cr_expect_eq(unpack(BYTES_OF_ARRAY(wire), NULL), ERR_LIMIT_EXCEEDED);
	cr_expect_lt(arena.used_bytes - used_bytes, 65536);
	cr_expect_eq(arena.ceiling_bytes, 1 << 20);
	arena_release(&arena);
	diag_init(&diag, &arena);
	cr_expect_eq(unpack((struct bytes){ wire, 2000 }, NULL), ERR_OK);
}

Test(request, of_unknown_fields_a_thousand_deep_is_read_over)
{
	static uint8_t wire[6000];
	size_t start = sizeof wire;

	for (int i = 0; i < 1000; i++) { /* field 100, from the innermost out */
		size_t len = sizeof wire - start;

		if (len >= 0x80) {
			wire[--start] = (uint8_t)(len >> 7);
			wire[--start] = (uint8_t)(len & 0x7f) | 0x80;
		} else {
			wire[--start] = (uint8_t)len;
		}
		wire[--start] = 0x06;
		wire[--start] = 0xa2;
	}
	cr_expect_eq(unpack((struct bytes){ wire + start, sizeof wire - start }, NULL),
		     ERR_OK);
}
