/*
 * slabroker: the broker's own program.  Each command is a row of a table; so is each
 * option (invocation.c).
 */

#include <stdio.h>
#include <string.h>

#include "program/bus_error.h"
#include "program/commands.h"
#include "program/say.h"

#define ARENA_BYTES ((size_t)64 << 20)

enum exit_code {
	EXIT_DONE = 0,
	EXIT_REFUSED = 1,
	EXIT_USAGE = 2,
	EXIT_UNREACHABLE = 3,
	EXIT_EVIDENCE = 4,
	EXIT_INTERNAL = 5,
};

/* clang-format off */
static const struct command commands[] = {
	{ "init", "",
	  "open a new log",
	  "Makes the store, the state folder and, where it is not there, the master key.\n"
	  "The log's first entry, signed by the operator, names the three keys. Back up the\n"
	  "master key apart from all else: without it nobody reads the log's content.",
	  USES_PLACES | USES(LOG_KEY) | USES(NOTICE_KEY) | USES(OPERATOR_KEY) |
		  USES(PASSPHRASE_FILE),
	  run_init },
	{ "serve", "",
	  "take statements and answer questions, until a signal ends it",
	  "Checks the log against its checkpoint, then listens. SIGTERM and SIGINT end it:\n"
	  "no new call is taken, what was taken in is answered, and the open calls get some\n"
	  "seconds. SIGHUP reads the TLS certificate again at once; by itself, it looks every\n"
	  "few seconds whether its files changed. When a listener can take no connection any\n"
	  "more (no descriptor was free), it ends in the same way, but with status 3, to be\n"
	  "started again. As a service of systemd it says when it is ready and feeds the\n"
	  "watchdog while a new connection is answered.",
	  USES_PLACES | USES(LOG_KEY) | USES(NOTICE_KEY) | USES(NEXT_LOG_KEY) |
		  USES(NEXT_NOTICE_KEY) | USES(LISTEN) |
		  USES(TLS_CERTIFICATE) | USES(TLS_KEY) | USES(TLS_CLIENT_CA) |
		  USES(PLAIN_ANYWHERE) | USES(QUEUES) | USES(WORKERS) | USES(GRACE_S) |
		  USES(METRICS) | USES(WAITING_MAX) | USES(WAITING_MAX_EACH),
	  run_serve },
	{ "check", "",
	  "check everything that the log holds, while the broker does not run",
	  "Opens every entry, verifies every hash and signature, decides every statement and\n"
	  "computes every outcome again, and compares the result with the rows and with the\n"
	  "checkpoint. Exit status 4 when something does not hold; it is named. Nothing is\n"
	  "written.",
	  USES_PLACES, run_check },
	{ "rebuild", "",
	  "make anew what is derived from the log, while the broker does not run",
	  "For a program that keeps its rows in another edition. The log is checked on the\n"
	  "way and is not touched.",
	  USES_PLACES, run_rebuild },
	{ "backup", "FOLDER",
	  "copy store and state into a new folder, and check the copy, while the broker serves",
	  "FOLDER gets store/ and state/, which the other commands take as --store and\n"
	  "--state. The copy is FOLDER.incomplete until everything in it was checked, as check\n"
	  "does, and then gets its name: a folder called FOLDER is a whole backup. The master\n"
	  "key is not copied; keep a copy of it elsewhere. Run it as the user that serves.",
	  USES_PLACES, run_backup },
};
/* clang-format on */

static bool asks_for_help(char *const *words)
{
	for (; *words != NULL; words++) {
		if (strcmp(*words, "--help") == 0 || strcmp(*words, "-h") == 0)
			return true;
	}
	return false;
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	}
	return NULL;
}

static enum exit_code exit_code_of(enum err err)
{
	if (err == ERR_OK)
		return EXIT_DONE;
	if (err == ERR_USAGE)
		return EXIT_USAGE;
	if (err == ERR_INTERNAL || err == ERR_NO_MEMORY)
		return EXIT_INTERNAL;
	switch (err_grpc(err)) {
	case 14: /* UNAVAILABLE */
		return EXIT_UNREACHABLE;
	case 15: /* DATA_LOSS */
	case 16: /* UNAUTHENTICATED: a signature or key of an entry */
		return EXIT_EVIDENCE;
	default:
		return EXIT_REFUSED;
	}
}

static enum exit_code run(const struct command *command, char *const *words)
{
	struct invocation in = { .operand = NULL };
	enum err err;

	arena_init(&in.arena, ARENA_BYTES);
	diag_init(&in.diag, &in.arena);
	err = invocation_read(&in, command, words);
	if (err == ERR_OK)
		err = command->run(&in);
	say_diag(&in.diag);
	arena_release(&in.arena);
	return exit_code_of(err);
}

static int answer(int argc, char **argv)
{
	const struct command *command;

	if (argc == 2 && strcmp(argv[1], "--version") == 0) {
		(void)printf("slabroker %s\n", VERSION);
		return EXIT_DONE;
	}
	if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		help_program(commands, ARRAY_SIZE(commands));
		return argc < 2 ? EXIT_USAGE : EXIT_DONE;
	}
	command = find_command(argv[1]);
	if (command == NULL) {
		(void)fprintf(stderr, "slabroker: there is no command \"%s\"\n",
			      argv[1]);
		help_program(commands, ARRAY_SIZE(commands));
		return EXIT_USAGE;
	}
	if (asks_for_help(argv + 2)) {
		help_command(command);
		return EXIT_DONE;
	}
	return (int)run(command, argv + 2);
}

int main(int argc, char **argv)
{
	int status;

	/* A write for each line, whole. */
	(void)setvbuf(stderr, NULL, _IOLBF, BUFSIZ);
	bus_error_ends_with(EXIT_UNREACHABLE);
	status = answer(argc, argv);
	if ((fflush(stdout) == 0 && ferror(stdout) == 0) || status != EXIT_DONE)
		return status;
	(void)fprintf(stderr,
		      "slabroker: the answer cannot be written to standard output\n");
	return EXIT_UNREACHABLE;
}
