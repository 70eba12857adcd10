#ifndef CLIENTS_IMPORT_QUEUE_LOG_H
#define CLIENTS_IMPORT_QUEUE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/*
 * One line of Asterisk's queue_log, read and understood by itself.
 *
 *     EPOCH|CALLID|QUEUE|AGENT|EVENT|p1|p2...
 *
 * Source of the form and of the events: asterisk/asterisk apps/app_queue.c and
 * main/logger.c; for the lines that QueueMetrics adds, docs.loway.ch.  The clock is in
 * whole seconds, UTC.  Nothing is escaped, so a "|" inside a channel name shifts what
 * stands to its right: what a transfer says is therefore counted from the right.
 *
 * Nothing here allocates; texts are views into the bytes that were read.
 */

#define QUEUE_LOG_LINE_MAX_BYTES 8192 /* the logger's own limit on a message */
#define QUEUE_LOG_PARAMS_MAX     16

/* What a line means for a call's visit to a queue. */
enum queue_log_role {
	QUEUE_LOG_ENTER,    /* the visit begins */
	QUEUE_LOG_CONNECT,  /* an agent and the caller talk */
	QUEUE_LOG_RING,     /* an agent was rung in vain */
	QUEUE_LOG_END,      /* the visit ends; see enum visit_end */
	QUEUE_LOG_OUTBOUND, /* an outbound call begins or is reported: not a visit */
	QUEUE_LOG_ASIDE,    /* says something about a call that counts nothing here */
	QUEUE_LOG_STAFF,    /* about agents or the system, not about a call */
	QUEUE_LOG_CUSTOM,   /* a verb of somebody's dial plan */
};

/* How a visit ended. */
enum visit_end {
	VISIT_END_NONE,         /* not in the log */
	VISIT_END_COMPLETE,     /* COMPLETEAGENT, COMPLETECALLER */
	VISIT_END_BLIND,        /* BLINDTRANSFER, TRANSFER */
	VISIT_END_ATTENDED,     /* ATTENDEDTRANSFER */
	VISIT_END_ABANDON,      /* ABANDON */
	VISIT_END_TIMEOUT,      /* EXITWITHTIMEOUT */
	VISIT_END_EMPTY,        /* EXITEMPTY */
	VISIT_END_KEY,          /* EXITWITHKEY */
	VISIT_END_WITHDRAW,     /* WITHDRAW */
	VISIT_END_AGENT_DUMP,   /* AGENTDUMP */
	VISIT_END_INCOMPATIBLE, /* SYSCOMPAT */
	VISIT_END_COUNT
};

/* One row of the table of events: what its parameters are, counted from 1. */
struct queue_log_event {
	const char *verb;
	enum queue_log_role role;
	enum visit_end end; /* of role QUEUE_LOG_END */
	uint8_t wait_param; /* seconds in the queue; 0: the event does not say it */
	uint8_t talk_param; /* seconds of talk */
	uint8_t ring_param; /* MILLIseconds of ringing: the only two events in ms */
	uint8_t from_right; /* usual number of parameters of an event that is counted
			       from the right; 0: counted from the left */
};

/* The event of this name, in capitals; NULL for a custom verb. */
const struct queue_log_event *queue_log_event_named(struct bytes verb);

#define QUEUE_LOG_UNKNOWN (-1) /* in place of a number that the line does not say */

/* The texts of a line, however it was stored. */
struct queue_log_fields {
	int64_t time_us; /* since 1970-01-01T00:00:00Z; whole seconds from a file */
	struct bytes call;
	struct bytes queue;
	struct bytes verb;
	struct bytes params[QUEUE_LOG_PARAMS_MAX];
	size_t param_count;
};

struct queue_log_line {
	int64_t time_us;
	struct bytes call;
	struct bytes queue;
	enum queue_log_role role;
	enum visit_end end;
	int64_t wait_s; /* or QUEUE_LOG_UNKNOWN, as the next two */
	int64_t talk_s;
	int64_t ring_ms;
	bool number_unreadable; /* a number stands there that is none: now unknown */
};

enum queue_log_result {
	QUEUE_LOG_OK,
	QUEUE_LOG_BLANK,
	QUEUE_LOG_TOO_LONG,
	QUEUE_LOG_NOT_A_LINE, /* too few fields, no clock, or a NUL */
};

/* text is one line without its line feed; a carriage return at its end is ignored. */
enum queue_log_result queue_log_split(struct bytes text, struct queue_log_fields *out);

/* Never fails: what cannot be read becomes QUEUE_LOG_UNKNOWN. */
struct queue_log_line queue_log_understand(const struct queue_log_fields *fields);

/* Digits only, at most 18 of them. */
bool queue_log_number(struct bytes text, int64_t *out);

/* The same of a clock in seconds since 1970, up to the year 5138. */
bool queue_log_seconds(struct bytes text, int64_t *out_s);

/* The words that stand where there is no call: NONE, REALTIME, MANAGER, CLI, empty. */
bool queue_log_no_call(struct bytes call);

#endif
