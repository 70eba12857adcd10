#include <criterion/criterion.h>

#include "envelope/ids.h"

Test(ids, a_version_chains_to_the_one_before)
{
	struct digest terms = terms_id(bytes_of_string("terms"));
	struct digest expected = sha256(bytes_of_string("slb/terms/1terms"));
	struct digest first = version_id(NULL, &terms);
	struct digest second = version_id(&first, &terms);
	uint8_t data[64] = { 0 };

	cr_assert(digest_equal(&terms, &expected));
	memcpy(data + 32, terms.bytes, 32);
	expected = sha256(BYTES_OF_ARRAY(data));
	cr_assert(digest_equal(&first, &expected));
	memcpy(data, first.bytes, 32);
	expected = sha256(BYTES_OF_ARRAY(data));
	cr_assert(digest_equal(&second, &expected));
}

Test(ids, a_contract_id_is_half_a_content_id_in_base32)
{
	struct digest content_id;
	struct contract_id id;
	struct arena arena;

	for (uint8_t i = 0; i < sizeof(content_id.bytes); i++)
		content_id.bytes[i] = i;
	id = contract_id_of(&content_id);
	arena_init(&arena, 1 << 12);
	cr_assert_str_eq(contract_id_text(&arena, &id), "c-000g40r40m30e209185gr38e1w");
	arena_release(&arena);
}

Test(ids, a_contract_id_is_read_as_it_is_written)
{
	static const char *const wrong[] = {
		"",
		"c-",
		"000g40r40m30e209185gr38e1w",
		"C-000g40r40m30e209185gr38e1w",
		"c-000G40r40m30e209185gr38e1w",
		"c-000g40r40m30e209185gr38e1",
		"c-000g40r40m30e209185gr38e1w0",
		"c-000g40r40m30e209185gr38e1x",
		"c-000g40r40m30e209185gr38e1w ",
	};
	struct contract_id id;
	struct arena arena;

	arena_init(&arena, 1 << 12);
	cr_assert(contract_id_parse(&arena, "c-000g40r40m30e209185gr38e1w", &id));
	for (uint8_t i = 0; i < sizeof(id.bytes); i++)
		cr_expect_eq(id.bytes[i], i);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		cr_expect_not(contract_id_parse(&arena, wrong[i], &id), "%s", wrong[i]);
	arena_release(&arena);
}
