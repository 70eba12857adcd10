#include "acts/concluding.h"
#include "acts/deciding.h"

/*
 * What follows from a statement: a notice, what is given up of one, or the period of its
 * report, where nothing is open in it.
 */

enum err acts_conclude(const struct act_moment *moment, const struct act_case *cause,
		       const struct act_effects *effects, struct state *state,
		       struct act_conclusion *conclusion)
{
	const struct act_touched *touched = &effects->touched;
	struct judged_version version = { .place = { touched->contract_id,
						     touched->version_id } };
	struct concluding concluding;
	size_t period;
	enum err err;

	concluding_start(&concluding, moment, state, conclusion);
	if (cause->statement->body_case == SLB_STATEMENT__BODY_SERVING)
		return conclude_serving(&concluding, cause);
	if (cause->statement->body_case == SLB_STATEMENT__BODY_WAIVER)
		return conclude_waiver(&concluding, cause);
	if (!touched->completes_period)
		return ERR_OK;
	law_next_turn(moment->acts);
	err = version_fetch(&concluding, &version);
	if (err != ERR_OK)
		return err;
	period = frame_period_of_part(version.law->frame, touched->series,
				      touched->part);
	err = judge_one_period(&concluding, &version, period);
	if (err != ERR_OK)
		return err;
	concluding.outcome->cause = cause->index;
	concluding_finish(&concluding);
	return ERR_OK;
}
