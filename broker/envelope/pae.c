#include "envelope/pae.h"

#include <stdio.h>
#include <string.h>

#include "base/ensure.h"

/* What stands before the type, and between it and the body. */
struct lengths {
	char before_type[32];
	char before_body[32];
};

static struct lengths print_lengths(struct bytes type, struct bytes body)
{
	struct lengths text;

	(void)snprintf(text.before_type, sizeof(text.before_type), "DSSEv1 %zu ",
		       type.len);
	(void)snprintf(text.before_body, sizeof(text.before_body), " %zu ", body.len);
	return text;
}

static uint8_t *put(uint8_t *at, struct bytes bytes)
{
	if (bytes.len > 0)
		memcpy(at, bytes.data, bytes.len);
	return at + bytes.len;
}

bool pae_encode(struct arena *arena, struct bytes type, struct bytes body,
		struct bytes *out)
{
	struct lengths lengths = print_lengths(type, body);
	struct bytes before_type = bytes_of_string(lengths.before_type);
	struct bytes before_body = bytes_of_string(lengths.before_body);
	uint8_t *data = arena_try_alloc(arena, before_type.len + type.len +
						       before_body.len + body.len);

	if (data == NULL)
		return false;
	out->data = data;
	data = put(data, before_type);
	data = put(data, type);
	data = put(data, before_body);
	data = put(data, body);
	out->len = (size_t)(data - out->data);
	return true;
}

struct digest pae_content_id(struct bytes type, struct bytes body)
{
	struct lengths lengths = print_lengths(type, body);
	struct sha256_stream stream;

	sha256_start(&stream);
	sha256_add(&stream, bytes_of_string(lengths.before_type));
	sha256_add(&stream, type);
	sha256_add(&stream, bytes_of_string(lengths.before_body));
	sha256_add(&stream, body);
	return sha256_finish(&stream);
}

struct bytes pae_encode_batch(struct arena *arena, const struct digest *root,
			      uint64_t size)
{
	struct bytes encoded;
	struct buffer body;
	bool done;

	ensure(size > 0);
	buffer_init(&body, arena);
	buffer_add(&body, digest_bytes(root));
	buffer_add_u64be(&body, size);
	done = pae_encode(arena, bytes_of_string(BATCH_TYPE), buffer_bytes(&body),
			  &encoded);
	ensure(done);
	return encoded;
}
