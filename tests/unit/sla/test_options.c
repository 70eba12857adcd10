#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "sla/options.h"

/* clang-format off */
static const struct option table[] = {
	{ "name", OPTION_TEXT, 'n', false, true, "NAME", NULL, "whose it is" },
	{ "form", OPTION_CHOICE, 'f', false, false, "yaml|json", "yaml", "how" },
	{ "count", OPTION_NUMBER, 0, false, false, "N", NULL, "how many" },
	{ "key", OPTION_FILE, 'k', true, false, "FILE", NULL, "with what" },
	{ "as-of", OPTION_TIME, 0, false, false, "TIME", NULL, "when" },
	{ "loud", OPTION_FLAG, 0, false, false, NULL, NULL, "with noise" },
	OPTION_ROW_END
};
/* clang-format on */

#define WORDS_MAX 12

struct line {
	struct arena arena;
	struct diag diag;
	struct parsed parsed;
	enum err e;
};

/* Words with blanks between. */
static void parse(struct line *line, const char *text)
{
	const char *words[WORDS_MAX];
	size_t count = 0;
	char *rest;
	char *word;

	arena_init(&line->arena, 1 << 20);
	diag_init(&line->diag, &line->arena);
	word = strtok_r(arena_strdup(&line->arena, text), " ", &rest);
	for (; word != NULL; word = strtok_r(NULL, " ", &rest))
		words[count++] = word;
	line->e = options_parse(&line->arena, table, (struct arguments){ words, count },
				&line->parsed, &line->diag);
}

Test(options, every_spelling_of_a_value)
{
	static const char *const spellings[] = {
		"--name x -f json",     "--name=x --form=json", "-nx -fjson",
		"-n x --form json one", "one --name x -f json",
	};

	for (size_t i = 0; i < ARRAY_SIZE(spellings); i++) {
		struct line line;
		parse(&line, spellings[i]);
		cr_expect_eq(line.e, ERR_OK, "%s", spellings[i]);
		cr_expect_str_eq(option_text(&line.parsed.options, "name"), "x");
		cr_expect_str_eq(option_text(&line.parsed.options, "form"), "json");
		arena_release(&line.arena);
	}
}

Test(options, what_is_not_given_has_its_default)
{
	struct line line;
	parse(&line, "--name x");
	cr_expect_str_eq(option_text(&line.parsed.options, "form"), "yaml");
	cr_expect_null(option_text(&line.parsed.options, "key"));
	cr_expect_not(option_given(&line.parsed.options, "form"));
	cr_expect_eq(option_number(&line.parsed.options, "count", 7), 7);
	arena_release(&line.arena);
}

Test(options, operands_dashes_and_repeated_options)
{
	struct line line;
	parse(&line, "--name x a -k 1 - --key 2 -- --form b");
	cr_assert_eq(line.e, ERR_OK);
	cr_assert_eq(line.parsed.operand_count, 4);
	cr_expect_str_eq(line.parsed.operands[0], "a");
	cr_expect_str_eq(line.parsed.operands[1], "-");
	cr_expect_str_eq(line.parsed.operands[2], "--form");
	cr_expect_str_eq(option_nth(&line.parsed.options, "key", 0), "1");
	cr_expect_str_eq(option_nth(&line.parsed.options, "key", 1), "2");
	cr_expect_null(option_nth(&line.parsed.options, "key", 2));
	arena_release(&line.arena);
}

Test(options, numbers_and_times_are_read)
{
	static const struct {
		const char *text;
		const char *name;
		int64_t number;
	} cases[] = {
		{ "--count 0", "count", 0 },
		{ "--count 9223372036854775807", "count", INT64_MAX },
		{ "--as-of 1970-01-02", "as-of", 86400 },
		{ "--as-of 1970-01-01T01:00:00Z", "as-of", 3600 },
		{ "--as-of 1970-01-01T01:00:00+01:00", "as-of", 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct line line;
		char text[80];
		(void)snprintf(text, sizeof text, "--name x %s", cases[i].text);
		parse(&line, text);
		cr_expect_eq(line.e, ERR_OK, "%s", text);
		cr_expect_eq(option_number(&line.parsed.options, cases[i].name, -1),
			     cases[i].number, "%s", text);
		arena_release(&line.arena);
	}
}

Test(options, mistakes_are_told_and_say_what_was_expected)
{
	static const struct {
		const char *text;
		const char *says;
	} cases[] = {
		{ "", "--name NAME is needed: whose it is" },
		{ "--name", "--name needs a value: NAME" },
		{ "--name x --nmae y", "there is no option --nmae" },
		{ "--name x -x", "there is no option -x" },
		{ "--name x --name y", "--name is given twice" },
		{ "--name x --form xml", "--form is \"xml\"; expected yaml|json" },
		{ "--name x --form yam", "--form is \"yam\"" },
		{ "--name x --count -1", "expected a whole number" },
		{ "--name x --count 9223372036854775808", "expected a whole number" },
		{ "--name x --count 1x", "expected a whole number" },
		{ "--name x --as-of 2026-02-29", "expected a time" },
		{ "--name x --loud=yes", "--loud takes no value" },
		{ "--name x --key=", "expected the name of a file" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct line line;
		parse(&line, cases[i].text);
		cr_expect_eq(line.e, ERR_USAGE, "%s", cases[i].text);
		cr_assert_not_null(line.diag.first, "%s", cases[i].text);
		cr_expect_not_null(strstr(line.diag.first->text, cases[i].says),
				   "%s: %s", cases[i].text, line.diag.first->text);
		arena_release(&line.arena);
	}
}

Test(options, all_mistakes_are_told_at_once)
{
	struct line line;
	parse(&line, "--count x --form y");
	cr_expect_eq(line.diag.error_count, 3);
	arena_release(&line.arena);
}

Test(options, a_near_name_is_offered)
{
	struct line line;
	parse(&line, "--name x --cuont 1");
	cr_assert_not_null(line.diag.first);
	cr_assert_not_null(line.diag.first->hint);
	cr_expect_str_eq(line.diag.first->hint, "did you mean --count?");
	arena_release(&line.arena);
}

Test(options, help_is_heard_before_anything_is_checked)
{
	struct line line;
	parse(&line, "--help");
	cr_expect_eq(line.e, ERR_OK);
	cr_expect(line.parsed.help);
	arena_release(&line.arena);
}
