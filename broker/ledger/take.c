#include "ledger/take.h"

#include <string.h>

#include "acts/own.h"
#include "base/ensure.h"
#include "envelope/seal.h"

static enum err read_envelope(void *context, struct arena *arena, uint64_t index,
			      struct bytes *envelope)
{
	struct log_reader *reader = context;
	struct log_entry entry;
	enum err err;

	if (recent_find(reader->recent, index, envelope))
		return ERR_OK;
	err = log_entry_read(reader->log, reader->view, arena, index, &entry,
			     reader->diag);
	if (err == ERR_OK && entry.is_erased)
		return ERR_EVIDENCE_ERASED;
	*envelope = entry.content.envelope;
	return err;
}

struct act_reader log_act_reader(struct log_reader *reader)
{
	return (struct act_reader){ .read = read_envelope,
				    .is_sealed = true,
				    .context = reader };
}

static struct log_reader reader_of(struct log_write *write)
{
	return (struct log_reader){ write->log, write->view, write->diag,
				    write->recent };
}

/* Signs what the broker says; sign_message() has verified it already. */
static enum err seal_own(struct log_write *write, const char *kind,
			 struct bytes payload, struct envelope *out)
{
	struct seal_item item = {
		.payload_type = statement_payload_type(write->arena, kind),
		.payload = payload,
	};
	const struct signing_key *key;
	const SlbLogRow *row;
	struct bytes sealed;
	enum err err = signing_row(write->view, write->arena, write->diag, &row);

	if (err == ERR_OK)
		err = signing_notice_key(&write->log->signing, row, write->diag, &key);
	if (err != ERR_OK)
		return err;
	sealed = envelope_seal(write->arena, &item, &key, 1);
	err = envelope_parse(write->arena, sealed, out, write->diag);
	if (err == ERR_OK)
		out->signers[0].key = *signing_key_public(key);
	return err;
}

static struct own_place own_place(const struct log_write *write, int64_t log_time_ms)
{
	return (struct own_place){
		.audience = write->log->origin,
		.index = write->head.edge.size,
		.log_time_ms = log_time_ms,
	};
}

static enum err append_outcome(struct log_write *write, const struct book *book,
			       const SlbOutcome *outcome, int64_t log_time_ms)
{
	struct own_place place = own_place(write, log_time_ms);
	struct envelope envelope;
	struct log_append append = {
		.envelope = &envelope,
		.kind = SLB_STATEMENT__BODY_OUTCOME,
		.content = CONTENT_RECORD,
		.book = book,
		.log_time_ms = log_time_ms,
	};
	enum err err =
		seal_own(write, "outcome",
			 own_outcome_payload(write->arena, &place, book->id, outcome),
			 &envelope);

	return err == ERR_OK ? log_write_append(write, &append) : err;
}

/* Applies what was concluded in a book, and logs it where there is anything to say. */
static enum err enter_conclusion(struct log_write *write, const struct book *book,
				 const struct act_conclusion *conclusion,
				 int64_t log_time_ms)
{
	enum err err = state_apply(write->write, &conclusion->changes);

	if (err != ERR_OK || conclusion->outcome == NULL)
		return err;
	return append_outcome(write, book, conclusion->outcome, log_time_ms);
}

/* Once; *is_overdue: there was something, and it is entered. */
static enum err take_due_slice(struct log_write *write,
			       const uint8_t contract_id[CONTRACT_BYTES],
			       int64_t log_time_ms, struct state *state,
			       bool *is_overdue)
{
	struct book book = book_of_contract(contract_id);
	struct log_reader reader = reader_of(write);
	struct act_reader act_reader = log_act_reader(&reader);
	struct act_moment moment = {
		.acts = write->log->acts,
		.reader = &act_reader,
		.log_time_ms = log_time_ms,
		.outcome_index = write->head.edge.size,
	};
	struct act_conclusion conclusion = { .outcome = NULL };
	enum err err;

	state_init(state, write->arena, write->view);
	err = acts_due(&moment, contract_id, state, is_overdue, &conclusion);
	if (err == ERR_OK && *is_overdue)
		err = enter_conclusion(write, &book, &conclusion, log_time_ms);
	return err;
}

enum err take_due(struct log_write *write, const uint8_t contract_id[CONTRACT_BYTES],
		  int64_t log_time_ms, unsigned slices, bool *is_overdue)
{
	enum err err = ERR_OK;

	*is_overdue = true;
	while (err == ERR_OK && *is_overdue && slices-- > 0) {
		struct arena_mark mark = arena_mark(write->arena);
		struct state state;

		err = take_due_slice(write, contract_id, log_time_ms, &state,
				     is_overdue);
		if (err == ERR_OK)
			arena_rewind(write->arena, mark);
	}
	return err;
}

/* All that is due in a statement's contract; state is what was loaded to find that
 * nothing is any more. */
static enum err take_all_due(struct log_write *write, const struct taking *taking,
			     struct state *state)
{
	const ProtobufCBinaryData *contract = &taking->statement->book;
	bool is_overdue = contract->len == CONTRACT_BYTES;
	enum err err = ERR_OK;

	state_init(state, write->arena, write->view);
	while (err == ERR_OK && is_overdue) {
		struct arena_mark mark = arena_mark(write->arena);

		err = take_due_slice(write, contract->data, taking->log_time_ms, state,
				     &is_overdue);
		if (err == ERR_OK && is_overdue)
			arena_rewind(write->arena, mark);
	}
	return err;
}

static enum err conclude(struct log_write *write, const struct act_case *act,
			 const struct act_effects *effects,
			 const struct act_foresight *foresight)
{
	struct log_reader reader = reader_of(write);
	struct act_reader act_reader = log_act_reader(&reader);
	struct act_moment moment = {
		.acts = write->log->acts,
		.reader = &act_reader,
		.log_time_ms = act->log_time_ms,
		.outcome_index = write->head.edge.size,
		.foresight = foresight,
	};
	struct act_conclusion conclusion = { .outcome = NULL };
	struct state state;
	enum err err;

	state_init(&state, write->arena, write->view);
	err = acts_conclude(&moment, act, effects, &state, &conclusion);
	if (err != ERR_OK)
		return err;
	return enter_conclusion(write, &effects->book, &conclusion, act->log_time_ms);
}

/* The pseudonym is in the row of the contract's book.  What is at hand may be of it. */
static enum err note_redaction(struct log_write *write, const SlbRedaction *redaction,
			       struct taken *out)
{
	struct book book = book_of_contract(redaction->contract_id.data);
	struct row_key key = book_row_key(&book);
	const ProtobufCMessage *row;
	const SlbBookRow *book_row;
	struct state state;
	enum err err;

	state_init(&state, write->arena, write->view);
	err = state_fetch(&state, &key, &row);
	if (err != ERR_OK)
		return err;
	ensure(row != NULL);
	book_row = (const SlbBookRow *)row;
	out->has_redaction = true;
	out->redacted = (struct content_key_id){
		.content_class = CONTENT_EVIDENCE,
		.epoch = redaction->first_month,
	};
	out->redacted_last_epoch = redaction->last_month;
	memcpy(out->redacted.book, book_row->pseudonym.data, LEAF_PSEUDONYM_BYTES);
	recent_forget(write->recent);
	return ERR_OK;
}

static enum err enter_statement(struct log_write *write, const struct taking *taking,
				const struct act_case *act,
				const struct act_effects *effects, struct taken *out)
{
	struct log_append append = {
		.envelope = taking->envelope,
		.kind = (uint16_t)taking->statement->body_case,
		.content = effects->content,
		.book = &effects->book,
		.log_time_ms = taking->log_time_ms,
	};
	enum err err = state_apply(write->write, &effects->changes);

	if (effects->touched.has_report)
		recent_keep(write->recent, write->head.edge.size,
			    taking->envelope->received);
	if (err == ERR_OK)
		err = log_write_append(write, &append);
	out->leaf = write->leaf;
	memcpy(out->salt, write->salt, sizeof(out->salt));
	if (err == ERR_OK && effects->redaction != NULL)
		err = note_redaction(write, effects->redaction, out);
	return err == ERR_OK ? conclude(write, act, effects, taking->foresight) : err;
}

static enum err decide(struct log_write *write, const struct taking *taking,
		       struct state *state, struct taken *out)
{
	struct act_case act = {
		.acts = write->log->acts,
		.statement = taking->statement,
		.content_id = taking->envelope->content_id,
		.signers = taking->envelope->signers,
		.signer_count = taking->envelope->signer_count,
		.index = write->head.edge.size,
		.log_time_ms = taking->log_time_ms,
		.origin = taking->origin,
	};
	struct act_effects effects = { .is_duplicate = false };
	uint64_t cells = 0;
	enum err err = acts_load(&act, state);

	if (err != ERR_OK)
		return err;
	*out = (struct taken){ .index = act.index };
	out->refusal = acts_decide(&act, state, &effects, taking->refusal_diag);
	if (out->refusal == ERR_OK && effects.rotation != NULL)
		out->refusal = signing_check_rotation(
			&write->log->signing, effects.rotation, taking->refusal_diag);
	if (out->refusal != ERR_OK)
		return ERR_OK;
	out->is_duplicate = effects.is_duplicate;
	if (effects.is_duplicate) {
		out->index = effects.first_index;
		return ERR_OK;
	}
	if (taking->cells_max < UINT64_MAX)
		err = acts_measure_period(&act, &effects, state, &cells);
	out->is_left = cells > taking->cells_max;
	if (err != ERR_OK || out->is_left)
		return err;
	return enter_statement(write, taking, &act, &effects, out);
}

enum err take_statement(struct log_write *write, const struct taking *taking,
			struct taken *out)
{
	struct arena_mark mark = arena_mark(write->arena);
	struct state state;
	enum err err = take_all_due(write, taking, &state);

	if (err == ERR_OK)
		err = decide(write, taking, &state, out);
	/* What the diag says of a failure may lie in this arena. */
	if (err == ERR_OK)
		arena_rewind(write->arena, mark);
	return err;
}

static enum err take_own(struct log_write *write, const char *kind,
			 struct bytes payload, int64_t log_time_ms)
{
	struct envelope envelope;
	struct taking taking = {
		.envelope = &envelope,
		.origin = ACT_OWN,
		.log_time_ms = log_time_ms,
		.refusal_diag = write->diag,
		.cells_max = UINT64_MAX,
	};
	struct taken taken;
	enum err err = seal_own(write, kind, payload, &envelope);

	if (err == ERR_OK)
		err = statement_parse(write->arena, &envelope, write->log->origin,
				      &taking.statement, write->diag);
	if (err == ERR_OK)
		err = take_statement(write, &taking, &taken);
	return err == ERR_OK ? taken.refusal : err;
}

enum err take_clock(struct log_write *write, int64_t log_time_ms)
{
	struct own_place place = own_place(write, log_time_ms);

	return take_own(write, "clock", own_clock_payload(write->arena, &place),
			log_time_ms);
}

enum err take_outage(struct log_write *write, int64_t from_ms, int64_t log_time_ms)
{
	struct own_place place = own_place(write, log_time_ms);

	return take_own(write, "outage",
			own_outage_payload(write->arena, &place, from_ms), log_time_ms);
}
