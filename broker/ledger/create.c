#include <string.h>

#include "base/ensure.h"
#include "crypto/random.h"
#include "envelope/seal.h"
#include "envelope/unpack.h"
#include "ledger/own.h"
#include "ledger/signing.h"
#include "ledger/start.h"
#include "ledger/take.h"

static enum err exists(struct ledger *ledger, const char *what)
{
	return diag_error(&ledger->said, ERR_LOG_EXISTS,
			  (struct diag_place){ .file = ledger->file.path }, "%s", what);
}

/* Whether an opening was broken off before its checkpoint. */
static enum err look(struct ledger *ledger, bool *is_begun)
{
	struct store_view *view;
	enum err err = store_read_begin(ledger->log.store, &ledger->said, &view);

	if (err != ERR_OK)
		return err;
	err = log_head_read(view, &ledger->step_arena, &ledger->head, &ledger->said);
	store_read_end(view);
	*is_begun = ledger->head.edge.size == 1 && ledger->file.note == NULL;
	if (err == ERR_OK && ledger->head.edge.size > 1 && ledger->file.note == NULL)
		return exists(
			ledger,
			"the store has a log, and this file, its checkpoint, is "
			"missing: bring back the state folder that belongs to it; "
			"a new log takes other folders");
	if (err == ERR_OK && !*is_begun &&
	    (ledger->head.edge.size > 0 || ledger->file.note != NULL))
		err = exists(ledger, "a log was opened here before: take other folders "
				     "for a new one");
	return err;
}

/* That the opening is of this operator, and its content can be read. */
static enum err check_begun(struct ledger *ledger, struct store_view *view,
			    const struct signing_key *operator_key)
{
	const struct public_key *key = signing_key_public(operator_key);
	const SlbLogRow *row;
	struct log_entry entry;
	enum err err = signing_row(view, &ledger->step_arena, &ledger->said, &row);

	if (err != ERR_OK)
		return err;
	if (row->operator_key.len != PUBLIC_KEY_BYTES ||
	    memcmp(row->operator_key.data, key->bytes, PUBLIC_KEY_BYTES) != 0)
		return exists(ledger, "a log was begun here for another operator key: "
				      "give that one, or take other folders");
	err = log_entry_read(&ledger->log, view, &ledger->step_arena, 0, &entry,
			     &ledger->said);
	if (err == ERR_OK && entry.is_erased)
		err = exists(ledger, "a log was begun here and its content keys are "
				     "gone: take other folders for a new one");
	return err;
}

/* What was begun lacks its checkpoint alone: nobody was promised anything yet. */
static enum err finish(struct ledger *ledger, const struct signing_key *operator_key)
{
	struct start start = ledger_start(ledger);
	struct store_view *view;
	enum err err = store_read_begin(ledger->log.store, &ledger->said, &view);

	if (err != ERR_OK)
		return err;
	err = check_begun(ledger, view, operator_key);
	store_read_end(view);
	if (err == ERR_OK)
		err = start_check_state(&start);
	return err == ERR_OK ? start_sign(&start, &ledger->file, &ledger->head) : err;
}

static struct bytes opening_envelope(struct ledger *ledger,
				     const struct signing_key *operator_key)
{
	struct arena *arena = &ledger->step_arena;
	const struct signing_keys *signing = &ledger->log.signing;
	const struct signing_key *keys[] = { operator_key, signing->log[0],
					     signing->notices[0] };
	ProtobufCBinaryData *fields[ARRAY_SIZE(keys)];
	uint8_t *request_id = arena_alloc(arena, REQUEST_BYTES);
	struct seal_item item = {
		.payload_type = statement_payload_type(arena, "opening"),
	};
	SlbStatement statement;
	SlbLogOpening opening;

	slb_statement__init(&statement);
	slb_log_opening__init(&opening);
	random_fill(request_id, REQUEST_BYTES);
	statement.audience = ledger->origin;
	statement.issuer = arena_strdup(arena, "operator");
	statement.claimed_time_ms = clock_now_ms(&ledger->clock);
	statement.identity_case = SLB_STATEMENT__IDENTITY_REQUEST_ID;
	statement.request_id =
		(ProtobufCBinaryData){ .len = REQUEST_BYTES, .data = request_id };
	statement.body_case = SLB_STATEMENT__BODY_OPENING;
	statement.opening = &opening;
	fields[0] = &opening.operator_key;
	fields[1] = &opening.log_key;
	fields[2] = &opening.notice_key;
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		struct public_key *key = arena_new(arena, struct public_key);

		*key = *signing_key_public(keys[i]);
		*fields[i] = (ProtobufCBinaryData){ .len = PUBLIC_KEY_BYTES,
						    .data = key->bytes };
	}
	item.payload = pack_message(arena, &statement.base);
	return envelope_seal(arena, &item, &operator_key, 1);
}

static enum err write_opening(struct ledger *ledger, const struct taking *taking)
{
	struct store_put state = log_state_put(&ledger->step_arena, STATE_VERSION);
	struct log_write write;
	struct taken taken = { .refusal = ERR_OK };
	enum err err = log_write_begin(&ledger->log, &ledger->head, &ledger->step_arena,
				       &ledger->said, &write);

	if (err != ERR_OK)
		return err;
	err = store_put_many(write.write, &state, 1);
	if (err == ERR_OK)
		err = take_statement(&write, taking, &taken);
	if (err == ERR_OK)
		err = taken.refusal;
	if (err != ERR_OK) {
		log_write_abort(&write);
		return err;
	}
	err = log_write_commit(&write);
	ledger->head = write.head;
	return err;
}

static enum err create(struct ledger *ledger, const struct signing_key *operator_key)
{
	struct start start = ledger_start(ledger);
	struct envelope envelope;
	struct taking taking = {
		.envelope = &envelope,
		.origin = ACT_SUBMITTED,
		.log_time_ms = clock_now_ms(&ledger->clock),
		.refusal_diag = &ledger->said,
	};
	bool is_begun;
	enum err err = look(ledger, &is_begun);

	if (err == ERR_OK && is_begun)
		return finish(ledger, operator_key);
	if (err == ERR_OK)
		err = envelope_parse(&ledger->step_arena,
				     opening_envelope(ledger, operator_key), &envelope,
				     &ledger->said);
	if (err == ERR_OK)
		err = statement_parse(&ledger->step_arena, &envelope, ledger->origin,
				      &taking.statement, &ledger->said);
	if (err != ERR_OK)
		return err;
	envelope.signers[0].key = *signing_key_public(operator_key);
	err = write_opening(ledger, &taking);
	return err == ERR_OK ? start_sign(&start, &ledger->file, &ledger->head) : err;
}

enum err ledger_create(const struct ledger_options *options,
		       const struct signing_key *operator_key, struct diag *diag)
{
	struct ledger *ledger = ledger_new(options);
	enum err err = ledger_open_parts(ledger, options, true);

	if (err == ERR_OK)
		err = create(ledger, operator_key);
	ledger_hand_over(&ledger->said, diag);
	ledger_close(ledger);
	return err;
}
