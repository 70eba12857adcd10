#include "unit/contract/fixture.h"

Test(check, passes_terms_in_which_everything_holds)
{
	expect_passes(fixture_terms());
}

Test(check, names_every_mistake_of_one_run)
{
	SlbTerms *t = fixture_terms();

	t->title = text_of("");
	t->kpis[0]->abandons = SLB_ABANDON_RULE__ABANDON_RULE_UNSPECIFIED;
	t->kpis[1]->steps[0]->quotient->numerator[0]->counter = text_of("anwsered");
	t->kpis[2]->target_upper = text_of("100");
	t->kpis[3]->steps[2]->stage = SLB_STAGE__STAGE_SLICE;
	t->kpis[4]->minimum_volume = NULL;
	cr_assert_eq(contract_check(ARENA, t, &fixture_diag), ERR_CONTRACT_INCOMPLETE);
	expect_refused(t, ERR_CONTRACT_INCOMPLETE, "title", "missing", "");
	expect_refused(t, ERR_CONTRACT_INCOMPLETE, "kpis[0].abandons", "abandoned", "");
	expect_refused(t, ERR_CONTRACT_INVALID,
		       "kpis[1].steps[0].quotient.numerator[0].counter", "anwsered",
		       "answered is near");
	expect_refused(t, ERR_CONTRACT_INVALID, "kpis[2].target_upper", "band", "");
	expect_refused(t, ERR_CONTRACT_INVALID, "kpis[3].steps[2].over.step",
		       "is taken over", "");
	expect_refused(t, ERR_CONTRACT_INCOMPLETE, "kpis[4].minimum_volume", "missing",
		       "");
}

Test(check, returns_its_own_first_error_whatever_was_said_before)
{
	SlbTerms *t = fixture_terms();

	(void)diag_error(&fixture_diag, ERR_IO, diag_at(NULL), "before");
	cr_assert_eq(contract_check(ARENA, t, &fixture_diag), ERR_OK);
	t->semantics = 3;
	cr_assert_eq(contract_check(ARENA, t, &fixture_diag), ERR_CONTRACT_INVALID);
}

Test(check, refuses_a_message_in_which_nothing_is_said)
{
	SlbTerms empty;
	struct arena arena;
	struct diag diag;

	arena_init(&arena, 1 << 20);
	diag_init(&diag, &arena);
	slb_terms__init(&empty);
	cr_assert_eq(contract_check(&arena, &empty, &diag), ERR_CONTRACT_INCOMPLETE);
	cr_assert_gt(diag.error_count, 8);
	arena_release(&arena);
}

Test(check, names_the_kpi_of_one_letter)
{
	SlbTerms *t = fixture_terms();

	t->kpis[1]->name = text_of("a");
	t->kpis[1]->title = text_of("");
	expect_refused_only(t, ERR_CONTRACT_INCOMPLETE, "kpis[1].title",
			    "KPI \"a\": what people call the KPI is missing");
}
