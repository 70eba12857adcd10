#ifndef BROKER_RPC_INSIDE_H
#define BROKER_RPC_INSIDE_H

#include <grpc/grpc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "rpc/call.h"
#include "rpc/queue.h"
#include "rpc/server.h"
#include "rpc/workers.h"

/*
 * What the files of this folder know of each other.
 *
 * A call is counted twice: by its owner and by the event that tells its end (closed).
 * Both are given up on the queue's thread, since an owner gives a call back through an
 * event; so the count needs no lock, and a call is freed there.
 */

/* A method's row, registered. */
struct entry {
	const struct rpc_method *method;
	void *context;
	void *handle; /* of grpc_server_register_method */
};

struct rpc_call {
	struct server *server;
	struct queue *queue;
	const struct entry *entry;

	struct event moved;  /* what the owner started, or the request for a call */
	struct event closed; /* RECV_CLOSE_ON_SERVER */
	struct job job;
	struct due due;
	unsigned users;
	bool arm_again; /* no memory for a successor: the struct will succeed itself */

	grpc_call *call;
	gpr_timespec deadline;
	grpc_metadata_array metadata;
	grpc_byte_buffer *incoming;
	int closed_cancelled; /* written by core before closed runs */

	struct arena arena;
	ProtobufCMessage *request;
	char *peer; /* gpr_free */
	void *state;
	void (*next)(struct rpc_call *call); /* who gets the call after moved */
	bool headers_sent;

	atomic_bool cancelled;
	pthread_mutex_t lock; /* wake against closed */
	void (*wake)(void *context);
	void *wake_context;
};

struct server {
	struct server_options options;
	grpc_server *grpc;
	struct queue *queues;
	size_t queue_count;
	struct entry *entries;
	size_t entry_count;
	struct workers *workers;
	int *ports;

	struct event stopped;
	atomic_size_t calls_open;
	atomic_size_t streams_open;
	atomic_uint_fast64_t call_count;
	atomic_uint_fast64_t refused_count[ERR_COUNT];
	pthread_mutex_t lock;
	pthread_cond_t idle; /* CLOCK_MONOTONIC; stopped, or no call is open */
	bool is_stopped;
};

/* accept.c: keeps one more call of this method requested. False: no memory. */
bool accept_arm(struct server *server, struct queue *queue, const struct entry *entry);

/* accept.c: a user of the call less; on the queue's thread. */
void accept_release(struct rpc_call *call);

/* unknown.c: keeps one more call of any other method requested. */
bool unknown_arm(struct server *server, struct queue *queue);

/* dispatch.c: begins a call that was accepted, on the queue's thread. */
void dispatch_begin(struct rpc_call *call);
/* The next message of a bidirectional call has come, or its end. */
void dispatch_message(struct event *moved, bool ok);

/* server.c: one call more, one less; one that is refused. */
void server_call_opened(struct server *server, enum rpc_kind kind);
void server_call_closed(struct server *server, enum rpc_kind kind);
void server_call_refused(struct server *server, enum err err);

#define CALL_OF(event_pointer, member)                                                 \
	((struct rpc_call *)(void *)((char *)(event_pointer)-offsetof(struct rpc_call, \
								      member)))

#endif
