#include <string.h>

#include "acts/deciding.h"

struct bytes message_bytes(ProtobufCBinaryData data)
{
	return (struct bytes){ data.data, data.len };
}

/* protobuf-c has no const; what is given is only packed. */
ProtobufCBinaryData binary_data(struct bytes bytes)
{
	union {
		const uint8_t *given;
		uint8_t *taken;
	} data = { .given = bytes.data };

	return (ProtobufCBinaryData){ .len = bytes.len, .data = data.taken };
}

enum err check_text(const struct deciding *deciding, const char *path, const char *text,
		    size_t min, size_t max)
{
	size_t len = strlen(text);

	if (len < min || len > max)
		return diag_error(
			deciding->diag, ERR_STATEMENT_FIELD, diag_at(path),
			"%zu to %zu bytes of text are expected here; there are %zu",
			min, max, len);
	if (text_is_one_line(text))
		return ERR_OK;
	return diag_error(deciding->diag, ERR_STATEMENT_FIELD, diag_at(path),
			  "one line of plain text is expected here, without tabs, line "
			  "breaks and other control characters");
}

enum err check_public_key(const struct deciding *deciding, const char *path,
			  ProtobufCBinaryData data)
{
	struct public_key key;
	enum err err =
		check_width(deciding, path, data, PUBLIC_KEY_BYTES, "a public key");

	if (err != ERR_OK || (public_key_from_bytes(message_bytes(data), &key) &&
			      public_key_is_sound(&key)))
		return err;
	return diag_error(deciding->diag, ERR_STATEMENT_FIELD, diag_at(path),
			  "these 32 bytes are no Ed25519 public key: nothing that is "
			  "signed could be verified with it; give the one that was "
			  "made with the signing key");
}

enum err check_width(const struct deciding *deciding, const char *path,
		     ProtobufCBinaryData data, size_t width, const char *what)
{
	if (data.len == width)
		return ERR_OK;
	return diag_error(deciding->diag, ERR_STATEMENT_FIELD, diag_at(path),
			  "%s is expected here, %zu bytes; there are %zu", what, width,
			  data.len);
}
