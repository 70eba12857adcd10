#ifndef CLIENTS_IMPORT_SUMMARY_H
#define CLIENTS_IMPORT_SUMMARY_H

#include <stddef.h>
#include <stdint.h>

/*
 * What an import did: what it counted, what it skipped and what it doubted, each with the
 * first places where.  Places are line numbers only: no telephone number, agent or
 * customer is ever repeated from an export.
 */

/* A line of one of the files that were read. */
struct import_place {
	uint32_t source; /* from 0, in the order given */
	uint32_t line;   /* from 1 */
};

/* name, what was met, in the plural: it is shown as "text: number (lines ...)" */
/* clang-format off */
#define IMPORT_REMARK_TABLE(X) \
	/* a log: left out, and nothing is lost by it */ \
	X(BLANK_LINE,      "blank lines") \
	X(STAFF_LINE,      "lines about agents or the system") \
	X(ASIDE_LINE,      "lines that add to a call and count nothing") \
	X(OUTBOUND_LINE,   "lines of outbound calls, kept out") \
	X(CUSTOM_LINE,     "lines with a verb that Asterisk does not write, left out") \
	/* a log: doubted */ \
	X(UNREADABLE,      "lines that are not lines of a queue_log, left out") \
	X(CUT_OFF,         "last lines without a line feed: read without their last parameter") \
	X(REPEATED_LINE,   "lines that stand twice, counted once") \
	X(NO_CALL,         "lines about a call that name no call or no queue, left out") \
	X(NO_ENTRY,        "calls whose entry into the queue is not in the log, left out") \
	X(NO_ANSWER,       "calls completed or transferred without an answer in the log: counted as offered only") \
	X(NO_END,          "answered calls without an end in the log: counted as answered, talk time unknown") \
	X(STILL_OPEN,      "calls neither answered nor ended in the log: counted as open") \
	X(ENTERED_AGAIN,   "calls that entered a queue again before they had left it: each entry counted") \
	X(ANSWERED_TWICE,  "second answers of a visit: the first one counts") \
	X(ENDED_TWICE,     "second ends of a visit: the first one counts") \
	X(ODD_END,         "answered calls that end like a call still waiting: counted as answered, talk time unknown") \
	X(WAIT_BY_CLOCK,   "waits that the log does not say: taken from the clock of its lines") \
	X(TALK_UNKNOWN,    "ends of answered calls that do not say the talk time") \
	X(NUMBER_DAMAGED,  "numbers that are none: treated as not said") \
	/* a table */ \
	X(HEADER_REPEATED, "header lines repeated inside the table, skipped") \
	X(EMPTY_ROW,       "rows without anything in them, skipped") \
	X(FILTERED_ROW,    "rows that the mapping's filters leave out") \
	X(TOTALS_ROW,      "rows of totals, not counted") \
	X(PARTIAL_ROW,     "rows of intervals that were not complete, left out") \
	X(SAME_KEY,        "rows with the interval and the dimensions of a row before that differ elsewhere: added to it") \
	X(NULL_CELL,       "cells without a value: not measured, which is not zero") \
	/* both */ \
	X(OUT_OF_RANGE,    "contacts or rows outside the days asked for, left out") \
	X(OTHER_QUEUE,     "contacts in queues that the mapping leaves out")
/* clang-format on */

enum import_remark {
#define X(name, text) REMARK_##name,
	IMPORT_REMARK_TABLE(X)
#undef X
		REMARK_COUNT
};

#define REMARK_PLACES_MAX 10 /* further ones are counted only */

struct import_remarks {
	uint64_t count;
	size_t place_count;
	struct import_place places[REMARK_PLACES_MAX]; /* the earliest */
};

struct import_summary {
	uint64_t lines; /* read: lines of a log, or rows of a table with its header */
	uint64_t
		contacts; /* visits, or rows of a table of contacts, that were counted */
	uint64_t rows;    /* rows of a table of intervals that were counted */
	uint64_t open;    /* of contacts: neither answered nor ended in the log */
	int64_t first_s;  /* the earliest clock met; 0 with last_s 0: none */
	int64_t last_s;   /* the latest */
	struct import_remarks remarks[REMARK_COUNT];
};

void import_remark(struct import_summary *summary, enum import_remark remark,
		   struct import_place place);

/* Something was counted, or stood, at that instant. */
void import_note_clock(struct import_summary *summary, int64_t at_s);

/* The words of the table above; static storage. */
const char *import_remark_text(enum import_remark remark);

#endif
