#include "ledger/sealing.h"

#include <string.h>

#include "acts/acts.h"
#include "base/ensure.h"
#include "calendar/civil.h"
#include "crypto/random.h"

#define LABEL        "slb/seal/1"
#define PREFIX_BYTES (1 + 4) /* class, epoch */
#define EPOCH_YEAR   1970

uint32_t content_epoch(uint8_t content_class, uint64_t log_time_ms)
{
	uint64_t day = log_time_ms / 1000 / (uint64_t)CIVIL_DAY_S;
	struct civil_date date;

	if (content_class != CONTENT_EVIDENCE)
		return 0;
	ensure(day <= (uint64_t)CIVIL_DAY_MAX);
	date = civil_date_of((int64_t)day);
	return (uint32_t)((date.year - EPOCH_YEAR) * 12) + date.month - 1;
}

static struct bytes associated_data(struct arena *arena,
				    const struct content_place *place)
{
	struct bytes origin = bytes_of_string(place->origin);
	struct buffer data;

	ensure(origin.len <= UINT16_MAX);
	buffer_init(&data, arena);
	buffer_add(&data, bytes_of_string(LABEL));
	buffer_add_byte(&data, (uint8_t)(origin.len >> 8));
	buffer_add_byte(&data, (uint8_t)origin.len);
	buffer_add(&data, origin);
	buffer_add(&data, BYTES_OF_ARRAY(place->key_id.book));
	buffer_add_u64be(&data, place->log_index);
	buffer_add_byte(&data, (uint8_t)(place->kind >> 8));
	buffer_add_byte(&data, (uint8_t)place->kind);
	buffer_add_byte(&data, place->key_id.content_class);
	buffer_add_u32be(&data, place->key_id.epoch);
	return buffer_bytes(&data);
}

static void put_prefix(uint8_t *out, const struct content_key_id *id)
{
	out[0] = id->content_class;
	for (unsigned i = 0; i < 4; i++)
		out[1 + i] = (uint8_t)(id->epoch >> (24 - 8 * i));
}

struct bytes content_seal(struct arena *arena, const struct content_place *place,
			  const struct content_key *key, const struct content *content)
{
	size_t plain_len = LEAF_SALT_BYTES + content->envelope.len;
	size_t stored_len =
		PREFIX_BYTES + AEAD_NONCE_BYTES + plain_len + AEAD_TAG_BYTES;
	uint8_t *stored = arena_alloc(arena, stored_len);
	uint8_t *nonce = stored + PREFIX_BYTES;
	uint8_t *sealed = nonce + AEAD_NONCE_BYTES;
	struct aead aead = {
		.key = key->bytes,
		.nonce = nonce,
		.associated = associated_data(arena, place),
	};

	put_prefix(stored, &place->key_id);
	random_fill(nonce, AEAD_NONCE_BYTES);
	/* Sealed in place, as libsodium allows: one copy of the envelope is enough. */
	memcpy(sealed, content->salt, LEAF_SALT_BYTES);
	memcpy(sealed + LEAF_SALT_BYTES, content->envelope.data, content->envelope.len);
	aead_seal(&aead, (struct bytes){ sealed, plain_len }, sealed);
	return (struct bytes){ stored, stored_len };
}

enum err content_key_of(struct bytes stored, const uint8_t book[LEAF_PSEUDONYM_BYTES],
			struct content_key_id *out, struct diag *diag)
{
	struct cursor cursor = cursor_over(stored);

	memcpy(out->book, book, LEAF_PSEUDONYM_BYTES);
	out->content_class = cursor_u8(&cursor);
	out->epoch = cursor_u32be(&cursor);
	if (!cursor.failed)
		return ERR_OK;
	return diag_error(diag, ERR_CONTENT_DAMAGED, diag_at(""),
			  "the stored content has %zu bytes, less than any has",
			  stored.len);
}

enum err content_unseal(struct arena *arena, const struct content_place *place,
			const struct content_key *key, struct bytes stored,
			struct content *out, struct diag *diag)
{
	struct cursor cursor = cursor_over(stored);
	struct aead aead = { .key = key->bytes };
	uint8_t *plain;
	size_t plain_len;

	(void)cursor_take(&cursor, PREFIX_BYTES);
	aead.nonce = cursor_take(&cursor, AEAD_NONCE_BYTES).data;
	if (cursor.failed || cursor.rest.len < LEAF_SALT_BYTES + AEAD_TAG_BYTES)
		return diag_error(diag, ERR_CONTENT_DAMAGED, diag_at(""),
				  "the content of entry %llu is cut short",
				  (unsigned long long)place->log_index);
	aead.associated = associated_data(arena, place);
	plain_len = cursor.rest.len - AEAD_TAG_BYTES;
	plain = arena_try_alloc(arena, plain_len);
	if (plain == NULL)
		return diag_error(diag, ERR_NO_MEMORY, diag_at(""),
				  "no room for the %zu bytes of entry %llu", plain_len,
				  (unsigned long long)place->log_index);
	if (!aead_open(&aead, cursor.rest, plain))
		return diag_error(diag, ERR_CONTENT_DAMAGED, diag_at(""),
				  "the content of entry %llu does not open under its "
				  "key: it was changed, moved or sealed elsewhere",
				  (unsigned long long)place->log_index);
	memcpy(out->salt, plain, LEAF_SALT_BYTES);
	out->envelope =
		(struct bytes){ plain + LEAF_SALT_BYTES, plain_len - LEAF_SALT_BYTES };
	return ERR_OK;
}
