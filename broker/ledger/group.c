#include "ledger/group.h"

#include <stdlib.h>

#define STATEMENT_US 100 /* what takes longer counts as several statements */

static bool is_empty(const struct group *group)
{
	return group->write.head.edge.size == group->ledger->head.edge.size;
}

/* One more statement, where one waits and the group may have it. */
static bool take_in(struct group *group)
{
	struct job *job = job_queue_next(group->ledger->queue);

	if (job == NULL)
		return false;
	group->places[group->count++] =
		(struct place){ .submission = (struct ledger_submission *)job };
	return true;
}

/* The place that was decided last: its report waits until its period is foreseen. */
static void leave_for_later(struct group *group)
{
	struct ledger_submission *submission = group->places[--group->count].submission;

	job_queue_hold(group->ledger->queue, &submission->job);
	group->left[group->left_count++] = submission;
	ledger_count_foreseen(group->ledger);
}

static void foresee_left(const struct group *group)
{
	for (size_t i = 0; i < group->left_count; i++) {
		struct ledger_submission *left = group->left[i];

		if (foreseer_push(group->ledger->foreseer, left))
			continue;
		left->is_left_once = true;
		job_queue_release(group->ledger->queue, left->lane);
	}
}

/*
 * A month to be judged takes as long as dozens of reports, and everybody's month ends on
 * the same day: it has the room of as many in the group, by the time that it took, so that
 * who waits for the next group does not wait for all of them.
 */
static bool take_and_charge(struct group *group, struct place *place, enum err *err)
{
	int64_t began_us = clock_measure_us();
	bool is_good = group_take(group, place, err);
	int64_t took_us = clock_measure_us() - began_us;

	if (took_us > STATEMENT_US)
		job_queue_charge(group->ledger->queue,
				 (size_t)(took_us / STATEMENT_US));
	return is_good;
}

/* All that goes into the write.  False: it is spoilt, and is to be tried again without
 * what was set aside. */
static bool fill_group(struct group *group, enum err *err)
{
	bool is_good = true;
	size_t next = 0;

	*err = ERR_OK;
	if (group->gap == GAP_OUTAGE && group->time_refusal == ERR_OK)
		*err = group_log_outage(group);
	while (*err == ERR_OK && is_good && (next < group->count || take_in(group))) {
		struct place *place = &group->places[next];

		if (!place->is_set_aside)
			is_good = take_and_charge(group, place, err);
		if (*err == ERR_OK && is_good && place->taken.is_left)
			leave_for_later(group);
		else
			next++;
	}
	if (*err == ERR_OK && is_good && group->time_refusal == ERR_OK)
		is_good = group_drain_others(group, err);
	if (*err == ERR_OK && is_good && group->gap == GAP_CLOCK && is_empty(group) &&
	    group->time_refusal == ERR_OK)
		*err = group_log_clock(group);
	return is_good;
}

/* Leaves a write that can be committed, or none. */
static enum err write_group(struct group *group)
{
	struct ledger *ledger = group->ledger;
	enum err err;

	for (;;) {
		bool is_good;

		group_read_time(group);
		err = log_write_begin(&ledger->log, &ledger->head, &ledger->step_arena,
				      &ledger->said, &group->write);
		if (err != ERR_OK)
			return err;
		group->write.recent = ledger->recent;
		is_good = fill_group(group, &err);
		if (is_good && err == ERR_OK)
			return ERR_OK;
		log_write_abort(&group->write);
		arena_release(&ledger->step_arena);
		ledger_forget(ledger);
		if (err != ERR_OK)
			return err;
		group->was_broken = true;
	}
}

static enum err commit_group(struct group *group)
{
	struct ledger *ledger = group->ledger;
	enum err err;

	if (is_empty(group)) {
		log_write_abort(&group->write);
		return ERR_OK;
	}
	group->began_us = clock_measure_us();
	err = log_write_commit(&group->write);
	if (err != ERR_OK) {
		ledger_forget(ledger);
		return err;
	}
	group->is_written = true;
	ledger->head = group->write.head;
	ledger->time = group->time;
	ledger->time.last_ms = ledger->head.last_ms;
	ledger->time.begun = ledger->head.edge.size > 1;
	return ERR_OK;
}

/* What the finisher could not sign; it ends as not written.  ERR_OK: there is nothing. */
static enum err end_unsigned(struct ledger *ledger)
{
	struct group *unsigned_group;
	enum err err = finisher_wait_signed(ledger->finisher, &unsigned_group);

	if (err == ERR_OK)
		return ERR_OK;
	err = ledger_after_commit(err);
	ledger_hand_over(&unsigned_group->end_said, &ledger->said);
	ledger_set_stopped(ledger, err);
	group_fail(unsigned_group);
	return err;
}

/* Nothing is committed on what is not signed. */
static enum err write_and_commit(struct group *group)
{
	enum err err = write_group(group);
	enum err before = end_unsigned(group->ledger);

	if (before == ERR_OK)
		return err == ERR_OK ? commit_group(group) : err;
	if (err == ERR_OK) {
		log_write_abort(&group->write);
		ledger_forget(group->ledger);
	}
	return before;
}

static enum err destroy_redacted(struct ledger *ledger, const struct taken *taken)
{
	size_t destroyed;

	if (taken->refusal != ERR_OK || !taken->has_redaction)
		return ERR_OK;
	return content_keys_destroy(ledger->log.keys, &taken->redacted,
				    taken->redacted_last_epoch, &destroyed,
				    &ledger->said);
}

/* There is something to sign or to answer. */
static bool has_end(const struct group *group)
{
	return group->is_written || group->count > 0;
}

static bool has_redaction(const struct group *group)
{
	for (size_t i = 0; i < group->count; i++) {
		if (group->places[i].taken.has_redaction)
			return true;
	}
	return false;
}

/* Content keys go when the redaction is signed, and before it is answered; and to hand on
 * one statement takes longer than to end it. */
static bool is_for_writer(const struct group *group)
{
	bool is_alone = group->count <= 1 && job_queue_count(group->ledger->queue) == 0;

	return is_alone || has_redaction(group);
}

static enum err sign_here(struct group *group)
{
	enum err err;

	finisher_wait_idle(group->ledger->finisher);
	err = group_sign(group);
	if (err != ERR_OK)
		ledger_hand_over(&group->end_said, &group->ledger->said);
	for (size_t i = 0; i < group->count && err == ERR_OK; i++)
		err = destroy_redacted(group->ledger, &group->places[i].taken);
	return ledger_after_commit(err);
}

static struct group *begin_group(struct ledger *ledger)
{
	struct group *group = &ledger->groups[ledger->turn];

	*group = (struct group){
		.ledger = ledger,
		.now_ms = clock_now_ms(&ledger->clock),
		.end_arena = group->end_arena,
	};
	arena_empty(&group->end_arena);
	diag_init(&group->end_said, &group->end_arena);
	diag_init(&ledger->said, &ledger->said_arena);
	job_queue_begin(ledger->queue, GROUP_MAX);
	return group;
}

/* Answers come in the order of the groups. */
static void end_group(struct group *group, enum err err, bool is_signed)
{
	struct ledger *ledger = group->ledger;

	if (err == ERR_OK && !is_signed) {
		finisher_push(ledger->finisher, group);
		ledger->turn ^= 1;
		return;
	}
	finisher_wait_idle(ledger->finisher);
	if (err == ERR_OK)
		group_answer(group);
	else
		group_fail(group);
}

bool group_run(struct ledger *ledger, size_t *count)
{
	uint64_t size = ledger->head.edge.size;
	struct group *group = begin_group(ledger);
	enum err err = ledger->status.stopped_by;
	bool is_signed = false;

	if (ledger_is_down(ledger)) {
		while (take_in(group))
			;
	} else {
		err = write_and_commit(group);
		is_signed = err == ERR_OK && has_end(group) && is_for_writer(group);
		if (is_signed)
			err = sign_here(group);
		ledger_set_stopped(ledger, err != ERR_OK ? err : group->time_refusal);
	}
	foresee_left(group);
	ledger_count_troubles(ledger);
	*count = group->count;
	if (has_end(group))
		end_group(group, err, is_signed);
	arena_empty(&ledger->step_arena);
	arena_empty(&ledger->said_arena);
	return err == ERR_OK && ledger->head.edge.size > size;
}

void group_run_out(struct ledger *ledger)
{
	diag_init(&ledger->said, &ledger->said_arena);
	(void)end_unsigned(ledger);
	finisher_wait_idle(ledger->finisher);
}

struct group *groups_new(void)
{
	struct group *groups = calloc(2, sizeof(*groups));

	ensure(groups != NULL);
	for (size_t i = 0; i < 2; i++)
		arena_init(&groups[i].end_arena, LEDGER_ARENA_BYTES);
	return groups;
}

void groups_free(struct group *groups)
{
	for (size_t i = 0; i < 2; i++)
		arena_release(&groups[i].end_arena);
	free(groups);
}
