#include "unit/acts/world.h"

#include "calendar/civil.h"
#include "envelope/unpack.h"

static struct world w;
static struct world replayed;

static void set_up(void)
{
	world_open(&w);
	w.now_ms = world_ms("2026-01-01T00:00:00Z");
}

static void tear_down(void)
{
	world_close(&w);
}

TestSuite(replay, .init = set_up, .fini = tear_down);

/* splitmix64, seeded: the same history each time. */
static uint64_t next_random(uint64_t *seed)
{
	uint64_t z = (*seed += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static uint64_t pick(uint64_t *seed, uint64_t count)
{
	return next_random(seed) % count;
}

static const SlbSeriesRow *series_row(const struct world_contract *contract)
{
	struct series_place place = { contract->id, "voicehouse", "daily" };
	struct row_key key = series_row_key(&place);

	return (const SlbSeriesRow *)world_row(&w, &key);
}

/* Mostly right: sometimes a number, a restatement or a version that cannot be. */
static SlbStatement *random_report(const struct world_contract *contract,
				   uint64_t *seed)
{
	const SlbSeriesRow *row = series_row(contract);
	uint64_t sequence = row == NULL ? 1 : row->sequence + 1;
	int64_t day = w.now_ms / 86400000 - 1 - (int64_t)pick(seed, 4);
	SlbStatement *statement;

	if (pick(seed, 10) == 0)
		sequence += pick(seed, 3);
	statement = world_report(&w, contract, sequence, civil_day_text(&w.arena, day),
				 100, 60 + (unsigned)pick(seed, 41));
	if (pick(seed, 4) == 0)
		world_restates(&w, statement, 1 + pick(seed, sequence));
	return statement;
}

/* Refusals must leave no trace; world_say() has committed either way. */
static void try(const SlbStatement *statement, enum world_key key)
{
	struct digest before;
	uint64_t count;
	enum err err;

	world_wait(&w, civil_instant_text(&w.arena, w.now_ms / 1000, 0),
		   statement->book.len == CONTRACT_BYTES
			   ? statement->book.data
			   : (const uint8_t *)"no such contract");
	before = world_rows(&w);
	count = w.entry_count;
	err = world_say(&w, statement, key);
	if (err == ERR_OK && !w.was_duplicate)
		return;
	cr_expect_eq(w.entry_count, count);
	cr_expect(bytes_equal(BYTES_OF_ARRAY(before.bytes),
			      BYTES_OF_ARRAY(world_rows(&w).bytes)));
}

static void say_something(struct world_contract *contracts, size_t count,
			  uint64_t *seed)
{
	const struct world_contract *contract = &contracts[pick(seed, count)];
	const struct world_entry *old;

	w.now_ms += (int64_t)pick(seed, 20) * 3600000;
	switch (pick(seed, 14)) {
	case 0:
		old = &w.entries[pick(seed, w.entry_count)];
		try(old->statement, KEY_VOICEHOUSE); /* said again, or a wrong key */
		break;
	case 1:
		try(world_accept(&w, "lender", contract), KEY_LENDER);
		break;
	case 2:
		try(random_report(contract, seed), KEY_LENDER);
		break;
	case 3:
		world_clock(&w);
		break;
	case 4:
		w.now_ms += 40 * INT64_C(3600000);
		world_outage(&w, w.now_ms - 40 * INT64_C(3600000));
		break;
	default:
		try(random_report(contract, seed), KEY_VOICEHOUSE);
		break;
	}
}

static void expect_same(struct digest a, struct digest b)
{
	cr_expect(bytes_equal(BYTES_OF_ARRAY(a.bytes), BYTES_OF_ARRAY(b.bytes)));
}

static void live(uint64_t seed)
{
	struct world_contract contracts[3];

	contracts[0] = world_agree(&w, world_terms(&w, "2026-01-01", "2026-12-31"));
	contracts[1] = world_agree(&w, world_terms(&w, "2026-01-10", "2026-02-20"));
	contracts[2] = world_agree(&w, world_terms(&w, "2026-01-20", "2026-12-31"));
	for (int i = 0; i < 250; i++) {
		say_something(contracts, ARRAY_SIZE(contracts), &seed);
		if (i == 120)
			try(world_terminate(
				    &w, "lender", &contracts[2],
				    civil_day_text(&w.arena, w.now_ms / 86400000 + 3)),
			    KEY_LENDER);
	}
}

static size_t count_kind(SlbStatement__BodyCase kind)
{
	size_t count = 0;

	for (uint64_t i = 0; i < w.entry_count; i++)
		count += w.entries[i].statement->body_case == kind;
	return count;
}

Test(replay, gives_the_same_rows_and_outcomes)
{
	live(20260101);
	cr_expect_gt(count_kind(SLB_STATEMENT__BODY_REPORT), 30);
	cr_expect_gt(count_kind(SLB_STATEMENT__BODY_OUTCOME), 30);
	cr_expect_gt(count_kind(SLB_STATEMENT__BODY_OUTAGE), 5);
	world_replay(&w, &replayed);
	cr_expect_eq(replayed.entry_count, w.entry_count);
	expect_same(world_rows(&w), world_rows(&replayed));
	world_close(&replayed);
}

static void report_daily(const struct world_contract *contract, const char *until)
{
	const SlbSeriesRow *row = series_row(contract);
	uint64_t sequence = row == NULL ? 0 : row->sequence;

	while (w.now_ms < world_ms(until)) {
		int64_t day = w.now_ms / 86400000;

		w.now_ms = (day + 1) * 86400000 + 43200000;
		if (day % 9 == 4)
			continue; /* goes missing */
		sequence++;
		world_takes(&w,
			    world_report(&w, contract, sequence,
					 civil_day_text(&w.arena, day), 100,
					 60 + (unsigned)(day % 40)),
			    KEY_VOICEHOUSE);
	}
}

/* January to March, all of it concluded and no longer to be claimed upon. */
static struct world_contract redacted_history(void)
{
	struct world_contract contract =
		world_agree(&w, world_terms(&w, "2026-01-01", "2026-12-31"));

	report_daily(&contract, "2026-04-20T00:00:00Z");
	/* January and February 2026 */
	world_takes(&w, world_redaction(&w, &contract, 56 * 12, 56 * 12 + 1),
		    KEY_OPERATOR);
	report_daily(&contract, "2026-05-20T00:00:00Z");
	return contract;
}

Test(replay, without_erased_evidence_gives_every_retained_fact)
{
	struct world_contract contract = redacted_history();

	world_erase(&w, &contract, "2026-03-01T00:00:00Z");
	world_replay(&w, &replayed);
	expect_same(world_retained(&w), world_retained(&replayed));
	/* the months that kept their reports are computed again */
	cr_expect_gt(replayed.restored_count, 0);
	cr_expect_lt(2 * replayed.restored_count,
		     count_kind(SLB_STATEMENT__BODY_OUTCOME));
	world_close(&replayed);
}

static void judge_by_days(SlbTerms *terms)
{
	terms->period = arena_new(&w.arena, SlbPeriod);
	slb_period__init(terms->period);
	terms->period->kind = SLB_PERIOD_KIND__PERIOD_KIND_DAY;
}

/* A contract of days, each judged by itself, whose reports may come ten days late. */
static struct world_contract agree_on_days(const char *last_day)
{
	SlbTerms *terms = world_terms(&w, "2026-01-01", last_day);

	judge_by_days(terms);
	terms->series[0]->due_delay =
		law_delay(&w.arena, 10, SLB_DELAY_UNIT__DELAY_UNIT_DAYS);
	return world_agree(&w, terms);
}

static void report_at(const struct world_contract *contract, const char *instant,
		      uint64_t sequence, const char *day, uint64_t replaces)
{
	SlbStatement *said = world_report(&w, contract, sequence, day, 100, 70);

	if (replaces > 0)
		world_restates(&w, said, replaces);
	world_wait(&w, instant, contract->id);
	world_takes(&w, said, KEY_VOICEHOUSE);
}

static void expect_retained_without_january(const struct world_contract *contract)
{
	world_wait(&w, "2026-05-01T00:00:00Z", contract->id);
	world_takes(&w, world_redaction(&w, contract, 56 * 12, 56 * 12), KEY_OPERATOR);
	world_erase(&w, contract, "2026-02-01T00:00:00Z");
	world_replay(&w, &replayed);
	expect_same(world_retained(&w), world_retained(&replayed));
	cr_expect_gt(replayed.restored_count, 0);
	world_close(&replayed);
}

Test(replay, takes_what_replaces_an_erased_report)
{
	struct world_contract contract = agree_on_days("2026-01-31");

	report_at(&contract, "2026-01-31T12:00:00Z", 1, "2026-01-30", 0);
	report_at(&contract, "2026-02-01T12:00:00Z", 2, "2026-01-30", 1);
	report_at(&contract, "2026-02-01T13:00:00Z", 3, "2026-01-31", 0);
	expect_retained_without_january(&contract);
}

Test(replay, expects_the_first_days_when_the_last_was_judged_before_them)
{
	struct world_contract contract = agree_on_days("2026-01-09");

	report_at(&contract, "2026-01-02T12:00:00Z", 1, "2026-01-01", 0);
	report_at(&contract, "2026-01-08T12:00:00Z", 2, "2026-01-07", 0);
	report_at(&contract, "2026-01-10T12:00:00Z", 3, "2026-01-09", 0);
	world_wait(&w, "2026-01-14T00:00:00Z", contract.id);
	expect_retained_without_january(&contract);
}

/* The period is told again with a report that is there, but rests on one that is gone. */
Test(replay, judges_nothing_without_a_report_that_was_erased)
{
	struct world_contract contract =
		world_agree(&w, world_terms(&w, "2026-01-30", "2026-01-31"));

	report_at(&contract, "2026-01-31T12:00:00Z", 1, "2026-01-30", 0);
	report_at(&contract, "2026-02-01T12:00:00Z", 2, "2026-01-31", 0);
	report_at(&contract, "2026-02-01T13:00:00Z", 3, "2026-01-31", 2);
	world_erase(&w, &contract, "2026-02-01T00:00:00Z");
	world_replay(&w, &replayed);
	expect_same(world_retained(&w), world_retained(&replayed));
	cr_expect_eq(replayed.restored_count, 2);
	cr_expect_eq(replayed.differing_count, 0);
	world_close(&replayed);
}

/* Judged as one period: a day that goes missing in February is told long before anything
 * tells of those of January. */
static struct world_contract quarter_without_january(void)
{
	SlbTerms *terms = world_terms(&w, "2026-01-01", "2026-03-31");
	struct world_contract contract;

	terms->period->kind = SLB_PERIOD_KIND__PERIOD_KIND_LIST;
	terms->period->month_start_day = 0;
	LAW_APPEND(&w.arena, terms->period, boundaries,
		   law_text(&w.arena, "2026-01-01"));
	LAW_APPEND(&w.arena, terms->period, boundaries,
		   law_text(&w.arena, "2026-04-01"));
	contract = world_agree(&w, terms);
	report_daily(&contract, "2026-04-01T00:00:00Z");
	world_wait(&w, "2026-06-01T00:00:00Z", contract.id);
	world_takes(&w, world_redaction(&w, &contract, 56 * 12, 56 * 12), KEY_OPERATOR);
	world_erase(&w, &contract, "2026-02-01T00:00:00Z");
	return contract;
}

Test(replay, computes_again_what_goes_missing_after_erased_reports)
{
	(void)quarter_without_january();
	world_replay(&w, &replayed);
	expect_same(world_retained(&w), world_retained(&replayed));
	cr_expect_eq(replayed.restored_count, 1); /* the quarter itself */
	world_close(&replayed);
}

/* January waits for its last days until 20 February, while an amendment goes on and misses
 * its first day.  Where that is by days, the last report of the series is of January. */
static struct world_contract amended_without_january(bool by_days)
{
	SlbTerms *terms = world_terms(&w, "2026-01-01", "2026-12-31");
	struct world_contract first, second;
	SlbStatement *offer;

	terms->series[0]->due_delay =
		law_delay(&w.arena, 20, SLB_DELAY_UNIT__DELAY_UNIT_DAYS);
	first = world_agree(&w, terms);
	for (unsigned day = 1; day <= 29; day++)
		report_at(&first,
			  arena_printf(&w.arena, "2026-01-%02uT12:00:00Z", day + 1),
			  day, arena_printf(&w.arena, "2026-01-%02u", day), 0);
	terms = world_terms(&w, "2026-02-01", "2026-12-31");
	if (by_days)
		judge_by_days(terms);
	offer = world_offer(&w, "lender", terms, &first);
	second = world_offered(&w, offer, terms);
	world_takes(&w, offer, KEY_LENDER);
	world_takes(&w, world_accept(&w, "voicehouse", &second), KEY_VOICEHOUSE);
	if (!by_days)
		report_at(&first, "2026-02-01T12:00:00Z", 30, "2026-01-30", 0);
	world_wait(&w, "2026-02-03T00:00:01Z", second.id); /* 1 February is missing */
	return second;
}

static void expect_february_without_january(bool by_days)
{
	struct world_contract contract = amended_without_january(by_days);
	const SlbOutcome *outcome = world_last_outcome(&w);

	cr_assert_not_null(outcome);
	cr_assert_eq(outcome->n_missing, 1);
	cr_expect_eq(outcome->missing[0]->start_s,
		     world_ms("2026-02-01T00:00:00Z") / 1000);
	world_wait(&w, "2026-02-25T00:00:00Z", contract.id);
	expect_retained_without_january(&contract);
}

Test(replay, waits_for_erased_parts_of_one_version_while_another_goes_on)
{
	expect_february_without_january(false);
}

Test(replay, takes_the_word_for_where_an_erased_series_stood)
{
	expect_february_without_january(true);
}

/* What is missing after the erasure is computed, whatever the outcome says of it. */
Test(replay, takes_no_word_for_parts_after_what_was_erased)
{
	struct world_contract contract = amended_without_january(false);
	SlbOutcome silent = *world_last_outcome(&w);
	struct act_conclusion conclusion;
	struct act_moment moment;
	struct store_view *view = NULL;
	struct state state;
	bool is_overdue = false;

	silent.n_missing = 0;
	w.entry_count--; /* the replay ends before the outcome */
	world_erase(&w, &contract, "2026-02-01T00:00:00Z");
	world_replay(&w, &replayed);
	moment = (struct act_moment){ .acts = replayed.acts,
				      .log_time_ms = w.now_ms,
				      .outcome_index = w.entry_count,
				      .said = &silent };
	cr_assert_eq(store_read_begin(replayed.store, &replayed.diag, &view), ERR_OK);
	state_init(&state, &replayed.arena, view);
	cr_assert_eq(acts_due(&moment, contract.id, &state, &is_overdue, &conclusion),
		     ERR_OK);
	cr_assert(is_overdue);
	cr_assert_eq(conclusion.outcome->n_missing, 1);
	cr_expect_eq(conclusion.outcome->missing[0]->start_s,
		     world_ms("2026-02-01T00:00:00Z") / 1000);
	store_read_end(view);
	world_close(&replayed);
}

/* What is left of a history whose January is erased, and an outcome entered into it. */
static enum err restore(const struct world_contract *contract,
			const SlbOutcome *outcome)
{
	struct act_moment moment = { .acts = replayed.acts,
				     .log_time_ms = w.now_ms,
				     .outcome_index = w.entry_count };
	struct state_changes changes;
	struct store_view *view = NULL;
	struct state state;
	enum err err;

	cr_assert_eq(store_read_begin(replayed.store, &replayed.diag, &view), ERR_OK);
	state_init(&state, &replayed.arena, view);
	state_changes_init(&changes, &replayed.arena);
	err = acts_restore(&moment, contract->id, outcome, &state, &changes,
			   &replayed.diag);
	store_read_end(view);
	return err;
}

enum bent {
	A_VOLUME,
	A_MINIMUM,
	A_NEGATIVE_CREDIT,
	CREDITS_BEYOND_64_BITS,
	NO_LOG_INDEX,
	A_CONTENT_ID_TOO_MANY,
	NO_LOG_TIME,
	NO_RESTATEMENT,
	BENT_COUNT
};

static void add_credit(SlbPeriodJudgement *judgement, int64_t amount_minor)
{
	SlbCreditLine *line = arena_new(&w.arena, SlbCreditLine);

	slb_credit_line__init(line);
	line->kpi = law_text(&w.arena, "answer-rate");
	line->amount_minor = amount_minor;
	LAW_APPEND(&w.arena, judgement, credits, line);
}

static void bend(enum bent bent, SlbPeriodOutcome *period)
{
	SlbVerdict *verdict = period->judgement->verdicts[0];
	SlbReportsRelied *relied = period->reports[0];

	if (bent == A_VOLUME || bent == A_MINIMUM) {
		verdict->shortfall = arena_new(&w.arena, SlbShortfall);
		slb_shortfall__init(verdict->shortfall);
		*(bent == A_VOLUME ? &verdict->volume : &verdict->minimum_volume) =
			law_text(&w.arena, "many");
	}
	if (bent == A_NEGATIVE_CREDIT)
		add_credit(period->judgement, -1);
	if (bent == CREDITS_BEYOND_64_BITS) {
		add_credit(period->judgement, INT64_MAX);
		add_credit(period->judgement, 1);
	}
	relied->n_log_indexes -= bent == NO_LOG_INDEX;
	relied->n_log_times_ms -= bent == NO_LOG_TIME;
	relied->n_replaces -= bent == NO_RESTATEMENT;
	if (bent == A_CONTENT_ID_TOO_MANY)
		relied->n_sequences = relied->n_log_indexes = 0;
}

/* Nothing computes it again: what a notice is composed from must at least be figures. */
Test(replay, enters_no_outcome_whose_figures_are_none)
{
	struct world_contract contract = redacted_history();
	uint64_t first = 0;

	while (!w.entries[first].is_outcome ||
	       w.entries[first].statement->outcome->n_periods == 0)
		first++;
	w.entry_count = first; /* the replay ends before it */
	w.now_ms = w.entries[first].log_time_ms;
	world_erase(&w, &contract, "2026-03-01T00:00:00Z");
	world_replay(&w, &replayed);
	for (int i = 0; i <= BENT_COUNT; i++) {
		struct bytes packed = pack_message(
			&w.arena, &w.entries[first].statement->outcome->base);
		ProtobufCMessage *copy = NULL;

		cr_assert_eq(unpack_message(&w.arena, &slb_outcome__descriptor, packed,
					    &copy, &w.diag),
			     ERR_OK);
		bend((enum bent)i, ((SlbOutcome *)copy)->periods[0]);
		cr_expect_eq(restore(&contract, (SlbOutcome *)copy),
			     i == BENT_COUNT ? ERR_OK : ERR_OUTCOME_UNFOUNDED,
			     "case %d: %s", i, law_said(&replayed.diag));
	}
	world_close(&replayed);
}

Test(replay, enters_no_outcome_that_does_not_rest_on_what_was_erased)
{
	struct world_contract contract = redacted_history();
	const SlbOutcome *outcome = NULL;

	world_erase(&w, &contract, "2026-03-01T00:00:00Z");
	world_replay(&w, &replayed);
	for (uint64_t i = 0; i < w.entry_count; i++) {
		if (w.entries[i].is_outcome)
			outcome = w.entries[i].statement->outcome;
	}
	cr_assert_not_null(outcome);
	cr_expect_eq(restore(&contract, outcome), ERR_OUTCOME_UNFOUNDED);
	world_close(&replayed);
}
