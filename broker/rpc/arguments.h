#ifndef BROKER_RPC_ARGUMENTS_H
#define BROKER_RPC_ARGUMENTS_H

#include <grpc/grpc.h>
#include <stddef.h>

/*
 * The arguments of the gRPC server: one table, in arguments.c.
 *
 * Threads: no shared state.
 */

#define ARGUMENTS_MAX 24

struct arguments {
	grpc_arg rows[ARGUMENTS_MAX];
	grpc_channel_args list; /* of rows: the struct must not move */
	grpc_resource_quota *quota;
};

/* After grpc_init. */
void arguments_init(struct arguments *arguments, size_t message_max_bytes);
/* Once the server was made. */
void arguments_release(struct arguments *arguments);

#endif
