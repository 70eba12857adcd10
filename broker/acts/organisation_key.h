#ifndef BROKER_ACTS_ORGANISATION_KEY_H
#define BROKER_ACTS_ORGANISATION_KEY_H

#include "acts/deciding.h"

/* Private to acts/: a key that an organisation gets, at enrolment or later. */
struct new_key {
	const char *path; /* of the key in the statement */
	ProtobufCBinaryData public_key;
	char *owner;
	SlbKeyUse use;
	int64_t not_before_ms;
	int64_t not_after_ms;
	char *holder;
};

/* The row that tells whether the key was ever added; public_key may have any length. */
void new_key_needs(ProtobufCBinaryData public_key, struct state *state);

/* ERR_KEY_EXISTS unless the key, of 32 bytes, was never added. */
enum err new_key_check(const struct deciding *deciding, const char *path,
		       ProtobufCBinaryData public_key) MUST_CHECK;

/* ERR_STATEMENT_FIELD, ERR_KEY_EXISTS; else the key's rows are among the changes. */
enum err new_key_add(struct deciding *deciding, const struct new_key *key) MUST_CHECK;

#endif
