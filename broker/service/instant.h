#ifndef BROKER_SERVICE_INSTANT_H
#define BROKER_SERVICE_INSTANT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attribute.h"
#include "base/bytes.h"

/*
 * An instant as programs write it (RFC 3339, section 5.6): T and Z in either case, a
 * fraction of 1 to 9 digits or none, an offset of at most 18 hours, "-00:00" where the
 * local offset is not known.  No leap second.  What we write ourselves is calendar/civil.h.
 * Threads: pure functions.
 */
struct instant {
	int64_t s;   /* since 1970-01-01T00:00:00Z */
	uint32_t ns; /* below 1,000,000,000 */
};

bool instant_parse(struct arena *arena, const char *text,
		   struct instant *out) MUST_CHECK;

bool instant_after(struct instant a, struct instant b);

#endif
