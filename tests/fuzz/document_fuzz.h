#ifndef TESTS_FUZZ_DOCUMENT_FUZZ_H
#define TESTS_FUZZ_DOCUMENT_FUZZ_H

#include <stdlib.h>
#include <string.h>

#include "document/document.h"
#include "slabroker/v1/contract.pb-c.h"
#include "slabroker/v1/report.pb-c.h"
#include "slabroker/v1/statement.pb-c.h"

/*
 * Any text, in one form: reading it never crashes, a refusal is told, and what is read is
 * written in both forms and read back as the same message.
 */

#define FUZZ_ARENA_CEILING ((size_t)64 << 20)

static struct bytes fuzz_pack(struct arena *arena, const ProtobufCMessage *message)
{
	size_t size = protobuf_c_message_get_packed_size(message);
	uint8_t *packed = arena_alloc(arena, size + 1);

	protobuf_c_message_pack(message, packed);
	return (struct bytes){ packed, size };
}

static void fuzz_write_and_read(struct arena *arena, const ProtobufCMessage *message,
				enum document_format format)
{
	struct document_input input = { .format = format };
	ProtobufCMessage *again = NULL;
	struct diag diag;

	diag_init(&diag, arena);
	if (document_write_typed(arena, message, format, &input.text))
		abort();
	if (document_read(arena, &input, message->descriptor, &again, NULL, &diag))
		abort();
	if (!bytes_equal(fuzz_pack(arena, message), fuzz_pack(arena, again)))
		abort();
}

/* The message that the text says it is; a contract's terms when it says nothing. */
static const ProtobufCMessageDescriptor *fuzz_descriptor(const char *type)
{
	static const ProtobufCMessageDescriptor *const known[] = {
		&slb_report__descriptor,
		&slb_statement__descriptor,
	};

	for (size_t i = 0; type && i < ARRAY_SIZE(known); i++)
		if (strcmp(type, known[i]->name) == 0)
			return known[i];
	return &slb_terms__descriptor;
}

static void fuzz_document(struct bytes text, enum document_format format)
{
	struct document_input input = { text, format, "fuzz", NULL };
	struct document_source *source = NULL;
	ProtobufCMessage *message = NULL;
	const char *type = NULL;
	struct arena arena;
	struct diag diag;
	enum err err;

	arena_init(&arena, FUZZ_ARENA_CEILING);
	diag_init(&diag, &arena);
	if (document_type(&arena, &input, &type, &diag) && diag.error_count == 0)
		abort();
	diag_init(&diag, &arena);
	err = document_read(&arena, &input, fuzz_descriptor(type), &message, &source,
			    &diag);
	if ((err == ERR_OK) != (message != NULL) || (err && diag.error_count == 0))
		abort();
	for (const struct diag_item *item = diag.first; item; item = item->next)
		if (source && document_place(source, item->place.path).line == 0)
			abort();
	if (message) {
		fuzz_write_and_read(&arena, message, DOCUMENT_YAML);
		fuzz_write_and_read(&arena, message, DOCUMENT_JSON);
	}
	arena_release(&arena);
}

#endif
