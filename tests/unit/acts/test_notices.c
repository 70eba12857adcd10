#include "unit/acts/notice_world.h"

#include <stdio.h>

TestSuite(notices, .init = on_decision, .fini = tear_down);
TestSuite(notices_at_once, .fini = tear_down);

static const char no_reason[] =
	"1 to 1000 bytes of text are expected here; there are 0";

static const char *not_found(const struct world_contract *place, const char *day)
{
	struct contract_id id;
	char hex[17];

	memcpy(id.bytes, place->id, sizeof(id.bytes));
	for (unsigned i = 0; i < 8; i++)
		snprintf(hex + (size_t)2 * i, 3, "%02x", place->version_id[i]);
	return arena_printf(&w.arena,
			    "KPI \"answer-rate\" was not found missed in a period of "
			    "contract %s that begins at %sT00:00:00Z under version %s",
			    contract_id_text(&w.arena, &id), day, hex);
}

/* ---- serving ------------------------------------------------------------- */

Test(notices, a_miss_waits_for_the_client)
{
	report(1, "2026-01-01", 79, 0);
	cr_expect_eq(world_last_outcome(&w)->n_notices, 0);
	cr_expect(finding_row("2026-01-01")->stands);
	cr_expect_eq(finding_row("2026-01-01")->outcome_index, w.entry_count - 1);
	cr_expect_null(last_event(), "no notice was given, none ended");
	report(2, "2026-01-02", 80, 0);
	cr_expect_null(finding_row("2026-01-02"));
}

Test(notices, the_client_serves_a_finding)
{
	const SlbNotice *notice;
	uint64_t index;

	report(1, "2026-01-01", 79, 0);
	report(2, "2026-01-02", 79, 0);
	index = world_takes(&w, serve("lender", "2026-01-02"), KEY_LENDER);
	cr_expect_eq(world_last_outcome(&w)->cause, index);
	notice = only_notice();
	cr_expect_eq(notice->number, 1);
	cr_expect_eq(notice->giver->serving_index, index);
	cr_expect_str_eq(notice->facts->displayed, "79.00 %");
	cr_assert_eq(notice->facts->n_reports, 1);
	cr_expect_eq(notice->facts->reports[0]->sequences[0], 2);
	cr_expect_str_eq(notice->facts->reports[0]->organisation, "voicehouse");
	expect_named(notice->facts->reports[0], 0, 0);
	cr_expect_eq(notice_row(1)->given_index, w.entry_count - 1);
	cr_expect_eq(finding_row("2026-01-02")->notice, 1);
	world_takes(&w, serve("lender", "2026-01-01"), KEY_LENDER);
	cr_expect_eq(only_notice()->number, 2);
	expect_replay();
}

Test(notices, are_numbered_without_gaps)
{
	for (unsigned day = 1; day <= 9; day++) {
		const char *text = arena_printf(&w.arena, "2026-01-%02u", day);

		report(day, text, 79, 0);
		world_takes(&w, serve("lender", text), KEY_LENDER);
		cr_expect_eq(only_notice()->number, day);
	}
}

static const struct {
	SlbStatement__BodyCase kind;
	const char *issuer;
	enum world_key key;
} not_the_part[] = {
	{ SLB_STATEMENT__BODY_SERVING, "voicehouse", KEY_VOICEHOUSE },
	{ SLB_STATEMENT__BODY_HOLD, "voicehouse", KEY_VOICEHOUSE },
	{ SLB_STATEMENT__BODY_WAIVER, "voicehouse", KEY_VOICEHOUSE },
	{ SLB_STATEMENT__BODY_ACKNOWLEDGEMENT, "lender", KEY_LENDER },
};

static SlbStatement *say(SlbStatement__BodyCase kind, const char *issuer)
{
	if (kind == SLB_STATEMENT__BODY_SERVING)
		return serve(issuer, "2026-01-01");
	if (kind == SLB_STATEMENT__BODY_HOLD)
		return hold(issuer, "2026-01-01", "2026-01-05");
	if (kind == SLB_STATEMENT__BODY_WAIVER)
		return waive(issuer, "2026-01-01", true, true);
	return acknowledge(issuer, 1);
}

Test(notices, only_the_part_that_decides_may_say_so)
{
	report(1, "2026-01-01", 79, 0);
	for (size_t i = 0; i < ARRAY_SIZE(not_the_part); i++) {
		SlbStatement *statement =
			say(not_the_part[i].kind, not_the_part[i].issuer);

		world_refuses(
			&w, statement, not_the_part[i].key, ERR_NOT_A_PARTY,
			i < 3 ? "only the client of the contract serves, holds and "
				"waives what was found; the issuer is \"voicehouse\""
			      : "only the centre of the contract acknowledges receipt "
				"of its notices; the issuer is \"lender\"");
		statement->issuer = law_text(&w.arena, "stranger");
		cr_expect_eq(world_say(&w, statement, KEY_STRANGER),
			     ERR_CONTRACT_UNKNOWN);
	}
}

/* ---- where a finding stands ---------------------------------------------- */

enum situation { OPEN, HELD, SERVED, WAIVED, HALF_WAIVED, GONE, SITUATION_COUNT };

static void bring_into(enum situation situation)
{
	report(1, "2026-01-01", 79, 0);
	if (situation == HELD)
		world_takes(&w, hold("lender", "2026-01-01", "2026-01-03"), KEY_LENDER);
	if (situation == SERVED)
		world_takes(&w, serve("lender", "2026-01-01"), KEY_LENDER);
	if (situation == WAIVED)
		world_takes(&w, waive("lender", "2026-01-01", true, true), KEY_LENDER);
	if (situation == HALF_WAIVED)
		world_takes(&w, waive("lender", "2026-01-01", true, false), KEY_LENDER);
	if (situation == GONE)
		report(2, "2026-01-01", 80, 1);
}

static const enum err allowed[][SITUATION_COUNT] = {
	/* open, held, served, waived, half waived, gone */
	{ ERR_OK, ERR_FINDING_STATUS, ERR_FINDING_STATUS, ERR_FINDING_STATUS, ERR_OK,
	  ERR_FINDING_STATUS }, /* serving */
	{ ERR_OK, ERR_OK, ERR_FINDING_STATUS, ERR_FINDING_STATUS, ERR_OK,
	  ERR_FINDING_STATUS }, /* hold */
	{ ERR_OK, ERR_OK, ERR_OK, ERR_FINDING_STATUS, ERR_OK,
	  ERR_FINDING_STATUS }, /* waiver */
};

Test(notices, a_statement_fits_where_the_finding_stands)
{
	tear_down();
	for (size_t i = 0; i < ARRAY_SIZE(allowed); i++) {
		for (int situation = 0; situation < SITUATION_COUNT; situation++) {
			on_decision();
			bring_into((enum situation)situation);
			cr_expect_eq(world_say(&w, say(not_the_part[i].kind, "lender"),
					       KEY_LENDER),
				     allowed[i][situation], "%zu, situation %d: %s", i,
				     situation, law_said(&w.diag));
			tear_down();
		}
	}
	on_decision();
}

/* How the hint begins, where the statement does not fit. */
static const char *const ways_out[][SITUATION_COUNT] = {
	/* open, held, served, waived, half waived, gone */
	{ NULL, "it can be served from then on", "a finding is served once",
	  "a waiver is not taken back", NULL, "nothing is left to decide" },
	{ NULL, NULL, "a hold comes before the notice", "a waiver is not taken back",
	  NULL, "nothing is left to decide" },
	{ NULL, NULL, NULL, "a waiver is not taken back", NULL,
	  "nothing is left to decide" },
};

Test(notices, a_refusal_says_what_can_be_done_instead)
{
	tear_down();
	for (size_t i = 0; i < ARRAY_SIZE(ways_out); i++) {
		for (int situation = 0; situation < SITUATION_COUNT; situation++) {
			const char *way_out = ways_out[i][situation];

			if (way_out == NULL)
				continue;
			on_decision();
			bring_into((enum situation)situation);
			world_refuses(&w, say(not_the_part[i].kind, "lender"),
				      KEY_LENDER, ERR_FINDING_STATUS, NULL);
			cr_expect(strncmp(w.diag.first->hint, way_out,
					  strlen(way_out)) == 0,
				  "%zu, situation %d: %s", i, situation,
				  w.diag.first->hint);
			tear_down();
		}
	}
	on_decision();
}

Test(notices, says_why_a_finding_is_not_served)
{
	bring_into(HELD);
	world_refuses(&w, serve("lender", "2026-01-01"), KEY_LENDER, ERR_FINDING_STATUS,
		      "a statement of kind \"serving\" does not fit the finding on "
		      "\"answer-rate\": it is held until 2026-01-04T00:00:00Z");
	w.now_ms = world_ms("2026-01-04T00:00:00Z");
	world_takes(&w, serve("lender", "2026-01-01"), KEY_LENDER);
	world_refuses(&w, serve("lender", "2026-01-01"), KEY_LENDER, ERR_FINDING_STATUS,
		      "a statement of kind \"serving\" does not fit the finding on "
		      "\"answer-rate\": it is served as notice 1");
	world_refuses(&w, serve("lender", "2026-01-02"), KEY_LENDER,
		      ERR_FINDING_UNKNOWN, not_found(&contract, "2026-01-02"));
}

Test(notices, names_the_field_of_a_finding_that_cannot_be)
{
	struct world_contract other = contract;
	SlbStatement *statement;

	report(1, "2026-01-01", 79, 0);
	for (int i = 0; i < 4; i++) {
		statement = serve("lender", "2026-01-01");
		if (i == 0)
			statement->serving->finding = NULL;
		else if (i == 1)
			statement->serving->finding->version_id.len = 31;
		else
			statement->serving->finding->kpi = law_text(
				&w.arena,
				i == 2 ? "" : arena_printf(&w.arena, "%065d", 1));
		world_refuses(
			&w, statement, KEY_LENDER, ERR_STATEMENT_FIELD,
			"a finding is named by the id of the version it was "
			"judged under, 32 bytes, the start of its period, and its "
			"KPI");
	}
	statement = serve("lender", "2026-01-01");
	statement->serving->finding->version_id.data[0] ^= 1;
	other.version_id[0] ^= 1;
	world_refuses(&w, statement, KEY_LENDER, ERR_FINDING_UNKNOWN,
		      not_found(&other, "2026-01-01"));
}

Test(notices, a_claim_lapses)
{
	report(1, "2026-01-01", 79, 0);
	/* judged on the 2nd, claimed within 10 days */
	w.now_ms = world_ms("2026-01-13T00:00:00Z");
	cr_expect_eq(
		world_say(&w, hold("lender", "2026-01-01", "2026-01-13"), KEY_LENDER),
		ERR_STATEMENT_FIELD);
	w.now_ms++;
	world_wait(&w, "2026-01-13T00:00:01Z", contract.id);
	world_refuses(
		&w, serve("lender", "2026-01-01"), KEY_LENDER, ERR_FINDING_LAPSED,
		"the finding could be claimed upon until 2026-01-13T00:00:00Z; it "
		"is 2026-01-13T00:00:01Z");
}

static const struct {
	const char *until_day;
	enum err err;
} holds[] = {
	{ "2026-01-05", ERR_OK },
	{ "2026-01-01", ERR_STATEMENT_FIELD }, /* past */
	{ "2026-01-05", ERR_STATEMENT_FIELD }, /* no longer than it is */
	{ "2026-01-06", ERR_OK },
	{ "2026-01-13", ERR_STATEMENT_FIELD }, /* after the claim window */
	{ "2026-01-32", ERR_STATEMENT_FIELD },
	{ "2026-01-12", ERR_OK },
};

Test(notices, a_hold_is_only_prolonged)
{
	SlbStatement *statement;

	report(1, "2026-01-01", 79, 0);
	for (size_t i = 0; i < ARRAY_SIZE(holds); i++)
		cr_expect_eq(
			world_say(&w, hold("lender", "2026-01-01", holds[i].until_day),
				  KEY_LENDER),
			holds[i].err, "%s: %s", holds[i].until_day, law_said(&w.diag));
	statement = hold("lender", "2026-01-01", "2026-01-12");
	statement->hold->reason = law_text(&w.arena, "");
	world_refuses(&w, statement, KEY_LENDER, ERR_STATEMENT_FIELD, no_reason);
	expect_replay();
}

Test(notices, a_waiver_gives_something_up)
{
	const SlbNotice *notice;
	SlbStatement *statement;

	report(1, "2026-01-01", 79, 0);
	world_refuses(&w, waive("lender", "2026-01-01", false, false), KEY_LENDER,
		      ERR_STATEMENT_FIELD,
		      "a waiver says whether credit, strike or both are waived");
	statement = waive("lender", "2026-01-01", true, false);
	statement->waiver->reason = law_text(&w.arena, "");
	world_refuses(&w, statement, KEY_LENDER, ERR_STATEMENT_FIELD, no_reason);
	world_takes(&w, waive("lender", "2026-01-01", false, true), KEY_LENDER);
	world_refuses(&w, waive("lender", "2026-01-01", false, true), KEY_LENDER,
		      ERR_STATEMENT_FIELD, "what this waives is waived already");
	world_takes(&w, serve("lender", "2026-01-01"), KEY_LENDER);
	notice = only_notice();
	cr_expect(notice->credit->strike_waived);
	cr_expect_not(notice->credit->credit_waived);
	expect_replay();
}

/* ---- receipt ------------------------------------------------------------- */

Test(notices, the_centre_acknowledges_once)
{
	uint64_t index;

	report(1, "2026-01-01", 79, 0);
	cr_expect_eq(world_say(&w, acknowledge("voicehouse", 1), KEY_VOICEHOUSE),
		     ERR_NOTICE_UNKNOWN);
	world_takes(&w, serve("lender", "2026-01-01"), KEY_LENDER);
	index = world_takes(&w, acknowledge("voicehouse", 1), KEY_VOICEHOUSE);
	cr_expect_eq(notice_row(1)->acknowledged_index, index);
	cr_expect_eq(notice_row(1)->acknowledged_ms, w.now_ms);
	cr_expect_eq(notice_row(1)->acknowledge_by_s, w.now_ms / 1000 + 48 * 3600);
	cr_expect_eq(world_say(&w, acknowledge("voicehouse", 1), KEY_VOICEHOUSE),
		     ERR_NOTICE_STATUS);
	expect_replay();
}

/* ---- judged again -------------------------------------------------------- */

Test(notices, a_restatement_that_meets_the_target_withdraws)
{
	const SlbOutcome *outcome;

	report(1, "2026-01-01", 79, 0);
	world_takes(&w, serve("lender", "2026-01-01"), KEY_LENDER);
	report(2, "2026-01-01", 80, 1);
	outcome = world_last_outcome(&w);
	cr_assert_eq(outcome->n_endings, 1);
	cr_expect_eq(outcome->endings[0]->number, 1);
	cr_expect_eq(outcome->endings[0]->replaced_by, 0);
	cr_expect_str_eq(outcome->endings[0]->reason,
			 "KPI answer-rate in 2026-01-01 was judged again and is no "
			 "longer missed: 80.00 %, the target is at least 80 %");
	cr_expect_eq(outcome->n_notices, 0);
	cr_expect_eq(notice_row(1)->ended_index, w.entry_count - 1);
	cr_expect_not(finding_row("2026-01-01")->stands);
	cr_expect_eq(world_say(&w, acknowledge("voicehouse", 1), KEY_VOICEHOUSE),
		     ERR_NOTICE_STATUS);
	/* missed once more: another notice, another number */
	report(3, "2026-01-01", 70, 2);
	world_takes(&w, serve("lender", "2026-01-01"), KEY_LENDER);
	cr_expect_eq(only_notice()->number, 2);
	cr_expect_eq(only_notice()->replaces, 0);
	expect_replay();
}

Test(notices, a_restatement_that_leaves_nothing_to_compute_withdraws)
{
	SlbStatement *statement;

	report(1, "2026-01-01", 79, 0);
	world_takes(&w, serve("lender", "2026-01-01"), KEY_LENDER);
	statement = world_report(&w, &contract, 2, "2026-01-01", 0, 0);
	world_restates(&w, statement, 1);
	world_takes(&w, statement, KEY_VOICEHOUSE);
	cr_assert_eq(world_last_outcome(&w)->n_endings, 1);
	cr_expect_str_eq(world_last_outcome(&w)->endings[0]->reason,
			 "KPI answer-rate in 2026-01-01 was judged again and is no "
			 "longer missed: no volume, the target is at least 80 %");
}

Test(notices, other_figures_withdraw_what_was_decided_on)
{
	report(1, "2026-01-01", 79, 0);
	world_takes(&w, serve("lender", "2026-01-01"), KEY_LENDER);
	report(2, "2026-01-01", 78, 1);
	cr_assert_eq(world_last_outcome(&w)->n_endings, 1);
	cr_expect_eq(world_last_outcome(&w)->endings[0]->replaced_by, 0);
	cr_expect_eq(world_last_outcome(&w)->n_notices, 0);
	cr_expect_eq(finding_row("2026-01-01")->notice, 0);
	world_takes(&w, serve("lender", "2026-01-01"), KEY_LENDER);
	cr_expect_str_eq(only_notice()->facts->displayed, "78.00 %");
	cr_expect_eq(only_notice()->facts->revision, 2);
	expect_named(only_notice()->facts->reports[0], 0, 1);
}

Test(notices, the_same_figures_let_a_notice_stand)
{
	report(1, "2026-01-01", 79, 0);
	world_takes(&w, serve("lender", "2026-01-01"), KEY_LENDER);
	report(2, "2026-01-01", 79, 1);
	cr_expect_eq(world_last_outcome(&w)->periods[0]->revision, 2);
	cr_expect_eq(world_last_outcome(&w)->n_endings, 0);
	cr_expect_eq(notice_row(1)->ended_index, 0);
	cr_expect_eq(finding_row("2026-01-01")->notice, 1);
}

/* ---- at once, or never --------------------------------------------------- */

Test(notices_at_once, the_judging_outcome_gives_them)
{
	begin(SLB_SERVING_MODE__SERVING_MODE_AUTOMATIC);
	report(1, "2026-01-01", 79, 0);
	cr_expect_eq(only_notice()->number, 1);
	cr_expect_eq(only_notice()->giver->serving_index, 0);
	cr_expect_eq(only_notice()->facts->outcome_index, w.entry_count - 1);
	cr_expect_eq(world_last_outcome(&w)->n_endings, 0);
	expect_event((const uint64_t[]){ 1 }, 1);
	report(2, "2026-01-01", 70, 1);
	cr_assert_eq(world_last_outcome(&w)->n_endings, 1);
	cr_expect_eq(world_last_outcome(&w)->endings[0]->replaced_by, 2);
	cr_expect_eq(only_notice()->number, 2);
	cr_expect_eq(only_notice()->replaces, 1);
	cr_expect_eq(notice_row(1)->replaced_by, 2);
	expect_event((const uint64_t[]){ 1, 2 }, 2);
	report(3, "2026-01-01", 90, 2);
	cr_expect_eq(world_last_outcome(&w)->endings[0]->number, 2);
	cr_expect_eq(world_last_outcome(&w)->n_notices, 0);
	report(4, "2026-01-02", 10, 0);
	cr_expect_eq(only_notice()->number, 3);
	expect_replay();
}

Test(notices_at_once, what_is_only_reported_is_never_served)
{
	begin(SLB_SERVING_MODE__SERVING_MODE_REPORTED_ONLY);
	report(1, "2026-01-01", 79, 0);
	cr_expect_eq(world_last_outcome(&w)->n_notices, 0);
	world_refuses(&w, serve("lender", "2026-01-01"), KEY_LENDER, ERR_FINDING_STATUS,
		      "a statement of kind \"serving\" does not fit the finding on "
		      "\"answer-rate\": the terms only report it; no notice is given "
		      "upon it");
	cr_expect_str_eq(w.diag.first->hint, "its credit and its strike can be waived");
	world_takes(&w, waive("lender", "2026-01-01", true, true), KEY_LENDER);
}

/* ---- without the evidence ------------------------------------------------ */

Test(notices_at_once, stay_when_evidence_is_erased)
{
	struct digest retained;
	struct digest again;

	begin(SLB_SERVING_MODE__SERVING_MODE_AUTOMATIC);
	report(1, "2026-01-01", 79, 0);
	report(2, "2026-01-01", 70, 1);
	report(3, "2026-01-02", 90, 0);
	world_takes(&w, acknowledge("voicehouse", 2), KEY_VOICEHOUSE);
	world_wait(&w, "2026-03-13T00:00:01Z", contract.id);
	world_takes(&w, world_redaction(&w, &contract, 672, 672), KEY_OPERATOR);
	world_erase(&w, &contract, "2026-02-01T00:00:00Z");
	retained = world_retained(&w);
	world_replay(&w, &replayed);
	again = world_retained(&replayed);
	cr_expect_gt(replayed.restored_count, 0);
	cr_expect(digest_equal(&retained, &again));
	world_close(&replayed);
}
