#include <criterion/criterion.h>
#include <string.h>

#include "grpc/health/v1/health.pb-c.h"
#include "lib/methods.h"
#include "slabroker/v1/contract_service.pb-c.h"
#include "slabroker/v1/log_service.pb-c.h"
#include "slabroker/v1/notice_service.pb-c.h"
#include "slabroker/v1/organization_service.pb-c.h"
#include "slabroker/v1/report_service.pb-c.h"
#include "slabroker/v1/statement_service.pb-c.h"

static const ProtobufCServiceDescriptor *const services[] = {
	&slb_statement_service__descriptor, &slb_organization_service__descriptor,
	&slb_contract_service__descriptor,  &slb_report_service__descriptor,
	&slb_verdict_service__descriptor,   &slb_log_service__descriptor,
	&slb_notice_service__descriptor,    &grpc__health__v1__health__descriptor,
};

/* The method of that path, as the .proto files have it. */
static const ProtobufCMethodDescriptor *declared(const char *path)
{
	const char *slash = strrchr(path, '/');

	for (size_t i = 0; i < sizeof services / sizeof *services; i++) {
		size_t len = strlen(services[i]->name);

		if (path[0] == '/' && slash == path + 1 + len &&
		    strncmp(path + 1, services[i]->name, len) == 0)
			return protobuf_c_service_descriptor_get_method_by_name(
				services[i], slash + 1);
	}
	return NULL;
}

Test(methods, are_those_of_the_proto_files)
{
	for (enum method method = 0; method < METHOD_COUNT; method++) {
		const struct method_row *row = method_row(method);
		const ProtobufCMethodDescriptor *descriptor = declared(row->path);

		cr_assert_not_null(descriptor, "%s", row->path);
		cr_expect_eq(descriptor->input, row->request, "%s", row->path);
		cr_expect_eq(descriptor->output, row->answer, "%s", row->path);
	}
}

Test(methods, what_is_open_to_all_needs_no_token)
{
	static const enum method open[] = {
		METHOD_SUBMIT,          METHOD_SUBMIT_STREAM,     METHOD_GET_CHECKPOINT,
		METHOD_PROVE_INCLUSION, METHOD_PROVE_CONSISTENCY, METHOD_CHECK_HEALTH,
		METHOD_GET_KEY_HISTORY
	};

	for (enum method method = 0; method < METHOD_COUNT; method++) {
		bool is_open = false;

		for (size_t i = 0; i < sizeof open / sizeof *open; i++)
			is_open = is_open || open[i] == method;
		cr_expect_eq(method_row(method)->needs_token, !is_open, "%s",
			     method_row(method)->path);
	}
}
