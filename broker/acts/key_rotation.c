#include "acts/broker_key.h"
#include "acts/organisation_key.h"
#include "base/ensure.h"
#include "envelope/possession.h"

#include <string.h>

/*
 * A key of the broker or its operator is replaced, from the next entry on.  That the
 * broker has the new one at hand is for the ledger to know: a replay need not have it.
 */

static struct row_key key_of(ProtobufCBinaryData public_key)
{
	struct digest id = sha256(message_bytes(public_key));

	return key_row_key(&id);
}

static bool has_role(const SlbKeyRotation *rotation)
{
	return rotation->role != SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_UNSPECIFIED;
}

void key_rotation_needs(const struct act_case *act, struct state *state)
{
	const SlbKeyRotation *rotation = act->statement->key_rotation;
	struct row_key key = log_row_key();
	const SlbLogRow *row;

	new_key_needs(rotation->key, state);
	state_want(state, &key);
	if (!has_role(rotation) || !state_has(state, &key))
		return;
	row = state_log_row(state, &key);
	if (row == NULL)
		return;
	key = key_of(broker_key_in_force(row, rotation->role));
	state_want(state, &key);
}

static enum err wrong(const struct deciding *deciding, const char *path,
		      const char *what)
{
	return diag_error(deciding->diag, ERR_STATEMENT_FIELD, diag_at(path), "%s",
			  what);
}

static enum err check_new(const struct deciding *deciding)
{
	const SlbKeyRotation *rotation = deciding->statement->key_rotation;
	enum err err;

	if (!has_role(rotation))
		return wrong(deciding, "key_rotation.role",
			     "which key is replaced is not said; it is one of "
			     "operator, log, notices");
	err = check_public_key(deciding, "key_rotation.key", rotation->key);
	return err == ERR_OK
		       ? new_key_check(deciding, "key_rotation.key", rotation->key)
		       : err;
}

static struct public_key sized_key(ProtobufCBinaryData data)
{
	struct public_key key;

	ensure(public_key_from_bytes(message_bytes(data), &key));
	return key;
}

/* The operator rotates to no key that is not at hand: nothing could undo it. */
static enum err check_possession(const struct deciding *deciding,
				 ProtobufCBinaryData in_force)
{
	const SlbKeyRotation *rotation = deciding->statement->key_rotation;
	struct public_key old_key = sized_key(in_force);
	struct public_key new_key = sized_key(rotation->key);
	struct bytes message = possession_message(
		deciding->arena, deciding->statement->audience, &old_key, &new_key);
	struct signature signature;

	if (rotation->role != SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_OPERATOR)
		return rotation->possession.len == 0
			       ? ERR_OK
			       : wrong(deciding, "key_rotation.possession",
				       "it is for a new key of the operator alone; the "
				       "broker shows that it has the others by signing "
				       "with them");
	if (rotation->possession.len == sizeof(signature.bytes)) {
		memcpy(signature.bytes, rotation->possession.data,
		       sizeof(signature.bytes));
		if (signature_verify(&new_key, message, &signature))
			return ERR_OK;
	}
	return wrong(deciding, "key_rotation.possession",
		     "the new key has not signed that it takes the place of the one in "
		     "force: 64 bytes are expected here, as RECORD.md says");
}

static void retire(struct deciding *deciding, ProtobufCBinaryData in_force)
{
	struct row_key key = key_of(in_force);
	const SlbKeyRow *row = state_key_row(deciding->state, &key);
	SlbKeyRow retired;

	ensure(row != NULL);
	retired = *row;
	retired.revoked_index = deciding->act->index;
	retired.revoked_ms = deciding->act->log_time_ms;
	retired.revocation = SLB_REVOCATION_REASON__REVOCATION_REASON_SUPERSEDED;
	state_put(&deciding->effects->changes, &key, &retired.base);
}

static void add_to_history(struct deciding *deciding, SlbLogRow *row)
{
	uint64_t *rotations =
		arena_array(deciding->arena, uint64_t, row->n_rotations + 1);

	for (size_t i = 0; i < row->n_rotations; i++)
		rotations[i] = row->rotations[i];
	rotations[row->n_rotations++] = deciding->act->index;
	row->rotations = rotations;
}

enum err key_rotation_decide(struct deciding *deciding)
{
	const SlbKeyRotation *rotation = deciding->statement->key_rotation;
	const struct broker_key added = { .public_key = rotation->key,
					  .role = rotation->role };
	struct row_key key = log_row_key();
	ProtobufCBinaryData in_force;
	SlbLogRow row;
	enum err err = check_new(deciding);

	if (err != ERR_OK)
		return err;
	row = *state_log_row(deciding->state, &key);
	in_force = broker_key_in_force(&row, rotation->role);
	err = check_possession(deciding, in_force);
	if (err != ERR_OK)
		return err;
	retire(deciding, in_force);
	broker_key_put(deciding, &added, &row);
	add_to_history(deciding, &row);
	if (rotation->role == SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_LOG) {
		row.previous_log_key = in_force;
		row.log_key_index = deciding->act->index;
	}
	state_put(&deciding->effects->changes, &key, &row.base);
	deciding->effects->rotation = rotation;
	deciding->effects->book = book_of_kind(BOOK_BROKER);
	return ERR_OK;
}
