#include <string.h>

#include "base/ensure.h"
#include "base/memory.h"
#include "ledger/own.h"
#include "ledger/start.h"
#include "ledger/take.h"

#define DUE_CONTRACTS_MAX 16   /* other contracts looked at in one group */
#define DUE_SLICES        4    /* of each of them */
#define DUE_US            2000 /* then no further contract is looked at */
#define STATEMENT_US      100  /* what takes longer counts as several statements */
#define IDLE_WAIT_MS      1000

/* One statement of a group. */
struct place {
	struct ledger_submission *submission;
	struct taken taken;
	struct answer answer; /* of one that was taken */
	bool is_set_aside;    /* broke the group it was in: taken.refusal says how */
};

struct group {
	struct ledger *ledger;
	bool was_broken; /* it is decided again, without what broke it */
	struct log_write write;
	struct log_time time;
	int64_t now_ms;
	int64_t log_time_ms;
	enum err time_refusal; /* the clock does not let anything be logged */
	enum log_time_gap gap;
	int64_t commit_us; /* how long the commit took; negative: there was none */
	size_t count;
	struct place places[GROUP_MAX];
	/* Reports that are left for a later group; their lanes are held. */
	size_t left_count;
	struct ledger_submission *left[GROUP_MAX];
};

/* Something of a group that is done under the eyes of ensure_run(). */
struct part {
	struct group *group;
	enum err (*work)(struct part *part);
	struct place *place;        /* of a statement */
	const uint8_t *contract_id; /* of due work */
	enum err err;
	struct ensure_failure failure;
};

static void work_on(void *context)
{
	struct part *part = context;

	part->err = part->work(part);
}

enum part_end { PART_DONE, PART_BROKEN, PART_FAILED };

/* What is found while the system has no memory, a refusal or a broken invariant, is no
 * fault of the statement. */
static enum part_end do_part(struct part *part)
{
	const struct arena *arena = &part->group->ledger->step_arena;
	bool returned = ensure_run(work_on, part, &part->failure);

	if (arena->is_starved ||
	    (!returned && ensure_failed_for_memory(&part->failure)))
		part->err = ERR_NO_MEMORY;
	else if (!returned)
		return PART_BROKEN;
	return part->err == ERR_OK ? PART_DONE : PART_FAILED;
}

/* ---- statements --------------------------------------------------------------- */

static enum err take_one(struct part *part)
{
	struct group *group = part->group;
	const struct ledger_submission *submission = part->place->submission;
	struct taking taking = {
		.envelope = submission->envelope,
		.statement = submission->statement,
		.origin = ACT_SUBMITTED,
		.log_time_ms = group->log_time_ms,
		.refusal_diag = submission->diag,
		.cells_max = group->ledger->foresee_cells,
	};

	if (submission->foresight != NULL || group->was_broken)
		taking.cells_max = UINT64_MAX;
	if (submission->foresight != NULL && submission->foresight->has_period)
		taking.foresight = &submission->foresight->period;
	return take_statement(&group->write, &taking, &part->place->taken);
}

/* The operator's word on a clock that stepped ahead: where it holds and is taken, the
 * rest of the group is logged too. */
static enum err take_correction(struct part *part)
{
	struct group *group = part->group;
	const struct ledger_submission *submission = part->place->submission;
	const SlbStatement *statement = submission->statement;
	struct taken *taken = &part->place->taken;
	struct log_time confirmed = group->time;
	enum err err = ERR_OK;

	taken->refusal =
		log_time_confirm(&confirmed, statement->clock_correction->confirmed_ms,
				 group->now_ms, submission->diag);
	if (taken->refusal == ERR_OK)
		taken->refusal = log_time_next(&confirmed, group->now_ms,
					       &group->log_time_ms, submission->diag);
	if (taken->refusal != ERR_OK)
		return ERR_OK;
	err = take_one(part);
	if (err != ERR_OK || taken->refusal != ERR_OK || taken->is_duplicate)
		return err;
	group->time = confirmed;
	group->time_refusal = ERR_OK;
	if (group->gap != GAP_OUTAGE)
		return ERR_OK;
	group->gap = GAP_NONE;
	return take_outage(&group->write, group->ledger->time.last_ms,
			   group->log_time_ms);
}

static enum err take_place(struct part *part)
{
	struct group *group = part->group;
	struct ledger_submission *submission = part->place->submission;

	if (group->time_refusal == ERR_OK)
		return take_one(part);
	if (group->time_refusal == ERR_CLOCK_AHEAD &&
	    submission->statement->body_case == SLB_STATEMENT__BODY_CLOCK_CORRECTION)
		return take_correction(part);
	part->place->taken.refusal = log_time_next(
		&group->time, group->now_ms, &group->log_time_ms, submission->diag);
	return ERR_OK;
}

static void set_aside(struct place *place, enum err err, const char *why)
{
	place->is_set_aside = true;
	place->taken.refusal =
		diag_error(place->submission->diag, err, diag_at(""), "%s", why);
}

static void quarantine_place(struct ledger *ledger, struct place *place,
			     const struct ensure_failure *failure)
{
	const struct digest *content_id = &place->submission->envelope->content_id;
	enum err err =
		quarantine_add(&ledger->quarantine, content_id, failure, &ledger->said);

	(void)diag_error(
		&ledger->said, ERR_INTERNAL, diag_at(""),
		"a statement of \"%s\" broke %s in %s, line %d: it is set aside",
		place->submission->statement->issuer, failure->condition, failure->file,
		failure->line);
	ledger_say(ledger, err == ERR_OK ? "quarantine" : "quarantine-not-kept");
	set_aside(place, ERR_INTERNAL,
		  "the statement met a fault of the broker and is set aside; its "
		  "operator was told");
}

/* Whether an error is of the disk or the store as a whole, so that nothing can go on. */
static bool is_of_store(enum err err)
{
	static const enum err of_store[] = { ERR_STORE_FULL, ERR_STORE_FAILED,
					     ERR_STORE_ORDER, ERR_IO, ERR_NO_MEMORY };

	for (size_t i = 0; i < ARRAY_SIZE(of_store); i++) {
		if (err == of_store[i])
			return true;
	}
	return false;
}

/* False: the write is spoilt by this statement, which is set aside; *err when all is. */
static bool take_into_group(struct group *group, struct place *place, enum err *err)
{
	struct ledger *ledger = group->ledger;
	struct part part = { .group = group, .work = take_place, .place = place };
	enum part_end end;

	if (quarantine_has(&ledger->quarantine,
			   &place->submission->envelope->content_id)) {
		set_aside(place, ERR_INTERNAL,
			  "the statement met a fault of the broker before and is set "
			  "aside; its operator was told");
		return true;
	}
	end = do_part(&part);
	*err = end == PART_FAILED && is_of_store(part.err) ? part.err : ERR_OK;
	if (end == PART_DONE || *err != ERR_OK)
		return true;
	if (end == PART_BROKEN) {
		quarantine_place(ledger, place, &part.failure);
		return false;
	}
	ledger_say(ledger, "statement-failed");
	set_aside(place, part.err,
		  "what the log holds of this contract cannot be read; the broker's "
		  "operator was told");
	return false;
}

/* ---- time --------------------------------------------------------------------- */

static enum err log_outage(struct part *part)
{
	struct group *group = part->group;

	return take_outage(&group->write, group->time.last_ms, group->log_time_ms);
}

static enum err log_clock(struct part *part)
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
	ledger_say(ledger, "contract-left-alone");
}

/* One contract at least.  False: the write is spoilt; the contract is left alone from now
 * on. */
static bool drain_others(struct group *group, enum err *err)
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
		enum part_end end = do_part(&part);

		if (end == PART_FAILED && is_of_store(part.err))
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

	return do_part(&part) == PART_BROKEN ? ERR_INTERNAL : part.err;
}

/* ---- the group ---------------------------------------------------------------- */

static bool is_empty(const struct group *group)
{
	return group->write.head.edge.size == group->ledger->head.edge.size;
}

static void read_time(struct group *group)
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
	bool is_good = take_into_group(group, place, err);
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
		*err = log_passing(group, log_outage);
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
		is_good = drain_others(group, err);
	if (*err == ERR_OK && is_good && group->gap == GAP_CLOCK && is_empty(group) &&
	    group->time_refusal == ERR_OK)
		*err = log_passing(group, log_clock);
	return is_good;
}

/* Leaves a write that can be committed, or none. */
static enum err write_group(struct group *group)
{
	struct ledger *ledger = group->ledger;
	enum err err;

	for (;;) {
		bool is_good;

		read_time(group);
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
