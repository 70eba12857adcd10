#include "contract/rules.h"
#include "contract/steps.h"

/* What all terms of a list count. */
enum quantity {
	QUANTITY_UNKNOWN, /* not all the same, or computed by a step */
	QUANTITY_CONTACTS,
	QUANTITY_TIME,
};

static enum quantity quantity_of_term(const struct inquiry *inquiry,
				      const SlbTerm *term)
{
	const SlbCounter *counter = term_counter(inquiry, term);
	const SlbHistogram *histogram = term_histogram(inquiry, term);

	/* The unit of a histogram is that of its bounds; it counts by them. */
	if (histogram != NULL &&
	    histogram->role != SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER)
		return QUANTITY_CONTACTS;
	if (counter == NULL)
		return QUANTITY_UNKNOWN;
	switch ((int)counter->unit) {
	case SLB_COUNTER_UNIT__COUNTER_UNIT_CONTACTS:
		return QUANTITY_CONTACTS;
	case SLB_COUNTER_UNIT__COUNTER_UNIT_SECONDS:
	case SLB_COUNTER_UNIT__COUNTER_UNIT_MILLISECONDS:
		return QUANTITY_TIME;
	default:
		return QUANTITY_UNKNOWN;
	}
}

static enum quantity quantity_of_list(const struct inquiry *inquiry,
				      SlbTerm *const *terms, size_t count)
{
	enum quantity all = quantity_of_term(inquiry, terms[0]);

	for (size_t i = 1; i < count; i++) {
		if (quantity_of_term(inquiry, terms[i]) != all)
			return QUANTITY_UNKNOWN;
	}
	return all;
}

static void check_misses(struct inquiry *inquiry, const SlbKpi *kpi,
			 enum quantity above, const struct path *path)
{
	struct path minimum = path_field(path, "minimum_volume");
	struct path below = path_field(&minimum, "below");

	if (above != QUANTITY_TIME ||
	    kpi->minimum_volume->below !=
		    SLB_BELOW_MINIMUM__BELOW_MINIMUM_ALLOWED_MISSES)
		return;
	say(inquiry, CLASHES, &below,
	    "misses are allowed below the minimum volume, but the numerator is a time, "
	    "of which no contact can be bad");
	diag_hint(inquiry->diag, "write below: too_few, judged or deemed_met");
}

static void check_unit_fits(struct inquiry *inquiry, const SlbKpi *kpi,
			    enum quantity above, enum quantity below,
			    const struct path *path)
{
	struct path unit = path_field(path, "unit");

	if (kpi->unit == SLB_KPI_UNIT__KPI_UNIT_SECONDS && above == QUANTITY_CONTACTS &&
	    below == QUANTITY_CONTACTS) {
		say(inquiry, WARNED, &unit,
		    "the value is to be in seconds, but contacts are divided by "
		    "contacts, which is a share");
		diag_hint(inquiry->diag,
			  "write unit: percent, or divide a time by contacts");
	}
	if (kpi->unit == SLB_KPI_UNIT__KPI_UNIT_PERCENT && above == QUANTITY_TIME &&
	    below == QUANTITY_CONTACTS) {
		say(inquiry, WARNED, &unit,
		    "the value is to be a percentage, but a time is divided by "
		    "contacts, which is a time for each");
		diag_hint(inquiry->diag,
			  "write unit: seconds, or divide contacts by contacts");
	}
}

void rules_quantities(struct inquiry *inquiry, const SlbKpi *kpi,
		      const struct path *path)
{
	const SlbStep *last = kpi->steps[kpi->n_steps - 1];
	const SlbQuotient *quotient;
	enum quantity above;
	enum quantity below;

	if (last->operation_case != SLB_STEP__OPERATION_QUOTIENT)
		return;
	quotient = last->quotient;
	above = quantity_of_list(inquiry, quotient->numerator, quotient->n_numerator);
	below = quantity_of_list(inquiry, quotient->denominator,
				 quotient->n_denominator);
	check_misses(inquiry, kpi, above, path);
	check_unit_fits(inquiry, kpi, above, below, path);
}
