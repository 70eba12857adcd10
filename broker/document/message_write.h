#ifndef BROKER_DOCUMENT_MESSAGE_WRITE_H
#define BROKER_DOCUMENT_MESSAGE_WRITE_H

#include "document/node.h"

/*
 * Message to tree, with the names and the spelling of numbers that the format has.  The
 * tree's texts are the message's own.  Errors as document_write().
 */
enum err node_from_message(struct arena *arena, const ProtobufCMessage *message,
			   enum document_format format, bool typed,
			   struct node **out) MUST_CHECK;

#endif
