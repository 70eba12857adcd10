#ifndef BROKER_SERVICE_SERVICE_H
#define BROKER_SERVICE_SERVICE_H

#include "rpc/call.h"

/*
 * The services as tables of methods (rpc/call.h), for struct rpc_service; their context is
 * a struct service (service/reading.h).  What each method means stands in its .proto file.
 */

/* A row of a method that only reads: a token is verified, so it toils. */
#define READ_METHOD(name, request_type, response_type, function)                   \
	{                                                                          \
		.path = "/slabroker.v1." name,                                     \
		.request = &slb_##request_type##__descriptor,                      \
		.response = &slb_##response_type##__descriptor, .kind = RPC_UNARY, \
		.thread = RPC_ON_WORKER, .handle = (function)                      \
	}

struct method_table {
	const struct rpc_method *methods;
	size_t count;
};

struct method_table statement_service(void);
struct method_table organization_service(void);
struct method_table contract_service(void);
struct method_table report_service(void);
struct method_table verdict_service(void);
struct method_table notice_service(void); /* but Watch: notice_watch.h */
struct method_table log_service(void);    /* but the next */
struct method_table evidence_export_methods(void);

#endif
