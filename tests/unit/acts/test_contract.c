#include "unit/acts/world.h"

/* Offers, acceptances, declines, withdrawals, terminations, and the table of lives. */

static struct world w;
static SlbTerms *terms;

static void set_up(void)
{
	world_open(&w);
	terms = world_terms(&w, "2026-01-01", "2026-03-31");
}

static void tear_down(void)
{
	world_close(&w);
}

TestSuite(contract, .init = set_up, .fini = tear_down);

static struct world_contract offered(void)
{
	SlbStatement *offer = world_offer(&w, "lender", terms, NULL);
	struct world_contract contract = world_offered(&w, offer, terms);

	world_takes(&w, offer, KEY_LENDER);
	return contract;
}

static SlbStatement *unilateral_offer(void)
{
	SlbStatement *offer = world_offer(&w, "lender", terms, NULL);

	offer->offer->unilateral = arena_new(&w.arena, SlbUnilateralRecord);
	slb_unilateral_record__init(offer->offer->unilateral);
	offer->offer->unilateral->paper_digest =
		world_binary(&w, "the digest of the signed paper..", DIGEST_BYTES);
	return offer;
}

static struct world_contract recorded(void)
{
	SlbStatement *offer = unilateral_offer();
	struct world_contract contract = world_offered(&w, offer, terms);

	world_takes(&w, offer, KEY_LENDER);
	return contract;
}

/* The lender amends; what it makes has the same contract id. */
static struct world_contract amended(const struct world_contract *contract,
				     const char *first_day, const char *last_day)
{
	SlbTerms *later = world_terms(&w, first_day, last_day);
	SlbStatement *offer = world_offer(&w, "lender", later, contract);
	struct world_contract amendment = world_offered(&w, offer, later);

	world_takes(&w, offer, KEY_LENDER);
	return amendment;
}

static const SlbContractRow *contract_row(const struct world_contract *contract)
{
	struct row_key key = contract_row_key(contract->id);

	return (const SlbContractRow *)world_row(&w, &key);
}

static const SlbVersionRow *version_row(const struct world_contract *contract)
{
	struct version_place place = { contract->id, contract->version_id };
	struct row_key key = version_row_key(&place);

	return (const SlbVersionRow *)world_row(&w, &key);
}

static const SlbScheduleRow *schedule_row(const struct world_contract *contract)
{
	struct row_key key = schedule_row_key(contract->id);

	return (const SlbScheduleRow *)world_row(&w, &key);
}

static const char *name_of(const struct world_contract *contract)
{
	struct contract_id id;

	memcpy(id.bytes, contract->id, sizeof(id.bytes));
	return contract_id_text(&w.arena, &id);
}

static const char *version_of(const struct world_contract *contract)
{
	return hex_encode(&w.arena, (struct bytes){ contract->version_id, 8 });
}

static const char *said(const char *format, const struct world_contract *contract)
{
	return arena_printf(&w.arena, "contract %s is %s", name_of(contract), format);
}

/* ---- offers -------------------------------------------------------------------------- */

Test(contract, an_opening_offer_opens_a_contract)
{
	struct world_contract contract = offered();
	struct book book = book_of_contract(contract.id);
	struct row_key key = party_row_key("voicehouse", contract.id);
	const SlbContractRow *row = contract_row(&contract);

	cr_expect(book_same(&w.book, &book));
	cr_expect_eq(w.content, CONTENT_STANDING);
	cr_assert_not_null(row);
	cr_expect_eq(row->status, SLB_CONTRACT_STATUS__CONTRACT_STATUS_OFFERED);
	cr_expect_str_eq(row->title, "Inbound voice");
	cr_expect_str_eq(row->opened_by, "lender");
	cr_expect_eq(row->n_parties, 2);
	cr_expect_eq(row->term_end_s, 0);
	cr_assert_not_null(version_row(&contract));
	cr_expect_eq(version_row(&contract)->status,
		     SLB_VERSION_STATUS__VERSION_STATUS_OFFERED);
	cr_expect_null(schedule_row(&contract));
	cr_expect_eq(((const SlbPartyRow *)world_row(&w, &key))->role,
		     SLB_PARTY_ROLE__PARTY_ROLE_CENTRE);
}

/* Of the first error; warnings may stand before it. */
static const char *refused_field(void)
{
	const struct diag_item *item = w.diag.first;

	while (item->severity != DIAG_ERROR)
		item = item->next;
	return item->place.path;
}

Test(contract, an_offer_has_terms_that_hold)
{
	terms->kpis[0]->target = law_text(&w.arena, "");
	world_refuses(&w, world_offer(&w, "lender", terms, NULL), KEY_LENDER,
		      ERR_CONTRACT_INCOMPLETE,
		      "KPI \"answer-rate\": the target is missing");
	cr_expect_str_eq(refused_field(), "offer.terms.kpis[0].target");
}

Test(contract, an_offer_has_terms_in_the_one_form)
{
	SlbStatement *offer = world_offer(&w, "lender", terms, NULL);

	offer->offer->terms = world_binary(&w, "\x08\x81\x00", 3);
	world_refuses(&w, offer, KEY_LENDER, ERR_WIRE_NOT_CANONICAL,
		      "byte 1 of Terms: a number is not in its shortest form");
	cr_expect_str_eq(refused_field(), "offer.terms.semantics");
}

Test(contract, an_offer_is_between_enrolled_parties)
{
	terms->parties[1]->organisation = law_text(&w.arena, "call-co");
	world_refuses(&w, world_offer(&w, "lender", terms, NULL), KEY_LENDER,
		      ERR_PARTY_NOT_ENROLLED,
		      "the party \"call-co\" is not enrolled with this broker; the "
		      "operator enrols it first");
	cr_expect_str_eq(refused_field(), "offer.terms.parties[1].organisation");
	world_refuses(&w, world_offer(&w, "stranger", terms, NULL), KEY_STRANGER,
		      ERR_NOT_A_PARTY,
		      "terms are offered by their client or their centre, \"lender\" "
		      "or \"call-co\"; the issuer is \"stranger\"");
}

Test(contract, another_offer_supersedes_the_one_undecided)
{
	struct world_contract first = offered();
	SlbTerms *other = world_terms(&w, "2026-01-01", "2026-06-30");
	SlbStatement *counter = world_offer(&w, "voicehouse", other, &first);
	struct world_contract second = world_offered(&w, counter, other);

	world_takes(&w, counter, KEY_VOICEHOUSE);
	cr_expect_eq(version_row(&first)->status,
		     SLB_VERSION_STATUS__VERSION_STATUS_SUPERSEDED);
	world_refuses(
		&w, world_accept(&w, "voicehouse", &first), KEY_VOICEHOUSE,
		ERR_CONTRACT_STATUS,
		arena_printf(&w.arena,
			     "version %s of contract %s was superseded by another "
			     "one; it is not open to this",
			     version_of(&first), name_of(&first)));
	world_refuses(&w, world_accept(&w, "voicehouse", &second), KEY_VOICEHOUSE,
		      ERR_NOT_A_PARTY,
		      "\"voicehouse\" made this offer; the other side, client or "
		      "centre, answers it, not \"voicehouse\"");
	world_takes(&w, world_accept(&w, "lender", &second), KEY_LENDER);
	cr_expect_eq(contract_row(&second)->status,
		     SLB_CONTRACT_STATUS__CONTRACT_STATUS_IN_FORCE);
}

Test(contract, an_offer_amends_what_is_there)
{
	struct world_contract first = offered();
	struct world_contract wrong = first;

	wrong.version_id[0] ^= 1;
	world_refuses(&w,
		      world_offer(&w, "lender",
				  world_terms(&w, "2026-01-01", "2026-06-30"), &wrong),
		      KEY_LENDER, ERR_CONTRACT_STATUS,
		      arena_printf(&w.arena,
				   "an offer in contract %s amends its version %s; "
				   "this one names %s",
				   name_of(&first), version_of(&first),
				   version_of(&wrong)));
	terms->parties[1]->organisation = law_text(&w.arena, "stranger");
	world_refuses(&w, world_offer(&w, "lender", terms, &first), KEY_LENDER,
		      ERR_STATEMENT_FIELD,
		      arena_printf(&w.arena,
				   "the centre of contract %s is \"voicehouse\"; an "
				   "amendment has the same client and the same centre",
				   name_of(&first)));
}

Test(contract, terms_that_were_decided_are_not_offered_again)
{
	struct world_contract first = world_agree(&w, terms);
	struct world_contract amendment = amended(&first, "2026-02-01", "2026-06-30");
	uint64_t index = version_row(&amendment)->offered_index;

	world_takes(&w, world_decline(&w, "voicehouse", &amendment), KEY_VOICEHOUSE);
	world_refuses(
		&w, world_offer(&w, "lender", amendment.terms, &first), KEY_LENDER,
		ERR_CONTRACT_STATUS,
		arena_printf(&w.arena,
			     "these terms were offered before, at entry %llu of "
			     "the log; an offer that is decided is not made again",
			     (unsigned long long)index));
}

/* ---- acceptance ---------------------------------------------------------------------- */

Test(contract, an_acceptance_brings_it_into_force)
{
	struct world_contract contract = world_agree(&w, terms);
	const SlbScheduleRow *schedule = schedule_row(&contract);

	cr_expect_eq(contract_row(&contract)->status,
		     SLB_CONTRACT_STATUS__CONTRACT_STATUS_IN_FORCE);
	cr_expect_eq(contract_row(&contract)->term_end_s, law_day_s("2026-04-01"));
	cr_expect_eq(contract_row(&contract)->pending_version_id.len, 0);
	cr_expect_eq(version_row(&contract)->expected_from_ms, w.now_ms);
	/* 1 January was over long before: a day after the acceptance it is due */
	cr_assert_eq(schedule->n_expected, 1);
	cr_expect_eq(schedule->expected[0]->part, 0);
	cr_expect_eq(schedule->due_ms, world_ms("2026-01-11T12:00:00Z"));
}

Test(contract, an_acceptance_names_a_version_that_is_there)
{
	struct world_contract contract = offered();
	struct world_contract wrong = contract;

	wrong.version_id[0] ^= 1;
	world_refuses(&w, world_accept(&w, "voicehouse", &wrong), KEY_VOICEHOUSE,
		      ERR_VERSION_UNKNOWN,
		      arena_printf(&w.arena, "contract %s has no version %s",
				   name_of(&contract), version_of(&wrong)));
	world_takes(&w, world_accept(&w, "voicehouse", &contract), KEY_VOICEHOUSE);
	world_refuses(&w, world_accept(&w, "voicehouse", &contract), KEY_VOICEHOUSE,
		      ERR_CONTRACT_STATUS,
		      arena_printf(&w.arena,
				   "version %s of contract %s was accepted; it is not "
				   "open to this",
				   version_of(&contract), name_of(&contract)));
}

Test(contract, an_amendment_takes_over_from_its_first_day)
{
	struct world_contract first = world_agree(&w, terms);
	struct world_contract later = amended(&first, "2026-02-15", "2026-12-31");

	world_takes(&w, world_accept(&w, "voicehouse", &later), KEY_VOICEHOUSE);
	cr_expect_str_eq(version_row(&first)->last_day, "2026-02-14");
	cr_expect_eq(version_row(&first)->status,
		     SLB_VERSION_STATUS__VERSION_STATUS_IN_FORCE);
	cr_expect_str_eq(version_row(&later)->first_day, "2026-02-15");
	cr_expect_eq(contract_row(&later)->term_end_s, law_day_s("2027-01-01"));
	cr_assert_eq(schedule_row(&later)->n_expected, 2);
	cr_expect_eq(schedule_row(&later)->expected[1]->due_ms,
		     world_ms("2026-02-17T00:00:00Z"));
}

Test(contract, an_amendment_before_the_start_replaces_all_of_it)
{
	struct world_contract first;
	struct world_contract later;

	terms = world_terms(&w, "2026-02-01", "2026-03-31");
	first = world_agree(&w, terms);
	later = amended(&first, "2026-02-01", "2026-12-31");
	world_takes(&w, world_accept(&w, "voicehouse", &later), KEY_VOICEHOUSE);
	cr_expect_eq(version_row(&first)->status,
		     SLB_VERSION_STATUS__VERSION_STATUS_SUPERSEDED);
	cr_assert_eq(schedule_row(&later)->n_expected, 1);
	world_refuses(&w, world_report(&w, &first, 1, "2026-02-01", 1, 1),
		      KEY_VOICEHOUSE, ERR_CONTRACT_STATUS,
		      arena_printf(&w.arena,
				   "version %s of contract %s is not in force, and "
				   "nothing is reported under it; in force is %s",
				   version_of(&first), name_of(&first),
				   version_of(&later)));
}

Test(contract, an_amendment_does_not_reach_back)
{
	struct world_contract first = world_agree(&w, terms);
	struct world_contract today = amended(&first, "2026-01-10", "2026-12-31");
	struct world_contract tomorrow;

	world_refuses(
		&w, world_accept(&w, "voicehouse", &today), KEY_VOICEHOUSE,
		ERR_CONTRACT_STATUS,
		"the amendment begins on 2026-01-10 and today is 2026-01-10: days "
		"that the version in force has begun to judge are not judged by "
		"another; offer it with a later first day");
	tomorrow = amended(&first, "2026-01-11", "2026-12-31");
	world_takes(&w, world_accept(&w, "voicehouse", &tomorrow), KEY_VOICEHOUSE);
}

/* ---- declines and withdrawals -------------------------------------------------------- */

Test(contract, a_decline_ends_an_offer_and_another_may_follow)
{
	struct world_contract first = offered();
	struct world_contract second;

	world_refuses(&w, world_decline(&w, "lender", &first), KEY_LENDER,
		      ERR_NOT_A_PARTY,
		      "\"lender\" made this offer; the other side, client or centre, "
		      "answers it, not \"lender\"");
	world_takes(&w, world_decline(&w, "voicehouse", &first), KEY_VOICEHOUSE);
	cr_expect_eq(contract_row(&first)->status,
		     SLB_CONTRACT_STATUS__CONTRACT_STATUS_LAPSED);
	cr_expect_eq(version_row(&first)->status,
		     SLB_VERSION_STATUS__VERSION_STATUS_DECLINED);
	second = amended(&first, "2026-01-01", "2026-02-28");
	world_takes(&w, world_accept(&w, "voicehouse", &second), KEY_VOICEHOUSE);
	cr_expect_eq(contract_row(&first)->status,
		     SLB_CONTRACT_STATUS__CONTRACT_STATUS_IN_FORCE);
}

Test(contract, a_decline_says_why)
{
	struct world_contract contract = offered();
	SlbStatement *decline = world_decline(&w, "voicehouse", &contract);

	decline->decline->reason = law_text(&w.arena, "");
	world_refuses(&w, decline, KEY_VOICEHOUSE, ERR_STATEMENT_FIELD,
		      "1 to 1000 bytes of text are expected here; there are 0");
}

Test(contract, a_withdrawal_is_of_who_offered)
{
	struct world_contract contract = offered();

	world_refuses(&w, world_withdraw(&w, "voicehouse", &contract), KEY_VOICEHOUSE,
		      ERR_NOT_A_PARTY,
		      "\"lender\" made this offer and can take it back; \"voicehouse\" "
		      "cannot");
	world_takes(&w, world_withdraw(&w, "lender", &contract), KEY_LENDER);
	cr_expect_eq(contract_row(&contract)->status,
		     SLB_CONTRACT_STATUS__CONTRACT_STATUS_LAPSED);
	cr_expect_eq(version_row(&contract)->status,
		     SLB_VERSION_STATUS__VERSION_STATUS_WITHDRAWN);
}

Test(contract, an_amendment_withdrawn_leaves_the_contract_in_force)
{
	struct world_contract first = world_agree(&w, terms);
	struct world_contract later = amended(&first, "2026-02-15", "2026-12-31");

	world_takes(&w, world_withdraw(&w, "lender", &later), KEY_LENDER);
	cr_expect_eq(contract_row(&first)->status,
		     SLB_CONTRACT_STATUS__CONTRACT_STATUS_IN_FORCE);
	cr_expect_str_eq(version_row(&first)->last_day, "2026-03-31");
}

/* ---- termination --------------------------------------------------------------------- */

Test(contract, a_termination_ends_what_is_expected)
{
	struct world_contract contract = world_agree(&w, terms);
	struct world_contract later = amended(&contract, "2026-03-15", "2026-12-31");

	world_takes(&w, world_terminate(&w, "voicehouse", &contract, "2026-01-10"),
		    KEY_VOICEHOUSE);
	cr_expect_eq(contract_row(&contract)->status,
		     SLB_CONTRACT_STATUS__CONTRACT_STATUS_TERMINATED);
	cr_expect_str_eq(version_row(&contract)->last_day, "2026-01-10");
	cr_expect_eq(version_row(&later)->status,
		     SLB_VERSION_STATUS__VERSION_STATUS_SUPERSEDED);
	/* ten days are judged, and all that is missing is told */
	world_wait(&w, "2026-06-01T00:00:00Z", contract.id);
	cr_assert_not_null(world_last_outcome(&w));
	cr_expect_eq(world_last_outcome(&w)->n_missing, 10);
	cr_expect_eq(world_last_outcome(&w)->n_periods, 1);
	cr_expect_eq(world_last_outcome(&w)->periods[0]->judgement->days, 10);
	cr_expect_null(schedule_row(&contract));
}

static const struct {
	const char *last_day;
	const char *text;
} bad_last_days[] = {
	{ "2026-01-09", "the last day 2026-01-09 is past; today is 2026-01-10 in the "
			"zone of the contract" },
	{ "2026-03-31", "the contract ends on 2026-03-31 as it is; a termination ends "
			"it earlier" },
	{ "10 March", "a day is written \"YYYY-MM-DD\"" },
};

Test(contract, a_termination_names_a_day_to_come)
{
	struct world_contract contract = world_agree(&w, terms);

	for (size_t i = 0; i < ARRAY_SIZE(bad_last_days); i++)
		world_refuses(&w,
			      world_terminate(&w, "lender", &contract,
					      bad_last_days[i].last_day),
			      KEY_LENDER, ERR_STATEMENT_FIELD, bad_last_days[i].text);
}

/* ---- unilateral records -------------------------------------------------------------- */

Test(contract, a_unilateral_record_is_reported_by_who_recorded_it)
{
	struct world_contract contract = recorded();
	SlbStatement *report = world_report(&w, &contract, 1, "2026-01-01", 100, 90);

	cr_expect_eq(contract_row(&contract)->status,
		     SLB_CONTRACT_STATUS__CONTRACT_STATUS_UNILATERAL);
	cr_expect_eq(contract_row(&contract)->paper_digest.len, DIGEST_BYTES);
	world_refuses(&w, report, KEY_VOICEHOUSE, ERR_REPORT_SOURCE,
		      "the series \"daily\" is reported by \"lender\"; the issuer is "
		      "\"voicehouse\"");
	report->issuer = law_text(&w.arena, "lender");
	world_takes(&w, report, KEY_LENDER);
}

Test(contract, a_unilateral_record_can_be_declined_and_stays)
{
	struct world_contract contract = recorded();

	world_takes(&w, world_decline(&w, "voicehouse", &contract), KEY_VOICEHOUSE);
	cr_expect_eq(contract_row(&contract)->status,
		     SLB_CONTRACT_STATUS__CONTRACT_STATUS_UNILATERAL);
	cr_expect_neq(version_row(&contract)->declined_index, 0);
	world_takes(&w, world_accept(&w, "voicehouse", &contract), KEY_VOICEHOUSE);
	cr_expect_eq(contract_row(&contract)->status,
		     SLB_CONTRACT_STATUS__CONTRACT_STATUS_IN_FORCE);
}

Test(contract, a_unilateral_record_withdrawn_expects_nothing)
{
	struct world_contract contract = recorded();

	cr_expect_not_null(schedule_row(&contract));
	world_takes(&w, world_withdraw(&w, "lender", &contract), KEY_LENDER);
	cr_expect_null(schedule_row(&contract));
	world_wait(&w, "2026-06-01T00:00:00Z", contract.id);
	cr_expect_null(world_last_outcome(&w));
}

Test(contract, once_accepted_the_source_reports_over_a_unilateral_report)
{
	struct world_contract contract = recorded();
	SlbStatement *report = world_report(&w, &contract, 1, "2026-01-01", 100, 10);
	struct series_place place = { contract.id, "lender", "daily" };
	struct row_key key = report_place_row_key(&place, 1);
	uint64_t index;

	report->issuer = law_text(&w.arena, "lender");
	world_takes(&w, report, KEY_LENDER);
	world_takes(&w, world_accept(&w, "voicehouse", &contract), KEY_VOICEHOUSE);
	index = world_takes(&w, world_report(&w, &contract, 1, "2026-01-01", 100, 90),
			    KEY_VOICEHOUSE);
	cr_expect_eq(((const SlbReportRow *)world_row(&w, &key))->replaced_index,
		     index);
}

Test(contract, only_an_opening_offer_is_unilateral)
{
	struct world_contract contract = offered();
	SlbStatement *offer = unilateral_offer();

	offer->offer->unilateral->paper_digest.len = 5;
	world_refuses(&w, offer, KEY_LENDER, ERR_STATEMENT_FIELD,
		      "the SHA-256 of the signed paper is expected here, 32 bytes; "
		      "there are 5");
	offer = unilateral_offer();
	offer->book = world_binary(&w, contract.id, CONTRACT_BYTES);
	offer->offer->previous_version_id =
		world_binary(&w, contract.version_id, DIGEST_BYTES);
	world_refuses(&w, offer, KEY_LENDER, ERR_STATEMENT_FIELD,
		      "only an opening offer can be recorded by one side alone");
}

/* ---- what fits where ----------------------------------------------------------------- */

Test(contract, nothing_is_reported_before_it_is_accepted)
{
	struct world_contract contract = offered();

	world_refuses(&w, world_report(&w, &contract, 1, "2026-01-01", 1, 1),
		      KEY_VOICEHOUSE, ERR_CONTRACT_STATUS,
		      said("offered: it can be accepted, declined, withdrawn, or "
			   "answered with another offer; a statement of kind "
			   "\"report\" does not fit",
			   &contract));
	world_refuses(&w, world_terminate(&w, "lender", &contract, "2026-02-01"),
		      KEY_LENDER, ERR_CONTRACT_STATUS,
		      said("offered: it can be accepted, declined, withdrawn, or "
			   "answered with another offer; a statement of kind "
			   "\"termination\" does not fit",
			   &contract));
}

Test(contract, what_lapsed_or_ended_takes_no_answer)
{
	struct world_contract contract = offered();
	struct world_contract ended;

	world_takes(&w, world_withdraw(&w, "lender", &contract), KEY_LENDER);
	world_refuses(&w, world_accept(&w, "voicehouse", &contract), KEY_VOICEHOUSE,
		      ERR_CONTRACT_STATUS,
		      said("not agreed: its offer was declined or withdrawn; another "
			   "offer may follow; a statement of kind \"acceptance\" does "
			   "not fit",
			   &contract));
	ended = world_agree(&w, world_terms(&w, "2026-01-01", "2026-04-30"));
	world_takes(&w, world_terminate(&w, "lender", &ended, "2026-01-31"),
		    KEY_LENDER);
	world_refuses(&w,
		      world_offer(&w, "lender",
				  world_terms(&w, "2026-03-01", "2026-04-30"), &ended),
		      KEY_LENDER, ERR_CONTRACT_STATUS,
		      said("terminated: it can be reported on while its windows are "
			   "open; a statement of kind \"offer\" does not fit",
			   &ended));
}

Test(contract, one_that_expired_is_renewed_not_terminated)
{
	struct world_contract contract = world_agree(&w, terms);
	struct world_contract renewed;

	w.now_ms = world_ms("2026-04-01T00:00:00Z");
	world_refuses(&w, world_terminate(&w, "lender", &contract, "2026-04-02"),
		      KEY_LENDER, ERR_CONTRACT_STATUS,
		      said("expired: it can be reported on while its windows are open, "
			   "and renewed by an amendment; a statement of kind "
			   "\"termination\" does not fit",
			   &contract));
	renewed = amended(&contract, "2026-04-01", "2026-12-31");
	world_takes(&w, world_accept(&w, "voicehouse", &renewed), KEY_VOICEHOUSE);
	cr_expect_str_eq(version_row(&contract)->last_day, "2026-03-31");
	cr_expect_eq(contract_row(&renewed)->term_end_s, law_day_s("2027-01-01"));
}
