#ifndef CLIENTS_LIB_RETRY_H
#define CLIENTS_LIB_RETRY_H

#include <stdint.h>

#include "lib/refusal.h"

/*
 * When the same call is sent again.  Safe for every call of a broker: reads change
 * nothing, and a statement that is sent twice is logged once.
 *
 * Only what may pass by itself is tried again (refusal_may_pass): no answer, no answer in
 * time, and a broker that is busy and says when.  The wait doubles from first_ms up to
 * longest_ms, is never shorter than the broker says, and has up to a half more by chance,
 * so that many clients do not come back together.
 */

struct retry_rule {
	unsigned attempts_max; /* the first one counted */
	uint32_t first_ms;
	uint32_t longest_ms;
};

/* 5 attempts, with about 4 seconds of waiting between them. */
extern const struct retry_rule retry_rule_default;

/* How long to wait after so many attempts (1 or more); 0: do not try again.  chance is
 * any number. */
uint32_t retry_wait_ms(const struct retry_rule *rule, unsigned attempts,
		       const struct refusal *refusal, uint32_t chance);

#endif
