#include "sla/commands.h"

#include <inttypes.h>
#include <string.h>

#include "report/check.h"
#include "sla/answer.h"
#include "sla/bundle_file.h"
#include "sla/evidence.h"
#include "sla/files.h"
#include "sla/input.h"
#include "sla/page_statement.h"
#include "sla/value.h"
#include "sla/verify.h"

/* clang-format off */
const struct option verify_options[] = {
	{ "key", OPTION_FILE, 'k', true, false, "[ORG=]PUB", NULL,
	  "of a statement: public key of ORG, else of whom its file names, that ORG's "
	  "signatures must hold under" },
	{ "audience", OPTION_TEXT, 'a', false, false, "ORIGIN", NULL,
	  "the broker that it must be meant for" },
	{ "contract", OPTION_FILE, 'c', false, false, "FILE", NULL,
	  "the contract that a report must fit" },
	{ "dsse-json", OPTION_FILE, 0, false, false, "FILE", NULL,
	  "also write it in DSSE's JSON form, for other tools" },
	{ "log-key", OPTION_TEXT, 0, false, false, "VERIFIER", NULL,
	  "of evidence: the key of the broker's log, as the operator published it" },
	{ "profile", OPTION_FILE, 'p', false, false, "NAME|FILE", NULL,
	  "of evidence: which profile knows that key; default where it is of that log" },
	{ "explain", OPTION_FLAG, 0, false, false, NULL, NULL,
	  "of evidence on a notice: also show how its figures come about" },
	OPTION_ROW_OUTPUT,
	OPTION_ROW_TO,
	OPTION_ROW_HTML,
	OPTION_ROW_END
};
/* clang-format on */

struct verifying {
	struct invocation *in;
	struct input input;
	struct page page;
	struct node *value;
};

static void say_signers(struct verifying *verifying)
{
	const SlbEnvelope *message = verifying->input.envelope.message;
	struct arena *arena = verifying->in->arena;
	struct node *list = value_add_list(arena, verifying->value, "key_ids");
	size_t i;

	for (i = 0; i < message->n_signatures; i++) {
		const SlbSignature *signature = message->signatures[i];
		const char *batch = "";

		if (signature->batch != NULL)
			batch = arena_printf(arena, ", with %" PRIu64 " others",
					     signature->batch->size - 1);
		page_fact(&verifying->page, "Signature holds under", "%s%s",
			  signature->keyid, batch);
		value_add_text(arena, list, NULL, signature->keyid);
	}
}

static void say_statement(struct verifying *verifying)
{
	struct said said = { &verifying->page, verifying->value };

	page_statement(&said, verifying->input.statement,
		       verifying->input.envelope.kind,
		       &verifying->input.envelope.content_id);
	say_signers(verifying);
	page_paragraph(&verifying->page, TONE_FAINT,
		       "This shows who said it and that nothing was changed since; it "
		       "does not show that what was said is true.");
}

static enum err check_audience(struct verifying *verifying)
{
	const char *wanted = option_text(&verifying->in->options, "audience");
	const char *audience = verifying->input.statement->audience;

	if (wanted == NULL || strcmp(wanted, audience) == 0)
		return ERR_OK;
	return diag_error(&verifying->in->diag, ERR_AUDIENCE_WRONG,
			  (struct diag_place){ .file = verifying->input.name },
			  "the statement is meant for %s; expected %s", audience,
			  wanted);
}

static enum err check_contract(struct verifying *verifying)
{
	struct invocation *in = verifying->in;
	const char *name = option_text(&in->options, "contract");
	const SlbStatement *statement = verifying->input.statement;
	struct terms_file contract;
	enum err e;

	if (name == NULL)
		return ERR_OK;
	if (statement->body_case != SLB_STATEMENT__BODY_REPORT)
		return usage_error(in, "--contract is for reports; this is of kind %s",
				   verifying->input.envelope.kind);
	e = terms_file_open(in, name, &contract);
	if (e == ERR_OK)
		e = terms_file_check(in, &contract);
	if (e != ERR_OK)
		return e;
	return report_check(frame_of_terms(in->arena, contract.terms), contract.terms,
			    digest_bytes(&contract.version_id), statement->report,
			    verifying->input.name, &in->diag);
}

static enum err write_dsse(struct verifying *verifying)
{
	struct invocation *in = verifying->in;
	const char *name = option_text(&in->options, "dsse-json");
	const char *json;

	if (name == NULL)
		return ERR_OK;
	json = envelope_json(in->arena, &verifying->input.envelope);
	return file_write(in->arena, name, bytes_of_string(json), &in->diag);
}

/* What only evidence has, and what every statement needs. */
static enum err check_options(struct invocation *in)
{
	static const char *const of_evidence[] = { "log-key", "profile", "explain" };

	for (size_t i = 0; i < ARRAY_SIZE(of_evidence); i++) {
		if (option_given(&in->options, of_evidence[i]))
			return usage_error(
				in, "--%s is for evidence; %s is no bundle of it",
				of_evidence[i], in->operands[0]);
	}
	if (!option_given(&in->options, "key"))
		return usage_error(in, "--key is missing: a signed statement is "
				       "verified under the keys that you trust");
	return ERR_OK;
}

static enum err verify_statement(struct invocation *in)
{
	struct verifying verifying = { .in = in, .value = value_fields(in->arena) };
	struct trusted_keys keys;
	struct answer answer = { 0 };
	/* First: a name mistyped is no lack of options. */
	enum err e = input_open(in, in->operands[0], &verifying.input);

	if (e == ERR_OK)
		e = check_options(in);
	if (e == ERR_OK)
		e = trusted_keys_open(in, &keys);
	if (e == ERR_OK && !verifying.input.is_signed)
		e = evidence_unsigned(in, &verifying.input);
	if (e == ERR_OK)
		e = check_audience(&verifying);
	if (e == ERR_OK)
		e = evidence_verify(in, &verifying.input, &keys);
	if (e == ERR_OK)
		e = check_contract(&verifying);
	if (e == ERR_OK)
		e = write_dsse(&verifying);
	if (e != ERR_OK)
		return e;
	page_init(&verifying.page, in->arena,
		  arena_printf(in->arena, "%s is signed as it says",
			       verifying.input.name));
	say_statement(&verifying);
	answer = (struct answer){ .page = &verifying.page, .value = verifying.value };
	return answer_give(in, &answer);
}

enum err verify_run(struct invocation *in)
{
	return is_bundle_file(in->operands[0]) ? verify_bundle(in)
					       : verify_statement(in);
}
