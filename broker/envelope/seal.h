#ifndef BROKER_ENVELOPE_SEAL_H
#define BROKER_ENVELOPE_SEAL_H

#include <stddef.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "crypto/sign.h"

/*
 * Signing: from a payload to the bytes of an envelope that envelope_parse() and
 * envelope_verify() accept.  One to ENVELOPE_SIGNATURES_MAX distinct keys; they may stand
 * in any order.  Results lie in the arena, which must have room for them.
 * Threads: no shared state.
 */

struct seal_item {
	const char *payload_type;
	struct bytes payload;
};

/* Signed alone. */
struct bytes envelope_seal(struct arena *arena, const struct seal_item *item,
			   const struct signing_key *const *keys, size_t key_count);

/*
 * Many statements under one signature of each key: each envelope carries its own path to
 * the signed root and stays provable alone.  out has room for count; count is 1 or more.
 */
void envelope_seal_batch(struct arena *arena, const struct seal_item *items,
			 size_t count, const struct signing_key *const *keys,
			 size_t key_count, struct bytes *out);

#endif
