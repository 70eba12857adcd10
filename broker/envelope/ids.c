#include "envelope/ids.h"

#include <string.h>

struct digest terms_id(struct bytes terms)
{
	struct sha256_stream stream;

	sha256_start(&stream);
	sha256_add(&stream, bytes_of_string("slb/terms/1"));
	sha256_add(&stream, terms);
	return sha256_finish(&stream);
}

struct digest version_id(const struct digest *previous, const struct digest *terms)
{
	static const struct digest none;
	struct sha256_stream stream;

	sha256_start(&stream);
	sha256_add(&stream, digest_bytes(previous == NULL ? &none : previous));
	sha256_add(&stream, digest_bytes(terms));
	return sha256_finish(&stream);
}

struct contract_id contract_id_of(const struct digest *offer_content_id)
{
	struct contract_id id;

	memcpy(id.bytes, offer_content_id->bytes, sizeof(id.bytes));
	return id;
}

char *contract_id_text(struct arena *arena, const struct contract_id *id)
{
	return arena_printf(arena, "c-%s",
			    crockford_encode(arena, BYTES_OF_ARRAY(id->bytes)));
}

bool contract_id_parse(struct arena *arena, const char *text, struct contract_id *out)
{
	struct cursor cursor = cursor_over(bytes_of_string(text));
	struct bytes id;

	if (!bytes_equal(cursor_take(&cursor, 2), bytes_of_string("c-")) ||
	    !crockford_decode(arena, cursor.rest, &id) || id.len != sizeof(out->bytes))
		return false;
	memcpy(out->bytes, id.data, sizeof(out->bytes));
	return true;
}
