#ifndef BROKER_NOTICE_PAGE_H
#define BROKER_NOTICE_PAGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "slabroker/v1/notice.pb-c.h"

/* What ended a notice. */
struct notice_end {
	int64_t ended_ms;     /* log time, since 1970-01-01T00:00:00Z */
	uint64_t log_index;   /* of the outcome that ended it */
	uint64_t replaced_by; /* the number of another notice; 0: it was withdrawn */
	const char *reason;   /* a sentence without its full stop */
};

/* What was given up of it after it was given. */
struct notice_waived {
	int64_t waived_ms;  /* log time, since 1970-01-01T00:00:00Z */
	uint64_t log_index; /* of the outcome that says so */
	const SlbNoticeWaiver *waiver;
};

/* What became of a notice. */
struct notice_since {
	const struct notice_end *end; /* NULL: it stands */
	const struct notice_waived *waived;
	size_t waived_count;
};

/*
 * A notice as a page in words: plain text of at most 78 columns where words allow it, each
 * line ended by a line feed.  The same data as the message, no more; what became of it
 * since (NULL: nothing) is said first: that it ended, and what was waived.  In the arena.
 * Threads: pure functions.
 */
char *notice_page(struct arena *arena, const SlbNotice *notice,
		  const struct notice_since *since);

#endif
