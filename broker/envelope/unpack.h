#ifndef BROKER_ENVELOPE_UNPACK_H
#define BROKER_ENVELOPE_UNPACK_H

#include <protobuf-c/protobuf-c.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "base/err.h"

/*
 * The one way from signed bytes to a struct: scan (scan.h), then unpack into the arena.
 * The struct, its strings and lists live as long as the arena; nothing is to be freed.
 *
 * ERR_WIRE_NOT_CANONICAL: what the scan refuses, with byte and field path in the diag.
 * ERR_LIMIT_EXCEEDED: the arena is too small for what the message becomes in memory and
 * 64 KiB more.  20 MiB are enough for a report of 1 MiB; bytes made to be costly take 70
 * times their size.
 * ERR_NO_MEMORY: the system has none.
 */
enum err unpack_message(struct arena *arena, const ProtobufCMessageDescriptor *type,
			struct bytes wire, ProtobufCMessage **out,
			struct diag *diag) MUST_CHECK;

/* The bytes of a message, in the arena. */
struct bytes pack_message(struct arena *arena, const ProtobufCMessage *message);

#endif
