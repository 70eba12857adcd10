#include "ledger/signing.h"

#include <inttypes.h>

#include "base/ensure.h"

static const struct signing_key *
find(const struct signing_key *const keys[SIGNING_KEYS_MAX], ProtobufCBinaryData wanted)
{
	struct bytes bytes = { wanted.data, wanted.len };

	for (size_t i = 0; i < SIGNING_KEYS_MAX; i++) {
		if (keys[i] != NULL &&
		    bytes_equal(BYTES_OF_ARRAY(signing_key_public(keys[i])->bytes),
				bytes))
			return keys[i];
	}
	return NULL;
}

static enum err not_at_hand(struct diag *diag, const char *option, const char *what,
			    ProtobufCBinaryData key)
{
	struct public_key public_key;

	ensure(public_key_from_bytes((struct bytes){ key.data, key.len }, &public_key));
	(void)diag_error(diag, ERR_KEY_NOT_AT_HAND, diag_at(option),
			 "the broker was not given the key for %s with the id %s", what,
			 key_id_of(&public_key).hex);
	return ERR_KEY_NOT_AT_HAND;
}

enum err signing_check_rotation(const struct signing_keys *keys,
				const SlbKeyRotation *rotation, struct diag *diag)
{
	bool is_log = rotation->role == SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_LOG;
	enum err err;

	if (rotation->role == SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_OPERATOR ||
	    find(is_log ? keys->log : keys->notices, rotation->key) != NULL)
		return ERR_OK;
	err = not_at_hand(diag, "key_rotation.key",
			  is_log ? "checkpoints" : "what it says", rotation->key);
	diag_hint(
		diag,
		"start the broker with it as --%s beside the one in force, then rotate",
		is_log ? "next-log-key" : "next-notice-key");
	return err;
}

enum err signing_row(struct store_view *view, struct arena *arena, struct diag *diag,
		     const SlbLogRow **out)
{
	struct row_key key = log_row_key();
	const ProtobufCMessage *row;
	struct state state;
	enum err err;

	state_init(&state, arena, view);
	err = state_fetch(&state, &key, &row);
	*out = (const SlbLogRow *)row;
	if (err != ERR_OK || row != NULL)
		return err;
	return diag_error(diag, ERR_LOG_DAMAGED, diag_at(""),
			  "the log's opening is not among its rows");
}

enum err signing_log_key(const struct signing_keys *keys, const SlbLogRow *row,
			 struct diag *diag, const struct signing_key **out)
{
	enum err err;

	*out = find(keys->log, row->log_key);
	if (*out != NULL)
		return ERR_OK;
	err = not_at_hand(diag, "log-key", "checkpoints", row->log_key);
	diag_hint(diag, "the log is signed by that key since its opening, or since it "
			"was rotated: name its file as log_key, or --log-key");
	return err;
}

enum err signing_notice_key(const struct signing_keys *keys, const SlbLogRow *row,
			    struct diag *diag, const struct signing_key **out)
{
	enum err err;

	*out = find(keys->notices, row->notice_key);
	if (*out != NULL)
		return ERR_OK;
	err = not_at_hand(diag, "notice-key", "what it says", row->notice_key);
	diag_hint(diag,
		  "the broker signs by that key since the log's opening, or since "
		  "it was rotated: name its file as notice_key, or --notice-key");
	return err;
}

bool signing_verifier(const SlbLogRow *row, uint64_t size, struct note_key *out)
{
	/* A tree has the rotation when it is larger than the rotation's index. */
	bool is_previous = row->previous_log_key.len != 0 && size <= row->log_key_index;
	ProtobufCBinaryData data = is_previous ? row->previous_log_key : row->log_key;
	struct public_key key;

	if (!public_key_from_bytes((struct bytes){ data.data, data.len }, &key))
		return false;
	*out = note_key_make(row->origin, NOTE_ED25519, &key);
	return true;
}
