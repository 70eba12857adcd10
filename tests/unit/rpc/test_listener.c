#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rpc/listener.h"
#include "unit/rpc/tls_folder.h"

static struct arena arena;
static struct diag diag;
static grpc_server *server;
static grpc_completion_queue *completions;

static void setup(void)
{
	arena_init(&arena, 1 << 20);
	diag_init(&diag, &arena);
	grpc_init();
	completions = grpc_completion_queue_create_for_next(NULL);
	server = grpc_server_create(NULL, NULL);
	grpc_server_register_completion_queue(server, completions, NULL);
}

static void teardown(void)
{
	grpc_server_shutdown_and_notify(server, completions, NULL);
	while (grpc_completion_queue_next(completions,
					  gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL)
		       .type != GRPC_OP_COMPLETE)
		continue;
	grpc_server_destroy(server);
	grpc_completion_queue_shutdown(completions);
	while (grpc_completion_queue_next(completions,
					  gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL)
		       .type != GRPC_QUEUE_SHUTDOWN)
		continue;
	grpc_completion_queue_destroy(completions);
	grpc_shutdown();
	arena_release(&arena);
}

TestSuite(listener, .init = setup, .fini = teardown);

Test(listener, knows_what_stays_on_this_machine)
{
	static const struct {
		const char *address;
		bool is_local;
	} cases[] = {
		{ "unix:/run/slabroker/socket", true },
		{ "127.0.0.1:7443", true },
		{ "127.1.2.3:0", true },
		{ "[::1]:7443", true },
		{ "0.0.0.0:7443", false },
		{ "[::]:7443", false },
		{ "192.0.2.1:7443", false },
		{ "localhost:7443", false },
		{ "127.0.0.1.example.org:7443", false },
		{ "127.example.org:7443", false },
		{ "127.0.0.1", false },
		{ "ipv4:0.0.0.0:1", false },
		{ "", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		cr_expect_eq(listener_is_local(cases[i].address), cases[i].is_local,
			     "%s", cases[i].address);
}

Test(listener, says_the_port_that_was_bound)
{
	static const struct {
		const char *address;
		int port;
		const char *said;
	} cases[] = {
		{ "unix:/run/slabroker/socket", 1, "unix:/run/slabroker/socket" },
		{ "127.0.0.1:7443", 7443, "127.0.0.1:7443" },
		{ "127.0.0.1:0", 40123, "127.0.0.1:40123" },
		{ "[::1]:0", 40123, "[::1]:40123" },
		{ "broker.example:0", 40123, "broker.example:40123" },
	};
	char said[64];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		listener_say(said, sizeof(said), cases[i].address, cases[i].port);
		cr_expect_str_eq(said, cases[i].said);
	}
	listener_say(said, sizeof("127.0.0.1"), "127.0.0.1:0", 40123);
	cr_expect_str_eq(said, "127.0.0.1", "cut, not overrun");
}

Test(listener, is_refused_without_tls_where_others_reach_it)
{
	struct listener listener = { .address = "0.0.0.0:0" };
	int port = 0;

	cr_expect_eq(listener_add(&listener, server, &port, &diag), ERR_USAGE);
	cr_assert_not_null(diag.first);
	cr_expect_str_eq(
		diag.first->text,
		"the address 0.0.0.0:0 can be reached from other machines, and has no TLS");
	cr_expect_str_eq(diag.first->hint, "give it a certificate and a key, or listen "
					   "on 127.0.0.1 behind a proxy");
	listener.plain_anywhere = true;
	cr_expect_eq(listener_add(&listener, server, &port, &diag), ERR_OK);
	cr_expect_gt(port, 0);
}

Test(listener, has_a_port)
{
	static const char *const addresses[] = { "127.0.0.1:99999", "127.0.0.1:65536",
						 "127.0.0.1:",      "127.0.0.1:http",
						 "127.0.0.1:7443x", "127.0.0.1:000080",
						 "127.0.0.1",       "[::1]:-1" };
	int port;

	for (size_t i = 0; i < ARRAY_SIZE(addresses); i++) {
		const struct listener listener = { .address = addresses[i] };

		diag_init(&diag, &arena);
		cr_expect_eq(listener_add(&listener, server, &port, &diag), ERR_USAGE,
			     "%s", addresses[i]);
		cr_assert_not_null(diag.first);
		cr_expect_not_null(
			strstr(diag.first->text, "does not end in a port, 0 to 65535"));
	}
}

Test(listener, says_what_a_socket_needs)
{
	const struct listener listener = { .address = "unix:/nowhere/to/be/found" };
	int port = 0;

	cr_expect_eq(listener_add(&listener, server, &port, &diag), ERR_IO);
	cr_assert_not_null(diag.first);
	cr_expect_str_eq(diag.first->text,
			 "cannot listen on unix:/nowhere/to/be/found");
	cr_expect_not_null(strstr(diag.first->hint, "folder of the socket"));
}

Test(listener, with_tls_is_named_in_numbers)
{
	static const char *const names[] = {
		"broker.example:7443", "localhost:0",         "[broker]:7443",
		"[dead]:7443",         "127.0.0.1.example:1",
	};
	struct tls_folder tls;
	struct listener listener;
	int port = 0;

	tls_folder_open(&tls);
	listener = (struct listener){ .certificates = tls_folder_certificates(&tls) };
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		listener.address = names[i];
		diag_init(&diag, &arena);
		cr_expect_eq(listener_add(&listener, server, &port, &diag), ERR_USAGE,
			     "%s", names[i]);
		cr_assert_not_null(diag.first);
		cr_expect_str_eq(
			diag.first->text,
			arena_printf(
				&arena,
				"an address with TLS is written in numbers, unlike %s",
				names[i]));
	}
	listener.address = "0.0.0.0:0";
	cr_expect_eq(listener_add(&listener, server, &port, &diag), ERR_OK);
	cr_expect_gt(port, 0);
	teardown();
	setup();
	tls_folder_close(&tls);
}

Test(listener, makes_a_socket_for_its_group)
{
	char folder[] = "/tmp/test_listener_XXXXXX";
	struct listener listener = { .address = NULL };
	struct stat status;
	const char *path;
	int port = 0;

	cr_assert_not_null(mkdtemp(folder));
	path = arena_printf(&arena, "%s/socket", folder);
	listener.address = arena_printf(&arena, "unix:%s", path);
	cr_expect_eq(listener_add(&listener, server, &port, &diag), ERR_OK);
	cr_expect_eq(port, 1);
	cr_assert_eq(stat(path, &status), 0);
	cr_expect_eq(status.st_mode & 0777, 0660);
	(void)unlink(path);
	(void)rmdir(folder);
}
