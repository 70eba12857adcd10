#include "month.h"

#include "ledger/log_time.h"

void month_start(struct month *m, bool on_disk, unsigned days)
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

struct said month_report(struct month *m, unsigned day, const char *counts)
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

void month_pass(struct month *m, int64_t until_ms)
{
	step_time(m, until_ms, LOG_TIME_CLOCK_MS);
}

void month_skip(struct month *m, int64_t until_ms)
{
	step_time(m, until_ms, LOG_TIME_AHEAD_MAX_MS);
}

int64_t month_after_day_ms(unsigned day)
{
	return WORLD_T + day * WORLD_DAY_MS + 3600000;
}

const SlbOutcome *month_outcome(struct month *m, uint64_t index)
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

uint64_t month_last_index(struct month *m)
{
	return ledger_status(m->world.ledger).tree_size - 1;
}

struct check_report month_check(struct month *m)
{
	world_close(&m->world);
	return world_check(&m->world);
}

void month_leap(struct month *m, int64_t until_ms)
{
	struct said said;

	m->world.now_ms = until_ms;
	said = say_clock_correction(&m->world.folder.arena, WORLD_ORIGIN,
				    &m->world.operator, until_ms);
	world_expect(&m->world, &said, m->next);
	m->next = ledger_status(m->world.ledger).tree_size;
}

void month_report_days(struct month *m, unsigned days)
{
	for (unsigned day = 1; day <= days; day++) {
		struct said said;

		month_skip(m, month_after_day_ms(day));
		said = month_report(m, day, "0 100 95");
		world_expect(&m->world, &said, m->next++);
	}
	m->next = ledger_status(m->world.ledger).tree_size;
}
