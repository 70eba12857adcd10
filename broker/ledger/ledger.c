#include "ledger/ledger.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "base/memory.h"
#include "ledger/own.h"
#include "ledger/start.h"

/* ---- what others see ---------------------------------------------------------- */

static void lock(struct ledger *ledger)
{
	ensure(pthread_mutex_lock(&ledger->lock) == 0);
}

static void unlock(struct ledger *ledger)
{
	ensure(pthread_mutex_unlock(&ledger->lock) == 0);
}

void ledger_publish(struct ledger *ledger, const struct log_head *head)
{
	char *note = strdup(ledger->file.note);

	ensure(note != NULL);
	lock(ledger);
	free(ledger->note);
	ledger->note = note;
	ledger->status.tree_size = head->edge.size;
	ledger->status.last_ms = head->last_ms;
	ledger->figures.signed_ms = clock_now_ms(&ledger->clock);
	unlock(ledger);
}

void ledger_count_troubles(struct ledger *ledger)
{
	lock(ledger);
	ledger->figures.quarantine_count = ledger->quarantine.count;
	ledger->figures.left_alone_count = ledger->stuck_count;
	unlock(ledger);
}

void ledger_count_group(struct ledger *ledger, size_t statement_count,
			int64_t commit_us)
{
	lock(ledger);
	histogram_add(&ledger->figures.group_statements, statement_count);
	histogram_add(&ledger->figures.commit_us, (uint64_t)commit_us);
	unlock(ledger);
}

void ledger_count_foreseen(struct ledger *ledger)
{
	lock(ledger);
	ledger->figures.foreseen_count++;
	unlock(ledger);
}

void ledger_figures(struct ledger *ledger, struct ledger_figures *out)
{
	lock(ledger);
	*out = ledger->figures;
	unlock(ledger);
}

void ledger_say(struct ledger *ledger, struct diag *said, const char *event)
{
	if (ledger->listener.say != NULL) {
		ensure(pthread_mutex_lock(&ledger->saying) == 0);
		ledger->listener.say(ledger->listener.context, event, said);
		ensure(pthread_mutex_unlock(&ledger->saying) == 0);
	}
	diag_init(said, said->arena);
}

/* By how much the clock is wrong, and what to do. */
static void hint_clock(struct ledger *ledger, enum err stopped_by)
{
	int64_t ahead_s = (clock_now_ms(&ledger->clock) - ledger->time.last_ms) / 1000;

	if (stopped_by == ERR_CLOCK_AHEAD)
		diag_hint(&ledger->said,
			  "the last entry was logged %" PRId64
			  " minutes ago, by the clock of this machine; where that is "
			  "right, the operator says so with: sla log confirm; else set "
			  "the clock and start again",
			  ahead_s / 60);
	if (stopped_by == ERR_CLOCK_BEHIND)
		diag_hint(&ledger->said,
			  "the clock of this machine is %" PRId64
			  " s behind the last entry; set it right: once it has caught "
			  "up, statements are taken again",
			  -ahead_s);
}

void ledger_set_stopped(struct ledger *ledger, enum err stopped_by)
{
	enum err before = ledger->status.stopped_by;

	lock(ledger);
	ledger->status.stopped_by = stopped_by;
	ledger->status.is_serving = stopped_by == ERR_OK;
	unlock(ledger);
	if (stopped_by == before)
		return;
	/* Why, also where what failed was told before, or elsewhere. */
	if (stopped_by != ERR_OK && ledger->said.error_count == 0)
		(void)diag_error(&ledger->said, stopped_by, diag_at(NULL), "%s",
				 err_text(stopped_by));
	hint_clock(ledger, stopped_by);
	ledger_say(ledger, &ledger->said, stopped_by == ERR_OK ? "serving" : "stopped");
}

bool ledger_is_down(const struct ledger *ledger)
{
	static const enum err passing[] = { ERR_OK, ERR_CLOCK_BEHIND, ERR_CLOCK_AHEAD,
					    ERR_STORE_FULL, ERR_NO_MEMORY };

	for (size_t i = 0; i < ARRAY_SIZE(passing); i++) {
		if (ledger->status.stopped_by == passing[i])
			return false;
	}
	return true;
}

struct ledger_status ledger_status(struct ledger *ledger)
{
	struct ledger_status status;

	lock(ledger);
	status = ledger->status;
	unlock(ledger);
	status.waiting_count = job_queue_count(ledger->queue);
	return status;
}

const char *ledger_checkpoint(struct ledger *ledger, struct arena *arena)
{
	const char *note;

	lock(ledger);
	note = arena_strdup(arena, ledger->note);
	unlock(ledger);
	return note;
}

const struct log *ledger_log(const struct ledger *ledger)
{
	return &ledger->log;
}

/* ---- submitting --------------------------------------------------------------- */

/* A long one takes little time to decide; its bytes are what the disk waits for. */
static void weigh(struct ledger_submission *submission)
{
	submission->job.more = submission->envelope->received.len / STATEMENT_BYTES;
}

enum err ledger_submit(struct ledger *ledger, struct ledger_submission *submission)
{
	weigh(submission);
	return job_queue_push(ledger->queue, submission->lane, &submission->job,
			      submission->diag);
}

void ledger_submit_all(struct ledger *ledger, struct ledger_submission *const *list,
		       size_t count, enum err *errs)
{
	struct job_push pushes[LEDGER_SUBMIT_MAX];

	ensure(count <= LEDGER_SUBMIT_MAX);
	for (size_t i = 0; i < count; i++) {
		weigh(list[i]);
		pushes[i] = (struct job_push){ .lane = list[i]->lane,
					       .job = &list[i]->job,
					       .diag = list[i]->diag };
	}
	job_queue_push_all(ledger->queue, pushes, count);
	for (size_t i = 0; i < count; i++)
		errs[i] = pushes[i].err;
}

void ledger_wake(struct ledger *ledger)
{
	job_queue_wake(ledger->queue);
}

static enum err validate_in_view(struct store_view *view, struct arena *arena,
				 const struct signing_keys *keys, struct act_case *act,
				 struct diag *diag)
{
	struct act_effects effects = { .is_duplicate = false };
	struct log_head head;
	struct state state;
	enum err err = log_head_read(view, arena, &head, diag);

	act->index = head.edge.size;
	if (act->log_time_ms < head.last_ms)
		act->log_time_ms = head.last_ms;
	state_init(&state, arena, view);
	if (err == ERR_OK)
		err = acts_load(act, &state);
	if (err == ERR_OK)
		err = acts_decide(act, &state, &effects, diag);
	if (err == ERR_OK && effects.rotation != NULL)
		err = signing_check_rotation(keys, effects.rotation, diag);
	return err;
}

struct validation {
	struct ledger *ledger;
	struct arena *arena;
	struct act_case act;
	struct diag *diag;
	struct store_view *view;
	enum err err;
};

static void validate(void *context)
{
	struct validation *v = context;

	v->err = validate_in_view(v->view, v->arena, &v->ledger->log.signing, &v->act,
				  v->diag);
}

/* With `validating` held. */
static enum err run_validation(struct validation *v)
{
	struct ensure_failure failure;

	v->act.acts = v->ledger->validating_acts;
	if (ensure_run(validate, v, &failure))
		return v->err;
	acts_close(v->ledger->validating_acts);
	v->ledger->validating_acts = acts_open(ACTS_TERMS);
	if (ensure_failed_for_memory(&failure))
		return diag_error(v->diag, ERR_NOT_SERVING, diag_at(""),
				  "no memory is left to look at the statement");
	return diag_error(v->diag, ERR_INTERNAL, diag_at(""),
			  "the statement meets a fault of the broker");
}

enum err ledger_validate(struct ledger *ledger, const struct envelope *envelope,
			 const SlbStatement *statement, struct diag *diag)
{
	struct arena arena;
	struct validation v = {
		.ledger = ledger,
		.arena = &arena,
		.act = { .statement = statement,
			 .content_id = envelope->content_id,
			 .signers = envelope->signers,
			 .signer_count = envelope->signer_count,
			 .log_time_ms = clock_now_ms(&ledger->clock),
			 .origin = ACT_SUBMITTED },
		.diag = diag,
	};
	enum err err = store_read_begin(ledger->log.store, diag, &v.view);

	if (err != ERR_OK)
		return err;
	arena_init(&arena, LEDGER_ARENA_BYTES);
	ensure(pthread_mutex_lock(&ledger->validating) == 0);
	err = run_validation(&v);
	ensure(pthread_mutex_unlock(&ledger->validating) == 0);
	store_read_end(v.view);
	arena_release(&arena);
	return err;
}

/* ---- the writer --------------------------------------------------------------- */

static void *write_on(void *context)
{
	struct ledger *ledger = context;
	int64_t wait_ms = 0;

	while (job_queue_wait(ledger->queue, wait_ms)) {
		bool has_written;
		size_t count;

		ledger_reopen_when_due(ledger);
		has_written = group_run(ledger, &count);
		if (has_written)
			ledger_has_written(ledger);
		/* Where time asked for something and nothing came of it, it asks again
		 * only after a while. */
		wait_ms = has_written || count > 0 ? group_wait_ms(ledger) : 1000;
		wait_ms = ledger_reopen_wait_ms(ledger, wait_ms);
	}
	group_run_out(ledger);
	return NULL;
}

/* ---- opening and closing ------------------------------------------------------ */

struct start ledger_start(struct ledger *ledger)
{
	return (struct start){
		.log = &ledger->log,
		.file = &ledger->file,
		.arena = &ledger->step_arena,
		.diag = &ledger->said,
	};
}

void ledger_forget(struct ledger *ledger)
{
	acts_close(ledger->log.acts);
	ledger->log.acts = acts_open(ACTS_TERMS);
	recent_forget(ledger->recent);
}

enum err ledger_check_log(struct ledger *ledger)
{
	struct start start = ledger_start(ledger);
	bool is_signed = false;
	enum err err = start_check(&start, &ledger->head, &is_signed);

	if (err == ERR_OK)
		err = start_check_state(&start);
	if (err == ERR_OK)
		err = start_redact(&start);
	if (err == ERR_OK && !is_signed)
		err = start_sign(&start, &ledger->file, &ledger->head);
	if (err != ERR_OK)
		return err;
	ledger->time.last_ms = ledger->head.last_ms;
	ledger->time.begun = ledger->head.edge.size > 1;
	ledger_count_troubles(ledger);
	ledger_publish(ledger, &ledger->head);
	return ERR_OK;
}

static struct job_limits limits_of(const struct ledger_options *options)
{
	struct job_limits limits = options->limits;

	if (limits.all_max == 0)
		limits.all_max = LEDGER_WAITING_MAX_ALL;
	if (limits.lane_max == 0)
		limits.lane_max = LEDGER_WAITING_MAX_EACH;
	if (limits.lane_max > limits.all_max)
		limits.lane_max = limits.all_max;
	return limits;
}

/* Before its content keys are missed: is there a log at all? */
static enum err check_present(struct ledger *ledger)
{
	struct start start = ledger_start(ledger);
	bool is_signed;

	return start_check(&start, &ledger->head, &is_signed);
}

enum err ledger_open_parts(struct ledger *ledger, const struct ledger_options *options,
			   bool create)
{
	struct job_limits limits = limits_of(options);
	struct diag *diag = &ledger->said;
	enum err err = checkpoint_file_open(&ledger->file, options->state_folder, diag);

	if (err == ERR_OK && !create)
		err = check_present(ledger);
	if (err == ERR_OK)
		err = content_keys_open(options->content_keys, options->master_key,
					create, &ledger->log.keys, diag);
	if (err == ERR_OK)
		err = quarantine_open(&ledger->quarantine, options->state_folder, diag);
	if (err == ERR_OK)
		err = job_queue_open(&limits, &ledger->queue, diag);
	ledger->status.limits = limits;
	return err;
}

static void init_figures(struct ledger_figures *figures)
{
	static const uint64_t statements[] = { 0, 1, 2, 4, 8, 16, 32, 64, 128, 256 };
	static const uint64_t us[] = { 500,     1000,    2500,    5000,   10000,
				       25000,   50000,   100000,  250000, 500000,
				       1000000, 2500000, 10000000 };

	histogram_init(&figures->group_statements, statements, ARRAY_SIZE(statements));
	histogram_init(&figures->commit_us, us, ARRAY_SIZE(us));
}

struct ledger *ledger_new(const struct ledger_options *options)
{
	struct ledger *ledger = calloc(1, sizeof(*ledger));

	ensure(ledger != NULL);
	ledger->origin = strdup(options->origin);
	ensure(ledger->origin != NULL);
	ledger->log = (struct log){
		.origin = ledger->origin,
		.store = options->log,
		.signing = { { options->log_key, options->next_log_key },
			     { options->notice_key, options->next_notice_key } },
		.acts = acts_open(ACTS_TERMS),
	};
	ledger->clock = options->clock;
	ledger->listener = options->listener;
	ledger->foresee_cells = options->foresee_cells != 0 ? options->foresee_cells
							    : LEDGER_FORESEE_CELLS;
	init_figures(&ledger->figures);
	ledger->validating_acts = acts_open(ACTS_TERMS);
	ledger->groups = groups_new();
	arena_init(&ledger->step_arena, LEDGER_ARENA_BYTES);
	arena_init(&ledger->said_arena, LEDGER_ARENA_BYTES);
	diag_init(&ledger->said, &ledger->said_arena);
	ensure(pthread_mutex_init(&ledger->lock, NULL) == 0);
	ensure(pthread_mutex_init(&ledger->saying, NULL) == 0);
	ensure(pthread_mutex_init(&ledger->validating, NULL) == 0);
	return ledger;
}

void ledger_hand_over(const struct diag *from, struct diag *to)
{
	for (const struct diag_item *item = from->first; item != NULL;
	     item = item->next) {
		(void)diag_error(to, item->code, item->place, "%s", item->text);
		if (item->hint != NULL)
			diag_hint(to, "%s", item->hint);
	}
}

enum err ledger_open(const struct ledger_options *options, struct ledger **out,
		     struct diag *diag)
{
	struct ledger *ledger = ledger_new(options);
	enum err err = ledger_open_parts(ledger, options, false);

	if (err == ERR_OK)
		err = ledger_check_log(ledger);
	arena_release(&ledger->step_arena);
	if (err == ERR_OK) {
		ledger->status.is_serving = true;
		ledger->foreseer =
			foreseer_open(&ledger->log, ledger->queue, &ledger->clock);
		ledger->finisher = finisher_open(ledger->queue);
		ledger->recent = recent_open(RECENT_BYTES);
		ensure(pthread_create(&ledger->thread, NULL, write_on, ledger) == 0);
		ledger->has_thread = true;
		*out = ledger;
		return ERR_OK;
	}
	ledger_hand_over(&ledger->said, diag);
	ledger_close(ledger);
	return err;
}

void ledger_close(struct ledger *ledger)
{
	if (ledger == NULL)
		return;
	if (ledger->has_thread) {
		job_queue_stop(ledger->queue);
		ensure(pthread_join(ledger->thread, NULL) == 0);
		finisher_close(ledger->finisher);
		foreseer_close(ledger->foreseer);
	}
	job_queue_close(ledger->queue);
	content_keys_close(ledger->log.keys);
	acts_close(ledger->log.acts);
	acts_close(ledger->validating_acts);
	recent_close(ledger->recent);
	checkpoint_file_release(&ledger->file);
	quarantine_release(&ledger->quarantine);
	groups_free(ledger->groups);
	arena_release(&ledger->step_arena);
	arena_release(&ledger->said_arena);
	ensure(pthread_mutex_destroy(&ledger->lock) == 0);
	ensure(pthread_mutex_destroy(&ledger->saying) == 0);
	ensure(pthread_mutex_destroy(&ledger->validating) == 0);
	free(ledger->note);
	free(ledger->origin);
	free(ledger);
}
