#include <criterion/criterion.h>

#include "envelope/pae.h"

static void assert_text(struct bytes bytes, const char *expected)
{
	cr_assert(bytes_equal(bytes, bytes_of_string(expected)));
}

static struct bytes encode(struct arena *arena, const char *type, struct bytes body)
{
	struct bytes encoded;

	cr_assert(pae_encode(arena, bytes_of_string(type), body, &encoded));
	return encoded;
}

Test(pae, puts_the_length_before_each_part)
{
	struct arena arena;

	arena_init(&arena, 1 << 16);
	assert_text(encode(&arena, "http://example.com/HelloWorld",
			   bytes_of_string("hello world")),
		    "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
	assert_text(encode(&arena, "application/vnd.sla.report.v1+json",
			   bytes_of_string("{\"a\":1}")),
		    "DSSEv1 34 application/vnd.sla.report.v1+json 7 {\"a\":1}");
	assert_text(encode(&arena, "", (struct bytes){ NULL, 0 }), "DSSEv1 0  0 ");
	arena_release(&arena);
}

Test(pae, the_content_id_is_the_hash_of_the_encoding)
{
	struct bytes type = bytes_of_string("type");
	struct bytes body = bytes_of_string("body");
	struct digest id = pae_content_id(type, body);
	struct digest expected;
	struct arena arena;

	arena_init(&arena, 1 << 16);
	expected = sha256(encode(&arena, "type", body));
	cr_assert(digest_equal(&id, &expected));
	arena_release(&arena);
}

Test(pae, a_batch_is_root_and_size_under_a_type_of_its_own)
{
	struct digest root = { { 0xab } };
	struct bytes encoded;
	struct arena arena;

	arena_init(&arena, 1 << 16);
	encoded = pae_encode_batch(&arena, &root, 258);
	cr_assert_eq(encoded.len, strlen("DSSEv1 34 " BATCH_TYPE " 40 ") + 40);
	cr_assert_arr_eq(encoded.data, "DSSEv1 34 " BATCH_TYPE " 40 \xab", 49);
	cr_assert_arr_eq(encoded.data + encoded.len - 8, "\0\0\0\0\0\0\1\2", 8);
	arena_release(&arena);
}
