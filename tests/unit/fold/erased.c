#include "unit/fold/erased.h"

#include "calendar/civil.h"
#include "envelope/unpack.h"
#include "unit/acts/world_private.h"

/* ---- stories ------------------------------------------------------------- */

static void begin(struct story *story)
{
	world_open(&story->w);
	story->w.now_ms = world_ms("2026-01-11T00:00:00Z");
}

static void judge_by(struct story *story, SlbTerms *terms, SlbPeriodKind kind)
{
	terms->period = arena_new(&story->w.arena, SlbPeriod);
	slb_period__init(terms->period);
	terms->period->kind = kind;
}

/* Its last days may be reported until three weeks later. */
static SlbTerms *terms_of_january(struct story *story)
{
	SlbTerms *terms = world_terms(&story->w, "2026-01-11", "2026-12-31");

	terms->series[0]->due_delay =
		law_delay(&story->w.arena, 20, SLB_DELAY_UNIT__DELAY_UNIT_DAYS);
	return terms;
}

/* From 1 February on the contract is judged by days. */
static void amend(struct story *story, const struct world_contract *first)
{
	SlbTerms *terms = world_terms(&story->w, "2026-02-01", "2026-12-31");
	SlbStatement *offer;

	judge_by(story, terms, SLB_PERIOD_KIND__PERIOD_KIND_DAY);
	offer = world_offer(&story->w, "lender", terms, first);
	story->contract = world_offered(&story->w, offer, terms);
	world_takes(&story->w, offer, KEY_LENDER);
	world_takes(&story->w, world_accept(&story->w, "voicehouse", &story->contract),
		    KEY_VOICEHOUSE);
}

static void report_by(struct story *story, const char *slug,
		      const struct world_contract *version, uint64_t sequence,
		      const char *day)
{
	SlbStatement *said = world_report(&story->w, version, sequence, day, 100, 70);

	said->issuer = law_text(&story->w.arena, slug);
	world_wait(&story->w,
		   civil_instant_text(&story->w.arena, law_day_s(day) + 36 * 3600, 0),
		   version->id);
	world_takes(&story->w, said,
		    strcmp(slug, "lender") == 0 ? KEY_LENDER : KEY_VOICEHOUSE);
}

/* But for its last two days. */
static void report_january(struct story *story, const char *slug,
			   const struct world_contract *version)
{
	for (unsigned day = 11; day <= 29; day++)
		report_by(story, slug, version, day - 10,
			  arena_printf(&story->w.arena, "2026-01-%02u", day));
}

static void erase_january(struct story *story)
{
	world_wait(&story->w, "2026-05-01T00:00:00Z", story->contract.id);
	world_wait(&story->w, "2026-06-01T00:00:00Z", story->contract.id);
	world_takes(
		&story->w,
		world_redaction(&story->w, &story->contract, STORY_MONTH, STORY_MONTH),
		KEY_OPERATOR);
	world_erase(&story->w, &story->contract, "2026-02-01T00:00:00Z");
}

void erased_amended(struct story *story)
{
	struct world_contract first;

	begin(story);
	first = world_agree(&story->w, terms_of_january(story));
	report_january(story, "voicehouse", &first);
	amend(story, &first);
	world_wait(&story->w, "2026-02-03T00:00:01Z", story->contract.id);
	report_by(story, "voicehouse", &story->contract, 20, "2026-02-02");
	report_by(story, "voicehouse", &story->contract, 21, "2026-02-03");
	report_by(story, "voicehouse", &story->contract, 22, "2026-02-24");
	erase_january(story);
}

/* The lender records it alone until the end of January. */
void erased_recorded(struct story *story)
{
	struct world_contract first;
	SlbStatement *offer;
	SlbTerms *terms;

	begin(story);
	terms = terms_of_january(story);
	offer = world_offer(&story->w, "lender", terms, NULL);
	offer->offer->unilateral = arena_new(&story->w.arena, SlbUnilateralRecord);
	slb_unilateral_record__init(offer->offer->unilateral);
	offer->offer->unilateral->paper_digest = world_binary(
		&story->w, "a signed paper of thirty-two byt", DIGEST_BYTES);
	first = world_offered(&story->w, offer, terms);
	world_takes(&story->w, offer, KEY_LENDER);
	report_january(story, "lender", &first);
	world_takes(&story->w, world_accept(&story->w, "voicehouse", &first),
		    KEY_VOICEHOUSE);
	amend(story, &first);
	report_by(story, "voicehouse", &story->contract, 1, "2026-02-01");
	erase_january(story);
}

/* One period until the end of March, in which 10 February goes missing. */
void erased_quarter(struct story *story)
{
	SlbTerms *terms;

	begin(story);
	terms = world_terms(&story->w, "2026-01-11", "2026-03-31");
	judge_by(story, terms, SLB_PERIOD_KIND__PERIOD_KIND_LIST);
	LAW_APPEND(&story->w.arena, terms->period, boundaries,
		   law_text(&story->w.arena, "2026-01-11"));
	LAW_APPEND(&story->w.arena, terms->period, boundaries,
		   law_text(&story->w.arena, "2026-04-01"));
	story->contract = world_agree(&story->w, terms);
	for (unsigned day = 11; day <= 50; day++) {
		unsigned sequence = day - 10 - (day > 41);

		if (day != 41)
			report_by(story, "voicehouse", &story->contract, sequence,
				  arena_printf(&story->w.arena, "2026-%02u-%02u",
					       day > 31 ? 2 : 1,
					       day > 31 ? day - 31 : day));
	}
	erase_january(story);
}

/* ---- lies ---------------------------------------------------------------- */

/* Outcomes of the story, in the order of the log.  The first day of February is missing,
 * when the last report of the series is an erased one; January is judged together with
 * days that nothing erased concerns. */
enum {
	FIRST_OF_FEBRUARY,
	SECOND_OF_FEBRUARY, /* reported: it follows from a statement */
	THIRD_OF_FEBRUARY,
	JANUARY_AND_MORE,
};

static SlbSeriesHead *head_of(const SlbOutcome *outcome)
{
	return outcome->periods[0]->heads[0];
}

static void another_report(struct arena *arena, SlbOutcome *outcome)
{
	(void)arena;
	head_of(outcome)->content_id.data[0] ^= 1;
}

static void a_later_report(struct arena *arena, SlbOutcome *outcome)
{
	(void)arena;
	head_of(outcome)->sequence++;
}

static void no_report(struct arena *arena, SlbOutcome *outcome)
{
	(void)arena;
	outcome->periods[0]->n_heads = 0;
}

static void a_later_judgement(struct arena *arena, SlbOutcome *outcome)
{
	(void)arena;
	outcome->periods[0]->revision++;
}

static void another_cause(struct arena *arena, SlbOutcome *outcome)
{
	(void)arena;
	outcome->cause = 7;
}

static void another_due_time(struct arena *arena, SlbOutcome *outcome)
{
	(void)arena;
	outcome->missing[0]->due_s--;
}

static void a_part_twice(struct arena *arena, SlbOutcome *outcome)
{
	SlbSlot **missing = arena_array(arena, SlbSlot *, outcome->n_missing + 1);

	for (size_t i = 0; i < outcome->n_missing; i++)
		missing[i] = outcome->missing[i];
	missing[outcome->n_missing++] = missing[0];
	outcome->missing = missing;
}

/* The first day after those of January. */
static void a_later_part_unsaid(struct arena *arena, SlbOutcome *outcome)
{
	(void)arena;
	for (size_t i = 3; i < outcome->n_missing; i++)
		outcome->missing[i - 1] = outcome->missing[i];
	outcome->n_missing--;
}

static void a_later_period_longer(struct arena *arena, SlbOutcome *outcome)
{
	(void)arena;
	outcome->periods[1]->judgement->days++;
}

const struct erased_lie erased_lies[] = {
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

const size_t erased_lie_count = ARRAY_SIZE(erased_lies);

uint64_t erased_outcome(const struct log *log, unsigned nth)
{
	for (uint64_t i = 0; i < log->count; i++) {
		if (log->entries[i].leaf.kind == SLB_STATEMENT__BODY_OUTCOME &&
		    nth-- == 0)
			return i;
	}
	cr_assert_fail("no such outcome");
	return 0;
}

void erased_tell(struct story *story, struct log *log, const struct erased_lie *lie)
{
	struct world *w = &story->w;
	uint64_t index = erased_outcome(log, lie->outcome);
	struct bytes payload =
		pack_message(&w->arena, &w->entries[index].statement->base);
	ProtobufCMessage *copy = NULL;
	struct world_entry entry;

	cr_assert_eq(unpack_message(&w->arena, &slb_statement__descriptor, payload,
				    &copy, &w->diag),
		     ERR_OK);
	lie->bend(&w->arena, ((SlbStatement *)copy)->outcome);
	entry = world_seal(w, "outcome", pack_message(&w->arena, copy), KEY_NOTICE);
	log_put_envelope(w, log, index, &entry);
	log_chain(log);
}
