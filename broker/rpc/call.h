#ifndef BROKER_RPC_CALL_H
#define BROKER_RPC_CALL_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "base/err.h"

/*
 * What a service sees: a table of methods, and a call that wants one answer.
 *
 * Who owns a call.  A call has one owner at a time, and the owner is a thread.  It is
 * handed to the handler; the handler may hand it on, through a queue with a lock of its
 * own, to any other thread (the ledger's writer).  The owner gives it back by exactly one
 * of rpc_reply, rpc_refuse, rpc_send, rpc_end, rpc_resume and rpc_toil, and touches
 * neither the call nor its arena afterwards, unless the call is handed to it again.  A
 * call that was cancelled is given back all the same: what is sent then goes nowhere, and
 * the call is freed.  A call that nobody gives back keeps the server from stopping.
 *
 *   unary          handle, then one rpc_reply or rpc_refuse
 *   server stream  handle, then rpc_send as often as wanted, each waiting until its
 *                  `ready` hands the call back; then rpc_end or rpc_refuse
 *   bidirectional  handle for every message, each answered by one rpc_reply before the
 *                  next is read, so answers stand in the order of the messages;
 *                  rpc_refuse ends the stream.  The client's half-close ends it with OK.
 *
 * Unless it says otherwise, a function here is for the owner alone.
 */

struct rpc_call;

enum rpc_kind { RPC_UNARY, RPC_SERVER_STREAM, RPC_BIDI };

enum rpc_thread {
	RPC_ON_QUEUE, /* on the completion queue's own thread: must never wait or toil */
	RPC_ON_WORKER, /* on one of the workers: signatures, and whatever takes its time */
};

/* One row, one function: a method of a service. */
struct rpc_method {
	const char *path; /* "/package.Service/Method" */
	const ProtobufCMessageDescriptor *request;
	const ProtobufCMessageDescriptor *response;
	enum rpc_kind kind;
	enum rpc_thread thread; /* where handle is called */
	void (*handle)(struct rpc_call *call);
	/* Or NULL: the call is about to be freed, after its last owner gave it back.  Frees
	 * what rpc_set_state set.  On the queue's thread. */
	void (*ended)(struct rpc_call *call);
};

/* The context that stands beside the method in the server's table (rpc_service). */
void *rpc_context(const struct rpc_call *call);

/* A pointer of the handler's own, NULL at first. */
void rpc_set_state(struct rpc_call *call, void *state);
void *rpc_state(const struct rpc_call *call);

/* Memory with a ceiling (server.h), freed with the call; in a bidirectional call with
 * each message. */
struct arena *rpc_arena(struct rpc_call *call);

/*
 * The message, of the type in the method's row; it lives as long as the arena's content.
 * Its strings are well-formed UTF-8 without NUL.  Enums may hold unknown numbers, and
 * unknown fields were read over, as gRPC users expect.
 */
const ProtobufCMessage *rpc_request(const struct rpc_call *call);

/* The first value of this key (lower case), as long as the call; data NULL when absent. */
struct bytes rpc_metadata(const struct rpc_call *call, const char *key);

/* How many values this key has. */
size_t rpc_metadata_count(const struct rpc_call *call, const char *key);

/* An address for logs, e.g. "ipv4:127.0.0.1:40112".  Never an identity.  As
 * long as the call. */
const char *rpc_peer(struct rpc_call *call);

/* Until the client gives up; INT64_MAX when it set no deadline, 0 when it has passed. */
int64_t rpc_remaining_ms(const struct rpc_call *call);

/* Nobody waits for an answer any more: cancelled, past its deadline, connection lost.
 * Any thread, while the call is sure to live. */
bool rpc_cancelled(struct rpc_call *call);

/*
 * Calls wake(context) once when the call is cancelled, at once if it already is; for an
 * owner that keeps the call while it waits for something.  wake runs on the queue's thread
 * beside the owner, and rpc_cancelled is true by then.  So an owner says rpc_on_cancel,
 * then puts the call, under a lock, where it waits, unless rpc_cancelled by then; and wake
 * takes it from there under the same lock, if it is there, and gives it back.
 * context lives until `ended`.
 */
void rpc_on_cancel(struct rpc_call *call, void (*wake)(void *context), void *context);

/* message is packed before this returns; its type is that of the method's row. */
void rpc_reply(struct rpc_call *call, const ProtobufCMessage *message);

/* Ends the call with the status of err (status.h); diag may be NULL, and may lie in the
 * call's arena. */
void rpc_refuse(struct rpc_call *call, enum err err, const struct diag *diag);

/* Sends one message of a server stream.  When the client can take the next one, or never
 * will (rpc_cancelled), ready gets the call on the queue's thread. */
void rpc_send(struct rpc_call *call, const ProtobufCMessage *message,
	      void (*ready)(struct rpc_call *call));

/* Ends a server stream with OK. */
void rpc_end(struct rpc_call *call);

/* Hands the call from the owner's thread to the queue's, where then owns it. */
void rpc_resume(struct rpc_call *call, void (*then)(struct rpc_call *call));

/* Hands the call to a worker, where then owns it: for what takes its time.  When too much
 * waits there it is refused with ERR_BUSY instead. */
void rpc_toil(struct rpc_call *call, void (*then)(struct rpc_call *call));

#endif
