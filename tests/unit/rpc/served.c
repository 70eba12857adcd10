#include "unit/rpc/served.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define GRACE_MS 60000

void served_open(struct served *served, const struct rpc_service *services,
		 size_t service_count)
{
	static const struct listener listener = { .address = "127.0.0.1:0" };
	struct server_options options = { .services = services,
					  .service_count = service_count,
					  .listeners = &listener,
					  .listener_count = 1 };
	struct arena arena;
	struct diag diag;
	char target[64];

	arena_init(&arena, 1 << 20);
	diag_init(&diag, &arena);
	cr_assert_eq(server_open(&options, &served->server, &diag), ERR_OK);
	arena_release(&arena);
	(void)snprintf(target, sizeof target, "127.0.0.1:%d",
		       server_port(served->server, 0));
	client_open(&served->client, target);
}

void served_close(struct served *served)
{
	client_close(&served->client);
	cr_expect_eq(server_stop(served->server, GRACE_MS), 0);
	cr_expect_eq(server_call_count(served->server), 0);
	server_close(served->server);
}
