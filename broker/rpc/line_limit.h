#ifndef BROKER_RPC_LINE_LIMIT_H
#define BROKER_RPC_LINE_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Keeps lines that strangers can cause from filling a log.  Of each place in the code that
 * speaks, a line is said when none was for a minute; those that follow are counted, and one
 * line a minute tells how many, with the text of the last.  Places beyond the table share
 * its last row.
 *
 * Threads: a limit has an owner, who guards it.
 */

#define LINE_LIMIT_MS     60000
#define LINE_LIMIT_PLACES 32
#define LINE_TEXT_BYTES   256

enum line_level { LINE_DEBUG, LINE_INFO, LINE_WARNING, LINE_ERROR };

struct line {
	const char *file; /* outlives the limit */
	int number;
	enum line_level level;
	uint64_t count; /* how many lines this one stands for */
	char text[LINE_TEXT_BYTES];
};

struct line_limit {
	struct {
		struct line unsaid; /* file NULL: a free row; count 0: nothing unsaid */
		int64_t said_ms;
	} rows[LINE_LIMIT_PLACES];
};

/* True: to be said now.  False: counted. */
bool line_limit_passes(struct line_limit *limit, const struct line *line,
		       int64_t now_ms);

/* A line for what was counted and is to be told now; false: nothing is.  all: however
 * young it is. */
bool line_limit_tells(struct line_limit *limit, int64_t now_ms, bool all,
		      struct line *out);

#endif
