#ifndef BROKER_FOLD_KEPT_H
#define BROKER_FOLD_KEPT_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "slabroker/v1/report.pb-c.h"

/*
 * Private to fold/: reports that were unpacked, until their period is judged; where they
 * would take too much, the judgement reads them again.
 *
 * Threads: one.
 */

struct kept_reports;

/* NULL: nothing is to be kept. */
struct kept_reports *kept_open(size_t bytes_max);
void kept_close(struct kept_reports *kept); /* NULL is fine */

/*
 * Keeps a report with the arena that it lies in, and puts an empty one in its place; of
 * reports in the order of the log.  What was found since the last call was judged: all
 * that were kept before go, as they do where no more fit.
 */
void kept_add(struct kept_reports *kept, uint64_t index, const SlbReport *report,
	      struct arena *arena);

/* NULL: it is not here.  kept may be NULL. */
const SlbReport *kept_find(struct kept_reports *kept, uint64_t index);

#endif
