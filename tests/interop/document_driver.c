/*
 * A filter around document/ for run_document.py.
 *
 * Frames in and out: a 32-bit big-endian length, then that many bytes.  A request is an
 * operation, a form, a message's full name with a NUL, and content:
 *
 *   'w' message bytes to text          'r' text to message bytes
 *   't' text to the name in "@type"
 *
 * with 'y' for YAML and 'j' for JSON.  An answer is '+' and the result, or '-' and what
 * was told about the mistakes, a line each: place, text, hint.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "document/document.h"
#include "slabroker/v1/config.pb-c.h"
#include "slabroker/v1/contract.pb-c.h"
#include "slabroker/v1/envelope.pb-c.h"
#include "slabroker/v1/evidence.pb-c.h"
#include "slabroker/v1/import.pb-c.h"
#include "slabroker/v1/policy.pb-c.h"
#include "slabroker/v1/profile.pb-c.h"
#include "slabroker/v1/report.pb-c.h"
#include "slabroker/v1/statement.pb-c.h"
#include "slabroker/v1/token.pb-c.h"
#include "slabroker/v1/verdict.pb-c.h"

#define REQUEST_MAX_BYTES  (64u << 20)
#define ARENA_CEILING      ((size_t)1 << 30)
#define DESCRIPTORS_MAX    256
#define LENGTH_PREFIX_SIZE 4

/* Every message is one of these or a field of one. */
static const ProtobufCMessageDescriptor *const roots[] = {
	&slb_terms__descriptor,           &slb_report__descriptor,
	&slb_statement__descriptor,       &slb_offer__descriptor,
	&slb_judgement__descriptor,       &slb_mapping__descriptor,
	&slb_metric__descriptor,          &slb_envelope__descriptor,
	&slb_broker_config__descriptor,   &slb_profile__descriptor,
	&slb_token_claims__descriptor,    &slb_token_footer__descriptor,
	&slb_evidence_record__descriptor,
};

struct catalogue {
	const ProtobufCMessageDescriptor *descriptors[DESCRIPTORS_MAX];
	size_t count;
};

static void add(struct catalogue *catalogue,
		const ProtobufCMessageDescriptor *descriptor)
{
	for (size_t i = 0; i < catalogue->count; i++)
		if (catalogue->descriptors[i] == descriptor)
			return;
	if (catalogue->count == DESCRIPTORS_MAX)
		abort();
	catalogue->descriptors[catalogue->count++] = descriptor;
	for (unsigned i = 0; i < descriptor->n_fields; i++)
		if (descriptor->fields[i].type == PROTOBUF_C_TYPE_MESSAGE)
			add(catalogue, descriptor->fields[i].descriptor);
}

static const ProtobufCMessageDescriptor *find(const struct catalogue *catalogue,
					      const char *name)
{
	for (size_t i = 0; i < catalogue->count; i++)
		if (strcmp(catalogue->descriptors[i]->name, name) == 0)
			return catalogue->descriptors[i];
	return NULL;
}

struct answer {
	char sign;
	struct bytes content;
};

static struct answer mistakes(struct arena *arena, const struct diag *diag)
{
	struct text text;

	text_init(&text, arena);
	for (const struct diag_item *item = diag->first; item; item = item->next)
		text_printf(&text, "%s%s%s%s\n", diag_place_text(arena, item->place),
			    item->text, item->hint ? "; " : "",
			    item->hint ? item->hint : "");
	return (struct answer){ '-', bytes_of_string(text_chars(&text)) };
}

static struct answer said(const char *text)
{
	return (struct answer){ '-', bytes_of_string(text) };
}

static struct answer write_text(struct arena *arena, enum document_format format,
				const ProtobufCMessageDescriptor *descriptor,
				struct bytes content)
{
	ProtobufCMessage *message =
		protobuf_c_message_unpack(descriptor, NULL, content.len, content.data);
	struct answer answer = { .sign = '+' };
	enum err err;

	if (!message)
		return said("protobuf-c cannot unpack the message");
	err = document_write(arena, message, format, &answer.content);
	protobuf_c_message_free_unpacked(message, NULL);
	return err ? said(err_name(err)) : answer;
}

static struct answer read_text(struct arena *arena, const struct document_input *input,
			       const ProtobufCMessageDescriptor *descriptor)
{
	ProtobufCMessage *message = NULL;
	struct diag diag;
	uint8_t *packed;
	size_t size;

	diag_init(&diag, arena);
	if (document_read(arena, input, descriptor, &message, NULL, &diag))
		return mistakes(arena, &diag);
	size = protobuf_c_message_get_packed_size(message);
	packed = arena_alloc(arena, size + 1);
	protobuf_c_message_pack(message, packed);
	return (struct answer){ '+', { packed, size } };
}

static struct answer read_type(struct arena *arena, const struct document_input *input)
{
	const char *name = NULL;
	struct diag diag;

	diag_init(&diag, arena);
	if (document_type(arena, input, &name, &diag))
		return mistakes(arena, &diag);
	return (struct answer){ '+', bytes_of_string(name ? name : "") };
}

static struct answer answer_to(struct arena *arena, const struct catalogue *catalogue,
			       struct bytes request)
{
	struct document_input input = { .file_name = "document" };
	const char *name = (const char *)request.data + 2;
	const ProtobufCMessageDescriptor *descriptor;
	size_t used;

	if (request.len < 3 || !memchr(name, 0, request.len - 2))
		return said("malformed request");
	used = 2 + strlen(name) + 1;
	input.text = (struct bytes){ request.data + used, request.len - used };
	input.format = request.data[1] == 'j' ? DOCUMENT_JSON : DOCUMENT_YAML;
	if (request.data[0] == 't')
		return read_type(arena, &input);
	descriptor = find(catalogue, name);
	if (!descriptor)
		return said("unknown message");
	if (request.data[0] == 'w')
		return write_text(arena, input.format, descriptor, input.text);
	return read_text(arena, &input, descriptor);
}

static bool read_frame(struct arena *arena, struct bytes *frame)
{
	uint8_t prefix[LENGTH_PREFIX_SIZE];
	struct cursor cursor = cursor_over(BYTES_OF_ARRAY(prefix));
	uint8_t *data;

	if (fread(prefix, sizeof prefix, 1, stdin) != 1)
		return false;
	frame->len = cursor_u32be(&cursor);
	if (frame->len > REQUEST_MAX_BYTES)
		abort();
	data = arena_alloc(arena, frame->len + 1);
	frame->data = data;
	return frame->len == 0 || fread(data, frame->len, 1, stdin) == 1;
}

static void write_frame(struct arena *arena, struct answer answer)
{
	struct buffer buffer;

	buffer_init(&buffer, arena);
	buffer_add_u32be(&buffer, (uint32_t)answer.content.len + 1);
	buffer_add_byte(&buffer, (uint8_t)answer.sign);
	buffer_add(&buffer, answer.content);
	fwrite(buffer.data, buffer.len, 1, stdout);
	fflush(stdout);
}

int main(void)
{
	struct catalogue catalogue = { .count = 0 };
	struct bytes request;
	struct arena arena;

	for (size_t i = 0; i < ARRAY_SIZE(roots); i++)
		add(&catalogue, roots[i]);
	arena_init(&arena, ARENA_CEILING);
	while (read_frame(&arena, &request)) {
		write_frame(&arena, answer_to(&arena, &catalogue, request));
		arena_release(&arena);
	}
	arena_release(&arena);
	return 0;
}
