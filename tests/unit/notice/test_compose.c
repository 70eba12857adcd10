#include "law_case.h"

#include "notice/compose.h"
#include "notice/page.h"

static struct law_case c;
static SlbKpi *kpi;
static SlbPeriodOutcome outcome;
static struct notice_case given;
static bool credit_waived[4];

static SlbParty *add_party(SlbPartyRole role, const char *slug, const char *legal_name)
{
	SlbParty *party = law_add_party(&c.arena, c.terms, role, slug, legal_name);

	party->registration_number = law_text(&c.arena, "HRB 7");
	party->seat = law_text(&c.arena, "Bern");
	return party;
}

static void add_address(SlbParty *party, SlbNoticeMedium medium, const char *address,
			const char *attention)
{
	SlbNoticeAddress *added = arena_new(&c.arena, SlbNoticeAddress);

	slb_notice_address__init(added);
	added->medium = medium;
	added->address = law_text(&c.arena, address);
	added->attention = law_text(&c.arena, attention);
	LAW_APPEND(&c.arena, party, notice_addresses, added);
}

static void set_up(void)
{
	SlbParty *centre;

	memset(credit_waived, 0, sizeof(credit_waived));
	law_open(&c, "2026-01-01", "2026-01-31");
	law_use_rome(&c.arena, c.terms);
	c.terms->restatement_window =
		law_delay(&c.arena, 1, SLB_DELAY_UNIT__DELAY_UNIT_DAYS);
	add_party(SLB_PARTY_ROLE__PARTY_ROLE_THIRD_PARTY, "survey", "Survey Ltd");
	centre = add_party(SLB_PARTY_ROLE__PARTY_ROLE_CENTRE, "voicehouse",
			   "Voicehouse AG");
	add_address(centre, SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_EMAIL,
		    "n@voicehouse.example", "head of operations");
	add_address(centre, SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_BROKER, "voicehouse", "");
	add_address(centre, SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_POST, "1 Road, Bern", "");
	add_party(SLB_PARTY_ROLE__PARTY_ROLE_CLIENT, "lender", "Lender plc");
	law_add_dimension(&c.arena, c.terms, "queue");
	law_add_series(&c.arena, c.terms, "inbound", 0)->interval =
		SLB_INTERVAL_KIND__INTERVAL_KIND_PERIOD;
	law_add_counter(&c.arena, c.terms, "inbound", "offered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED);
	law_add_counter(&c.arena, c.terms, "inbound", "answered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_ANSWERED);
	kpi = law_rate(&c, "sl", SLB_COMPARATOR__COMPARATOR_AT_LEAST, "80", "answered",
		       "offered");
	kpi->numerator_title = law_text(&c.arena, "answered");
}

static void tear_down(void)
{
	law_close(&c);
}

TestSuite(compose, .init = set_up, .fini = tear_down);

/* A January in one report, and what the notices of its outcome rest on. */
static void judge_with(const char *columns, const char *rows)
{
	const int64_t start_s = law_day_s("2026-01-01") - 3600;

	c.request.period_start_s = start_s;
	law_give(&c, law_report_rows(&c.arena, c.terms,
				     law_report(&c.arena, "inbound", start_s,
						start_s + 31 * LAW_DAY_S),
				     columns, rows));
	slb_period_outcome__init(&outcome);
	outcome.version_id = (ProtobufCBinaryData){ sizeof(law_version),
						    (uint8_t *)(uintptr_t)law_version };
	outcome.revision = 2;
	outcome.judgement = law_judge(&c)->periods[0];
	given = (struct notice_case){ .frame = frame_of_terms(&c.arena, c.terms),
				      .contract = "c-00000000000000000000000000",
				      .outcome = &outcome,
				      .outcome_index = 40,
				      .number = 3,
				      .credit_waived = credit_waived,
				      .given_ms = law_day_s("2026-02-03") * 1000 + 1 };
}

/* Of 2,000 offered calls. */
static void judge_january(const char *answered)
{
	judge_with(c.terms->n_counters == 2 ? "offered answered"
					    : "offered answered transferred",
		   arena_printf(&c.arena, "0 sales 2000 %s", answered));
}

static void rest_on(const char *series, const uint64_t *sequences, size_t count)
{
	SlbReportsRelied *relied = arena_new(&c.arena, SlbReportsRelied);

	slb_reports_relied__init(relied);
	relied->series = law_text(&c.arena, series);
	relied->organisation = law_text(&c.arena, "voicehouse");
	for (size_t i = 0; i < count; i++) {
		LAW_APPEND(&c.arena, relied, sequences, sequences[i]);
		LAW_APPEND(&c.arena, relied, log_indexes, 10 + i);
	}
	LAW_APPEND(&c.arena, &outcome, reports, relied);
}

/* The page with every run of white space as one space. */
static const char *page_of(const SlbNotice *notice)
{
	char *page = notice_page(&c.arena, notice, NULL);
	char *out = page;

	for (const char *in = page; *in != '\0'; in++) {
		char shown = *in;

		if (shown == '\n')
			shown = ' ';
		if (shown != ' ' || out == page || out[-1] != ' ')
			*out++ = shown;
	}
	*out = '\0';
	return page;
}

static void expect_said(const char *page, const char *words)
{
	cr_expect(strstr(page, words) != NULL, "\"%s\" is not in:\n%s", words, page);
}

static void expect_unsaid(const char *page, const char *words)
{
	cr_expect(strstr(page, words) == NULL, "\"%s\" is in:\n%s", words, page);
}

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
	cr_assert_eq(notice->n_reservations, 5);
	cr_expect_str_eq(notice->reservations[0],
			 "Rights that this notice does not name are not waived.");
	cr_expect_str_eq(notice->reservations[2],
			 "The addressee finds this notice in the broker's log; the "
			 "broker sends nothing to the addresses above. When a notice "
			 "counts as received, the contract says.");
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

Test(compose, names_who_gives_it)
{
	char functions[2][32] = { "head of suppliers", "counsel" };
	char *signatories[] = { functions[0], functions[1] };
	const SlbNotice *notice;

	judge_january("1500");
	notice = compose_notice(&c.arena, &given);
	cr_expect_str_eq(notice->giver->sentence,
			 "given by the broker on behalf of Lender plc under clause 7.1 "
			 "of the contract, whose terms appoint it to do so");
	given.serving_index = 50;
	notice = compose_notice(&c.arena, &given);
	cr_expect_str_eq(notice->giver->sentence,
			 "given by Lender plc under clause 7.1 of the contract, by its "
			 "signed statement at entry 50 of the log");
	given.signatories = signatories;
	given.signatory_count = 2;
	notice = compose_notice(&c.arena, &given);
	cr_expect_str_eq(notice->giver->sentence,
			 "given by Lender plc under clause 7.1 of the contract, by its "
			 "signed statement at entry 50 of the log; signed by its head "
			 "of suppliers and counsel");
	cr_expect_eq(notice->giver->n_signatories, 2);
	cr_expect_eq(notice->giver->serving_index, 50);
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

Test(compose, rests_on_the_series_that_the_kpi_uses)
{
	const uint64_t sequences[] = { 1 };
	SlbSeries *survey = law_add_series(&c.arena, c.terms, "survey", 0);
	const SlbNotice *notice;

	survey->source = SLB_PARTY_ROLE__PARTY_ROLE_THIRD_PARTY;
	survey->organisation = law_text(&c.arena, "survey");
	survey->interval = SLB_INTERVAL_KIND__INTERVAL_KIND_PERIOD;
	judge_january("1500");
	rest_on("survey", sequences, 1);
	rest_on("inbound", sequences, 1);
	rest_on("of another version", sequences, 1);
	notice = compose_notice(&c.arena, &given);
	cr_assert_eq(notice->facts->n_reports, 1);
	cr_expect_str_eq(notice->facts->reports[0]->series, "inbound");
	cr_expect_eq(notice->obligation->n_sources, 1);
}

/* A control by the client's own series, monthly; both counts of the row given. */
static void control(const char *record, const char *control_row)
{
	SlbSeries *carrier = law_add_series(&c.arena, c.terms, "carrier", 0);
	const int64_t start_s = law_day_s("2026-01-01") - 3600;

	carrier->source = SLB_PARTY_ROLE__PARTY_ROLE_CLIENT;
	carrier->interval = SLB_INTERVAL_KIND__INTERVAL_KIND_PERIOD;
	law_add_counter(&c.arena, c.terms, "inbound", "transferred",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER);
	law_add_counter(&c.arena, c.terms, "carrier", "routed",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER);
	law_add_comparison(&c.arena, c.terms, "calm", "offered", "0.5*routed");
	law_add_comparison(&c.arena, c.terms, "calls", record, "routed");
	law_give(&c,
		 law_report_rows(&c.arena, c.terms,
				 law_report(&c.arena, "carrier", start_s,
					    start_s + 31 * LAW_DAY_S),
				 "routed",
				 arena_printf(&c.arena, "0 sales %s", control_row)));
}

static const struct {
	const char *record;
	const char *routed;
	const char *doubt; /* NULL: none */
} doubts[] = {
	{ "answered", "4000",
	  "by \"calls\", Voicehouse AG counts 1,500 and Lender plc 4,000: the "
	  "difference is 2,500, and 0 is tolerated" },
	{ "0.5*transferred", "4000", NULL },
	{ "2*offered", "4000", NULL },
};

Test(compose, hides_no_doubt_about_what_the_kpi_uses)
{
	for (size_t i = 0; i < ARRAY_SIZE(doubts); i++) {
		const SlbNotice *notice;
		const char *page;

		tear_down();
		set_up();
		control(doubts[i].record, doubts[i].routed);
		judge_january("1500 0");
		notice = compose_notice(&c.arena, &given);
		page = page_of(notice);
		cr_assert_eq(notice->facts->n_doubts, doubts[i].doubt != NULL,
			     "case %zu", i);
		if (doubts[i].doubt == NULL) {
			expect_unsaid(page, "in doubt");
			continue;
		}
		cr_expect_str_eq(notice->facts->doubts[0], doubts[i].doubt);
		expect_said(page,
			    arena_printf(&c.arena, "in doubt: %s", doubts[i].doubt));
	}
}

Test(compose, tells_of_counts_that_could_not_be_compared)
{
	control("answered", "-");
	judge_january("1500 0");
	cr_expect_eq(compose_notice(&c.arena, &given)->facts->n_doubts, 2);
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

Test(compose, tells_why_a_kpi_is_deemed_missed)
{
	const SlbNotice *notice;

	judge_january("1500");
	outcome.judgement->verdicts[0]->shortfall = NULL;
	outcome.judgement->verdicts[0]->reason =
		law_text(&c.arena, "a report is missing");
	notice = compose_notice(&c.arena, &given);
	cr_expect_str_eq(notice->facts->shortfall, "a report is missing");
}

/* "sl" costs EUR 1,000.00, "again" EUR 500.00. */
static void cost(SlbCreditCombination combination)
{
	SlbKpi *again = law_rate(&c, "again", SLB_COMPARATOR__COMPARATOR_AT_LEAST, "90",
				 "answered", "offered");

	law_add_money(&c, combination);
	law_cost_fixed(law_add_tier(&c, kpi, ""), 100000);
	law_cost_fixed(law_add_tier(&c, again, ""), 50000);
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
	expect_said(page_of(notice), "No credit is claimed.");
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
		    "This miss does not count towards repeated misses.");
}

static const struct {
	uint32_t amount;
	SlbDelayUnit unit;
	const char *words;
} delays[] = {
	{ 1, SLB_DELAY_UNIT__DELAY_UNIT_HOURS, "1 hour after" },
	{ 5, SLB_DELAY_UNIT__DELAY_UNIT_DAYS, "5 days after" },
	{ 2, SLB_DELAY_UNIT__DELAY_UNIT_HOURS, "2 hours after" },
};

Test(compose, demands_receipt_in_time)
{
	for (size_t i = 0; i < ARRAY_SIZE(delays); i++) {
		kpi->serving->acknowledge_by =
			law_delay(&c.arena, delays[i].amount, delays[i].unit);
		judge_january("1500");
		c.request.report_count = 0;
		expect_said(compose_notice(&c.arena, &given)->required[0],
			    delays[i].words);
	}
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
		    "the contract It replaces notice no. 2.");
	expect_said(page, "From Lender plc, registered as HRB 7, Bern");
	expect_said(page, "given: 2026-02-03T00:00:00Z (UTC)");
	expect_said(page, "To Voicehouse AG, registered as HRB 7, Bern");
	expect_said(page,
		    "address for notices by e-mail: n@voicehouse.example, head of "
		    "operations");
	expect_said(page, "address for notices with the broker: voicehouse -");
	expect_said(page, "address for notices by registered post: 1 Road, Bern");
	expect_said(page, "Inbound voice (c-00000000000000000000000000) version: ");
	expect_said(page, "target: at least 80 %");
	expect_said(page, "exactly: 1,500 of 2,000");
	expect_said(page, "missed because: 100 more answered were needed");
	expect_said(page,
		    "in entry 40 of the log, which has judgement 2 of this period");
	expect_said(page, "reports 1 to 3, 5, 8 to 9 of the series");
	expect_said(page, "may be restated until 1 day after it was due");
	expect_said(page,
		    "This is neither a notice of termination nor a formal demand");
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
	expect_unsaid(page, "exactly:");
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
