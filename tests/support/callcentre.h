#ifndef TESTS_SUPPORT_CALLCENTRE_H
#define TESTS_SUPPORT_CALLCENTRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"

/*
 * A contact centre that does not exist: it lives through its days event by event and
 * writes what a real one would write, so that tests can compare what is read from its
 * exports with what happened in it.
 *
 * Callers arrive by the hour of the day, wait as long as they please, hang up, press a
 * key for a callback, overflow into another queue or come back into the same one; agents
 * ring, do not pick up, talk, transfer, take breaks.  Voice goes into a queue_log, chat
 * into a table with one row for each contact.  Whole numbers only: the same seed gives
 * the same bytes everywhere.
 */

#define CALLCENTRE_QUEUES_MAX 16

struct callcentre_plan {
	uint64_t seed;
	int64_t start_s;       /* first instant: a local midnight */
	unsigned days;         /* at least 1 */
	unsigned voice_queues; /* 1 to CALLCENTRE_QUEUES_MAX, chat queues included */
	unsigned chat_queues;
	unsigned calls_per_day; /* of each queue, about */
	unsigned agents;        /* of each queue */
	unsigned lost_ends;     /* of 1,000 ends of a call, how many are not written */
};

/* One contact in one queue. */
struct callcentre_visit {
	unsigned queue;
	int64_t enter_s;
	int64_t connect_s; /* or -1: not answered */
	int64_t end_s;     /* or -1: not ended before the last day was over */
	const char *end;   /* the event of the queue_log that it ended with, or NULL */
	uint32_t enter_line;   /* of the log, from 1; chat has no lines */
	uint32_t connect_line; /* 0: none */
	uint32_t end_line;     /* 0: none, or not written */
};

struct callcentre_ring {
	size_t visit; /* that an agent was rung for in vain */
	uint32_t line;
	uint64_t ring_ms;
};

struct callcentre {
	struct callcentre_plan plan;
	int64_t end_s;
	unsigned queue_count;
	const char *queue_names[CALLCENTRE_QUEUES_MAX];
	bool is_chat[CALLCENTRE_QUEUES_MAX];
	struct text log;                 /* the queue_log */
	uint32_t line_count;             /* of the log */
	struct text contacts;            /* start,queue,channel,outcome,wait,talk */
	struct callcentre_visit *visits; /* in the order of entry */
	size_t visit_count;
	struct callcentre_ring *rings;
	size_t ring_count;
};

/* What happened, as an importer should count it (import.proto, QueueMeasure). */
struct callcentre_counts {
	uint64_t offered;
	uint64_t answered;
	uint64_t abandoned;
	uint64_t flowout_timeout;
	uint64_t flowout_key;
	uint64_t flowout_empty;
	uint64_t withdrawn;
	uint64_t agent_dump;
	uint64_t incompatible;
	uint64_t open;
	uint64_t handled;
	uint64_t transfers_blind;
	uint64_t transfers_attended;
	uint64_t ring_no_answer;
	uint64_t wait_answered_s;
	uint64_t wait_abandoned_s;
	uint64_t max_wait_s;
	uint64_t talk_s;
	uint64_t answered_by_wait[3]; /* <= 5 s, <= 20 s, longer */
};

/* Which lines of the log are looked at: [first, last]. */
struct callcentre_lines {
	uint32_t first;
	uint32_t last;
};

/*
 * The contacts that entered a queue in [from_s, to_s), as far as the lines tell; of chat,
 * those in the table.
 */
struct callcentre_counts callcentre_count(const struct callcentre *centre,
					  unsigned queue, int64_t from_s, int64_t to_s,
					  struct callcentre_lines lines);

/* Everything lives in the arena. */
void callcentre_live(struct callcentre *centre, struct arena *arena,
		     const struct callcentre_plan *plan);

#endif
