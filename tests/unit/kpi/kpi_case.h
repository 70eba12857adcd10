#ifndef TESTS_UNIT_KPI_KPI_CASE_H
#define TESTS_UNIT_KPI_KPI_CASE_H

#include <criterion/criterion.h>

#include "kpi/evaluate.h"
#include "support/law.h"

/* A contract of two days with one KPI, and the reports under it. */
struct kpi_case {
	struct arena arena;
	SlbTerms *terms;
	SlbKpi *kpi;
	struct frame *frame;
	struct formula *formula;
	struct report_view views[8];
	struct selection selections[8];
	struct window window;
};

#define INTERVAL SLB_STAGE__STAGE_INTERVAL
#define SLICE    SLB_STAGE__STAGE_SLICE
#define WINDOW   SLB_STAGE__STAGE_WINDOW
#define SCORE    SLB_STAGE__STAGE_SCORE

/*
 * Series inbound (half hours: offered, answered, longest, wait by 5, 20), survey (days:
 * votes, scores by 6, 8); one dimension, queue; KPI "sl", at least 80 %.
 */
static inline void case_open(struct kpi_case *c)
{
	static const uint64_t waits[] = { 5, 20 };
	static const uint64_t scores[] = { 6, 8 };

	*c = (struct kpi_case){ 0 };
	arena_init(&c->arena, LAW_ARENA_BYTES);
	c->terms = law_terms(&c->arena, "2026-01-01", "2026-01-31");
	law_add_dimension(&c->arena, c->terms, "queue");
	law_add_series(&c->arena, c->terms, "inbound", 1800);
	law_add_series(&c->arena, c->terms, "survey", 0);
	law_add_counter(&c->arena, c->terms, "inbound", "offered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED);
	law_add_counter(&c->arena, c->terms, "inbound", "answered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_ANSWERED);
	law_add_counter(&c->arena, c->terms, "inbound", "longest",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER)
		->pooling = SLB_POOLING__POOLING_MAXIMUM;
	law_add_counter(&c->arena, c->terms, "survey", "votes",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER);
	law_add_histogram(&c->arena, c->terms, "inbound", "wait", waits, 2);
	law_add_histogram(&c->arena, c->terms, "survey", "scores", scores, 2);
	c->kpi = law_add_kpi(&c->arena, c->terms, "sl",
			     SLB_COMPARATOR__COMPARATOR_AT_LEAST, "80");
	law_set_volume(&c->arena, c->kpi, "offered");
	c->window = (struct window){ .views = c->views, .selections = c->selections };
}

static inline void case_close(struct kpi_case *c)
{
	arena_release(&c->arena);
}

static inline void case_step(struct kpi_case *c, SlbStep *step)
{
	LAW_APPEND(&c->arena, c->kpi, steps, step);
}

static inline void case_slice_by(struct kpi_case *c, const char *dimension)
{
	c->kpi->slicing = law_slicing(&c->arena, dimension);
}

/* Resolves names; terms and KPI are as they will be. */
static inline void case_compile(struct kpi_case *c)
{
	c->frame = frame_of_terms(&c->arena, c->terms);
	c->formula = formula_of_kpi(&c->arena, c->frame, c->kpi);
}

/* Adds a report, with the rows in the KPI's scope. */
static inline void case_report(struct kpi_case *c, const char *series, const char *day,
			       const char *columns, const char *rows)
{
	struct scope scope = scope_of_kpi(&c->arena, c->frame, c->kpi);
	size_t place = c->window.count++;

	c->views[place] = view_of_report(
		&c->arena, c->frame,
		law_daily(&c->arena, c->terms, series, day, columns, rows));
	c->views[place].place = place + 1;
	c->selections[place] = scope_select(&c->arena, &scope, &c->views[place]);
}

static inline struct evaluation case_evaluate(struct kpi_case *c)
{
	return evaluate(&c->arena, c->frame, c->formula, &c->window);
}

/* "7/2", or what is lacking. */
static inline const char *case_text(struct kpi_case *c, struct value value)
{
	if (value.lack != LACKS_NOTHING)
		return lack_words(value.lack);
	return ratio_text(&c->arena, value.number);
}

#endif
