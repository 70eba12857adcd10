#include <string.h>

#include "contract/rules.h"
#include "contract/shape.h"
#include "contract/steps.h"
#include "kpi/value.h"

/* What one list of terms does with contacts, as far as it is certain. */
struct contact_use {
	bool offered_added;
	bool answered_added;
	bool abandoned_added;   /* a counter, or a range without an upper end */
	bool early_added;       /* abandoned, from no wait up to a limit */
	bool early_taken_off;   /* the same, with weight -1 */
	bool counter_taken_off; /* a counter of abandoned ones, with weight -1 */
	bool abandoned;         /* there, whatever its weight */
};

static void note_added(struct contact_use *use, SlbCounterRole role, bool early)
{
	bool abandoned = role == SLB_COUNTER_ROLE__COUNTER_ROLE_ABANDONED;

	use->offered_added |= role == SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED;
	use->answered_added |= role == SLB_COUNTER_ROLE__COUNTER_ROLE_ANSWERED;
	use->early_added |= abandoned && early;
	use->abandoned_added |= abandoned && !early;
}

static void note_term(const struct inquiry *inquiry, const SlbTerm *term,
		      struct contact_use *use)
{
	const SlbCounter *counter = term_counter(inquiry, term);
	const SlbHistogram *histogram = term_histogram(inquiry, term);
	struct ratio weight = decimal_of_terms(inquiry->arena, term->weight);
	SlbCounterRole role;
	bool early;

	if (counter == NULL && histogram == NULL)
		return;
	role = counter != NULL ? counter->role : histogram->role;
	early = histogram != NULL && term->range->above == 0 && term->range->up_to != 0;
	if (term->weight[0] != '-')
		note_added(use, role, early);
	if (role != SLB_COUNTER_ROLE__COUNTER_ROLE_ABANDONED)
		return;
	use->abandoned = true;
	if (ratio_compare(weight, ratio_int(-1)) != 0)
		return;
	use->early_taken_off |= early;
	use->counter_taken_off |= counter != NULL;
}

static struct contact_use use_of(const struct inquiry *inquiry,
				 const struct term_list *list)
{
	struct contact_use use = { .abandoned = false };

	for (size_t i = 0; i < list->count; i++)
		note_term(inquiry, list->terms[i], &use);
	return use;
}

/* What a formula does with short abandons. */
struct short_use {
	bool taken_off;  /* all of them, less the short ones */
	bool made_good;  /* short ones beside answered ones, above the line */
	bool above_line; /* abandoned ones elsewhere than below a line */
};

static void note_list(const struct inquiry *inquiry, const struct term_list *list,
		      struct short_use *used)
{
	struct contact_use use = use_of(inquiry, list);
	bool below = strcmp(list->field, "denominator") == 0;

	/* Offered less abandoned ones above the line is another word for answered. */
	used->taken_off |= (use.early_taken_off &&
			    (use.abandoned_added || (below && use.offered_added))) ||
			   (use.counter_taken_off && use.abandoned_added);
	used->made_good |= strcmp(list->field, "numerator") == 0 &&
			   use.answered_added && use.early_added;
	used->above_line |= !below && use.abandoned;
}

static struct short_use short_use_of(const struct inquiry *inquiry, const SlbKpi *kpi)
{
	struct short_use used = { .taken_off = false };

	for (size_t i = 0; i < kpi->n_steps; i++) {
		struct term_list lists[STEP_TERM_LISTS_MAX];
		size_t count = step_term_lists(kpi->steps[i], lists);

		for (size_t l = 0; l < count; l++)
			note_list(inquiry, &lists[l], &used);
	}
	return used;
}

void rules_short_abandons(struct inquiry *inquiry, const SlbKpi *kpi,
			  const struct path *path)
{
	struct short_use used = short_use_of(inquiry, kpi);
	struct path field = path_field(path, "abandons");

	if (kpi->abandons == SLB_ABANDON_RULE__ABANDON_RULE_ALL && used.taken_off) {
		say(inquiry, CLASHES, &field,
		    "the KPI is said to count all abandoned contacts, but its formula "
		    "takes short ones off");
		diag_hint(inquiry->diag,
			  "write short_excluded, or leave out the term with weight: "
			  "\"-1\"");
	}
	if (kpi->abandons == SLB_ABANDON_RULE__ABANDON_RULE_SHORT_EXCLUDED &&
	    used.made_good) {
		say(inquiry, CLASHES, &field,
		    "the KPI is said to leave short abandons out, but its formula adds "
		    "them to the answered contacts of the numerator");
		diag_hint(inquiry->diag,
			  "write short_good; for short_excluded, take them off the "
			  "denominator with weight: \"-1\" instead");
	}
	if (kpi->abandons == SLB_ABANDON_RULE__ABANDON_RULE_SHORT_GOOD &&
	    !used.above_line) {
		say(inquiry, CLASHES, &field,
		    "the KPI is said to count short abandons as good, but no numerator "
		    "of its formula has abandoned contacts");
		diag_hint(inquiry->diag,
			  "write short_excluded where the denominator takes them off, "
			  "or add their range to the numerator");
	}
}
