#ifndef CLIENTS_SLA_POLICIES_H
#define CLIENTS_SLA_POLICIES_H

#include "policy/metric.h"
#include "sla/invocation.h"

/*
 * The folder of metrics and templates: --policies, else the environment's
 * SLABROKER_POLICIES, else beside the program as built or as installed, else where the
 * program was meant to be installed.
 *
 * A policy has the name of its file, without ".yaml".
 */

enum policy_kind { POLICY_METRIC, POLICY_TEMPLATE };

struct policy_name {
	const char *name;
	const char *file;
};

/* Ascending by name. */
enum err policies_list(struct invocation *in, enum policy_kind kind,
		       struct policy_name **out, size_t *count) MUST_CHECK;

/* ERR_POLICY_UNKNOWN, with the nearest name, when there is none of that name. */
enum err policies_find(struct invocation *in, enum policy_kind kind, const char *name,
		       const char **file) MUST_CHECK;

/* Every metric of the folder, checked; ascending by name. */
enum err policies_metrics(struct invocation *in, struct metric_set *out) MUST_CHECK;

/*
 * The same where the folder is there; an empty set, and nothing told, where it is not: for
 * who can do without.
 */
struct metric_set policies_if_there(struct invocation *in);

#endif
