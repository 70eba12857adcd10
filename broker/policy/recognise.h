#ifndef BROKER_POLICY_RECOGNISE_H
#define BROKER_POLICY_RECOGNISE_H

#include <stdbool.h>

#include "policy/metric.h"

/*
 * Which shipped reading a KPI's formula is, whatever its counters are called and its
 * thresholds are: "this is service level, abandons ignored".
 *
 * A formula is a reading's when the steps correspond one by one, with the same stages,
 * operations and weights, terms of a sum in any order; when counters correspond in role,
 * unit and pooling, histograms in role (their units may differ); and when thresholds
 * correspond one to one.  A role that several counters have, or OTHER, tells nothing: they
 * must then also have the same name.  Sums of more than eight terms and more than eight
 * thresholds are not compared.
 *
 * kpi is one of terms, which passed contract_check(); in each metric metric_check() found
 * no error.  False when it is none of the set.
 */
bool metric_recognise(struct arena *arena, const SlbTerms *terms, const SlbKpi *kpi,
		      struct metric_set set, struct metric_reading *out) MUST_CHECK;

/*
 * Warns of each KPI that names a metric it is not: one that is unknown, or another
 * reading than its formula's.
 */
void metric_claims_check(struct arena *arena, const SlbTerms *terms,
			 struct metric_set set, struct diag *diag);

#endif
