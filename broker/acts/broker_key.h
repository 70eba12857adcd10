#ifndef BROKER_ACTS_BROKER_KEY_H
#define BROKER_ACTS_BROKER_KEY_H

#include "acts/deciding.h"

/* Private to acts/: a key that belongs to no organisation: the operator's, and the
 * broker's for checkpoints and for what it says. */
struct broker_key {
	const char *path; /* in the statement; for who checks it */
	ProtobufCBinaryData public_key;
	SlbBrokerKeyRole role; /* a valid one */
};

/* Makes it the one in force: in *row, which the caller puts, and as a key of its own. */
void broker_key_put(struct deciding *deciding, const struct broker_key *key,
		    SlbLogRow *row);

/* The key in force. */
ProtobufCBinaryData broker_key_in_force(const SlbLogRow *row, SlbBrokerKeyRole role);

#endif
