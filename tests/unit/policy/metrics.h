#ifndef TESTS_UNIT_POLICY_METRICS_H
#define TESTS_UNIT_POLICY_METRICS_H

#include "policy/metric.h"
#include "unit/contract/fixture.h"

/*
 * Two metrics in the arena of the fixture.
 *
 * 0 service-level: inputs offered, answered, abandoned, wait_answered, wait_abandoned;
 *   readings short-removed (as the fixture's KPI 0), of-answered.
 * 1 best-days: inputs offered, answered, longest_s (largest), points; readings share (as
 *   the fixture's KPI 3), product (as KPI 4, without its score).
 */
struct metric_set metrics_new(void);

SlbMetricVariant *variant_of(SlbMetric *metric, const char *name, size_t count,
			     SlbStep *const *steps);

#endif
