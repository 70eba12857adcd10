#ifndef BROKER_RPC_SERVICE_NAME_H
#define BROKER_RPC_SERVICE_NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "rpc/server.h"

/* The full names of services, which stand in the paths of their methods.
 * Threads: pure functions. */

/* "package.Service" of "/package.Service/Method": a view. */
struct bytes service_of_path(const char *path);

bool service_is_listed(const struct rpc_service *services, size_t service_count,
		       const char *name);

#endif
