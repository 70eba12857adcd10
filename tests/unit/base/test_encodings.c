#include <criterion/criterion.h>
#include <string.h>

#include "base/attribute.h"
#include "base/bytes.h"

static struct arena arena;

static void set_up(void)
{
	arena_init(&arena, 16 << 20);
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(encodings, .init = set_up, .fini = tear_down);

/* RFC 4648, section 10; the last two rows tell base64 from base64url. */
static const struct {
	const char *bytes;
	const char *hex;
	const char *base64;
	const char *base64url;
	const char *crockford;
} encodings[] = {
	{ "", "", "", "", "" },
	{ "f", "66", "Zg==", "Zg", "cr" },
	{ "fo", "666f", "Zm8=", "Zm8", "csqg" },
	{ "foo", "666f6f", "Zm9v", "Zm9v", "csqpy" },
	{ "foob", "666f6f62", "Zm9vYg==", "Zm9vYg", "csqpyrg" },
	{ "fooba", "666f6f6261", "Zm9vYmE=", "Zm9vYmE", "csqpyrk1" },
	{ "foobar", "666f6f626172", "Zm9vYmFy", "Zm9vYmFy", "csqpyrk1e8" },
	{ "\xff\xff\xff", "ffffff", "////", "____", "zzzzy" },
	{ "\xfb\xef\xbe", "fbefbe", "++++", "----", "zfqvw" },
};

Test(encodings, print_the_published_vectors)
{
	for (size_t i = 0; i < ARRAY_SIZE(encodings); i++) {
		struct bytes bytes = bytes_of_string(encodings[i].bytes);

		cr_assert_str_eq(hex_encode(&arena, bytes), encodings[i].hex);
		cr_assert_str_eq(base64_encode(&arena, bytes), encodings[i].base64);
		cr_assert_str_eq(base64url_encode(&arena, bytes),
				 encodings[i].base64url);
		cr_assert_str_eq(crockford_encode(&arena, bytes),
				 encodings[i].crockford);
	}
}

Test(encodings, read_the_published_vectors)
{
	for (size_t i = 0; i < ARRAY_SIZE(encodings); i++) {
		struct bytes bytes = bytes_of_string(encodings[i].bytes);
		struct bytes out;

		cr_assert(hex_decode(&arena, bytes_of_string(encodings[i].hex), &out));
		cr_assert(bytes_equal(out, bytes), "row %zu", i);
		cr_assert(base64_decode(&arena, bytes_of_string(encodings[i].base64),
					&out));
		cr_assert(bytes_equal(out, bytes), "row %zu", i);
		cr_assert(base64url_decode(
			&arena, bytes_of_string(encodings[i].base64url), &out));
		cr_assert(bytes_equal(out, bytes), "row %zu", i);
		cr_assert(crockford_decode(
			&arena, bytes_of_string(encodings[i].crockford), &out));
		cr_assert(bytes_equal(out, bytes), "row %zu", i);
	}
}

Test(encodings, return_every_byte_at_every_length)
{
	uint8_t data[256];

	for (size_t i = 0; i < sizeof data; i++)
		data[i] = (uint8_t)(i * 167 + 13);
	for (size_t len = 0; len <= sizeof data; len++) {
		struct bytes bytes = { data, len };
		struct bytes out;
		const char *text = hex_encode(&arena, bytes);

		cr_assert(hex_decode(&arena, bytes_of_string(text), &out));
		cr_assert(bytes_equal(out, bytes));
		text = base64_encode(&arena, bytes);
		cr_assert(base64_decode(&arena, bytes_of_string(text), &out));
		cr_assert(bytes_equal(out, bytes));
		text = base64url_encode(&arena, bytes);
		cr_assert(base64url_decode(&arena, bytes_of_string(text), &out));
		cr_assert(bytes_equal(out, bytes));
		cr_assert_eq(strlen(crockford_encode(&arena, bytes)),
			     (len * 8 + 4) / 5);
	}
}

Test(encodings, hex_is_read_in_either_case)
{
	static const uint8_t expected[] = { 0xab, 0xcd, 0xef, 0xAB, 0x09 };
	struct bytes out;

	cr_assert(hex_decode(&arena, bytes_of_string("abcDEfAB09"), &out));
	cr_assert(bytes_equal(out, BYTES_OF_ARRAY(expected)));
}

static const char *const not_hex[] = { "0",  "000",  "0g",   "g0",      "0G",
				       "0:", "0/",   "0@",   "0`",      " 0",
				       "0 ", "00\n", "0x00", "\xff\xff" };
static const char *const not_base64[] = {
	"Zg",       "Zg=",  "Zg===", "=",       "==",    "===",  "====",
	"Zg==Zg==", "Z===", "Zh==",  "Zm9=",    "Zm8",   "Zm 8", "Zm9v\n",
	"Zm-_",     "Z=g=", "=Zg=",  "Zm8=Z",   "Zm9vZ", "Zm9[", "Zm9`",
	"Zm9{",     "Zm9@", "Zm9:",  "Zm9\x80",
};
static const char *const not_base64url[] = {
	"Z", "Zg==", "Zm8=", "Zh", "Zm9", "Zm9vZ", "Zm+/", "Zm8 ", "Zm9v\n", "=",
};

Test(encodings, refuse_every_other_spelling)
{
	struct bytes out;

	for (size_t i = 0; i < ARRAY_SIZE(not_hex); i++)
		cr_assert_not(hex_decode(&arena, bytes_of_string(not_hex[i]), &out),
			      "%s", not_hex[i]);
	for (size_t i = 0; i < ARRAY_SIZE(not_base64); i++)
		cr_assert_not(
			base64_decode(&arena, bytes_of_string(not_base64[i]), &out),
			"%s", not_base64[i]);
	for (size_t i = 0; i < ARRAY_SIZE(not_base64url); i++)
		cr_assert_not(base64url_decode(&arena,
					       bytes_of_string(not_base64url[i]), &out),
			      "%s", not_base64url[i]);
}

Test(encodings, each_decoded_text_is_the_one_that_encoding_prints)
{
	char text[5] = "";
	const char *some = "AQgw29+/-_=Zf";
	size_t accepted = 0;

	for (size_t n = 0; n < 13 * 13 * 13 * 13; n++) {
		struct bytes out;

		text[0] = some[n % 13];
		text[1] = some[n / 13 % 13];
		text[2] = some[n / 13 / 13 % 13];
		text[3] = some[n / 13 / 13 / 13];
		if (base64_decode(&arena, bytes_of_string(text), &out)) {
			accepted++;
			cr_assert_str_eq(base64_encode(&arena, out), text);
		}
	}
	cr_assert_gt(accepted, 10 * 10 * 10 * 10 - 1);
}

Test(encodings, refuse_what_the_arena_cannot_hold)
{
	struct bytes text = bytes_of_string("00000000");
	struct arena none;
	struct bytes out;

	arena_init(&none, 0);
	cr_assert_not(hex_decode(&none, text, &out));
	cr_assert_not(base64_decode(&none, text, &out));
	cr_assert_not(base64url_decode(&none, text, &out));
	arena_release(&none);
}

Test(encodings, base32_is_read_in_one_spelling)
{
	static const char *const wrong[] = { "c",  "CR", "cs", "cr0", "crz", "csqpy0",
					     "i0", "l0", "o0", "u0",  "c!",  "c r" };
	struct bytes out;

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		cr_expect_not(crockford_decode(&arena, bytes_of_string(wrong[i]), &out),
			      "\"%s\"", wrong[i]);
	cr_expect_not(crockford_decode(
		&arena, (struct bytes){ (const uint8_t *)"c\0r", 3 }, &out));
}
