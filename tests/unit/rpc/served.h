#ifndef TESTS_UNIT_RPC_SERVED_H
#define TESTS_UNIT_RPC_SERVED_H

#include "rpc/server.h"
#include "unit/rpc/client.h"

/* Services on a free port, and a client of them. */
struct served {
	struct server *server;
	struct client client;
};

void served_open(struct served *served, const struct rpc_service *services,
		 size_t service_count);
/* Expects that no call is left. */
void served_close(struct served *served);

#endif
