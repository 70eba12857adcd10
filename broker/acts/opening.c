#include "acts/broker_key.h"

/* The first entry of a log: who operates it, and with which keys it signs. */

void opening_needs(const struct act_case *act, struct state *state)
{
	(void)act;
	(void)state;
}

#define OPENING_KEYS 3

static void list_keys(const SlbLogOpening *opening, struct broker_key out[OPENING_KEYS])
{
	out[0] = (struct broker_key){ "opening.operator_key", opening->operator_key,
				      SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_OPERATOR };
	out[1] = (struct broker_key){ "opening.log_key", opening->log_key,
				      SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_LOG };
	out[2] = (struct broker_key){ "opening.notice_key", opening->notice_key,
				      SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_NOTICES };
}

static enum err check_keys(const struct deciding *deciding,
			   const struct broker_key keys[OPENING_KEYS])
{
	for (size_t i = 0; i < OPENING_KEYS; i++) {
		enum err err =
			check_public_key(deciding, keys[i].path, keys[i].public_key);

		if (err != ERR_OK)
			return err;
		for (size_t j = 0; j < i; j++) {
			if (bytes_equal(message_bytes(keys[i].public_key),
					message_bytes(keys[j].public_key)))
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

enum err opening_decide(struct deciding *deciding)
{
	struct broker_key keys[OPENING_KEYS];
	struct row_key key = log_row_key();
	SlbLogRow row;
	enum err err;

	slb_log_row__init(&row);
	list_keys(deciding->statement->opening, keys);
	err = check_keys(deciding, keys);
	if (err != ERR_OK)
		return err;
	row.origin = deciding->statement->audience;
	for (size_t i = 0; i < OPENING_KEYS; i++)
		broker_key_put(deciding, &keys[i], &row);
	state_put(&deciding->effects->changes, &key, &row.base);
	deciding->effects->book = book_of_kind(BOOK_BROKER);
	return ERR_OK;
}
