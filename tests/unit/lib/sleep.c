#include "unit/lib/sleep.h"

unsigned sleeps;

void sleep_not(uint32_t wait_ms)
{
	(void)wait_ms;
	sleeps++;
}
