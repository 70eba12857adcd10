#include "base/clock.h"

#include <stddef.h>
#include <time.h>

#include "base/ensure.h"

static int64_t system_now_ms(void *context)
{
	struct timespec now;

	(void)context;
	ensure(clock_gettime(CLOCK_REALTIME, &now) == 0);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_measure_us(void)
{
	struct timespec now;

	ensure(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

struct clock clock_system(void)
{
	return (struct clock){ .now_ms = system_now_ms, .context = NULL };
}

int64_t clock_now_ms(const struct clock *clock)
{
	return clock->now_ms(clock->context);
}
