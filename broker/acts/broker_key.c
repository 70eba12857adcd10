#include "acts/broker_key.h"

#include "base/ensure.h"

static ProtobufCBinaryData *place_of(SlbLogRow *row, SlbBrokerKeyRole role)
{
	switch (role) {
	case SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_OPERATOR:
		return &row->operator_key;
	case SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_LOG:
		return &row->log_key;
	case SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_NOTICES:
		return &row->notice_key;
	case SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_UNSPECIFIED:
	case _SLB_BROKER_KEY_ROLE_IS_INT_SIZE:
	default:
		ensure(false);
		return NULL;
	}
}

static SlbKeyUse use_of(SlbBrokerKeyRole role)
{
	static const SlbKeyUse uses[] = {
		[SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_OPERATOR] =
			SLB_KEY_USE__KEY_USE_OPERATOR,
		[SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_LOG] = SLB_KEY_USE__KEY_USE_LOG,
		[SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_NOTICES] =
			SLB_KEY_USE__KEY_USE_NOTICES,
	};

	return uses[role];
}

void broker_key_put(struct deciding *deciding, const struct broker_key *key,
		    SlbLogRow *row)
{
	struct digest id = sha256(message_bytes(key->public_key));
	struct row_key row_key = key_row_key(&id);
	const bool is_operators =
		key->role == SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_OPERATOR;
	SlbKeyRow added;

	slb_key_row__init(&added);
	added.public_key = key->public_key;
	added.owner = arena_strdup(deciding->arena,
				   is_operators ? ISSUER_OPERATOR : ISSUER_BROKER);
	added.use = use_of(key->role);
	added.added_index = deciding->act->index;
	added.added_ms = deciding->act->log_time_ms;
	state_put(&deciding->effects->changes, &row_key, &added.base);
	*place_of(row, key->role) = key->public_key;
}

ProtobufCBinaryData broker_key_in_force(const SlbLogRow *row, SlbBrokerKeyRole role)
{
	SlbLogRow copy = *row;

	return *place_of(&copy, role);
}
