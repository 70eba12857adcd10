#include "service/reader.h"

#include <inttypes.h>
#include <string.h>

#include "base/ensure.h"
#include "crypto/paseto.h"
#include "document/document.h"
#include "service/instant.h"
#include "slabroker/v1/token.pb-c.h"

#define SCHEME "bearer" /* in either case: RFC 9110, section 11.1 */

static enum err invalid(struct diag *diag, const char *what)
{
	enum err err = diag_error(diag, ERR_TOKEN_INVALID, diag_at("authorization"),
				  "%s", what);

	diag_hint(diag, "a new token is made with: sla token");
	return err;
}

static enum err read_json(struct arena *arena, struct bytes text,
			  const ProtobufCMessageDescriptor *type,
			  ProtobufCMessage **out, struct diag *diag)
{
	struct document_limits limits = { PASETO_TOKEN_BYTES_MAX, 2, 16 };
	struct document_input input = { text, DOCUMENT_JSON, NULL, &limits };
	struct diag inside;

	/* What exactly is wrong with a token's JSON helps nobody. */
	diag_init(&inside, arena);
	if (document_read(arena, &input, type, out, NULL, &inside) != ERR_OK)
		return invalid(diag,
			       "the token's claims are not iss, aud, iat and exp, "
			       "or its footer is not kid");
	return ERR_OK;
}

/* What follows the scheme and its blanks; false: another scheme. */
static bool take_scheme(struct bytes value, struct bytes *token)
{
	struct cursor cursor = cursor_over(value);
	struct bytes scheme = cursor_take(&cursor, sizeof(SCHEME) - 1);

	if (scheme.len != sizeof(SCHEME) - 1)
		return false;
	for (size_t i = 0; i < scheme.len; i++) {
		if ((scheme.data[i] | 0x20) != SCHEME[i])
			return false;
	}
	*token = cursor.rest;
	while (token->len > 0 && token->data[0] == ' ') {
		token->data++;
		token->len--;
	}
	return token->len < cursor.rest.len;
}

static enum err take_header(struct arena *arena, const struct reader_question *question,
			    struct paseto *out, struct diag *diag)
{
	struct bytes text;
	struct diag inside;

	if (question->authorization.data == NULL)
		return invalid(diag, "reading needs a token: the header authorization "
				     "is not there");
	if (question->authorization_count > 1)
		return invalid(diag,
			       "the header authorization is there more than once: "
			       "one token says who reads");
	diag_init(&inside, arena);
	if (!take_scheme(question->authorization, &text) ||
	    paseto_parse(arena, text, out, &inside) != ERR_OK)
		return invalid(diag,
			       "the header authorization is not \"Bearer \" and a "
			       "v4.public token");
	return ERR_OK;
}

/* The key that the footer names, if it speaks for an organisation's reads now. */
static enum err find_key(struct state *state, const struct paseto *token, int64_t now_s,
			 const SlbKeyRow **out, struct diag *diag)
{
	ProtobufCMessage *footer;
	const ProtobufCMessage *row;
	struct digest key_id;
	struct bytes raw;
	struct row_key key;
	enum err err;

	err = read_json(state->arena, token->footer, &slb_token_footer__descriptor,
			&footer, diag);
	if (err != ERR_OK)
		return err;
	if (!hex_decode(state->arena,
			bytes_of_string(((const SlbTokenFooter *)footer)->kid), &raw) ||
	    !digest_from_bytes(raw, &key_id))
		return invalid(diag, "the footer's kid is not a key id, 64 hex digits");
	key = key_row_key(&key_id);
	err = state_fetch(state, &key, &row);
	if (err != ERR_OK)
		return err;
	*out = (const SlbKeyRow *)row;
	if (row == NULL || (*out)->use != SLB_KEY_USE__KEY_USE_TOKENS) {
		err = invalid(diag, "the key that signed the token is not known here "
				    "as a key of purpose tokens");
		diag_hint(diag, "its organisation adds it with: sla org key add FILE "
				"--purpose tokens");
		return err;
	}
	if ((*out)->revoked_index != 0)
		return invalid(diag, "the key that signed the token is revoked");
	if (now_s * 1000 < (*out)->not_before_ms ||
	    ((*out)->not_after_ms != 0 && now_s * 1000 > (*out)->not_after_ms))
		return invalid(diag, "the key that signed the token is not valid now");
	return ERR_OK;
}

static enum err check_time(const SlbTokenClaims *claims, int64_t now_s,
			   int64_t *until_s, struct diag *diag)
{
	struct instant made, until, last;

	if (!instant_parse(diag->arena, claims->iat, &made) ||
	    !instant_parse(diag->arena, claims->exp, &until))
		return invalid(diag, "iat and exp are instants like "
				     "2026-11-22T09:30:00Z");
	last = (struct instant){ made.s + TOKEN_LIFE_S_MAX, made.ns };
	if (!instant_after(until, made) || instant_after(until, last))
		return invalid(diag, "a token ends after it was made, and no more than "
				     "10 minutes later");
	if (made.s > now_s + TOKEN_SKEW_S)
		return invalid(diag,
			       "the token was made in the future; is one of the two "
			       "clocks wrong?");
	*until_s = until.s;
	if (*until_s + TOKEN_SKEW_S < now_s)
		return invalid(diag, "the token has ended; if it was made just now, is "
				     "one of the two clocks wrong?");
	return ERR_OK;
}

enum err reader_open(struct state *state, const struct reader_question *question,
		     struct reader *out, struct diag *diag)
{
	const SlbTokenClaims *claims;
	ProtobufCMessage *message;
	struct public_key public;
	const SlbKeyRow *key = NULL;
	struct paseto token;
	struct diag inside;
	enum err err;

	err = take_header(state->arena, question, &token, diag);
	if (err != ERR_OK)
		return err;
	err = find_key(state, &token, question->now_s, &key, diag);
	if (err != ERR_OK)
		return err;
	ensure(key != NULL);
	memcpy(public.bytes, key->public_key.data, sizeof(public.bytes));
	diag_init(&inside, state->arena);
	if (paseto_verify(state->arena, &token, &public, (struct bytes){ NULL, 0 },
			  &inside) != ERR_OK)
		return invalid(diag, "the token's signature does not verify");
	err = read_json(state->arena, token.message, &slb_token_claims__descriptor,
			&message, diag);
	if (err != ERR_OK)
		return err;
	claims = (const SlbTokenClaims *)message;
	if (strcmp(claims->iss, key->owner) != 0)
		return invalid(
			diag,
			"the token speaks for another organisation (iss) than the "
			"one whose key signed it");
	if (strcmp(claims->aud, question->origin) != 0)
		return invalid(
			diag,
			arena_printf(diag->arena,
				     "the token is meant for another broker (aud); "
				     "this one is %s",
				     question->origin));
	out->organisation = key->owner;
	return check_time(claims, question->now_s, &out->until_s, diag);
}
