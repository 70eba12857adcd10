#include "contract/need.h"
#include "contract/shape.h"

size_t step_term_lists(const SlbStep *step, struct term_list lists[STEP_TERM_LISTS_MAX])
{
	switch ((int)step->operation_case) {
	case SLB_STEP__OPERATION_SUM:
		lists[0] = (struct term_list){ "sum", "terms", step->sum->terms,
					       step->sum->n_terms, false };
		return 1;
	case SLB_STEP__OPERATION_QUOTIENT:
		lists[0] = (struct term_list){ "quotient", "numerator",
					       step->quotient->numerator,
					       step->quotient->n_numerator, false };
		lists[1] = (struct term_list){ "quotient", "denominator",
					       step->quotient->denominator,
					       step->quotient->n_denominator, false };
		return 2;
	case SLB_STEP__OPERATION_PRODUCT:
		lists[0] = (struct term_list){ "product", "left", &step->product->left,
					       1, true };
		lists[1] = (struct term_list){ "product", "right",
					       &step->product->right, 1, true };
		return 2;
	default: /* "over", or nothing */
		return 0;
	}
}

struct path term_list_path(const struct path *step, const struct term_list *list,
			   size_t index, struct path *operation)
{
	*operation = path_field(step, list->operation);
	return list->single ? path_field(operation, list->field)
			    : path_item(operation, list->field, index);
}

static void shape_range(struct inquiry *inquiry, const SlbRange *range,
			const struct path *path)
{
	struct path histogram = path_field(path, "histogram");
	struct path up_to = path_field(path, "up_to");

	need_name(inquiry, &histogram, range->histogram, "the histogram of a range");
	if (range->up_to == 0 || range->up_to > range->above)
		return;
	say(inquiry, WRONG, &up_to,
	    "the range ends at %llu, which is not above %llu, where it begins",
	    (unsigned long long)range->up_to, (unsigned long long)range->above);
	diag_hint(inquiry->diag,
		  "write a larger up_to:, or leave it out to count to the end");
}

static void shape_term(struct inquiry *inquiry, const SlbTerm *term,
		       const struct path *path)
{
	struct path weight = path_field(path, "weight");
	struct path counter = path_field(path, "counter");
	struct path range = path_field(path, "range");
	struct path step = path_field(path, "step");
	struct ratio value;

	if (term->weight[0] != '\0' &&
	    need_decimal(inquiry, &weight, term->weight, "the weight", &value) &&
	    ratio_sign(value) == 0) {
		say(inquiry, WRONG, &weight,
		    "the weight is 0: the term counts nothing");
		diag_hint(inquiry->diag, "write another weight, or leave the term out");
	}
	switch ((int)term->operand_case) {
	case SLB_TERM__OPERAND_COUNTER:
		need_name(inquiry, &counter, term->counter, "the counter of a term");
		return;
	case SLB_TERM__OPERAND_RANGE:
		shape_range(inquiry, term->range, &range);
		return;
	case SLB_TERM__OPERAND_STEP:
		need_name(inquiry, &step, term->step, "the step of a term");
		return;
	default:
		say(inquiry, MISSING, path, "the term does not say what it counts");
		diag_hint(inquiry->diag,
			  "write counter:, range: or step: and its name");
	}
}

void shape_term_list(struct inquiry *inquiry, SlbTerm *const *terms, size_t count,
		     const struct path *parent, const char *field)
{
	struct path list = path_field(parent, field);

	if (!need_count(inquiry, &list, count, CONTRACT_TERMS_MAX, "term"))
		return;
	for (size_t i = 0; i < count; i++) {
		struct path item = path_item(parent, field, i);

		shape_term(inquiry, terms[i], &item);
	}
}

static void shape_over(struct inquiry *inquiry, const SlbOver *over,
		       const struct path *path)
{
	struct path step = path_field(path, "step");
	struct path aggregate = path_field(path, "aggregate");
	struct path comparator = path_field(path, "comparator");
	struct path bound = path_field(path, "bound");
	struct ratio value;

	need_name(inquiry, &step, over->step, "the step that is taken over");
	need_choice(inquiry, &aggregate, (int)over->aggregate,
		    &slb_aggregate__descriptor,
		    "how the values of the groups are taken together");
	if (over->aggregate != SLB_AGGREGATE__AGGREGATE_SHARE) {
		if (over->comparator == 0 && over->bound[0] == '\0')
			return;
		say(inquiry, WRONG, path,
		    "a comparison stands beside an aggregate that compares nothing");
		diag_hint(
			inquiry->diag,
			"leave comparator: and bound: out, or write aggregate: share");
		return;
	}
	need_decimal(inquiry, &bound, over->bound, "the bound of the share", &value);
	need_choice(inquiry, &comparator, (int)over->comparator,
		    &slb_comparator__descriptor,
		    "how each group's value is compared with the bound");
	if (over->comparator != SLB_COMPARATOR__COMPARATOR_BETWEEN)
		return;
	say(inquiry, WRONG, &comparator, "a share has one bound, so not \"between\"");
	diag_hint(inquiry->diag, "write at_least, more_than, at_most or less_than");
}

static void shape_product(struct inquiry *inquiry, const SlbProduct *product,
			  const struct path *path)
{
	struct path left = path_field(path, "left");
	struct path right = path_field(path, "right");
	const char *example = "counter:, range: or step: and its name";

	if (need_present(inquiry, &left, product->left, "the left factor", example))
		shape_term(inquiry, product->left, &left);
	if (need_present(inquiry, &right, product->right, "the right factor", example))
		shape_term(inquiry, product->right, &right);
}

static void shape_step(struct inquiry *inquiry, const SlbStep *step,
		       const struct path *path)
{
	struct path name = path_field(path, "name");
	struct path stage = path_field(path, "stage");
	struct path words = path_field(path, "words");
	struct path operation;

	need_name(inquiry, &name, step->name, "the name of a step");
	need_choice(inquiry, &stage, (int)step->stage, &slb_stage__descriptor,
		    "for which groups of rows this step has a value");
	may_text(inquiry, &words, step->words, "the words for a step");
	switch ((int)step->operation_case) {
	case SLB_STEP__OPERATION_SUM:
		operation = path_field(path, "sum");
		shape_term_list(inquiry, step->sum->terms, step->sum->n_terms,
				&operation, "terms");
		return;
	case SLB_STEP__OPERATION_QUOTIENT:
		operation = path_field(path, "quotient");
		shape_term_list(inquiry, step->quotient->numerator,
				step->quotient->n_numerator, &operation, "numerator");
		shape_term_list(inquiry, step->quotient->denominator,
				step->quotient->n_denominator, &operation,
				"denominator");
		return;
	case SLB_STEP__OPERATION_PRODUCT:
		operation = path_field(path, "product");
		shape_product(inquiry, step->product, &operation);
		return;
	case SLB_STEP__OPERATION_OVER:
		operation = path_field(path, "over");
		shape_over(inquiry, step->over, &operation);
		return;
	default:
		say(inquiry, MISSING, path, "step %s does not say how it is computed",
		    shown(step->name).chars);
		diag_hint(inquiry->diag, "write sum:, quotient:, product: or over:");
	}
}

void shape_steps(struct inquiry *inquiry, SlbStep *const *steps, size_t count,
		 const struct path *parent)
{
	struct path list = path_field(parent, "steps");
	const char *names[CONTRACT_STEPS_MAX];

	if (!need_count(inquiry, &list, count, CONTRACT_STEPS_MAX, "step"))
		return;
	for (size_t i = 0; i < count; i++) {
		struct path item = path_item(parent, "steps", i);

		names[i] = steps[i]->name;
		shape_step(inquiry, steps[i], &item);
	}
	need_distinct(inquiry, parent, "steps", "name", (struct names){ names, count });
}
