#ifndef BROKER_CONTRACT_TERM_DAYS_H
#define BROKER_CONTRACT_TERM_DAYS_H

#include "contract/say.h"

/*
 * Private to contract/: everything about time.  First and last day, the zone's table,
 * business hours, the rule of periods; then whether hours and rule serve the term: what
 * holds for periods that the term cuts short, boundaries that cover it, hours that open
 * somewhere in it.
 */

#define CONTRACT_TERM_DAYS_MAX 18300 /* fifty years */

void rules_term_days(struct inquiry *inquiry);

#endif
