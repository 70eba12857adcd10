#include <criterion/criterion.h>

/* Words as main() has them: never written to. */
#define W(text) ((char *)(uintptr_t)(text))

#include "program/invocation.h"

static enum err nothing(struct invocation *in)
{
	(void)in;
	return ERR_OK;
}

static const struct command plain = {
	"plain", "", "", "", USES(ORIGIN) | USES(STORE), nothing,
};
static const struct command with_operand = {
	"with", "FOLDER", "", "", USES(ORIGIN), nothing,
};

static void start(struct invocation *in)
{
	*in = (struct invocation){ .operand = NULL };
	arena_init(&in->arena, 1 << 20);
	diag_init(&in->diag, &in->arena);
}

Test(invocation, takes_values_in_both_forms_and_falls_back)
{
	char *spaced[] = { W("--origin"), W("a.example/log"), NULL };
	char *joined[] = { W("--store=/x=y"), W("--origin=b"), NULL };
	struct invocation in;

	start(&in);
	cr_assert_eq(invocation_read(&in, &plain, spaced), ERR_OK);
	cr_assert_str_eq(in.values[OPTION_ORIGIN], "a.example/log");
	cr_assert_str_eq(in.values[OPTION_STORE], options[OPTION_STORE].fallback);
	cr_assert_null(in.values[OPTION_STATE], "the command does not use it");
	arena_release(&in.arena);
	start(&in);
	cr_assert_eq(invocation_read(&in, &plain, joined), ERR_OK);
	cr_assert_str_eq(in.values[OPTION_STORE], "/x=y");
	cr_assert_str_eq(in.values[OPTION_ORIGIN], "b");
	arena_release(&in.arena);
}

Test(invocation, names_what_it_does_not_understand)
{
	static char *const cases[][4] = {
		{ W("--origon"), W("x"), NULL },
		{ W("--state"), W("x"), NULL },
		{ W("--origin"), NULL },
		{ W("word"), W("--origin=x"), NULL },
		{ W("--store"), W("/x"), NULL },
		{ W("--"), W("--origin=x"), NULL },
		{ W("--origin=x"), W("--help="), NULL },
	};
	struct invocation in;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		start(&in);
		cr_assert_eq(invocation_read(&in, &plain, cases[i]), ERR_USAGE,
			     "case %zu", i);
		cr_assert_not_null(in.diag.first);
		if (i == 0)
			cr_assert_str_eq(in.diag.first->hint, "--origin");
		arena_release(&in.arena);
	}
}

Test(invocation, wants_its_operand_once)
{
	char *once[] = { W("--origin=x"), W("there"), NULL };
	char *twice[] = { W("--origin=x"), W("there"), W("and-there"), NULL };
	char *none[] = { W("--origin=x"), NULL };
	struct invocation in;

	start(&in);
	cr_assert_eq(invocation_read(&in, &with_operand, once), ERR_OK);
	cr_assert_str_eq(in.operand, "there");
	arena_release(&in.arena);
	start(&in);
	cr_assert_eq(invocation_read(&in, &with_operand, twice), ERR_USAGE);
	arena_release(&in.arena);
	start(&in);
	cr_assert_eq(invocation_read(&in, &with_operand, none), ERR_USAGE);
	arena_release(&in.arena);
}
