#ifndef BROKER_KPI_TRACE_H
#define BROKER_KPI_TRACE_H

#include "kpi/evaluate.h"
#include "slabroker/v1/verdict.pb-c.h"

/* The way to a value, for people: each step by group, each operand by report. */

#define TRACE_VALUES_MAX 400

/* Adds steps, operands and row counts to a verdict.  label is the period's. */
void trace_evaluation(struct arena *arena, const struct frame *frame,
		      const struct evaluation *evaluation, const struct window *window,
		      const char *label, SlbVerdict *verdict);

/* Each operand by report: an array of operands->count; whole is the window's pools. */
SlbOperandTrace **trace_operands(struct arena *arena,
				 const struct operand_table *operands,
				 const struct stage_pools *whole,
				 const struct window *window);

#endif
