#ifndef BROKER_DOCUMENT_HINT_H
#define BROKER_DOCUMENT_HINT_H

#include "document/message_read.h"

/*
 * What to write instead of what was refused, from descriptors: added to the diagnostic
 * told last, in the names that the document's format uses.
 */

/* The field that an unknown name most likely means, or all the fields. */
void hint_field(const struct conversion *conversion,
		const ProtobufCMessageDescriptor *descriptor, const char *key);

/* The names of the fields; nothing where there are none. */
void hint_fields(const struct conversion *conversion,
		 const ProtobufCMessageDescriptor *descriptor);

/* How such a message is written: `write {amount: NUMBER, unit: hours|days}`. */
void hint_form(const struct conversion *conversion,
	       const ProtobufCMessageDescriptor *descriptor);

/*
 * The values of an enum that the node's text most likely means: misspelt, or a part of
 * their names; else all that may be written, so none that only stands for absence.
 */
void hint_value(const struct conversion *conversion, const struct node *node,
		const ProtobufCEnumDescriptor *descriptor);

#endif
