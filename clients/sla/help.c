#include "sla/command.h"

#include <string.h>

#include "base/bytes.h"

#define NAME_COLUMN   20
#define OPTION_COLUMN 26

static void add_padded(struct text *out, const char *word, size_t column)
{
	size_t len = strlen(word);

	text_printf(out, "  %s", word);
	if (len + 2 > column) {
		text_add(out, "\n  ");
		len = 0;
	}
	for (; len < column; len++)
		text_add(out, " ");
}

static void add_command(struct text *out, const struct command *command)
{
	add_padded(out, command->name, NAME_COLUMN);
	text_printf(out, "%s\n", command->sentence);
}

static void add_indented(struct text *out, const char *lines)
{
	while (*lines != '\0') {
		size_t len = strcspn(lines, "\n");

		text_add(out, "  ");
		text_add_n(out, lines, len);
		text_add(out, "\n");
		lines += lines[len] == '\n' ? len + 1 : len;
	}
}

const char *help_program(struct arena *arena, const struct program *program)
{
	struct text out;
	size_t i;

	text_init(&out, arena);
	text_printf(&out, "%s: %s\n\nusage: %s COMMAND [OPTION]... [WORD]...\n\n",
		    program->name, program->sentence, program->name);
	for (i = 0; i < program->command_count; i++)
		add_command(&out, &program->commands[i]);
	text_printf(&out, "\n%s", program->details);
	return text_chars(&out);
}

const char *help_group(struct arena *arena, const struct program *program,
		       const struct command_group *group)
{
	size_t len = strlen(group->name);
	const char *example = NULL;
	struct text out;
	size_t i;

	text_init(&out, arena);
	text_printf(&out, "%s %s: %s\n\n", program->name, group->name, group->sentence);
	for (i = 0; i < program->command_count; i++) {
		const struct command *command = &program->commands[i];

		if (strncmp(command->name, group->name, len) != 0 ||
		    command->name[len] != ' ')
			continue;
		add_command(&out, command);
		if (example == NULL)
			example = command->example;
	}
	text_add(&out, "\nexample:\n");
	if (example != NULL)
		add_indented(&out, example);
	return text_chars(&out);
}

static void add_option(struct text *out, const struct option *option)
{
	struct text name;

	text_init(&name, out->arena);
	if (option->letter != '\0')
		text_printf(&name, "-%c, ", option->letter);
	text_printf(&name, "--%s", option->name);
	if (option->value != NULL)
		text_printf(&name, " %s", option->value);
	add_padded(out, text_chars(&name), OPTION_COLUMN);
	text_add(out, option->help);
	if (option->fallback != NULL)
		text_printf(out, " (default: %s)", option->fallback);
	if (option->required)
		text_add(out, " (needed)");
	if (option->repeatable)
		text_add(out, " (may be repeated)");
	text_add(out, "\n");
}

const char *help_command(struct arena *arena, const struct program *program,
			 const struct command *command)
{
	const struct option *option;
	struct text out;

	text_init(&out, arena);
	text_printf(&out, "usage: %s %s%s%s%s\n\n%s.\n", program->name, command->name,
		    command->options->name != NULL ? " [OPTION]..." : "",
		    command->operands[0] != '\0' ? " " : "", command->operands,
		    command->sentence);
	if (command->details != NULL)
		text_printf(&out, "\n%s\n", command->details);
	if (command->options->name != NULL)
		text_add(&out, "\noptions:\n");
	for (option = command->options; option->name != NULL; option++)
		add_option(&out, option);
	text_add(&out, "\nexample:\n");
	add_indented(&out, command->example);
	return text_chars(&out);
}
