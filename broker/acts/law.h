#ifndef BROKER_ACTS_LAW_H
#define BROKER_ACTS_LAW_H

#include "acts/acts.h"
#include "report/frame.h"

/*
 * The terms of a version, unpacked and laid out, as far as its last day: terms that an
 * amendment or a termination cuts short are judged as if their term ended there.
 */
struct law {
	const SlbTerms *terms;
	const struct frame *frame;
};

/* What is handed out from here on lives until the next call of this. */
void law_next_turn(struct acts *acts);

/* Whether law_get() can do without the bytes of the terms. */
bool law_is_known(struct acts *acts, struct bytes version_id, const char *last_day);

/* terms: of the offer, which passed the contract check; not looked at where the law is
 * known. */
const struct law *law_get(struct acts *acts, struct bytes version_id,
			  const char *last_day, struct bytes terms);

#endif
