/*
 * Runs Criterion's tests without Criterion's runner, which cannot set up its shared memory
 * under ThreadSanitizer: every test in a forked process of this one.  Linked into the
 * unit programs of the flavour tsan, before libcriterion, whose functions of the same
 * names it replaces.
 *
 *   --xml=FILE   what units.py reads; other arguments are read over
 */

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STATUS_PASSED = 0, STATUS_FAILED = 1, STATUS_SKIPPED = 77 };

#define TIMEOUT_S 300

/* Filled by the linker: pointers to what Test() and TestSuite() define. */
extern struct criterion_test *__start_cr_tst[];
extern struct criterion_test *__stop_cr_tst[];
extern struct criterion_suite *__start_cr_sts[] __attribute__((weak));
extern struct criterion_suite *__stop_cr_sts[] __attribute__((weak));

static const struct criterion_test *current;
static bool failed;

static const struct criterion_test_extra_data *
suite_of(const struct criterion_test *test)
{
	for (struct criterion_suite **suite = __start_cr_sts; suite < __stop_cr_sts;
	     suite++)
		if (*suite != NULL && strcmp((*suite)->name, test->category) == 0)
			return (*suite)->data;
	return NULL;
}

/* ---- what the macros of criterion.h call ---- */

void criterion_internal_test_setup(void)
{
	const struct criterion_test_extra_data *suite = suite_of(current);

	if (suite != NULL && suite->init != NULL)
		suite->init();
	if (current->data->init != NULL)
		current->data->init();
}

void criterion_internal_test_main(void (*test)(void))
{
	test();
}

void criterion_internal_test_teardown(void)
{
	const struct criterion_test_extra_data *suite = suite_of(current);

	if (current->data->fini != NULL)
		current->data->fini();
	if (suite != NULL && suite->fini != NULL)
		suite->fini();
}

void criterion_send_assert(struct criterion_assert_stats *stats)
{
	if (stats->passed)
		return;
	failed = true;
	(void)fprintf(stderr, "%s:%u: %s\n", stats->file, stats->line, stats->message);
}

void cri_asserts_passed_incr(void)
{
}

void criterion_abort_test(void)
{
	exit(STATUS_FAILED);
}

void criterion_continue_test(void)
{
}

void criterion_skip_test(const char *format, ...)
{
	(void)format;
	exit(STATUS_SKIPPED);
}

/* ---- the runner ---- */

static int outcome(const struct criterion_test *test)
{
	int status = 0;
	pid_t child;

	(void)fflush(NULL);
	child = fork();
	if (child == 0) {
		(void)alarm(TIMEOUT_S);
		current = test;
		test->test();
		exit(failed ? STATUS_FAILED : STATUS_PASSED);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return STATUS_FAILED;
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == test->data->signal ? STATUS_PASSED
							      : STATUS_FAILED;
	if (test->data->exit_code != 0)
		return WEXITSTATUS(status) == test->data->exit_code ? STATUS_PASSED
								    : STATUS_FAILED;
	return WEXITSTATUS(status);
}

static const char *name_of(int status)
{
	switch (status) {
	case STATUS_PASSED:
		return "PASSED";
	case STATUS_SKIPPED:
		return "SKIPPED";
	default:
		return "FAILED"; /* ThreadSanitizer's own status among them */
	}
}

static bool run_all(FILE *report)
{
	bool all_passed = true;

	for (struct criterion_test **test = __start_cr_tst; test < __stop_cr_tst;
	     test++) {
		const char *name;

		if (*test == NULL)
			continue;
		name = name_of(outcome(*test));
		(void)fprintf(report, "<testcase name=\"%s/%s\" status=\"%s\"/>\n",
			      (*test)->category, (*test)->name, name);
		if (strcmp(name, "FAILED") == 0) {
			all_passed = false;
			(void)printf("%s/%s failed\n", (*test)->category,
				     (*test)->name);
		}
	}
	return all_passed;
}

int main(int argc, char **argv)
{
	const char *path = "/dev/null";
	bool all_passed;
	FILE *report;

	for (int i = 1; i < argc; i++)
		if (strncmp(argv[i], "--xml=", 6) == 0)
			path = argv[i] + 6;
	report = fopen(path, "w");
	if (report == NULL)
		return EXIT_FAILURE;
	(void)fprintf(report, "<testsuite>\n");
	all_passed = run_all(report);
	(void)fprintf(report, "</testsuite>\n");
	(void)fclose(report);
	return all_passed ? EXIT_SUCCESS : EXIT_FAILURE;
}
