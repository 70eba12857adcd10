#ifndef BROKER_SERVICE_FILTER_H
#define BROKER_SERVICE_FILTER_H

#include <protobuf-c/protobuf-c.h>

#include "base/attribute.h"
#include "base/diag.h"

/*
 * The number of an enum by which a list is filtered.  Enums are open on the wire: a number
 * that is not known here fits nothing, and a newer client would take the empty list for
 * an answer.  ERR_REQUEST_MALFORMED, with the numbers that are known; 0 is no filter.
 * Threads: no shared state.
 */
enum err filter_check(const char *field, const ProtobufCEnumDescriptor *type,
		      int number, struct diag *diag) MUST_CHECK;

#endif
