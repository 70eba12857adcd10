#ifndef TESTS_UNIT_CONTRACT_FIXTURE_BUILD_H
#define TESTS_UNIT_CONTRACT_FIXTURE_BUILD_H

#include "unit/contract/fixture.h"

/* How the fixture's messages are made. */

#define NEW(type, lower)                                          \
	static Slb##type *lower##_new(void)                       \
	{                                                         \
		Slb##type *message = arena_new(ARENA, Slb##type); \
                                                                  \
		slb_##lower##__init(message);                     \
		return message;                                   \
	}

/* Appends to a repeated field of messages. */
#define ADD(message, field, item)                                                    \
	do {                                                                         \
		void *added = (item);                                                \
		void **grown = arena_array(ARENA, void *, (message)->n_##field + 1); \
                                                                                     \
		for (size_t k = 0; k < (message)->n_##field; k++)                    \
			grown[k] = (message)->field[k];                              \
		grown[(message)->n_##field++] = added;                               \
		(message)->field = (void *)grown;                                    \
	} while (0)

/* fixture_notices.c: all that terms can say of notices; the centre must be parties[1]. */
void fixture_add_notices(SlbTerms *terms);

#endif
