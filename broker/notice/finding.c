#include "notice/finding.h"

#include <string.h>

#include "kpi/shown.h"
#include "report/party.h"
#include "report/words.h"

/* The findings of one period being collected. */
struct finding_list {
	struct arena *arena;
	const struct period_facts *facts;
	const struct comparison *comparisons;
	SlbPeriodJudgement *message;
};

static SlbFinding *add_finding(const struct finding_list *list, SlbFindingKind kind,
			       const char *subject)
{
	SlbFinding *finding = arena_new(list->arena, SlbFinding);

	slb_finding__init(finding);
	finding->kind = kind;
	finding->subject = arena_strdup(list->arena, subject);
	list->message->findings[list->message->n_findings++] = finding;
	return finding;
}

static char *missed_sentence(struct arena *arena, const struct kpi_outcome *outcome)
{
	const SlbVerdict *verdict = outcome->verdict;

	if (outcome->line != LINE_MISSED)
		return arena_printf(arena, "%s: %s", verdict->title, verdict->reason);
	return arena_printf(arena, "%s: %s, the target is %s; %s", verdict->title,
			    verdict->displayed, verdict->displayed_target,
			    verdict->shortfall->sentence);
}

static void add_missed(const struct finding_list *list,
		       const struct kpi_outcome *outcome)
{
	const SlbServing *serving = outcome->formula->kpi->serving;
	SlbFinding *finding;

	if (outcome->verdict->result != SLB_RESULT__RESULT_MISSED)
		return;
	finding = add_finding(list, SLB_FINDING_KIND__FINDING_KIND_MISSED,
			      outcome->verdict->kpi);
	finding->sentence = missed_sentence(list->arena, outcome);
	finding->serving = serving->mode;
	if (serving->mode == SLB_SERVING_MODE__SERVING_MODE_REPORTED_ONLY)
		return;
	finding->notice_title = arena_strdup(list->arena, serving->notice_title);
}

/* What nobody measured must not look as if nothing were owed. */
static void add_not_computable(const struct finding_list *list,
			       const struct kpi_outcome *outcome)
{
	const SlbVerdict *verdict = outcome->verdict;

	if (verdict->result != SLB_RESULT__RESULT_NOT_COMPUTABLE)
		return;
	add_finding(list, SLB_FINDING_KIND__FINDING_KIND_NOT_COMPUTABLE, verdict->kpi)
		->sentence = arena_printf(list->arena, "%s cannot be computed: %s",
					  verdict->title, verdict->reason);
}

static void add_missing(const struct finding_list *list, size_t series)
{
	const char *name = list->facts->frame->terms->series[series]->name;
	const struct gap *first = NULL;
	size_t count = 0;
	SlbFinding *finding;

	for (size_t i = 0; i < list->facts->gap_count; i++) {
		const struct gap *gap = &list->facts->gaps[i];

		if (gap->series != series || !gap->is_missing)
			continue;
		if (first == NULL)
			first = gap;
		count++;
	}
	if (first == NULL)
		return;
	finding =
		add_finding(list, SLB_FINDING_KIND__FINDING_KIND_REPORT_MISSING, name);
	finding->sentence = arena_printf(
		list->arena, "%s of the series \"%s\" %s missing, %sthat of %s",
		words_count(list->arena, count, "report", "reports"), name,
		count == 1 ? "is" : "are", count == 1 ? "" : "the first ",
		civil_day_text(list->arena, first->part.day));
}

static void add_differing(const struct finding_list *list,
			  const struct kpi_outcome *outcome)
{
	const SlbVerdict *verdict = outcome->verdict;
	SlbFinding *finding;

	if (outcome->stated_differing == 0)
		return;
	finding = add_finding(list, SLB_FINDING_KIND__FINDING_KIND_STATED_DIFFERS,
			      verdict->kpi);
	finding->sentence = arena_printf(
		list->arena, "%s: %s of %s %s from what the counters give",
		verdict->title, words_u64(list->arena, outcome->stated_differing),
		words_count(list->arena, verdict->n_stated, "stated figure",
			    "stated figures"),
		outcome->stated_differing == 1 ? "differs" : "differ");
}

static void add_unaccounted(const struct finding_list *list, size_t place)
{
	const struct identity *identity = &list->facts->identities[place];
	const struct balance *balance = &list->facts->balances[place];
	SlbFinding *finding;

	if (!balance->fails)
		return;
	finding = add_finding(list, SLB_FINDING_KIND__FINDING_KIND_UNACCOUNTED,
			      identity->terms->name);
	finding->sentence = arena_printf(
		list->arena, "by \"%s\", %s; at most %s %% may be unaccounted for",
		identity->terms->name, balance_words(list->arena, identity, balance),
		identity->terms->tolerated_percent);
}

static char *organisation_of(const struct finding_list *list, SlbPartyRole role)
{
	return arena_strdup(
		list->arena,
		party_in_role(list->facts->frame->terms, role)->organisation);
}

/* To both sides alike: nobody has shown who counted rightly. */
static void add_compared(const struct finding_list *list, size_t place)
{
	const struct comparison *comparison = &list->comparisons[place];
	const SlbComparisonResult *result = list->message->comparisons[place];
	char *sentence = comparison_sentence(list->arena, comparison, result);
	SlbFinding *finding;

	if (sentence == NULL)
		return;
	finding = add_finding(
		list,
		result->state == SLB_COMPARISON_STATE__COMPARISON_STATE_DIFFERS
			? SLB_FINDING_KIND__FINDING_KIND_COUNTS_DIFFER
			: SLB_FINDING_KIND__FINDING_KIND_NOT_COMPARED,
		result->name);
	finding->sentence = sentence;
	finding->addressees = arena_array(list->arena, char *, 2);
	finding->n_addressees = 2;
	finding->addressees[0] =
		organisation_of(list, SLB_PARTY_ROLE__PARTY_ROLE_CLIENT);
	finding->addressees[1] =
		organisation_of(list, SLB_PARTY_ROLE__PARTY_ROLE_CENTRE);
}

void add_findings(struct arena *arena, const struct period_facts *facts,
		  const struct period_outcomes *outcomes, int64_t as_of_s,
		  SlbPeriodJudgement *message)
{
	const struct finding_list list = { arena, facts, outcomes->comparisons,
					   message };
	const struct kpi_outcome *kpis = outcomes->kpis;
	size_t series_count = facts->frame->terms->n_series;

	/* of a KPI its verdict, missed or not computable, and its stated figures */
	message->findings =
		arena_array(arena, SlbFinding *,
			    2 * message->n_verdicts + series_count +
				    facts->identity_count + message->n_comparisons);
	for (size_t i = 0; i < message->n_verdicts; i++)
		add_missed(&list, &kpis[i]);
	for (size_t i = 0; i < message->n_verdicts; i++)
		add_not_computable(&list, &kpis[i]);
	for (size_t i = 0; i < series_count; i++)
		add_missing(&list, i);
	for (size_t i = 0; i < message->n_verdicts; i++)
		add_differing(&list, &kpis[i]);
	for (size_t i = 0; i < facts->identity_count; i++)
		add_unaccounted(&list, i);
	for (size_t i = 0; i < message->n_comparisons; i++)
		add_compared(&list, i);
	date_findings(facts->frame, as_of_s, message);
}

static const SlbKpi *kpi_named(const SlbTerms *terms, const char *name)
{
	size_t i = 0;

	while (strcmp(terms->kpis[i]->name, name) != 0)
		i++;
	return terms->kpis[i];
}

void date_findings(const struct frame *frame, int64_t as_of_s,
		   SlbPeriodJudgement *message)
{
	for (size_t i = 0; i < message->n_findings; i++) {
		SlbFinding *finding = message->findings[i];
		const SlbServing *serving;

		if (finding->kind != SLB_FINDING_KIND__FINDING_KIND_MISSED ||
		    finding->serving == SLB_SERVING_MODE__SERVING_MODE_REPORTED_ONLY)
			continue;
		serving = kpi_named(frame->terms, finding->subject)->serving;
		finding->acknowledge_by_s =
			frame_deadline_s(frame, serving->acknowledge_by, as_of_s);
	}
}
