#ifndef BROKER_DOCUMENT_PLAIN_H
#define BROKER_DOCUMENT_PLAIN_H

#include "document/node.h"

/*
 * What a YAML scalar without quotes is: the core schema of YAML 1.2.2 (section 10.3.2).
 *
 * NODE_NULL (*text becomes empty), NODE_BOOL (*text becomes "true" or "false"),
 * NODE_NUMBER for every form of a number the schema has (hexadecimal, octal and
 * infinity included: number.h then refuses them), else NODE_TEXT.
 */
enum node_kind plain_kind(struct bytes *text);

/*
 * May a text be written without quotes, so that every reader, of YAML 1.1 too, sees a
 * text?  Narrow on purpose: it begins with a letter and is none of the words that some
 * version of YAML takes for null or a boolean.
 */
bool plain_is_text(struct bytes text);

#endif
