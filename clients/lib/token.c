#include "lib/token.h"

#include "base/ensure.h"
#include "calendar/civil.h"
#include "crypto/paseto.h"

/* An origin may have quotes and backslashes; control characters it has not. */
static const char *json_text(struct arena *arena, const char *text)
{
	struct text out;

	text_init(&out, arena);
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			text_add(&out, "\\");
		text_add_n(&out, text, 1);
	}
	return text_chars(&out);
}

char *token_make(struct arena *arena, const struct token_claims *claims,
		 const struct signing_key *key)
{
	struct key_id id = key_id_of(signing_key_public(key));
	const char *message;
	const char *footer;

	ensure(claims->expires_s > claims->issued_s &&
	       claims->expires_s - claims->issued_s <= TOKEN_LIFE_MAX_S);
	message = arena_printf(
		arena, "{\"iss\":\"%s\",\"aud\":\"%s\",\"iat\":\"%s\",\"exp\":\"%s\"}",
		json_text(arena, claims->organisation),
		json_text(arena, claims->origin),
		civil_instant_text(arena, claims->issued_s, 0),
		civil_instant_text(arena, claims->expires_s, 0));
	footer = arena_printf(arena, "{\"kid\":\"%s\"}", id.hex);
	return paseto_sign(arena, key, bytes_of_string(message),
			   bytes_of_string(footer), (struct bytes){ NULL, 0 });
}
