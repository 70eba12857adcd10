#include <stdio.h>
#include <string.h>

#include "program/invocation.h"

void help_command(const struct command *command)
{
	(void)printf("usage: slabroker %s%s%s [OPTION...]\n\n%s\n\n%s\n\n",
		     command->name, *command->operand != '\0' ? " " : "",
		     command->operand, command->sentence, command->details);
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const struct option *option = &options[i];

		if ((command->uses & 1u << i) == 0)
			continue;
		(void)printf("  --%s%s%s\n      %s", option->name,
			     *option->value == '\0' ? "" : " ", option->value,
			     option->help);
		if (option->fallback == NULL)
			(void)printf(" (required)");
		else if (*option->fallback != '\0')
			(void)printf(" (%s)", option->fallback);
		(void)printf("\n");
	}
}

void help_program(const struct command *commands, size_t count)
{
	(void)printf("usage: slabroker COMMAND [OPTION...]\n\n"
		     "the broker's own program: its log, looked after\n\n");
	for (size_t i = 0; i < count; i++)
		(void)printf("  %-10s %s\n", commands[i].name, commands[i].sentence);
	(void)printf(
		"\nslabroker COMMAND --help tells more of a command; --version the "
		"version.\n"
		"Exit status: 0 done, 1 refused, 2 the command was not understood,\n"
		"3 a file or disk cannot be reached, 4 the log does not hold, 5 a "
		"fault\n"
		"of the program.\n");
}
