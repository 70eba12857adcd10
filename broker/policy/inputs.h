#ifndef BROKER_POLICY_INPUTS_H
#define BROKER_POLICY_INPUTS_H

#include "policy/metric.h"

#define METRIC_LIST_MAX 64 /* inputs, readings, sources */

/*
 * Private to policy/: the inputs of a metric as counters and histograms of terms, carried
 * by one series.  Points into the metric.
 */
SlbTerms *terms_of_inputs(struct arena *arena, const SlbMetric *metric,
			  const char *series);

#endif
