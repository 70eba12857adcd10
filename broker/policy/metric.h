#ifndef BROKER_POLICY_METRIC_H
#define BROKER_POLICY_METRIC_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/diag.h"
#include "slabroker/v1/contract.pb-c.h"
#include "slabroker/v1/policy.pb-c.h"

/*
 * Metrics of the trade as values: whether one is well-formed, which one somebody means,
 * and the terms that a contract needs to use it.  Nothing here decides a verdict: a
 * contract repeats what it uses.
 */

struct metric_set {
	SlbMetric *const *metrics;
	size_t count;
};

/* One reading of a metric. */
struct metric_reading {
	const SlbMetric *metric;
	const SlbMetricVariant *variant;
};

/*
 * Whether a metric says all that it must, and its formulas hold by the rules for those of
 * contracts.  Paths are those in the metric ("variants[1].steps[0].stage").  Returns the
 * first error, ERR_CONTRACT_INVALID or ERR_CONTRACT_INCOMPLETE.
 */
enum err metric_check(struct arena *arena, const SlbMetric *metric,
		      struct diag *diag) MUST_CHECK;

/*
 * "service-level/abandons-ignored", or "service-level" for the recommended reading, which
 * is the first.  ERR_POLICY_UNKNOWN, with the nearest name, when there is none.
 */
enum err metric_find(struct arena *arena, struct metric_set set, const char *name,
		     struct metric_reading *out, struct diag *diag) MUST_CHECK;

/* A bound of the metric's histograms, and what stands in its place in a contract. */
struct metric_threshold {
	uint64_t usual;
	uint64_t chosen; /* at least 1 */
};

struct metric_thresholds {
	const struct metric_threshold *list;
	size_t count;
};

/*
 * Terms with nothing but what the reading needs: the counters and histograms that its
 * formula uses, carried by series, and one KPI with all that the metric knows of it.
 * Thresholds are put into ranges and bounds; the numerator's title, which names the usual
 * one, is then left out.  The rest contract_check() asks for.  metric_check() must have
 * found no error.  Lives in the arena and points into the metric.
 */
SlbTerms *metric_terms(struct arena *arena, struct metric_reading reading,
		       const char *series, struct metric_thresholds thresholds);

#endif
