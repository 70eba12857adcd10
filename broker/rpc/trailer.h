#ifndef BROKER_RPC_TRAILER_H
#define BROKER_RPC_TRAILER_H

#include <grpc/grpc.h>

#include "base/diag.h"
#include "base/err.h"

/* A refusal (status.h) as the operation that ends a call.  Threads: no shared state. */
struct trailer {
	grpc_status_code code;
	grpc_slice message;
	grpc_metadata details;
};

void trailer_init(struct trailer *trailer, enum err err, const struct diag *diag);

/* Points into the trailer, until the batch was started. */
grpc_op trailer_op(struct trailer *trailer);

void trailer_release(struct trailer *trailer);

#endif
