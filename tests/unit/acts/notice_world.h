#ifndef TESTS_UNIT_ACTS_NOTICE_WORLD_H
#define TESTS_UNIT_ACTS_NOTICE_WORLD_H

#include "unit/acts/world.h"

/*
 * Days of a contract, judged one by one: 79 of 100 miss the target of 80 %.  The client is
 * the lender, the centre voicehouse.
 */

static struct world w;
static struct world replayed;
static struct world_contract contract;

static inline SlbTerms *daily_terms(SlbServingMode mode)
{
	SlbTerms *terms = world_terms(&w, "2026-01-01", "2026-01-20");

	terms->period = arena_new(&w.arena, SlbPeriod);
	slb_period__init(terms->period);
	terms->period->kind = SLB_PERIOD_KIND__PERIOD_KIND_DAY;
	terms->kpis[0]->serving->mode = mode;
	return terms;
}

static inline void begin(SlbServingMode mode)
{
	world_open(&w);
	w.now_ms = world_ms("2026-01-01T00:00:00Z");
	contract = world_agree(&w, daily_terms(mode));
}

static inline void tear_down(void)
{
	world_close(&w);
}

static inline void on_decision(void)
{
	begin(SLB_SERVING_MODE__SERVING_MODE_ON_DECISION);
}

/* A second KPI, missed with the first; each costs EUR 10.00, together at most 15.00. */
static inline SlbTerms *two_kpis(SlbServingMode mode)
{
	SlbTerms *terms = daily_terms(mode);
	SlbKpi *second = arena_new(&w.arena, SlbKpi);

	terms->money = arena_new(&w.arena, SlbMoney);
	slb_money__init(terms->money);
	terms->money->currency = law_text(&w.arena, "EUR");
	terms->money->rounding = SLB_ROUNDING__ROUNDING_HALF_UP;
	terms->money->combination = SLB_CREDIT_COMBINATION__CREDIT_COMBINATION_SUM;
	terms->money->period_cap_minor = 1500;
	terms->kpis[0]->credit = arena_new(&w.arena, SlbCredit);
	slb_credit__init(terms->kpis[0]->credit);
	LAW_APPEND(&w.arena, terms->kpis[0]->credit, tiers,
		   arena_new(&w.arena, SlbCreditTier));
	slb_credit_tier__init(terms->kpis[0]->credit->tiers[0]);
	terms->kpis[0]->credit->tiers[0]->amount_case =
		SLB_CREDIT_TIER__AMOUNT_AMOUNT_MINOR;
	terms->kpis[0]->credit->tiers[0]->amount_minor = 1000;
	*second = *terms->kpis[0];
	second->name = law_text(&w.arena, "second");
	LAW_APPEND(&w.arena, terms, kpis, second);
	return terms;
}

static inline void begin_with_two(SlbServingMode mode)
{
	world_open(&w);
	w.now_ms = world_ms("2026-01-01T00:00:00Z");
	contract = world_agree(&w, two_kpis(mode));
}

/* ---- what is said -------------------------------------------------------- */

static inline SlbFindingPlace *place_of(const char *day)
{
	SlbFindingPlace *place = arena_new(&w.arena, SlbFindingPlace);

	slb_finding_place__init(place);
	place->version_id = world_binary(&w, contract.version_id, DIGEST_BYTES);
	place->start_s = law_day_s(day);
	place->kpi = law_text(&w.arena, "answer-rate");
	return place;
}

static inline SlbStatement *in_contract(const char *issuer, SlbStatement__BodyCase body)
{
	SlbStatement *statement = world_statement(&w, issuer, body);

	statement->book = world_binary(&w, contract.id, CONTRACT_BYTES);
	return statement;
}

static inline SlbStatement *serve(const char *issuer, const char *day)
{
	SlbStatement *statement = in_contract(issuer, SLB_STATEMENT__BODY_SERVING);

	statement->serving = arena_new(&w.arena, SlbFindingServing);
	slb_finding_serving__init(statement->serving);
	statement->serving->finding = place_of(day);
	return statement;
}

static inline SlbStatement *hold(const char *issuer, const char *day,
				 const char *until_day)
{
	SlbStatement *statement = in_contract(issuer, SLB_STATEMENT__BODY_HOLD);

	statement->hold = arena_new(&w.arena, SlbHold);
	slb_hold__init(statement->hold);
	statement->hold->finding = place_of(day);
	statement->hold->until_day = law_text(&w.arena, until_day);
	statement->hold->reason = law_text(&w.arena, "a cause is being looked for");
	return statement;
}

static inline SlbStatement *waive(const char *issuer, const char *day, bool credit,
				  bool strike)
{
	SlbStatement *statement = in_contract(issuer, SLB_STATEMENT__BODY_WAIVER);

	statement->waiver = arena_new(&w.arena, SlbWaiver);
	slb_waiver__init(statement->waiver);
	statement->waiver->finding = place_of(day);
	statement->waiver->credit = credit;
	statement->waiver->strike = strike;
	statement->waiver->reason = law_text(&w.arena, "a storm");
	return statement;
}

static inline SlbStatement *acknowledge(const char *issuer, uint64_t number)
{
	SlbStatement *statement =
		in_contract(issuer, SLB_STATEMENT__BODY_ACKNOWLEDGEMENT);

	statement->acknowledgement = arena_new(&w.arena, SlbAcknowledgement);
	slb_acknowledgement__init(statement->acknowledgement);
	statement->acknowledgement->notice = number;
	return statement;
}

/* At noon of the day after. */
static inline void report(uint64_t sequence, const char *day, unsigned answered,
			  uint64_t replaces)
{
	SlbStatement *statement =
		world_report(&w, &contract, sequence, day, 100, answered);

	if (replaces != 0)
		world_restates(&w, statement, replaces);
	else
		w.now_ms = (law_day_s(day) + 36 * 3600) * 1000;
	world_takes(&w, statement, KEY_VOICEHOUSE);
}

/* The client counts too, in the first series of the terms, which is due ten days after. */
static inline void begin_counted_twice(SlbServingMode mode)
{
	SlbTerms *terms;
	SlbSeries *daily;

	world_open(&w);
	w.now_ms = world_ms("2026-01-01T00:00:00Z");
	terms = daily_terms(mode);
	terms->last_day = law_text(&w.arena, "2026-01-06");
	world_count_lines(&w, terms, 240);
	daily = terms->series[0];
	terms->series[0] = terms->series[1];
	terms->series[1] = daily;
	contract = world_agree(&w, terms);
}

/* The 2nd to the 6th are judged by one outcome, as the client never counted; the 1st was,
 * when it had. */
static inline void judge_together(void)
{
	SlbStatement *lines = world_report(&w, &contract, 1, "2026-01-01", 0, 0);
	ProtobufCBinaryData version_id = lines->report->version_id;

	lines->issuer = law_text(&w.arena, "lender");
	lines->report = law_daily(&w.arena, contract.terms, "lines", "2026-01-01",
				  "routed", "0 100");
	lines->report->version_id = version_id;
	w.now_ms = world_ms("2026-01-02T12:00:00Z");
	world_takes(&w, lines, KEY_LENDER);
	for (unsigned day = 1; day <= 6; day++)
		report(day, arena_printf(&w.arena, "2026-01-%02u", day), 79 - day, 0);
	world_wait(&w, "2026-01-17T00:00:01Z", contract.id);
	cr_assert_not_null(world_last_outcome(&w));
	cr_assert_eq(world_last_outcome(&w)->n_periods, 5);
}

static inline const SlbNoticeRow *notice_row(uint64_t number)
{
	struct row_key key = notice_row_key(contract.id, number);

	return (const SlbNoticeRow *)world_row(&w, &key);
}

static inline const SlbFindingRow *finding_row(const char *day)
{
	struct version_place version = { contract.id, contract.version_id };
	struct row_key key = finding_row_key(&version, law_day_s(day), "answer-rate");

	return (const SlbFindingRow *)world_row(&w, &key);
}

static inline const SlbNotice *only_notice(void)
{
	const SlbOutcome *outcome = world_last_outcome(&w);

	cr_assert_not_null(outcome);
	cr_assert_eq(outcome->n_notices, 1);
	return outcome->notices[0];
}

/* The report at a place among those relied on is the one that lies in the log there. */
static inline void expect_named(const SlbReportsRelied *relied, size_t place,
				uint64_t replaces)
{
	const struct world_entry *entry;

	cr_assert_lt(place, relied->n_log_indexes);
	entry = &w.entries[relied->log_indexes[place]];
	cr_assert_lt(place, relied->n_content_ids);
	cr_assert_eq(relied->n_log_times_ms, relied->n_content_ids);
	cr_assert_eq(relied->n_replaces, relied->n_content_ids);
	cr_assert_eq(relied->content_ids[place].len, DIGEST_BYTES);
	cr_expect_arr_eq(relied->content_ids[place].data, entry->content_id.bytes,
			 DIGEST_BYTES);
	cr_expect_eq(relied->log_times_ms[place], entry->log_time_ms);
	cr_expect_eq(relied->replaces[place], replaces);
}

static inline void expect_key(ProtobufCBinaryData id, enum world_key key)
{
	struct public_key public = world_public(&w, key);
	struct digest expected = sha256(BYTES_OF_ARRAY(public.bytes));

	cr_assert_eq(id.len, DIGEST_BYTES);
	cr_expect_arr_eq(id.data, expected.bytes, DIGEST_BYTES);
}

/* One key signed, which was added by a statement. */
static inline void expect_signer(SlbNoticeSigner *const *signers, size_t count,
				 enum world_key key)
{
	cr_assert_eq(count, 1);
	expect_key(signers[0]->key_id, key);
	cr_expect_gt(signers[0]->added_index, 0);
}

/* Of the outcome at the end: the notices that ended, and those that were given. */
static inline const SlbNoticeEventRow *last_event(void)
{
	struct row_key key = notice_event_row_key(w.entry_count - 1);

	return (const SlbNoticeEventRow *)world_row(&w, &key);
}

static inline void expect_event(const uint64_t *numbers, size_t count)
{
	cr_assert_not_null(last_event());
	cr_assert_eq(last_event()->n_numbers, count);
	cr_expect_arr_eq(last_event()->numbers, numbers, count * sizeof(*numbers));
}

static inline void expect_replay(void)
{
	struct digest rows = world_rows(&w);
	struct digest again;

	world_replay(&w, &replayed);
	again = world_rows(&replayed);
	cr_expect_eq(replayed.entry_count, w.entry_count);
	cr_expect(digest_equal(&rows, &again));
	world_close(&replayed);
}

#endif
