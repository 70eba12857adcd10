#include <string.h>

#include "contract/rules.h"
#include "contract/steps.h"
#include "kpi/value.h"

#define WARN_BELOW_MAX 1000000 /* a volume that a message can name */

static const SlbStep *last_step(const SlbKpi *kpi)
{
	return kpi->steps[kpi->n_steps - 1];
}

/* The last step counts something out of something (SEMANTICS.md, 4.5). */
static bool is_counted(const SlbStep *step)
{
	return step->operation_case == SLB_STEP__OPERATION_QUOTIENT ||
	       (step->operation_case == SLB_STEP__OPERATION_OVER &&
		step->over->aggregate == SLB_AGGREGATE__AGGREGATE_SHARE);
}

static bool counts_contacts(const struct inquiry *inquiry, const SlbTerm *term)
{
	const SlbCounter *counter = term_counter(inquiry, term);
	const SlbHistogram *histogram = term_histogram(inquiry, term);

	if (counter != NULL)
		return counter->unit == SLB_COUNTER_UNIT__COUNTER_UNIT_CONTACTS;
	return histogram != NULL &&
	       histogram->role != SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER;
}

static void check_numerator_title(struct inquiry *inquiry, const SlbKpi *kpi,
				  const struct path *path)
{
	const SlbStep *last = last_step(kpi);
	struct path field = path_field(path, "numerator_title");
	bool contacts = last->operation_case == SLB_STEP__OPERATION_QUOTIENT;

	for (size_t i = 0; contacts && i < last->quotient->n_numerator; i++)
		contacts = counts_contacts(inquiry, last->quotient->numerator[i]);
	if (!contacts || kpi->numerator_title[0] != '\0')
		return;
	say(inquiry, MISSING, &field,
	    "it is not said what the numerator counts, so no sentence can say how many "
	    "were lacking");
	diag_hint(inquiry->diag,
		  "write numerator_title: answered within 20 s, or the like");
}

static void check_allowed_misses(struct inquiry *inquiry, const SlbKpi *kpi,
				 const struct path *path)
{
	struct path minimum = path_field(path, "minimum_volume");
	struct path below = path_field(&minimum, "below");

	if (kpi->minimum_volume->below !=
		    SLB_BELOW_MINIMUM__BELOW_MINIMUM_ALLOWED_MISSES ||
	    (is_counted(last_step(kpi)) &&
	     kpi->comparator != SLB_COMPARATOR__COMPARATOR_BETWEEN))
		return;
	say(inquiry, CLASHES, &below,
	    "misses are allowed below the minimum volume, but the KPI does not count "
	    "good or bad contacts out of all");
	diag_hint(inquiry->diag,
		  "write below: too_few, judged or deemed_met; or let the last step be "
		  "a quotient with one target");
}

/* The share of contacts that may be bad, above 0; false where there is none. */
static bool tolerated_share(struct inquiry *inquiry, const SlbKpi *kpi,
			    struct ratio *share)
{
	struct ratio target =
		ratio_div(inquiry->arena, decimal_of_terms(inquiry->arena, kpi->target),
			  ratio_int(100));

	if (kpi->unit != SLB_KPI_UNIT__KPI_UNIT_PERCENT ||
	    last_step(kpi)->operation_case != SLB_STEP__OPERATION_QUOTIENT)
		return false;
	if (kpi->comparator == SLB_COMPARATOR__COMPARATOR_AT_LEAST)
		*share = ratio_sub(inquiry->arena, ratio_int(1), target);
	else if (kpi->comparator == SLB_COMPARATOR__COMPARATOR_AT_MOST)
		*share = target;
	else
		return false;
	return ratio_sign(*share) > 0;
}

/* With 30 contacts, one bad one is 3.33 %: a target of 99 % then allows none. */
static void check_reachable(struct inquiry *inquiry, const SlbKpi *kpi,
			    const struct path *path)
{
	const SlbMinimumVolume *minimum = kpi->minimum_volume;
	struct path field = path_field(path, "minimum_volume");
	struct path at_least = path_field(&field, "at_least");
	struct ratio share;
	struct ratio one_bad;
	int64_t needed;

	if (minimum->below == SLB_BELOW_MINIMUM__BELOW_MINIMUM_JUDGED ||
	    !tolerated_share(inquiry, kpi, &share) ||
	    !ratio_round(ratio_div(inquiry->arena, ratio_int(1), share), ROUND_CEILING,
			 &needed) ||
	    needed > WARN_BELOW_MAX || minimum->at_least >= (uint64_t)needed)
		return;
	one_bad = ratio_div(inquiry->arena, ratio_int(100),
			    ratio_int((int64_t)minimum->at_least));
	say(inquiry, WARNED, &at_least,
	    "one bad contact in %llu is %s %%: with a target of %s %%, one is too many "
	    "below %lld contacts",
	    (unsigned long long)minimum->at_least,
	    ratio_decimal(inquiry->arena, one_bad, 2, ROUND_HALF_UP), kpi->target,
	    (long long)needed);
	diag_hint(inquiry->diag,
		  "write at_least: %lld, or below: allowed_misses with "
		  "allowed_misses: 1 and an at_least: of %lld",
		  (long long)needed, (long long)needed);
}

static void check_unit(struct inquiry *inquiry, const SlbKpi *kpi,
		       const struct path *path)
{
	const SlbStep *last = last_step(kpi);
	struct path unit = path_field(path, "unit");
	const SlbTerm *first;
	const SlbCounter *counter;

	if (kpi->unit != SLB_KPI_UNIT__KPI_UNIT_SECONDS ||
	    last->operation_case != SLB_STEP__OPERATION_QUOTIENT)
		return;
	first = last->quotient->numerator[0];
	counter = term_counter(inquiry, first);
	if (counter == NULL || first->weight[0] != '\0' ||
	    counter->unit != SLB_COUNTER_UNIT__COUNTER_UNIT_MILLISECONDS)
		return;
	say(inquiry, WARNED, &unit,
	    "the value is to be in seconds, but %s counts milliseconds",
	    shown(counter->name).chars);
	diag_hint(inquiry->diag, "write weight: \"0.001\" beside counter: %s",
		  counter->name);
}

void rules_target(struct inquiry *inquiry, const SlbKpi *kpi, const struct path *path)
{
	check_numerator_title(inquiry, kpi, path);
	check_allowed_misses(inquiry, kpi, path);
	check_reachable(inquiry, kpi, path);
	check_unit(inquiry, kpi, path);
}

/* A KPI that is one counter of a role out of one counter of contacts offered. */
static bool is_share_of_offered(const struct inquiry *inquiry, const SlbKpi *kpi,
				SlbCounterRole role, const char **offered)
{
	const SlbQuotient *quotient;
	const SlbCounter *above;
	const SlbCounter *below;

	if (kpi->n_steps != 1 || kpi->unit != SLB_KPI_UNIT__KPI_UNIT_PERCENT ||
	    kpi->steps[0]->operation_case != SLB_STEP__OPERATION_QUOTIENT)
		return false;
	quotient = kpi->steps[0]->quotient;
	if (quotient->n_numerator != 1 || quotient->n_denominator != 1)
		return false;
	above = term_counter(inquiry, quotient->numerator[0]);
	below = term_counter(inquiry, quotient->denominator[0]);
	if (above == NULL || below == NULL || above->role != role ||
	    below->role != SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED)
		return false;
	*offered = below->name;
	return true;
}

/* Answered and abandoned are at most all: a rate of 95 % leaves at most 5 % abandoned. */
static void compare_rates(struct inquiry *inquiry, size_t answer, size_t abandonment)
{
	const SlbKpi *answers = inquiry->terms->kpis[answer];
	const SlbKpi *abandons = inquiry->terms->kpis[abandonment];
	struct path path = path_item(NULL, "kpis", abandonment);
	struct path target = path_field(&path, "target");
	const char *of_answers = NULL;
	const char *of_abandons = NULL;
	struct ratio left;

	if (answers->comparator != SLB_COMPARATOR__COMPARATOR_AT_LEAST ||
	    abandons->comparator != SLB_COMPARATOR__COMPARATOR_AT_MOST ||
	    !is_share_of_offered(inquiry, answers,
				 SLB_COUNTER_ROLE__COUNTER_ROLE_ANSWERED,
				 &of_answers) ||
	    !is_share_of_offered(inquiry, abandons,
				 SLB_COUNTER_ROLE__COUNTER_ROLE_ABANDONED,
				 &of_abandons) ||
	    strcmp(of_answers, of_abandons) != 0)
		return;
	left = ratio_sub(inquiry->arena, ratio_int(100),
			 decimal_of_terms(inquiry->arena, answers->target));
	if (ratio_compare(decimal_of_terms(inquiry->arena, abandons->target), left) <=
	    0)
		return;
	inquiry->kpi = abandons->name;
	say(inquiry, WARNED, &target,
	    "up to %s %% may be abandoned, but KPI %s asks for %s %% answered, which "
	    "leaves at most %s %%",
	    abandons->target, shown(answers->name).chars, answers->target,
	    ratio_text(inquiry->arena, left));
	diag_hint(inquiry->diag,
		  "one of the two decides nothing: make the targets fit each other");
	inquiry->kpi = NULL;
}

void rules_contradictions(struct inquiry *inquiry)
{
	const SlbTerms *terms = inquiry->terms;

	for (size_t i = 0; i < terms->n_kpis; i++) {
		for (size_t j = 0; j < terms->n_kpis; j++)
			compare_rates(inquiry, i, j);
	}
}
