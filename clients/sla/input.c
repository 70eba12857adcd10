#include "sla/input.h"

#include <string.h>

#include "base/attribute.h"
#include "contract/check.h"
#include "envelope/ids.h"
#include "envelope/unpack.h"
#include "sla/answer.h"
#include "sla/files.h"

#define DOCUMENT_ARENA_MAX_BYTES ((size_t)1 << 30)

/* As some editors save a document. */
static bool is_utf16(struct bytes bytes)
{
	return bytes.len >= 2 && ((bytes.data[0] == 0xff && bytes.data[1] == 0xfe) ||
				  (bytes.data[0] == 0xfe && bytes.data[1] == 0xff));
}

/* UTF-8, apart from zeros as a crash leaves them in a file. */
static bool is_utf8_with_zeros(struct bytes bytes)
{
	while (bytes.len > 0) {
		const uint8_t *zero = memchr(bytes.data, 0, bytes.len);
		size_t len = zero == NULL ? bytes.len : (size_t)(zero - bytes.data);

		if (!utf8_valid((struct bytes){ bytes.data, len }))
			return false;
		len += zero != NULL;
		bytes = (struct bytes){ bytes.data + len, bytes.len - len };
	}
	return true;
}

/*
 * A signed statement has control characters, and signatures that are no UTF-8; a document,
 * even a damaged one, has not both.
 */
static bool is_binary(struct bytes bytes)
{
	size_t i;

	for (i = 0; i < bytes.len; i++) {
		uint8_t byte = bytes.data[i];

		if (byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t')
			return !is_utf8_with_zeros(bytes) && !is_utf16(bytes);
	}
	return false;
}

static enum document_format format_of(struct bytes bytes)
{
	size_t i = 0;

	while (i < bytes.len && (bytes.data[i] <= ' ' || bytes.data[i] >= 0x80))
		i++; /* white space, a byte order mark */
	return i < bytes.len && bytes.data[i] == '{' ? DOCUMENT_JSON : DOCUMENT_YAML;
}

static enum err open_signed(struct invocation *in, struct input *input)
{
	const struct diag_item *before = in->diag.last;
	enum err e =
		envelope_parse(in->arena, input->bytes, &input->envelope, &in->diag);

	if (e == ERR_WIRE_NOT_CANONICAL)
		diag_hint(&in->diag, "it is neither a signed statement nor evidence "
				     "that sla wrote, or it was changed since");
	if (e == ERR_OK)
		e = statement_parse(in->arena, &input->envelope, NULL,
				    &input->statement, &in->diag);
	problems_of_file(in, before, input->name);
	return e;
}

enum err input_open(struct invocation *in, const char *name, struct input *out)
{
	enum err e;

	*out = (struct input){ .name = name };
	e = file_read(in->arena, name, INPUT_BYTES_MAX, &out->bytes, &in->diag);
	if (e != ERR_OK)
		return e;
	out->is_signed = is_binary(out->bytes);
	if (out->is_signed)
		return open_signed(in, out);
	out->format = format_of(out->bytes);
	return ERR_OK;
}

static struct document_input document_of(const struct input *input)
{
	return (struct document_input){ .text = input->bytes,
					.format = input->format,
					.file_name = input->name };
}

enum err input_type(struct invocation *in, const struct input *input, const char **out)
{
	struct document_input document = document_of(input);

	return document_type(in->arena, &document, out, &in->diag);
}

/* Documents that people take for one another, and a field that only they have. */
static const struct {
	const ProtobufCMessageDescriptor *descriptor;
	const char *field;
	const char *words;
} documents[] = {
	{ &slb_terms__descriptor, "kpis:", "a contract" },
	{ &slb_report__descriptor, "columns:", "a report" },
};

/* Whether a line of YAML begins with it. */
static bool begins_line(struct bytes text, const char *field)
{
	size_t len = strlen(field);

	while (text.len > len) {
		const uint8_t *end = memchr(text.data, '\n', text.len);

		if (memcmp(text.data, field, len) == 0)
			return true;
		if (end == NULL)
			return false;
		text.len -= (size_t)(end + 1 - text.data);
		text.data = end + 1;
	}
	return false;
}

/* Every field of the wrong document would be told otherwise. */
static enum err check_not_mistaken(struct invocation *in, const struct input *input,
				   const ProtobufCMessageDescriptor *descriptor)
{
	const char *expected = "another document";
	size_t i;

	for (i = 0; i < ARRAY_SIZE(documents); i++) {
		if (documents[i].descriptor == descriptor)
			expected = documents[i].words;
	}
	for (i = 0; i < ARRAY_SIZE(documents); i++) {
		if (documents[i].descriptor != descriptor &&
		    begins_line(input->bytes, documents[i].field))
			return diag_error(&in->diag, ERR_DOCUMENT_VALUE,
					  (struct diag_place){ .file = input->name },
					  "this is %s; expected %s", documents[i].words,
					  expected);
	}
	return ERR_OK;
}

enum err input_message(struct invocation *in, struct input *input,
		       const ProtobufCMessageDescriptor *descriptor,
		       ProtobufCMessage **out)
{
	struct document_input document = document_of(input);
	enum err e = check_not_mistaken(in, input, descriptor);

	if (e != ERR_OK)
		return e;
	return document_read(in->arena, &document, descriptor, out, &input->source,
			     &in->diag);
}

/* A diagnostic that could have a line, and has none. */
static bool lacks_line(const struct diag_item *item, const struct input *input)
{
	return item->place.path != NULL && item->place.line == 0 &&
	       (item->place.file == NULL || strcmp(item->place.file, input->name) == 0);
}

void input_locate(struct invocation *in, const struct input *input,
		  const struct diag_item *after)
{
	struct diag_item *item = after == NULL ? in->diag.first : after->next;

	for (; item != NULL; item = item->next) {
		if (input->source != NULL && lacks_line(item, input))
			item->place = document_place(input->source, item->place.path);
	}
	problems_of_file(in, after, input->name);
}

static bool any_lacks_line(const struct invocation *in, const struct input *input,
			   const struct diag_item *after)
{
	const struct diag_item *item = after == NULL ? in->diag.first : after->next;

	for (; item != NULL; item = item->next) {
		if (item->place.file != NULL && lacks_line(item, input))
			return true;
	}
	return false;
}

void report_files_locate(struct invocation *in, const struct report_file *files,
			 size_t count, const struct diag_item *after)
{
	size_t i;

	for (i = 0; i < count; i++) {
		struct input input = files[i].input;
		struct document_input document = document_of(&input);
		ProtobufCMessage *message;
		struct diag unheard;

		if (input.is_signed || !any_lacks_line(in, &input, after))
			continue;
		diag_init(&unheard, in->arena);
		if (document_read(in->arena, &document, &slb_report__descriptor,
				  &message, &input.source, &unheard) == ERR_OK)
			input_locate(in, &input, after);
	}
}

static enum err not_said(struct invocation *in, const struct input *input,
			 const char *wanted)
{
	return diag_error(&in->diag, ERR_DOCUMENT_VALUE,
			  (struct diag_place){ .file = input->name },
			  "this is a signed statement of kind \"%s\"; expected %s",
			  input->envelope.kind, wanted);
}

/* ---- terms ---- */

static enum err terms_of_offer(struct invocation *in, struct terms_file *file)
{
	const SlbOffer *offer = file->input.statement->offer;
	const struct diag_item *before = in->diag.last;
	struct digest previous;
	struct digest terms;
	ProtobufCMessage *message;
	bool amends;
	enum err e;

	if (file->input.statement->body_case != SLB_STATEMENT__BODY_OFFER)
		return not_said(in, &file->input, "a contract or an offer of one");
	file->bytes = (struct bytes){ offer->terms.data, offer->terms.len };
	e = unpack_message(in->arena, &slb_terms__descriptor, file->bytes, &message,
			   &in->diag);
	problems_of_file(in, before, file->input.name);
	if (e != ERR_OK)
		return e;
	file->terms = (SlbTerms *)message;
	terms = terms_id(file->bytes);
	amends = digest_from_bytes((struct bytes){ offer->previous_version_id.data,
						   offer->previous_version_id.len },
				   &previous);
	file->version_id = version_id(amends ? &previous : NULL, &terms);
	return ERR_OK;
}

static enum err terms_of_document(struct invocation *in, struct terms_file *file)
{
	ProtobufCMessage *message;
	struct digest terms;
	enum err e = input_message(in, &file->input, &slb_terms__descriptor, &message);

	if (e != ERR_OK)
		return e;
	file->terms = (SlbTerms *)message;
	file->bytes = pack_message(in->arena, message);
	terms = terms_id(file->bytes);
	file->version_id = version_id(NULL, &terms);
	return ERR_OK;
}

enum err terms_file_open(struct invocation *in, const char *name,
			 struct terms_file *out)
{
	enum err e;

	*out = (struct terms_file){ 0 };
	e = input_open(in, name, &out->input);
	if (e != ERR_OK)
		return e;
	return out->input.is_signed ? terms_of_offer(in, out)
				    : terms_of_document(in, out);
}

enum err terms_file_check(struct invocation *in, const struct terms_file *file)
{
	const struct diag_item *before = in->diag.last;
	enum err e = contract_check(in->arena, file->terms, &in->diag);

	input_locate(in, &file->input, before);
	return e;
}

/* ---- reports ---- */

static enum err report_of_statement(struct invocation *in, struct report_file *file)
{
	const SlbStatement *statement = file->input.statement;

	if (statement->body_case != SLB_STATEMENT__BODY_REPORT)
		return not_said(in, &file->input, "a report");
	file->report = statement->report;
	file->digest = file->input.envelope.content_id;
	return ERR_OK;
}

/*
 * A document in memory is many times its message: it is read in an arena of its own, and
 * the message moved over by its bytes, so that a year of reports has room.
 */
static enum err report_of_document(struct invocation *in, struct report_file *file)
{
	struct document_input document = document_of(&file->input);
	struct bytes packed = { 0 };
	ProtobufCMessage *message;
	struct arena scratch;
	enum err e = check_not_mistaken(in, &file->input, &slb_report__descriptor);

	if (e != ERR_OK)
		return e;
	arena_init(&scratch, DOCUMENT_ARENA_MAX_BYTES);
	e = document_read(&scratch, &document, &slb_report__descriptor, &message, NULL,
			  &in->diag);
	if (e == ERR_OK)
		packed = pack_message(in->arena, message);
	arena_release(&scratch);
	if (e == ERR_OK)
		e = unpack_message(in->arena, &slb_report__descriptor, packed, &message,
				   &in->diag);
	if (e != ERR_OK)
		return e;
	file->report = (SlbReport *)message;
	file->digest = sha256(packed);
	return ERR_OK;
}

enum err report_file_of(struct invocation *in, struct input *input,
			struct report_file *out)
{
	enum err e;

	*out = (struct report_file){ .input = *input };
	if (input->is_signed)
		e = report_of_statement(in, out);
	else
		e = report_of_document(in, out);
	return e;
}

enum err report_file_open(struct invocation *in, const char *name,
			  struct report_file *out)
{
	struct input input;
	enum err e = input_open(in, name, &input);

	return e == ERR_OK ? report_file_of(in, &input, out) : e;
}
