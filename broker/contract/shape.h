#ifndef BROKER_CONTRACT_SHAPE_H
#define BROKER_CONTRACT_SHAPE_H

#include "contract/say.h"

/*
 * Private to contract/ and policy/: presence, range, order and distinctness, as the
 * comments of common.proto, formula.proto and contract.proto say field by field.
 */

#define CONTRACT_DIMENSIONS_MAX  8
#define CONTRACT_COLUMNS_MAX     64
#define CONTRACT_KPIS_MAX        64
#define CONTRACT_STEPS_MAX       64
#define CONTRACT_TERMS_MAX       64
#define CONTRACT_COMPARISONS_MAX 16

#define CONTRACT_INTERVAL_S_MIN 60

/* Law, title, parties, names of the zone, period, measurement, money, notices, windows. */
void shape_terms(struct inquiry *inquiry);
void shape_notice_address(struct inquiry *inquiry, const SlbNoticeAddress *address,
			  const struct path *path);
void shape_notices(struct inquiry *inquiry, const SlbNoticeTerms *notices);

/*
 * Dimensions, series, counters and histograms.  False when there are so many that nothing
 * can be looked up; otherwise the inquiry's names are set.
 */
bool shape_tables(struct inquiry *inquiry);
void shape_conservation(struct inquiry *inquiry, const SlbConservation *conservation,
			const struct path *path);

void shape_comparison(struct inquiry *inquiry, const SlbComparison *comparison,
		      const struct path *path);

/* The list "scope" under path: one entry for each dimension. */
void shape_scope(struct inquiry *inquiry, SlbScopeDimension *const *scope, size_t count,
		 const struct path *path);
void shape_slicing(struct inquiry *inquiry, const SlbSlicing *slicing,
		   const struct path *path);

/* All of a KPI but its formula. */
void shape_kpi(struct inquiry *inquiry, const SlbKpi *kpi, const struct path *path);
void shape_credit(struct inquiry *inquiry, const SlbCredit *credit,
		  const struct path *path);

/* The list "steps" under parent. */
void shape_steps(struct inquiry *inquiry, SlbStep *const *steps, size_t count,
		 const struct path *parent);
/* A list of terms, 1 to CONTRACT_TERMS_MAX, named by field under parent. */
void shape_term_list(struct inquiry *inquiry, SlbTerm *const *terms, size_t count,
		     const struct path *parent, const char *field);

/* The lists of terms that a step computes with. */
struct term_list {
	const char *operation;
	const char *field;
	SlbTerm *const *terms;
	size_t count;
	bool single; /* the field is no list */
};

#define STEP_TERM_LISTS_MAX 2

size_t step_term_lists(const SlbStep *step,
		       struct term_list lists[STEP_TERM_LISTS_MAX]);

/* The path of a term in such a list; operation holds the part between. */
struct path term_list_path(const struct path *step, const struct term_list *list,
			   size_t index, struct path *operation);

#endif
