#include "lib/methods.h"

#include "grpc/health/v1/health.pb-c.h"
#include "slabroker/v1/contract_service.pb-c.h"
#include "slabroker/v1/log_service.pb-c.h"
#include "slabroker/v1/notice_service.pb-c.h"
#include "slabroker/v1/organization_service.pb-c.h"
#include "slabroker/v1/report_service.pb-c.h"
#include "slabroker/v1/statement_service.pb-c.h"

static const struct method_row rows[] = {
#define X(name, service, method, request, answer, token)                    \
	[METHOD_##name] = { "/" service "/" method, &request##__descriptor, \
			    &answer##__descriptor, token },
	METHOD_TABLE(X)
#undef X
};

const struct method_row *method_row(enum method method)
{
	return &rows[method];
}
