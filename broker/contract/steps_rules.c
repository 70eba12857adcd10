#include "contract/need.h"
#include "contract/shape.h"
#include "contract/steps.h"

static const char *const stage_words[] = {
	[SLB_STAGE__STAGE_UNSPECIFIED] = "no stage",
	[SLB_STAGE__STAGE_INTERVAL] = "stage interval",
	[SLB_STAGE__STAGE_SLICE] = "stage slice",
	[SLB_STAGE__STAGE_WINDOW] = "stage window",
	[SLB_STAGE__STAGE_SCORE] = "stage score",
};

/* One formula as it is walked through. */
struct walk {
	struct inquiry *inquiry;
	struct step_list formula;
	bool used[CONTRACT_STEPS_MAX]; /* by a later step */
};

static const char *stage_of(const SlbStep *step)
{
	return stage_words[step->stage];
}

static void check_step_term(struct walk *walk, const SlbStep *user, const char *name,
			    const struct path *path)
{
	size_t place = step_list_find(walk->formula, name);
	const SlbStep *used = walk->formula.steps[place];
	struct path field = path_field(path, "step");

	walk->used[place] = true;
	if (used->stage == user->stage || (user->stage == SLB_STAGE__STAGE_SCORE &&
					   used->stage == SLB_STAGE__STAGE_WINDOW))
		return;
	say(walk->inquiry, WRONG, &field, "step %s, of %s, uses step %s, of %s",
	    shown(user->name).chars, stage_of(user), shown(name).chars, stage_of(used));
	if (used->stage < user->stage)
		diag_hint(walk->inquiry->diag,
			  "take it together first: a step of stage window with over:, "
			  "step: %s and aggregate:",
			  name);
	else
		diag_hint(walk->inquiry->diag,
			  "a step uses steps of its own stage; an earlier stage cannot "
			  "use a later one");
}

static void check_operand(struct walk *walk, const SlbStep *user, const SlbTerm *term,
			  size_t beside, const struct path *path)
{
	const SlbCounter *counter = term_counter(walk->inquiry, term);

	if (user->stage == SLB_STAGE__STAGE_SCORE) {
		say(walk->inquiry, WRONG, path,
		    "step %s is of stage score, which is built of figures, and here "
		    "counts contacts",
		    shown(user->name).chars);
		diag_hint(walk->inquiry->diag,
			  "count in a step of stage window and use that step here");
		return;
	}
	if (counter == NULL || counter->pooling != SLB_POOLING__POOLING_MAXIMUM ||
	    beside == 0)
		return;
	say(walk->inquiry, WARNED, path,
	    "%s, the largest of its values, is added to something else",
	    shown(counter->name).chars);
	diag_hint(walk->inquiry->diag, "is the sum of a maximum and something else "
				       "what the contract means?");
}

static void check_terms(struct walk *walk, const SlbStep *step, const struct path *path)
{
	struct term_list lists[STEP_TERM_LISTS_MAX];
	size_t list_count = step_term_lists(step, lists);

	for (size_t l = 0; l < list_count; l++) {
		for (size_t t = 0; t < lists[l].count; t++) {
			const SlbTerm *term = lists[l].terms[t];
			struct path operation;
			struct path item =
				term_list_path(path, &lists[l], t, &operation);

			if (term->operand_case == SLB_TERM__OPERAND_STEP)
				check_step_term(walk, step, term->step, &item);
			else
				check_operand(walk, step, term, lists[l].count - 1,
					      &item);
		}
	}
}

static void check_over(struct walk *walk, const SlbStep *user, const struct path *path)
{
	size_t place = step_list_find(walk->formula, user->over->step);
	const SlbStep *used = walk->formula.steps[place];
	struct path over = path_field(path, "over");
	struct path step = path_field(&over, "step");
	const SlbSlicing *slicing = walk->formula.slicing;
	bool to_slice = user->stage == SLB_STAGE__STAGE_SLICE;

	walk->used[place] = true;
	if (used->stage >= user->stage ||
	    (!to_slice && user->stage != SLB_STAGE__STAGE_WINDOW)) {
		say(walk->inquiry, WRONG, &step,
		    "step %s, of %s, is taken over step %s, of %s",
		    shown(user->name).chars, stage_of(user), shown(used->name).chars,
		    stage_of(used));
		diag_hint(walk->inquiry->diag,
			  "over goes from stage interval or slice to stage window, or "
			  "from interval to slices that are days");
		return;
	}
	if (!to_slice || slicing == NULL ||
	    slicing->kind == SLB_SLICE_KIND__SLICE_KIND_DAY)
		return;
	say(walk->inquiry, WRONG, &step,
	    "step %s takes intervals together by the values of a dimension, but one "
	    "interval has rows of several values",
	    shown(user->name).chars);
	diag_hint(walk->inquiry->diag, "slice by day, or go from the intervals to "
				       "stage window");
}

static bool same_intervals(const SlbSeries *a, const SlbSeries *b)
{
	return a->interval == b->interval && a->interval_s == b->interval_s;
}

static void check_interval_series(struct walk *walk, const SlbStep *step,
				  const struct path *path)
{
	const SlbTerms *terms = walk->inquiry->terms;
	uint32_t used = step_list_series(walk->inquiry, walk->formula);
	const SlbSeries *first = NULL;

	for (size_t i = 0; i < terms->n_series; i++) {
		const SlbSeries *series = terms->series[i];

		if ((used >> i & 1) == 0)
			continue;
		if (first == NULL)
			first = series;
		if (same_intervals(first, series))
			continue;
		say(walk->inquiry, WRONG, path,
		    "step %s has a value for each interval, but the formula uses series "
		    "%s and %s, whose intervals differ",
		    shown(step->name).chars, shown(first->name).chars,
		    shown(series->name).chars);
		diag_hint(walk->inquiry->diag,
			  "use series with the same interval, or write stage: window");
		return;
	}
}

static void check_day_series(struct walk *walk, const SlbStep *step,
			     const struct path *path)
{
	const SlbTerms *terms = walk->inquiry->terms;
	uint32_t used = step_list_series(walk->inquiry, walk->formula);

	for (size_t i = 0; i < terms->n_series; i++) {
		if ((used >> i & 1) == 0 ||
		    terms->series[i]->interval !=
			    SLB_INTERVAL_KIND__INTERVAL_KIND_PERIOD)
			continue;
		say(walk->inquiry, WRONG, path,
		    "step %s has a value for each day, but series %s reports whole "
		    "periods",
		    shown(step->name).chars, shown(terms->series[i]->name).chars);
		diag_hint(walk->inquiry->diag, "let the series report days or shorter "
					       "intervals, or write stage: window");
		return;
	}
}

static void check_slices(struct walk *walk, const SlbStep *step,
			 const struct path *path)
{
	const SlbSlicing *slicing = walk->formula.slicing;
	const struct names dimensions = walk->inquiry->dimensions;
	struct path stage = path_field(path, "stage");

	if (slicing == NULL) {
		say(walk->inquiry, MISSING, &stage,
		    "step %s has a value for each slice, and it is not said what a "
		    "slice is",
		    shown(step->name).chars);
		diag_hint(walk->inquiry->diag, "write slicing: with kind: day, or with "
					       "kind: dimension and dimension:");
	} else if (slicing->kind == SLB_SLICE_KIND__SLICE_KIND_DAY) {
		check_day_series(walk, step, &stage);
	} else if (names_find(dimensions, slicing->dimension) == dimensions.count) {
		say(walk->inquiry, WRONG, &stage,
		    "slices are values of dimension %s, which there is not",
		    shown(slicing->dimension).chars);
		diag_hint(walk->inquiry->diag,
			  "write in slicing: a name that stands under dimensions:");
	}
}

static void check_step(struct walk *walk, size_t index, const struct path *path)
{
	const SlbStep *step = walk->formula.steps[index];

	check_terms(walk, step, path);
	if (step->operation_case == SLB_STEP__OPERATION_OVER)
		check_over(walk, step, path);
	if (step->stage == SLB_STAGE__STAGE_INTERVAL)
		check_interval_series(walk, step, path);
	if (step->stage == SLB_STAGE__STAGE_SLICE)
		check_slices(walk, step, path);
}

static bool has_stages(struct step_list formula)
{
	for (size_t i = 0; i < formula.count; i++) {
		if (formula.steps[i]->stage == SLB_STAGE__STAGE_UNSPECIFIED)
			return false;
	}
	return true;
}

void step_list_rules(struct inquiry *inquiry, struct step_list formula,
		     const struct path *parent)
{
	struct walk walk = { .inquiry = inquiry, .formula = formula };
	const SlbStep *last = formula.steps[formula.count - 1];

	if (!has_stages(formula))
		return;
	for (size_t i = 0; i < formula.count; i++) {
		struct path path = path_item(parent, "steps", i);

		check_step(&walk, i, &path);
	}
	if (last->stage < SLB_STAGE__STAGE_WINDOW) {
		struct path path = path_item(parent, "steps", formula.count - 1);
		struct path stage = path_field(&path, "stage");

		say(inquiry, WRONG, &stage,
		    "the last step, %s, is of %s: it has many values, and the KPI needs "
		    "one",
		    shown(last->name).chars, stage_of(last));
		diag_hint(inquiry->diag,
			  "write stage: window, or add a step with over: "
			  "that takes them together");
	}
	for (size_t i = 0; i + 1 < formula.count; i++) {
		struct path path = path_item(parent, "steps", i);

		if (walk.used[i])
			continue;
		say(inquiry, WARNED, &path, "step %s is used by no other",
		    shown(formula.steps[i]->name).chars);
		diag_hint(inquiry->diag, "the last step is the KPI's value; leave out "
					 "what leads nowhere");
	}
}
