#include <string.h>

#include "acts/concluding.h"
#include "acts/deciding.h"
#include "base/ensure.h"
#include "envelope/envelope.h"
#include "envelope/unpack.h"

/* What a conclusion takes from the log once more: a judgement, and who signed its cause. */

/* ---- who signed ---------------------------------------------------------- */

static enum err read_signer(const struct concluding *concluding,
			    const struct public_key *signed_by, SlbNoticeSigner **out)
{
	SlbNoticeSigner *signer = arena_new(concluding->arena, SlbNoticeSigner);
	struct digest *id = arena_new(concluding->arena, struct digest);
	struct row_key key;
	const ProtobufCMessage *found;
	const SlbKeyRow *row;
	enum err err;

	*id = key_id_digest(signed_by);
	key = key_row_key(id);
	err = state_fetch(concluding->state, &key, &found);
	if (err != ERR_OK)
		return err;
	ensure(found != NULL);
	row = (const SlbKeyRow *)found;
	slb_notice_signer__init(signer);
	signer->key_id = binary_data(digest_bytes(id));
	signer->function = row->holder;
	signer->added_index = row->added_index;
	*out = signer;
	return ERR_OK;
}

enum err recall_signers(const struct concluding *concluding,
			const struct act_case *cause, SlbNoticeSigner ***signers)
{
	enum err err = ERR_OK;

	*signers =
		arena_array(concluding->arena, SlbNoticeSigner *, cause->signer_count);
	for (size_t i = 0; i < cause->signer_count && err == ERR_OK; i++)
		err = read_signer(concluding, &cause->signers[i].key, &(*signers)[i]);
	return err;
}

/* ---- a period ------------------------------------------------------------ */

static enum err read_outcome(const struct concluding *concluding, uint64_t index,
			     const SlbOutcome **out, struct digest *content_id)
{
	const struct act_reader *reader = concluding->moment->reader;
	const SlbStatement *statement = NULL;
	struct envelope envelope;
	struct bytes received;
	struct diag diag;
	enum err err =
		reader->read(reader->context, concluding->arena, index, &received);

	if (err != ERR_OK)
		return err;
	diag_init(&diag, concluding->arena);
	if (envelope_parse(concluding->arena, received, &envelope, &diag) != ERR_OK ||
	    statement_parse(concluding->arena, &envelope, NULL, &statement, &diag) !=
		    ERR_OK ||
	    statement->body_case != SLB_STATEMENT__BODY_OUTCOME)
		return ERR_STORE_FOREIGN;
	*out = statement->outcome;
	*content_id = envelope.content_id;
	return ERR_OK;
}

enum err recall_period(const struct concluding *concluding, uint64_t outcome_index,
		       const SlbFindingPlace *finding, const SlbPeriodOutcome **period,
		       ProtobufCBinaryData *content_id)
{
	struct digest *id = arena_new(concluding->arena, struct digest);
	const SlbOutcome *outcome;
	enum err err = read_outcome(concluding, outcome_index, &outcome, id);

	if (err != ERR_OK)
		return err;
	*period = NULL;
	*content_id = binary_data(digest_bytes(id));
	for (size_t i = 0; i < outcome->n_periods; i++) {
		const SlbPeriodOutcome *judged = outcome->periods[i];

		if (judged->judgement->start_s == finding->start_s &&
		    bytes_equal(message_bytes(judged->version_id),
				message_bytes(finding->version_id)))
			*period = judged;
	}
	return *period == NULL ? ERR_STORE_FOREIGN : ERR_OK;
}
