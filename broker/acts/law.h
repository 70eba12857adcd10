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
	const uint32_t
		*cut_parts; /* of each cut period: parts of all series with time */
};

struct found_filing; /* filing.h */

/*
 * Empty, for the reports of a period while it is judged; with blocks that were used
 * before, since fresh ones cost as much as judging.  What lies there is gone at the next
 * call.
 */
struct arena *acts_workspace(struct acts *acts);

/* Of the statement that is being decided; of none at first, and after law_next_turn(). */
struct found_filing *acts_found_filing(struct acts *acts);

/* What is handed out from here on lives until the next call of this. */
void law_next_turn(struct acts *acts);

/* Whether law_get() can do without the bytes of the terms. */
bool law_is_known(struct acts *acts, struct bytes version_id, const char *last_day);

/* terms: of the offer, which passed the contract check; not looked at where the law is
 * known. */
const struct law *law_get(struct acts *acts, struct bytes version_id,
			  const char *last_day, struct bytes terms);

#endif
