#include "sla/signing.h"

#include <string.h>

#include "crypto/random.h"
#include "envelope/pae.h"
#include "envelope/unpack.h"
#include "report/check.h"

static ProtobufCBinaryData binary(struct arena *arena, const uint8_t *data, size_t len)
{
	ProtobufCBinaryData copy = { len, arena_array(arena, uint8_t, len) };

	memcpy(copy.data, data, len);
	return copy;
}

static void name_request(struct arena *arena, SlbStatement *statement)
{
	uint8_t request_id[16];

	random_fill(request_id, sizeof request_id);
	statement->identity_case = SLB_STATEMENT__IDENTITY_REQUEST_ID;
	statement->request_id = binary(arena, request_id, sizeof request_id);
}

static SlbStatement *new_statement(struct signing *signing)
{
	struct invocation *in = signing->in;
	SlbStatement *statement = arena_new(in->arena, SlbStatement);

	slb_statement__init(statement);
	statement->audience =
		arena_strdup(in->arena, option_text(&in->options, "audience"));
	statement->issuer =
		arena_strdup(in->arena, option_text(&in->options, "issuer"));
	statement->claimed_time_ms = clock_now_ms(&in->clock);
	if (signing->has_contract)
		statement->book = binary(in->arena, signing->book.bytes,
					 sizeof signing->book.bytes);
	return statement;
}

static void add_draft(struct signing *signing, const char *source, const char *kind,
		      SlbStatement *statement)
{
	struct arena *arena = signing->in->arena;
	struct draft *draft = &signing->drafts[signing->draft_count++];

	draft->source = source;
	draft->kind = kind;
	draft->statement = statement;
	draft->item.payload_type = statement_payload_type(arena, kind);
	draft->item.payload = pack_message(arena, &statement->base);
	draft->content_id = pae_content_id(bytes_of_string(draft->item.payload_type),
					   draft->item.payload);
}

void draft_acceptance(struct signing *signing)
{
	struct arena *arena = signing->in->arena;
	SlbStatement *statement = new_statement(signing);
	SlbAcceptance *acceptance = arena_new(arena, SlbAcceptance);

	slb_acceptance__init(acceptance);
	acceptance->version_id =
		binary(arena, signing->contract.version_id.bytes, DIGEST_BYTES);
	name_request(arena, statement);
	statement->body_case = SLB_STATEMENT__BODY_ACCEPTANCE;
	statement->acceptance = acceptance;
	add_draft(signing, signing->contract.input.name, "acceptance", statement);
}

/* Terms; with --contract they amend that version. */
static enum err draft_offer(struct signing *signing, struct input *input)
{
	struct invocation *in = signing->in;
	struct terms_file file = { .input = *input };
	SlbStatement *statement = new_statement(signing);
	SlbOffer *offer = arena_new(in->arena, SlbOffer);
	ProtobufCMessage *message;
	struct bytes terms;
	enum err e = input_message(in, &file.input, &slb_terms__descriptor, &message);

	if (e != ERR_OK)
		return e;
	file.terms = (SlbTerms *)message;
	e = terms_file_check(in, &file);
	if (e != ERR_OK)
		return e;
	terms = pack_message(in->arena, message);
	slb_offer__init(offer);
	offer->terms = binary(in->arena, terms.data, terms.len);
	if (signing->has_contract)
		offer->previous_version_id = binary(
			in->arena, signing->contract.version_id.bytes, DIGEST_BYTES);
	name_request(in->arena, statement);
	statement->body_case = SLB_STATEMENT__BODY_OFFER;
	statement->offer = offer;
	add_draft(signing, input->name, "offer", statement);
	return ERR_OK;
}

static SlbPosition *next_position(struct signing *signing)
{
	struct arena *arena = signing->in->arena;
	SlbPosition *position = arena_new(arena, SlbPosition);

	slb_position__init(position);
	position->sequence = signing->sequence++;
	if (signing->draft_count == 0)
		position->attempt =
			(uint32_t)option_number(&signing->in->options, "attempt", 0);
	if (position->sequence > 1)
		position->previous =
			binary(arena, signing->previous.bytes, DIGEST_BYTES);
	return position;
}

static enum err draft_report(struct signing *signing, struct input *input)
{
	struct invocation *in = signing->in;
	const struct diag_item *before;
	struct report_file file;
	SlbStatement *statement;
	enum err e = ERR_OK;

	if (!signing->has_contract)
		e = usage_error(in, "%s is a report: --contract OFFER is needed",
				input->name);
	if (signing->sequence == 0)
		e = usage_error(in, "%s is a report: --sequence N is needed",
				input->name);
	if (e == ERR_OK)
		e = report_file_of(in, input, &file);
	if (e == ERR_OK) {
		before = in->diag.last;
		e = report_check(signing->frame, signing->contract.terms,
				 digest_bytes(&signing->contract.version_id),
				 file.report, input->name, &in->diag);
		report_files_locate(in, &file, 1, before);
	}
	if (e != ERR_OK)
		return e;
	statement = new_statement(signing);
	statement->identity_case = SLB_STATEMENT__IDENTITY_POSITION;
	statement->position = next_position(signing);
	statement->body_case = SLB_STATEMENT__BODY_REPORT;
	statement->report = file.report;
	add_draft(signing, input->name, "report", statement);
	signing->previous = signing->drafts[signing->draft_count - 1].content_id;
	return ERR_OK;
}

enum err draft_file(struct signing *signing, const char *name)
{
	struct invocation *in = signing->in;
	const char *type = NULL;
	struct input input;
	enum err e = input_open(in, name, &input);

	if (e == ERR_OK && input.is_signed)
		return diag_error(&in->diag, ERR_USAGE,
				  (struct diag_place){ .file = name },
				  "this is signed already; expected a document");
	if (e == ERR_OK)
		e = input_type(in, &input, &type);
	if (e != ERR_OK)
		return e;
	if (type == NULL)
		type = option_given(&in->options, "sequence") ? "slabroker.v1.Report"
							      : "slabroker.v1.Terms";
	if (strcmp(type, "slabroker.v1.Report") == 0)
		return draft_report(signing, &input);
	return draft_offer(signing, &input);
}
