#include "program/bus_error.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static volatile sig_atomic_t status;

/* No time stands in the line: a signal handler may not ask how it is written. */
static void end(int signal_number)
{
	static const char line[] =
		"level=error event=message code=STORE_FAILED text=\"a file of the store or "
		"of the content keys ends before what it holds, or its disk cannot read "
		"it\" hint=\"a copy that was broken off? then bring back a whole one, from "
		"a backup; else look at dmesg, the disk may fail. Move the file aside and "
		"delete nothing\"\n";

	ssize_t told = write(STDERR_FILENO, line, sizeof(line) - 1);

	(void)signal_number;
	(void)told;
	_exit(status);
}

void bus_error_ends_with(int exit_status)
{
	struct sigaction action = { .sa_handler = end };

	status = exit_status;
	(void)sigemptyset(&action.sa_mask);
	(void)sigaction(SIGBUS, &action, NULL);
}
