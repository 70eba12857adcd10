#include <criterion/criterion.h>
#include <string.h>

#include "sla/value.h"

static struct arena arena;

static void open_arena(void)
{
	arena_init(&arena, 1 << 20);
}

static void close_arena(void)
{
	arena_release(&arena);
}

TestSuite(value, .init = open_arena, .fini = close_arena);

static const char *written(enum document_format format)
{
	struct node *root = value_fields(&arena);
	struct node *list;
	struct node *inner;
	struct bytes out;
	value_add_text(&arena, root, "key_id", "a \"b\"");
	value_add_text(&arena, root, "absent", NULL);
	value_add_number(&arena, root, "line", 9007199254740991);
	value_add_number(&arena, root, "total", UINT64_MAX);
	value_add_truth(&arena, root, "is_valid", false);
	list = value_add_list(&arena, root, "problems");
	inner = value_add_fields(&arena, list, NULL);
	value_add_text(&arena, inner, "first_day", "x");
	(void)value_add_list(&arena, root, "empty");
	cr_assert_eq(value_write(&arena, root, format, &out), ERR_OK);
	return arena_strndup(&arena, (const char *)out.data, out.len);
}

Test(value, as_json)
{
	cr_expect_str_eq(written(DOCUMENT_JSON),
			 "{\n"
			 "  \"keyId\": \"a \\\"b\\\"\",\n"
			 "  \"line\": 9007199254740991,\n"
			 "  \"total\": \"18446744073709551615\",\n"
			 "  \"isValid\": false,\n"
			 "  \"problems\": [\n"
			 "    {\n"
			 "      \"firstDay\": \"x\"\n"
			 "    }\n"
			 "  ]\n"
			 "}\n");
}

Test(value, as_yaml)
{
	cr_expect_str_eq(written(DOCUMENT_YAML), "key_id: a \"b\"\n"
						 "line: 9007199254740991\n"
						 "total: \"18446744073709551615\"\n"
						 "is_valid: false\n"
						 "problems:\n"
						 "- first_day: x\n");
}
