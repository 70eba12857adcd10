#include "acts/standing.h"

/* The client serves a finding as a notice; acts_conclude() gives it. */

void serving_needs(const struct act_case *act, struct state *state)
{
	finding_needs(act, act->statement->serving->finding, state);
}

enum err serving_decide(struct deciding *deciding)
{
	struct finding finding;

	return finding_find(deciding, "serving.finding",
			    deciding->statement->serving->finding, &finding);
}
