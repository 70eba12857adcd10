#ifndef TESTS_CRASH_LEDGER_SERIES_H
#define TESTS_CRASH_LEDGER_SERIES_H

#include "support/statements.h"

/*
 * A fixed series of statements, the same in every process: two organisations and their
 * keys, a contract, another key for checkpoints, then one report for each day of three
 * years.
 */

#define ORIGIN        "broker.example/log"
#define SERIES_BEFORE 7 /* statements before the first report */

struct series {
	struct arena *arena;
	struct signing_key *next_log_key;
	struct speaker operator, acme_root, nordcall_root, acme, nordcall;
	/* As far as it was made. */
	struct agreed agreed;
	struct digest last_report;
};

static inline struct series series_begin(struct arena *arena)
{
	struct series series = {
		.arena = arena,
		.next_log_key = speaker_make("broker", 11).key,
		.operator= speaker_make("operator", 3),
		.acme_root = speaker_make("acme", 4),
		.nordcall_root = speaker_make("nordcall", 5),
		.acme = speaker_make("acme", 6),
		.nordcall = speaker_make("nordcall", 7),
	};

	series.acme.request = 1000;
	series.nordcall.request = 1000;
	return series;
}

static inline struct said series_report(struct series *s, uint64_t number)
{
	struct daily daily = {
		.sequence = number + 1,
		.previous = number == 0 ? NULL : &s->last_report,
		.day = civil_day_text(s->arena, law_day_s("2026-01-01") / LAW_DAY_S +
							(int64_t)number),
		.counts =
			arena_printf(s->arena, "0 %u 90", (unsigned)(100 + number % 7)),
	};
	struct said said =
		say_daily(s->arena, ORIGIN, &s->nordcall, &s->agreed, &daily);

	s->last_report = said.envelope.content_id;
	return said;
}

/* They are made in order, whether they are sent or not. */
static inline struct said series_statement(struct series *s, uint64_t number)
{
	SlbTerms *terms;

	switch (number) {
	case 0:
		return say_enrolment(s->arena, ORIGIN, &s->operator, & s->acme_root);
	case 1:
		return say_enrolment(s->arena, ORIGIN,
				     &s->operator, & s->nordcall_root);
	case 2:
		return say_key_addition(s->arena, ORIGIN, &s->acme_root, s->acme.key,
					SLB_KEY_PURPOSE__KEY_PURPOSE_STATEMENTS);
	case 3:
		return say_key_addition(s->arena, ORIGIN, &s->nordcall_root,
					s->nordcall.key,
					SLB_KEY_PURPOSE__KEY_PURPOSE_STATEMENTS);
	case 4:
		terms = said_terms(s->arena, "2026-01-01", "2028-12-31");
		terms->restatement_window->amount = 3000;
		return say_offer(s->arena, ORIGIN, &s->acme, terms, &s->agreed);
	case 5:
		return say_acceptance(s->arena, ORIGIN, &s->nordcall, &s->agreed);
	case 6:
		return say_key_rotation(s->arena, ORIGIN, &s->operator,
					SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_LOG,
					s->next_log_key);
	default:
		return series_report(s, number - SERIES_BEFORE);
	}
}

#endif
