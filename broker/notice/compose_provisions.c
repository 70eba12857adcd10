#include "notice/composing.h"
#include "report/words.h"

/* What the contract says beside KPIs and credits, each sentence with its clause. */

static char *law_words(const struct composing *composing)
{
	const SlbProvision *law = composing->said->governing_law;

	return arena_printf(composing->arena, "By %s the contract is governed by %s%s",
			    words_clause(composing->arena, law->clause), law->words,
			    composing_stop(law->words));
}

static char *precedence_words(const struct composing *composing)
{
	const SlbPrecedence *precedence = composing->said->precedence;

	return arena_printf(composing->arena,
			    "Where the terms and the prose of the contract differ, the "
			    "%s, by %s.",
			    precedence->prevailing == SLB_PREVAILING__PREVAILING_TERMS
				    ? "terms prevail"
				    : "prose prevails",
			    words_clause(composing->arena, precedence->clause));
}

void compose_remarks(const struct composing *composing, SlbNoticeContract *contract)
{
	bool has_law = composing->said->governing_law != NULL;
	bool has_precedence = composing->said->precedence != NULL;
	struct arena *arena = composing->arena;
	struct lines lines = lines_for(composing, 2);

	if (has_law)
		lines_add(&lines, law_words(composing));
	if (has_precedence)
		lines_add(&lines, precedence_words(composing));
	if (!has_law || !has_precedence)
		lines_add(&lines,
			  arena_printf(arena, "The terms %s%s%s.",
				       has_law ? "" : "name no governing law",
				       has_law || has_precedence ? "" : ", and ",
				       has_precedence
					       ? ""
					       : "do not say whether they or the prose "
						 "of the contract prevail"));
	contract->remarks = lines.lines;
	contract->n_remarks = lines.count;
}

void compose_authority(const struct composing *composing, SlbNoticeGiver *giver)
{
	const char *clause = composing->said->keys_bind_clause;

	if (clause[0] == '\0' || giver->serving_index == 0)
		return;
	giver->authority = arena_array(composing->arena, char *, 1);
	giver->authority[giver->n_authority++] =
		arena_printf(composing->arena,
			     "By %s an organisation is bound by what is signed with "
			     "its keys.",
			     words_clause(composing->arena, clause));
}

void compose_duties(const struct composing *composing, struct lines *lines)
{
	const SlbNoticeTerms *said = composing->said;

	for (size_t i = 0; i < said->n_client_duties; i++) {
		const SlbProvision *duty = said->client_duties[i];

		lines_add(lines,
			  arena_printf(composing->arena, "%s owes, by %s: %s%s",
				       composing->client->legal_name,
				       words_clause(composing->arena, duty->clause),
				       duty->words, composing_stop(duty->words)));
	}
}

char *composing_remedies(const struct composing *composing)
{
	static const char *const rules[] = {
		[SLB_REMEDY_RULE__REMEDY_RULE_CREDIT_ONLY] =
			"a credit is the only remedy for the miss that it is due for",
		[SLB_REMEDY_RULE__REMEDY_RULE_CREDIT_DEDUCTED] =
			"a credit comes beside other remedies, and damages for the "
			"same miss are less by it",
		[SLB_REMEDY_RULE__REMEDY_RULE_CUMULATIVE] =
			"a credit comes beside other remedies, and lessens none of "
			"them",
	};
	const SlbRemedies *remedies = composing->said->remedies;

	if (remedies == NULL)
		return arena_strdup(composing->arena,
				    "Whether a credit is exclusive or comes beside "
				    "other remedies, the contract says; the terms do "
				    "not.");
	return arena_printf(composing->arena, "By %s %s.",
			    words_clause(composing->arena, remedies->clause),
			    rules[remedies->rule]);
}

char *composing_set_off(const struct composing *composing)
{
	const SlbSetOff *set_off = composing->said->set_off;
	const char *centre = composing->centre->legal_name;
	struct arena *arena = composing->arena;
	const char *clause;

	if (set_off == NULL)
		return arena_strdup(arena,
				    "Amounts are net of tax. The terms name no invoice "
				    "against which a credit is set off, and this "
				    "notice names none.");
	clause = words_clause(arena, set_off->clause);
	if (set_off->rule == SLB_SET_OFF_RULE__SET_OFF_RULE_NEXT_INVOICE)
		return arena_printf(arena,
				    "Amounts are net of tax. By %s %s deducts a credit "
				    "from its next invoice; this notice names no "
				    "invoice.",
				    clause, centre);
	if (set_off->rule == SLB_SET_OFF_RULE__SET_OFF_RULE_ALLOWED)
		return arena_printf(arena,
				    "Amounts are net of tax. By %s %s may set a credit "
				    "off against an invoice of %s; this notice names "
				    "none, and sets nothing off.",
				    clause, composing->client->legal_name, centre);
	return arena_printf(arena,
			    "Amounts are net of tax. By %s a credit is not set off "
			    "against an invoice.",
			    clause);
}
