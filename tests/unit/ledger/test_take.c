#include "ledger/log_time.h"
#include "ledger/take.h"

#include "world.h"

/* A contract's days through the ledger: acme and nordcall, January 2026. */

#define DAYS 31

struct month {
	struct world world;
	struct agreed agreed;
	struct digest last; /* content id of the last report */
	uint64_t sequence;
	uint64_t next; /* log index */
};

static void start(struct month *m, bool on_disk, unsigned days)
{
	const char *last_day;
	struct said said;
	struct arena *arena;

	*m = (struct month){ .next = 5 };
	world_make(&m->world, on_disk);
	world_start(&m->world);
	world_enrol(&m->world);
	arena = &m->world.folder.arena;
	last_day = arena_printf(arena, "2026-01-%02u", days);
	said = say_offer(arena, WORLD_ORIGIN, &m->world.acme,
			 said_terms(arena, "2026-01-01", last_day), &m->agreed);
	world_expect(&m->world, &said, m->next++);
	said = say_acceptance(arena, WORLD_ORIGIN, &m->world.nordcall, &m->agreed);
	world_expect(&m->world, &said, m->next++);
}

static struct said next_report(struct month *m, unsigned day, const char *counts)
{
	struct arena *arena = &m->world.folder.arena;
	struct daily daily = {
		.sequence = ++m->sequence,
		.previous = m->sequence == 1 ? NULL : &m->last,
		.day = arena_printf(arena, "2026-01-%02u", day),
		.counts = counts,
	};
	struct said said =
		say_daily(arena, WORLD_ORIGIN, &m->world.nordcall, &m->agreed, &daily);

	m->last = said.envelope.content_id;
	return said;
}

static void step_time(struct month *m, int64_t until_ms, int64_t step_ms)
{
	struct ledger_status status = ledger_status(m->world.ledger);

	while (status.last_ms + step_ms < until_ms) {
		world_tick(&m->world, status.last_ms + step_ms);
		status = ledger_status(m->world.ledger);
	}
	world_tick(&m->world, until_ms);
	m->next = ledger_status(m->world.ledger).tree_size;
}

/* The broker runs all the time. */
static void pass_time(struct month *m, int64_t until_ms)
{
	step_time(m, until_ms, LOG_TIME_CLOCK_MS);
}

/* The broker is away for an hour again and again: deadlines inside move with that. */
static void skip_time(struct month *m, int64_t until_ms)
{
	step_time(m, until_ms, LOG_TIME_AHEAD_MAX_MS);
}

/* The morning after a day. */
static int64_t after_day_ms(unsigned day)
{
	return WORLD_T + day * WORLD_DAY_MS + 3600000;
}

static const SlbOutcome *outcome_at(struct month *m, uint64_t index)
{
	struct arena *arena = &m->world.folder.arena;
	struct diag *diag = &m->world.folder.diag;
	const SlbStatement *statement;
	struct envelope envelope;
	struct log_entry entry;
	struct log_view view;

	cr_assert_eq(log_view_begin(ledger_log(m->world.ledger), arena, diag, &view),
		     ERR_OK);
	cr_assert_eq(log_view_entry(&view, index, &entry), ERR_OK);
	cr_assert_eq(envelope_parse(arena, entry.content.envelope, &envelope, diag),
		     ERR_OK);
	cr_assert_eq(statement_parse(arena, &envelope, WORLD_ORIGIN, &statement, diag),
		     ERR_OK);
	log_view_end(&view);
	cr_assert_eq(statement->body_case, SLB_STATEMENT__BODY_OUTCOME);
	return statement->outcome;
}

static uint64_t last_index(struct month *m)
{
	return ledger_status(m->world.ledger).tree_size - 1;
}

static struct check_report check_all(struct month *m)
{
	world_close(&m->world);
	return world_check(&m->world);
}

Test(take, the_last_report_of_a_period_brings_its_outcome)
{
	const SlbOutcome *outcome;
	struct check_report report;
	struct said said;
	struct month m;

	start(&m, true, 3);
	for (unsigned day = 1; day <= 3; day++) {
		skip_time(&m, after_day_ms(day));
		said = next_report(&m, day, "0 100 80");
		world_expect(&m.world, &said, m.next++);
	}
	cr_assert_eq(world_kind(&m.world, m.next), SLB_STATEMENT__BODY_OUTCOME);
	outcome = outcome_at(&m, m.next);
	cr_assert_eq(outcome->cause, m.next - 1);
	cr_assert_eq(outcome->n_missing, 0);
	cr_assert_eq(outcome->n_periods, 1);
	cr_assert_eq(outcome->periods[0]->revision, 1);
	report = check_all(&m);
	cr_assert_eq(report.outcome_count, 1);
	world_remove(&m.world);
}

Test(take, what_is_overdue_is_told_as_time_passes)
{
	const SlbOutcome *outcome;
	struct check_report report;
	struct said said;
	struct month m;

	start(&m, false, 3);
	pass_time(&m, after_day_ms(1));
	said = next_report(&m, 1, "0 100 95");
	world_expect(&m.world, &said, m.next++);
	/* Days 2 and 3 are due at the ends of 4 and 5 January. */
	pass_time(&m, WORLD_T + 4 * WORLD_DAY_MS);
	cr_assert_neq(world_kind(&m.world, last_index(&m)),
		      SLB_STATEMENT__BODY_OUTCOME);
	pass_time(&m, WORLD_T + 4 * WORLD_DAY_MS + 1);
	outcome = outcome_at(&m, last_index(&m));
	cr_assert_eq(outcome->cause, 0);
	cr_assert_eq(outcome->n_missing, 1);
	cr_assert_eq(outcome->n_periods, 0);
	pass_time(&m, WORLD_T + 5 * WORLD_DAY_MS + 1);
	outcome = outcome_at(&m, last_index(&m));
	cr_assert_eq(outcome->n_missing, 1);
	cr_assert_eq(outcome->n_periods, 1);
	report = check_all(&m);
	cr_assert_eq(report.outcome_count, 2);
	world_remove(&m.world);
}

Test(take, what_is_overdue_comes_before_a_statement_of_its_book)
{
	const SlbOutcome *outcome;
	struct said said;
	struct month m;

	start(&m, false, 3);
	pass_time(&m, WORLD_T + 3 * WORLD_DAY_MS);
	said = next_report(&m, 1, "0 100 95");
	m.world.now_ms = WORLD_T + 3 * WORLD_DAY_MS + 1;
	world_expect(&m.world, &said, m.next + 1);
	outcome = outcome_at(&m, m.next);
	cr_assert_eq(outcome->n_missing, 1);
	cr_assert_eq(check_all(&m).outcome_count, 1);
	world_remove(&m.world);
}

Test(take, refused_reports_use_up_no_number)
{
	struct said said;
	struct month m;

	start(&m, false, 3);
	skip_time(&m, after_day_ms(1));
	m.sequence = 1;
	said = next_report(&m, 1, "0 100 95");
	world_expect_refused(&m.world, &said, ERR_REPORT_SEQUENCE);
	m.sequence = 0;
	said = next_report(&m, 1, "0 100 95");
	world_expect(&m.world, &said, m.next++);
	m.sequence = 0;
	said = next_report(&m, 1, "0 100 96");
	world_expect_refused(&m.world, &said, ERR_REPORT_EQUIVOCATION);
	cr_assert_eq(check_all(&m).size, m.next);
	world_remove(&m.world);
}

Test(take, a_month_is_checked_and_made_anew)
{
	struct check_options options;
	struct check_report report;
	struct said said;
	struct month m;
	enum err err;

	start(&m, true, DAYS);
	for (unsigned day = 1; day <= DAYS; day++) {
		skip_time(&m, after_day_ms(day));
		said = next_report(&m, day, day == 9 ? "0 100 0" : "0 100 95");
		world_expect(&m.world, &said, m.next++);
	}
	cr_assert_eq(outcome_at(&m, m.next)->n_periods, 1);
	report = check_all(&m);
	cr_assert_eq(report.outcome_count, 1);
	options = world_check_options(&m.world);
	err = ledger_rebuild(&options, &report, &m.world.folder.diag);
	cr_assert_eq(err, ERR_OK);
	cr_assert_eq(world_open(&m.world), ERR_OK);
	world_remove(&m.world);
}
