#ifndef CLIENTS_LIB_ANSWER_H
#define CLIENTS_LIB_ANSWER_H

#include <protobuf-c/protobuf-c.h>

#include "base/arena.h"
#include "base/bytes.h"

/*
 * A message as the broker sent it: fields that this program does not know are read over,
 * as a newer broker may send them.  (What is signed is read more strictly:
 * envelope/unpack.h.)  Everything lies in the arena, whose ceiling bounds it.
 *
 * NULL when it is no message of that type, or the arena is full.
 * Threads: pure functions.
 */
ProtobufCMessage *answer_unpack(struct arena *arena,
				const ProtobufCMessageDescriptor *type,
				struct bytes wire);

#endif
