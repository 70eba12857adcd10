#include "report/view.h"

#include <criterion/criterion.h>

#include "support/law.h"

static struct arena arena;
static SlbTerms *terms;
static const struct frame *frame;

static void set_up(void)
{
	static const uint64_t bounds[] = { 5, 10 };

	arena_init(&arena, LAW_ARENA_BYTES);
	terms = law_terms(&arena, "2026-01-01", "2026-01-31");
	law_add_series(&arena, terms, "inbound", 900);
	law_add_counter(&arena, terms, "inbound", "offered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED);
	law_add_counter(&arena, terms, "inbound", "answered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_ANSWERED);
	law_add_histogram(&arena, terms, "inbound", "hold", bounds, 2);
	law_add_histogram(&arena, terms, "inbound", "wait", bounds, 2);
	frame = frame_of_terms(&arena, terms);
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(view, .init = set_up, .fini = tear_down);

static struct report_view view_of(const char *columns, const char *rows)
{
	return view_of_report(
		&arena, frame,
		law_daily(&arena, terms, "inbound", "2026-01-03", columns, rows));
}

static struct cells cells_of(const struct report_view *view, const char *operand)
{
	struct operand resolved =
		operand_of_term(&arena, frame, law_sum_of(&arena, operand).terms[0]);

	return view_cells(frame, view, &resolved);
}

Test(view, finds_columns_by_their_places_in_the_terms)
{
	struct report_view view = view_of("answered wait", "4 7 1,2,3; 5 - -0,0,0");
	struct cells answered = cells_of(&view, "answered");
	struct cells late = cells_of(&view, "wait[5..]");

	cr_expect_eq(view.row_count, 2);
	cr_expect_eq(view.part, 2);
	cr_expect_eq(view.day, frame->term.first_day + 2);
	cr_expect_eq(view_row_start_s(frame, &view, 1),
		     law_day_s("2026-01-03") + 5 * 900);
	cr_expect_eq(answered.first[0], 7);
	cr_expect(cells_measured(&answered, 0));
	cr_expect_not(cells_measured(&answered, 1));
	cr_expect_eq(late.first[0], 2);
	cr_expect_eq(late.width, 2);
	cr_expect_eq(late.stride, 3);
	cr_expect_not(cells_measured(&late, 1));
}

Test(view, says_what_a_report_does_not_carry)
{
	struct report_view view = view_of("answered wait", "4 7 1,2,3");

	cr_expect_not(cells_of(&view, "offered").is_carried);
	cr_expect_not(cells_of(&view, "hold[..5]").is_carried);
	cr_expect(cells_of(&view, "answered").is_carried);
	cr_expect(cells_of(&view, "wait[..]").is_carried);
	cr_expect_null(cells_of(&view, "answered").present);
}

Test(view, takes_every_row_for_measured_where_presence_has_no_byte)
{
	struct report_view view = view_of("answered", "4 7; 5 -");
	SlbColumn *answered = view.report->columns[0];

	cr_assert_neq(answered->present.len, 0);
	answered->present.len = 0;
	cr_expect_null(cells_of(&view, "answered").present);
}

Test(view, reads_presence_beyond_the_first_byte)
{
	struct report_view view =
		view_of("answered", "0 -; 1 1; 2 1; 3 -; 4 1; 5 1; 6 1; 7 1; 8 1; 9 -");
	struct cells cells = cells_of(&view, "answered");

	for (size_t row = 0; row < view.row_count; row++)
		cr_expect_eq(cells_measured(&cells, row),
			     row != 0 && row != 3 && row != 9);
}

Test(view, names_rows_by_time_where_there_is_no_dimension)
{
	struct report_view view = view_of("answered", "42 7");

	cr_expect_str_eq(report_row_key(&arena, view.report, 0), "");
	cr_expect_str_eq(report_row_words(&arena, frame, view.report, 0),
			 "row 1 (2026-01-03 10:30)");
}
