#include <inttypes.h>
#include <string.h>

#include "base/ensure.h"
#include "kpi/comparison.h"
#include "kpi/conservation.h"
#include "kpi/shown.h"
#include "notice/composing.h"
#include "report/party.h"
#include "report/words.h"

/* ---- what was found ------------------------------------------------------ */

/* Of the series that the KPI's formula or volume uses. */
static void add_reports(const struct composing *composing, SlbNoticeFacts *facts)
{
	const SlbPeriodOutcome *outcome = composing->given->outcome;
	size_t series;

	facts->reports =
		arena_array(composing->arena, SlbReportsRelied *, outcome->n_reports);
	for (size_t i = 0; i < outcome->n_reports; i++) {
		if (frame_find_series(composing->given->frame,
				      outcome->reports[i]->series, &series) &&
		    composing->formula->uses_series[series])
			facts->reports[facts->n_reports++] = outcome->reports[i];
	}
}

static struct ratio exact(const struct composing *composing, const char *text)
{
	struct ratio number;

	ensure(ratio_parse(composing->arena, bytes_of_string(text), &number));
	return number;
}

/* What the rule for small volumes did; a miss by value has both volumes. */
static char *volume_words(const struct composing *composing)
{
	const SlbVerdict *verdict = composing->verdict;
	const SlbMinimumVolume *rule = composing->kpi->minimum_volume;
	struct arena *arena = composing->arena;
	struct ratio counted, least;
	char *volume;
	char *minimum;

	if (verdict->shortfall == NULL)
		return arena_strdup(arena, "The KPI is deemed missed: the rule for "
					   "small volumes was not applied.");
	counted = exact(composing, verdict->volume);
	least = exact(composing, verdict->minimum_volume);
	volume = words_grouped(arena, verdict->volume);
	minimum = shown_beside(arena, least, counted);
	if (ratio_compare(counted, least) >= 0)
		return arena_printf(arena,
				    "The volume of %s is not below the minimum of %s: "
				    "the rule for small volumes was not applied.",
				    volume, minimum);
	if (rule->below == SLB_BELOW_MINIMUM__BELOW_MINIMUM_ALLOWED_MISSES)
		return arena_printf(arena,
				    "The volume of %s is below the minimum of %s: the "
				    "terms then tolerate %u bad ones, and there were "
				    "more.",
				    volume, minimum, (unsigned)rule->allowed_misses);
	return arena_printf(arena,
			    "The volume of %s is below the minimum of %s: by the terms "
			    "it is judged all the same.",
			    volume, minimum);
}

/* ---- what speaks against it ---------------------------------------------- */

static bool is_of_comparison(const struct composing *composing, const char *name)
{
	const SlbTerms *terms = composing->terms;

	for (size_t i = 0; i < terms->n_comparisons; i++) {
		struct comparison comparison;

		if (strcmp(terms->comparisons[i]->name, name) != 0)
			continue;
		comparison =
			comparison_of_terms(composing->arena, composing->given->frame,
					    terms->comparisons[i]);
		return comparison_concerns(&comparison, composing->formula);
	}
	return false;
}

static bool is_of_identity(const struct composing *composing, const char *name)
{
	const SlbTerms *terms = composing->terms;

	for (size_t i = 0; i < terms->n_conservation; i++) {
		struct identity identity;

		if (strcmp(terms->conservation[i]->name, name) != 0)
			continue;
		identity = identity_of_terms(composing->arena, composing->given->frame,
					     terms->conservation[i]);
		return identity_concerns(&identity, composing->formula);
	}
	return false;
}

static bool is_of_series(const struct composing *composing, const char *name)
{
	size_t series;

	return frame_find_series(composing->given->frame, name, &series) &&
	       composing->formula->uses_series[series];
}

static bool is_of_kpi(const struct composing *composing, const char *name)
{
	return strcmp(composing->kpi->name, name) == 0;
}

/* Which findings speak against the figures of a KPI. */
static const struct {
	SlbFindingKind kind;
	bool (*concerns)(const struct composing *composing, const char *subject);
} doubts[] = {
	{ SLB_FINDING_KIND__FINDING_KIND_REPORT_MISSING, is_of_series },
	{ SLB_FINDING_KIND__FINDING_KIND_STATED_DIFFERS, is_of_kpi },
	{ SLB_FINDING_KIND__FINDING_KIND_UNACCOUNTED, is_of_identity },
	{ SLB_FINDING_KIND__FINDING_KIND_COUNTS_DIFFER, is_of_comparison },
	{ SLB_FINDING_KIND__FINDING_KIND_NOT_COMPARED, is_of_comparison },
};

static bool is_doubted(const struct composing *composing, const SlbFinding *finding)
{
	for (size_t i = 0; i < ARRAY_SIZE(doubts); i++) {
		if (doubts[i].kind == finding->kind)
			return doubts[i].concerns(composing, finding->subject);
	}
	return false;
}

static void add_doubts(const struct composing *composing, SlbNoticeFacts *facts)
{
	const SlbPeriodJudgement *judgement = composing->given->outcome->judgement;

	facts->doubts = arena_array(composing->arena, char *, judgement->n_findings);
	for (size_t i = 0; i < judgement->n_findings; i++) {
		if (is_doubted(composing, judgement->findings[i]))
			facts->doubts[facts->n_doubts++] =
				judgement->findings[i]->sentence;
	}
}

void compose_facts(const struct composing *composing)
{
	SlbNoticeFacts *facts = composing->notice->facts;

	facts->outcome_index = composing->given->outcome_index;
	facts->outcome_id = composing->given->outcome_id;
	facts->revision = composing->given->outcome->revision;
	facts->volume = composing->verdict->volume;
	facts->minimum_volume = composing->verdict->minimum_volume;
	facts->small_volume = volume_words(composing);
	facts->adjustments = arena_strdup(
		composing->arena,
		"No relief and no adjustment of a counter is recorded, agreed or "
		"contested: the figures are those that were reported.");
	add_reports(composing, facts);
	add_doubts(composing, facts);
}

/* ---- the giver's own part ------------------------------------------------ */

/* The finding about missing reports of a series, or NULL. */
static const char *missing_reports(const struct composing *composing,
				   const char *series)
{
	const SlbPeriodJudgement *judgement = composing->given->outcome->judgement;

	for (size_t i = 0; i < judgement->n_findings; i++) {
		const SlbFinding *finding = judgement->findings[i];

		if (finding->kind == SLB_FINDING_KIND__FINDING_KIND_REPORT_MISSING &&
		    strcmp(finding->subject, series) == 0)
			return finding->sentence;
	}
	return NULL;
}

static char *series_words(const struct composing *composing, const SlbSeries *series)
{
	const char *missing = missing_reports(composing, series->name);

	if (missing != NULL)
		return arena_printf(composing->arena, "%s has to report here: %s.",
				    composing->client->legal_name, missing);
	return arena_printf(composing->arena,
			    "%s has to report the series \"%s\": none of the period is "
			    "missing.",
			    composing->client->legal_name, series->name);
}

static char *other_duties_words(const struct composing *composing, bool has_others)
{
	bool has_duties = composing->said->n_client_duties > 0;

	return arena_printf(
		composing->arena,
		"The terms name no %sduty of %s%s. Whether it did its part is not "
		"recorded, and nothing is asserted about it.",
		has_others ? "other " : "", composing->client->legal_name,
		has_duties ? ""
			   : ", such as a forecast, access or information to be given");
}

void compose_own_performance(const struct composing *composing)
{
	const SlbTerms *terms = composing->terms;
	SlbNotice *notice = composing->notice;
	struct lines lines = lines_for(
		composing, terms->n_series + composing->said->n_client_duties + 1);

	for (size_t i = 0; i < terms->n_series; i++) {
		if (party_of_series(terms, terms->series[i]) == composing->client)
			lines_add(&lines, series_words(composing, terms->series[i]));
	}
	compose_duties(composing, &lines);
	lines_add(&lines, other_duties_words(composing, lines.count > 0));
	notice->own_performance = lines.lines;
	notice->n_own_performance = lines.count;
}

/* ---- how often ----------------------------------------------------------- */

/* "2026-01 (notice no. 1), 2026-02 (does not count)". */
static char *missed_before_words(const struct composing *composing)
{
	const struct notice_case *given = composing->given;
	struct text text;

	text_init(&text, composing->arena);
	for (size_t i = 0; i < given->missed_count; i++) {
		const SlbMissedPeriod *missed = given->missed[i];

		words_enumerate(&text, i, given->missed_count);
		text_add(&text, missed->period);
		if (missed->notice != 0)
			text_printf(&text, " (notice no. %" PRIu64 ")", missed->notice);
		if (missed->strike_waived)
			text_add(&text, " (waived, does not count)");
	}
	return arena_strdup(composing->arena, text_chars(&text));
}

static uint32_t count_strikes(const struct notice_case *given)
{
	uint32_t count = given->strike_waived ? 0 : 1;

	for (size_t i = 0; i < given->missed_count; i++)
		count += given->missed[i]->strike_waived ? 0 : 1;
	return count;
}

static char *repetition_words(const struct composing *composing)
{
	const struct notice_case *given = composing->given;
	struct text text;

	text_init(&text, composing->arena);
	text_printf(&text,
		    "The KPI was missed in %zu of %s, as far as they are judged: the "
		    "last ones of this version, at most %d, this one included",
		    given->missed_count + 1,
		    words_count(composing->arena, given->periods_looked_at, "period",
				"periods"),
		    NOTICE_PERIODS_MAX);
	if (given->missed_count > 0)
		text_printf(&text, "; before in %s", missed_before_words(composing));
	text_printf(&text, ". Misses that count: %u.", (unsigned)count_strikes(given));
	return arena_strdup(composing->arena, text_chars(&text));
}

void compose_repetition(const struct composing *composing)
{
	const struct notice_case *given = composing->given;
	struct arena *arena = composing->arena;
	SlbNoticeRepetition *repetition = arena_new(arena, SlbNoticeRepetition);
	char *const lines[] = {
		repetition_words(composing),
		arena_strdup(arena, "The terms name no number of misses from which a "
				    "further right follows."),
	};

	slb_notice_repetition__init(repetition);
	repetition->periods_looked_at = given->periods_looked_at;
	repetition->missed_before = given->missed;
	repetition->n_missed_before = given->missed_count;
	repetition->counted = count_strikes(given);
	SET_LINES(composing, repetition, sentences, lines);
	composing->notice->repetition = repetition;
}
