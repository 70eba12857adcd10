#ifndef TESTS_UNIT_LIB_SLEEP_H
#define TESTS_UNIT_LIB_SLEEP_H

#include <stdint.h>

/* Waiting, for tests: counted, not done.  Each test is a process of its own. */

extern unsigned sleeps;

void sleep_not(uint32_t wait_ms);

#endif
