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

TestSuite(common, .init = set_up, .fini = tear_down);

static SlbStatement *addition(const char *issuer, enum world_key key,
			      SlbKeyPurpose purpose)
{
	SlbStatement *statement =
		world_statement(&w, issuer, SLB_STATEMENT__BODY_KEY_ADDITION);
	struct public_key public = world_public(&w, key);

	statement->key_addition = arena_new(&w.arena, SlbKeyAddition);
	slb_key_addition__init(statement->key_addition);
	statement->key_addition->key = world_binary(&w, public.bytes, 32);
	statement->key_addition->purpose = purpose;
	return statement;
}

static SlbStatement *any_offer(const char *issuer)
{
	return world_offer(&w, issuer, world_terms(&w, "2026-02-01", "2026-12-31"),
			   NULL);
}

static const char *key_name(enum world_key key)
{
	struct public_key public = world_public(&w, key);
	struct digest id = sha256(BYTES_OF_ARRAY(public.bytes));

	return hex_encode(&w.arena, (struct bytes){ id.bytes, 8 });
}

Test(common, refuses_an_issuer_that_is_not_enrolled)
{
	world_refuses(&w, any_offer("nobody"), KEY_LENDER, ERR_ORGANISATION_UNKNOWN,
		      "no organisation \"nobody\" is enrolled with this broker");
}

Test(common, refuses_what_only_the_operator_or_the_broker_says)
{
	SlbStatement *statement =
		world_statement(&w, "lender", SLB_STATEMENT__BODY_CLOCK);

	statement->clock = arena_new(&w.arena, SlbClockAdvance);
	slb_clock_advance__init(statement->clock);
	world_refuses(&w, statement, KEY_LENDER, ERR_ISSUER_WRONG,
		      "a statement of kind \"clock\" is said by the broker alone; its "
		      "issuer is \"lender\"");
	statement =
		world_redaction(&w, &(struct world_contract){ .terms = NULL }, 0, 0);
	statement->issuer = law_text(&w.arena, "lender");
	world_refuses(&w, statement, KEY_LENDER, ERR_ISSUER_WRONG,
		      "a statement of kind \"redaction\" is said by the operator; its "
		      "issuer is \"lender\"");
}

/* He may revoke an organisation's keys, but never give it one. */
Test(common, refuses_a_key_that_the_operator_adds)
{
	world_refuses(&w,
		      addition("operator", KEY_SPARE,
			       SLB_KEY_PURPOSE__KEY_PURPOSE_STATEMENTS),
		      KEY_OPERATOR, ERR_ORGANISATION_UNKNOWN, NULL);
}

/* What the broker said lies open in the log: sent in again it is nobody's to say. */
Test(common, refuses_the_brokers_own_words_from_outside)
{
	world_clock(&w);
	world_refuses(&w, w.entries[w.entry_count - 1].statement, KEY_NOTICE,
		      ERR_ISSUER_WRONG,
		      "a statement of kind \"clock\" is said by the broker alone; its "
		      "issuer is \"broker\"");
}

/* One that may sign lends nothing to another beside it, first or last. */
static const struct {
	enum world_key second;
	enum err code;
} beside[] = {
	{ KEY_VOICEHOUSE, ERR_KEY_FOREIGN },
	{ KEY_NOTICE, ERR_KEY_FOREIGN },
	{ KEY_LENDER_ROOT, ERR_KEY_NOT_FOR_THIS },
	{ KEY_LENDER_TOKENS, ERR_OK },
};

Test(common, checks_every_key_that_signed)
{
	world_takes(&w,
		    addition("lender", KEY_LENDER_TOKENS,
			     SLB_KEY_PURPOSE__KEY_PURPOSE_STATEMENTS),
		    KEY_LENDER_ROOT);
	for (size_t i = 0; i < ARRAY_SIZE(beside); i++) {
		cr_expect_eq(world_say_by_two(&w, any_offer("lender"), KEY_LENDER,
					      beside[i].second),
			     beside[i].code, "case %zu", i);
		cr_expect_eq(world_say_by_two(&w, any_offer("lender"), beside[i].second,
					      KEY_LENDER),
			     beside[i].code, "case %zu, the other first", i);
	}
}

Test(common, answers_a_foreign_key_and_an_unknown_one_alike)
{
	const enum world_key keys[] = { KEY_VOICEHOUSE, KEY_SPARE, KEY_NOTICE };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		world_refuses(&w, any_offer("lender"), keys[i], ERR_KEY_FOREIGN,
			      arena_printf(&w.arena,
					   "key %s is not a key of \"lender\"",
					   key_name(keys[i])));
}

Test(common, holds_keys_to_their_purpose)
{
	world_takes(&w,
		    addition("lender", KEY_LENDER_TOKENS,
			     SLB_KEY_PURPOSE__KEY_PURPOSE_TOKENS),
		    KEY_LENDER_ROOT);
	world_refuses(&w, any_offer("lender"), KEY_LENDER_ROOT, ERR_KEY_NOT_FOR_THIS,
		      arena_printf(&w.arena,
				   "key %s is for root; a statement of kind \"offer\" "
				   "is signed with a key for statements",
				   key_name(KEY_LENDER_ROOT)));
	world_refuses(&w, any_offer("lender"), KEY_LENDER_TOKENS, ERR_KEY_NOT_FOR_THIS,
		      arena_printf(&w.arena,
				   "key %s is for tokens; a statement of kind "
				   "\"offer\" is signed with a key for statements",
				   key_name(KEY_LENDER_TOKENS)));
	world_refuses(
		&w,
		addition("lender", KEY_SPARE, SLB_KEY_PURPOSE__KEY_PURPOSE_STATEMENTS),
		KEY_LENDER, ERR_KEY_NOT_FOR_THIS,
		arena_printf(&w.arena,
			     "key %s is for statements; a statement of kind "
			     "\"key_addition\" is signed with a key for root",
			     key_name(KEY_LENDER)));
}

Test(common, judges_a_key_at_the_log_time)
{
	SlbStatement *timed =
		addition("lender", KEY_SPARE, SLB_KEY_PURPOSE__KEY_PURPOSE_STATEMENTS);

	timed->key_addition->not_before_ms = world_ms("2026-01-11T00:00:00Z");
	timed->key_addition->not_after_ms = world_ms("2026-01-12T00:00:00Z");
	world_takes(&w, timed, KEY_LENDER_ROOT);
	world_refuses(&w, any_offer("lender"), KEY_SPARE, ERR_KEY_NOT_VALID,
		      arena_printf(&w.arena,
				   "key %s is valid from 2026-01-11T00:00:00Z on; it "
				   "is 2026-01-10T12:00:00Z",
				   key_name(KEY_SPARE)));
	w.now_ms = world_ms("2026-01-11T00:00:00Z");
	world_takes(&w, any_offer("lender"), KEY_SPARE);
	w.now_ms = world_ms("2026-01-12T00:00:00Z");
	world_takes(&w, any_offer("lender"), KEY_SPARE);
	w.now_ms++;
	world_refuses(&w, any_offer("lender"), KEY_SPARE, ERR_KEY_NOT_VALID,
		      arena_printf(&w.arena,
				   "key %s was valid until 2026-01-12T00:00:00Z; it is "
				   "2026-01-12T00:00:00Z",
				   key_name(KEY_SPARE)));
}

Test(common, gives_a_duplicate_its_first_place)
{
	SlbStatement *offer = any_offer("lender");
	uint64_t index = world_takes(&w, offer, KEY_LENDER);
	uint64_t count = w.entry_count;

	world_takes(&w, any_offer("lender"), KEY_LENDER);
	cr_assert_eq(world_say(&w, offer, KEY_LENDER), ERR_OK);
	cr_expect(w.was_duplicate);
	cr_expect_eq(w.first_index, index);
	cr_expect_eq(w.entry_count, count + 1);
}

Test(common, refuses_a_request_id_for_another_statement)
{
	SlbStatement *offer = any_offer("lender");
	uint64_t index = world_takes(&w, offer, KEY_LENDER);

	offer->claimed_time_ms = 1;
	world_refuses(&w, offer, KEY_LENDER, ERR_REQUEST_REUSED,
		      arena_printf(&w.arena,
				   "another statement of \"lender\" carries this "
				   "request id: entry %llu of the log; each statement "
				   "needs 16 new random bytes",
				   (unsigned long long)index));
	offer->issuer = law_text(&w.arena, "voicehouse");
	world_takes(&w, offer, KEY_VOICEHOUSE); /* ids are each issuer's own */
}

/* What a stranger is told of a contract that is there, and of one that is not. */
Test(common, tells_no_stranger_that_a_contract_exists)
{
	struct world_contract contract =
		world_agree(&w, world_terms(&w, "2026-01-01", "2026-12-31"));
	struct world_contract absent = contract;
	SlbStatement *said[2][5];
	const char *there[5];

	absent.id[3] ^= 1;
	for (size_t i = 0; i < 2; i++) {
		const struct world_contract *c = i == 0 ? &contract : &absent;

		said[i][0] = world_accept(&w, "stranger", c);
		said[i][1] = world_decline(&w, "stranger", c);
		said[i][2] = world_terminate(&w, "stranger", c, "2026-06-30");
		said[i][3] = world_offer(&w, "stranger", contract.terms, c);
		said[i][4] = world_report(&w, c, 1, "2026-01-01", 1, 1);
		said[i][4]->issuer = law_text(&w.arena, "stranger");
	}
	for (size_t k = 0; k < ARRAY_SIZE(there); k++) {
		struct contract_id id;

		memcpy(id.bytes, contract.id, sizeof(id.bytes));
		there[k] = contract_id_text(&w.arena, &id);
		world_refuses(&w, said[0][k], KEY_STRANGER, ERR_CONTRACT_UNKNOWN,
			      arena_printf(&w.arena,
					   "there is no contract %s in which "
					   "\"stranger\" has a part",
					   there[k]));
		memcpy(id.bytes, absent.id, sizeof(id.bytes));
		world_refuses(&w, said[1][k], KEY_STRANGER, ERR_CONTRACT_UNKNOWN,
			      arena_printf(&w.arena,
					   "there is no contract %s in which "
					   "\"stranger\" has a part",
					   contract_id_text(&w.arena, &id)));
	}
}
