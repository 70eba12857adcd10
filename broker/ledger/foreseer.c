#include "ledger/foreseer.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "base/ensure.h"
#include "ledger/own.h"
#include "ledger/read.h"
#include "ledger/take.h"

#define STEPS_BACK 10 /* of 19 */

struct foreseer {
	struct log log; /* with acts of its own */
	struct job_queue *queue;
	const struct clock *clock;
	pthread_t thread;
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t changed;
	struct foresight *first;
	struct foresight **end;
	bool is_closing;
};

/* One report whose period is judged, as if it were entered now. */
struct foreseeing {
	const struct foreseer *foreseer;
	const struct ledger_submission *submission;
	struct foresight *foresight;
	struct arena *arena;
	struct diag diag;
	struct log_view view;
};

/* ---- judging ------------------------------------------------------------------ */

/* The log, and at its end the report. */
struct reader {
	struct log_reader log;
	struct act_reader entries;
	uint64_t size;
	const SlbReport *report;
};

static enum err read_entry(void *context, struct arena *arena, uint64_t index,
			   struct bytes *envelope)
{
	const struct reader *reader = context;

	return reader->entries.read(reader->entries.context, arena, index, envelope);
}

static const SlbReport *report_at(void *context, uint64_t index)
{
	const struct reader *reader = context;

	return index == reader->size ? reader->report : NULL;
}

static struct act_case case_of(const struct foreseeing *work)
{
	const struct envelope *envelope = work->submission->envelope;
	int64_t now_ms = clock_now_ms(work->foreseer->clock);

	return (struct act_case){
		.acts = work->foreseer->log.acts,
		.statement = work->submission->statement,
		.content_id = envelope->content_id,
		.signers = envelope->signers,
		.signer_count = envelope->signer_count,
		.index = work->view.size,
		.log_time_ms =
			now_ms > work->view.last_ms ? now_ms : work->view.last_ms,
		.origin = ACT_SUBMITTED,
	};
}

static enum err judge_cause(struct foreseeing *work, const struct act_case *act,
			    const struct act_effects *effects, struct state *state)
{
	struct reader reader = {
		.log = { .log = &work->foreseer->log,
			 .view = work->view.store,
			 .diag = &work->diag },
		.size = work->view.size,
		.report = act->statement->report,
	};
	struct act_reader act_reader = {
		.read = read_entry,
		.report = report_at,
		.is_sealed = true,
		.context = &reader,
	};
	struct act_moment moment = {
		.acts = act->acts,
		.reader = &act_reader,
		.log_time_ms = act->log_time_ms,
	};

	reader.entries = log_act_reader(&reader.log);
	return acts_foresee(&moment, act, effects, state, &work->foresight->period);
}

static enum err judge_in_view(struct foreseeing *work)
{
	struct act_case act = case_of(work);
	struct act_effects effects = { .is_duplicate = false };
	struct state state;
	enum err err;

	state_init(&state, work->arena, work->view.store);
	err = acts_load(&act, &state);
	if (err == ERR_OK)
		err = acts_decide(&act, &state, &effects, &work->diag);
	if (err != ERR_OK || !effects.touched.has_report)
		return err;
	err = judge_cause(work, &act, &effects, &state);
	work->foresight->has_period = err == ERR_OK;
	return err;
}

static void judge_under_eyes(void *context)
{
	struct foreseeing *work = context;

	if (judge_in_view(work) != ERR_OK)
		work->foresight->has_period = false;
}

static void foresee(struct foreseer *foreseer, struct foresight *foresight)
{
	struct foreseeing work = { .foreseer = foreseer,
				   .submission = foresight->submission,
				   .foresight = foresight,
				   .arena = &foresight->arena };
	struct ensure_failure failure;

	diag_init(&work.diag, work.arena);
	if (log_view_begin(&foreseer->log, work.arena, &work.diag, &work.view) !=
	    ERR_OK)
		return;
	if (!ensure_run(judge_under_eyes, &work, &failure) || work.arena->is_starved) {
		foresight->has_period = false;
		acts_close(foreseer->log.acts);
		foreseer->log.acts = acts_open(ACTS_TERMS);
	}
	log_view_end(&work.view);
}

void foresight_free(struct foresight *foresight)
{
	if (foresight == NULL)
		return;
	arena_release(&foresight->arena);
	free(foresight);
}

/* ---- the thread --------------------------------------------------------------- */

static void lock(struct foreseer *foreseer)
{
	ensure(pthread_mutex_lock(&foreseer->lock) == 0);
}

static void unlock(struct foreseer *foreseer)
{
	ensure(pthread_mutex_unlock(&foreseer->lock) == 0);
}

/* Waits for one; NULL when there will be none. */
static struct foresight *pop(struct foreseer *foreseer)
{
	struct foresight *foresight;

	lock(foreseer);
	while (foreseer->first == NULL && !foreseer->is_closing)
		ensure(pthread_cond_wait(&foreseer->changed, &foreseer->lock) == 0);
	foresight = foreseer->first;
	if (foresight != NULL)
		foreseer->first = foresight->next;
	if (foreseer->first == NULL)
		foreseer->end = &foreseer->first;
	unlock(foreseer);
	return foresight;
}

/* One lane waits for it, and all others' statements for a processor.  Linux takes it of the
 * thread alone. */
static void step_back(void)
{
	int nice_now = getpriority(PRIO_PROCESS, 0);

	(void)setpriority(PRIO_PROCESS, 0, nice_now + STEPS_BACK);
}

static void *foresee_on(void *context)
{
	struct foreseer *foreseer = context;
	struct foresight *foresight;

	step_back();
	while ((foresight = pop(foreseer)) != NULL) {
		foresee(foreseer, foresight);
		/* The writer's from here on. */
		job_queue_release(foreseer->queue, foresight->submission->lane);
	}
	return NULL;
}

bool foreseer_push(struct foreseer *foreseer, struct ledger_submission *submission)
{
	struct foresight *foresight = calloc(1, sizeof(*foresight));

	if (foresight == NULL)
		return false;
	arena_init(&foresight->arena, LEDGER_ARENA_BYTES);
	foresight->submission = submission;
	submission->foresight = foresight;
	lock(foreseer);
	*foreseer->end = foresight;
	foreseer->end = &foresight->next;
	ensure(pthread_cond_signal(&foreseer->changed) == 0);
	unlock(foreseer);
	return true;
}

struct foreseer *foreseer_open(const struct log *log, struct job_queue *queue,
			       const struct clock *clock)
{
	struct foreseer *foreseer = calloc(1, sizeof(*foreseer));

	ensure(foreseer != NULL);
	foreseer->log = *log;
	foreseer->log.acts = acts_open(ACTS_TERMS);
	foreseer->queue = queue;
	foreseer->clock = clock;
	foreseer->end = &foreseer->first;
	ensure(pthread_mutex_init(&foreseer->lock, NULL) == 0);
	ensure(pthread_cond_init(&foreseer->changed, NULL) == 0);
	ensure(pthread_create(&foreseer->thread, NULL, foresee_on, foreseer) == 0);
	return foreseer;
}

void foreseer_close(struct foreseer *foreseer)
{
	if (foreseer == NULL)
		return;
	lock(foreseer);
	foreseer->is_closing = true;
	ensure(pthread_cond_signal(&foreseer->changed) == 0);
	unlock(foreseer);
	ensure(pthread_join(foreseer->thread, NULL) == 0);
	ensure(foreseer->first == NULL);
	ensure(pthread_cond_destroy(&foreseer->changed) == 0);
	ensure(pthread_mutex_destroy(&foreseer->lock) == 0);
	acts_close(foreseer->log.acts);
	free(foreseer);
}
