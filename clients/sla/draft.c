#include "sla/signing.h"

#include <string.h>

#include "envelope/unpack.h"
#include "report/check.h"

static struct statement_head head_of(const struct signing *signing)
{
	struct invocation *in = signing->in;

	return (struct statement_head){
		.audience = option_text(&in->options, "audience"),
		.issuer = option_text(&in->options, "issuer"),
		.claimed_time_ms = clock_now_ms(&in->clock),
		.book = signing->has_contract ? &signing->book : NULL,
	};
}

static void add_draft(struct signing *signing, const char *source,
		      const SlbStatement *statement)
{
	struct draft *draft = &signing->drafts[signing->draft_count++];

	draft->source = source;
	draft->statement = statement;
	draft->bytes = statement_pack(signing->in->arena, statement);
}

void draft_acceptance(struct signing *signing)
{
	struct statement_head head = head_of(signing);

	add_draft(signing, signing->contract.input.name,
		  statement_acceptance(signing->in->arena, &head,
				       &signing->contract.version_id));
}

/* Terms; with --contract they amend that version. */
static enum err draft_offer(struct signing *signing, struct input *input)
{
	struct invocation *in = signing->in;
	struct terms_file file = { .input = *input };
	struct statement_head head = head_of(signing);
	ProtobufCMessage *message;
	enum err e = input_message(in, &file.input, &slb_terms__descriptor, &message);

	if (e != ERR_OK)
		return e;
	file.terms = (SlbTerms *)message;
	e = terms_file_check(in, &file);
	if (e != ERR_OK)
		return e;
	add_draft(signing, input->name,
		  statement_offer(in->arena, &head, pack_message(in->arena, message),
				  signing->has_contract ? &signing->contract.version_id
							: NULL,
				  NULL));
	return ERR_OK;
}

static struct report_place next_place(struct signing *signing)
{
	struct report_place place = { .sequence = signing->sequence++,
				      .previous = signing->previous };

	if (signing->draft_count == 0)
		place.attempt =
			(uint32_t)option_number(&signing->in->options, "attempt", 0);
	return place;
}

static enum err draft_report(struct signing *signing, struct input *input)
{
	struct invocation *in = signing->in;
	const struct diag_item *before;
	struct statement_head head = head_of(signing);
	struct report_place place;
	struct report_file file;
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
	place = next_place(signing);
	add_draft(signing, input->name,
		  statement_report(in->arena, &head, file.report, &place));
	signing->previous = signing->drafts[signing->draft_count - 1].bytes.content_id;
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
