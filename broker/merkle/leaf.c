#include "merkle/leaf.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "crypto/treehash.h"

/* Big-endian, like every number in the formats of the log. */
static uint8_t *put(uint8_t *out, uint64_t value, unsigned bytes)
{
	while (bytes-- > 0)
		*out++ = (uint8_t)(value >> 8 * bytes);
	return out;
}

static uint8_t *put_bytes(uint8_t *out, const uint8_t *data, size_t len)
{
	memcpy(out, data, len);
	return out + len;
}

void leaf_encode(const struct leaf *leaf, uint8_t out[LEAF_BYTES])
{
	uint8_t *end = put(out, LEAF_VERSION, 1);

	end = put(end, leaf->kind, 2);
	end = put_bytes(end, leaf->book, sizeof(leaf->book));
	end = put(end, leaf->number, 8);
	end = put_bytes(end, leaf->previous.bytes, DIGEST_BYTES);
	end = put(end, leaf->log_time_ms, 8);
	end = put_bytes(end, leaf->commitment.bytes, DIGEST_BYTES);
	ensure(end == out + LEAF_BYTES);
}

static enum err invalid(struct diag *diag, const char *field, const char *what)
{
	return diag_error(diag, ERR_LEAF_INVALID, diag_at(field), "%s", what);
}

static bool all_zero(const struct digest *digest)
{
	static const struct digest zero;

	return memcmp(digest->bytes, zero.bytes, DIGEST_BYTES) == 0;
}

enum err leaf_decode(struct bytes bytes, struct leaf *out, struct diag *diag)
{
	struct cursor cursor = cursor_over(bytes);
	unsigned version;

	if (bytes.len != LEAF_BYTES)
		return diag_error(diag, ERR_LEAF_INVALID, diag_at(NULL),
				  "the record of an entry has %zu bytes; expected %d",
				  bytes.len, LEAF_BYTES);
	version = cursor_u8(&cursor);
	out->kind = (uint16_t)(cursor_u8(&cursor) << 8);
	out->kind |= cursor_u8(&cursor);
	memcpy(out->book, cursor_take(&cursor, sizeof(out->book)).data,
	       sizeof(out->book));
	out->number = cursor_u64be(&cursor);
	memcpy(out->previous.bytes, cursor_take(&cursor, DIGEST_BYTES).data,
	       DIGEST_BYTES);
	out->log_time_ms = cursor_u64be(&cursor);
	memcpy(out->commitment.bytes, cursor_take(&cursor, DIGEST_BYTES).data,
	       DIGEST_BYTES);
	if (version != LEAF_VERSION)
		return diag_error(
			diag, ERR_LEAF_INVALID, diag_at("version"),
			"the record of an entry is of version %u; expected %d", version,
			LEAF_VERSION);
	if (out->kind == 0)
		return invalid(diag, "kind", "no statement is of kind 0");
	if (out->number > INT64_MAX)
		return invalid(diag, "number",
			       "the number in the book is above 2^63-1");
	if (out->log_time_ms > INT64_MAX)
		return invalid(diag, "log_time_ms", "the log time is above 2^63-1");
	if ((out->number == 0) != all_zero(&out->previous))
		return invalid(diag, "previous",
			       "entry 0 of a book, and no other, has no entry before");
	return ERR_OK;
}

struct digest leaf_hash(const struct leaf *leaf)
{
	uint8_t data[LEAF_BYTES];

	leaf_encode(leaf, data);
	return treehash_leaf(BYTES_OF_ARRAY(data));
}

static int compare_signers(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct signer));
}

_Static_assert(sizeof(struct signer) == PUBLIC_KEY_BYTES + SIGNATURE_BYTES,
	       "a signer is key || signature, without padding");

struct digest leaf_commitment(struct arena *arena, const uint8_t salt[LEAF_SALT_BYTES],
			      const struct digest *content_id,
			      const struct signer *signers, size_t signer_count)
{
	static const char domain[] = "slb/leaf/1";
	struct signer *sorted = arena_array(arena, struct signer, signer_count);
	size_t sorted_bytes = signer_count * sizeof(*sorted);
	struct digest all_signers;
	struct buffer message;

	ensure(signer_count > 0);
	memcpy(sorted, signers, sorted_bytes);
	qsort(sorted, signer_count, sizeof(*sorted), compare_signers);
	all_signers = sha256((struct bytes){ (const uint8_t *)sorted, sorted_bytes });
	buffer_init(&message, arena);
	buffer_add(&message, bytes_of_string(domain));
	buffer_add(&message, digest_bytes(content_id));
	buffer_add(&message, digest_bytes(&all_signers));
	return hmac_sha256(salt, buffer_bytes(&message));
}
