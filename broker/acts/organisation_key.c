#include "acts/organisation_key.h"

void new_key_needs(ProtobufCBinaryData public_key, struct state *state)
{
	struct digest id = sha256(message_bytes(public_key));
	struct row_key key = key_row_key(&id);

	state_want(state, &key);
}

enum err new_key_check(const struct deciding *deciding, const char *path,
		       ProtobufCBinaryData public_key)
{
	struct digest id = sha256(message_bytes(public_key));
	struct row_key key = key_row_key(&id);

	if (state_key_row(deciding->state, &key) == NULL)
		return ERR_OK;
	return diag_error(deciding->diag, ERR_KEY_EXISTS, diag_at(path),
			  "key %s was added before; a key is added once in the life of "
			  "a log, so make a new one",
			  words_digest(deciding->arena, digest_bytes(&id)));
}

enum err new_key_add(struct deciding *deciding, const struct new_key *new_key)
{
	struct digest id = sha256(message_bytes(new_key->public_key));
	struct row_key key = key_row_key(&id);
	SlbKeyRow row;
	SlbOwnedKeyRow owned;
	enum err err = check_public_key(deciding, new_key->path, new_key->public_key);

	slb_key_row__init(&row);
	slb_owned_key_row__init(&owned);
	if (err == ERR_OK)
		err = new_key_check(deciding, new_key->path, new_key->public_key);
	if (err != ERR_OK)
		return err;
	row.public_key = new_key->public_key;
	row.owner = new_key->owner;
	row.use = new_key->use;
	row.not_before_ms = new_key->not_before_ms;
	row.not_after_ms = new_key->not_after_ms;
	row.holder = new_key->holder;
	row.added_index = deciding->act->index;
	row.added_ms = deciding->act->log_time_ms;
	state_put(&deciding->effects->changes, &key, &row.base);
	owned.use = new_key->use;
	key = owned_key_row_key(new_key->owner, &id);
	state_put(&deciding->effects->changes, &key, &owned.base);
	return ERR_OK;
}
