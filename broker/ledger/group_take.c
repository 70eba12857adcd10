#include "ledger/group.h"

#include "base/memory.h"

/* The statements of a group, each under the eyes of ensure_run(). */

static void work_on(void *context)
{
	struct part *part = context;

	part->err = part->work(part);
}

/* What is found while the system has no memory, a refusal or a broken invariant, is no
 * fault of the statement. */
enum part_end group_do(struct part *part)
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

bool group_cannot_go_on(enum err err)
{
	static const enum err of_store[] = { ERR_STORE_FULL, ERR_STORE_FAILED,
					     ERR_STORE_ORDER, ERR_IO, ERR_NO_MEMORY };

	for (size_t i = 0; i < ARRAY_SIZE(of_store); i++) {
		if (err == of_store[i])
			return true;
	}
	return false;
}

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

	if (submission->foresight != NULL || submission->is_left_once ||
	    group->was_broken)
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
	ledger_say(ledger, &ledger->said,
		   err == ERR_OK ? "quarantine" : "quarantine-not-kept");
	set_aside(place, ERR_INTERNAL,
		  "the statement met a fault of the broker and is set aside; its "
		  "operator was told");
}

bool group_take(struct group *group, struct place *place, enum err *err)
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
	end = group_do(&part);
	*err = end == PART_FAILED && group_cannot_go_on(part.err) ? part.err : ERR_OK;
	if (end == PART_DONE || *err != ERR_OK)
		return true;
	if (end == PART_BROKEN) {
		quarantine_place(ledger, place, &part.failure);
		return false;
	}
	ledger_say(ledger, &ledger->said, "statement-failed");
	set_aside(place, part.err,
		  "what the log holds of this contract cannot be read; the broker's "
		  "operator was told");
	return false;
}
