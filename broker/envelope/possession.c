#include "envelope/possession.h"

#include "base/ensure.h"

struct bytes possession_message(struct arena *arena, const char *origin,
				const struct public_key *old_key,
				const struct public_key *new_key)
{
	struct bytes name = bytes_of_string(origin);
	struct buffer out;

	ensure(name.len <= UINT16_MAX);
	buffer_init(&out, arena);
	buffer_add(&out, bytes_of_string("slb/rotation/1"));
	buffer_add_byte(&out, (uint8_t)(name.len >> 8));
	buffer_add_byte(&out, (uint8_t)name.len);
	buffer_add(&out, name);
	buffer_add(&out, BYTES_OF_ARRAY(old_key->bytes));
	buffer_add(&out, BYTES_OF_ARRAY(new_key->bytes));
	return buffer_bytes(&out);
}
