#include "notice/compose.h"

#include <inttypes.h>
#include <string.h>

#include "kpi/comparison.h"
#include "kpi/formula.h"
#include "notice/claim.h"
#include "report/party.h"
#include "report/words.h"

#define STANDARDS_LINE                                                        \
	"Kept as evidence for check SLB-182952-13 (a number of our own). "    \
	"ISO 18295-2 neither requires nor defines this notice; no conformity" \
	" is claimed."

/* So many values of a dimension are named: a notice must fit an envelope. */
#define VALUES_MAX 100

/* A notice being written. */
struct composing {
	struct arena *arena;
	const struct notice_case *given;
	const SlbTerms *terms;
	const SlbKpi *kpi;
	const struct formula *formula;
	SlbNotice *notice;
};

bool notice_find_kpi(const SlbTerms *terms, const char *name, size_t *out)
{
	for (size_t i = 0; i < terms->n_kpis; i++) {
		if (strcmp(terms->kpis[i]->name, name) == 0) {
			*out = i;
			return true;
		}
	}
	return false;
}

bool notice_may_be_served(const SlbKpi *kpi)
{
	return kpi->serving->mode != SLB_SERVING_MODE__SERVING_MODE_REPORTED_ONLY;
}

bool notice_is_automatic(const SlbKpi *kpi)
{
	return kpi->serving->mode == SLB_SERVING_MODE__SERVING_MODE_AUTOMATIC;
}

static char *local_text(const struct composing *composing, int64_t at_s)
{
	return zone_text(composing->arena, &composing->given->frame->zone, at_s);
}

/* "5 business days". */
static char *delay_words(struct arena *arena, const SlbDelay *delay)
{
	static const char *const units[][2] = {
		[SLB_DELAY_UNIT__DELAY_UNIT_HOURS] = { "hour", "hours" },
		[SLB_DELAY_UNIT__DELAY_UNIT_DAYS] = { "day", "days" },
		[SLB_DELAY_UNIT__DELAY_UNIT_BUSINESS_HOURS] = { "business hour",
								"business hours" },
		[SLB_DELAY_UNIT__DELAY_UNIT_BUSINESS_DAYS] = { "business day",
							       "business days" },
	};

	return words_count(arena, delay->amount, units[delay->unit][0],
			   units[delay->unit][1]);
}

/* ---- parties ------------------------------------------------------------- */

static char *broker_gives(const struct composing *composing, const SlbParty *client)
{
	return arena_printf(composing->arena,
			    "given by the broker on behalf of %s under %s of the "
			    "contract, whose terms appoint it to do so",
			    client->legal_name,
			    words_clause(composing->arena, composing->kpi->clause));
}

static char *client_gives(const struct composing *composing, const SlbParty *client)
{
	const struct notice_case *given = composing->given;
	struct text text;

	text_init(&text, composing->arena);
	text_printf(&text,
		    "given by %s under %s of the contract, by its signed statement at "
		    "entry %" PRIu64 " of the log",
		    client->legal_name,
		    words_clause(composing->arena, composing->kpi->clause),
		    given->serving_index);
	for (size_t i = 0; i < given->signatory_count; i++) {
		text_add(&text, i == 0 ? "; signed by its " : "");
		words_enumerate(&text, i, given->signatory_count);
		text_add(&text, given->signatories[i]);
	}
	return arena_strdup(composing->arena, text_chars(&text));
}

static void add_giver(const struct composing *composing)
{
	SlbNoticeGiver *giver = arena_new(composing->arena, SlbNoticeGiver);
	const struct notice_case *given = composing->given;

	slb_notice_giver__init(giver);
	giver->client =
		party_in_role(composing->terms, SLB_PARTY_ROLE__PARTY_ROLE_CLIENT);
	giver->serving_index = given->serving_index;
	giver->signatories = given->signatories;
	giver->n_signatories = given->signatory_count;
	giver->sentence = given->serving_index == 0
				  ? broker_gives(composing, giver->client)
				  : client_gives(composing, giver->client);
	composing->notice->giver = giver;
}

static void add_contract(const struct composing *composing)
{
	SlbNoticeContract *contract = arena_new(composing->arena, SlbNoticeContract);

	slb_notice_contract__init(contract);
	contract->contract = arena_strdup(composing->arena, composing->given->contract);
	contract->title = composing->terms->title;
	contract->version_id = composing->given->outcome->version_id;
	contract->zone = composing->terms->zone->name;
	composing->notice->contract = contract;
}

/* ---- what was owed ------------------------------------------------------- */

static char *value_words(struct arena *arena, const SlbScopeValue *value)
{
	struct text text;

	text_init(&text, arena);
	text_add(&text, value->value);
	if (value->first_day[0] != '\0')
		text_printf(&text, " from %s", value->first_day);
	if (value->last_day[0] != '\0')
		text_printf(&text, " until %s", value->last_day);
	return arena_strdup(arena, text_chars(&text));
}

static char *scope_words(struct arena *arena, const SlbScopeDimension *scope)
{
	size_t shown = scope->n_values > VALUES_MAX ? VALUES_MAX : scope->n_values;
	struct text text;

	text_init(&text, arena);
	text_printf(&text, "%s: ", scope->dimension);
	text_add(&text, scope->all ? "all" : "");
	for (size_t i = 0; i < shown; i++) {
		words_enumerate(&text, i, shown);
		text_add(&text, value_words(arena, scope->values[i]));
	}
	if (shown < scope->n_values)
		text_printf(&text, "; %zu more are listed in the terms",
			    scope->n_values - shown);
	return arena_strdup(arena, text_chars(&text));
}

static void add_definition(const struct composing *composing,
			   SlbNoticeObligation *obligation)
{
	const struct formula *formula = composing->formula;
	struct arena *arena = composing->arena;
	const SlbTerms *terms = composing->terms;

	obligation->definition = arena_array(arena, char *, formula->step_count);
	for (size_t i = 0; i < formula->step_count; i++)
		obligation->definition[obligation->n_definition++] =
			arena_printf(arena, "%s: %s", formula->steps[i].source->name,
				     formula_words(arena, formula, i));
	obligation->scope = arena_array(arena, char *, composing->kpi->n_scope);
	for (size_t i = 0; i < composing->kpi->n_scope; i++)
		obligation->scope[obligation->n_scope++] =
			scope_words(arena, composing->kpi->scope[i]);
	obligation->sources = arena_array(arena, char *, terms->n_series);
	for (size_t i = 0; i < terms->n_series; i++) {
		if (formula->uses_series[i])
			obligation->sources[obligation->n_sources++] = arena_printf(
				arena, "the series \"%s\", reported by %s",
				terms->series[i]->name,
				party_of_series(terms, terms->series[i])->legal_name);
	}
}

static void add_obligation(const struct composing *composing, const SlbVerdict *verdict)
{
	const SlbPeriodJudgement *judgement = composing->given->outcome->judgement;
	SlbNoticeObligation *obligation =
		arena_new(composing->arena, SlbNoticeObligation);

	slb_notice_obligation__init(obligation);
	obligation->kpi = composing->kpi->name;
	obligation->title = composing->kpi->title;
	obligation->clause = composing->kpi->clause;
	obligation->target = verdict->displayed_target;
	obligation->period = judgement->label;
	obligation->period_start = local_text(composing, judgement->start_s);
	obligation->period_end = local_text(composing, judgement->end_s);
	add_definition(composing, obligation);
	composing->notice->obligation = obligation;
}

/* ---- what was found, what it costs --------------------------------------- */

static SlbNoticeFacts *facts_of(struct arena *arena, const SlbVerdict *verdict)
{
	SlbNoticeFacts *facts = arena_new(arena, SlbNoticeFacts);

	slb_notice_facts__init(facts);
	facts->numerator = verdict->numerator;
	facts->denominator = verdict->denominator;
	facts->value = verdict->value;
	facts->displayed = verdict->displayed;
	facts->shortfall = verdict->shortfall == NULL ? verdict->reason
						      : verdict->shortfall->sentence;
	return facts;
}

SlbNotice *notice_basis(struct arena *arena, const SlbTerms *terms,
			const SlbPeriodJudgement *judgement, size_t kpi)
{
	SlbNotice *basis = arena_new(arena, SlbNotice);

	slb_notice__init(basis);
	basis->facts = facts_of(arena, judgement->verdicts[kpi]);
	basis->credit = credit_claimed(arena, terms, judgement, kpi, NULL);
	return basis;
}

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

static bool is_doubted(const struct composing *composing, const SlbFinding *finding)
{
	const SlbTerms *terms = composing->terms;
	struct comparison comparison;
	size_t i = 0;

	if (finding->kind != SLB_FINDING_KIND__FINDING_KIND_COUNTS_DIFFER &&
	    finding->kind != SLB_FINDING_KIND__FINDING_KIND_NOT_COMPARED)
		return false;
	while (strcmp(terms->comparisons[i]->name, finding->subject) != 0)
		i++;
	comparison = comparison_of_terms(composing->arena, composing->given->frame,
					 terms->comparisons[i]);
	return comparison_concerns(&comparison, composing->formula);
}

/* What was found about other counts of what the KPI uses. */
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

static void complete_facts(const struct composing *composing)
{
	const struct notice_case *given = composing->given;
	SlbNoticeFacts *facts = composing->notice->facts;

	facts->outcome_index = given->outcome_index;
	facts->revision = given->outcome->revision;
	add_reports(composing, facts);
	add_doubts(composing, facts);
}

static void add_credit(const struct composing *composing)
{
	const struct notice_case *given = composing->given;
	const SlbPeriodJudgement *judgement = given->outcome->judgement;
	SlbNoticeCredit *credit =
		credit_claimed(composing->arena, composing->terms, judgement,
			       given->kpi, given->credit_waived);

	credit_complete(composing->arena, composing->terms, judgement,
			given->credit_waived, credit);
	credit->credit_waived = given->credit_waived[given->kpi];
	credit->strike_waived = given->strike_waived;
	composing->notice->credit = credit;
}

/* ---- what follows -------------------------------------------------------- */

static void add_required(const struct composing *composing)
{
	struct arena *arena = composing->arena;
	SlbNotice *notice = composing->notice;

	notice->required = arena_array(arena, char *, 1);
	notice->required[notice->n_required++] = arena_printf(
		arena,
		"Acknowledge receipt by %s, %s after this notice was given. To "
		"acknowledge receipt admits nothing.",
		local_text(composing, notice->acknowledge_by_s),
		delay_words(arena, composing->kpi->serving->acknowledge_by));
}

static void add_objections(const struct composing *composing)
{
	struct arena *arena = composing->arena;
	SlbNotice *notice = composing->notice;

	notice->objections = arena_array(arena, char *, 2);
	notice->objections[notice->n_objections++] = arena_printf(
		arena,
		"A report on which this notice rests may be restated until %s after it "
		"was due. Where that changes what is found here, this notice is "
		"withdrawn or replaced by another; it is never edited.",
		delay_words(arena, composing->terms->restatement_window));
	notice->objections[notice->n_objections++] = arena_strdup(
		arena,
		"The terms held by the broker say nothing else about objections; "
		"what the contract itself provides is not touched.");
}

static void add_reservations(const struct composing *composing)
{
	static const char *const lines[] = {
		"Rights that this notice does not name are not waived.",
		"This is neither a notice of termination nor a formal demand that sets a "
		"last time for performance.",
		"The addressee finds this notice in the broker's log; the broker sends "
		"nothing to the addresses above. When a notice counts as received, the "
		"contract says.",
		"Amounts are net of tax. Whether a credit is exclusive or comes beside "
		"other remedies, the contract says.",
		"The figures follow from the counters as they were reported. That the "
		"counters are true is not proved by them.",
	};
	SlbNotice *notice = composing->notice;

	notice->reservations = arena_array(composing->arena, char *, ARRAY_SIZE(lines));
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		notice->reservations[notice->n_reservations++] =
			arena_strdup(composing->arena, lines[i]);
}

SlbNotice *compose_notice(struct arena *arena, const struct notice_case *given)
{
	const SlbTerms *terms = given->frame->terms;
	const SlbPeriodJudgement *judgement = given->outcome->judgement;
	struct composing composing = {
		.arena = arena,
		.given = given,
		.terms = terms,
		.kpi = terms->kpis[given->kpi],
		.formula = formula_of_kpi(arena, given->frame, terms->kpis[given->kpi]),
		.notice = notice_basis(arena, terms, judgement, given->kpi),
	};
	SlbNotice *notice = composing.notice;

	notice->number = given->number;
	notice->title = composing.kpi->serving->notice_title;
	notice->addressee = party_in_role(terms, SLB_PARTY_ROLE__PARTY_ROLE_CENTRE);
	notice->given_ms = given->given_ms;
	notice->acknowledge_by_s =
		frame_deadline_s(given->frame, composing.kpi->serving->acknowledge_by,
				 given->given_ms / 1000 + (given->given_ms % 1000 > 0));
	notice->replaces = given->replaces;
	notice->standards = arena_strdup(arena, STANDARDS_LINE);
	add_giver(&composing);
	add_contract(&composing);
	add_obligation(&composing, judgement->verdicts[given->kpi]);
	complete_facts(&composing);
	add_credit(&composing);
	add_required(&composing);
	add_objections(&composing);
	add_reservations(&composing);
	return notice;
}
