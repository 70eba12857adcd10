#include "unit/acts/world.h"

#include "envelope/unpack.h"
#include "unit/acts/world_private.h"

/* ---- contracts ----------------------------------------------------------------------- */

static void add_party(struct world *w, SlbTerms *terms, SlbPartyRole role,
		      const char *slug)
{
	SlbParty *party = arena_new(&w->arena, SlbParty);
	SlbNoticeAddress *address = arena_new(&w->arena, SlbNoticeAddress);

	slb_party__init(party);
	slb_notice_address__init(address);
	party->role = role;
	party->organisation = law_text(&w->arena, slug);
	party->legal_name = law_text(&w->arena, "A legal name Ltd");
	party->registration_number = law_text(&w->arena, "HRB 1");
	party->seat = law_text(&w->arena, "1 High Street, London");
	address->medium = SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_EMAIL;
	address->address = law_text(&w->arena, "notices@party.example");
	LAW_APPEND(&w->arena, party, notice_addresses, address);
	LAW_APPEND(&w->arena, terms, parties, party);
}

static void add_kpi(struct world *w, SlbTerms *terms)
{
	SlbKpi *kpi = law_add_kpi(&w->arena, terms, "answer-rate",
				  SLB_COMPARATOR__COMPARATOR_AT_LEAST, "80");

	LAW_APPEND(&w->arena, kpi, steps,
		   law_quotient(&w->arena, "rate", SLB_STAGE__STAGE_WINDOW, "answered",
				"offered"));
	law_set_volume(&w->arena, kpi, "offered");
	kpi->abandons = SLB_ABANDON_RULE__ABANDON_RULE_ALL;
	kpi->numerator_title = law_text(&w->arena, "answered");
}

SlbTerms *world_terms(struct world *w, const char *first_day, const char *last_day)
{
	SlbTerms *terms = law_terms(&w->arena, first_day, last_day);
	SlbSeries *series;

	add_party(w, terms, SLB_PARTY_ROLE__PARTY_ROLE_CLIENT, "lender");
	add_party(w, terms, SLB_PARTY_ROLE__PARTY_ROLE_CENTRE, "voicehouse");
	terms->zone->tzdata_version = law_text(&w->arena, "2025b");
	terms->measurement = arena_new(&w->arena, SlbMeasurement);
	slb_measurement__init(terms->measurement);
	terms->measurement->attribution = SLB_ATTRIBUTION__ATTRIBUTION_ENTERED_QUEUE;
	terms->measurement->callbacks = SLB_CALLBACK_RULE__CALLBACK_RULE_NOT_OFFERED;
	terms->measurement->shared_queues =
		SLB_SHARED_QUEUE_RULE__SHARED_QUEUE_RULE_NONE_SHARED;
	series = law_add_series(&w->arena, terms, "daily", 0);
	series->due_delay = law_delay(&w->arena, 24, SLB_DELAY_UNIT__DELAY_UNIT_HOURS);
	law_add_counter(&w->arena, terms, "daily", "offered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED);
	law_add_counter(&w->arena, terms, "daily", "answered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_ANSWERED);
	add_kpi(w, terms);
	terms->restatement_window =
		law_delay(&w->arena, 5, SLB_DELAY_UNIT__DELAY_UNIT_DAYS);
	terms->claim_window = law_delay(&w->arena, 10, SLB_DELAY_UNIT__DELAY_UNIT_DAYS);
	return terms;
}

void world_count_lines(struct world *w, SlbTerms *terms, unsigned due_hours)
{
	SlbSeries *lines = law_add_series(&w->arena, terms, "lines", 0);

	lines->source = SLB_PARTY_ROLE__PARTY_ROLE_CLIENT;
	lines->due_delay =
		law_delay(&w->arena, due_hours, SLB_DELAY_UNIT__DELAY_UNIT_HOURS);
	law_add_counter(&w->arena, terms, "lines", "routed",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED);
}

static SlbStatement *in_contract(struct world *w, const char *issuer,
				 SlbStatement__BodyCase kind,
				 const struct world_contract *contract)
{
	SlbStatement *statement = world_statement(w, issuer, kind);

	statement->book = world_binary(w, contract->id, CONTRACT_BYTES);
	return statement;
}

static ProtobufCBinaryData version_of(struct world *w,
				      const struct world_contract *contract)
{
	return world_binary(w, contract->version_id, DIGEST_BYTES);
}

SlbStatement *world_offer(struct world *w, const char *issuer, const SlbTerms *terms,
			  const struct world_contract *amended)
{
	SlbStatement *statement = world_statement(w, issuer, SLB_STATEMENT__BODY_OFFER);
	struct bytes packed = pack_message(&w->arena, &terms->base);

	statement->offer = arena_new(&w->arena, SlbOffer);
	slb_offer__init(statement->offer);
	statement->offer->terms = world_binary(w, packed.data, packed.len);
	if (amended != NULL) {
		statement->book = world_binary(w, amended->id, CONTRACT_BYTES);
		statement->offer->previous_version_id = version_of(w, amended);
	}
	return statement;
}

struct world_contract world_offered(struct world *w, const SlbStatement *offer,
				    SlbTerms *terms)
{
	struct world_entry entry = world_seal(
		w, "offer", pack_message(&w->arena, &offer->base), KEY_LENDER);
	struct digest id = terms_id(
		(struct bytes){ offer->offer->terms.data, offer->offer->terms.len });
	struct world_contract contract = { .terms = terms };
	struct digest previous = { { 0 } };
	struct digest version;

	if (offer->offer->previous_version_id.len == DIGEST_BYTES)
		memcpy(previous.bytes, offer->offer->previous_version_id.data,
		       DIGEST_BYTES);
	version = version_id(&previous, &id);
	memcpy(contract.version_id, version.bytes, DIGEST_BYTES);
	if (offer->book.len == CONTRACT_BYTES)
		memcpy(contract.id, offer->book.data, CONTRACT_BYTES);
	else
		memcpy(contract.id, entry.content_id.bytes, CONTRACT_BYTES);
	return contract;
}

SlbStatement *world_accept(struct world *w, const char *issuer,
			   const struct world_contract *contract)
{
	SlbStatement *statement =
		in_contract(w, issuer, SLB_STATEMENT__BODY_ACCEPTANCE, contract);

	statement->acceptance = arena_new(&w->arena, SlbAcceptance);
	slb_acceptance__init(statement->acceptance);
	statement->acceptance->version_id = version_of(w, contract);
	return statement;
}

SlbStatement *world_decline(struct world *w, const char *issuer,
			    const struct world_contract *contract)
{
	SlbStatement *statement =
		in_contract(w, issuer, SLB_STATEMENT__BODY_DECLINE, contract);

	statement->decline = arena_new(&w->arena, SlbDecline);
	slb_decline__init(statement->decline);
	statement->decline->version_id = version_of(w, contract);
	statement->decline->reason = law_text(&w->arena, "the price is too high");
	return statement;
}

SlbStatement *world_withdraw(struct world *w, const char *issuer,
			     const struct world_contract *contract)
{
	SlbStatement *statement =
		in_contract(w, issuer, SLB_STATEMENT__BODY_WITHDRAWAL, contract);

	statement->withdrawal = arena_new(&w->arena, SlbWithdrawal);
	slb_withdrawal__init(statement->withdrawal);
	statement->withdrawal->version_id = version_of(w, contract);
	statement->withdrawal->reason = law_text(&w->arena, "a typing mistake");
	return statement;
}

SlbStatement *world_terminate(struct world *w, const char *issuer,
			      const struct world_contract *contract,
			      const char *last_day)
{
	SlbStatement *statement =
		in_contract(w, issuer, SLB_STATEMENT__BODY_TERMINATION, contract);

	statement->termination = arena_new(&w->arena, SlbTermination);
	slb_termination__init(statement->termination);
	statement->termination->version_id = version_of(w, contract);
	statement->termination->last_day = law_text(&w->arena, last_day);
	statement->termination->reason = law_text(&w->arena, "notice was given");
	return statement;
}

struct world_contract world_agree(struct world *w, SlbTerms *terms)
{
	SlbStatement *offer = world_offer(w, "lender", terms, NULL);
	struct world_contract contract = world_offered(w, offer, terms);

	world_takes(w, offer, KEY_LENDER);
	world_takes(w, world_accept(w, "voicehouse", &contract), KEY_VOICEHOUSE);
	return contract;
}

/* ---- reports ------------------------------------------------------------------------- */

SlbStatement *world_report(struct world *w, const struct world_contract *contract,
			   uint64_t sequence, const char *day, unsigned offered,
			   unsigned answered)
{
	SlbStatement *statement =
		in_contract(w, "voicehouse", SLB_STATEMENT__BODY_REPORT, contract);

	statement->report =
		law_daily(&w->arena, contract->terms, "daily", day, "offered answered",
			  arena_printf(&w->arena, "0 %u %u", offered, answered));
	statement->report->version_id = version_of(w, contract);
	statement->identity_case = SLB_STATEMENT__IDENTITY_POSITION;
	statement->position = arena_new(&w->arena, SlbPosition);
	slb_position__init(statement->position);
	statement->position->sequence = sequence;
	for (uint64_t i = w->entry_count; i-- > 0 && sequence > 1;) {
		const SlbStatement *said = w->entries[i].statement;

		if (said->body_case != SLB_STATEMENT__BODY_REPORT ||
		    said->position->sequence != sequence - 1 ||
		    memcmp(said->book.data, contract->id, CONTRACT_BYTES) != 0)
			continue;
		statement->position->previous =
			world_binary(w, w->entries[i].content_id.bytes, DIGEST_BYTES);
		break;
	}
	if (sequence > 1 && statement->position->previous.len == 0)
		statement->position->previous =
			world_binary(w, contract->version_id, 32);
	return statement;
}

void world_restates(struct world *w, SlbStatement *report, uint64_t replaces)
{
	law_restate(&w->arena, report->report, replaces);
}
