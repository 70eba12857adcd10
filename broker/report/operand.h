#ifndef BROKER_REPORT_OPERAND_H
#define BROKER_REPORT_OPERAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "report/frame.h"

/* What a formula or an identity counts: a counter, or a range of a histogram's buckets. */
struct operand {
	const char *name;    /* "answered", "answered_wait up to 20000" */
	const char *title;   /* from the terms */
	size_t series;       /* that carries it, by its place in the terms */
	size_t column;       /* the place of the counter, or histogram, in the terms */
	size_t bucket_first; /* of a histogram, from 0 */
	size_t bucket_end;   /* exclusive; of a counter 1 */
	bool is_range;
	bool is_maximum; /* pooled by the largest cell */
};

/* term names a counter or a range, in terms that passed the contract check. */
struct operand operand_of_term(struct arena *arena, const struct frame *frame,
			       const SlbTerm *term);

bool operand_same(const struct operand *a, const struct operand *b);

/* Both are of one counter, or of one histogram. */
bool operand_same_column(const struct operand *a, const struct operand *b);

#endif
