#include "contract/check.h"

#include "contract/bounds.h"
#include "contract/need.h"
#include "contract/rules.h"
#include "contract/shape.h"
#include "contract/steps.h"
#include "contract/term_days.h"

static void check_formula(struct inquiry *inquiry, const SlbKpi *kpi,
			  const struct path *path)
{
	const SlbMinimumVolume *minimum = kpi->minimum_volume;
	struct path volume = path_field(path, "minimum_volume");
	struct step_list steps = step_list_of_kpi(kpi);
	size_t flaws = inquiry->flaw_count;

	step_list_names(inquiry, steps, path);
	term_list_names(inquiry, minimum->volume, minimum->n_volume, &volume, "volume");
	if (inquiry->flaw_count != flaws)
		return;
	step_list_rules(inquiry, steps, path);
	rules_abandons(inquiry, kpi, path);
	rules_target(inquiry, kpi, path);
	rules_quantities(inquiry, kpi, path);
	rules_target_range(inquiry, kpi, path);
}

/* A KPI with a flaw in its shape is looked at no further. */
static void check_kpi(struct inquiry *inquiry, const SlbKpi *kpi,
		      const struct path *path)
{
	size_t flaws = inquiry->flaw_count;

	inquiry->kpi = kpi->name[0] == '\0' ? NULL : kpi->name;
	shape_kpi(inquiry, kpi, path);
	shape_steps(inquiry, kpi->steps, kpi->n_steps, path);
	if (inquiry->flaw_count == flaws) {
		check_formula(inquiry, kpi, path);
		rules_credit(inquiry, kpi, path);
		rules_words(inquiry, kpi, path);
	}
	inquiry->kpi = NULL;
}

static void check_kpis(struct inquiry *inquiry)
{
	const SlbTerms *terms = inquiry->terms;
	const char *names[CONTRACT_KPIS_MAX];
	struct path list = path_field(NULL, "kpis");

	if (!need_count(inquiry, &list, terms->n_kpis, CONTRACT_KPIS_MAX, "KPI"))
		return;
	for (size_t i = 0; i < terms->n_kpis; i++) {
		struct path path = path_item(NULL, "kpis", i);

		names[i] = terms->kpis[i]->name;
		check_kpi(inquiry, terms->kpis[i], &path);
	}
	need_distinct(inquiry, NULL, "kpis", "name",
		      (struct names){ names, terms->n_kpis });
	rules_money(inquiry);
}

static void check_identities(struct inquiry *inquiry)
{
	const SlbTerms *terms = inquiry->terms;
	struct names names = { arena_array(inquiry->arena, const char *,
					   terms->n_conservation),
			       terms->n_conservation };

	for (size_t i = 0; i < terms->n_conservation; i++) {
		struct path path = path_item(NULL, "conservation", i);
		size_t flaws = inquiry->flaw_count;

		names.names[i] = terms->conservation[i]->name;
		shape_conservation(inquiry, terms->conservation[i], &path);
		if (inquiry->flaw_count == flaws)
			rules_conservation(inquiry, terms->conservation[i], &path);
	}
	need_distinct(inquiry, NULL, "conservation", "name", names);
}

static void check_comparisons(struct inquiry *inquiry)
{
	const SlbTerms *terms = inquiry->terms;
	const char *names[CONTRACT_COMPARISONS_MAX];

	for (size_t i = 0; i < terms->n_comparisons; i++) {
		struct path path = path_item(NULL, "comparisons", i);
		size_t flaws = inquiry->flaw_count;

		names[i] = terms->comparisons[i]->name;
		shape_comparison(inquiry, terms->comparisons[i], &path);
		if (inquiry->flaw_count == flaws)
			rules_comparison(inquiry, terms->comparisons[i], &path);
	}
	need_distinct(inquiry, NULL, "comparisons", "name",
		      (struct names){ names, terms->n_comparisons });
}

/* What takes the terms as a whole, and nothing wrong in them. */
static void check_whole(struct inquiry *inquiry)
{
	const SlbTerms *terms = inquiry->terms;
	const struct frame *frame = frame_of_terms(inquiry->arena, terms);

	for (size_t i = 0; i < terms->n_kpis; i++) {
		struct path path = path_item(NULL, "kpis", i);

		inquiry->kpi = terms->kpis[i]->name;
		rules_bounds(inquiry, frame, terms->kpis[i], &path);
		rules_scope_days(inquiry, terms->kpis[i]->scope,
				 terms->kpis[i]->n_scope, &path);
	}
	inquiry->kpi = NULL;
	for (size_t i = 0; i < terms->n_comparisons; i++) {
		struct path path = path_item(NULL, "comparisons", i);

		rules_scope_days(inquiry, terms->comparisons[i]->scope,
				 terms->comparisons[i]->n_scope, &path);
	}
	rules_controls(inquiry, frame);
	rules_contradictions(inquiry);
}

enum err contract_check(struct arena *arena, const SlbTerms *terms, struct diag *diag)
{
	struct inquiry inquiry = { .arena = arena, .diag = diag, .terms = terms };

	shape_terms(&inquiry);
	rules_term_days(&inquiry);
	if (!shape_tables(&inquiry))
		return inquiry.first;
	rules_references(&inquiry);
	rules_measurement(&inquiry);
	rules_notices(&inquiry);
	check_identities(&inquiry);
	check_comparisons(&inquiry);
	check_kpis(&inquiry);
	if (inquiry.first == ERR_OK)
		check_whole(&inquiry);
	return inquiry.first;
}
