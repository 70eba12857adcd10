#ifndef BROKER_NOTICE_COMPOSING_H
#define BROKER_NOTICE_COMPOSING_H

#include "kpi/formula.h"
#include "notice/compose.h"

/* Private to notice/: a notice being written. */

struct composing {
	struct arena *arena;
	const struct notice_case *given;
	int64_t given_s; /* the whole second that ends the one in which it is given */
	const SlbTerms *terms;
	const SlbNoticeTerms *said; /* of them; empty where they have none */
	const SlbKpi *kpi;
	const struct formula *formula;
	const SlbVerdict *verdict;
	const SlbParty *client;
	const SlbParty *centre;
	SlbNotice *notice;
};

/* "2026-02-03T00:00:00+01:00". */
char *composing_time(const struct composing *composing, int64_t at_s);

/* A time that the terms set, from when the notice is given or counts as received. */
struct due {
	const SlbDelay *within;
	SlbCountedFrom from;
	const char *clause;
};

int64_t due_s(const struct composing *composing, struct due due);
/*
 * "2026-02-03T00:00:00+01:00 (Europe/Rome), 5 business days after this notice was given,
 * as the calendar in the terms counts them, under clause 14.4".
 */
char *due_words(const struct composing *composing, struct due due);

/* "5 business days". */
char *composing_delay(const struct composing *composing, const SlbDelay *delay);

/* The full stop that words still need at the end of a sentence: one, or none. */
const char *composing_stop(const char *words);

/* Sentences that are added one by one. */
struct lines {
	char **lines;
	size_t count;
	size_t most;
};

struct lines lines_for(const struct composing *composing, size_t most);
void lines_add(struct lines *lines, char *sentence);

/* A copy of count lines, for a repeated field. */
char **composing_lines(const struct composing *composing, char *const *lines,
		       size_t count);

/* Sets the repeated field of a message to the lines of an array. */
#define SET_LINES(composing, message, field, array) \
	((message)->n_##field = ARRAY_SIZE(array),  \
	 (message)->field = composing_lines((composing), (array), ARRAY_SIZE(array)))

/* compose_facts.c: what was found, what speaks against it, and the giver's own part. */
void compose_facts(const struct composing *composing);
void compose_own_performance(const struct composing *composing);
/* How often the KPI was missed before. */
void compose_repetition(const struct composing *composing);

/* compose_delivery.c: when it counts as received, and how it reaches the addressee. */
void compose_receipt(const struct composing *composing);
void compose_delivery(const struct composing *composing);

/* compose_objections.c: needs to know when it counts as received. */
void compose_objections(const struct composing *composing);

/* compose_provisions.c: what the contract says beside KPIs and credits. */
void compose_remarks(const struct composing *composing, SlbNoticeContract *contract);
void compose_authority(const struct composing *composing, SlbNoticeGiver *giver);
void compose_duties(const struct composing *composing, struct lines *lines);
char *composing_remedies(const struct composing *composing);
char *composing_set_off(const struct composing *composing);

/* compose_consequences.c: what is asked for, what is kept, and how all of it is shown. */
void compose_required(const struct composing *composing);
void compose_standing(const struct composing *composing);
void compose_confidentiality(const struct composing *composing);
void compose_verification(const struct composing *composing);

#endif
