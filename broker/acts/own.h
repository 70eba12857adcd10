#ifndef BROKER_ACTS_OWN_H
#define BROKER_ACTS_OWN_H

#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "slabroker/v1/outcome.pb-c.h"
#include "state/keys.h"

/*
 * What the broker itself says, as payloads to be signed with its notice key.  The bytes
 * follow from place, log time and body alone: issuer "broker", claimed time = log time,
 * request id = eight zero bytes and the log index.
 *
 * Results lie in the arena.  Threads: pure functions.
 */

struct own_place {
	const char *audience; /* the log's origin */
	uint64_t index;       /* the place in the log that the entry gets */
	int64_t log_time_ms;
};

struct bytes own_outcome_payload(struct arena *arena, const struct own_place *place,
				 const uint8_t contract_id[CONTRACT_BYTES],
				 const SlbOutcome *outcome);
struct bytes own_clock_payload(struct arena *arena, const struct own_place *place);
/* Its log time is the end of the outage. */
struct bytes own_outage_payload(struct arena *arena, const struct own_place *place,
				int64_t from_ms);

#endif
