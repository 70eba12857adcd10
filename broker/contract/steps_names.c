#include <stdio.h>
#include <string.h>

#include "base/ensure.h"
#include "contract/need.h"
#include "contract/shape.h"
#include "contract/steps.h"

struct step_list step_list_of_kpi(const SlbKpi *kpi)
{
	return (struct step_list){ kpi->steps, kpi->n_steps, kpi->slicing };
}

size_t step_list_find(struct step_list formula, const char *name)
{
	size_t i = 0;

	while (i < formula.count && strcmp(formula.steps[i]->name, name) != 0)
		i++;
	return i;
}

const SlbCounter *term_counter(const struct inquiry *inquiry, const SlbTerm *term)
{
	size_t place = inquiry->counters.count;

	if (term->operand_case == SLB_TERM__OPERAND_COUNTER)
		place = names_find(inquiry->counters, term->counter);
	return place == inquiry->counters.count ? NULL
						: inquiry->terms->counters[place];
}

const SlbHistogram *term_histogram(const struct inquiry *inquiry, const SlbTerm *term)
{
	size_t place = inquiry->histograms.count;

	if (term->operand_case == SLB_TERM__OPERAND_RANGE)
		place = names_find(inquiry->histograms, term->range->histogram);
	return place == inquiry->histograms.count ? NULL
						  : inquiry->terms->histograms[place];
}

uint32_t term_list_series(const struct inquiry *inquiry, SlbTerm *const *terms,
			  size_t count)
{
	uint32_t used = 0;

	for (size_t i = 0; i < count; i++) {
		const SlbCounter *counter = term_counter(inquiry, terms[i]);
		const SlbHistogram *histogram = term_histogram(inquiry, terms[i]);

		if (counter != NULL)
			used |= UINT32_C(1)
				<< names_find(inquiry->series, counter->series);
		if (histogram != NULL)
			used |= UINT32_C(1)
				<< names_find(inquiry->series, histogram->series);
	}
	return used;
}

uint32_t step_list_series(const struct inquiry *inquiry, struct step_list formula)
{
	uint32_t used = 0;

	for (size_t i = 0; i < formula.count; i++) {
		struct term_list lists[STEP_TERM_LISTS_MAX];
		size_t list_count = step_term_lists(formula.steps[i], lists);

		for (size_t l = 0; l < list_count; l++)
			used |= term_list_series(inquiry, lists[l].terms,
						 lists[l].count);
	}
	return used;
}

/* Says which of names is meant, or which there are. */
static void hint_name(struct inquiry *inquiry, const char *name, struct names names,
		      const char *where)
{
	const char *near = nearest_name(name, names);

	if (near != NULL)
		diag_hint(inquiry->diag, "%s is near: write that, if it is meant",
			  near);
	else
		diag_hint(inquiry->diag, "write a name that stands under %s:", where);
}

static void find_counter(struct inquiry *inquiry, const SlbTerm *term,
			 const struct path *path)
{
	struct path field = path_field(path, "counter");
	const char *name = term->counter;

	if (term_counter(inquiry, term) != NULL)
		return;
	if (names_find(inquiry->histograms, name) < inquiry->histograms.count) {
		say(inquiry, WRONG, &field, "%s is a histogram, not a counter",
		    shown(name).chars);
		diag_hint(inquiry->diag,
			  "write range: with histogram: %s, and up_to:", name);
		return;
	}
	say(inquiry, WRONG, &field, "there is no counter %s", shown(name).chars);
	hint_name(inquiry, name, inquiry->counters, "counters");
}

static bool is_bound(const SlbHistogram *histogram, uint64_t bound)
{
	for (size_t i = 0; i < histogram->n_bounds; i++) {
		if (histogram->bounds[i] == bound)
			return true;
	}
	return bound == 0;
}

/* "5000, 20000, 60000"; what does not fit is left out, and said to be. */
struct bounds_text {
	char chars[200];
};

static struct bounds_text bounds_text(const SlbHistogram *histogram)
{
	struct bounds_text text = { "" };
	size_t len = 0;

	for (size_t i = 0; i < histogram->n_bounds; i++) {
		int more = snprintf(text.chars + len, sizeof text.chars - len, "%s%llu",
				    i > 0 ? ", " : "",
				    (unsigned long long)histogram->bounds[i]);

		ensure(more > 0);
		if (len + (size_t)more + sizeof ", ..." > sizeof text.chars) {
			memcpy(text.chars + len, ", ...", sizeof ", ...");
			break;
		}
		len += (size_t)more;
	}
	return text;
}

static void find_bound(struct inquiry *inquiry, const SlbHistogram *histogram,
		       uint64_t bound, const struct path *path)
{
	if (is_bound(histogram, bound))
		return;
	say(inquiry, WRONG, path, "%llu is no bound of histogram %s",
	    (unsigned long long)bound, shown(histogram->name).chars);
	diag_hint(
		inquiry->diag,
		"write one of its bounds, %s, or add %llu to them: what reports do not "
		"tell apart cannot be judged",
		bounds_text(histogram).chars, (unsigned long long)bound);
}

static void find_range(struct inquiry *inquiry, const SlbTerm *term,
		       const struct path *path)
{
	const SlbHistogram *histogram = term_histogram(inquiry, term);
	struct path range = path_field(path, "range");
	struct path name = path_field(&range, "histogram");
	struct path above = path_field(&range, "above");
	struct path up_to = path_field(&range, "up_to");

	if (histogram != NULL) {
		find_bound(inquiry, histogram, term->range->above, &above);
		find_bound(inquiry, histogram, term->range->up_to, &up_to);
		return;
	}
	say(inquiry, WRONG, &name, "there is no histogram %s",
	    shown(term->range->histogram).chars);
	hint_name(inquiry, term->range->histogram, inquiry->histograms, "histograms");
}

/* The step named must stand before step number before. */
static void find_step(struct inquiry *inquiry, struct step_list formula, size_t before,
		      const char *name, const struct path *path)
{
	const char *names[CONTRACT_STEPS_MAX];
	size_t place = step_list_find(formula, name);

	if (place < before)
		return;
	if (place < formula.count) {
		say(inquiry, WRONG, path,
		    "step %s uses step %s, which does not stand "
		    "before it",
		    shown(formula.steps[before]->name).chars, shown(name).chars);
		diag_hint(inquiry->diag, "put the steps in the order in which they are "
					 "computed");
		return;
	}
	for (size_t i = 0; i < before; i++)
		names[i] = formula.steps[i]->name;
	say(inquiry, WRONG, path, "there is no step %s", shown(name).chars);
	hint_name(inquiry, name, (struct names){ names, before }, "steps");
}

static void find_term(struct inquiry *inquiry, struct step_list formula, size_t before,
		      const SlbTerm *term, const struct path *path)
{
	struct path step = path_field(path, "step");

	if (term->operand_case == SLB_TERM__OPERAND_COUNTER)
		find_counter(inquiry, term, path);
	else if (term->operand_case == SLB_TERM__OPERAND_RANGE)
		find_range(inquiry, term, path);
	else
		find_step(inquiry, formula, before, term->step, &step);
}

void step_list_names(struct inquiry *inquiry, struct step_list formula,
		     const struct path *parent)
{
	for (size_t i = 0; i < formula.count; i++) {
		const SlbStep *step = formula.steps[i];
		struct path path = path_item(parent, "steps", i);
		struct path over = path_field(&path, "over");
		struct path over_step = path_field(&over, "step");
		struct term_list lists[STEP_TERM_LISTS_MAX];
		size_t list_count = step_term_lists(step, lists);

		if (list_count == 0)
			find_step(inquiry, formula, i, step->over->step, &over_step);
		for (size_t l = 0; l < list_count; l++) {
			for (size_t t = 0; t < lists[l].count; t++) {
				struct path operation;
				struct path item =
					term_list_path(&path, &lists[l], t, &operation);

				find_term(inquiry, formula, i, lists[l].terms[t],
					  &item);
			}
		}
	}
}

void term_list_names(struct inquiry *inquiry, SlbTerm *const *terms, size_t count,
		     const struct path *parent, const char *field)
{
	for (size_t i = 0; i < count; i++) {
		struct path item = path_item(parent, field, i);
		const SlbCounter *counter;

		if (terms[i]->operand_case == SLB_TERM__OPERAND_STEP) {
			say(inquiry, WRONG, &item,
			    "step %s is named where only counters and ranges can be",
			    shown(terms[i]->step).chars);
			diag_hint(inquiry->diag, "write counter: or range:");
			continue;
		}
		if (terms[i]->operand_case == SLB_TERM__OPERAND_RANGE)
			find_range(inquiry, terms[i], &item);
		else
			find_counter(inquiry, terms[i], &item);
		counter = term_counter(inquiry, terms[i]);
		if (counter == NULL || counter->pooling != SLB_POOLING__POOLING_MAXIMUM)
			continue;
		say(inquiry, WRONG, &item,
		    "%s is the largest of its values, not their sum, and cannot be "
		    "added up here",
		    shown(counter->name).chars);
		diag_hint(inquiry->diag, "use a counter with pooling: sum");
	}
}
