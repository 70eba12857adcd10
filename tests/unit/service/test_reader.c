#include <criterion/criterion.h>
#include <string.h>

#include "base/attribute.h"
#include "crypto/paseto.h"
#include "service/reader.h"
#include "state/tables.h"

#define ORIGIN "broker.example/log"
#define NOW_S  INT64_C(1772406000) /* 2026-03-01T23:00:00Z */

static struct arena arena;
static struct diag diag;
static struct store *store;
static struct signing_key *key;
static struct digest key_id;

static void put_key(const SlbKeyRow *row)
{
	struct state_changes changes;
	struct row_key place = key_row_key(&key_id);
	struct store_write *write;

	state_changes_init(&changes, &arena);
	state_put(&changes, &place, &row->base);
	cr_assert_eq(store_write_begin(store, &diag, &write), ERR_OK);
	cr_assert_eq(state_apply(write, &changes), ERR_OK);
	cr_assert_eq(store_commit(write), ERR_OK);
}

static SlbKeyRow token_key(void)
{
	const struct public_key *public = signing_key_public(key);
	SlbKeyRow row;

	slb_key_row__init(&row);
	row.public_key.data = (uint8_t *)(uintptr_t) public->bytes;
	row.public_key.len = sizeof(public->bytes);
	row.owner = arena_strdup(&arena, "acme");
	row.use = SLB_KEY_USE__KEY_USE_TOKENS;
	return row;
}

static void set_up(void)
{
	const struct store_options options = {
		.purpose = "test",
		.tables = ledger_table_names,
		.table_count = TABLE_COUNT,
	};
	SlbKeyRow row;

	arena_init(&arena, 8 << 20);
	diag_init(&diag, &arena);
	store = store_open_memory(&options);
	cr_assert_eq(signing_key_new(&key), ERR_OK);
	key_id = sha256(BYTES_OF_ARRAY(signing_key_public(key)->bytes));
	row = token_key();
	put_key(&row);
}

static void tear_down(void)
{
	signing_key_free(key);
	store_close(store);
	arena_release(&arena);
}

TestSuite(reader, .init = set_up, .fini = tear_down);

/* A token as sla makes it; the footer names the key where it is NULL. */
static const char *header(const char *claims, const char *footer)
{
	if (footer == NULL)
		footer = arena_printf(&arena, "{\"kid\":\"%s\"}",
				      hex_encode(&arena, digest_bytes(&key_id)));
	return arena_printf(&arena, "Bearer %s",
			    paseto_sign(&arena, key, bytes_of_string(claims),
					bytes_of_string(footer),
					(struct bytes){ NULL, 0 }));
}

#define CLAIMS(iss, aud, iat, exp)                                                    \
	"{\"iss\":\"" iss "\",\"aud\":\"" aud "\",\"iat\":\"" iat "\",\"exp\":\"" exp \
	"\"}"
#define GOOD CLAIMS("acme", ORIGIN, "2026-03-01T22:59:00Z", "2026-03-01T23:05:00Z")

static enum err opened(struct bytes authorization, struct reader *out)
{
	const struct reader_question question = {
		.authorization = authorization,
		.authorization_count = authorization.data != NULL,
		.origin = ORIGIN,
		.now_s = NOW_S,
	};
	struct store_view *view;
	struct state state;
	enum err err;

	cr_assert_eq(store_read_begin(store, &diag, &view), ERR_OK);
	state_init(&state, &arena, view);
	err = reader_open(&state, &question, out, &diag);
	store_read_end(view);
	return err;
}

static void refused(const char *authorization, const char *part)
{
	struct bytes bytes = { NULL, 0 };
	struct reader reader;

	if (authorization != NULL)
		bytes = bytes_of_string(authorization);
	cr_assert_eq(opened(bytes, &reader), ERR_TOKEN_INVALID, "%s", part);
	cr_expect_not_null(strstr(diag.last->text, part), "\"%s\" is told: %s", part,
			   diag.last->text);
}

/* Where a new token would be refused, too. */
static void addition_helps(void)
{
	cr_expect_not_null(strstr(diag.last->hint, "sla org key add FILE"), "%s",
			   diag.last->hint);
}

static void new_token_helps(void)
{
	cr_expect_str_eq(diag.last->hint, "a new token is made with: sla token");
}

Test(reader, is_the_organisation_whose_key_signed_the_token)
{
	struct reader reader;

	cr_assert_eq(opened(bytes_of_string(header(GOOD, NULL)), &reader), ERR_OK);
	cr_expect_str_eq(reader.organisation, "acme");
	cr_expect_eq(reader.until_s, NOW_S + 300);
}

Test(reader, may_spell_the_scheme_as_it_likes)
{
	static const char *const schemes[] = { "bearer ", "BEARER ", "bEARER ",
					       "Bearer   " };
	const char *token = header(GOOD, NULL) + strlen("Bearer ");
	struct reader reader;

	for (size_t i = 0; i < ARRAY_SIZE(schemes); i++) {
		const char *value = arena_printf(&arena, "%s%s", schemes[i], token);

		cr_expect_eq(opened(bytes_of_string(value), &reader), ERR_OK, "%s",
			     schemes[i]);
	}
	refused(arena_printf(&arena, "Bearer%s", token), "is not \"Bearer \"");
	refused(arena_printf(&arena, "Bearer\t%s", token), "is not \"Bearer \"");
	refused(arena_printf(&arena, "Basic %s", token), "is not \"Bearer \"");
	refused(arena_printf(&arena, "\"earer %s", token), "is not \"Bearer \"");
}

Test(reader, is_one_however_many_tokens_it_has)
{
	const struct bytes good = bytes_of_string(header(GOOD, NULL));
	const struct reader_question question = { good, 2, ORIGIN, NOW_S };
	struct store_view *view;
	struct reader reader;
	struct state state;

	cr_assert_eq(store_read_begin(store, &diag, &view), ERR_OK);
	state_init(&state, &arena, view);
	cr_expect_eq(reader_open(&state, &question, &reader, &diag), ERR_TOKEN_INVALID);
	cr_expect_not_null(strstr(diag.last->text, "more than once"));
	store_read_end(view);
}

Test(reader, needs_a_token_of_the_one_form)
{
	refused(NULL, "is not there");
	refused("", "is not \"Bearer \"");
	refused("bearer v4.public.", "is not \"Bearer \"");
	refused("Bearer ", "is not \"Bearer \"");
	refused("Bearer v4.local.AAAA", "is not \"Bearer \"");
}

static const struct {
	const char *claims;
	const char *told;
} bad_claims[] = {
	{ CLAIMS("other", ORIGIN, "2026-03-01T22:59:00Z", "2026-03-01T23:05:00Z"),
	  "another organisation (iss) than the one whose key" },
	{ CLAIMS("acme", "other.example", "2026-03-01T22:59:00Z",
		 "2026-03-01T23:05:00Z"),
	  "for another broker (aud); this one is " ORIGIN },
	{ CLAIMS("acme", ORIGIN, "2026-03-01T22:59:00Z", "2026-03-01T23:09:01Z"),
	  "no more than 10 minutes" },
	{ CLAIMS("acme", ORIGIN, "2026-03-01T22:59:00Z", "2026-03-01T23:09:00.001Z"),
	  "no more than 10 minutes" },
	{ CLAIMS("acme", ORIGIN, "2026-03-01T22:59:00.5Z", "2026-03-01T22:59:00.5Z"),
	  "ends after it was made" },
	{ CLAIMS("acme", ORIGIN, "2026-03-01T22:59:00Z", "2026-03-01T22:59:00Z"),
	  "ends after it was made" },
	{ CLAIMS("acme", ORIGIN, "2026-03-01T22:50:00Z", "2026-03-01T22:58:59Z"),
	  "has ended" },
	{ CLAIMS("acme", ORIGIN, "2026-03-01T23:01:01Z", "2026-03-01T23:05:00Z"),
	  "in the future" },
	{ CLAIMS("acme", ORIGIN, "yesterday", "2026-03-01T23:05:00Z"), "are instants" },
	{ CLAIMS("acme", ORIGIN, "2026-03-01T22:59:00Z", "tomorrow"), "are instants" },
	{ "{\"iss\":\"acme\",\"sub\":\"x\"}", "are not iss, aud, iat and exp" },
	{ "[]", "are not iss, aud, iat and exp" },
	{ "", "are not iss, aud, iat and exp" },
};

Test(reader, tells_what_is_wrong_with_the_claims)
{
	for (size_t i = 0; i < ARRAY_SIZE(bad_claims); i++)
		refused(header(bad_claims[i].claims, NULL), bad_claims[i].told);
}

Test(reader, may_have_a_clock_a_minute_off)
{
	static const char *const claims[] = {
		CLAIMS("acme", ORIGIN, "2026-03-01T22:50:00Z", "2026-03-01T22:59:00Z"),
		CLAIMS("acme", ORIGIN, "2026-03-01T22:59:00.123456+00:00",
		       "2026-03-01T23:09:00.123456+00:00"),
		CLAIMS("acme", ORIGIN, "2026-03-01t22:59:00.1z",
		       "2026-03-02T00:04:00+01:00"),
		CLAIMS("acme", ORIGIN, "2026-03-01T23:01:00Z", "2026-03-01T23:11:00Z"),
	};
	struct reader reader;

	for (size_t i = 0; i < ARRAY_SIZE(claims); i++)
		cr_expect_eq(opened(bytes_of_string(header(claims[i], NULL)), &reader),
			     ERR_OK, "%s", claims[i]);
}

Test(reader, is_found_by_the_footer)
{
	refused(header(GOOD, ""), "its footer is not kid");
	refused(header(GOOD, "{\"kid\":\"56\"}"), "is not a key id");
	new_token_helps();
	refused(header(GOOD, "{\"kid\":\"00000000000000000000000000000000"
			     "00000000000000000000000000000000\"}"),
		"is not known here");
	addition_helps();
}

Test(reader, needs_a_signature_that_verifies)
{
	const char *good = header(GOOD, NULL);
	char *bent = arena_strdup(&arena, good);
	struct paseto token;

	cr_assert_eq(paseto_parse(&arena, bytes_of_string(good + 7), &token, &diag),
		     ERR_OK);
	/* The first character of the message. */
	bent[strlen("Bearer v4.public.")] ^= 'e' ^ 'f';
	refused(bent, "does not verify");
}

static const struct {
	SlbKeyUse use;
	int64_t not_before_ms;
	int64_t not_after_ms;
	uint64_t revoked_index;
	const char *told; /* NULL: taken */
} keys[] = {
	{ SLB_KEY_USE__KEY_USE_TOKENS, NOW_S * 1000, NOW_S * 1000, 0, NULL },
	{ SLB_KEY_USE__KEY_USE_STATEMENTS, 0, 0, 0, "of purpose tokens" },
	{ SLB_KEY_USE__KEY_USE_ROOT, 0, 0, 0, "of purpose tokens" },
	{ SLB_KEY_USE__KEY_USE_OPERATOR, 0, 0, 0, "of purpose tokens" },
	{ SLB_KEY_USE__KEY_USE_TOKENS, 0, 0, 9, "is revoked" },
	{ SLB_KEY_USE__KEY_USE_TOKENS, NOW_S * 1000 + 1, 0, 0, "is not valid now" },
	{ SLB_KEY_USE__KEY_USE_TOKENS, 0, NOW_S * 1000 - 1, 0, "is not valid now" },
};

Test(reader, needs_a_key_for_tokens_that_holds_now)
{
	struct reader reader;

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		SlbKeyRow row = token_key();

		row.use = keys[i].use;
		row.not_before_ms = keys[i].not_before_ms;
		row.not_after_ms = keys[i].not_after_ms;
		row.revoked_index = keys[i].revoked_index;
		put_key(&row);
		if (keys[i].told != NULL)
			refused(header(GOOD, NULL), keys[i].told);
		else
			cr_expect_eq(
				opened(bytes_of_string(header(GOOD, NULL)), &reader),
				ERR_OK);
	}
}
