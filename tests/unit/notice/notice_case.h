#ifndef TESTS_UNIT_NOTICE_NOTICE_CASE_H
#define TESTS_UNIT_NOTICE_NOTICE_CASE_H

#include "law_case.h"

#include "notice/compose.h"
#include "notice/page.h"

/* A contract, a missed January, and what is known where its notice is composed. */

static struct law_case c;
static SlbKpi *kpi;
static SlbPeriodOutcome outcome;
static struct notice_case given;
static bool credit_waived[4];
static uint64_t standing[4];
static int64_t restatable_until_s[4];
static uint8_t key_id[] = "the key id of a notice key, 32...";

static inline SlbParty *add_party(SlbPartyRole role, const char *slug,
				  const char *legal_name)
{
	SlbParty *party = law_add_party(&c.arena, c.terms, role, slug, legal_name);

	party->registration_number = law_text(&c.arena, "HRB 7");
	party->seat = law_text(&c.arena, "Bern");
	return party;
}

static inline void add_address(SlbParty *party, SlbNoticeMedium medium,
			       const char *address, const char *attention)
{
	SlbNoticeAddress *added = arena_new(&c.arena, SlbNoticeAddress);

	slb_notice_address__init(added);
	added->medium = medium;
	added->address = law_text(&c.arena, address);
	added->attention = law_text(&c.arena, attention);
	LAW_APPEND(&c.arena, party, notice_addresses, added);
}

static inline void set_up(void)
{
	SlbParty *centre;

	memset(credit_waived, 0, sizeof(credit_waived));
	memset(standing, 0, sizeof(standing));
	memset(restatable_until_s, 0, sizeof(restatable_until_s));
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

static inline void tear_down(void)
{
	law_close(&c);
}

/* A January in one report, and what the notices of its outcome rest on. */
static inline void judge_with(const char *columns, const char *rows)
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
				      .log = "broker.example/log",
				      .index = 51,
				      .notice_key_id = { 32, key_id },
				      .offered_index = 7,
				      .accepted_index = 8,
				      .credit_waived = credit_waived,
				      .standing = standing,
				      .restatable_until_s = restatable_until_s,
				      .periods_looked_at = 1,
				      .given_ms = law_day_s("2026-02-03") * 1000 + 1 };
}

/* Of 2,000 offered calls. */
static inline void judge_january(const char *answered)
{
	judge_with(c.terms->n_counters == 2 ? "offered answered"
					    : "offered answered transferred",
		   arena_printf(&c.arena, "0 sales 2000 %s", answered));
}

static inline void rest_on(const char *series, const uint64_t *sequences, size_t count)
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
static inline const char *page_of(const SlbNotice *notice)
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

static inline void expect_said(const char *page, const char *words)
{
	cr_expect(strstr(page, words) != NULL, "\"%s\" is not in:\n%s", words, page);
}

static inline void expect_unsaid(const char *page, const char *words)
{
	cr_expect(strstr(page, words) == NULL, "\"%s\" is in:\n%s", words, page);
}

/* "sl" costs EUR 1,000.00, "again" EUR 500.00. */
static inline void cost(SlbCreditCombination combination)
{
	SlbKpi *again = law_rate(&c, "again", SLB_COMPARATOR__COMPARATOR_AT_LEAST, "90",
				 "answered", "offered");

	law_add_money(&c, combination);
	law_cost_fixed(law_add_tier(&c, kpi, ""), 100000);
	law_cost_fixed(law_add_tier(&c, again, ""), 50000);
}

/* A series and two identities of which the KPI uses one. */
static inline void add_survey(void)
{
	SlbSeries *survey = law_add_series(&c.arena, c.terms, "survey", 0);

	survey->source = SLB_PARTY_ROLE__PARTY_ROLE_CLIENT;
	survey->interval = SLB_INTERVAL_KIND__INTERVAL_KIND_PERIOD;
	law_add_counter(&c.arena, c.terms, "survey", "asked",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER);
	law_add_identity(&c.arena, c.terms, "every-answer", "asked", "asked");
	law_add_identity(&c.arena, c.terms, "every-call", "offered", "answered");
}

#endif
