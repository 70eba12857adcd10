/*
 * A broker with a fault: linked into build/gcc/crash/slabroker_tripping, and nowhere else,
 * in place of acts_decide() (ld(1), --wrap).  Its decision on an enrolment of this legal
 * name breaks an invariant.
 */

#include <string.h>

#include "acts/acts.h"
#include "base/ensure.h"

#define BREAKS "Broken Invariant Ltd"

enum err __real_acts_decide(const struct act_case *act, const struct state *state,
			    struct act_effects *effects, struct diag *diag);
enum err __wrap_acts_decide(const struct act_case *act, const struct state *state,
			    struct act_effects *effects, struct diag *diag);

enum err __wrap_acts_decide(const struct act_case *act, const struct state *state,
			    struct act_effects *effects, struct diag *diag)
{
	const SlbStatement *statement = act->statement;
	bool breaks = statement->body_case == SLB_STATEMENT__BODY_ENROLMENT &&
		      strcmp(statement->enrolment->legal_name, BREAKS) == 0;

	ensure(!breaks);
	return __real_acts_decide(act, state, effects, diag);
}
