#include "unit/acts/world.h"

static struct world w;

static void set_up(void)
{
	world_open_empty(&w);
}

static void tear_down(void)
{
	world_close(&w);
}

TestSuite(opening, .init = set_up, .fini = tear_down);

static ProtobufCBinaryData public_of(enum world_key key)
{
	struct public_key public = world_public(&w, key);

	return world_binary(&w, public.bytes, PUBLIC_KEY_BYTES);
}

static SlbStatement *opening(void)
{
	SlbStatement *statement =
		world_statement(&w, "operator", SLB_STATEMENT__BODY_OPENING);

	statement->opening = arena_new(&w.arena, SlbLogOpening);
	slb_log_opening__init(statement->opening);
	statement->opening->operator_key = public_of(KEY_OPERATOR);
	statement->opening->log_key = public_of(KEY_LOG);
	statement->opening->notice_key = public_of(KEY_NOTICE);
	return statement;
}

Test(opening, names_the_origin_and_the_keys)
{
	struct book book = book_of_kind(BOOK_BROKER);
	struct row_key key = log_row_key();
	struct public_key notice = world_public(&w, KEY_NOTICE);
	struct digest id = sha256(BYTES_OF_ARRAY(notice.bytes));
	const SlbKeyRow *row;

	cr_expect_eq(world_takes(&w, opening(), KEY_OPERATOR), 0);
	cr_expect(book_same(&w.book, &book));
	cr_expect_eq(w.content, CONTENT_STANDING);
	cr_expect_str_eq(((const SlbLogRow *)world_row(&w, &key))->origin, AUDIENCE);
	key = key_row_key(&id);
	row = (const SlbKeyRow *)world_row(&w, &key);
	cr_assert_not_null(row);
	cr_expect_str_eq(row->owner, "broker");
	cr_expect_eq(row->use, SLB_KEY_USE__KEY_USE_NOTICES);
}

Test(opening, is_signed_by_the_key_that_it_names)
{
	world_refuses(&w, opening(), KEY_SPARE, ERR_KEY_FOREIGN,
		      "the opening of a log is signed by the operator key that it "
		      "names, and by no other");
}

Test(opening, happens_once)
{
	world_takes(&w, opening(), KEY_OPERATOR);
	world_refuses(&w, opening(), KEY_OPERATOR, ERR_LOG_OPENED,
		      "this log was opened by its first entry; a log has one opening");
}

Test(opening, has_three_keys)
{
	SlbStatement *statement = opening();

	statement->opening->notice_key = public_of(KEY_LOG);
	world_refuses(&w, statement, KEY_OPERATOR, ERR_STATEMENT_FIELD,
		      "the same key stands at opening.log_key; operator, log and "
		      "notices have a key each");
	statement = opening();
	statement->opening->log_key.len = 31;
	world_refuses(&w, statement, KEY_OPERATOR, ERR_STATEMENT_FIELD,
		      "a public key is expected here, 32 bytes; there are 31");
}
