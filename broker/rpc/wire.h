#ifndef BROKER_RPC_WIRE_H
#define BROKER_RPC_WIRE_H

#include <stdint.h>

#include "base/bytes.h"

/*
 * One field after the other of a protobuf message, as lenient as other readers are
 * (protobuf.dev/programming-guides/encoding).  Threads: pure functions.
 */

enum wire_type { WIRE_VARINT = 0, WIRE_64 = 1, WIRE_BYTES = 2, WIRE_32 = 5 };

struct wire_field {
	uint64_t number;
	unsigned wire_type;
	struct bytes content; /* of WIRE_BYTES, a view; else empty */
};

/* The next field, of a cursor that is not at its end.  NULL, or what is wrong with it: a
 * sentence in static storage; then nothing more is to be read. */
const char *wire_take(struct cursor *cursor, struct wire_field *field) MUST_CHECK;

#endif
