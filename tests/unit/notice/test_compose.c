#include "notice_case.h"

TestSuite(compose, .init = set_up, .fini = tear_down);

Test(compose, finds_kpis_by_name)
{
	size_t place = 9;

	law_rate(&c, "other", SLB_COMPARATOR__COMPARATOR_AT_LEAST, "1", "answered",
		 "offered");
	cr_assert(notice_find_kpi(c.terms, "other", &place));
	cr_expect_eq(place, 1);
	cr_assert(notice_find_kpi(c.terms, "sl", &place));
	cr_expect_eq(place, 0);
	cr_expect_not(notice_find_kpi(c.terms, "nobody", &place));
}

static const struct {
	SlbServingMode mode;
	bool may_be_served;
	bool is_automatic;
} modes[] = {
	{ SLB_SERVING_MODE__SERVING_MODE_AUTOMATIC, true, true },
	{ SLB_SERVING_MODE__SERVING_MODE_ON_DECISION, true, false },
	{ SLB_SERVING_MODE__SERVING_MODE_REPORTED_ONLY, false, false },
};

Test(compose, the_terms_say_what_may_be_served)
{
	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		kpi->serving->mode = modes[i].mode;
		cr_expect_eq(notice_may_be_served(kpi), modes[i].may_be_served);
		cr_expect_eq(notice_is_automatic(kpi), modes[i].is_automatic);
	}
}

Test(compose, says_what_was_owed_and_found)
{
	const uint64_t sequences[] = { 1 };
	const SlbNotice *notice;

	judge_january("1500");
	rest_on("inbound", sequences, 1);
	notice = compose_notice(&c.arena, &given);
	cr_expect_eq(notice->number, 3);
	cr_expect_str_eq(notice->title, "service-level failure notice");
	cr_expect_str_eq(notice->addressee->organisation, "voicehouse");
	cr_expect_str_eq(notice->contract->zone, "Europe/Rome");
	cr_expect_eq(notice->contract->version_id.len, sizeof(law_version));
	cr_expect_str_eq(notice->obligation->clause, "7.1");
	cr_expect_str_eq(notice->obligation->target, "at least 80 %");
	cr_expect_str_eq(notice->obligation->period_start, "2026-01-01T00:00:00+01:00");
	cr_expect_str_eq(notice->obligation->period_end, "2026-02-01T00:00:00+01:00");
	cr_expect_str_eq(notice->obligation->definition[0],
			 "rate: answered, divided by offered");
	cr_expect_str_eq(notice->obligation->scope[0], "queue: all");
	cr_expect_str_eq(notice->obligation->sources[0],
			 "the series \"inbound\", reported by Voicehouse AG");
	cr_expect_str_eq(notice->facts->numerator, "1500");
	cr_expect_str_eq(notice->facts->denominator, "2000");
	cr_expect_str_eq(notice->facts->value, "75");
	cr_expect_str_eq(notice->facts->displayed, "75.00 %");
	cr_expect_str_eq(notice->facts->shortfall, "100 more answered were needed");
	cr_expect_eq(notice->facts->outcome_index, 40);
	cr_expect_eq(notice->facts->revision, 2);
	cr_expect_eq(notice->facts->n_reports, 1);
	cr_expect_eq(notice->credit->n_lines, 0);
	cr_expect_str_eq(notice->given, "2026-02-03T01:00:00+01:00");
	cr_expect_eq(notice->contract->n_remarks, 1);
	cr_expect_str_eq(notice->contract->first_day, "2026-01-01");
	cr_expect_str_eq(notice->contract->last_day, "2026-01-31");
	cr_expect_eq(notice->contract->offered_index, 7);
	cr_expect_eq(notice->contract->accepted_index, 8);
	cr_expect_eq(notice->contract->previous_version_id.len, 0);
	cr_expect_str_eq(notice->obligation->symbols[0],
			 "rate = answered / offered × 100");
}

static const struct {
	int64_t given_ms; /* after midnight */
	int64_t counts_from_s;
} instants[] = { { 0, 0 }, { 1, 1 }, { 999, 1 }, { 1000, 1 }, { 1001, 2 } };

/* 48 hours after the whole second in which it was given, or the next. */
Test(compose, gives_whole_seconds_to_acknowledge)
{
	judge_january("1500");
	for (size_t i = 0; i < ARRAY_SIZE(instants); i++) {
		given.given_ms = law_day_s("2026-02-03") * 1000 + instants[i].given_ms;
		cr_expect_eq(compose_notice(&c.arena, &given)->acknowledge_by_s,
			     law_day_s("2026-02-05") + instants[i].counts_from_s,
			     "case %zu", i);
	}
}

Test(compose, says_each_step_dimension_and_source)
{
	SlbSeries *survey = law_add_series(&c.arena, c.terms, "survey", 0);
	const SlbNoticeObligation *owed;

	survey->interval = SLB_INTERVAL_KIND__INTERVAL_KIND_PERIOD;
	law_add_counter(&c.arena, c.terms, "survey", "transferred",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER);
	law_add_dimension(&c.arena, c.terms, "site");
	LAW_APPEND(&c.arena, kpi, scope, law_scope(&c.arena, "site", "bern"));
	kpi->n_steps = 0;
	LAW_APPEND(&c.arena, kpi, steps,
		   law_sum(&c.arena, "good", SLB_STAGE__STAGE_WINDOW,
			   "answered - transferred"));
	LAW_APPEND(&c.arena, kpi, steps,
		   law_quotient(&c.arena, "rate", SLB_STAGE__STAGE_WINDOW, "@good",
				"offered"));
	judge_with("offered answered", "0 sales bern 2000 1500");
	owed = compose_notice(&c.arena, &given)->obligation;
	cr_assert_eq(owed->n_definition, 2);
	cr_expect_str_eq(owed->definition[0], "good: answered minus transferred");
	cr_expect_str_eq(owed->definition[1], "rate: good, divided by offered");
	cr_assert_eq(owed->n_scope, 2);
	cr_expect_str_eq(owed->scope[1], "site: bern");
	cr_assert_eq(owed->n_sources, 2);
	cr_expect_str_eq(owed->sources[1],
			 "the series \"survey\", reported by Voicehouse AG");
}

static SlbNoticeSigner *signer(const char *function)
{
	SlbNoticeSigner *made = arena_new(&c.arena, SlbNoticeSigner);

	slb_notice_signer__init(made);
	made->function = law_text(&c.arena, function);
	made->key_id = (ProtobufCBinaryData){ 32, key_id };
	made->added_index = 5;
	return made;
}

Test(compose, names_the_broker_that_gives_it)
{
	const SlbNotice *notice;

	judge_january("1500");
	notice = compose_notice(&c.arena, &given);
	cr_expect_str_eq(notice->giver->sentence,
			 "given by the broker on behalf of Lender plc under clause 7.1 "
			 "of the contract, whose terms appoint it to do so");
	cr_expect_str_eq(notice->giver->client->legal_name, "Lender plc");
	cr_expect_eq(notice->giver->n_signers, 0);
	cr_expect_eq(notice->giver->serving_id.len, 0);
	cr_expect_str_eq(notice->entry->log, "broker.example/log");
	cr_expect_eq(notice->entry->log_index, 51);
	cr_assert_eq(notice->entry->notice_key_id.len, 32);
	cr_expect_arr_eq(notice->entry->notice_key_id.data, key_id, 32);
	expect_said(notice->entry->attestation,
		    "That signature gives the notice for the client. It attests");
}

Test(compose, names_the_signatories_of_the_client)
{
	SlbNoticeSigner *signers[] = { signer("head of suppliers"), signer("") };
	const SlbNotice *notice;

	judge_january("1500");
	given.serving_index = 50;
	given.serving_id = (ProtobufCBinaryData){ 32, key_id };
	given.serving_claimed_ms = 1234;
	given.signers = signers;
	given.signer_count = 2;
	notice = compose_notice(&c.arena, &given);
	cr_expect_str_eq(notice->giver->sentence,
			 "given by Lender plc under clause 7.1 of the contract, by its "
			 "signed statement at entry 50 of the log");
	cr_expect_eq(notice->giver->serving_index, 50);
	cr_expect_eq(notice->giver->serving_id.len, 32);
	cr_expect_eq(notice->giver->serving_claimed_ms, 1234);
	cr_assert_eq(notice->giver->n_signers, 2);
	cr_expect_str_eq(notice->giver->signers[0]->function, "head of suppliers");
	expect_said(notice->entry->attestation,
		    "That signature is no party's. It attests");
}

Test(compose, names_the_rows_that_count)
{
	SlbScopeDimension *scope = law_scope(&c.arena, "queue", "sales");
	const SlbNotice *notice;

	scope->values[0]->first_day = law_text(&c.arena, "2026-01-02");
	LAW_APPEND(&c.arena, scope, values,
		   law_scope(&c.arena, "queue", "support")->values[0]);
	scope->values[1]->last_day = law_text(&c.arena, "2026-01-20");
	kpi->scope[0] = scope;
	judge_january("1500");
	notice = compose_notice(&c.arena, &given);
	cr_expect_str_eq(notice->obligation->scope[0],
			 "queue: sales from 2026-01-02 and support until 2026-01-20");
	for (unsigned i = 0; i < 98; i++)
		LAW_APPEND(&c.arena, scope, values, scope->values[1]);
	notice = compose_notice(&c.arena, &given);
	cr_expect_null(strstr(notice->obligation->scope[0], "listed in the terms"));
	LAW_APPEND(&c.arena, scope, values, scope->values[1]);
	notice = compose_notice(&c.arena, &given);
	cr_expect_not_null(strstr(notice->obligation->scope[0],
				  "until 2026-01-20; 1 more are listed in the terms"));
}

Test(compose, names_other_notices_on_the_period)
{
	const SlbNotice *notice;

	cost(SLB_CREDIT_COMBINATION__CREDIT_COMBINATION_SUM);
	judge_january("1500");
	notice = compose_notice(&c.arena, &given);
	cr_expect_eq(notice->n_same_period, 0);
	expect_said(page_of(notice), "No notice on another KPI of this period stood");
	standing[1] = 2;
	standing[2] = 99; /* there is no such KPI */
	notice = compose_notice(&c.arena, &given);
	cr_assert_eq(notice->n_same_period, 1);
	cr_expect_eq(notice->same_period[0], 2);
	expect_said(page_of(notice), "notices on other KPIs of this period: no. 2 "
				     "Whether they go back to one incident");
	standing[0] = 1;
	standing[1] = 0;
	given.kpi = 1;
	notice = compose_notice(&c.arena, &given);
	cr_assert_eq(notice->n_same_period, 1);
	cr_expect_eq(notice->same_period[0], 1);
}

Test(compose, names_a_third_party_that_reports)
{
	const SlbNotice *notice;

	c.terms->series[0]->source = SLB_PARTY_ROLE__PARTY_ROLE_THIRD_PARTY;
	c.terms->series[0]->organisation = law_text(&c.arena, "survey");
	judge_january("1500");
	notice = compose_notice(&c.arena, &given);
	cr_expect_str_eq(notice->obligation->sources[0],
			 "the series \"inbound\", reported by Survey Ltd");
	c.terms->parties[0]->organisation = law_text(&c.arena, "voicehouse-2");
	c.terms->series[0]->organisation = law_text(&c.arena, "lender");
	notice = compose_notice(&c.arena, &given);
	cr_expect_str_eq(notice->obligation->sources[0],
			 "the series \"inbound\", reported by Lender plc");
}

Test(compose, claims_its_own_credit)
{
	const SlbNotice *notice;

	cost(SLB_CREDIT_COMBINATION__CREDIT_COMBINATION_SUM);
	judge_january("1500");
	notice = compose_notice(&c.arena, &given);
	cr_assert_eq(notice->credit->n_lines, 1);
	cr_expect_eq(notice->credit->total_minor, 100000);
	cr_expect_not(notice->credit->of_period);
	cr_expect_str_eq(notice->credit->currency, "EUR");
	cr_expect_eq(notice->credit->minor_digits, 2);
	expect_said(page_of(notice), "credit: EUR 1,000.00, net of tax The terms name "
				     "no cap for the credits of a period.");
	given.kpi = 1;
	cr_expect_eq(compose_notice(&c.arena, &given)->credit->total_minor, 50000);
}

Test(compose, claims_the_period_where_credits_combine)
{
	const SlbNotice *notice;

	cost(SLB_CREDIT_COMBINATION__CREDIT_COMBINATION_HIGHEST);
	judge_january("1500");
	notice = compose_notice(&c.arena, &given);
	cr_assert_eq(notice->credit->n_lines, 3);
	cr_expect_eq(notice->credit->total_minor, 100000);
	cr_expect(notice->credit->of_period);
	expect_said(page_of(notice),
		    "credit: EUR 1,000.00 for this miss, net of tax; all misses of the "
		    "period together no more than EUR 1,000.00, whichever notices name "
		    "it");
}

Test(compose, claims_nothing_where_the_kpi_costs_nothing)
{
	const SlbNotice *notice;

	cost(SLB_CREDIT_COMBINATION__CREDIT_COMBINATION_HIGHEST);
	law_cost_fixed(
		law_add_tier(&c,
			     law_rate(&c, "third", SLB_COMPARATOR__COMPARATOR_AT_LEAST,
				      "99", "answered", "offered"),
			     ""),
		70000);
	kpi->credit = NULL;
	judge_january("1500");
	notice = compose_notice(&c.arena, &given);
	cr_expect_eq(notice->credit->n_lines, 0);
	cr_expect_not(notice->credit->of_period);
	expect_said(page_of(notice), "No credit is claimed: by the terms this "
				     "miss costs nothing.");
}

Test(compose, says_what_was_waived)
{
	const SlbNotice *notice;

	cost(SLB_CREDIT_COMBINATION__CREDIT_COMBINATION_HIGHEST);
	judge_january("1500");
	credit_waived[0] = true;
	given.strike_waived = true;
	notice = compose_notice(&c.arena, &given);
	cr_expect_eq(notice->credit->n_lines, 0);
	cr_expect_eq(notice->credit->total_minor, 0);
	cr_expect_not(notice->credit->of_period);
	cr_expect(notice->credit->credit_waived && notice->credit->strike_waived);
	expect_said(page_of(notice), "The credit is waived this once. waived: EUR "
				     "1,000.00: ");
	expect_said(page_of(notice),
		    "all credits of the period: EUR 500.00, before what is waived EUR "
		    "1,000.00");
	expect_said(page_of(notice),
		    "This miss does not count towards repeated misses: its strike is "
		    "waived.");
}

/* The basis tells judgements apart by what a notice says, and by nothing else. */
Test(compose, stands_on_facts_and_credit_alone)
{
	SlbNotice *basis;

	cost(SLB_CREDIT_COMBINATION__CREDIT_COMBINATION_SUM);
	judge_january("1500");
	basis = notice_basis(&c.arena, c.terms, outcome.judgement, 0);
	cr_expect_str_eq(basis->facts->value, "75");
	cr_expect_eq(basis->credit->total_minor, 100000);
	cr_expect_eq(basis->facts->revision, 0);
	cr_expect_eq(basis->facts->outcome_index, 0);
	cr_expect_eq(basis->number, 0);
	cr_expect_null(basis->giver);
}

Test(compose, makes_a_page_of_it)
{
	const uint64_t sequences[] = { 1, 2, 3, 5, 8, 9 };
	const char *page;

	judge_january("1500");
	rest_on("inbound", sequences, ARRAY_SIZE(sequences));
	given.replaces = 2;
	page = page_of(compose_notice(&c.arena, &given));
	expect_said(page,
		    "Service-level failure notice no. 3 Notice under clause 7.1 of "
		    "the contract This is an open document, which may be produced in "
		    "evidence. It replaces notice no. 2.");
	expect_said(page, "From Lender plc, registered as HRB 7, Bern");
	expect_said(page, "given, by the time of the log: 2026-02-03T01:00:00+01:00, "
			  "2026-02-03T00:00:00Z (UTC)");
	expect_said(page, "To Voicehouse AG, registered as HRB 7, Bern");
	expect_said(page,
		    "address for notices by e-mail: n@voicehouse.example, head of "
		    "operations");
	expect_said(page, "address for notices with the broker: voicehouse -");
	expect_said(page, "address for notices by registered post: 1 Road, Bern");
	expect_said(page,
		    "Inbound voice (c-00000000000000000000000000), between Lender "
		    "plc and Voicehouse AG version: ");
	expect_said(page, "target: at least 80 %");
	expect_said(page, "as an exact number: 75 which is: 1,500 of 2,000");
	expect_said(page, "missed because: 100 more answered were needed");
	expect_said(page,
		    "in entry 40 of the log, which has judgement 2 of this period");
	expect_said(page, "reports 1 to 3, 5, 8 to 9 of the series");
	expect_said(page, "1 day after it was due: by a further report of its series");
	expect_said(
		page,
		"This is neither a notice of termination or of step-in nor a formal demand");
	expect_said(page, "ISO 18295-2 neither requires nor defines this notice; no "
			  "conformity is claimed.");
}

Test(compose, leaves_out_of_the_page_what_is_not_there)
{
	SlbNotice *notice;
	const char *page;

	judge_january("1500");
	notice = compose_notice(&c.arena, &given);
	notice->facts->numerator = law_text(&c.arena, "");
	notice->facts->displayed = law_text(&c.arena, "");
	notice->n_required = 0;
	page = page_of(notice);
	expect_unsaid(page, "It replaces");
	expect_unsaid(page, "which is:");
	expect_unsaid(page, "value:");
	expect_unsaid(page, "What is required");
}

Test(compose, fills_lines_of_a_page)
{
	const char *line;

	judge_january("1500");
	line = notice_page(&c.arena, compose_notice(&c.arena, &given), NULL);
	for (; *line != '\0'; line += strcspn(line, "\n") + 1)
		cr_expect_leq(strcspn(line, "\n"), 78, "%.100s", line);
}
