#ifndef BROKER_ENVELOPE_DECODE_H
#define BROKER_ENVELOPE_DECODE_H

#include <protobuf-c/protobuf-c.h>

#include "base/arena.h"
#include "base/attribute.h"
#include "base/bytes.h"

/*
 * Private to envelope/: a message of protobuf-c from bytes that passed the scan (scan.h),
 * and so are in their one form: nothing is looked at twice, and numbers are read several
 * at once.  Bytes that did not pass break an invariant (ensure.h) before they are read
 * beyond their end.  Everything in it lies in the arena.
 *
 * Fields are single or repeated, and their presence is told by a oneof alone, as in all
 * messages of proto3 without "optional".
 */

/* NULL: the arena is too small. */
ProtobufCMessage *decode_message(struct arena *arena,
				 const ProtobufCMessageDescriptor *type,
				 struct bytes wire) MUST_CHECK;

#endif
