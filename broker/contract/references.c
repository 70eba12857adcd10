#include <string.h>

#include "contract/rules.h"
#include "contract/steps.h"

static bool is_third_party(const SlbTerms *terms, const char *organisation)
{
	for (size_t i = 0; i < terms->n_parties; i++) {
		const SlbParty *party = terms->parties[i];

		if (party->role == SLB_PARTY_ROLE__PARTY_ROLE_THIRD_PARTY &&
		    strcmp(party->organisation, organisation) == 0)
			return true;
	}
	return false;
}

static void check_source(struct inquiry *inquiry, const SlbSeries *series,
			 const struct path *path)
{
	struct path organisation = path_field(path, "organisation");
	bool third = series->source == SLB_PARTY_ROLE__PARTY_ROLE_THIRD_PARTY;

	if (!third && series->organisation[0] != '\0') {
		say(inquiry, WRONG, &organisation,
		    "series %s names an organisation, though its source is the client "
		    "or the centre, of which there is one",
		    shown(series->name).chars);
		diag_hint(inquiry->diag,
			  "leave organisation: out, or write source: third_party");
	}
	if (!third || is_third_party(inquiry->terms, series->organisation))
		return;
	say(inquiry, series->organisation[0] == '\0' ? MISSING : WRONG, &organisation,
	    "series %s is reported by a third party, %s, which is not among the "
	    "parties",
	    shown(series->name).chars, shown(series->organisation).chars);
	diag_hint(inquiry->diag,
		  "add it under parties: with role: third_party, and write its "
		  "organisation: here");
}

static void find_series(struct inquiry *inquiry, const char *series,
			const struct path *path)
{
	struct path field = path_field(path, "series");
	const char *near;

	if (names_find(inquiry->series, series) < inquiry->series.count)
		return;
	near = nearest_name(series, inquiry->series);
	say(inquiry, WRONG, &field, "there is no series %s", shown(series).chars);
	if (near != NULL)
		diag_hint(inquiry->diag, "%s is near: write that, if it is meant",
			  near);
	else
		diag_hint(inquiry->diag, "write a name that stands under series:");
}

void rules_references(struct inquiry *inquiry)
{
	const SlbTerms *terms = inquiry->terms;

	for (size_t i = 0; i < terms->n_series; i++) {
		struct path path = path_item(NULL, "series", i);

		check_source(inquiry, terms->series[i], &path);
	}
	for (size_t i = 0; i < terms->n_counters; i++) {
		struct path path = path_item(NULL, "counters", i);

		find_series(inquiry, terms->counters[i]->series, &path);
	}
	for (size_t i = 0; i < terms->n_histograms; i++) {
		struct path path = path_item(NULL, "histograms", i);

		find_series(inquiry, terms->histograms[i]->series, &path);
	}
}

void rules_conservation(struct inquiry *inquiry, const SlbConservation *conservation,
			const struct path *path)
{
	struct path level = path_field(path, "level");
	size_t flaws = inquiry->flaw_count;
	uint32_t used;

	term_list_names(inquiry, conservation->total, conservation->n_total, path,
			"total");
	term_list_names(inquiry, conservation->parts, conservation->n_parts, path,
			"parts");
	if (inquiry->flaw_count != flaws ||
	    conservation->level != SLB_CONSERVATION_LEVEL__CONSERVATION_LEVEL_ROW)
		return;
	used = term_list_series(inquiry, conservation->total, conservation->n_total) |
	       term_list_series(inquiry, conservation->parts, conservation->n_parts);
	if ((used & (used - 1)) == 0)
		return;
	say(inquiry, WRONG, &level,
	    "identity %s must hold in each row of a report, but its counters come in "
	    "different series",
	    shown(conservation->name).chars);
	diag_hint(inquiry->diag, "write level: period");
}
