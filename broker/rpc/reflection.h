#ifndef BROKER_RPC_REFLECTION_H
#define BROKER_RPC_REFLECTION_H

#include "base/bytes.h"
#include "rpc/server.h"

/*
 * grpc.reflection.v1 and v1alpha, which have the same messages on the wire
 * (github.com/grpc/grpc, doc/server-reflection.md).  A file is answered with all that it
 * imports, so that one question is enough.
 *
 * Threads: unchanging once the server is open.
 */

struct reflection;

/*
 * descriptor_set: a packed google.protobuf.FileDescriptorSet with imports, as protoc's
 * --descriptor_set_out --include_imports writes it; kept, not copied.  NULL when it is not
 * one, or there is no memory.
 */
struct reflection *reflection_open(struct bytes descriptor_set) MUST_CHECK;

/* The row for the server's table. */
struct rpc_service reflection_service(struct reflection *reflection);

/* The services to list; kept, not copied.  Before the server is opened. */
void reflection_list(struct reflection *reflection, const struct rpc_service *services,
		     size_t service_count);

/* After server_close.  NULL is legal. */
void reflection_close(struct reflection *reflection);

#endif
