#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <string.h>

#include "base/ensure.h"
#include "sla/command.h"

static enum err succeed(struct invocation *in)
{
	(void)fprintf(in->out.stream, "%zu words\n", in->operand_count);
	return ERR_OK;
}

static enum err refuse(struct invocation *in)
{
	return diag_error(
		&in->diag, ERR_CONTRACT_INVALID,
		(struct diag_place){ .file = "c.yaml", .line = 3, .column = 5 },
		"a thing is wrong");
}

static enum err forge(struct invocation *in)
{
	return diag_error(&in->diag, ERR_SIGNATURE_INVALID, diag_at(NULL),
			  "not signed");
}

static enum err break_rule(struct invocation *in)
{
	ensure(in == NULL);
	return ERR_OK;
}

static const struct option no_options[] = { OPTION_ROW_END };

static const struct command_group groups[] = { { "thing", "things" } };

static const struct command commands[] = {
	{ "thing do", "[WORD]...", 0, 2, "do it", no_options, NULL, "x thing do",
	  succeed },
	{ "refuse", "", 0, 0, "refuse", no_options, NULL, "x refuse", refuse },
	{ "forge", "", 0, 0, "forge", no_options, NULL, "x forge", forge },
	{ "break", "", 0, 0, "break", no_options, NULL, "x break", break_rule },
};

static const struct program program = { .name = "x",
					.version = "1",
					.sentence = "tries",
					.details = "",
					.groups = groups,
					.group_count = ARRAY_SIZE(groups),
					.commands = commands,
					.command_count = ARRAY_SIZE(commands) };

static int run(const char *first, const char *second, const char *third)
{
	char words[4][20] = { "x" };
	char *argv[5] = { words[0] };
	const char *const given[] = { first, second, third };
	int argc = 1;

	for (size_t i = 0; i < ARRAY_SIZE(given) && given[i] != NULL; i++) {
		(void)snprintf(words[argc], sizeof words[argc], "%s", given[i]);
		argv[argc] = words[argc];
		argc++;
	}
	return program_main(&program, argc, argv);
}

TestSuite(command, .init = cr_redirect_stdout);

Test(command, exit_codes)
{
	cr_redirect_stderr();
	cr_expect_eq(run("thing", "do", NULL), EXIT_DONE);
	cr_expect_eq(run("--version", NULL, NULL), EXIT_DONE);
	cr_expect_eq(run("help", "thing", NULL), EXIT_DONE);
	cr_expect_eq(run("refuse", NULL, NULL), EXIT_REFUSED);
	cr_expect_eq(run(NULL, NULL, NULL), EXIT_USAGE);
	cr_expect_eq(run("thing", NULL, NULL), EXIT_USAGE);
	cr_expect_eq(run("thing", "undo", NULL), EXIT_USAGE);
	cr_expect_eq(run("refuse", "word", NULL), EXIT_USAGE);
	cr_expect_eq(run("forge", NULL, NULL), EXIT_EVIDENCE);
	cr_expect_eq(run("break", NULL, NULL), EXIT_INTERNAL);
}

Test(command, words_reach_the_command)
{
	cr_expect_eq(run("thing", "do", "one"), EXIT_DONE);
	cr_expect_stdout_eq_str("1 words\n");
}

Test(command, an_error_names_its_place)
{
	cr_redirect_stderr();
	cr_expect_eq(run("refuse", NULL, NULL), EXIT_REFUSED);
	cr_expect_stderr_eq_str("sla: c.yaml:3:5: a thing is wrong\n");
}

Test(command, every_error_has_an_exit_code)
{
	cr_expect_eq(exit_code_of(ERR_OK), EXIT_DONE);
	for (int e = ERR_OK + 1; e < ERR_COUNT; e++)
		cr_expect_neq(exit_code_of((enum err)e), EXIT_DONE, "%s",
			      err_name((enum err)e));
}
