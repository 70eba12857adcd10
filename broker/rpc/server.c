#include "rpc/server.h"

#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "base/ensure.h"
#include "rpc/arguments.h"
#include "rpc/inside.h"

/* Requested calls of all methods together; a flood of reset calls is drained by them
 * (CVE-2023-44487: with a thousand, memory stayed flat; with one it grew by gigabytes). */
#define ARMED_TOTAL     1024
#define ARMED_LEAST     16 /* of each method on each queue */
#define ARMED_STRANGERS 64 /* of unknown methods on each queue */

#define JOBS_MAX_DEFAULT    256
#define CALLS_MAX_DEFAULT   4096
#define ARENA_MAX_DEFAULT   ((size_t)24 << 20)
#define REQUEST_MAX_DEFAULT ((size_t)2 << 20)
#define UNARY_MS_DEFAULT    60000u

static struct server_options with_defaults(const struct server_options *given)
{
	struct server_options options = *given;

	if (options.queue_count == 0)
		options.queue_count = 1;
	if (options.worker_count == 0)
		options.worker_count = 1;
	if (options.jobs_max == 0)
		options.jobs_max = JOBS_MAX_DEFAULT;
	if (options.calls_max == 0)
		options.calls_max = CALLS_MAX_DEFAULT;
	if (options.arena_max_bytes == 0)
		options.arena_max_bytes = ARENA_MAX_DEFAULT;
	if (options.request_max_bytes == 0)
		options.request_max_bytes = REQUEST_MAX_DEFAULT;
	if (options.message_max_bytes == 0)
		options.message_max_bytes = SERVER_MESSAGE_MAX_BYTES;
	if (options.unary_ms == 0)
		options.unary_ms = UNARY_MS_DEFAULT;
	return options;
}

/* ---- how many calls are open, and waiting for that to be none ---- */

void server_call_opened(struct server *server, enum rpc_kind kind)
{
	atomic_fetch_add(&server->call_count, 1);
	if (kind != RPC_UNARY)
		atomic_fetch_add(&server->streams_open, 1);
	atomic_fetch_add(&server->calls_open, 1);
}

void server_call_refused(struct server *server, enum err err)
{
	atomic_fetch_add(&server->refused_count[err], 1);
}

void server_call_closed(struct server *server, enum rpc_kind kind)
{
	if (kind != RPC_UNARY)
		atomic_fetch_sub(&server->streams_open, 1);
	/* Under the lock: after the last call is counted off, the server may be freed. */
	(void)pthread_mutex_lock(&server->lock);
	if (atomic_fetch_sub(&server->calls_open, 1) == 1)
		(void)pthread_cond_broadcast(&server->idle);
	(void)pthread_mutex_unlock(&server->lock);
}

size_t server_call_count(const struct server *server)
{
	return atomic_load(&server->calls_open);
}

void server_figures(const struct server *server, struct server_figures *out)
{
	*out = (struct server_figures){
		.calls_open = atomic_load(&server->calls_open),
		.streams_open = atomic_load(&server->streams_open),
		.call_count = atomic_load(&server->call_count),
	};
	for (size_t i = 0; i < ERR_COUNT; i++)
		out->refused_count[i] = atomic_load(&server->refused_count[i]);
}

static void on_stopped(struct event *event, bool ok)
{
	struct server *server =
		(struct server *)(void *)((char *)event -
					  offsetof(struct server, stopped));

	(void)ok;
	(void)pthread_mutex_lock(&server->lock);
	server->is_stopped = true;
	(void)pthread_cond_broadcast(&server->idle);
	(void)pthread_mutex_unlock(&server->lock);
}

static bool is_quiet(const struct server *server)
{
	return server->is_stopped && server_call_count(server) == 0;
}

static struct timespec after_ms(unsigned wait_ms)
{
	struct timespec until;

	(void)clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += wait_ms / 1000;
	until.tv_nsec += (long)(wait_ms % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	return until;
}

static bool wait_until_quiet(struct server *server, const struct timespec *until)
{
	bool quiet;
	int late = 0;

	(void)pthread_mutex_lock(&server->lock);
	while (!is_quiet(server) && late == 0) {
		if (until == NULL)
			(void)pthread_cond_wait(&server->idle, &server->lock);
		else
			late = pthread_cond_timedwait(&server->idle, &server->lock,
						      until);
	}
	quiet = is_quiet(server);
	(void)pthread_mutex_unlock(&server->lock);
	return quiet;
}

size_t server_stop(struct server *server, unsigned grace_ms)
{
	struct timespec until = after_ms(grace_ms);
	size_t cancelled = 0;

	if (server->grpc == NULL)
		return 0;
	grpc_server_shutdown_and_notify(
		server->grpc, server->queues[0].completions,
		event_start(&server->queues[0], &server->stopped, on_stopped));
	if (!wait_until_quiet(server, &until)) {
		cancelled = server_call_count(server);
		grpc_server_cancel_all_calls(server->grpc);
		(void)wait_until_quiet(server, NULL);
	}
	return cancelled;
}

/* ---- making one ---- */

static enum err no_memory(struct diag *diag)
{
	return diag_error(diag, ERR_NO_MEMORY, diag_at(NULL),
			  "no memory or no thread is left for the server");
}

static enum err open_queues(struct server *server, struct diag *diag)
{
	server->queues = calloc(server->options.queue_count, sizeof *server->queues);
	if (server->queues == NULL)
		return no_memory(diag);
	for (; server->queue_count < server->options.queue_count; server->queue_count++)
		if (!queue_open(&server->queues[server->queue_count]))
			return no_memory(diag);
	server->workers =
		workers_open(server->options.worker_count, server->options.jobs_max);
	return server->workers == NULL ? no_memory(diag) : ERR_OK;
}

static size_t count_methods(const struct server_options *options)
{
	size_t count = 0;

	for (size_t i = 0; i < options->service_count; i++)
		count += options->services[i].method_count;
	return count;
}

/* A bidirectional call reads for itself; of the others core reads the one message. */
static grpc_server_register_method_payload_handling payload_of(enum rpc_kind kind)
{
	return kind == RPC_BIDI ? GRPC_SRM_PAYLOAD_NONE
				: GRPC_SRM_PAYLOAD_READ_INITIAL_BYTE_BUFFER;
}

static void register_service(struct server *server, const struct rpc_service *service)
{
	for (size_t i = 0; i < service->method_count; i++) {
		const struct rpc_method *method = &service->methods[i];
		void *handle = grpc_server_register_method(
			server->grpc, method->path, NULL, payload_of(method->kind), 0);

		ensure(handle != NULL); /* else a path stands twice in the tables */
		server->entries[server->entry_count++] = (struct entry){
			.method = method, .context = service->context, .handle = handle
		};
	}
}

static enum err register_services(struct server *server, struct diag *diag)
{
	size_t count = count_methods(&server->options);

	server->entries = calloc(count + 1, sizeof *server->entries);
	if (server->entries == NULL)
		return no_memory(diag);
	for (size_t i = 0; i < server->options.service_count; i++)
		register_service(server, &server->options.services[i]);
	return ERR_OK;
}

static void create(struct server *server)
{
	struct arguments arguments;

	arguments_init(&arguments, server->options.message_max_bytes);
	server->grpc = grpc_server_create(&arguments.list, NULL);
	arguments_release(&arguments);
	for (size_t i = 0; i < server->queue_count; i++)
		grpc_server_register_completion_queue(
			server->grpc, server->queues[i].completions, NULL);
}

static enum err listen_everywhere(struct server *server, struct diag *diag)
{
	server->ports =
		calloc(server->options.listener_count + 1, sizeof *server->ports);
	if (server->ports == NULL)
		return no_memory(diag);
	for (size_t i = 0; i < server->options.listener_count; i++) {
		enum err err = listener_add(&server->options.listeners[i], server->grpc,
					    &server->ports[i], diag);

		if (err != ERR_OK)
			return err;
	}
	return ERR_OK;
}

static bool arm_queue(struct server *server, struct queue *queue, size_t each)
{
	bool armed = true;

	for (size_t i = 0; armed && i < ARMED_STRANGERS; i++)
		armed = unknown_arm(server, queue);
	for (size_t i = 0; armed && i < server->entry_count * each; i++)
		armed = accept_arm(server, queue, &server->entries[i / each]);
	return armed;
}

static enum err arm_all(struct server *server, struct diag *diag)
{
	size_t lists = server->queue_count * (server->entry_count + 1);
	size_t each = ARMED_TOTAL / lists + ARMED_LEAST;

	for (size_t i = 0; i < server->queue_count; i++)
		if (!arm_queue(server, &server->queues[i], each))
			return no_memory(diag);
	return ERR_OK;
}

static enum err start(struct server *server, struct diag *diag)
{
	enum err err = open_queues(server, diag);

	if (err != ERR_OK)
		return err;
	create(server);
	err = register_services(server, diag);
	if (err == ERR_OK)
		err = listen_everywhere(server, diag);
	if (err != ERR_OK)
		return err;
	grpc_server_start(server->grpc);
	return arm_all(server, diag);
}

static void init_idle(struct server *server)
{
	pthread_condattr_t attributes;

	(void)pthread_mutex_init(&server->lock, NULL);
	(void)pthread_condattr_init(&attributes);
	(void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&server->idle, &attributes);
	(void)pthread_condattr_destroy(&attributes);
}

enum err server_open(const struct server_options *options, struct server **server,
		     struct diag *diag)
{
	struct server *made = calloc(1, sizeof *made);
	enum err err;

	*server = NULL;
	if (made == NULL)
		return no_memory(diag);
	made->options = with_defaults(options);
	init_idle(made);
	grpc_init();
	err = start(made, diag);
	if (err != ERR_OK) {
		(void)server_stop(made, 0);
		server_close(made);
		return err;
	}
	*server = made;
	return ERR_OK;
}

int server_port(const struct server *server, size_t listener)
{
	return server->ports[listener];
}

void server_close(struct server *server)
{
	if (server == NULL)
		return;
	workers_close(server->workers);
	if (server->grpc != NULL)
		grpc_server_destroy(server->grpc);
	for (size_t i = 0; i < server->queue_count; i++)
		queue_close(&server->queues[i]);
	grpc_shutdown();
	(void)pthread_cond_destroy(&server->idle);
	(void)pthread_mutex_destroy(&server->lock);
	free(server->queues);
	free(server->entries);
	free(server->ports);
	free(server);
}
