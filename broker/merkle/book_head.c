#include "merkle/book_head.h"

#include "base/ensure.h"

struct bytes book_head_signed(struct arena *arena, const char *origin,
			      const struct book_head *head)
{
	struct bytes name = bytes_of_string(origin);
	struct buffer out;

	ensure(name.len <= UINT8_MAX);
	buffer_init(&out, arena);
	buffer_add(&out, bytes_of_string("slb/head/1"));
	buffer_add_byte(&out, 0);
	buffer_add_byte(&out, (uint8_t)name.len);
	buffer_add(&out, name);
	buffer_add(&out, BYTES_OF_ARRAY(head->book));
	buffer_add_u64be(&out, head->number);
	buffer_add(&out, digest_bytes(&head->leaf_hash));
	buffer_add_u64be(&out, head->tree_size);
	return buffer_bytes(&out);
}

void book_head_sign(struct arena *arena, const char *origin,
		    const struct signing_key *log_key, struct book_head *head)
{
	head->signature = sign_message(log_key, book_head_signed(arena, origin, head));
}
