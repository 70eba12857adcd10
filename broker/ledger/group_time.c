#include "ledger/group.h"

#include <string.h>

/* What time does to the log: outages and clocks, contracts in which something is due. */

#define DUE_CONTRACTS_MAX 16   /* other contracts looked at in one group */
#define DUE_SLICES        4    /* of each of them */
#define DUE_US            2000 /* then no further contract is looked at */
#define IDLE_WAIT_MS      1000

void group_read_time(struct group *group)
{
	struct ledger *ledger = group->ledger;
	struct arena scratch;
	struct diag diag;

	arena_init(&scratch, 1 << 16);
	diag_init(&diag, &scratch);
	group->time = ledger->time;
	group->time_refusal =
		log_time_next(&group->time, group->now_ms, &group->log_time_ms, &diag);
	group->gap = log_time_gap(&group->time, group->now_ms);
	if (group->gap == GAP_OUTAGE && !group->time.begun)
		group->gap = GAP_CLOCK;
	arena_release(&scratch);
}

static enum err take_outage_in(struct part *part)
{
	struct group *group = part->group;

	return take_outage(&group->write, group->time.last_ms, group->log_time_ms);
}

static enum err take_clock_in(struct part *part)
{
	return take_clock(&part->group->write, part->group->log_time_ms);
}

static enum err drain_contract(struct part *part)
{
	struct group *group = part->group;
	bool is_overdue;

	return take_due(&group->write, part->contract_id, group->log_time_ms,
			DUE_SLICES, &is_overdue);
}

static bool is_stuck(const struct ledger *ledger, const uint8_t *contract_id)
{
	for (size_t i = 0; i < ledger->stuck_count; i++) {
		if (memcmp(ledger->stuck[i], contract_id, CONTRACT_BYTES) == 0)
			return true;
	}
	return false;
}

/* The first contracts of which something is due before a time, and not stuck. */
struct due_list {
	size_t count;
	int64_t first_ms; /* when the first of them was due */
	uint8_t contract_ids[DUE_CONTRACTS_MAX][CONTRACT_BYTES];
};

static enum err list_due(const struct ledger *ledger, struct store_view *view,
			 int64_t before_ms, struct due_list *out)
{
	struct store_range range = {
		.table = TABLE_DUE,
		.limit = DUE_CONTRACTS_MAX + ledger->stuck_count,
	};
	struct store_entry entry;
	struct store_scan *scan;
	enum err err = store_scan_open(view, &range, &scan);

	out->count = 0;
	if (err != ERR_OK)
		return err;
	while (out->count < DUE_CONTRACTS_MAX && store_scan_next(scan, &entry)) {
		const uint8_t *contract_id = due_key_contract(entry.key);

		if (due_key_ms(entry.key) >= before_ms)
			break;
		if (is_stuck(ledger, contract_id))
			continue;
		if (out->count == 0)
			out->first_ms = due_key_ms(entry.key);
		memcpy(out->contract_ids[out->count++], contract_id, CONTRACT_BYTES);
	}
	return store_scan_close(scan);
}

/* A contract whose due work cannot be done is left alone, so that others go on. */
static void leave_alone(struct ledger *ledger, const struct part *part)
{
	if (part->err == ERR_OK)
		(void)diag_error(&ledger->said, ERR_INTERNAL, diag_at(""),
				 "what is due in a contract broke %s in %s, line %d",
				 part->failure.condition, part->failure.file,
				 part->failure.line);
	ensure(ledger->stuck_count < STUCK_MAX);
	memcpy(ledger->stuck[ledger->stuck_count++], part->contract_id, CONTRACT_BYTES);
	ledger_say(ledger, &ledger->said, "contract-left-alone");
}

bool group_drain_others(struct group *group, enum err *err)
{
	int64_t late_us = clock_measure_us() + DUE_US;
	struct due_list due;

	*err = list_due(group->ledger, group->write.view, group->log_time_ms, &due);
	for (size_t i = 0; i < due.count && *err == ERR_OK; i++) {
		struct part part = {
			.group = group,
			.work = drain_contract,
			.contract_id = due.contract_ids[i],
		};
		enum part_end end = group_do(&part);

		if (end == PART_FAILED && group_cannot_go_on(part.err))
			*err = part.err;
		else if (end != PART_DONE) {
			leave_alone(group->ledger, &part);
			return false;
		}
		if (clock_measure_us() >= late_us)
			break;
	}
	return true;
}

static enum err log_passing(struct group *group, enum err (*work)(struct part *part))
{
	struct part part = { .group = group, .work = work };

	return group_do(&part) == PART_BROKEN ? ERR_INTERNAL : part.err;
}

enum err group_log_outage(struct group *group)
{
	return log_passing(group, take_outage_in);
}

enum err group_log_clock(struct group *group)
{
	return log_passing(group, take_clock_in);
}

static enum err find_next(const struct ledger *ledger, int64_t *next_ms,
			  struct diag *diag)
{
	struct due_list due;
	struct store_view *view;
	enum err err = store_read_begin(ledger->log.store, diag, &view);

	if (err != ERR_OK)
		return err;
	err = list_due(ledger, view, *next_ms, &due);
	store_read_end(view);
	if (err == ERR_OK && due.count > 0)
		*next_ms = due.first_ms + 1;
	return err;
}

int64_t group_wait_ms(struct ledger *ledger)
{
	int64_t now_ms = clock_now_ms(&ledger->clock);
	int64_t next_ms = ledger->time.last_ms + LOG_TIME_CLOCK_MS;
	struct arena scratch;
	struct diag diag;
	enum err err;

	if (ledger->status.stopped_by != ERR_OK)
		return IDLE_WAIT_MS;
	arena_init(&scratch, 1 << 16);
	diag_init(&diag, &scratch);
	err = find_next(ledger, &next_ms, &diag);
	arena_release(&scratch);
	if (err != ERR_OK || next_ms - now_ms > IDLE_WAIT_MS)
		return IDLE_WAIT_MS;
	return next_ms > now_ms ? next_ms - now_ms : 0;
}
