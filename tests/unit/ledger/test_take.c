#include "ledger/take.h"

#include "ledger/own.h"
#include "month.h"

Test(take, the_last_report_of_a_period_brings_its_outcome)
{
	const SlbOutcome *outcome;
	struct check_report report;
	struct said said;
	struct month m;

	month_start(&m, true, 3);
	for (unsigned day = 1; day <= 3; day++) {
		month_skip(&m, month_after_day_ms(day));
		said = month_report(&m, day, "0 100 80");
		world_expect(&m.world, &said, m.next++);
	}
	cr_assert_eq(world_kind(&m.world, m.next), SLB_STATEMENT__BODY_OUTCOME);
	outcome = month_outcome(&m, m.next);
	cr_assert_eq(outcome->cause, m.next - 1);
	cr_assert_eq(outcome->n_missing, 0);
	cr_assert_eq(outcome->n_periods, 1);
	cr_assert_eq(outcome->periods[0]->revision, 1);
	report = month_check(&m);
	cr_assert_eq(report.outcome_count, 1);
	world_remove(&m.world);
}

Test(take, what_is_overdue_is_told_as_time_passes)
{
	const SlbOutcome *outcome;
	struct check_report report;
	struct said said;
	struct month m;

	month_start(&m, false, 3);
	month_pass(&m, month_after_day_ms(1));
	said = month_report(&m, 1, "0 100 95");
	world_expect(&m.world, &said, m.next++);
	/* Days 2 and 3 are due at the ends of 4 and 5 January. */
	month_pass(&m, WORLD_T + 4 * WORLD_DAY_MS);
	cr_assert_neq(world_kind(&m.world, month_last_index(&m)),
		      SLB_STATEMENT__BODY_OUTCOME);
	month_pass(&m, WORLD_T + 4 * WORLD_DAY_MS + 1);
	outcome = month_outcome(&m, month_last_index(&m));
	cr_assert_eq(outcome->cause, 0);
	cr_assert_eq(outcome->n_missing, 1);
	cr_assert_eq(outcome->n_periods, 0);
	month_pass(&m, WORLD_T + 5 * WORLD_DAY_MS + 1);
	outcome = month_outcome(&m, month_last_index(&m));
	cr_assert_eq(outcome->n_missing, 1);
	cr_assert_eq(outcome->n_periods, 1);
	report = month_check(&m);
	cr_assert_eq(report.outcome_count, 2);
	world_remove(&m.world);
}

Test(take, what_is_overdue_comes_before_a_statement_of_its_book)
{
	const SlbOutcome *outcome;
	struct said said;
	struct month m;

	month_start(&m, false, 3);
	month_pass(&m, WORLD_T + 3 * WORLD_DAY_MS);
	said = month_report(&m, 1, "0 100 95");
	m.world.now_ms = WORLD_T + 3 * WORLD_DAY_MS + 1;
	world_expect(&m.world, &said, m.next + 1);
	outcome = month_outcome(&m, m.next);
	cr_assert_eq(outcome->n_missing, 1);
	cr_assert_eq(month_check(&m).outcome_count, 1);
	world_remove(&m.world);
}

Test(take, refused_reports_use_up_no_number)
{
	struct said said;
	struct month m;

	month_start(&m, false, 3);
	month_skip(&m, month_after_day_ms(1));
	m.sequence = 1;
	said = month_report(&m, 1, "0 100 95");
	world_expect_refused(&m.world, &said, ERR_REPORT_SEQUENCE);
	m.sequence = 0;
	said = month_report(&m, 1, "0 100 95");
	world_expect(&m.world, &said, m.next++);
	m.sequence = 0;
	said = month_report(&m, 1, "0 100 96");
	world_expect_refused(&m.world, &said, ERR_REPORT_EQUIVOCATION);
	cr_assert_eq(month_check(&m).size, m.next);
	world_remove(&m.world);
}

Test(take, a_month_is_checked_and_made_anew)
{
	struct check_options options;
	struct check_report report;
	struct said said;
	struct month m;
	enum err err;

	month_start(&m, true, 31);
	for (unsigned day = 1; day <= 31; day++) {
		month_skip(&m, month_after_day_ms(day));
		said = month_report(&m, day, day == 9 ? "0 100 0" : "0 100 95");
		world_expect(&m.world, &said, m.next++);
	}
	cr_assert_eq(month_outcome(&m, m.next)->n_periods, 1);
	report = month_check(&m);
	cr_assert_eq(report.outcome_count, 1);
	options = world_check_options(&m.world);
	err = ledger_rebuild(&options, &report, &m.world.folder.diag);
	cr_assert_eq(err, ERR_OK);
	cr_assert_eq(world_open(&m.world), ERR_OK);
	world_remove(&m.world);
}

#define JANUARY_2026 672 /* months since January 1970 */

static bool has_at_hand(const struct month *m, uint64_t index)
{
	struct bytes envelope;

	return recent_find(m->world.ledger->recent, index, &envelope);
}

Test(take, has_reports_at_hand_until_their_evidence_is_given_up)
{
	uint64_t reports[3];
	struct said said;
	struct month m;

	month_start(&m, true, 3);
	for (unsigned day = 1; day <= 3; day++) {
		month_skip(&m, month_after_day_ms(day));
		said = month_report(&m, day, "0 100 95");
		reports[day - 1] = m.next;
		world_expect(&m.world, &said, m.next++);
	}
	m.next = ledger_status(m.world.ledger).tree_size;
	month_leap(&m, WORLD_T + 40 * WORLD_DAY_MS);
	month_leap(&m, WORLD_T + 100 * WORLD_DAY_MS);
	for (size_t i = 0; i < 3; i++)
		cr_expect(has_at_hand(&m, reports[i]));
	cr_expect_not(has_at_hand(&m, reports[2] + 1), "the outcome");
	said = say_redaction(&m.world.folder.arena, WORLD_ORIGIN,
			     &m.world.operator, & m.agreed, JANUARY_2026);
	world_expect(&m.world, &said, m.next++);
	for (size_t i = 0; i < 3; i++)
		cr_expect_not(has_at_hand(&m, reports[i]));
	cr_assert_eq(month_check(&m).erased_count, 3);
	world_remove(&m.world);
}
