#include "report/party.h"

#include <criterion/criterion.h>

#include "support/law_terms.h"

static struct arena arena;
static SlbTerms *terms;

static void set_up(void)
{
	arena_init(&arena, LAW_ARENA_BYTES);
	terms = law_terms(&arena, "2026-01-01", "2026-01-31");
	law_add_party(&arena, terms, SLB_PARTY_ROLE__PARTY_ROLE_THIRD_PARTY, "surveys",
		      "Surveys Ltd");
	law_add_party(&arena, terms, SLB_PARTY_ROLE__PARTY_ROLE_CENTRE, "voicehouse",
		      "Voicehouse AG");
	law_add_party(&arena, terms, SLB_PARTY_ROLE__PARTY_ROLE_THIRD_PARTY, "carrier",
		      "Carrier SpA");
	law_add_party(&arena, terms, SLB_PARTY_ROLE__PARTY_ROLE_CLIENT, "lender",
		      "Lender plc");
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(party, .init = set_up, .fini = tear_down);

static const char *source_of(SlbPartyRole role, const char *organisation)
{
	SlbSeries *series = law_add_series(&arena, terms, "calls", 0);

	series->source = role;
	series->organisation = law_text(&arena, organisation);
	return party_of_series(terms, series)->legal_name;
}

Test(party, is_who_reports_a_series)
{
	cr_expect_str_eq(source_of(SLB_PARTY_ROLE__PARTY_ROLE_CLIENT, ""),
			 "Lender plc");
	cr_expect_str_eq(source_of(SLB_PARTY_ROLE__PARTY_ROLE_CENTRE, ""),
			 "Voicehouse AG");
	cr_expect_str_eq(source_of(SLB_PARTY_ROLE__PARTY_ROLE_THIRD_PARTY, "surveys"),
			 "Surveys Ltd");
	cr_expect_str_eq(source_of(SLB_PARTY_ROLE__PARTY_ROLE_THIRD_PARTY, "carrier"),
			 "Carrier SpA");
}

Test(party, is_found_by_its_role)
{
	cr_expect_str_eq(
		party_in_role(terms, SLB_PARTY_ROLE__PARTY_ROLE_CLIENT)->organisation,
		"lender");
}

Test(party, says_how_a_notice_comes)
{
	cr_expect_str_eq(party_medium_words(SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_BROKER),
			 "with the broker");
	cr_expect_str_eq(party_medium_words(SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_EMAIL),
			 "by e-mail");
	cr_expect_str_eq(party_medium_words(SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_POST),
			 "by registered post");
}
