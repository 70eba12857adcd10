#include "kpi/verdict.h"

#include "kpi/trace.h"
#include "kpi_case.h"

static struct kpi_case c;
static struct arena scratch;

static void set_up(void)
{
	case_open(&c);
	arena_init(&scratch, LAW_ARENA_BYTES);
}

static void tear_down(void)
{
	arena_release(&scratch);
	case_close(&c);
}

TestSuite(verdict, .init = set_up, .fini = tear_down);

static struct kpi_outcome judge_case(void)
{
	const struct period_facts facts = { .frame = c.frame,
					    .period = &c.frame->periods[0] };

	return judge_kpi(&c.arena, &scratch, &facts, c.formula, &c.window);
}

Test(verdict, says_value_target_and_shortfall)
{
	struct kpi_outcome outcome;
	const SlbVerdict *verdict;

	c.kpi->numerator_title = law_text(&c.arena, "answered");
	c.kpi->severity = SLB_SEVERITY__SEVERITY_CRITICAL;
	case_step(&c, law_quotient(&c.arena, "v", WINDOW, "answered", "offered"));
	case_compile(&c);
	case_report(&c, "inbound", "2026-01-01", "offered answered", "0 a 20000 15999");
	case_report(&c, "survey", "2026-01-01", "votes", "0 a 3");
	outcome = judge_case();
	verdict = outcome.verdict;
	cr_expect_eq(outcome.line, LINE_MISSED);
	cr_expect_eq(verdict->result, SLB_RESULT__RESULT_MISSED);
	cr_expect_str_eq(verdict->kpi, "sl");
	cr_expect_str_eq(verdict->title, "KPI sl");
	cr_expect_str_eq(verdict->clause, "7.1");
	cr_expect_str_eq(verdict->value, "15999/200");
	cr_expect_str_eq(verdict->numerator, "15999");
	cr_expect_str_eq(verdict->denominator, "20000");
	cr_expect_str_eq(verdict->displayed, "79.995 %");
	cr_expect_str_eq(verdict->displayed_target, "at least 80 %");
	cr_expect_str_eq(verdict->target, "80");
	cr_expect_str_eq(verdict->volume, "20000");
	cr_expect_str_eq(verdict->minimum_volume, "1");
	cr_expect_eq(verdict->severity, SLB_SEVERITY__SEVERITY_CRITICAL);
	cr_expect_str_eq(verdict->shortfall->sentence, "1 more answered was needed");
	cr_expect_str_eq(verdict->reason, "");
	cr_expect_eq(verdict->rows_in_scope, 1); /* of the series that it uses */
}

Test(verdict, says_what_is_lacking_instead_of_a_value)
{
	const SlbVerdict *verdict;

	case_step(&c, law_sum(&c.arena, "v", WINDOW, "answered"));
	law_set_volume(&c.arena, c.kpi, "answered");
	case_compile(&c);
	case_report(&c, "inbound", "2026-01-01", "offered answered", "0 a 5 -");
	verdict = judge_case().verdict;
	cr_expect_eq(verdict->result, SLB_RESULT__RESULT_NOT_COMPUTABLE);
	cr_expect_str_eq(verdict->value, "");
	cr_expect_str_eq(verdict->volume, "");
	cr_expect_str_eq(verdict->numerator, "");
	cr_expect_str_eq(verdict->displayed, "not measured");
	cr_expect_null(verdict->shortfall);
}

Test(verdict, shows_a_band)
{
	const SlbVerdict *verdict;

	c.kpi->comparator = SLB_COMPARATOR__COMPARATOR_BETWEEN;
	c.kpi->unit = SLB_KPI_UNIT__KPI_UNIT_SECONDS;
	c.kpi->display_decimals = 0;
	c.kpi->target = law_text(&c.arena, "1240");
	c.kpi->target_upper = law_text(&c.arena, "1300");
	case_step(&c, law_quotient(&c.arena, "v", WINDOW, "answered", "offered"));
	case_compile(&c);
	case_report(&c, "inbound", "2026-01-01", "offered answered", "0 a 10 13004");
	verdict = judge_case().verdict;
	cr_expect_str_eq(verdict->displayed, "1,300.4 s");
	cr_expect_str_eq(verdict->displayed_target, "between 1,240 and 1,300 s");
	cr_expect_str_eq(verdict->target_upper, "1300");
}

Test(verdict, traces_steps_and_operands_to_the_reports)
{
	const SlbVerdict *verdict;

	c.kpi->scope[0] = law_scope(&c.arena, "queue", "sales");
	law_set_volume(&c.arena, c.kpi, "votes");
	case_step(&c, law_quotient(&c.arena, "rate", INTERVAL, "answered", "offered"));
	case_step(&c, law_over(&c.arena, "v", WINDOW, "rate",
			       SLB_AGGREGATE__AGGREGATE_MEAN));
	case_compile(&c);
	case_report(&c, "inbound", "2026-01-01", "offered answered",
		    "0 help 9 9; 0 sales 4 3; 1 sales 0 0");
	case_report(&c, "inbound", "2026-01-02", "offered answered",
		    "7 sales 2 -; 8 help 1 1");
	case_report(&c, "survey", "2026-01-02", "votes", "0 sales 3");
	verdict = judge_case().verdict;
	cr_expect_eq(verdict->rows_in_scope, 4);
	cr_expect_eq(verdict->rows_out_of_scope, 2);

	cr_assert_eq(verdict->n_steps, 2);
	cr_assert_eq(verdict->steps[0]->n_values, 3);
	cr_expect_str_eq(verdict->steps[0]->name, "rate");
	cr_expect_eq(verdict->steps[0]->stage, INTERVAL);
	cr_expect_str_eq(verdict->steps[0]->words, "answered, divided by offered");
	cr_expect_str_eq(verdict->steps[0]->symbols, "answered / offered");
	cr_expect_str_eq(verdict->steps[0]->values[0]->group, "2026-01-01T00:00:00Z");
	cr_expect_str_eq(verdict->steps[0]->values[0]->value, "3/4");
	cr_expect_str_eq(verdict->steps[0]->values[0]->numerator, "3");
	cr_expect_str_eq(verdict->steps[0]->values[0]->denominator, "4");
	cr_expect_str_eq(verdict->steps[0]->values[0]->lacking, "");
	cr_expect_str_eq(verdict->steps[0]->values[1]->value, "");
	cr_expect_str_eq(verdict->steps[0]->values[1]->lacking, "no volume");
	cr_expect_str_eq(verdict->steps[0]->values[2]->lacking, "not measured");
	cr_expect_str_eq(verdict->steps[1]->values[0]->group, "2026-01");
	cr_expect_str_eq(verdict->steps[1]->values[0]->lacking, "not measured");

	cr_assert_eq(verdict->n_operands, 3);
	cr_expect_str_eq(verdict->operands[0]->name, "answered");
	cr_expect_str_eq(verdict->operands[0]->title, "contacts answered");
	cr_expect_str_eq(verdict->operands[0]->value, "");
	cr_assert_eq(verdict->operands[0]->n_contributions, 2);
	cr_expect_eq(verdict->operands[0]->contributions[0]->report, 1);
	cr_expect_eq(verdict->operands[0]->contributions[0]->rows, 2);
	cr_expect_str_eq(verdict->operands[0]->contributions[0]->value, "3");
	cr_expect_eq(verdict->operands[0]->contributions[1]->null_rows, 1);
	cr_expect_str_eq(verdict->operands[1]->value, "6");
	cr_expect_str_eq(verdict->operands[2]->name, "votes");
	cr_expect_eq(verdict->operands[2]->contributions[0]->report, 3);
}

Test(verdict, lists_no_more_than_400_values_of_a_step)
{
	const SlbVerdict *verdict;

	case_step(&c, law_sum(&c.arena, "calls", INTERVAL, "offered"));
	case_step(&c, law_over(&c.arena, "v", WINDOW, "calls",
			       SLB_AGGREGATE__AGGREGATE_MEAN));
	case_compile(&c);
	for (int day = 1; day <= 8; day++)
		case_report(&c, "inbound", arena_printf(&c.arena, "2026-01-%02d", day),
			    "offered",
			    "0 a 0; 1 a 1; 2 a 2; 3 a 3; 4 a 4; 5 a 5; 6 a 6; 7 a 7;"
			    "8 a 0; 9 a 1; 10 a 2; 11 a 3; 12 a 4; 13 a 5; 14 a 6;"
			    "15 a 0; 16 a 1; 17 a 2; 18 a 3; 19 a 4; 20 a 5; 21 a 6;"
			    "22 a 0; 23 a 1; 24 a 2; 25 a 3; 26 a 4; 27 a 5; 28 a 6;"
			    "29 a 0; 30 a 1; 31 a 2; 32 a 3; 33 a 4; 34 a 5; 35 a 6;"
			    "36 a 0; 37 a 1; 38 a 2; 39 a 3; 40 a 4; 41 a 5; 42 a 6;"
			    "43 a 0; 44 a 1; 45 a 2; 46 a 3; 47 a 4; 48 a 5; 49 a 6;"
			    "50 a 1");
	verdict = judge_case().verdict;
	cr_expect_eq(verdict->steps[0]->n_values, TRACE_VALUES_MAX);
	cr_expect_eq(verdict->steps[0]->values_omitted, 8);
	cr_expect_eq(verdict->steps[1]->values_omitted, 0);
}
