#ifndef BROKER_BASE_CLOCK_H
#define BROKER_BASE_CLOCK_H

#include <stdint.h>

/*
 * The time, as something handed in: the law takes an instant as an argument, and what
 * must ask for it asks a struct clock, which a test replaces.
 */
struct clock {
	int64_t (*now_ms)(void *context); /* ms since 1970-01-01T00:00:00Z, no leap s */
	void *context;
};

/* CLOCK_REALTIME. */
struct clock clock_system(void);

int64_t clock_now_ms(const struct clock *clock);

/* CLOCK_MONOTONIC: for measuring how long something took, never for deciding. */
int64_t clock_measure_us(void);

#endif
