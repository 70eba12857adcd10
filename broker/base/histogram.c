#include "base/histogram.h"

#include "base/ensure.h"

void histogram_init(struct histogram *histogram, const uint64_t *bounds,
		    size_t bound_count)
{
	ensure(bound_count <= HISTOGRAM_BOUNDS_MAX);
	*histogram = (struct histogram){ .bounds = bounds, .bound_count = bound_count };
}

void histogram_add(struct histogram *histogram, uint64_t value)
{
	size_t range = 0;

	while (range < histogram->bound_count && value > histogram->bounds[range])
		range++;
	histogram->counts[range]++;
	histogram->sum += value;
}
