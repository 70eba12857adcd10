#include <criterion/criterion.h>
#include <string.h>

#include "sla/template.h"

static struct arena arena;
static struct diag diag;

static void open_arena(void)
{
	arena_init(&arena, 1 << 20);
	diag_init(&diag, &arena);
}

static void close_arena(void)
{
	arena_release(&arena);
}

TestSuite(template, .init = open_arena, .fini = close_arena);

static enum err fill(const char *template, const char *name, const char *value,
		     const char **out)
{
	struct template_value one = { name, value, "--name TEXT" };
	struct template_values values = { &one, 1 };
	struct bytes filled;
	enum err e = template_fill(&arena, bytes_of_string(template), "t.yaml", &values,
				   &filled, &diag);
	*out = arena_strndup(&arena, (const char *)filled.data, filled.len);
	return e;
}

Test(template, a_value_is_written_as_yaml_writes_it)
{
	static const struct {
		const char *template;
		const char *value;
		const char *filled;
	} cases[] = {
		{ "title: \"{{x}}\"\n", "Acme", "title: \"Acme\"\n" },
		{ "title: \"{{x}}\"\n", "a \"b\" \\ c",
		  "title: \"a \\\"b\\\" \\\\ c\"\n" },
		{ "title: \"{{x}}\"\n", "a\nb\t", "title: \"a\\x0ab\\x09\"\n" },
		{ "title: \"{{x}}\"\n", "{{x}}", "title: \"{{x}}\"\n" },
		{ "a: \"{{x}}\", b: \"{{x}}\"\n", "1", "a: \"1\", b: \"1\"\n" },
		{ "{{x}}\nend: 1\n", "zone:\n  name: UTC",
		  "zone:\n  name: UTC\nend: 1\n" },
		{ "  # {{x}} and {{y}}\n", "1", "  # {{x}} and {{y}}\n" },
		{ "a: {{x\n", "1", "a: {{x\n" },
		{ "a: 1", "1", "a: 1\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *filled;
		cr_expect_eq(fill(cases[i].template, "x", cases[i].value, &filled),
			     ERR_OK);
		cr_expect_str_eq(filled, cases[i].filled);
	}
}

Test(template, everything_that_lacks_is_told_with_its_line)
{
	const char *filled;
	cr_expect_eq(fill("a: 1\nb: \"{{x}}\"\nc: \"{{other}}\"\n", "x", NULL, &filled),
		     ERR_USAGE);
	cr_assert_eq(diag.error_count, 2);
	cr_expect_str_eq(diag.first->text, "needs x");
	cr_expect_eq(diag.first->place.line, 2);
	cr_expect_str_eq(diag.first->hint, "give --name TEXT");
	cr_expect_eq(diag.last->place.line, 3);
	cr_expect_str_eq(diag.last->hint, "give --set other=VALUE");
}
