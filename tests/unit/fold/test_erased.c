#include "calendar/civil.h"
#include "envelope/unpack.h"
#include "unit/acts/world_private.h"
#include "unit/fold/folded.h"

/* What a log without the reports of January 2026 still shows. */

#define JANUARY 672

static struct world w;
static struct log told;
static struct world_contract contract; /* the version in force last */

static void set_up(void)
{
	world_open(&w);
	w.now_ms = world_ms("2026-01-11T00:00:00Z");
}

static void tear_down(void)
{
	world_close(&w);
}

TestSuite(erased, .init = set_up, .fini = tear_down);

/* ---- stories ------------------------------------------------------------- */

static void judge_by(SlbTerms *terms, SlbPeriodKind kind)
{
	terms->period = arena_new(&w.arena, SlbPeriod);
	slb_period__init(terms->period);
	terms->period->kind = kind;
}

/* Its last days may be reported until three weeks later. */
static SlbTerms *terms_of_january(void)
{
	SlbTerms *terms = world_terms(&w, "2026-01-11", "2026-12-31");

	terms->series[0]->due_delay =
		law_delay(&w.arena, 20, SLB_DELAY_UNIT__DELAY_UNIT_DAYS);
	return terms;
}

/* From 1 February on the contract is judged by days. */
static void amend(const struct world_contract *first)
{
	SlbTerms *terms = world_terms(&w, "2026-02-01", "2026-12-31");
	SlbStatement *offer;

	judge_by(terms, SLB_PERIOD_KIND__PERIOD_KIND_DAY);
	offer = world_offer(&w, "lender", terms, first);
	contract = world_offered(&w, offer, terms);
	world_takes(&w, offer, KEY_LENDER);
	world_takes(&w, world_accept(&w, "voicehouse", &contract), KEY_VOICEHOUSE);
}

static void report_by(const char *slug, const struct world_contract *version,
		      uint64_t sequence, const char *day)
{
	SlbStatement *said = world_report(&w, version, sequence, day, 100, 70);

	said->issuer = law_text(&w.arena, slug);
	world_wait(&w, civil_instant_text(&w.arena, law_day_s(day) + 36 * 3600, 0),
		   version->id);
	world_takes(&w, said,
		    strcmp(slug, "lender") == 0 ? KEY_LENDER : KEY_VOICEHOUSE);
}

/* But for its last two days. */
static void report_january(const char *slug, const struct world_contract *version)
{
	for (unsigned day = 11; day <= 29; day++)
		report_by(slug, version, day - 10,
			  arena_printf(&w.arena, "2026-01-%02u", day));
}

static void erase_january(void)
{
	world_wait(&w, "2026-05-01T00:00:00Z", contract.id);
	world_wait(&w, "2026-06-01T00:00:00Z", contract.id);
	world_takes(&w, world_redaction(&w, &contract, JANUARY, JANUARY), KEY_OPERATOR);
	world_erase(&w, &contract, "2026-02-01T00:00:00Z");
	log_of_world(&w, &told);
}

/* Outcomes of an amended contract, in the order of the log.  The first day of February is
 * missing, when the last report of the series is an erased one; January is judged together
 * with days that nothing erased concerns. */
enum {
	FIRST_OF_FEBRUARY,
	SECOND_OF_FEBRUARY, /* reported: it follows from a statement */
	THIRD_OF_FEBRUARY,
	JANUARY_AND_MORE,
};

static void tell_amended(void)
{
	struct world_contract first = world_agree(&w, terms_of_january());

	report_january("voicehouse", &first);
	amend(&first);
	world_wait(&w, "2026-02-03T00:00:01Z", contract.id);
	report_by("voicehouse", &contract, 20, "2026-02-02");
	report_by("voicehouse", &contract, 21, "2026-02-03");
	report_by("voicehouse", &contract, 22, "2026-02-24");
	erase_january();
}

/* The lender records it alone until the end of January. */
static void tell_recorded(void)
{
	SlbTerms *terms = terms_of_january();
	SlbStatement *offer = world_offer(&w, "lender", terms, NULL);
	struct world_contract first;

	offer->offer->unilateral = arena_new(&w.arena, SlbUnilateralRecord);
	slb_unilateral_record__init(offer->offer->unilateral);
	offer->offer->unilateral->paper_digest =
		world_binary(&w, "a signed paper of thirty-two byt", DIGEST_BYTES);
	first = world_offered(&w, offer, terms);
	world_takes(&w, offer, KEY_LENDER);
	report_january("lender", &first);
	world_takes(&w, world_accept(&w, "voicehouse", &first), KEY_VOICEHOUSE);
	amend(&first);
	report_by("voicehouse", &contract, 1, "2026-02-01");
	erase_january();
}

/* One period until the end of March, in which 10 February goes missing. */
static void tell_quarter(void)
{
	SlbTerms *terms = world_terms(&w, "2026-01-11", "2026-03-31");

	judge_by(terms, SLB_PERIOD_KIND__PERIOD_KIND_LIST);
	LAW_APPEND(&w.arena, terms->period, boundaries,
		   law_text(&w.arena, "2026-01-11"));
	LAW_APPEND(&w.arena, terms->period, boundaries,
		   law_text(&w.arena, "2026-04-01"));
	contract = world_agree(&w, terms);
	for (unsigned day = 11; day <= 50; day++) {
		unsigned sequence = day - 10 - (day > 41);

		if (day != 41)
			report_by("voicehouse", &contract, sequence,
				  arena_printf(&w.arena, "2026-%02u-%02u",
					       day > 31 ? 2 : 1,
					       day > 31 ? day - 31 : day));
	}
	erase_january();
}

static uint64_t find_outcome(unsigned nth)
{
	for (uint64_t i = 0; i < told.count; i++) {
		if (told.entries[i].leaf.kind == SLB_STATEMENT__BODY_OUTCOME &&
		    nth-- == 0)
			return i;
	}
	cr_assert_fail("no such outcome");
	return 0;
}

static void expect_refusal(const char *what, enum err err, const char *text)
{
	struct folded folded = folded_of(&w, &told, false);

	cr_assert_eq(folded.err, err, "%s: %s: %s", what, err_name(folded.err),
		     folded.text);
	cr_expect_not_null(strstr(folded.text, text), "%s: %s", what, folded.text);
}

/* ---- a log that holds ---------------------------------------------------- */

static void expect_fold(uint64_t erased_count)
{
	struct folded folded = folded_of(&w, &told, false);

	cr_assert_eq(folded.err, ERR_OK, "%s", folded.text);
	cr_expect_eq(folded.counts.erased_count, erased_count);
	cr_expect_eq(folded.counts.restored_count, 1);
	store_close(folded.target);
}

Test(erased, a_contract_that_was_amended_holds)
{
	tell_amended();
	expect_fold(19);
}

Test(erased, a_contract_that_one_side_recorded_holds)
{
	tell_recorded();
	expect_fold(19);
}

Test(erased, a_period_that_goes_on_holds)
{
	tell_quarter();
	expect_fold(20);
}

/* ---- what the broker may have said instead ------------------------------- */

static SlbSeriesHead *head_of(const SlbOutcome *outcome)
{
	return outcome->periods[0]->heads[0];
}

static void another_report(SlbOutcome *outcome)
{
	head_of(outcome)->content_id.data[0] ^= 1;
}

static void a_later_report(SlbOutcome *outcome)
{
	head_of(outcome)->sequence++;
}

static void no_report(SlbOutcome *outcome)
{
	outcome->periods[0]->n_heads = 0;
}

static void a_later_judgement(SlbOutcome *outcome)
{
	outcome->periods[0]->revision++;
}

static void another_cause(SlbOutcome *outcome)
{
	outcome->cause = 7;
}

static void another_due_time(SlbOutcome *outcome)
{
	outcome->missing[0]->due_s--;
}

static void a_part_twice(SlbOutcome *outcome)
{
	SlbSlot **missing = arena_array(&w.arena, SlbSlot *, outcome->n_missing + 1);

	for (size_t i = 0; i < outcome->n_missing; i++)
		missing[i] = outcome->missing[i];
	missing[outcome->n_missing++] = missing[0];
	outcome->missing = missing;
}

/* The first day after those of January. */
static void a_later_part_unsaid(SlbOutcome *outcome)
{
	for (size_t i = 3; i < outcome->n_missing; i++)
		outcome->missing[i - 1] = outcome->missing[i];
	outcome->n_missing--;
}

static void a_later_period_longer(SlbOutcome *outcome)
{
	outcome->periods[1]->judgement->days++;
}

static const struct {
	const char *what;
	unsigned outcome;
	void (*bend)(SlbOutcome *outcome);
	enum err err;
	const char *text;
} lies[] = {
	{ "where an erased series stood", FIRST_OF_FEBRUARY, another_report,
	  ERR_LOG_DAMAGED, "REPORT_SEQUENCE: report number 20 follows number 19" },
	{ "a report that never was", FIRST_OF_FEBRUARY, a_later_report, ERR_LOG_DAMAGED,
	  "REPORT_SEQUENCE: the next report" },
	{ "another report than the last", SECOND_OF_FEBRUARY, another_report,
	  ERR_OUTCOME_UNFOUNDED, "begins later" },
	{ "one after the last", SECOND_OF_FEBRUARY, a_later_report,
	  ERR_OUTCOME_UNFOUNDED, "begins later" },
	{ "no last report", SECOND_OF_FEBRUARY, no_report, ERR_OUTCOME_UNFOUNDED,
	  "begins later" },
	{ "another report beside January", JANUARY_AND_MORE, another_report,
	  ERR_OUTCOME_UNFOUNDED, "did not stand" },
	{ "a later report beside January", JANUARY_AND_MORE, a_later_report,
	  ERR_OUTCOME_UNFOUNDED, "did not stand" },
	{ "January judged twice", JANUARY_AND_MORE, a_later_judgement,
	  ERR_OUTCOME_UNFOUNDED, "not judged that often" },
	{ "January's cause", JANUARY_AND_MORE, another_cause, ERR_OUTCOME_UNFOUNDED,
	  "not the entry before" },
	{ "when a day of January was due", JANUARY_AND_MORE, another_due_time,
	  ERR_OUTCOME_UNFOUNDED, "not due then" },
	{ "a day missing twice", JANUARY_AND_MORE, a_part_twice, ERR_OUTCOME_UNFOUNDED,
	  "no version expects" },
	{ "a day of February beside January", JANUARY_AND_MORE, a_later_period_longer,
	  ERR_OUTCOME_UNFOUNDED, "not what the log gives" },
	{ "a day of February unsaid", JANUARY_AND_MORE, a_later_part_unsaid,
	  ERR_OUTCOME_UNFOUNDED, "not what the log gives" },
};

/* The outcome with one thing otherwise, sealed by the broker. */
static void tell_otherwise(uint64_t index, void (*bend)(SlbOutcome *outcome))
{
	struct bytes payload =
		pack_message(&w.arena, &w.entries[index].statement->base);
	ProtobufCMessage *copy = NULL;
	struct world_entry entry;

	cr_assert_eq(unpack_message(&w.arena, &slb_statement__descriptor, payload,
				    &copy, &w.diag),
		     ERR_OK);
	bend(((SlbStatement *)copy)->outcome);
	entry = world_seal(&w, "outcome", pack_message(&w.arena, copy), KEY_NOTICE);
	log_put_envelope(&w, &told, index, &entry);
	log_chain(&told);
}

Test(erased, what_the_broker_said_instead_is_found)
{
	tell_amended();
	for (size_t i = 0; i < ARRAY_SIZE(lies); i++) {
		tell_otherwise(find_outcome(lies[i].outcome), lies[i].bend);
		expect_refusal(lies[i].what, lies[i].err, lies[i].text);
		log_of_world(&w, &told);
	}
}

static void drop(uint64_t index)
{
	told.count--;
	for (uint64_t i = index; i < told.count; i++)
		told.entries[i] = told.entries[i + 1];
	log_chain(&told);
}

Test(erased, what_the_broker_did_not_say_is_missed)
{
	tell_amended();
	drop(find_outcome(FIRST_OF_FEBRUARY));
	expect_refusal("1 February", ERR_LOG_DAMAGED, "was overdue");
}

/* The first day of the period is among those whose reports are gone. */
Test(erased, a_silence_is_missed_before_the_period_is_judged)
{
	tell_quarter();
	drop(find_outcome(0));
	expect_refusal("10 February", ERR_LOG_DAMAGED,
		       "entry 40: something was overdue");
}
