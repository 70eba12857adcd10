#include "crypto/paseto.h"

#include <string.h>

static const char header[] = "v4.public.";

/* Lengths are little-endian here, unlike anywhere else in our formats. */
static void add_piece(struct buffer *buffer, struct bytes piece)
{
	for (unsigned shift = 0; shift < 64; shift += 8)
		buffer_add_byte(buffer, (uint8_t)((uint64_t)piece.len >> shift));
	buffer_add(buffer, piece);
}

static struct bytes signed_bytes(struct arena *arena, struct bytes message,
				 struct bytes footer, struct bytes implicit)
{
	static const uint8_t piece_count[8] = { 4 };
	struct buffer buffer;

	buffer_init(&buffer, arena);
	buffer_add(&buffer, BYTES_OF_ARRAY(piece_count));
	add_piece(&buffer, bytes_of_string(header));
	add_piece(&buffer, message);
	add_piece(&buffer, footer);
	add_piece(&buffer, implicit);
	return buffer_bytes(&buffer);
}

char *paseto_sign(struct arena *arena, const struct signing_key *key,
		  struct bytes message, struct bytes footer, struct bytes implicit)
{
	struct signature signature =
		sign_message(key, signed_bytes(arena, message, footer, implicit));
	struct buffer body;
	struct text token;

	buffer_init(&body, arena);
	buffer_add(&body, message);
	buffer_add(&body, BYTES_OF_ARRAY(signature.bytes));
	text_init(&token, arena);
	text_add(&token, header);
	text_add(&token, base64url_encode(arena, buffer_bytes(&body)));
	if (footer.len > 0) {
		text_add(&token, ".");
		text_add(&token, base64url_encode(arena, footer));
	}
	return token.chars;
}

static enum err invalid(struct diag *diag, const char *what)
{
	return diag_error(diag, ERR_TOKEN_INVALID, diag_at(NULL), "%s", what);
}

enum err paseto_parse(struct arena *arena, struct bytes token, struct paseto *out,
		      struct diag *diag)
{
	struct cursor cursor = cursor_over(token);
	struct bytes begin = cursor_take(&cursor, sizeof(header) - 1);
	struct bytes body = cursor.rest;
	struct bytes footer = { NULL, 0 };
	const uint8_t *dot;

	if (token.len > PASETO_TOKEN_BYTES_MAX)
		return invalid(diag, "the token is longer than 2048 bytes");
	if (cursor.failed || !bytes_equal(begin, bytes_of_string(header)))
		return invalid(diag, "the token does not begin with \"v4.public.\"");
	dot = body.len == 0 ? NULL : memchr(body.data, '.', body.len);
	if (dot != NULL) {
		footer = (struct bytes){ dot + 1,
					 body.len - (size_t)(dot + 1 - body.data) };
		body.len = (size_t)(dot - body.data);
		if (footer.len == 0)
			return invalid(diag,
				       "the token has a dot and no footer after it");
	}
	if (!base64url_decode(arena, body, &body) ||
	    !base64url_decode(arena, footer, &out->footer))
		return invalid(diag,
			       "the token's parts are not base64url without padding");
	if (body.len < SIGNATURE_BYTES)
		return invalid(diag, "the token is too short to carry a signature");
	out->message = (struct bytes){ body.data, body.len - SIGNATURE_BYTES };
	memcpy(out->signature.bytes, body.data + out->message.len, SIGNATURE_BYTES);
	return ERR_OK;
}

enum err paseto_verify(struct arena *arena, const struct paseto *token,
		       const struct public_key *key, struct bytes implicit,
		       struct diag *diag)
{
	struct bytes message =
		signed_bytes(arena, token->message, token->footer, implicit);

	if (!signature_verify(key, message, &token->signature))
		return invalid(diag, "the token's signature does not verify");
	return ERR_OK;
}
