#include "acts/deciding.h"

/* The first entry of a log: who operates it, and with which keys it signs. */

void opening_needs(const struct act_case *act, struct state *state)
{
	(void)act;
	(void)state;
}

struct opening_key {
	const char *path;
	ProtobufCBinaryData key;
	const char *owner;
	SlbKeyUse use;
};

#define OPENING_KEYS 3

static void list_keys(const SlbLogOpening *opening,
		      struct opening_key out[OPENING_KEYS])
{
	out[0] = (struct opening_key){ "opening.operator_key", opening->operator_key,
				       ISSUER_OPERATOR, SLB_KEY_USE__KEY_USE_OPERATOR };
	out[1] = (struct opening_key){ "opening.log_key", opening->log_key,
				       ISSUER_BROKER, SLB_KEY_USE__KEY_USE_LOG };
	out[2] = (struct opening_key){ "opening.notice_key", opening->notice_key,
				       ISSUER_BROKER, SLB_KEY_USE__KEY_USE_NOTICES };
}

static enum err check_keys(const struct deciding *deciding,
			   const struct opening_key keys[OPENING_KEYS])
{
	for (size_t i = 0; i < OPENING_KEYS; i++) {
		enum err err = check_width(deciding, keys[i].path, keys[i].key,
					   PUBLIC_KEY_BYTES, "a public key");

		if (err != ERR_OK)
			return err;
		for (size_t j = 0; j < i; j++) {
			if (bytes_equal(message_bytes(keys[i].key),
					message_bytes(keys[j].key)))
				return diag_error(
					deciding->diag, ERR_STATEMENT_FIELD,
					diag_at(keys[i].path),
					"the same key stands at %s; operator, log and "
					"notices have a key each",
					keys[j].path);
		}
	}
	return ERR_OK;
}

static void put_key(struct deciding *deciding, const struct opening_key *opened)
{
	struct digest id = sha256(message_bytes(opened->key));
	struct row_key key = key_row_key(&id);
	SlbKeyRow row;
	char *owner = arena_strdup(deciding->arena, opened->owner);

	slb_key_row__init(&row);
	row.public_key = opened->key;
	row.owner = owner;
	row.use = opened->use;
	row.added_index = deciding->act->index;
	row.added_ms = deciding->act->log_time_ms;
	state_put(&deciding->effects->changes, &key, &row.base);
}

enum err opening_decide(struct deciding *deciding)
{
	const SlbLogOpening *opening = deciding->statement->opening;
	struct opening_key keys[OPENING_KEYS];
	struct row_key key = log_row_key();
	SlbLogRow row;
	enum err err;

	slb_log_row__init(&row);
	list_keys(opening, keys);
	err = check_keys(deciding, keys);
	if (err != ERR_OK)
		return err;
	row.origin = deciding->statement->audience;
	row.operator_key = opening->operator_key;
	row.log_key = opening->log_key;
	row.notice_key = opening->notice_key;
	state_put(&deciding->effects->changes, &key, &row.base);
	for (size_t i = 0; i < OPENING_KEYS; i++)
		put_key(deciding, &keys[i]);
	deciding->effects->book = book_of_kind(BOOK_BROKER);
	return ERR_OK;
}
