#include "ledger/content_keys.h"
#include "ledger/ledger.h"

#include "world.h"

#define HOUR_MS INT64_C(3600000)

static struct said enrol(struct world *w, struct speaker *who)
{
	return say_enrolment(&w->folder.arena, WORLD_ORIGIN, &w->operator, who);
}

Test(ledger, an_opening_that_was_broken_off_is_finished)
{
	struct ledger_options options;
	struct world w;

	world_make(&w, false);
	options = world_options(&w);
	world_start(&w);
	world_close(&w);
	cr_assert_eq(unlink(folder_file(&w.folder, "checkpoint")), 0);
	cr_assert_eq(world_open(&w), ERR_CHECKPOINT_MISSING);
	cr_assert_str_eq(w.folder.diag.last->hint,
			 "where `slabroker init` was broken off, run it again");
	cr_assert_eq(ledger_create(&options, w.acme_root.key, &w.folder.diag),
		     ERR_LOG_EXISTS, "another operator");
	cr_assert_null(folder_read(&w.folder, "checkpoint"));
	cr_assert_eq(ledger_create(&options, w.operator.key, &w.folder.diag), ERR_OK);
	cr_assert_eq(world_open(&w), ERR_OK);
	cr_assert_eq(ledger_status(w.ledger).tree_size, 1);
	world_enrol(&w);
	world_close(&w);
	cr_assert_eq(unlink(folder_file(&w.folder, "checkpoint")), 0);
	cr_assert_eq(ledger_create(&options, w.operator.key, &w.folder.diag),
		     ERR_LOG_EXISTS, "it has more than its opening");
	world_remove(&w);
}

Test(ledger, an_opening_whose_content_keys_are_gone_is_not_finished)
{
	struct ledger_options options;
	struct world w;

	world_make(&w, false);
	world_start(&w);
	world_close(&w);
	cr_assert_eq(unlink(folder_file(&w.folder, "checkpoint")), 0);
	store_close(w.content_keys);
	w.content_keys = store_open_memory(&content_keys_store);
	options = world_options(&w);
	cr_assert_neq(ledger_create(&options, w.operator.key, &w.folder.diag), ERR_OK);
	cr_assert_null(folder_read(&w.folder, "checkpoint"));
	world_remove(&w);
}

Test(ledger, opens_once_and_not_again)
{
	struct ledger_options options;
	struct world w;

	world_make(&w, false);
	options = world_options(&w);
	cr_assert_eq(world_open(&w), ERR_LOG_ABSENT, "nothing is there yet");
	world_start(&w);
	cr_assert_eq(world_kind(&w, 0), SLB_STATEMENT__BODY_OPENING);
	cr_assert_eq(ledger_status(w.ledger).tree_size, 1);
	cr_assert(ledger_status(w.ledger).is_serving);
	world_close(&w);
	cr_assert_eq(ledger_create(&options, w.operator.key, &w.folder.diag),
		     ERR_LOG_EXISTS);
	world_remove(&w);
}

Test(ledger, says_how_many_may_wait)
{
	static const struct {
		struct job_limits given, held;
	} rows[] = {
		{ { 0, 0 }, { LEDGER_WAITING_MAX_EACH, LEDGER_WAITING_MAX_ALL } },
		{ { 0, 100 }, { 100, 100 } },
		{ { 70, 0 }, { 70, LEDGER_WAITING_MAX_ALL } },
		{ { 70, 100 }, { 70, 100 } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct ledger_options options;
		struct job_limits held;
		struct ledger *ledger;
		struct world w;

		world_make(&w, false);
		world_start(&w);
		world_close(&w);
		options = world_options(&w);
		options.limits = rows[i].given;
		cr_assert_eq(ledger_open(&options, &ledger, &w.folder.diag), ERR_OK);
		held = ledger_status(ledger).limits;
		cr_expect_eq(held.lane_max, rows[i].held.lane_max, "%zu", i);
		cr_expect_eq(held.all_max, rows[i].held.all_max, "%zu", i);
		ledger_close(ledger);
		world_remove(&w);
	}
}

Test(ledger, gives_receipts_that_prove)
{
	struct world w;
	struct check_report report;

	for (int on_disk = 0; on_disk < 2; on_disk++) {
		world_make(&w, on_disk);
		world_start(&w);
		world_enrol(&w);
		cr_assert_eq(ledger_status(w.ledger).tree_size, 5);
		world_restart(&w);
		cr_assert_eq(ledger_status(w.ledger).tree_size, 5);
		world_close(&w);
		report = world_check(&w);
		cr_assert_eq(report.size, 5);
		cr_assert_eq(report.signed_size, 5);
		world_remove(&w);
	}
}

/* An enrolment opens the organisation's book, and is signed by a key in the broker's; a
 * key addition stands in the book that has its signer's key. */
Test(ledger, gives_the_heads_of_the_books_relied_on)
{
	struct answered *enrolled, *added;
	struct said said;
	struct world w;

	world_make(&w, false);
	world_start(&w);
	said = enrol(&w, &w.acme_root);
	enrolled = world_say(&w, &said);
	cr_assert_eq(enrolled->head_count, 2);
	cr_expect_eq(enrolled->heads[0]->number, 0);
	cr_expect_eq(enrolled->heads[1]->number, 0, "the opening");
	said = say_key_addition(&w.folder.arena, WORLD_ORIGIN, &w.acme_root, w.acme.key,
				SLB_KEY_PURPOSE__KEY_PURPOSE_STATEMENTS);
	added = world_say(&w, &said);
	cr_assert_eq(added->head_count, 1);
	cr_expect_eq(added->heads[0]->number, 1);
	cr_expect_arr_eq(added->heads[0]->pseudonym.data,
			 enrolled->heads[0]->pseudonym.data, LEAF_PSEUDONYM_BYTES);
	arena_release(&enrolled->arena);
	arena_release(&added->arena);
	world_remove(&w);
}

Test(ledger, gives_the_first_receipt_again)
{
	struct answered *first, *second;
	struct said said;
	struct world w;

	world_make(&w, false);
	world_start(&w);
	said = enrol(&w, &w.acme_root);
	first = world_say(&w, &said);
	cr_assert_eq(first->err, ERR_OK);
	world_restart(&w);
	second = world_say(&w, &said);
	cr_assert_eq(second->err, ERR_OK);
	cr_assert(second->receipt.logged_before);
	cr_assert_eq(second->receipt.index, first->receipt.index);
	cr_assert_arr_eq(second->receipt.leaf, first->receipt.leaf, LEAF_BYTES);
	cr_assert_arr_eq(second->receipt.salt, first->receipt.salt, LEAF_SALT_BYTES);
	world_assert_proves(&w, &said, second);
	cr_assert_eq(ledger_status(w.ledger).tree_size, 2);
	arena_release(&first->arena);
	arena_release(&second->arena);
	world_remove(&w);
}

Test(ledger, a_refusal_changes_nothing)
{
	char *before;
	struct said said;
	struct world w;

	world_make(&w, false);
	world_start(&w);
	world_enrol(&w);
	before = arena_strdup(&w.folder.arena,
			      ledger_checkpoint(w.ledger, &w.folder.arena));
	said = enrol(&w, &w.acme_root);
	world_expect_refused(&w, &said, ERR_ORGANISATION_EXISTS);
	said = say_enrolment(&w.folder.arena, WORLD_ORIGIN, &w.nordcall, &w.acme_root);
	world_expect_refused(&w, &said, ERR_ISSUER_WRONG);
	cr_assert_str_eq(before, ledger_checkpoint(w.ledger, &w.folder.arena));
	world_close(&w);
	cr_assert_eq(world_check(&w).size, 5);
	world_remove(&w);
}

#define MANY 300

static struct said *many_enrolments(struct world *w)
{
	struct said *said = arena_array(&w->folder.arena, struct said, MANY);

	for (unsigned i = 0; i < MANY; i++) {
		struct speaker who =
			speaker_make(arena_printf(&w->folder.arena, "centre-%u", i), 0);

		signing_key_free(who.key);
		cr_assert_eq(signing_key_new(&who.key), ERR_OK);
		said[i] = enrol(w, &who);
		signing_key_free(who.key);
	}
	return said;
}

/* Receipts that have a checkpoint in common have one signature over their heads. */
static void expect_one_list(struct world *w, const struct answered *a,
			    const struct answered *b)
{
	struct head_list list, other;

	if (strcmp(a->checkpoint, b->checkpoint) != 0)
		return;
	cr_assert(head_list_of(&w->folder.arena, a->heads[0], &list));
	for (size_t i = 0; i < b->head_count; i++) {
		cr_assert(head_list_of(&w->folder.arena, b->heads[i], &other));
		cr_assert(head_list_same(&list, &other));
	}
}

Test(ledger, logs_many_at_once_in_their_order)
{
	struct answered *answers;
	struct said *said;
	struct world w;

	world_make(&w, true);
	world_start(&w);
	said = many_enrolments(&w);
	answers = arena_array(&w.folder.arena, struct answered, MANY);
	world_say_all(&w, said, MANY, answers);
	for (size_t i = 0; i < MANY; i++) {
		cr_assert_eq(answers[i].err, ERR_OK);
		cr_assert_eq(answers[i].receipt.index, i + 1);
		world_assert_proves(&w, &said[i], &answers[i]);
		if (i > 0)
			expect_one_list(&w, &answers[i - 1], &answers[i]);
	}
	for (size_t i = 0; i < MANY; i++)
		arena_release(&answers[i].arena);
	world_close(&w);
	cr_assert_eq(world_check(&w).size, MANY + 1);
	world_remove(&w);
}

Test(ledger, answers_the_same_statement_twice_in_one_group)
{
	struct answered answers[3];
	struct said said[3];
	struct world w;

	world_make(&w, false);
	world_start(&w);
	said[0] = enrol(&w, &w.acme_root);
	said[1] = said[0];
	said[2] = enrol(&w, &w.nordcall_root);
	world_say_all(&w, said, 3, answers);
	for (size_t i = 0; i < 3; i++) {
		cr_assert_eq(answers[i].err, ERR_OK);
		cr_assert_eq(answers[i].receipt.index, i == 2 ? 2 : 1);
		cr_assert_eq(answers[i].receipt.logged_before, i == 1);
		world_assert_proves(&w, &said[i], &answers[i]);
		arena_release(&answers[i].arena);
	}
	world_remove(&w);
}

Test(ledger, says_beforehand_what_it_would_say)
{
	struct said good, bad;
	struct world w;

	world_make(&w, false);
	world_start(&w);
	world_enrol(&w);
	good = say_key_addition(&w.folder.arena, WORLD_ORIGIN, &w.acme_root, w.log_key,
				SLB_KEY_PURPOSE__KEY_PURPOSE_TOKENS);
	bad = enrol(&w, &w.acme_root);
	cr_assert_eq(
		ledger_validate(w.ledger, &bad.envelope, bad.statement, &w.folder.diag),
		ERR_ORGANISATION_EXISTS);
	good = say_key_addition(&w.folder.arena, WORLD_ORIGIN, &w.acme_root,
				speaker_make("new", 77).key,
				SLB_KEY_PURPOSE__KEY_PURPOSE_TOKENS);
	cr_assert_eq(ledger_validate(w.ledger, &good.envelope, good.statement,
				     &w.folder.diag),
		     ERR_OK);
	cr_assert_eq(ledger_status(w.ledger).tree_size, 5);
	world_expect(&w, &good, 5);
	world_remove(&w);
}

/* ---- time --------------------------------------------------------------------- */

Test(ledger, says_that_time_passed)
{
	struct world w;

	world_make(&w, false);
	world_start(&w);
	world_enrol(&w);
	world_tick(&w, WORLD_T + 599999);
	cr_assert_eq(ledger_status(w.ledger).tree_size, 5);
	world_tick(&w, WORLD_T + 600000);
	cr_assert_eq(ledger_status(w.ledger).tree_size, 6);
	cr_assert_eq(world_kind(&w, 5), SLB_STATEMENT__BODY_CLOCK);
	world_tick(&w, WORLD_T + 600000 + 660001);
	cr_assert_eq(ledger_status(w.ledger).tree_size, 7);
	cr_assert_eq(world_kind(&w, 6), SLB_STATEMENT__BODY_OUTAGE);
	world_close(&w);
	cr_assert_eq(world_check(&w).size, 7);
	world_remove(&w);
}

Test(ledger, logs_an_outage_before_anything_else)
{
	struct speaker third = speaker_make("third", 20);
	struct said said;
	struct world w;

	world_make(&w, true);
	world_start(&w);
	world_enrol(&w);
	world_close(&w);
	w.now_ms = WORLD_T + HOUR_MS;
	cr_assert_eq(world_open(&w), ERR_OK);
	said = enrol(&w, &third);
	world_expect(&w, &said, 6);
	cr_assert_eq(world_kind(&w, 5), SLB_STATEMENT__BODY_OUTAGE);
	signing_key_free(third.key);
	world_remove(&w);
}

Test(ledger, stops_while_the_clock_is_behind)
{
	struct speaker third = speaker_make("third", 20);
	struct said said;
	struct world w;

	world_make(&w, false);
	world_start(&w);
	world_enrol(&w);
	w.now_ms = WORLD_T - HOUR_MS;
	said = enrol(&w, &third);
	world_expect_refused(&w, &said, ERR_CLOCK_BEHIND);
	cr_assert_eq(ledger_status(w.ledger).stopped_by, ERR_CLOCK_BEHIND);
	world_restart(&w);
	world_expect_refused(&w, &said, ERR_CLOCK_BEHIND);
	w.now_ms = WORLD_T - 5000;
	world_expect(&w, &said, 5);
	cr_assert(ledger_status(w.ledger).is_serving);
	cr_assert_eq(ledger_status(w.ledger).last_ms, WORLD_T);
	signing_key_free(third.key);
	world_remove(&w);
}

Test(ledger, stops_at_a_leap_until_the_operator_confirms_it)
{
	struct speaker third = speaker_make("third", 20);
	struct said said, correction;
	struct world w;

	world_make(&w, false);
	world_start(&w);
	world_enrol(&w);
	w.now_ms = WORLD_T + 2 * HOUR_MS;
	said = enrol(&w, &third);
	world_expect_refused(&w, &said, ERR_CLOCK_AHEAD);
	cr_assert_eq(ledger_status(w.ledger).stopped_by, ERR_CLOCK_AHEAD);
	correction = say_clock_correction(&w.folder.arena, WORLD_ORIGIN, &w.operator,
					  WORLD_T + HOUR_MS - 1);
	world_expect_refused(&w, &correction, ERR_STATEMENT_FIELD);
	correction = say_clock_correction(&w.folder.arena, WORLD_ORIGIN, &w.acme,
					  WORLD_T + 2 * HOUR_MS);
	world_expect_refused(&w, &correction, ERR_ISSUER_WRONG);
	cr_assert_eq(ledger_status(w.ledger).tree_size, 5);
	correction = say_clock_correction(&w.folder.arena, WORLD_ORIGIN, &w.operator,
					  WORLD_T + 2 * HOUR_MS - 1000);
	world_expect(&w, &correction, 5);
	cr_assert_eq(world_kind(&w, 6), SLB_STATEMENT__BODY_OUTAGE);
	world_expect(&w, &said, 7);
	cr_assert_eq(ledger_status(w.ledger).last_ms, WORLD_T + 2 * HOUR_MS);
	world_close(&w);
	cr_assert_eq(world_check(&w).size, 8);
	signing_key_free(third.key);
	world_remove(&w);
}

Test(ledger, that_was_only_opened_waits_for_any_time)
{
	struct said said;
	struct world w;

	world_make(&w, false);
	world_start(&w);
	world_close(&w);
	w.now_ms = WORLD_T + 100 * WORLD_DAY_MS;
	cr_assert_eq(world_open(&w), ERR_OK);
	world_tick(&w, WORLD_T + 100 * WORLD_DAY_MS);
	cr_assert_eq(world_kind(&w, 1), SLB_STATEMENT__BODY_CLOCK);
	said = enrol(&w, &w.acme_root);
	world_expect(&w, &said, 2);
	world_remove(&w);
}
