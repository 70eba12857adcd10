#ifndef CLIENTS_LIB_METHODS_H
#define CLIENTS_LIB_METHODS_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>

/* The methods of a broker (proto/slabroker/v1/ *_service.proto), and its health. */

/* name, service, method, request, answer, whether a token is sent */
/* clang-format off */
#define METHOD_TABLE(X) \
	X(SUBMIT, "slabroker.v1.StatementService", "Submit", \
	  slb_submit_request, slb_receipt, false) \
	X(SUBMIT_STREAM, "slabroker.v1.StatementService", "SubmitStream", \
	  slb_submit_stream_request, slb_submit_stream_response, false) \
	X(GET_ORGANIZATION, "slabroker.v1.OrganizationService", "GetOrganization", \
	  slb_get_organization_request, slb_organization, true) \
	X(LIST_ORGANIZATIONS, "slabroker.v1.OrganizationService", "ListOrganizations", \
	  slb_list_organizations_request, slb_list_organizations_response, true) \
	X(GET_CONTRACT, "slabroker.v1.ContractService", "GetContract", \
	  slb_get_contract_request, slb_contract, true) \
	X(LIST_CONTRACTS, "slabroker.v1.ContractService", "ListContracts", \
	  slb_list_contracts_request, slb_list_contracts_response, true) \
	X(GET_CONTRACT_VERSION, "slabroker.v1.ContractService", "GetContractVersion", \
	  slb_get_contract_version_request, slb_contract_version, true) \
	X(GET_REPORT, "slabroker.v1.ReportService", "GetReport", \
	  slb_get_report_request, slb_logged_report, true) \
	X(LIST_REPORTS, "slabroker.v1.ReportService", "ListReports", \
	  slb_list_reports_request, slb_list_reports_response, true) \
	X(LIST_SERIES, "slabroker.v1.ReportService", "ListSeries", \
	  slb_list_series_request, slb_list_series_response, true) \
	X(GET_VERDICT, "slabroker.v1.VerdictService", "GetVerdict", \
	  slb_get_verdict_request, slb_logged_outcome, true) \
	X(LIST_VERDICTS, "slabroker.v1.VerdictService", "ListVerdicts", \
	  slb_list_verdicts_request, slb_list_verdicts_response, true) \
	X(GET_NOTICE, "slabroker.v1.NoticeService", "GetNotice", \
	  slb_get_notice_request, slb_logged_notice, true) \
	X(LIST_NOTICES, "slabroker.v1.NoticeService", "ListNotices", \
	  slb_list_notices_request, slb_list_notices_response, true) \
	X(WATCH_NOTICES, "slabroker.v1.NoticeService", "Watch", \
	  slb_watch_request, slb_watch_response, true) \
	X(GET_CHECKPOINT, "slabroker.v1.LogService", "GetCheckpoint", \
	  slb_get_checkpoint_request, slb_checkpoint, false) \
	X(PROVE_INCLUSION, "slabroker.v1.LogService", "ProveInclusion", \
	  slb_prove_inclusion_request, slb_inclusion_proof, false) \
	X(PROVE_CONSISTENCY, "slabroker.v1.LogService", "ProveConsistency", \
	  slb_prove_consistency_request, slb_consistency_proof, false) \
	X(GET_KEY_HISTORY, "slabroker.v1.LogService", "GetKeyHistory", \
	  slb_get_key_history_request, slb_key_history, false) \
	X(GET_ENTRY, "slabroker.v1.LogService", "GetEntry", \
	  slb_get_entry_request, slb_logged_statement, true) \
	X(LIST_ENTRIES, "slabroker.v1.LogService", "ListEntries", \
	  slb_list_entries_request, slb_list_entries_response, true) \
	X(EXPORT_EVIDENCE, "slabroker.v1.LogService", "ExportEvidence", \
	  slb_export_evidence_request, slb_evidence_record, true) \
	X(CHECK_HEALTH, "grpc.health.v1.Health", "Check", \
	  grpc__health__v1__health_check_request, \
	  grpc__health__v1__health_check_response, false)
/* clang-format on */

enum method {
#define X(name, service, method, request, answer, token) METHOD_##name,
	METHOD_TABLE(X)
#undef X
		METHOD_COUNT
};

struct method_row {
	const char *path; /* "/package.Service/Method" */
	const ProtobufCMessageDescriptor *request;
	const ProtobufCMessageDescriptor *answer;
	bool needs_token;
};

/* Static storage. */
const struct method_row *method_row(enum method method);

#endif
