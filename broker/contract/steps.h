#ifndef BROKER_CONTRACT_STEPS_H
#define BROKER_CONTRACT_STEPS_H

#include <stdint.h>

#include "contract/say.h"

/*
 * Private to contract/ and policy/: what a formula of well-shaped steps refers to, and
 * the rules of stages.  The inquiry's names and terms are those that it may use.
 */

struct step_list {
	SlbStep *const *steps;
	size_t count;
	const SlbSlicing *slicing; /* or NULL */
};

struct step_list step_list_of_kpi(const SlbKpi *kpi);

/* Counters, ranges and earlier steps exist.  parent holds the list "steps". */
void step_list_names(struct inquiry *inquiry, struct step_list formula,
		     const struct path *parent);
/* The same for a list of terms outside a formula, which may not name steps. */
void term_list_names(struct inquiry *inquiry, SlbTerm *const *terms, size_t count,
		     const struct path *parent, const char *field);

/* Stages, slices and pooling; only for a formula whose names were found. */
void step_list_rules(struct inquiry *inquiry, struct step_list formula,
		     const struct path *parent);

/* Bit i: a counter or histogram of series i is used.  Names must have been found. */
uint32_t term_list_series(const struct inquiry *inquiry, SlbTerm *const *terms,
			  size_t count);
uint32_t step_list_series(const struct inquiry *inquiry, struct step_list formula);

/* The counter or histogram that a term names; NULL where it names none. */
const SlbCounter *term_counter(const struct inquiry *inquiry, const SlbTerm *term);
const SlbHistogram *term_histogram(const struct inquiry *inquiry, const SlbTerm *term);

/* The place of an earlier step, which must exist. */
size_t step_list_find(struct step_list formula, const char *name);

#endif
