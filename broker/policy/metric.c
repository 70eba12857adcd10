#include "policy/metric.h"

#include <string.h>

#include "contract/say.h"

static struct names names_of_metrics(struct arena *arena, struct metric_set set)
{
	struct names names = { arena_array(arena, const char *, set.count), set.count };

	for (size_t i = 0; i < set.count; i++)
		names.names[i] = set.metrics[i]->name;
	return names;
}

static struct names names_of_readings(struct arena *arena, const SlbMetric *metric)
{
	struct names names = { arena_array(arena, const char *, metric->n_variants),
			       metric->n_variants };

	for (size_t i = 0; i < metric->n_variants; i++)
		names.names[i] = metric->variants[i]->name;
	return names;
}

static enum err unknown(struct diag *diag, const char *what, const char *name,
			struct names names)
{
	const char *near = nearest_name(name, names);

	(void)diag_error(diag, ERR_POLICY_UNKNOWN, diag_at(NULL), "there is no %s %s",
			 what, shown(name).chars);
	if (near != NULL)
		diag_hint(diag, "%s is near: write that, if it is meant", near);
	else
		diag_hint(diag, "`sla policy list` shows the names there are");
	return ERR_POLICY_UNKNOWN;
}

static enum err find_reading(struct arena *arena, const SlbMetric *metric,
			     const char *name, struct metric_reading *out,
			     struct diag *diag)
{
	struct names names = names_of_readings(arena, metric);
	size_t place = names_find(names, name);

	if (place == names.count)
		return unknown(diag,
			       arena_printf(arena, "reading of metric %s called",
					    metric->name),
			       name, names);
	*out = (struct metric_reading){ metric, metric->variants[place] };
	return ERR_OK;
}

enum err metric_find(struct arena *arena, struct metric_set set, const char *name,
		     struct metric_reading *out, struct diag *diag)
{
	size_t len = strcspn(name, "/");
	const char *first = arena_strndup(arena, name, len);
	struct names names = names_of_metrics(arena, set);
	size_t place = names_find(names, first);

	if (place == names.count || set.metrics[place]->n_variants == 0)
		return unknown(diag, "metric", first, names);
	if (name[len] == '/')
		return find_reading(arena, set.metrics[place], name + len + 1, out,
				    diag);
	*out = (struct metric_reading){ set.metrics[place],
					set.metrics[place]->variants[0] };
	return ERR_OK;
}
