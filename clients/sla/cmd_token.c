#include "sla/commands.h"

#include "calendar/civil.h"
#include "lib/token.h"
#include "sla/answer.h"
#include "sla/connection.h"
#include "sla/keys.h"

/* clang-format off */
const struct option token_options[] = {
	OPTION_ROW_PROFILE,
	{ "key", OPTION_FILE, 'k', false, false, "KEY", NULL,
	  "key file to sign it with (default: the profile's key for tokens)" },
	{ "seconds", OPTION_NUMBER, 0, false, false, "N", "300",
	  "how long it holds, at most 600" },
	OPTION_ROW_PASSPHRASE_FILE,
	OPTION_ROW_PASSPHRASE_FD,
	OPTION_ROW_TO,
	OPTION_ROW_END
};
/* clang-format on */

enum err token_run(struct invocation *in)
{
	int64_t life_s = option_number(&in->options, "seconds", 300);
	const char *file = option_text(&in->options, "key");
	struct signing_key *key = NULL;
	struct token_claims claims;
	struct key_owner owner;
	struct profile profile;
	const char *token;
	enum err e = profile_open(in, &profile);

	if (e == ERR_OK && (life_s < 1 || life_s > TOKEN_LIFE_MAX_S))
		e = usage_error(in, "--seconds is %lld; expected 1 to %d",
				(long long)life_s, TOKEN_LIFE_MAX_S);
	if (e == ERR_OK && file == NULL)
		file = profile.message->tokens_key;
	if (e == ERR_OK && file[0] == '\0')
		e = usage_error(in,
				"--key KEY is needed: profile %s names no key for "
				"tokens",
				profile.file);
	if (e == ERR_OK)
		e = signing_key_open(in, file, &owner, &key);
	if (e == ERR_OK && owner.purpose != KEY_PURPOSE_TOKENS)
		e = usage_error(in,
				"the purpose of key %s is %s; expected a key for "
				"tokens",
				file, key_purpose_name(owner.purpose));
	if (e == ERR_OK) {
		claims.organisation = profile.message->organisation;
		claims.origin = profile.message->origin;
		claims.issued_s = clock_now_ms(&in->clock) / 1000;
		claims.expires_s = claims.issued_s + life_s;
		token = token_make(in->arena, &claims, key);
		e = answer_bytes(
			in, bytes_of_string(arena_printf(in->arena, "%s\n", token)));
	}
	signing_key_free(key);
	return e;
}
