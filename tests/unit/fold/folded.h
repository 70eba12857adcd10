#ifndef TESTS_UNIT_FOLD_FOLDED_H
#define TESTS_UNIT_FOLD_FOLDED_H

#include "unit/fold/log.h"

/* What came of folding a log. */
struct folded {
	enum err err;
	struct fold_counts counts;
	const char *text;     /* what is told last */
	struct store *target; /* open where it folded: the caller's */
};

struct folded folded_of(struct world *w, struct log *log, bool is_part);

#endif
