#include "acts/judge_reports.h"
#include "envelope/unpack.h"
#include "unit/acts/world_private.h"

/* World foresees every report that it takes, and expects that nothing else is concluded;
 * here, when what was foreseen is taken and when the period is judged again. */

#define DAY_MS INT64_C(86400000)

static struct world w;
static struct world_contract contract;

/* Three days, each reported at noon of the next one and due at its end; what the client
 * counts is due later. */
static void set_up(void)
{
	SlbTerms *terms;

	world_open(&w);
	w.now_ms = world_ms("2026-01-01T00:00:00Z");
	terms = world_terms(&w, "2026-01-01", "2026-01-03");
	world_count_lines(&w, terms, 240);
	contract = world_agree(&w, terms);
}

static void tear_down(void)
{
	world_close(&w);
}

TestSuite(foresee, .init = set_up, .fini = tear_down);

static const char *day_text(unsigned day)
{
	return arena_printf(&w.arena, "2026-01-%02u", day);
}

static int64_t noon_after_ms(unsigned day)
{
	return law_day_s(day_text(day)) * 1000 + DAY_MS * 3 / 2;
}

static SlbStatement *report(uint64_t sequence, unsigned day)
{
	return world_report(&w, &contract, sequence, day_text(day), 100, 90);
}

/* What the client counted. */
static SlbStatement *lines(uint64_t sequence, unsigned day)
{
	SlbStatement *statement = report(sequence, day);
	ProtobufCBinaryData version_id = statement->report->version_id;

	statement->issuer = law_text(&w.arena, "lender");
	statement->report = law_daily(&w.arena, contract.terms, "lines", day_text(day),
				      "routed", "0 100");
	statement->report->version_id = version_id;
	for (uint64_t i = 0; i < w.entry_count && sequence > 1; i++) {
		const SlbStatement *said = w.entries[i].statement;

		if (said->body_case == SLB_STATEMENT__BODY_REPORT &&
		    strcmp(said->issuer, "lender") == 0)
			statement->position->previous = world_binary(
				&w, w.entries[i].content_id.bytes, DIGEST_BYTES);
	}
	return statement;
}

static void report_day(unsigned day)
{
	w.now_ms = noon_after_ms(day);
	world_takes(&w, lines(day, day), KEY_LENDER);
	world_takes(&w, report(day, day), KEY_VOICEHOUSE);
}

/* All but the centre's last. */
static void report_most(void)
{
	report_day(1);
	report_day(2);
	w.now_ms = noon_after_ms(3);
	world_takes(&w, lines(3, 3), KEY_LENDER);
}

/* A statement that was decided and is not entered yet. */
struct left {
	struct store_write *write;
	struct world_entry entry;
	struct act_case act;
	struct act_effects effects;
	struct state state;
	struct act_foresight foresight;
};

static void decide(struct left *left)
{
	left->write = world_begin(&w);
	left->act = world_case_of(&w, &left->entry);
	state_init(&left->state, &w.arena, store_write_view(left->write));
	cr_assert_eq(acts_load(&left->act, &left->state), ERR_OK);
	cr_assert_eq(acts_decide(&left->act, &left->state, &left->effects, &w.diag),
		     ERR_OK, "%s", law_said(&w.diag));
	world_append(&w, &left->entry);
}

static void put_back(struct left *left)
{
	w.entry_count--;
	store_abort(left->write);
}

static struct left leave(const SlbStatement *statement)
{
	bool is_clients = strcmp(statement->issuer, "lender") == 0;
	struct left left = { .entry = world_seal(
				     &w, "report",
				     pack_message(&w.arena, &statement->base),
				     is_clients ? KEY_LENDER : KEY_VOICEHOUSE) };

	decide(&left);
	return left;
}

static uint64_t measure(const SlbStatement *statement)
{
	struct left left = leave(statement);
	uint64_t cells = 0;

	cr_assert_eq(acts_measure_period(&left.act, &left.effects, &left.state, &cells),
		     ERR_OK);
	put_back(&left);
	return cells;
}

static enum err foresee(struct left *left, const struct act_reader *reader,
			int64_t at_ms)
{
	struct act_moment moment = world_moment_of(&w, reader);
	enum err err;

	moment.log_time_ms = at_ms;
	err = acts_foresee(&moment, &left->act, &left->effects, &left->state,
			   &left->foresight);
	put_back(left);
	return err;
}

static struct left foresee_at(const SlbStatement *statement, int64_t at_ms)
{
	struct left left = leave(statement);
	struct act_reader reader = world_reader_of(&w);

	cr_assert_eq(foresee(&left, &reader, at_ms), ERR_OK);
	return left;
}

/* The same at every place. */
static enum err read_given(void *context, struct arena *arena, uint64_t index,
			   struct bytes *envelope)
{
	(void)arena;
	(void)index;
	*envelope = *(const struct bytes *)context;
	return ERR_OK;
}

static enum err read_nothing(void *context, struct arena *arena, uint64_t index,
			     struct bytes *envelope)
{
	(void)context;
	(void)arena;
	(void)index;
	(void)envelope;
	return ERR_IO;
}

/* Whether nothing need be read to conclude from it now. */
static bool is_foreseen(struct left *left)
{
	struct act_reader reader = { .read = read_nothing };
	struct act_moment moment;
	struct act_conclusion conclusion;
	struct state state;
	enum err err;

	decide(left);
	cr_assert_eq(state_apply(left->write, &left->effects.changes), ERR_OK);
	moment = world_moment_of(&w, &reader);
	moment.foresight = &left->foresight;
	state_init(&state, &w.arena, store_write_view(left->write));
	err = acts_conclude(&moment, &left->act, &left->effects, &state, &conclusion);
	put_back(left);
	cr_assert(err == ERR_OK || err == ERR_IO);
	if (err == ERR_OK)
		cr_assert_eq(conclusion.outcome->n_periods, 1);
	return err == ERR_OK;
}

Test(foresee, measures_what_a_report_completes_or_changes)
{
	SlbStatement *restated;

	report_day(1);
	report_day(2);
	w.now_ms = noon_after_ms(3);
	cr_expect_eq(measure(report(3, 3)), 0, "a part is open");
	world_takes(&w, lines(3, 3), KEY_LENDER);
	cr_expect_eq(measure(report(3, 3)), 9);
	world_takes(&w, report(3, 3), KEY_VOICEHOUSE);
	restated = report(4, 2);
	world_restates(&w, restated, 2);
	cr_expect_eq(measure(restated), 11, "the one that it replaces too");
}

/* It fills no slot that was empty. */
Test(foresee, measures_nothing_of_a_restatement_while_a_part_is_open)
{
	SlbStatement *restated;

	report_most();
	restated = report(3, 2);
	world_restates(&w, restated, 2);
	cr_expect_eq(measure(restated), 0);
}

/* The contract's first two days are judged with the month after them. */
Test(foresee, measures_a_period_that_was_joined)
{
	static const char *const days[] = { "2026-01-31", "2026-02-01", "2026-02-02",
					    "2026-02-03" };
	SlbTerms *terms = world_terms(&w, "2026-01-31", "2026-02-03");

	terms->period->first_partial->verdict =
		SLB_PARTIAL_VERDICT__PARTIAL_VERDICT_MERGED;
	contract = world_agree(&w, terms);
	for (uint64_t i = 0; i < ARRAY_SIZE(days); i++) {
		SlbStatement *daily =
			world_report(&w, &contract, i + 1, days[i], 100, 90);

		w.now_ms = law_day_s(days[i]) * 1000 + DAY_MS * 3 / 2;
		cr_expect_eq(measure(daily), i < 3 ? 0 : 8, "%s", days[i]);
		world_takes(&w, daily, KEY_VOICEHOUSE);
	}
}

Test(foresee, measures_histograms_too)
{
	static const uint64_t bounds_s[] = { 10, 20, 30 };
	SlbReport *daily;

	law_add_histogram(&w.arena, contract.terms, "daily", "waits", bounds_s,
			  ARRAY_SIZE(bounds_s));
	law_add_histogram(&w.arena, contract.terms, "daily", "talks", bounds_s,
			  ARRAY_SIZE(bounds_s));
	daily = law_daily(&w.arena, contract.terms, "daily", "2026-01-01",
			  "offered answered waits talks",
			  "0 100 90 50,30,10,0 1,2,3,4");
	cr_assert_eq(daily->n_histograms, 2);
	cr_expect_eq(report_cell_count(daily), 10);
}

/* It came in time, and stays so. */
Test(foresee, measures_nothing_of_a_report_that_would_be_late_soon)
{
	static const char *const last[] = {
		"2026-01-05T00:00:00Z", /* it is due */
		"2026-01-10T00:00:00Z", /* it may be reported late */
	};

	report_most();
	for (size_t i = 0; i < ARRAY_SIZE(last); i++) {
		w.now_ms = world_ms(last[i]) - 60000;
		cr_expect_eq(measure(report(3, 3)), 9, "%s", last[i]);
		w.now_ms++;
		cr_expect_eq(measure(report(3, 3)), 0, "%s", last[i]);
		w.now_ms = world_ms(last[i]);
		cr_expect_eq(measure(report(3, 3)), 0, "%s", last[i]);
	}
	w.now_ms = world_ms(last[0]) + 1;
	cr_expect_eq(measure(report(3, 3)), 9, "it is late already");
}

Test(foresee, measures_nothing_of_other_statements)
{
	SlbStatement *offer = world_offer(
		&w, "lender", world_terms(&w, "2026-02-01", "2026-02-28"), NULL);
	struct left left = { .entry = world_seal(&w, "offer",
						 pack_message(&w.arena, &offer->base),
						 KEY_LENDER) };
	uint64_t cells = 1;

	decide(&left);
	cr_assert_eq(acts_measure_period(&left.act, &left.effects, &left.state, &cells),
		     ERR_OK);
	cr_expect_eq(cells, 0);
	put_back(&left);
}

Test(foresee, is_taken_while_the_reports_are_the_same)
{
	struct left left;

	report_most();
	left = foresee_at(report(3, 3), w.now_ms);
	cr_expect(is_foreseen(&left));
	w.now_ms += 3600000;
	cr_expect(is_foreseen(&left));
}

Test(foresee, is_taken_of_a_restatement)
{
	SlbStatement *restated;
	struct left left;

	report_most();
	world_takes(&w, report(3, 3), KEY_VOICEHOUSE);
	restated = report(4, 2);
	world_restates(&w, restated, 2);
	left = foresee_at(restated, w.now_ms);
	cr_expect(is_foreseen(&left));
}

Test(foresee, is_left_when_another_report_is_in_force)
{
	SlbStatement *restated;
	struct left left;

	report_most();
	left = foresee_at(report(3, 3), w.now_ms);
	restated = lines(4, 1);
	world_restates(&w, restated, 1);
	world_takes(&w, restated, KEY_LENDER);
	cr_expect_not(is_foreseen(&left));
}

/* Wherever it stands among them. */
Test(foresee, is_left_when_the_first_report_was_restated)
{
	SlbStatement *restated;
	struct left left;

	report_day(1);
	report_day(2);
	w.now_ms = noon_after_ms(3);
	world_takes(&w, report(3, 3), KEY_VOICEHOUSE);
	left = foresee_at(lines(3, 3), w.now_ms);
	cr_expect(is_foreseen(&left));
	restated = report(4, 1);
	world_restates(&w, restated, 1);
	world_takes(&w, restated, KEY_VOICEHOUSE);
	cr_expect_not(is_foreseen(&left));
}

/* A series of one report among others. */
Test(foresee, is_taken_of_a_single_day)
{
	SlbTerms *terms = world_terms(&w, "2026-01-01", "2026-01-01");
	struct left left;

	w.now_ms = noon_after_ms(1);
	law_add_series(&w.arena, terms, "lines", 0)->source =
		SLB_PARTY_ROLE__PARTY_ROLE_CLIENT;
	law_add_counter(&w.arena, terms, "lines", "routed",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED);
	contract = world_agree(&w, terms);
	world_takes(&w, lines(1, 1), KEY_LENDER);
	left = foresee_at(report(1, 1), w.now_ms);
	cr_expect(is_foreseen(&left));
}

Test(foresee, is_left_where_it_was_for_a_time_that_judges_otherwise)
{
	int64_t end_ms = world_ms("2026-01-04T00:00:00Z");
	struct left left;

	report_most();
	left = foresee_at(report(3, 3), end_ms);
	cr_expect(is_foreseen(&left));
	left = foresee_at(report(3, 3), end_ms - 1000);
	cr_expect_not(is_foreseen(&left), "the period ran");
	left = foresee_at(report(3, 3), w.now_ms + 1000);
	cr_expect_not(is_foreseen(&left), "it had not come to that");
}

/* What is missing now was only open then. */
Test(foresee, is_left_when_a_part_was_told_missing_since)
{
	struct left left;

	report_day(1);
	w.now_ms = world_ms("2026-01-04T00:00:00Z"); /* the second day's is due */
	world_takes(&w, lines(2, 2), KEY_LENDER);
	world_takes(&w, lines(3, 3), KEY_LENDER);
	left = foresee_at(report(2, 3), w.now_ms);
	world_wait(&w, "2026-01-04T00:00:01Z", contract.id);
	cr_assert_not_null(world_last_outcome(&w));
	cr_expect_not(is_foreseen(&left));
	left = foresee_at(report(2, 3), w.now_ms);
	cr_expect(is_foreseen(&left), "it was missing then too");
}

Test(foresee, is_left_when_only_the_first_of_two_was_missing_then)
{
	struct left left;

	for (unsigned day = 1; day <= 3; day++) {
		w.now_ms = noon_after_ms(day);
		world_takes(&w, lines(day, day), KEY_LENDER);
	}
	w.now_ms = world_ms("2026-01-04T00:00:00Z"); /* the second day's is due */
	left = foresee_at(report(1, 3), w.now_ms);
	world_wait(&w, "2026-01-04T00:00:01Z", contract.id);
	cr_expect_not(is_foreseen(&left));
	left = foresee_at(report(1, 3), w.now_ms);
	cr_expect(is_foreseen(&left));
}

/* Such as a file that somebody writes to while it is read. */
Test(foresee, rests_on_nothing_but_reports)
{
	struct bytes no_envelope = bytes_of_string("no envelope");
	struct bytes no_report = w.entries[0].envelope;
	const struct act_reader readers[] = {
		{ .read = read_given, .context = &no_envelope },
		{ .read = read_given, .context = &no_report },
		{ .read = read_given, .context = &no_report, .is_sealed = true },
	};

	report_most();
	for (size_t i = 0; i < ARRAY_SIZE(readers); i++) {
		struct left left = leave(report(3, 3));

		cr_expect_eq(foresee(&left, &readers[i], w.now_ms), ERR_STORE_FOREIGN,
			     "case %zu", i);
	}
}
