#ifndef BROKER_NOTICE_PAGE_H
#define BROKER_NOTICE_PAGE_H

#include "base/arena.h"
#include "slabroker/v1/notice.pb-c.h"

/*
 * A notice as a page in words: plain text of at most 78 columns where words allow it, each
 * line ended by a line feed.  The same data as the message, no more.  In the arena.
 * Threads: pure functions.
 */
char *notice_page(struct arena *arena, const SlbNotice *notice);

#endif
