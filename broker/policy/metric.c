#include "policy/metric.h"

#include <string.h>

#include "contract/say.h"

/* "service-level, of-offered": the names there are, for a hint. */
static const char *nearest_metric(struct arena *arena, struct metric_set set,
				  const char *name)
{
	struct names names = { arena_array(arena, const char *, set.count + 1),
			       set.count };

	for (size_t i = 0; i < set.count; i++)
		names.names[i] = set.metrics[i]->name;
	return nearest_name(name, names);
}

static const char *nearest_variant(struct arena *arena, const SlbMetric *metric,
				   const char *name)
{
	struct names names = { arena_array(arena, const char *, metric->n_variants + 1),
			       metric->n_variants };

	for (size_t i = 0; i < metric->n_variants; i++)
		names.names[i] = metric->variants[i]->name;
	return nearest_name(name, names);
}

static const SlbMetric *metric_named(struct metric_set set, const char *name)
{
	for (size_t i = 0; i < set.count; i++) {
		if (strcmp(set.metrics[i]->name, name) == 0)
			return set.metrics[i];
	}
	return NULL;
}

static const SlbMetricVariant *variant_named(const SlbMetric *metric, const char *name)
{
	for (size_t i = 0; i < metric->n_variants; i++) {
		if (strcmp(metric->variants[i]->name, name) == 0)
			return metric->variants[i];
	}
	return NULL;
}

static enum err unknown(struct diag *diag, const char *what, const char *name,
			const char *near)
{
	(void)diag_error(diag, ERR_POLICY_UNKNOWN, diag_at(NULL), "there is no %s %s",
			 what, shown(name).chars);
	if (near != NULL)
		diag_hint(diag, "%s is near: write that, if it is meant", near);
	else
		diag_hint(diag, "`sla policy list` shows the names there are");
	return ERR_POLICY_UNKNOWN;
}

enum err metric_find(struct arena *arena, struct metric_set set, const char *name,
		     struct metric_reading *out, struct diag *diag)
{
	size_t len = strcspn(name, "/");
	const char *first = arena_strndup(arena, name, len);
	struct metric_reading found = { metric_named(set, first), NULL };

	if (found.metric == NULL || found.metric->n_variants == 0)
		return unknown(diag, "metric", first,
			       nearest_metric(arena, set, first));
	found.variant = name[len] == '\0' ? found.metric->variants[0]
					  : variant_named(found.metric, name + len + 1);
	if (found.variant == NULL)
		return unknown(diag,
			       arena_printf(arena, "reading of metric %s called",
					    found.metric->name),
			       name + len + 1,
			       nearest_variant(arena, found.metric, name + len + 1));
	*out = found;
	return ERR_OK;
}
