#ifndef BROKER_RPC_HEALTH_H
#define BROKER_RPC_HEALTH_H

#include <stdbool.h>

#include "rpc/server.h"

/*
 * grpc.health.v1.Health (github.com/grpc/grpc, doc/health-checking.md): Check and Watch.
 *
 * One answer for the server as a whole ("") and for each of its services: NOT_SERVING when
 * the log cannot be appended to.  Another name is NOT_FOUND in Check, and in Watch a
 * stream that says SERVICE_UNKNOWN.
 *
 * Threads: health_set and health_stop by any.
 */

struct health;

/* Says NOT_SERVING until told otherwise.  NULL when there is no memory. */
struct health *health_open(void) MUST_CHECK;

/* The row for the server's table. */
struct rpc_service health_service(struct health *health);

/* The services that are known by name; kept, not copied.  Before the server is opened. */
void health_know(struct health *health, const struct rpc_service *services,
		 size_t service_count);

void health_set(struct health *health, bool serving);

/* Says NOT_SERVING for good and ends every Watch: before server_stop. */
void health_stop(struct health *health);

/* After server_close.  NULL is legal. */
void health_close(struct health *health);

#endif
