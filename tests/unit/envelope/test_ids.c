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
