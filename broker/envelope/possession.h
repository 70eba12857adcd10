#ifndef BROKER_ENVELOPE_POSSESSION_H
#define BROKER_ENVELOPE_POSSESSION_H

#include "base/arena.h"
#include "base/bytes.h"
#include "crypto/sign.h"

/*
 * What a new operator's key signs, so that the operator does not rotate to a key that is
 * not at hand; proto/RECORD.md, section 10.
 *
 *	"slb/rotation/1" || u16 length of origin || origin || old key || new key
 *
 * In the arena; origin has at most 65,535 bytes.  Threads: a pure function.
 */
struct bytes possession_message(struct arena *arena, const char *origin,
				const struct public_key *old_key,
				const struct public_key *new_key);

#endif
