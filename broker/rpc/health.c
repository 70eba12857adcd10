#include "rpc/health.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "grpc/health/v1/health.pb-c.h"
#include "rpc/service_name.h"

typedef Grpc__Health__V1__HealthCheckRequest request_message;
typedef Grpc__Health__V1__HealthCheckResponse response_message;
typedef Grpc__Health__V1__HealthCheckResponse__ServingStatus serving_status;

#define UNKNOWN     GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVICE_UNKNOWN
#define SERVING     GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVING
#define NOT_SERVING GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__NOT_SERVING

/*
 * A Watch.  While nothing is being sent to it, it waits in the list, and whoever takes it
 * from there under the lock owns its call.
 */
struct watcher {
	struct watcher *before, *after;
	struct health *health;
	struct rpc_call *call;
	bool is_known;
	bool is_waiting;
	int told; /* the status that was sent last */
};

struct health {
	pthread_mutex_t lock;
	struct watcher *waiting;
	bool serving;
	bool stopped;
	const struct rpc_service *services;
	size_t service_count;
};

/* ---- the list of those who wait; all with the lock held ---- */

static void wait_in_list(struct watcher *watcher)
{
	struct health *health = watcher->health;

	watcher->is_waiting = true;
	watcher->before = NULL;
	watcher->after = health->waiting;
	if (health->waiting != NULL)
		health->waiting->before = watcher;
	health->waiting = watcher;
}

static void leave_list(struct watcher *watcher)
{
	watcher->is_waiting = false;
	if (watcher->before != NULL)
		watcher->before->after = watcher->after;
	else
		watcher->health->waiting = watcher->after;
	if (watcher->after != NULL)
		watcher->after->before = watcher->before;
}

static serving_status status_now(const struct health *health, bool is_known)
{
	if (!is_known)
		return UNKNOWN;
	return health->serving ? SERVING : NOT_SERVING;
}

static void on_ready(struct rpc_call *call);

/* Whoever owns the call does next what there is to do: end, tell, or wait. */
static void go_on(struct watcher *watcher)
{
	struct health *health = watcher->health;
	response_message response = GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__INIT;

	response.status = status_now(health, watcher->is_known);
	if (health->stopped) {
		rpc_refuse(watcher->call, ERR_STOPPING, NULL);
	} else if (rpc_cancelled(watcher->call)) {
		rpc_end(watcher->call);
	} else if ((int)response.status != watcher->told) {
		watcher->told = (int)response.status;
		rpc_send(watcher->call, &response.base, on_ready);
	} else {
		wait_in_list(watcher);
	}
}

static void on_ready(struct rpc_call *call)
{
	struct watcher *watcher = rpc_state(call);
	struct health *health = watcher->health;

	(void)pthread_mutex_lock(&health->lock);
	go_on(watcher);
	(void)pthread_mutex_unlock(&health->lock);
}

static void on_cancel(void *context)
{
	struct watcher *watcher = context;
	struct health *health = watcher->health;

	(void)pthread_mutex_lock(&health->lock);
	if (watcher->is_waiting) {
		leave_list(watcher);
		go_on(watcher);
	}
	(void)pthread_mutex_unlock(&health->lock);
}

/* With the lock held.  Who still has nothing to hear comes back into the list. */
static void tell_all(struct health *health)
{
	struct watcher *next = health->waiting;

	health->waiting = NULL;
	while (next != NULL) {
		struct watcher *watcher = next;

		next = watcher->after;
		watcher->is_waiting = false;
		go_on(watcher);
	}
}

/* ---- methods ---- */

static bool knows(const struct health *health, const char *name)
{
	return name[0] == '\0' ||
	       service_is_listed(health->services, health->service_count, name);
}

static void check(struct rpc_call *call)
{
	const request_message *request = (const request_message *)rpc_request(call);
	response_message response = GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__INIT;
	struct health *health = rpc_context(call);
	struct diag diag;

	if (!knows(health, request->service)) {
		diag_init(&diag, rpc_arena(call));
		diag_error(&diag, ERR_SERVICE_UNKNOWN, diag_at("service"),
			   "there is no service %s here", request->service);
		diag_hint(&diag, "leave it empty to ask for the server as a whole");
		rpc_refuse(call, ERR_SERVICE_UNKNOWN, &diag);
		return;
	}
	(void)pthread_mutex_lock(&health->lock);
	response.status = status_now(health, true);
	(void)pthread_mutex_unlock(&health->lock);
	rpc_reply(call, &response.base);
}

static void watch(struct rpc_call *call)
{
	const request_message *request = (const request_message *)rpc_request(call);
	struct watcher *watcher = calloc(1, sizeof *watcher);

	if (watcher == NULL) {
		rpc_refuse(call, ERR_NO_MEMORY, NULL);
		return;
	}
	watcher->health = rpc_context(call);
	watcher->call = call;
	watcher->is_known = knows(watcher->health, request->service);
	watcher->told = -1;
	rpc_set_state(call, watcher);
	rpc_on_cancel(call, on_cancel, watcher);
	on_ready(call);
}

static void watch_ended(struct rpc_call *call)
{
	free(rpc_state(call));
}

#define METHOD(name, how, handler, end)                                           \
	{                                                                         \
		.path = "/grpc.health.v1.Health/" name,                           \
		.request = &grpc__health__v1__health_check_request__descriptor,   \
		.response = &grpc__health__v1__health_check_response__descriptor, \
		.kind = (how), .thread = RPC_ON_QUEUE, .handle = (handler),       \
		.ended = (end)                                                    \
	}

static const struct rpc_method methods[] = {
	METHOD("Check", RPC_UNARY, check, NULL),
	METHOD("Watch", RPC_SERVER_STREAM, watch, watch_ended),
};

/* ---- from outside ---- */

struct health *health_open(void)
{
	struct health *health = calloc(1, sizeof *health);

	if (health != NULL)
		(void)pthread_mutex_init(&health->lock, NULL);
	return health;
}

struct rpc_service health_service(struct health *health)
{
	return (struct rpc_service){ .methods = methods,
				     .method_count = ARRAY_SIZE(methods),
				     .context = health };
}

void health_know(struct health *health, const struct rpc_service *services,
		 size_t service_count)
{
	health->services = services;
	health->service_count = service_count;
}

void health_set(struct health *health, bool serving)
{
	(void)pthread_mutex_lock(&health->lock);
	health->serving = serving && !health->stopped;
	tell_all(health);
	(void)pthread_mutex_unlock(&health->lock);
}

void health_stop(struct health *health)
{
	(void)pthread_mutex_lock(&health->lock);
	health->serving = false;
	health->stopped = true;
	tell_all(health);
	(void)pthread_mutex_unlock(&health->lock);
}

void health_close(struct health *health)
{
	if (health == NULL)
		return;
	(void)pthread_mutex_destroy(&health->lock);
	free(health);
}
