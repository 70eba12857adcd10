#ifndef CLIENTS_IMPORT_VISIT_WALK_H
#define CLIENTS_IMPORT_VISIT_WALK_H

#include "import/visits.h"

/* The lines of one call in one queue, walked through: what visits.h promises. */

enum visit_phase {
	PHASE_NONE,
	PHASE_WAITING,
	PHASE_TALKING,
	PHASE_ENDED,
	PHASE_OUTBOUND
};

struct visit_walk {
	struct visit_book *book;
	visit_take take;
	void *context;
	struct import_place *repeated;
	enum visit_phase phase;
	bool call_is_outbound;
	bool entry_missed;
	struct visit visit;
	const struct visit_line *last_of_role[QUEUE_LOG_END + 1];
};

/*
 * Takes the lines of one call in one queue, in the order of their clocks; may move an
 * entry that was written late before the lines that need it.  The first error of take,
 * or ERR_IMPORT_DATA with repeated[] set.
 */
enum err visit_walk_queue(struct visit_walk *walk, struct visit_line *lines,
			  size_t count) MUST_CHECK;

#endif
