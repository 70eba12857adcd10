#include "sla/command.h"

#include <stdarg.h>
#include <string.h>

#include "base/ensure.h"
#include "base/nearest.h"
#include "lib/result.h"
#include "sla/answer.h"

/* Large enough for a year of a large centre's reports at once. */
#define COMMAND_ARENA_MAX_BYTES ((size_t)8 << 30)

enum exit_code exit_code_of(enum err e)
{
	return (enum exit_code)result_of(e);
}

enum err usage_error(struct invocation *in, const char *format, ...)
{
	char sentence[512]; /* longer words are cut */
	va_list args;

	va_start(args, format);
	(void)vsnprintf(sentence, sizeof sentence, format, args);
	va_end(args);
	return diag_error(&in->diag, ERR_USAGE, diag_at(NULL), "%s", sentence);
}

/* ---- which command ---- */

/* Whether name is these words; *used is how many. */
static bool names(const char *name, const struct arguments *arguments, size_t *used)
{
	for (*used = 0; *used < arguments->count; name++) {
		size_t len = strcspn(name, " ");
		const char *word = arguments->words[(*used)++];

		if (strlen(word) != len || memcmp(word, name, len) != 0)
			return false;
		name += len;
		if (*name == '\0')
			return true;
	}
	return false;
}

static const struct command *find_command(const struct program *program,
					  const struct arguments *arguments,
					  size_t *used)
{
	size_t i;

	for (i = 0; i < program->command_count; i++) {
		if (names(program->commands[i].name, arguments, used))
			return &program->commands[i];
	}
	return NULL;
}

static const struct command_group *find_group(const struct program *program,
					      const char *word)
{
	size_t i;

	for (i = 0; i < program->group_count; i++) {
		if (strcmp(program->groups[i].name, word) == 0)
			return &program->groups[i];
	}
	return NULL;
}

static bool asks_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 ||
	       strcmp(word, "help") == 0;
}

static enum err unknown_command(struct invocation *in, const struct program *program,
				const struct arguments *arguments,
				const struct command_group *group)
{
	const char *typed = arguments->words[0];
	struct nearest nearest;
	enum err e;
	size_t i;

	if (group != NULL)
		typed = arena_printf(in->arena, "%s %s", group->name,
				     arguments->words[1]);
	e = usage_error(in, "there is no command \"%s\"", typed);
	nearest_init(&nearest, typed);
	for (i = 0; i < program->command_count; i++) {
		const char *name = program->commands[i].name;

		nearest_offer(&nearest, name, name);
	}
	for (i = 0; group == NULL && i < program->group_count; i++) {
		const char *name = program->groups[i].name;

		nearest_offer(&nearest, name, name);
	}
	if (nearest.best != NULL)
		diag_hint(&in->diag, "did you mean \"%s %s\"?", program->name,
			  nearest.best);
	else
		diag_hint(&in->diag, "\"%s --help\" lists them", program->name);
	return e;
}

/* ---- running it ---- */

static enum err check_operands(struct invocation *in)
{
	const struct command *command = in->command;

	if (in->operand_count >= command->operand_min &&
	    in->operand_count <= command->operand_max)
		return ERR_OK;
	if (in->operand_count < command->operand_min)
		return usage_error(in, "sla %s needs %s; %zu given", command->name,
				   command->operands, in->operand_count);
	return usage_error(in, "\"%s\" is one word too many; expected sla %s%s%s",
			   in->operands[command->operand_max], command->name,
			   command->operands[0] == '\0' ? "" : " ", command->operands);
}

static enum err run_command(struct invocation *in, const struct program *program,
			    struct arguments arguments)
{
	struct parsed parsed;
	enum err e = options_parse(in->arena, in->command->options, arguments, &parsed,
				   &in->diag);

	in->options = parsed.options;
	in->operands = parsed.operands;
	in->operand_count = parsed.operand_count;
	if (parsed.help) {
		(void)fputs(help_command(in->arena, program, in->command),
			    in->out.stream);
		return ERR_OK;
	}
	if (e == ERR_OK)
		e = check_operands(in);
	if (e == ERR_OK)
		return in->command->run(in);
	diag_note(&in->diag, diag_at(NULL), "sla %s --help shows how it is used",
		  in->command->name);
	return e;
}

static enum err show_help(struct invocation *in, const struct program *program,
			  struct arguments arguments)
{
	const struct command_group *group;
	size_t used;

	if (arguments.count == 0) {
		(void)fputs(help_program(in->arena, program), in->out.stream);
		return ERR_OK;
	}
	in->command = find_command(program, &arguments, &used);
	group = find_group(program, arguments.words[0]);
	if (in->command != NULL)
		(void)fputs(help_command(in->arena, program, in->command),
			    in->out.stream);
	else if (group != NULL && arguments.count == 1)
		(void)fputs(help_group(in->arena, program, group), in->out.stream);
	else
		return unknown_command(in, program, &arguments, group);
	return ERR_OK;
}

static enum err dispatch(struct invocation *in, const struct program *program,
			 struct arguments arguments)
{
	const struct command_group *group;
	size_t used;

	if (arguments.count == 0) {
		(void)fputs(help_program(in->arena, program), in->err.stream);
		return usage_error(in, "no command was given");
	}
	if (asks_help(arguments.words[0]))
		return show_help(
			in, program,
			(struct arguments){ arguments.words + 1, arguments.count - 1 });
	if (strcmp(arguments.words[0], "--version") == 0) {
		(void)fprintf(in->out.stream, "%s %s\n", program->name,
			      program->version);
		return ERR_OK;
	}
	in->command = find_command(program, &arguments, &used);
	if (in->command != NULL)
		return run_command(in, program,
				   (struct arguments){ arguments.words + used,
						       arguments.count - used });
	group = find_group(program, arguments.words[0]);
	if (group == NULL)
		return unknown_command(in, program, &arguments, NULL);
	if (arguments.count > 1 && !asks_help(arguments.words[1]))
		return unknown_command(in, program, &arguments, group);
	(void)fputs(help_group(in->arena, program, group),
		    arguments.count > 1 ? in->out.stream : in->err.stream);
	if (arguments.count > 1)
		return ERR_OK;
	return usage_error(in, "sla %s: no command was given", group->name);
}

struct task {
	struct invocation *in;
	const struct program *program;
	struct arguments arguments;
	enum err e;
};

static void run_task(void *context)
{
	struct task *task = context;

	task->e = dispatch(task->in, task->program, task->arguments);
	/* What was answered is answered only when it has left this process. */
	if (task->e == ERR_OK &&
	    (fflush(task->in->out.stream) != 0 || ferror(task->in->out.stream) != 0))
		task->e = diag_error(&task->in->diag, ERR_IO, diag_at(NULL),
				     "the answer cannot be written to standard output");
}

int program_main(const struct program *program, int argc, char *const argv[])
{
	struct arena arena;
	struct ensure_failure failure;
	struct invocation in = { .arena = &arena,
				 .out = terminal_of(stdout),
				 .err = terminal_of(stderr),
				 .clock = clock_system() };
	size_t count = argc > 0 ? (size_t)argc - 1 : 0;
	struct task task = { .in = &in, .program = program };

	arena_init(&arena, COMMAND_ARENA_MAX_BYTES);
	diag_init(&in.diag, &arena);
	task.arguments = (struct arguments){ (const char *const *)(argv + 1), count };
	if (!ensure_run(run_task, &task, &failure)) {
		(void)fprintf(stderr,
			      "sla: a rule of our own was broken: %s (%s:%d, %s); "
			      "please report this\n",
			      failure.condition, failure.file, failure.line,
			      failure.function);
		task.e = ERR_INTERNAL;
	}
	problems_print(&in.diag, &in.err, &arena);
	arena_release(&arena);
	return (int)exit_code_of(task.e);
}
