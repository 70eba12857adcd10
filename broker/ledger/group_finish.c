#include "ledger/group.h"

/* How a group ends: signed, and every statement answered. */

enum err group_sign(struct group *group)
{
	struct ledger *ledger = group->ledger;
	struct start start = {
		.log = &ledger->log,
		.arena = &group->end_arena,
		.diag = &group->end_said,
	};

	if (group->is_written) {
		enum err err = start_sign(&start, &ledger->file, &group->write.head);

		if (err != ERR_OK)
			return err;
		ledger_publish(ledger, &group->write.head);
		ledger_count_group(ledger, group->count,
				   clock_measure_us() - group->began_us);
	}
	answer_begin(&group->answering, ledger, &group->write, &group->end_arena,
		     &group->end_said);
	return ERR_OK;
}

/* It may come again. */
static struct ledger_submission *let_go(struct place *place)
{
	struct ledger_submission *submission = place->submission;

	foresight_free(submission->foresight);
	submission->foresight = NULL;
	submission->is_left_once = false;
	return submission;
}

void group_answer(struct group *group)
{
	struct answering *answering = &group->answering;

	for (size_t i = 0; i < group->count; i++) {
		struct place *place = &group->places[i];

		if (place->taken.refusal == ERR_OK)
			answer_prepare(answering, place->submission, &place->taken,
				       &place->answer);
	}
	answer_sign(answering);
	for (size_t i = 0; i < group->count; i++) {
		struct place *place = &group->places[i];
		struct ledger_submission *submission = let_go(place);

		if (place->taken.refusal != ERR_OK)
			submission->done(submission, place->taken.refusal, NULL);
		else
			answer_logged(answering, submission, &place->taken,
				      &place->answer);
	}
	answer_end(answering);
}

void group_fail(struct group *group)
{
	answer_end(&group->answering);
	for (size_t i = 0; i < group->count; i++)
		answer_failed(let_go(&group->places[i]));
}
