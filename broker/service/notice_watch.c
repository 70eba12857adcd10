#include "service/notice_watch.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/ensure.h"
#include "envelope/ids.h"
#include "service/service.h"

#define LOOK_MS       50  /* how often the log's size is asked for */
#define SLICE_EVENTS  256 /* looked at for one watcher before another has its turn */
#define SCRATCH_BYTES ((size_t)256 << 20)

/*
 * While its message is under way a watcher is nobody's here: the call comes back through
 * on_ready().  Else it is in one of two lists, from which the thread takes it, and then
 * owns its call.
 */
struct watcher {
	struct watcher *next;
	struct notice_watch *watch;
	struct rpc_call *call;
	const char *contract; /* NULL: all */
	const char *organisation;
	int64_t until_s; /* when the token ends */
	uint64_t cursor;
};

struct notice_watch {
	struct service service; /* the first member: what reading_begin() looks for */
	atomic_size_t count;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	pthread_t thread;
	struct watcher *ready;   /* to be looked after now */
	struct watcher *waiting; /* for the log to grow */
	uint64_t seen;           /* entries below this were looked at */
	bool stopped;
	bool closing;
};

/* ---- lists; with the lock held ------------------------------------------- */

static void make_ready(struct watcher *watcher)
{
	struct notice_watch *watch = watcher->watch;

	watcher->next = watch->ready;
	watch->ready = watcher;
	(void)pthread_cond_signal(&watch->changed);
}

static void let_wait(struct watcher *watcher)
{
	struct notice_watch *watch = watcher->watch;

	watcher->next = watch->waiting;
	watch->waiting = watcher;
}

static void wake_all(struct notice_watch *watch)
{
	while (watch->waiting != NULL) {
		struct watcher *watcher = watch->waiting;

		watch->waiting = watcher->next;
		make_ready(watcher);
	}
}

/* Nobody waits for it any more, or its token has ended. */
static bool is_over(const struct watcher *watcher)
{
	return rpc_cancelled(watcher->call) ||
	       clock_now_ms(&watcher->watch->service.clock) / 1000 >= watcher->until_s;
}

static void wake_those_over(struct notice_watch *watch)
{
	struct watcher **link = &watch->waiting;

	while (*link != NULL) {
		struct watcher *watcher = *link;

		if (!is_over(watcher)) {
			link = &watcher->next;
			continue;
		}
		*link = watcher->next;
		make_ready(watcher);
	}
}

/* ---- reading ------------------------------------------------------------- */

/* Events from `from` on, at most limit, in the order of the log. */
static enum err read_events(struct state *state, uint64_t from, size_t limit,
			    struct state_entries *out)
{
	const struct row_key all = rows_of_type(ROW_NOTICE_EVENT);
	const struct state_range range = { .from = notice_event_row_key(from),
					   .to = row_key_after(&all),
					   .limit = limit };

	return state_fetch_rows(state, &range, out);
}

/* What the watcher may see of an event; *out stays NULL where that is nothing. */
static enum err event_message(struct reading *reading, const struct watcher *watcher,
			      const struct state_entry *event, SlbWatchResponse **out)
{
	const SlbNoticeEventRow *row = (const SlbNoticeEventRow *)event->row;
	struct read_outcome last = { .statement = NULL };
	struct read_contract contract;
	SlbWatchResponse *message;
	struct contract_id id;
	const char *name;
	enum err err;

	memcpy(id.bytes, row->contract_id.data, sizeof(id.bytes));
	name = contract_id_text(reading->arena, &id);
	if (watcher->contract != NULL && strcmp(watcher->contract, name) != 0)
		return ERR_OK;
	err = reading_whole_contract(reading, name, &contract);
	if (err != ERR_OK)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	message = arena_new(reading->arena, SlbWatchResponse);
	slb_watch_response__init(message);
	message->log_index = notice_row_key_number(event->key);
	message->cursor = message->log_index + 1;
	message->contract = arena_strdup(reading->arena, contract.name);
	message->notices =
		arena_array(reading->arena, SlbLoggedNotice *, row->n_numbers);
	for (size_t i = 0; i < row->n_numbers && err == ERR_OK; i++)
		err = notice_message(reading, &contract, row->numbers[i], &last,
				     &message->notices[message->n_notices++]);
	*out = message;
	return err;
}

/* The next message; or none, and *is_at_end once there is nothing more in the log. */
static enum err next_message(struct reading *reading, struct watcher *watcher,
			     SlbWatchResponse **out, bool *is_at_end)
{
	struct state_entries events;
	enum err err =
		read_events(&reading->state, watcher->cursor, SLICE_EVENTS, &events);

	*out = NULL;
	if (err != ERR_OK)
		return err;
	for (size_t i = 0; i < events.count && *out == NULL && err == ERR_OK; i++) {
		err = event_message(reading, watcher, &events.entries[i], out);
		watcher->cursor = notice_row_key_number(events.entries[i].key) + 1;
	}
	*is_at_end = events.count < SLICE_EVENTS;
	if (*out == NULL && *is_at_end && watcher->cursor < reading->view.size)
		watcher->cursor = reading->view.size;
	return err;
}

/* ---- looking after a watcher, without the lock --------------------------- */

static void on_ready(struct rpc_call *call)
{
	struct watcher *watcher = rpc_state(call);

	(void)pthread_mutex_lock(&watcher->watch->lock);
	make_ready(watcher);
	(void)pthread_mutex_unlock(&watcher->watch->lock);
}

static void end_token(struct watcher *watcher, struct arena *arena)
{
	struct diag diag;

	diag_init(&diag, arena);
	rpc_refuse(
		watcher->call,
		diag_error(
			&diag, ERR_TOKEN_INVALID, diag_at("authorization"),
			"the token of this watch has ended; go on with a new one from "
			"the last cursor"),
		&diag);
}

/* Sends what there is, or lets it wait; a view is held no longer than that takes. */
static void go_on(struct watcher *watcher, struct arena *arena, bool *waits)
{
	const struct service *service = &watcher->watch->service;
	struct reading reading = { .service = service,
				   .call = watcher->call,
				   .arena = arena };
	SlbWatchResponse *message = NULL;
	bool is_at_end = false;
	enum err err;

	*waits = false;
	diag_init(&reading.diag, arena);
	reading.reader.organisation = watcher->organisation;
	err = log_view_begin(ledger_log(service->ledger), arena, &reading.diag,
			     &reading.view);
	if (err == ERR_OK) {
		state_init(&reading.state, arena, reading.view.store);
		err = next_message(&reading, watcher, &message, &is_at_end);
		log_view_end(&reading.view);
	}
	if (err != ERR_OK)
		rpc_refuse(watcher->call, err, &reading.diag);
	else if (message != NULL)
		rpc_send(watcher->call, &message->base, on_ready);
	else if (is_at_end)
		*waits = true;
	else
		on_ready(watcher->call);
}

/* Owned by the thread now; given back, or among those who wait when this returns. */
static void look_after(struct watcher *watcher, bool stopped)
{
	struct notice_watch *watch = watcher->watch;
	struct arena arena;
	bool waits = false;

	arena_init(&arena, SCRATCH_BYTES);
	if (stopped)
		rpc_refuse(watcher->call, ERR_STOPPING, NULL);
	else if (rpc_cancelled(watcher->call))
		rpc_end(watcher->call);
	else if (is_over(watcher))
		end_token(watcher, &arena);
	else
		go_on(watcher, &arena, &waits);
	arena_release(&arena);
	if (!waits)
		return;
	(void)pthread_mutex_lock(&watch->lock);
	if (watcher->cursor < watch->seen) /* what came after its view */
		make_ready(watcher);
	else
		let_wait(watcher);
	(void)pthread_mutex_unlock(&watch->lock);
}

/* ---- the thread ---------------------------------------------------------- */

/* Whether entries that concern notices came since the last look. */
static bool has_grown(struct notice_watch *watch, uint64_t size)
{
	struct state_entries events = { .count = 0 };
	struct arena arena;
	struct diag diag;
	struct log_view view;
	struct state state;
	enum err err;

	arena_init(&arena, SCRATCH_BYTES);
	diag_init(&diag, &arena);
	err = log_view_begin(ledger_log(watch->service.ledger), &arena, &diag, &view);
	if (err == ERR_OK) {
		state_init(&state, &arena, view.store);
		err = read_events(&state, watch->seen, 1, &events);
		log_view_end(&view);
	}
	arena_release(&arena);
	if (err != ERR_OK)
		return false;
	watch->seen = size;
	return events.count > 0;
}

static void wait_a_moment(struct notice_watch *watch)
{
	struct timespec until;

	(void)clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += LOOK_MS * 1000000L;
	if (until.tv_nsec >= 1000000000L) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000L;
	}
	(void)pthread_cond_timedwait(&watch->changed, &watch->lock, &until);
}

/* With the lock held; it is let go while waiting and while looking after one. */
static void turn(struct notice_watch *watch)
{
	struct watcher *watcher = watch->ready;
	uint64_t size;

	if (watcher != NULL) {
		bool stopped = watch->stopped;

		watch->ready = watcher->next;
		(void)pthread_mutex_unlock(&watch->lock);
		look_after(watcher, stopped);
		(void)pthread_mutex_lock(&watch->lock);
		return;
	}
	size = ledger_status(watch->service.ledger).tree_size;
	if (watch->stopped || (size > watch->seen && has_grown(watch, size)))
		wake_all(watch);
	wake_those_over(watch);
	if (watch->ready == NULL)
		wait_a_moment(watch);
}

static void *follow(void *context)
{
	struct notice_watch *watch = context;

	(void)pthread_mutex_lock(&watch->lock);
	while (!watch->closing)
		turn(watch);
	(void)pthread_mutex_unlock(&watch->lock);
	return NULL;
}

/* ---- from outside -------------------------------------------------------- */

struct notice_watch *notice_watch_open(const struct service *service)
{
	struct notice_watch *watch = calloc(1, sizeof(*watch));

	if (watch == NULL)
		return NULL;
	watch->service = *service;
	watch->seen = ledger_status(service->ledger).tree_size;
	(void)pthread_mutex_init(&watch->lock, NULL);
	(void)pthread_cond_init(&watch->changed, NULL);
	if (pthread_create(&watch->thread, NULL, follow, watch) == 0)
		return watch;
	(void)pthread_cond_destroy(&watch->changed);
	(void)pthread_mutex_destroy(&watch->lock);
	free(watch);
	return NULL;
}

void notice_watch_stop(struct notice_watch *watch)
{
	(void)pthread_mutex_lock(&watch->lock);
	watch->stopped = true;
	(void)pthread_cond_signal(&watch->changed);
	(void)pthread_mutex_unlock(&watch->lock);
}

void notice_watch_close(struct notice_watch *watch)
{
	if (watch == NULL)
		return;
	(void)pthread_mutex_lock(&watch->lock);
	watch->closing = true;
	(void)pthread_cond_signal(&watch->changed);
	(void)pthread_mutex_unlock(&watch->lock);
	(void)pthread_join(watch->thread, NULL);
	ensure(watch->ready == NULL && watch->waiting == NULL);
	(void)pthread_cond_destroy(&watch->changed);
	(void)pthread_mutex_destroy(&watch->lock);
	free(watch);
}

size_t notice_watch_count(const struct notice_watch *watch)
{
	return atomic_load(&watch->count);
}

/* ---- the method ---------------------------------------------------------- */

/* Nothing could be told before the log is that long: the cursor is another log's. */
static enum err check_cursor(struct reading *reading, uint64_t cursor)
{
	if (cursor <= reading->view.size)
		return ERR_OK;
	return diag_error(&reading->diag, ERR_CURSOR, diag_at("cursor"),
			  "cursor %" PRIu64 " lies beyond the end of this log, which "
			  "has %" PRIu64 " entries; it is at most that, and 0 tells "
			  "everything",
			  cursor, reading->view.size);
}

static void watch_notices(struct rpc_call *call)
{
	const SlbWatchRequest *request = (const SlbWatchRequest *)rpc_request(call);
	struct watcher *watcher;
	struct read_contract contract = { .name = NULL };
	struct reading reading;
	enum err err = ERR_OK;

	if (!reading_begin(&reading, call))
		return;
	if (request->contract[0] != '\0')
		err = reading_whole_contract(&reading, request->contract, &contract);
	if (err == ERR_OK)
		err = check_cursor(&reading, request->cursor);
	if (err != ERR_OK) {
		reading_answer(&reading, err, NULL);
		return;
	}
	log_view_end(&reading.view);
	watcher = arena_new(reading.arena, struct watcher);
	*watcher = (struct watcher){ .watch = rpc_context(call),
				     .call = call,
				     .contract = contract.name,
				     .organisation = reading.reader.organisation,
				     .until_s = reading.reader.until_s,
				     .cursor = request->cursor };
	rpc_set_state(call, watcher);
	atomic_fetch_add(&watcher->watch->count, 1);
	on_ready(call);
}

static void ended(struct rpc_call *call)
{
	struct watcher *watcher = rpc_state(call);

	if (watcher != NULL)
		atomic_fetch_sub(&watcher->watch->count, 1);
}

struct method_table notice_watch_methods(void)
{
	static const struct rpc_method methods[] = {
		{ .path = "/slabroker.v1.NoticeService/Watch",
		  .request = &slb_watch_request__descriptor,
		  .response = &slb_watch_response__descriptor,
		  .kind = RPC_SERVER_STREAM,
		  .thread = RPC_ON_WORKER,
		  .handle = watch_notices,
		  .ended = ended },
	};

	return (struct method_table){ methods, ARRAY_SIZE(methods) };
}
