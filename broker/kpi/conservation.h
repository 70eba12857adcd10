#ifndef BROKER_KPI_CONSERVATION_H
#define BROKER_KPI_CONSERVATION_H

#include <stdbool.h>

#include "kpi/formula.h"
#include "kpi/groups.h"
#include "kpi/value.h"
#include "report/chain.h"
#include "slabroker/v1/verdict.pb-c.h"

/* An identity over one period, all scopes (SEMANTICS.md, section 6). */

struct identity {
	const SlbConservation *terms;
	struct operand_table operands;
	struct weighted_sum total;
	struct weighted_sum parts;
	struct ratio tolerated_percent;
};

struct balance {
	bool is_computed; /* every report is there, every cell is measured */
	bool fails;       /* less than nothing is unaccounted for, or too much */
	struct ratio total;
	struct ratio parts;
	struct ratio unaccounted;
};

struct identity identity_of_terms(struct arena *arena, const struct frame *frame,
				  const SlbConservation *terms);

/*
 * all_rows selects every row of every report of the period; gaps are its parts without a
 * report.  With one of a series that the identity uses, nothing is computed.
 */
struct balance balance_of(struct arena *arena, const struct frame *frame,
			  const struct identity *identity,
			  const struct window *all_rows, const struct gap *gaps,
			  size_t gap_count);

SlbConservationResult *balance_message(struct arena *arena,
				       const struct identity *identity,
				       const struct balance *balance);

/* "offered (10,000) is 120 more than answered + abandoned (9,880)". */
char *balance_words(struct arena *arena, const struct identity *identity,
		    const struct balance *balance);

/* A counter or histogram of the identity is one of the formula or of its volume. */
bool identity_concerns(const struct identity *identity, const struct formula *formula);

#endif
