#include "policy/inputs.h"

static SlbCounter *counter_of(struct arena *arena, const SlbMetricInput *input,
			      char *series)
{
	SlbCounter *counter = arena_new(arena, SlbCounter);

	slb_counter__init(counter);
	counter->name = input->name;
	counter->title = input->title;
	counter->unit = input->unit;
	counter->role = input->role;
	counter->pooling = input->pooling;
	counter->series = series;
	return counter;
}

static SlbHistogram *histogram_of(struct arena *arena, const SlbMetricInput *input,
				  char *series)
{
	SlbHistogram *histogram = arena_new(arena, SlbHistogram);

	slb_histogram__init(histogram);
	histogram->name = input->name;
	histogram->title = input->title;
	histogram->unit = input->unit;
	histogram->role = input->role;
	histogram->bounds = input->bounds;
	histogram->n_bounds = input->n_bounds;
	histogram->series = series;
	return histogram;
}

static SlbSeries *series_of(struct arena *arena, char *name)
{
	SlbSeries *series = arena_new(arena, SlbSeries);

	slb_series__init(series);
	series->name = name;
	series->source = SLB_PARTY_ROLE__PARTY_ROLE_CENTRE;
	series->interval = SLB_INTERVAL_KIND__INTERVAL_KIND_SECONDS;
	return series;
}

SlbTerms *terms_of_inputs(struct arena *arena, const SlbMetric *metric,
			  const char *series)
{
	SlbTerms *terms = arena_new(arena, SlbTerms);
	char *name = arena_strdup(arena, series);

	slb_terms__init(terms);
	terms->series = arena_new(arena, SlbSeries *);
	terms->series[terms->n_series++] = series_of(arena, name);
	terms->counters = arena_array(arena, SlbCounter *, metric->n_inputs);
	terms->histograms = arena_array(arena, SlbHistogram *, metric->n_inputs);
	for (size_t i = 0; i < metric->n_inputs; i++) {
		const SlbMetricInput *input = metric->inputs[i];

		if (input->n_bounds == 0)
			terms->counters[terms->n_counters++] =
				counter_of(arena, input, name);
		else
			terms->histograms[terms->n_histograms++] =
				histogram_of(arena, input, name);
	}
	return terms;
}
