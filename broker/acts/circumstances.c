#include "acts/concluding.h"

/* What a notice says that only its place in the log knows. */

/* A notice that is about to be composed. */
struct circumstances {
	struct concluding *concluding;
	const struct judged_version *version;
	const SlbPeriodOutcome *outcome;
	struct notice_case *given;
};

/* ---- the findings of the period ------------------------------------------ */

/* Which credits of the period were waived. */
static enum err add_waivers(const struct circumstances *circumstances)
{
	const SlbTerms *terms = circumstances->version->law->terms;
	struct concluding *concluding = circumstances->concluding;
	bool *waived = arena_array(concluding->arena, bool, terms->n_kpis);

	for (size_t i = 0; i < terms->n_kpis; i++) {
		const SlbFindingRow *row;
		enum err err = peek_finding(concluding, &circumstances->version->place,
					    circumstances->outcome->judgement->start_s,
					    terms->kpis[i]->name, &row);

		if (err != ERR_OK)
			return err;
		waived[i] = row != NULL && row->credit_waived;
	}
	circumstances->given->credit_waived = waived;
	return ERR_OK;
}

enum err add_circumstances(struct concluding *concluding,
			   const struct judged_version *version,
			   const SlbPeriodOutcome *outcome, struct notice_case *given)
{
	const struct circumstances circumstances = { concluding, version, outcome,
						     given };

	return add_waivers(&circumstances);
}
