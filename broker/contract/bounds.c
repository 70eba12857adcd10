#include "contract/bounds.h"

#include <string.h>

#include "contract/shape.h"
#include "kpi/formula.h"
#include "report/check.h"

/*
 * What a verdict does with the value: a factor of at most 1000, the difference from a
 * target, amounts and shares of days; none has more than 128 bits.
 */
#define VERDICT_BITS 1024
#define BITS_LIMIT   (RATIO_BITS_MAX - VERDICT_BITS)

/* More than any contract can need and little enough to add and multiply. */
static const uint64_t endless_bits = UINT32_MAX;
static const uint64_t very_many = UINT32_MAX;

/* |numerator| <= 2^num_bits, denominator <= 2^den_bits. */
struct size {
	uint64_t num_bits;
	uint64_t den_bits;
};

/* How many groups a period can have, and how many rows a group. */
struct extent {
	uint64_t days;      /* of the longest period; a report is at least a day */
	uint64_t day_s;     /* of the longest day */
	uint64_t intervals; /* of the longest day */
	uint64_t keys;      /* values that the scope lists, combined */
	uint64_t slices;    /* of a period */
};

struct proof {
	struct inquiry *inquiry;
	const struct formula *formula;
	struct extent extent;
	struct size sizes[CONTRACT_STEPS_MAX];
};

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t most(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static uint64_t many(uint64_t a, uint64_t b)
{
	return least(a * b, very_many);
}

static uint64_t endless(uint64_t bits)
{
	return least(bits, endless_bits);
}

/* The least n with number <= 2^n. */
static uint64_t bits_of(uint64_t number)
{
	uint64_t bits = 0;

	while (bits < 64 && (UINT64_C(1) << bits) < number)
		bits++;
	return bits;
}

static struct size size_of_weight(struct ratio weight)
{
	uint64_t bits = ratio_bits(weight);

	if (!ratio_is_integer(weight))
		return (struct size){ bits, bits };
	/* 1 and -1 add nothing. */
	return (struct size){ bits == 1 ? 0 : bits, 0 };
}

static struct size size_product(struct size a, struct size b)
{
	return (struct size){ endless(a.num_bits + b.num_bits),
			      endless(a.den_bits + b.den_bits) };
}

/* Rows of one report that can lie in one group. */
static uint64_t rows_of(const struct proof *proof, SlbStage stage)
{
	const struct extent *extent = &proof->extent;

	if (stage == SLB_STAGE__STAGE_INTERVAL)
		return least(REPORT_ROWS_MAX, extent->keys);
	return least(REPORT_ROWS_MAX, many(extent->keys, extent->intervals));
}

static bool is_day_slice(const struct proof *proof, SlbStage stage)
{
	return stage == SLB_STAGE__STAGE_SLICE &&
	       proof->formula->kpi->slicing->kind == SLB_SLICE_KIND__SLICE_KIND_DAY;
}

static struct size size_of_operand(const struct proof *proof, size_t index,
				   SlbStage stage)
{
	const struct operand *operand = &proof->formula->operands.operands[index];
	const SlbTerms *terms = proof->inquiry->terms;
	uint64_t buckets = operand->bucket_end - operand->bucket_first;
	uint64_t largest = operand->is_range
				   ? terms->histograms[operand->column]->bucket_maximum
				   : terms->counters[operand->column]->row_maximum;
	uint64_t cells = rows_of(proof, stage);

	if (largest == 0)
		largest = UINT64_MAX;
	if (operand->is_maximum)
		return (struct size){ bits_of(largest), 0 };
	if (stage != SLB_STAGE__STAGE_INTERVAL && !is_day_slice(proof, stage))
		cells = many(cells, proof->extent.days);
	if (operand->is_range)
		cells = many(cells, buckets);
	return (struct size){ bits_of(largest) + bits_of(cells), 0 };
}

static struct size size_of_weighted(const struct proof *proof,
				    const struct weighted *term, SlbStage stage)
{
	struct size size = term->is_step ? proof->sizes[term->index]
					 : size_of_operand(proof, term->index, stage);

	return size_product(size_of_weight(term->weight), size);
}

/* Over one denominator: each numerator times the denominators of the others. */
static struct size size_of_sum(const struct proof *proof,
			       const struct weighted_sum *sum, SlbStage stage)
{
	struct size total = { 0, 0 };
	uint64_t widest = 0;

	for (size_t i = 0; i < sum->count; i++)
		total.den_bits +=
			size_of_weighted(proof, &sum->terms[i], stage).den_bits;
	for (size_t i = 0; i < sum->count; i++) {
		struct size size = size_of_weighted(proof, &sum->terms[i], stage);

		widest = most(widest, size.num_bits + total.den_bits - size.den_bits);
	}
	total.num_bits = endless(widest + bits_of(sum->count));
	total.den_bits = endless(total.den_bits);
	return total;
}

/* Groups of an earlier stage that can lie in one group of a stage. */
static uint64_t groups_of(const struct proof *proof, SlbStage earlier, SlbStage stage)
{
	const struct extent *extent = &proof->extent;

	if (earlier == SLB_STAGE__STAGE_SLICE)
		return extent->slices;
	if (stage == SLB_STAGE__STAGE_SLICE)
		return extent->intervals;
	return many(extent->intervals, extent->days);
}

static struct size size_of_over(const struct proof *proof, const struct step *step)
{
	struct size used = proof->sizes[step->over];
	uint64_t groups =
		groups_of(proof, proof->formula->steps[step->over].stage, step->stage);
	uint64_t count_bits = bits_of(groups);

	if (step->aggregate == SLB_AGGREGATE__AGGREGATE_SHARE)
		return (struct size){ count_bits, count_bits };
	if (step->aggregate != SLB_AGGREGATE__AGGREGATE_MEAN)
		return used;
	return (struct size){
		endless(used.num_bits + many(used.den_bits, groups) + count_bits),
		endless(many(used.den_bits, groups) + count_bits),
	};
}

static struct size size_of_step(const struct proof *proof, const struct step *step)
{
	struct size left;
	struct size right;

	if (step->kind == STEP_OVER)
		return size_of_over(proof, step);
	left = size_of_sum(proof, &step->left, step->stage);
	if (step->kind == STEP_SUM)
		return left;
	right = size_of_sum(proof, &step->right, step->stage);
	if (step->kind == STEP_PRODUCT)
		return size_product(left, right);
	return (struct size){ endless(left.num_bits + right.den_bits),
			      endless(left.den_bits + right.num_bits) };
}

static uint64_t listed_keys(const SlbKpi *kpi, const char *only)
{
	uint64_t keys = 1;

	for (size_t i = 0; i < kpi->n_scope; i++) {
		const SlbScopeDimension *scope = kpi->scope[i];

		if (only == NULL || strcmp(scope->dimension, only) == 0)
			keys = many(keys, scope->all ? very_many : scope->n_values);
	}
	return keys;
}

/* Intervals of a series that can begin in a day of so many seconds. */
static uint64_t intervals_of(const SlbSeries *series, uint64_t day_s)
{
	if (series->interval != SLB_INTERVAL_KIND__INTERVAL_KIND_SECONDS)
		return 1;
	return day_s / series->interval_s + (day_s % series->interval_s != 0);
}

static struct extent extent_of(const struct frame *frame, const struct formula *formula)
{
	const SlbSlicing *slicing = formula->kpi->slicing;
	struct extent extent = { .keys = listed_keys(formula->kpi, NULL) };

	for (size_t d = 0; d < frame->day_count; d++)
		extent.day_s =
			most(extent.day_s, (uint64_t)(frame->days[d + 1].start_s -
						      frame->days[d].start_s));
	for (size_t p = 0; p < frame->period_count; p++)
		extent.days = most(extent.days, (uint64_t)frame->periods[p].day_count);
	for (size_t s = 0; s < frame->terms->n_series; s++) {
		const SlbSeries *series = frame->terms->series[s];

		if (formula->formula_series[s])
			extent.intervals = most(extent.intervals,
						intervals_of(series, extent.day_s));
	}
	if (slicing == NULL)
		return extent;
	extent.slices = slicing->kind == SLB_SLICE_KIND__SLICE_KIND_DAY
				? extent.days
				: listed_keys(formula->kpi, slicing->dimension);
	return extent;
}

static void refuse(const struct proof *proof, size_t step, const struct path *path)
{
	struct path item = path_item(path, "steps", step);
	const struct size *size = &proof->sizes[step];

	say(proof->inquiry, CLASHES, &item,
	    "the exact value of step %s could need numbers of %llu bits, and %d are "
	    "carried",
	    shown(proof->formula->steps[step].source->name).chars,
	    (unsigned long long)most(size->num_bits, size->den_bits), BITS_LIMIT);
	diag_hint(proof->inquiry->diag,
		  "write row_maximum: (bucket_maximum: of a histogram) at what it "
		  "counts, the most that one row can plausibly hold; list the scope's "
		  "values: instead of all: true; or take fewer groups together");
}

void rules_bounds(struct inquiry *inquiry, const struct frame *frame, const SlbKpi *kpi,
		  const struct path *path)
{
	const struct formula *formula = formula_of_kpi(inquiry->arena, frame, kpi);
	struct proof proof = { .inquiry = inquiry,
			       .formula = formula,
			       .extent = extent_of(frame, formula) };

	for (size_t i = 0; i < formula->step_count; i++) {
		proof.sizes[i] = size_of_step(&proof, &formula->steps[i]);
		if (proof.sizes[i].num_bits <= BITS_LIMIT &&
		    proof.sizes[i].den_bits <= BITS_LIMIT)
			continue;
		refuse(&proof, i, path);
		return;
	}
}
