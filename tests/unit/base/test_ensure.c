#include "base/ensure.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stddef.h>

#include "base/err.h"

static void add_one(void *context)
{
	int *count = context;

	ensure(*count < 3);
	(*count)++;
}

Test(ensure, lets_what_holds_pass)
{
	struct ensure_failure failure;
	int count = 0;

	for (int i = 0; i < 3; i++)
		cr_assert(ensure_run(add_one, &count, &failure));
	cr_assert_eq(count, 3);
}

Test(ensure, says_which_condition_was_broken)
{
	struct ensure_failure failure;
	int count = 3;

	cr_assert_not(ensure_run(add_one, &count, &failure));
	cr_assert_str_eq(failure.condition, "*count < 3");
	cr_assert_str_eq(failure.function, "add_one");
	cr_assert_not_null(failure.file);
	cr_assert_gt(failure.line, 0);
	cr_assert_eq(count, 3);
}

static void run_inside(void *context)
{
	struct ensure_failure failure;
	int count = 3;

	cr_assert_not(ensure_run(add_one, &count, &failure));
	*(int *)context = 1;
	ensure(context == NULL);
}

Test(ensure, returns_to_the_innermost_run)
{
	struct ensure_failure failure;
	int reached = 0;

	cr_assert_not(ensure_run(run_inside, &reached, &failure));
	cr_assert_eq(reached, 1);
	cr_assert_str_eq(failure.condition, "context == NULL");
}

static void name_no_error(void *context)
{
	(void)context;
	(void)err_name(ERR_COUNT);
}

Test(ensure, guards_tables_against_a_wrong_index)
{
	struct ensure_failure failure;

	cr_assert_not(ensure_run(name_no_error, NULL, &failure));
}

Test(ensure, ends_the_process_outside_a_run, .signal = SIGABRT)
{
	int count = 3;

	add_one(&count);
}
