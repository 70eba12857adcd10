#include "unit/fold/story.h"

#include "calendar/civil.h"

static int64_t noon_after_ms(const char *day)
{
	return (law_day_s(day) + 36 * 3600) * 1000;
}

/* As a broker that runs all the time does: each part is told missing when it is due. */
static void wait_until(struct story *story, int64_t at_ms)
{
	struct world *w = &story->w;

	while (w->now_ms < at_ms) {
		int64_t next_ms = w->now_ms + 3600000;
		const char *next = civil_instant_text(
			&w->arena, (next_ms < at_ms ? next_ms : at_ms) / 1000, 0);

		world_wait(w, next, story->contract.id);
		world_wait(w, next, story->other.id);
	}
}

static void report(struct story *story, const char *day, unsigned answered,
		   uint64_t replaces)
{
	struct world *w = &story->w;
	SlbStatement *statement = world_report(w, &story->contract, ++story->sequence,
					       day, 100, answered);

	if (replaces != 0)
		world_restates(w, statement, replaces);
	else
		wait_until(story, noon_after_ms(day));
	world_takes(w, statement, KEY_VOICEHOUSE);
}

static SlbTerms *daily_terms(struct world *w)
{
	SlbTerms *terms = world_terms(w, "2026-01-11", "2026-01-30");

	terms->period = arena_new(&w->arena, SlbPeriod);
	slb_period__init(terms->period);
	terms->period->kind = SLB_PERIOD_KIND__PERIOD_KIND_DAY;
	terms->kpis[0]->serving->mode = SLB_SERVING_MODE__SERVING_MODE_AUTOMATIC;
	return terms;
}

static void acknowledge(struct story *story, uint64_t number)
{
	struct world *w = &story->w;
	SlbStatement *statement =
		world_statement(w, "voicehouse", SLB_STATEMENT__BODY_ACKNOWLEDGEMENT);

	statement->book = world_binary(w, story->contract.id, CONTRACT_BYTES);
	statement->acknowledgement = arena_new(&w->arena, SlbAcknowledgement);
	slb_acknowledgement__init(statement->acknowledgement);
	statement->acknowledgement->notice = number;
	world_takes(w, statement, KEY_VOICEHOUSE);
}

void story_tell(struct story *story)
{
	struct world *w = &story->w;

	story->sequence = 0;
	world_open(w);
	w->now_ms = world_ms("2026-01-11T00:00:00Z");
	story->contract = world_agree(w, daily_terms(w));
	story->other = world_agree(w, world_terms(w, "2026-01-11", "2026-12-31"));
	report(story, "2026-01-11", 90, 0);
	report(story, "2026-01-12", 79, 0);
	world_takes(w, world_report(w, &story->other, 1, "2026-01-12", 50, 40),
		    KEY_VOICEHOUSE);
	report(story, "2026-01-12", 78, 2);
	acknowledge(story, STORY_NOTICES);
	w->now_ms = world_ms("2026-01-15T06:00:00Z");
	world_outage(w, world_ms("2026-01-14T18:00:00Z"));
	report(story, "2026-01-13", 85, 0);
	wait_until(story, world_ms("2026-01-16T12:00:00Z"));
	report(story, "2026-01-15", 80, 0);
	world_clock(w);
}

void story_end(struct story *story)
{
	world_close(&story->w);
}

void story_redact(struct story *story, bool both)
{
	struct world *w = &story->w;

	wait_until(story, world_ms("2026-02-16T00:00:00Z"));
	w->now_ms = world_ms("2026-04-01T00:00:00Z");
	world_takes(w, world_redaction(w, &story->other, STORY_MONTH, STORY_MONTH),
		    KEY_OPERATOR);
	world_erase(w, &story->other, "2026-02-01T00:00:00Z");
	if (!both)
		return;
	world_takes(w, world_redaction(w, &story->contract, STORY_MONTH, STORY_MONTH),
		    KEY_OPERATOR);
	world_erase(w, &story->contract, "2026-02-01T00:00:00Z");
}
