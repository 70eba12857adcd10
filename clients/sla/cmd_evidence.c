#include "sla/commands.h"

#include <inttypes.h>

#include "bundle/bundle.h"
#include "calendar/civil.h"
#include "lib/file_writer.h"
#include "sla/answer.h"
#include "sla/bundle_file.h"
#include "sla/page_evidence.h"
#include "sla/remote.h"
#include "sla/value.h"
#include "sla/verify.h"
#include "slabroker/v1/log_service.pb-c.h"

/* Evidence in one file: fetched from the broker, and verified without it. */

/* clang-format off */
#define OPTION_ROW_TO_BUNDLE \
	{ "to", OPTION_FILE, 0, false, true, "FILE", NULL, \
	  "write the evidence to FILE, once all of it was verified" }

const struct option evidence_export_options[] = {
	OPTION_ROW_PROFILE,
	OPTION_ROW_TO_BUNDLE,
	OPTION_ROW_PASSPHRASE_FILE,
	OPTION_ROW_PASSPHRASE_FD,
	OPTION_ROW_OUTPUT,
	OPTION_ROW_END
};
/* clang-format on */

/* ---- sla notice export, sla contract export ---- */

struct exporting {
	struct invocation *in;
	struct connection connection;
	struct file_writer file;
};

static enum err take_record(void *context, struct bytes message, struct diag *diag)
{
	struct exporting *exporting = context;
	uint8_t length[BUNDLE_LENGTH_BYTES];
	enum err e;

	bundle_length(message.len, length);
	e = file_writer_add(&exporting->file, BYTES_OF_ARRAY(length), diag);
	return e == ERR_OK ? file_writer_add(&exporting->file, message, diag) : e;
}

static enum err fetch(struct exporting *exporting,
		      const SlbExportEvidenceRequest *request)
{
	struct invocation *in = exporting->in;
	struct stream_taker taker = { take_record, exporting };
	enum err e;

	e = file_writer_open(in->arena, option_text(&in->options, "to"),
			     &exporting->file, &in->diag);
	if (e == ERR_OK)
		e = file_writer_add(&exporting->file, bytes_of_string(BUNDLE_MAGIC),
				    &in->diag);
	if (e == ERR_OK)
		e = session_stream(&exporting->connection.session,
				   METHOD_EXPORT_EVIDENCE, &request->base, &taker,
				   &in->diag);
	return e;
}

static enum err give_facts(struct invocation *in, const struct bundle_facts *facts)
{
	const char *name = option_text(&in->options, "to");
	struct answer answer = { .value = value_fields(in->arena), .beside_to = true };
	struct page page;

	page_init(&page, in->arena, arena_printf(in->arena, "Evidence in %s", name));
	page_fact(&page, "Contract", "%s", facts->contract);
	if (facts->notice != 0)
		page_fact(&page, "Notice", "%" PRIu64, facts->notice);
	page_fact(&page, "Holds", "%" PRIu64 " entries of %s, up to %s",
		  facts->entry_count, facts->checkpoint.origin,
		  civil_instant_text(in->arena, facts->counts.last_ms / 1000, 0));
	page_paragraph(&page, TONE_PLAIN,
		       "All of it was verified. Anybody can do that again without the "
		       "broker: sla verify %s",
		       name);
	value_add_text(in->arena, answer.value, "file", name);
	value_add_text(in->arena, answer.value, "contract", facts->contract);
	value_add_number(in->arena, answer.value, "notice", facts->notice);
	value_add_number(in->arena, answer.value, "entries", facts->entry_count);
	value_add_number(in->arena, answer.value, "bytes", facts->byte_count);
	value_add_number(in->arena, answer.value, "tree_size",
			 facts->checkpoint.tree.size);
	answer.page = &page;
	return answer_give(in, &answer);
}

/* It is evidence once it was verified, and goes on from what was seen of the log. */
static enum err verify_and_keep(struct exporting *exporting)
{
	struct invocation *in = exporting->in;
	struct session *session = &exporting->connection.session;
	struct bundle *bundle = NULL;
	enum err e =
		bundle_fd_verify(in, &exporting->file.fd, session->profile, &bundle);

	if (e == ERR_OK)
		e = session_advance(session, bundle_facts(bundle)->note, &in->diag);
	if (e == ERR_OK)
		e = file_writer_finish(in->arena, &exporting->file, &in->diag);
	if (e == ERR_OK)
		e = give_facts(in, bundle_facts(bundle));
	bundle_close(bundle);
	return e;
}

static enum err export_evidence(struct invocation *in, uint64_t notice)
{
	struct exporting exporting = { .in = in, .file = { .fd = -1 } };
	SlbExportEvidenceRequest request;
	struct contract_id id;
	enum err e = contract_named(in, in->operands[0], &id);

	slb_export_evidence_request__init(&request);
	request.contract = arena_strdup(in->arena, in->operands[0]);
	request.notice = notice;
	if (e != ERR_OK)
		return e;
	e = connection_open(in, CONNECTION_READ, &exporting.connection);
	if (e == ERR_OK)
		e = fetch(&exporting, &request);
	if (e == ERR_OK)
		e = verify_and_keep(&exporting);
	file_writer_drop(&exporting.file);
	connection_close(&exporting.connection);
	return e;
}

enum err notice_export(struct invocation *in)
{
	uint64_t number;

	if (!parse_place(in->operands[1], &number))
		return usage_error(in,
				   "\"%s\" is no number of a notice; they count from 1",
				   in->operands[1]);
	return export_evidence(in, number);
}

enum err contract_export(struct invocation *in)
{
	return export_evidence(in, 0);
}

/* ---- sla verify ---- */

static enum err check_options(struct invocation *in)
{
	static const char *const of_statements[] = { "key", "audience", "contract",
						     "dsse-json" };

	for (size_t i = 0; i < ARRAY_SIZE(of_statements); i++) {
		if (option_given(&in->options, of_statements[i]))
			return usage_error(
				in,
				"--%s is for signed statements; %s is evidence, which "
				"brings its keys: --log-key or --profile say whose log "
				"it is of",
				of_statements[i], in->operands[0]);
	}
	return ERR_OK;
}

static const char *title_of(struct invocation *in, const struct bundle_facts *facts)
{
	if (facts->notice == 0)
		return arena_printf(in->arena, "%s holds: evidence on contract %s",
				    in->operands[0], facts->contract);
	return arena_printf(in->arena,
			    "%s holds: evidence on notice %" PRIu64 " of contract %s",
			    in->operands[0], facts->notice, facts->contract);
}

enum err verify_bundle(struct invocation *in)
{
	struct opened_bundle opened = { .fd = -1 };
	struct page page;
	struct answer answer = { .page = &page, .value = value_fields(in->arena) };
	struct shown_evidence shown = { .opened = &opened,
					.page = &page,
					.value = answer.value,
					.explain =
						option_given(&in->options, "explain"),
					.diag = &in->diag };
	enum err e = check_options(in);

	if (e == ERR_OK)
		e = bundle_file_open(in, in->operands[0], &opened);
	if (e == ERR_OK) {
		page_init(&page, in->arena, title_of(in, bundle_facts(opened.bundle)));
		e = page_evidence(&shown);
	}
	if (e == ERR_OK)
		e = answer_give(in, &answer);
	bundle_file_close(&opened);
	return e;
}
