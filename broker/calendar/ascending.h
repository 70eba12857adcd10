#ifndef BROKER_CALENDAR_ASCENDING_H
#define BROKER_CALENDAR_ASCENDING_H

#include <stddef.h>
#include <stdint.h>

/*
 * Private to calendar: tables whose elements begin with an int64_t, their key, and stand
 * in strictly ascending order of it.
 */

/* How many elements, of stride bytes each, have a key of at most limit. */
size_t ascending_up_to(const void *elements, size_t count, size_t stride,
		       int64_t limit);

#endif
