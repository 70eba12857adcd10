#include "lib/log_keys.h"

#include <inttypes.h>

#include "base/ensure.h"

struct log_keys log_keys_of(const struct note_key *key)
{
	struct log_keys keys = { .count = 1 };

	keys.rows[0].key = *key;
	return keys;
}

bool log_keys_add(struct log_keys *keys, uint64_t from_size, const struct note_key *key)
{
	if (keys->count == LOG_KEYS_MAX ||
	    from_size <= keys->rows[keys->count - 1].from_size)
		return false;
	keys->rows[keys->count].from_size = from_size;
	keys->rows[keys->count++].key = *key;
	return true;
}

const struct note_key *log_keys_find(const struct log_keys *keys, uint64_t size)
{
	size_t i = keys->count - 1;

	while (i > 0 && keys->rows[i].from_size > size)
		i--;
	return &keys->rows[i].key;
}

enum err log_keys_open(struct arena *arena, const struct log_keys *keys,
		       struct bytes note, struct checkpoint *out, struct diag *diag)
{
	enum err e = checkpoint_read(arena, note, out, diag);

	if (e != ERR_OK)
		return e;
	return checkpoint_open(arena, note, log_keys_find(keys, out->tree.size), out,
			       diag);
}

struct bytes log_keys_text(struct arena *arena, const struct log_keys *keys)
{
	struct buffer text;

	buffer_init(&text, arena);
	for (size_t i = 0; i < keys->count; i++)
		buffer_add(&text,
			   bytes_of_string(arena_printf(
				   arena, "%" PRIu64 " %s\n", keys->rows[i].from_size,
				   note_key_text(arena, &keys->rows[i].key))));
	return buffer_bytes(&text);
}

/* What stands before the next `end`, which is passed over; false: there is none. */
static bool take_until(struct bytes *rest, uint8_t end, struct bytes *out)
{
	for (size_t len = 0; len < rest->len; len++) {
		if (rest->data[len] != end)
			continue;
		*out = (struct bytes){ rest->data, len };
		*rest = (struct bytes){ rest->data + len + 1, rest->len - len - 1 };
		return true;
	}
	return false;
}

static bool parse_size(struct bytes digits, uint64_t *out)
{
	*out = 0;
	for (size_t i = 0; i < digits.len; i++) {
		unsigned digit = (unsigned)digits.data[i] - '0';

		if (digit > 9 || *out > TREE_SIZE_MAX / 10)
			return false;
		*out = *out * 10 + digit;
	}
	return digits.len > 0;
}

static bool parse_line(struct arena *arena, struct bytes *rest, struct log_keys *out,
		       struct diag *diag)
{
	struct bytes digits, verifier;
	struct note_key key;
	uint64_t size;

	if (!take_until(rest, ' ', &digits) || !take_until(rest, '\n', &verifier) ||
	    !parse_size(digits, &size) ||
	    note_key_parse(arena, verifier, &key, diag) != ERR_OK)
		return false;
	if (out->count > 0)
		return log_keys_add(out, size, &key);
	*out = log_keys_of(&key);
	return size == 0;
}

enum err log_keys_parse(struct arena *arena, struct bytes text, struct log_keys *out,
			struct diag *diag)
{
	struct bytes rest = text;

	out->count = 0;
	while (parse_line(arena, &rest, out, diag)) {
		if (rest.len == 0)
			return ERR_OK;
	}
	return diag_error(diag, ERR_CHECKPOINT_INVALID, diag_at(NULL),
			  "these are not the keys of a log, each after the size from "
			  "which it signs");
}
