/*
 * The server of broker/rpc with the echo service of its unit tests, for run_rpc.py.
 *
 *   rpc_server GRACE_MS ADDRESS [CERTIFICATE KEY [CLIENT_CA]]
 *
 * Says "listening PORT" when it does, and "stopped, N cancelled" when it has.  A line on
 * the standard input is an order: "up" and "down" set its health, "let-go" answers what
 * is held; its end stops the server.
 */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rpc/health.h"
#include "rpc/reflection.h"
#include "slabroker/descriptors.h"
#include "unit/rpc/echo.h"

#define SERVICES    3
#define ARENA_BYTES ((size_t)1 << 20)

struct program {
	struct arena arena;
	struct diag diag;
	struct echo *echo;
	struct health *health;
	struct reflection *reflection;
	struct rpc_service services[SERVICES];
	struct certificates *certificates;
	struct server *server;
};

static void assemble(struct program *program)
{
	program->echo = echo_open();
	program->health = health_open();
	program->reflection = reflection_open(
		(struct bytes){ slabroker_descriptors, slabroker_descriptors_bytes });
	if (program->health == NULL || program->reflection == NULL)
		abort();
	program->services[0] = echo_service(program->echo);
	program->services[1] = health_service(program->health);
	program->services[2] = reflection_service(program->reflection);
	health_know(program->health, program->services, SERVICES);
	reflection_list(program->reflection, program->services, SERVICES);
}

static bool open_certificates(struct program *program, int argc, char **argv)
{
	const struct certificate_files files = { .certificate = argv[3],
						 .key = argv[4],
						 .client_ca =
							 argc > 5 ? argv[5] : NULL };

	return certificates_open(&files, &program->certificates, &program->diag) ==
	       ERR_OK;
}

static bool open_server(struct program *program, const char *address)
{
	struct listener listener = { .address = address,
				     .certificates = program->certificates };
	struct server_options options = { .services = program->services,
					  .service_count = SERVICES,
					  .listeners = &listener,
					  .listener_count = 1,
					  .queue_count = 2,
					  .worker_count = 2 };

	return server_open(&options, &program->server, &program->diag) == ERR_OK;
}

static void say_why(struct program *program)
{
	for (struct diag_item *item = program->diag.first; item; item = item->next)
		(void)printf("%s%s\n", diag_place_text(&program->arena, item->place),
			     item->text);
}

static void obey(struct program *program)
{
	char line[32];

	while (fgets(line, sizeof line, stdin) != NULL) {
		if (strcmp(line, "up\n") == 0)
			health_set(program->health, true);
		else if (strcmp(line, "down\n") == 0)
			health_set(program->health, false);
		else if (strcmp(line, "let-go\n") == 0)
			echo_let_go(program->echo);
	}
}

static void serve(struct program *program, unsigned grace_ms)
{
	(void)printf("listening %d\n", server_port(program->server, 0));
	(void)fflush(stdout);
	obey(program);
	health_stop(program->health);
	(void)printf("stopped, %zu cancelled\n",
		     server_stop(program->server, grace_ms));
	server_close(program->server);
}

int main(int argc, char **argv)
{
	struct program program = { .certificates = NULL };
	sigset_t all;
	bool opened;

	if (argc < 3)
		return EXIT_FAILURE;
	(void)sigfillset(&all);
	(void)sigprocmask(SIG_BLOCK, &all, NULL);
	arena_init(&program.arena, ARENA_BYTES);
	diag_init(&program.diag, &program.arena);
	assemble(&program);
	opened = (argc < 5 || open_certificates(&program, argc, argv)) &&
		 open_server(&program, argv[2]);
	if (opened)
		serve(&program, (unsigned)strtoul(argv[1], NULL, 10));
	else
		say_why(&program);
	certificates_close(program.certificates);
	echo_close(program.echo);
	health_close(program.health);
	reflection_close(program.reflection);
	arena_release(&program.arena);
	return opened ? EXIT_SUCCESS : EXIT_FAILURE;
}
