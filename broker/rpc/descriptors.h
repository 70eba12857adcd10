#ifndef BROKER_RPC_DESCRIPTORS_H
#define BROKER_RPC_DESCRIPTORS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attribute.h"
#include "base/bytes.h"

/*
 * What a packed google.protobuf.FileDescriptorSet holds (protobuf's descriptor.proto),
 * found by name.  The files stay packed, for that is how reflection hands them on.
 *
 * Threads: unchanging once opened.
 */

struct descriptors;

/* The set is kept, not copied.  NULL: it is not one, or there is no memory. */
struct descriptors *descriptors_open(struct bytes set) MUST_CHECK;

/* NULL is legal. */
void descriptors_close(struct descriptors *descriptors);

size_t descriptors_file_count(const struct descriptors *descriptors);

/* The packed file; number < descriptors_file_count. */
struct bytes descriptors_file(const struct descriptors *descriptors, size_t number);

/* The file of this name, or the one where this full name is declared: a message, field,
 * enum, value, service, method or extension. */
bool descriptors_find_file(const struct descriptors *descriptors, struct bytes name,
			   size_t *number) MUST_CHECK;
bool descriptors_find_symbol(const struct descriptors *descriptors, struct bytes name,
			     size_t *number) MUST_CHECK;

/* Marks the file and all that it imports, near or far: wanted has a place for each. */
void descriptors_mark_imports(const struct descriptors *descriptors, size_t number,
			      bool *wanted);

#endif
