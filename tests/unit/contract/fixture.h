#ifndef TESTS_UNIT_CONTRACT_FIXTURE_H
#define TESTS_UNIT_CONTRACT_FIXTURE_H

#include <criterion/criterion.h>
#include <string.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "contract/check.h"

/*
 * Terms in which everything that can be said is said and holds, to break one thing at a
 * time.  Everything lives in one arena that the test process takes with it.
 *
 * Series: 0 calls (half-hours, centre), 1 surveys (period, third party), 2 plans (day,
 * client).  KPIs: 0 service-level (credit by tiers), 1 answer-rate, 2 talk-time (a band,
 * credit by distance), 3 best-days (interval to day to period), 4 satisfaction-score (a
 * product, then a score).
 */

extern struct arena fixture_arena;
extern struct diag fixture_diag;

#define ARENA (&fixture_arena)

SlbTerms *fixture_terms(void);

/* A copy that a message may own. */
char *text_of(const char *text);

SlbTerm *term_counter_of(const char *weight, const char *counter);
SlbTerm *term_range_of(const char *weight, const char *histogram, uint64_t above,
		       uint64_t up_to);
SlbTerm *term_step_of(const char *weight, const char *step);
SlbStep *step_sum_of(const char *name, SlbStage stage, SlbTerm *term);
SlbStep *step_quotient_of(const char *name, SlbStage stage, SlbTerm *numerator,
			  SlbTerm *denominator);
SlbStep *step_over_of(const char *name, SlbStage stage, const char *step,
		      SlbAggregate aggregate);
/* Makes it the KPI's only steps. */
void set_steps(SlbKpi *kpi, size_t count, SlbStep *const *steps);
/* Of two counters, over all rows, 1 % tolerated; it is added to terms. */
SlbComparison *add_comparison(SlbTerms *terms, const char *record, const char *control);
SlbSlicing *slicing_of(SlbSliceKind kind, const char *dimension);
SlbDelay *delay_of(uint32_t amount, SlbDelayUnit unit);

/* The check says, with this code, at this path, a sentence that contains text. */
void expect_refused(const SlbTerms *terms, enum err code, const char *path,
		    const char *text, const char *hint);
/* That, and nothing else is said. */
void expect_refused_only(const SlbTerms *terms, enum err code, const char *path,
			 const char *text);
/* The check passes and warns so. */
void expect_warned(const SlbTerms *terms, const char *path, const char *text);
void expect_passes(const SlbTerms *terms);

/* One test: terms t, the statements that break them, and what is then said. */
#define REFUSES(name, code, path, text, hint, ...)                        \
	Test(REFUSES_SUITE, name)                                         \
	{                                                                 \
		SlbTerms *t = fixture_terms();                            \
		__VA_ARGS__                                               \
		expect_refused(t, ERR_CONTRACT_##code, path, text, hint); \
	}

#endif
