#include "acts/deciding.h"

/* Time passed: the leaf says all there is to say. */

void clock_needs(const struct act_case *act, struct state *state)
{
	(void)act;
	(void)state;
}

enum err clock_decide(struct deciding *deciding)
{
	deciding->effects->book = book_of_kind(BOOK_CLOCK);
	return ERR_OK;
}
