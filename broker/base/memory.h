#ifndef BROKER_BASE_MEMORY_H
#define BROKER_BASE_MEMORY_H

#include <stdbool.h>

#include "base/ensure.h"

/*
 * Whether an ensure() failed since the system had no memory where no is no answer
 * (arena_alloc, store_allocate): its condition is named memory_is_left.  A failure of the
 * machine, not of what was being worked on.
 */
bool ensure_failed_for_memory(const struct ensure_failure *failure);

#endif
