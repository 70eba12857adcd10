#include "acts/concluding.h"
#include "acts/deciding.h"
#include "base/ensure.h"
#include "notice/waived.h"

/*
 * What a waiver gives up of a notice that stands.  The notice is not edited: an outcome
 * says what of it no longer holds.  The finding's row has what is waived, as it has what
 * was waived before the notice, so that whatever counts credits and strikes reads one
 * place.
 */

struct waiving {
	struct concluding *concluding;
	const struct act_case *cause;
	struct judged_version version;
	SlbFindingRow *finding;
	struct waiver_case given;
};

/* What was waived before is not given up again. */
static void enter_finding(struct waiving *waiving)
{
	const SlbWaiver *said = waiving->cause->statement->waiver;
	SlbFindingRow *row = waiving->finding;

	waiving->given.number = row->notice;
	waiving->given.credit = said->credit && !row->credit_waived;
	waiving->given.strike = said->strike && !row->strike_waived;
	row->credit_waived |= said->credit;
	row->strike_waived |= said->strike;
	waiving->given.strike_waived = row->strike_waived;
}

/* At most twice: once each for credit and strike. */
static enum err enter_notice(const struct waiving *waiving)
{
	struct concluding *concluding = waiving->concluding;
	uint64_t *indexes;
	SlbNoticeRow *row;
	enum err err = draft_notice(concluding, waiving->version.place.contract_id,
				    waiving->given.number, &row);

	if (err != ERR_OK)
		return err;
	indexes = arena_array(concluding->arena, uint64_t, row->n_waiver_indexes + 1);
	for (size_t i = 0; i < row->n_waiver_indexes; i++)
		indexes[i] = row->waiver_indexes[i];
	indexes[row->n_waiver_indexes++] = concluding->moment->outcome_index;
	row->waiver_indexes = indexes;
	return ERR_OK;
}

/* The statement that gives it up, and whose keys signed that. */
static enum err add_cause(struct waiving *waiving)
{
	const struct act_case *cause = waiving->cause;
	struct waiver_case *given = &waiving->given;

	given->waiver_index = cause->index;
	given->waiver_id = binary_data(digest_bytes(&cause->content_id));
	given->reason = cause->statement->waiver->reason;
	given->signer_count = cause->signer_count;
	return recall_signers(waiving->concluding, cause, &given->signers);
}

/* What it claims now, of the period as it was judged last. */
static enum err add_period(struct waiving *waiving)
{
	const SlbFindingPlace *place = waiving->cause->statement->waiver->finding;
	const struct law *law = waiving->version.law;
	const SlbPeriodOutcome *period = NULL;
	ProtobufCBinaryData outcome_id;
	enum err err =
		recall_period(waiving->concluding, waiving->finding->outcome_index,
			      place, &period, &outcome_id);

	if (err != ERR_OK)
		return err;
	waiving->given.terms = law->terms;
	waiving->given.judgement = period->judgement;
	ensure(notice_find_kpi(law->terms, place->kpi, &waiving->given.kpi));
	return credits_waived(waiving->concluding, &waiving->version, place->start_s,
			      &waiving->given.credit_waived);
}

static enum err waive(struct waiving *waiving)
{
	enum err err;

	law_next_turn(waiving->concluding->moment->acts);
	err = version_fetch(waiving->concluding, &waiving->version);
	if (err != ERR_OK)
		return err;
	enter_finding(waiving);
	err = enter_notice(waiving);
	if (err == ERR_OK)
		err = add_cause(waiving);
	return err == ERR_OK ? add_period(waiving) : err;
}

static void say(const struct waiving *waiving)
{
	struct concluding *concluding = waiving->concluding;
	SlbOutcome *outcome = concluding->outcome;

	outcome->cause = waiving->cause->index;
	outcome->waivers = arena_array(concluding->arena, SlbNoticeWaiver *, 1);
	outcome->waivers[outcome->n_waivers++] =
		compose_waiver(concluding->arena, &waiving->given);
	concluding->contract_id = waiving->version.place.contract_id;
	concluding_finish(concluding);
}

enum err conclude_waiver(struct concluding *concluding, const struct act_case *cause)
{
	const SlbFindingPlace *place = cause->statement->waiver->finding;
	struct waiving waiving = {
		.concluding = concluding,
		.cause = cause,
		.version = { .place = { cause->statement->book.data,
					place->version_id.data } },
	};
	const SlbFindingRow *row;
	enum err err = peek_finding(concluding, &waiving.version.place, place->start_s,
				    place->kpi, &row);

	if (err != ERR_OK)
		return err;
	ensure(row != NULL); /* or it was not taken */
	if (row->notice == 0)
		return ERR_OK;
	err = draft_finding(concluding, &waiving.version.place, place->start_s,
			    place->kpi, &waiving.finding);
	if (err == ERR_OK)
		err = waive(&waiving);
	if (err == ERR_OK)
		say(&waiving);
	return err;
}
