#include "ledger/group.h"

#include "ledger/start.h"

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
	for (size_t i = 0; i < group->left_count; i++)
		foreseer_push(group->ledger->foreseer, group->left[i]);
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
		is_good = fill_group(group, &err);
		if (is_good && err == ERR_OK)
			return ERR_OK;
		log_write_abort(&group->write);
		arena_release(&ledger->step_arena);
		ledger_forget_acts(ledger);
		if (err != ERR_OK)
			return err;
		group->was_broken = true;
	}
}

/* After the log's commit: signs it, and puts the checkpoint on disk. */
static enum err sign_group(struct group *group)
{
	struct ledger *ledger = group->ledger;
	struct start start = {
		.log = &ledger->log,
		.arena = &ledger->said_arena,
		.diag = &ledger->said,
	};
	enum err err = start_sign(&start, &ledger->file, &group->write.head);

	if (err != ERR_OK)
		return err;
	ledger->head = group->write.head;
	ledger->time = group->time;
	ledger->time.last_ms = ledger->head.last_ms;
	ledger->time.begun = ledger->head.edge.size > 1;
	ledger_publish(ledger);
	return ERR_OK;
}

static enum err commit_group(struct group *group)
{
	int64_t began_us = clock_measure_us();
	enum err err;

	if (is_empty(group)) {
		log_write_abort(&group->write);
		return ERR_OK;
	}
	err = log_write_commit(&group->write);
	if (err == ERR_OK)
		err = sign_group(group);
	if (err == ERR_OK)
		group->commit_us = clock_measure_us() - began_us;
	return err;
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

static void answer_group(struct group *group, enum err err)
{
	struct answering answering;

	answer_begin(&answering, group->ledger, &group->write);
	for (size_t i = 0; i < group->count && err == ERR_OK; i++) {
		struct place *place = &group->places[i];

		if (place->taken.refusal == ERR_OK)
			answer_prepare(&answering, place->submission, &place->taken,
				       &place->answer);
	}
	answer_sign(&answering);
	for (size_t i = 0; i < group->count; i++) {
		struct place *place = &group->places[i];
		struct ledger_submission *submission = place->submission;

		foresight_free(submission->foresight);
		submission->foresight = NULL; /* it may come again */
		if (err != ERR_OK)
			answer_failed(submission);
		else if (place->taken.refusal != ERR_OK)
			submission->done(submission, place->taken.refusal, NULL);
		else
			answer_logged(&answering, submission, &place->taken,
				      &place->answer);
	}
	answer_end(&answering);
}

bool group_run(struct ledger *ledger, size_t *count)
{
	uint64_t size = ledger->head.edge.size;
	struct group group = {
		.ledger = ledger,
		.now_ms = clock_now_ms(&ledger->clock),
		.commit_us = -1,
	};
	enum err err = ledger->status.stopped_by;

	diag_init(&ledger->said, &ledger->said_arena);
	job_queue_begin(ledger->queue, GROUP_MAX);
	if (ledger_is_down(ledger)) {
		while (take_in(&group))
			;
	} else {
		err = write_group(&group);
		if (err == ERR_OK)
			err = commit_group(&group);
		for (size_t i = 0; i < group.count && err == ERR_OK; i++)
			err = destroy_redacted(ledger, &group.places[i].taken);
		ledger_set_stopped(ledger, err != ERR_OK ? err : group.time_refusal);
	}
	foresee_left(&group);
	ledger_count(ledger, group.count, group.commit_us);
	answer_group(&group, err);
	arena_empty(&ledger->step_arena);
	arena_empty(&ledger->said_arena);
	*count = group.count;
	return ledger->head.edge.size > size;
}
