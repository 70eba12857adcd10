#include "kpi/groups.h"

#include "kpi_case.h"

static struct kpi_case c;

static void set_up(void)
{
	case_open(&c);
}

static void tear_down(void)
{
	case_close(&c);
}

TestSuite(groups, .init = set_up, .fini = tear_down);

/* Two days of inbound and one of survey. */
static void report_days(void)
{
	case_compile(&c);
	case_report(&c, "inbound", "2026-01-01", "offered answered",
		    "3 sales 1 10; 5 help 2 20; 5 sales 4 40");
	case_report(&c, "inbound", "2026-01-02", "offered answered", "");
	case_report(&c, "inbound", "2026-01-03", "offered",
		    "0 fax 8; 5 help 16; 47 sales 32");
	case_report(&c, "survey", "2026-01-02", "votes", "0 sales 64; 0 web 128");
}

/* The groups of a stage and an operand's pools, as "name=sum". */
static const char *pools_text(SlbStage stage, size_t operand)
{
	struct stage_pools pools =
		pools_of_stage(&c.arena, c.frame, c.formula, &c.window, stage);
	struct text text;

	text_init(&text, &c.arena);
	for (size_t i = 0; i < pools.group_count; i++)
		text_printf(&text, "%s%s=%llu%s", i == 0 ? "" : ", ",
			    group_words(&c.arena, c.frame, stage, &pools.groups[i]),
			    (unsigned long long)pools.pools[operand][i].low,
			    pools.pools[operand][i].null_rows > 0 ? "?" : "");
	return text_chars(&text);
}

Test(groups, are_the_intervals_that_have_a_row)
{
	case_step(&c, law_quotient(&c.arena, "v", INTERVAL, "offered", "answered"));
	case_step(&c,
		  law_over(&c.arena, "w", WINDOW, "v", SLB_AGGREGATE__AGGREGATE_MEAN));
	report_days();
	cr_expect_str_eq(pools_text(INTERVAL, 0),
			 "2026-01-01T01:30:00Z=1, 2026-01-01T02:30:00Z=6, "
			 "2026-01-03T00:00:00Z=8, 2026-01-03T02:30:00Z=16, "
			 "2026-01-03T23:30:00Z=32");
	cr_expect_str_eq(pools_text(INTERVAL, 1),
			 "2026-01-01T01:30:00Z=10, 2026-01-01T02:30:00Z=60, "
			 "2026-01-03T00:00:00Z=0?, 2026-01-03T02:30:00Z=0?, "
			 "2026-01-03T23:30:00Z=0?");
}

Test(groups, are_days_in_any_series_of_the_formula)
{
	case_slice_by(&c, NULL);
	case_step(&c, law_quotient(&c.arena, "v", SLICE, "offered", "votes"));
	report_days();
	cr_expect_str_eq(pools_text(SLICE, 0),
			 "2026-01-01=7, 2026-01-02=0, 2026-01-03=56");
	cr_expect_str_eq(pools_text(SLICE, 1),
			 "2026-01-01=0, 2026-01-02=192, 2026-01-03=0");
}

Test(groups, are_one_for_a_day_that_two_series_report)
{
	case_slice_by(&c, NULL);
	case_step(&c, law_quotient(&c.arena, "v", SLICE, "offered", "votes"));
	case_compile(&c);
	case_report(&c, "inbound", "2026-01-01", "offered", "0 sales 7; 1 sales 1");
	case_report(&c, "survey", "2026-01-01", "votes", "0 sales 64");
	cr_expect_str_eq(pools_text(SLICE, 0), "2026-01-01=8");
	cr_expect_str_eq(pools_text(SLICE, 1), "2026-01-01=64");
}

Test(groups, are_values_of_a_dimension_by_their_bytes)
{
	law_add_dimension(&c.arena, c.terms, "Zone");
	c.terms->n_dimensions = 1;
	case_slice_by(&c, "queue");
	case_step(&c, law_quotient(&c.arena, "v", SLICE, "offered", "votes"));
	report_days();
	cr_expect_str_eq(pools_text(SLICE, 0), "fax=8, help=18, sales=37, web=0");
	cr_expect_str_eq(pools_text(SLICE, 1), "fax=0, help=0, sales=64, web=128");
}

Test(groups, find_the_slicing_dimension_among_several)
{
	law_add_dimension(&c.arena, c.terms, "site");
	LAW_APPEND(&c.arena, c.kpi, scope, law_scope(&c.arena, "site", NULL));
	case_slice_by(&c, "site");
	case_step(&c, law_sum(&c.arena, "v", SLICE, "offered"));
	case_compile(&c);
	case_report(&c, "inbound", "2026-01-01", "offered",
		    "0 help rome 1; 0 help turin 2; 1 sales rome 4");
	cr_expect_str_eq(pools_text(SLICE, 0), "rome=5, turin=2");
}

Test(groups, leave_out_what_is_not_in_scope)
{
	c.kpi->scope[0] = law_scope(&c.arena, "queue", "sales");
	case_slice_by(&c, "queue");
	case_step(&c, law_sum(&c.arena, "v", SLICE, "offered"));
	report_days();
	cr_expect_str_eq(pools_text(SLICE, 0), "sales=37");
}

Test(groups, may_be_none)
{
	c.kpi->scope[0] = law_scope(&c.arena, "queue", "chat");
	case_step(&c, law_sum(&c.arena, "v", INTERVAL, "offered"));
	report_days();
	cr_expect_str_eq(pools_text(INTERVAL, 0), "");
}

Test(groups, keep_what_each_report_added_to_a_window)
{
	struct stage_pools pools;

	case_step(&c, law_sum(&c.arena, "v", WINDOW, "offered + votes"));
	report_days();
	pools = pools_of_window(&c.arena, c.frame, &c.formula->operands, &c.window);
	cr_expect_eq(pools.group_count, 1);
	cr_expect_eq(pools.pools[0][0].low, 63);
	cr_expect_eq(pools.by_view[0][0].low, 7);
	cr_expect_eq(pools.by_view[0][2].low, 56);
	cr_expect_eq(pools.by_view[0][3].low, 0);
	cr_expect_eq(pools.by_view[1][3].low, 192);
}
