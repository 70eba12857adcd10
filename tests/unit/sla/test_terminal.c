#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "sla/codepoint.h"
#include "sla/terminal.h"

Test(terminal, columns_of_text)
{
	static const struct {
		const char *text;
		size_t columns;
	} cases[] = {
		{ "", 0 },
		{ "abc", 3 },
		{ "\xc3\xa9t\xc3\xa9", 3 },                /* precomposed */
		{ "e\xcc\x81", 1 },                        /* combining acute */
		{ "\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85", 4 }, /* Arabic letters */
		{ "\xd8\xb3\xd9\x8e", 1 },                 /* with a vowel mark */
		{ "\xe5\xa5\x91\xe7\xb4\x84", 4 },         /* wide */
		{ "a\xe2\x80\x8d"
		  "b",
		  2 },             /* a joiner */
		{ "\xff\xfe", 2 }, /* damaged: one each */
		{ "\xe2\x82", 2 }, /* cut off */
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		cr_expect_eq(text_columns(cases[i].text), cases[i].columns, "case %zu",
			     i);
}

Test(terminal, what_deceives)
{
	static const uint32_t deceiving[] = { 0,      '\n',   '\033', 0x7f,   0x85,
					      0x200e, 0x202e, 0x2028, 0x2066, 0x2069 };
	static const uint32_t harmless[] = { ' ',    'a',    0xa0,  0x627,
					     0x200d, 0x2014, 0x5951 };

	for (size_t i = 0; i < ARRAY_SIZE(deceiving); i++)
		cr_expect(codepoint_deceives(deceiving[i]), "U+%04X", deceiving[i]);
	for (size_t i = 0; i < ARRAY_SIZE(harmless); i++)
		cr_expect_not(codepoint_deceives(harmless[i]), "U+%04X", harmless[i]);
}

Test(terminal, harmless_text_is_unchanged)
{
	struct arena arena;
	arena_init(&arena, 1 << 16);
	cr_expect_str_eq(text_harmless(&arena, "caf\xc3\xa9", false), "caf\xc3\xa9");
	cr_expect_str_eq(text_harmless(&arena, "a\nb", true), "a\nb");
	cr_expect_str_eq(text_harmless(&arena, "a\nb", false), "a\xef\xbf\xbd"
							       "b");
	cr_expect_str_eq(text_harmless(&arena, "a\x80", false), "a\x80");
	arena_release(&arena);
}

Test(terminal, a_file_is_no_terminal)
{
	FILE *file = tmpfile();
	struct terminal terminal = terminal_of(file);
	cr_expect_not(terminal.interactive);
	cr_expect_not(terminal.colour);
	cr_expect_eq(terminal.width, 0);
	fclose(file);
}

Test(terminal, an_empty_variable_is_none)
{
	setenv("SLA_TEST_VARIABLE", "", 1);
	cr_expect_null(environment("SLA_TEST_VARIABLE"));
	setenv("SLA_TEST_VARIABLE", "x", 1);
	cr_expect_str_eq(environment("SLA_TEST_VARIABLE"), "x");
}

/* ---- progress ---- */

static int64_t at_ms;

static int64_t now(void *context)
{
	(void)context;
	return at_ms;
}

static long written(FILE *file)
{
	fflush(file);
	return ftell(file);
}

Test(terminal, progress_is_for_long_work_on_a_terminal)
{
	FILE *file = tmpfile();
	struct terminal screen = { .stream = file, .interactive = true };
	struct clock clock = { .now_ms = now };
	struct progress progress = progress_start(&screen, &clock, "reading");
	long first;

	at_ms = 999;
	progress_step(&progress, 1, 10);
	cr_expect_eq(written(file), 0);
	at_ms = 1000;
	progress_step(&progress, 2, 10);
	first = written(file);
	cr_expect_gt(first, 0);
	at_ms = 1050;
	progress_step(&progress, 3, 10);
	cr_expect_eq(written(file), first);
	at_ms = 1100;
	progress_step(&progress, 4, 10);
	cr_expect_gt(written(file), first);
	fclose(file);
}

Test(terminal, no_progress_in_a_pipe)
{
	FILE *file = tmpfile();
	struct terminal pipe_end = { .stream = file };
	struct clock clock = { .now_ms = now };
	struct progress progress = progress_start(&pipe_end, &clock, "reading");

	at_ms = 100000;
	progress_step(&progress, 1, 10);
	progress_end(&progress);
	cr_expect_eq(written(file), 0);
	fclose(file);
}
