#include "notice/compose.h"

#include <inttypes.h>
#include <string.h>

#include "notice/claim.h"
#include "notice/composing.h"
#include "report/party.h"
#include "report/words.h"

#define STANDARDS_LINE                                                        \
	"Kept as evidence for check SLB-182952-13 (a number of our own). "    \
	"ISO 18295-2 neither requires nor defines this notice; no conformity" \
	" is claimed."

/* So many values of a dimension are named: a notice must fit an envelope. */
#define VALUES_MAX 100

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

/* ---- parties ------------------------------------------------------------- */

static char *broker_gives(const struct composing *composing)
{
	return arena_printf(composing->arena,
			    "given by the broker on behalf of %s under %s of the "
			    "contract, whose terms appoint it to do so",
			    composing->client->legal_name,
			    words_clause(composing->arena, composing->kpi->clause));
}

static char *client_gives(const struct composing *composing)
{
	return arena_printf(composing->arena,
			    "given by %s under %s of the contract, by its signed "
			    "statement at entry %" PRIu64 " of the log",
			    composing->client->legal_name,
			    words_clause(composing->arena, composing->kpi->clause),
			    composing->given->serving_index);
}

static void add_giver(const struct composing *composing)
{
	SlbNoticeGiver *giver = arena_new(composing->arena, SlbNoticeGiver);
	const struct notice_case *given = composing->given;

	slb_notice_giver__init(giver);
	giver->client =
		party_in_role(composing->terms, SLB_PARTY_ROLE__PARTY_ROLE_CLIENT);
	giver->serving_index = given->serving_index;
	giver->serving_id = given->serving_id;
	giver->serving_claimed_ms = given->serving_claimed_ms;
	giver->signers = given->signers;
	giver->n_signers = given->signer_count;
	giver->sentence = given->serving_index == 0 ? broker_gives(composing)
						    : client_gives(composing);
	compose_authority(composing, giver);
	composing->notice->giver = giver;
}

/* The broker's own signature stands beside the party's, not for it. */
static void add_entry(const struct composing *composing)
{
	SlbNoticePlace *entry = arena_new(composing->arena, SlbNoticePlace);
	const struct notice_case *given = composing->given;

	slb_notice_place__init(entry);
	entry->log = arena_strdup(composing->arena, given->log);
	entry->log_index = given->index;
	entry->notice_key_id = given->notice_key_id;
	entry->attestation = arena_printf(
		composing->arena,
		"The entry that carries this notice is signed by the broker's notice "
		"key. %s It attests that the figures follow from the reports by the "
		"terms, and no more.",
		given->serving_index == 0
			? "That signature gives the notice for the client."
			: "That signature is no party's.");
	composing->notice->entry = entry;
}

static void add_contract(const struct composing *composing)
{
	SlbNoticeContract *contract = arena_new(composing->arena, SlbNoticeContract);
	const struct notice_case *given = composing->given;

	slb_notice_contract__init(contract);
	contract->contract = arena_strdup(composing->arena, given->contract);
	contract->title = composing->terms->title;
	contract->version_id = given->outcome->version_id;
	contract->zone = composing->terms->zone->name;
	contract->first_day = composing->terms->first_day;
	contract->last_day = composing->terms->last_day;
	contract->previous_version_id = given->previous_version_id;
	contract->offered_index = given->offered_index;
	contract->accepted_index = given->accepted_index;
	compose_remarks(composing, contract);
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
	obligation->symbols = arena_array(arena, char *, formula->step_count);
	for (size_t i = 0; i < formula->step_count; i++) {
		const char *name = formula->steps[i].source->name;

		obligation->definition[obligation->n_definition++] = arena_printf(
			arena, "%s: %s", name, formula_words(arena, formula, i));
		obligation->symbols[obligation->n_symbols++] = arena_printf(
			arena, "%s = %s", name, formula_symbols(arena, formula, i));
	}
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

static void add_obligation(const struct composing *composing)
{
	const SlbPeriodJudgement *judgement = composing->given->outcome->judgement;
	SlbNoticeObligation *obligation =
		arena_new(composing->arena, SlbNoticeObligation);

	slb_notice_obligation__init(obligation);
	obligation->kpi = composing->kpi->name;
	obligation->title = composing->kpi->title;
	obligation->clause = composing->kpi->clause;
	obligation->target = composing->verdict->displayed_target;
	obligation->period = judgement->label;
	obligation->period_start = composing_time(composing, judgement->start_s);
	obligation->period_end = composing_time(composing, judgement->end_s);
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

static void add_credit(const struct composing *composing)
{
	const struct notice_case *given = composing->given;
	SlbNoticeCredit *credit = credit_after_waivers(
		composing->arena, composing->terms, given->outcome->judgement,
		given->kpi, given->credit_waived);

	credit->strike_waived = given->strike_waived;
	composing->notice->credit = credit;
}

/* Notices on other KPIs of the period. */
static void add_linked(const struct composing *composing)
{
	const struct notice_case *given = composing->given;
	SlbNotice *notice = composing->notice;

	notice->same_period =
		arena_array(composing->arena, uint64_t, composing->terms->n_kpis);
	for (size_t i = 0; i < composing->terms->n_kpis; i++) {
		if (given->standing[i] != 0)
			notice->same_period[notice->n_same_period++] =
				given->standing[i];
	}
}

/* ---- the whole ----------------------------------------------------------- */

static void add_head(const struct composing *composing)
{
	const struct notice_case *given = composing->given;
	SlbNotice *notice = composing->notice;

	notice->number = given->number;
	notice->title = composing->kpi->serving->notice_title;
	notice->addressee =
		party_in_role(composing->terms, SLB_PARTY_ROLE__PARTY_ROLE_CENTRE);
	notice->given_ms = given->given_ms;
	notice->given = composing_time(composing, given->given_ms / 1000);
	notice->acknowledge_by_s =
		frame_deadline_s(given->frame, composing->kpi->serving->acknowledge_by,
				 composing->given_s);
	notice->replaces = given->replaces;
	notice->standards = arena_strdup(composing->arena, STANDARDS_LINE);
}

/* The parts of a notice, in the order in which it is read. */
static void (*const parts[])(const struct composing *composing) = {
	add_head,
	add_giver,
	add_entry,
	compose_receipt,
	compose_delivery,
	add_contract,
	add_obligation,
	compose_facts,
	compose_own_performance,
	add_credit,
	add_linked,
	compose_repetition,
	compose_required,
	compose_objections,
	compose_standing,
	compose_confidentiality,
	compose_verification,
};

/* Nothing, where the terms have no part of their own about notices. */
static const SlbNoticeTerms *said_of(struct arena *arena, const SlbTerms *terms)
{
	SlbNoticeTerms *nothing;

	if (terms->notices != NULL)
		return terms->notices;
	nothing = arena_new(arena, SlbNoticeTerms);
	slb_notice_terms__init(nothing);
	return nothing;
}

SlbNotice *compose_notice(struct arena *arena, const struct notice_case *given)
{
	const SlbTerms *terms = given->frame->terms;
	const SlbPeriodJudgement *judgement = given->outcome->judgement;
	const struct composing composing = {
		.arena = arena,
		.given = given,
		.given_s = given->given_ms / 1000 + (given->given_ms % 1000 > 0),
		.terms = terms,
		.said = said_of(arena, terms),
		.kpi = terms->kpis[given->kpi],
		.formula = formula_of_kpi(arena, given->frame, terms->kpis[given->kpi]),
		.verdict = judgement->verdicts[given->kpi],
		.client = party_in_role(terms, SLB_PARTY_ROLE__PARTY_ROLE_CLIENT),
		.centre = party_in_role(terms, SLB_PARTY_ROLE__PARTY_ROLE_CENTRE),
		.notice = notice_basis(arena, terms, judgement, given->kpi),
	};

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		parts[i](&composing);
	return composing.notice;
}
