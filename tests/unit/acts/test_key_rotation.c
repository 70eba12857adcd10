#include "envelope/possession.h"
#include "unit/acts/world.h"

static struct world w;

static void set_up(void)
{
	world_open(&w);
}

static void tear_down(void)
{
	world_close(&w);
}

TestSuite(key_rotation, .init = set_up, .fini = tear_down);

static const SlbLogRow *log_row(void)
{
	struct row_key key = log_row_key();

	return (const SlbLogRow *)world_row(&w, &key);
}

static const SlbKeyRow *key_row(enum world_key key)
{
	struct public_key public = world_public(&w, key);
	struct digest id = sha256(BYTES_OF_ARRAY(public.bytes));
	struct row_key row_key = key_row_key(&id);

	return (const SlbKeyRow *)world_row(&w, &row_key);
}

static bool is_key(ProtobufCBinaryData data, enum world_key key)
{
	struct public_key public = world_public(&w, key);

	return data.len == PUBLIC_KEY_BYTES &&
	       memcmp(data.data, public.bytes, PUBLIC_KEY_BYTES) == 0;
}

static SlbStatement *rotation(SlbBrokerKeyRole role, enum world_key key)
{
	SlbStatement *statement =
		world_statement(&w, "operator", SLB_STATEMENT__BODY_KEY_ROTATION);
	struct public_key public = world_public(&w, key);

	statement->key_rotation = arena_new(&w.arena, SlbKeyRotation);
	slb_key_rotation__init(statement->key_rotation);
	statement->key_rotation->role = role;
	statement->key_rotation->key =
		world_binary(&w, public.bytes, sizeof(public.bytes));
	return statement;
}

static SlbStatement *of_operator(enum world_key old_key, enum world_key new_key)
{
	SlbStatement *statement =
		rotation(SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_OPERATOR, new_key);
	struct public_key old = world_public(&w, old_key);
	struct public_key new = world_public(&w, new_key);
	struct signature signature = sign_message(
		w.keys[new_key], possession_message(&w.arena, AUDIENCE, &old, &new));

	statement->key_rotation->possession =
		world_binary(&w, signature.bytes, sizeof(signature.bytes));
	return statement;
}

Test(key_rotation, puts_another_key_in_the_place_of_the_logs)
{
	struct book book = book_of_kind(BOOK_BROKER);
	uint64_t index = world_takes(
		&w, rotation(SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_LOG, KEY_SPARE),
		KEY_OPERATOR);

	cr_expect(book_same(&w.book, &book));
	cr_expect_eq(w.content, CONTENT_STANDING);
	cr_expect(is_key(log_row()->log_key, KEY_SPARE));
	cr_expect(is_key(log_row()->previous_log_key, KEY_LOG));
	cr_expect_eq(log_row()->log_key_index, index);
	cr_assert_eq(log_row()->n_rotations, 1);
	cr_expect_eq(log_row()->rotations[0], index);
	cr_expect(is_key(log_row()->notice_key, KEY_NOTICE));
	cr_expect_str_eq(key_row(KEY_SPARE)->owner, "broker");
	cr_expect_eq(key_row(KEY_SPARE)->use, SLB_KEY_USE__KEY_USE_LOG);
	cr_expect_eq(key_row(KEY_LOG)->revoked_index, index);
}

Test(key_rotation, leaves_checkpoints_alone_when_it_is_of_notices)
{
	world_takes(&w,
		    rotation(SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_NOTICES, KEY_SPARE),
		    KEY_OPERATOR);
	cr_expect(is_key(log_row()->notice_key, KEY_SPARE));
	cr_expect_eq(log_row()->previous_log_key.len, 0);
	cr_expect_eq(key_row(KEY_SPARE)->use, SLB_KEY_USE__KEY_USE_NOTICES);
}

Test(key_rotation, of_the_operator_ends_the_old_key)
{
	world_takes(&w, of_operator(KEY_OPERATOR, KEY_SPARE), KEY_OPERATOR);
	cr_expect_str_eq(key_row(KEY_SPARE)->owner, "operator");
	world_refuses(
		&w, rotation(SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_LOG, KEY_LENDER_ROOT),
		KEY_OPERATOR, ERR_KEY_REVOKED, NULL);
	world_refuses(
		&w, rotation(SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_LOG, KEY_LENDER_ROOT),
		KEY_SPARE, ERR_KEY_EXISTS, NULL);
}

Test(key_rotation, of_the_operator_needs_the_new_key_at_hand)
{
	static const char *const text =
		"the new key has not signed that it takes the place of the one in force: "
		"64 bytes are expected here, as RECORD.md says";
	SlbStatement *statement = of_operator(KEY_OPERATOR, KEY_SPARE);

	statement->key_rotation->possession.data[0] ^= 1;
	world_refuses(&w, statement, KEY_OPERATOR, ERR_STATEMENT_FIELD, text);
	statement->key_rotation->possession.len = 0;
	world_refuses(&w, statement, KEY_OPERATOR, ERR_STATEMENT_FIELD, text);
	/* Signed for the place of another key. */
	world_refuses(&w, of_operator(KEY_NOTICE, KEY_SPARE), KEY_OPERATOR,
		      ERR_STATEMENT_FIELD, text);
}

Test(key_rotation, has_nothing_that_is_not_needed)
{
	SlbStatement *statement = of_operator(KEY_OPERATOR, KEY_SPARE);

	statement->key_rotation->role = SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_LOG;
	world_refuses(
		&w, statement, KEY_OPERATOR, ERR_STATEMENT_FIELD,
		"it is for a new key of the operator alone; the broker shows that "
		"it has the others by signing with them");
	statement->key_rotation->role =
		SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_UNSPECIFIED;
	world_refuses(&w, statement, KEY_OPERATOR, ERR_STATEMENT_FIELD,
		      "which key is replaced is not said; it is one of operator, log, "
		      "notices");
	statement = rotation(SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_LOG, KEY_SPARE);
	statement->key_rotation->key.len = 31;
	world_refuses(&w, statement, KEY_OPERATOR, ERR_STATEMENT_FIELD,
		      "a public key is expected here, 32 bytes; there are 31");
}

Test(key_rotation, takes_no_key_that_was_there_before)
{
	static const enum world_key known[] = { KEY_LOG, KEY_NOTICE, KEY_OPERATOR,
						KEY_LENDER };

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		world_refuses(
			&w,
			rotation(SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_LOG, known[i]),
			KEY_OPERATOR, ERR_KEY_EXISTS, NULL);
}

Test(key_rotation, is_the_operators_to_say)
{
	SlbStatement *statement =
		rotation(SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_LOG, KEY_SPARE);

	world_refuses(&w, statement, KEY_LENDER_ROOT, ERR_KEY_FOREIGN, NULL);
	statement->issuer = arena_strdup(&w.arena, "lender");
	world_refuses(&w, statement, KEY_LENDER_ROOT, ERR_ISSUER_WRONG, NULL);
}
