#include "report/operand.h"

#include <string.h>

#include "base/ensure.h"

static size_t series_of(const struct frame *frame, const char *name)
{
	size_t series;

	ensure(frame_find_series(frame, name, &series));
	return series;
}

static struct operand of_counter(const struct frame *frame, const char *name)
{
	const SlbTerms *terms = frame->terms;
	size_t i = 0;

	ensure(terms->n_counters > 0);
	while (strcmp(terms->counters[i]->name, name) != 0) {
		i++;
		ensure(i < terms->n_counters);
	}
	return (struct operand){
		.name = terms->counters[i]->name,
		.title = terms->counters[i]->title,
		.series = series_of(frame, terms->counters[i]->series),
		.column = i,
		.bucket_end = 1,
		.is_maximum =
			terms->counters[i]->pooling == SLB_POOLING__POOLING_MAXIMUM,
	};
}

static size_t bucket_up_to(const SlbHistogram *histogram, uint64_t bound)
{
	size_t i = 0;

	ensure(histogram->n_bounds > 0);
	while (histogram->bounds[i] != bound) {
		i++;
		ensure(i < histogram->n_bounds);
	}
	return i;
}

static const char *range_name(struct arena *arena, const SlbRange *range)
{
	struct text name;

	text_init(&name, arena);
	text_add(&name, range->histogram);
	if (range->above != 0)
		text_printf(&name, " above %llu", (unsigned long long)range->above);
	if (range->up_to != 0)
		text_printf(&name, " up to %llu", (unsigned long long)range->up_to);
	return text_chars(&name);
}

static struct operand of_range(struct arena *arena, const struct frame *frame,
			       const SlbRange *range)
{
	const SlbTerms *terms = frame->terms;
	const SlbHistogram *histogram;
	struct operand operand = { .is_range = true };
	size_t i = 0;

	ensure(terms->n_histograms > 0);
	while (strcmp(terms->histograms[i]->name, range->histogram) != 0) {
		i++;
		ensure(i < terms->n_histograms);
	}
	histogram = terms->histograms[i];
	operand.name = range_name(arena, range);
	operand.title = histogram->title;
	operand.series = series_of(frame, histogram->series);
	operand.column = i;
	operand.bucket_end = histogram->n_bounds + 1;
	if (range->above != 0)
		operand.bucket_first = bucket_up_to(histogram, range->above) + 1;
	if (range->up_to != 0)
		operand.bucket_end = bucket_up_to(histogram, range->up_to) + 1;
	ensure(operand.bucket_first < operand.bucket_end);
	return operand;
}

struct operand operand_of_term(struct arena *arena, const struct frame *frame,
			       const SlbTerm *term)
{
	if (term->operand_case == SLB_TERM__OPERAND_COUNTER)
		return of_counter(frame, term->counter);
	ensure(term->operand_case == SLB_TERM__OPERAND_RANGE);
	return of_range(arena, frame, term->range);
}

bool operand_same_column(const struct operand *a, const struct operand *b)
{
	return a->is_range == b->is_range && a->column == b->column;
}

bool operand_same(const struct operand *a, const struct operand *b)
{
	return operand_same_column(a, b) && a->bucket_first == b->bucket_first &&
	       a->bucket_end == b->bucket_end;
}
