#ifndef BROKER_RPC_REQUEST_H
#define BROKER_RPC_REQUEST_H

#include <protobuf-c/protobuf-c.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "base/err.h"

/*
 * From the bytes of a request to its struct, as gRPC users expect it: unknown fields and
 * enum values are read over.  (What is signed is read more strictly: envelope/scan.h.)
 *
 * protobuf-c neither checks text nor bounds memory and depth, so that is done here.
 * Threads: pure functions.
 */

#define REQUEST_DEPTH_MAX 16 /* messages inside each other, the outermost counted */

/*
 * Everything lies in the arena and takes at most room_bytes of it, so that what a stranger
 * sends leaves the handler its part.  The wire is not needed afterwards.
 * ERR_REQUEST_MALFORMED: not a message of this type, or its text is not UTF-8 or has a
 * NUL; ERR_LIMIT_EXCEEDED: it needs more room.
 */
enum err request_unpack(struct arena *arena, size_t room_bytes,
			const ProtobufCMessageDescriptor *type, struct bytes wire,
			ProtobufCMessage **out, struct diag *diag) MUST_CHECK;

#endif
