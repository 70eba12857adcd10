#include "unit/rpc/echo.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "tests/unit/rpc/echo.pb-c.h"

/* What another thread holds of a call. */
struct held {
	struct held *next;
	struct echo *echo;
	struct rpc_call *call;
	void (*answer)(struct rpc_call *call);
};

struct echo {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	pthread_t thread;
	struct held *ready; /* to be answered by the thread */
	struct held *holding;
	size_t held_count;
	size_t streams_ended;
	bool letting_go;
	bool closing;
};

Echo__Request echo_request(void)
{
	Echo__Request request;

	echo__request__init(&request);
	return request;
}

Echo__Response echo_response(void)
{
	Echo__Response response;

	echo__response__init(&response);
	return response;
}

static const Echo__Request *request_of(const struct rpc_call *call)
{
	return (const Echo__Request *)rpc_request(call);
}

static void reply(struct rpc_call *call)
{
	const Echo__Request *request = request_of(call);
	struct bytes value = rpc_metadata(call, "x-echo");
	struct arena *arena = rpc_arena(call);
	Echo__Response response = echo_response();

	response.text = request->text;
	response.payload = request->payload;
	response.metadata = arena_strndup(
		arena, value.data == NULL ? "" : (const char *)value.data, value.len);
	response.peer = arena_strdup(arena, rpc_peer(call));
	response.remaining_ms = rpc_remaining_ms(call);
	rpc_reply(call, &response.base);
}

static void resume(struct rpc_call *call)
{
	rpc_resume(call, reply);
}

/* ---- the thread ---- */

static struct held *hold(struct rpc_call *call, void (*answer)(struct rpc_call *call))
{
	struct held *held = calloc(1, sizeof *held);

	ensure(held != NULL);
	*held = (struct held){ .echo = rpc_context(call),
			       .call = call,
			       .answer = answer };
	rpc_set_state(call, held);
	return held;
}

static void push(struct held **list, struct held *held)
{
	held->next = *list;
	*list = held;
}

static struct held *take(struct held **list, struct held *wanted)
{
	struct held **place = list;

	while (*place != NULL && wanted != NULL && *place != wanted)
		place = &(*place)->next;
	wanted = *place;
	if (wanted != NULL)
		*place = wanted->next;
	return wanted;
}

static void *answer_all(void *context)
{
	struct echo *echo = context;

	(void)pthread_mutex_lock(&echo->lock);
	while (!echo->closing || echo->ready != NULL) {
		struct held *held = take(&echo->ready, NULL);

		if (held == NULL) {
			(void)pthread_cond_wait(&echo->changed, &echo->lock);
			continue;
		}
		(void)pthread_mutex_unlock(&echo->lock);
		held->answer(held->call);
		(void)pthread_mutex_lock(&echo->lock);
	}
	(void)pthread_mutex_unlock(&echo->lock);
	return NULL;
}

static void hand_on(struct rpc_call *call, void (*answer)(struct rpc_call *call))
{
	struct echo *echo = rpc_context(call);
	struct held *held = hold(call, answer);

	(void)pthread_mutex_lock(&echo->lock);
	push(&echo->ready, held);
	(void)pthread_cond_broadcast(&echo->changed);
	(void)pthread_mutex_unlock(&echo->lock);
}

static void free_state(struct rpc_call *call)
{
	free(rpc_state(call));
}

/* ---- methods ---- */

static void later(struct rpc_call *call)
{
	hand_on(call, reply);
}

static void back(struct rpc_call *call)
{
	hand_on(call, resume);
}

static void block(struct rpc_call *call)
{
	struct echo *echo = rpc_context(call);

	(void)pthread_mutex_lock(&echo->lock);
	echo->held_count++;
	(void)pthread_cond_broadcast(&echo->changed);
	while (!echo->letting_go)
		(void)pthread_cond_wait(&echo->changed, &echo->lock);
	echo->held_count--;
	(void)pthread_mutex_unlock(&echo->lock);
	reply(call);
}

static void hold_cancelled(void *context)
{
	struct held *held = context;
	struct echo *echo = held->echo;

	(void)pthread_mutex_lock(&echo->lock);
	if (take(&echo->holding, held) != NULL) {
		echo->held_count--;
		push(&echo->ready, held);
		(void)pthread_cond_broadcast(&echo->changed);
	}
	(void)pthread_mutex_unlock(&echo->lock);
}

static void hold_until(struct rpc_call *call)
{
	struct echo *echo = rpc_context(call);
	struct held *held = hold(call, reply);

	rpc_on_cancel(call, hold_cancelled, held);
	(void)pthread_mutex_lock(&echo->lock);
	if (echo->letting_go || rpc_cancelled(call)) {
		push(&echo->ready, held);
	} else {
		push(&echo->holding, held);
		echo->held_count++;
	}
	(void)pthread_cond_broadcast(&echo->changed);
	(void)pthread_mutex_unlock(&echo->lock);
}

static enum err err_named(const char *name)
{
	for (enum err e = 0; e < ERR_COUNT; e++)
		if (strcmp(err_name(e), name) == 0)
			return e;
	return ERR_INTERNAL;
}

static void refuse(struct rpc_call *call)
{
	const Echo__Request *request = request_of(call);
	enum err err = err_named(request->text);
	struct diag_path path;
	struct diag diag;

	diag_init(&diag, rpc_arena(call));
	for (uint32_t i = 0; i < request->count; i++) {
		(void)diag_error(&diag, err, diag_at_path(&path, "numbers[%u]", i),
				 "%u is not a number that may stand here \xe2\x82\xac",
				 i);
		diag_hint(&diag, "write another");
	}
	rpc_refuse(call, err, &diag);
}

struct counting {
	uint32_t number, end;
	void (*ready)(struct rpc_call *call);
};

static void count_on(struct rpc_call *call)
{
	struct counting *counting = rpc_state(call);
	Echo__Response response = echo_response();

	response.number = counting->number++;
	if (rpc_cancelled(call) || response.number == counting->end)
		rpc_end(call);
	else
		rpc_send(call, &response.base, counting->ready);
}

static void count_with(struct rpc_call *call, void (*ready)(struct rpc_call *call))
{
	struct counting *counting = calloc(1, sizeof *counting);

	ensure(counting != NULL);
	counting->end = request_of(call)->count;
	counting->ready = ready;
	rpc_set_state(call, counting);
	ready(call);
}

static void count(struct rpc_call *call)
{
	count_with(call, count_on);
}

static void toil_on(struct rpc_call *call)
{
	rpc_toil(call, count_on);
}

static void toil(struct rpc_call *call)
{
	count_with(call, toil_on);
}

static void chat(struct rpc_call *call)
{
	Echo__Response response = echo_response();
	uint32_t *said = rpc_state(call);

	if (said == NULL) {
		said = calloc(1, sizeof *said);
		ensure(said != NULL);
		rpc_set_state(call, said);
	}
	if (strcmp(request_of(call)->text, "refuse") == 0) {
		rpc_refuse(call, ERR_SIGNATURE_INVALID, NULL);
		return;
	}
	response.number = (*said)++;
	response.text = request_of(call)->text;
	response.payload = request_of(call)->payload;
	rpc_reply(call, &response.base);
}

static void stream_ended(struct rpc_call *call)
{
	struct echo *echo = rpc_context(call);

	free(rpc_state(call));
	(void)pthread_mutex_lock(&echo->lock);
	echo->streams_ended++;
	(void)pthread_cond_broadcast(&echo->changed);
	(void)pthread_mutex_unlock(&echo->lock);
}

#define METHOD(name, how, where, handler, end)                                     \
	{                                                                          \
		.path = "/echo.Echo/" name, .request = &echo__request__descriptor, \
		.response = &echo__response__descriptor, .kind = (how),            \
		.thread = (where), .handle = (handler), .ended = (end)             \
	}

/* clang-format off */
static const struct rpc_method methods[] = {
	METHOD("Unary",  RPC_UNARY,         RPC_ON_QUEUE,  reply,      NULL),
	METHOD("Work",   RPC_UNARY,         RPC_ON_WORKER, reply,      NULL),
	METHOD("Later",  RPC_UNARY,         RPC_ON_WORKER, later,      free_state),
	METHOD("Back",   RPC_UNARY,         RPC_ON_QUEUE,  back,       free_state),
	METHOD("Block",  RPC_UNARY,         RPC_ON_WORKER, block,      NULL),
	METHOD("Hold",   RPC_UNARY,         RPC_ON_QUEUE,  hold_until, free_state),
	METHOD("Refuse", RPC_UNARY,         RPC_ON_QUEUE,  refuse,     NULL),
	METHOD("Count",  RPC_SERVER_STREAM, RPC_ON_QUEUE,  count,      stream_ended),
	METHOD("Toil",   RPC_SERVER_STREAM, RPC_ON_QUEUE,  toil,       stream_ended),
	METHOD("Chat",   RPC_BIDI,          RPC_ON_WORKER, chat,       stream_ended),
};
/* clang-format on */

/* ---- from outside ---- */

struct echo *echo_open(void)
{
	struct echo *echo = calloc(1, sizeof *echo);

	ensure(echo != NULL);
	(void)pthread_mutex_init(&echo->lock, NULL);
	(void)pthread_cond_init(&echo->changed, NULL);
	ensure(pthread_create(&echo->thread, NULL, answer_all, echo) == 0);
	return echo;
}

struct rpc_service echo_service(struct echo *echo)
{
	return (struct rpc_service){ methods, ARRAY_SIZE(methods), echo };
}

void echo_wait_held(struct echo *echo, size_t wanted)
{
	(void)pthread_mutex_lock(&echo->lock);
	while (echo->held_count != wanted)
		(void)pthread_cond_wait(&echo->changed, &echo->lock);
	(void)pthread_mutex_unlock(&echo->lock);
}

void echo_wait_streams_ended(struct echo *echo, size_t wanted)
{
	(void)pthread_mutex_lock(&echo->lock);
	while (echo->streams_ended != wanted)
		(void)pthread_cond_wait(&echo->changed, &echo->lock);
	(void)pthread_mutex_unlock(&echo->lock);
}

void echo_let_go(struct echo *echo)
{
	struct held *held;

	(void)pthread_mutex_lock(&echo->lock);
	echo->letting_go = true;
	while ((held = take(&echo->holding, NULL)) != NULL) {
		echo->held_count--;
		push(&echo->ready, held);
	}
	(void)pthread_cond_broadcast(&echo->changed);
	(void)pthread_mutex_unlock(&echo->lock);
}

void echo_close(struct echo *echo)
{
	(void)pthread_mutex_lock(&echo->lock);
	echo->closing = true;
	(void)pthread_cond_broadcast(&echo->changed);
	(void)pthread_mutex_unlock(&echo->lock);
	(void)pthread_join(echo->thread, NULL);
	(void)pthread_cond_destroy(&echo->changed);
	(void)pthread_mutex_destroy(&echo->lock);
	free(echo);
}
