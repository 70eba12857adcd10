#ifndef BROKER_KPI_STATED_H
#define BROKER_KPI_STATED_H

#include "kpi/evaluate.h"
#include "slabroker/v1/verdict.pb-c.h"

/*
 * Figures that reporters state beside what their rows give (SEMANTICS.md, section 9).
 * Adds them to a verdict; returns how many do not agree.  What is computed on the way
 * lives in scratch, which is left as it was.
 */
size_t compare_stated(struct arena *arena, struct arena *scratch,
		      const struct frame *frame, const struct formula *formula,
		      const struct window *window, SlbVerdict *verdict);

#endif
