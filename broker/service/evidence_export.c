#include "ledger/evidence.h"
#include "service/reading.h"
#include "service/service.h"
#include "slabroker/v1/log_service.pb-c.h"

#define SCRATCH_BYTES ((size_t)64 << 20)

/*
 * LogService/ExportEvidence: a record a message, read on a worker when the client can
 * take it, in a view of its own.
 */

/* In the call's arena. */
struct exporting {
	const struct service *service;
	struct evidence evidence;
	int64_t until_s; /* when the token ends */
};

static void go_on(struct rpc_call *call);

static void on_ready(struct rpc_call *call)
{
	rpc_toil(call, go_on);
}

static bool is_over(const struct exporting *exporting)
{
	return clock_now_ms(&exporting->service->clock) / 1000 >= exporting->until_s;
}

static void end_token(struct rpc_call *call, struct diag *diag)
{
	rpc_refuse(call,
		   diag_error(diag, ERR_TOKEN_INVALID, diag_at("authorization"),
			      "the token ended before the bundle did; ask for it again "
			      "with a new one"),
		   diag);
}

static enum err read_record(const struct exporting *exporting,
			    struct evidence *evidence, struct arena *arena,
			    struct diag *diag, SlbEvidenceRecord **record)
{
	struct log_view view;
	enum err err = log_view_begin(ledger_log(exporting->service->ledger), arena,
				      diag, &view);

	if (err != ERR_OK)
		return err;
	err = evidence_next(&view, evidence, record);
	log_view_end(&view);
	return err;
}

static void go_on(struct rpc_call *call)
{
	struct exporting *exporting = rpc_state(call);
	SlbEvidenceRecord *record = NULL;
	struct arena arena;
	struct diag diag;
	enum err err = ERR_OK;

	arena_init(&arena, SCRATCH_BYTES);
	diag_init(&diag, &arena);
	if (!rpc_cancelled(call) && !is_over(exporting))
		err = read_record(exporting, &exporting->evidence, &arena, &diag,
				  &record);
	if (err != ERR_OK)
		rpc_refuse(call, err, &diag);
	else if (record != NULL)
		rpc_send(call, &record->base, on_ready);
	else if (exporting->evidence.is_over || rpc_cancelled(call))
		rpc_end(call);
	else
		end_token(call, &diag);
	arena_release(&arena);
}

static enum err begin(struct reading *reading, const SlbExportEvidenceRequest *asked,
		      const char *checkpoint, struct exporting *exporting,
		      SlbEvidenceRecord **head)
{
	struct evidence_request request = { .notice = asked->notice,
					    .checkpoint = checkpoint };
	struct read_contract contract;
	enum err err = reading_whole_contract(reading, asked->contract, &contract);

	if (err != ERR_OK)
		return err;
	request.contract_id = contract.id;
	return evidence_begin(&reading->view, &request, &exporting->evidence, head);
}

static void export_evidence(struct rpc_call *call)
{
	const SlbExportEvidenceRequest *request =
		(const SlbExportEvidenceRequest *)rpc_request(call);
	const struct service *service = rpc_context(call);
	struct exporting *exporting = arena_new(rpc_arena(call), struct exporting);
	/* Asked for before the view, which so is never behind it. */
	const char *checkpoint = ledger_checkpoint(service->ledger, rpc_arena(call));
	SlbEvidenceRecord *head = NULL;
	struct reading reading;
	enum err err;

	if (!reading_begin(&reading, call))
		return;
	err = begin(&reading, request, checkpoint, exporting, &head);
	if (err != ERR_OK) {
		reading_answer(&reading, err, NULL);
		return;
	}
	log_view_end(&reading.view);
	exporting->service = service;
	exporting->until_s = reading.reader.until_s;
	rpc_set_state(call, exporting);
	rpc_send(call, &head->base, on_ready);
}

struct method_table evidence_export_methods(void)
{
	static const struct rpc_method methods[] = {
		{ .path = "/slabroker.v1.LogService/ExportEvidence",
		  .request = &slb_export_evidence_request__descriptor,
		  .response = &slb_evidence_record__descriptor,
		  .kind = RPC_SERVER_STREAM,
		  .thread = RPC_ON_WORKER,
		  .handle = export_evidence },
	};

	return (struct method_table){ methods, ARRAY_SIZE(methods) };
}
