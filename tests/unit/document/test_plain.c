#include <criterion/criterion.h>

#include "document/plain.h"

struct row {
	const char *text;
	enum node_kind kind;
	const char *becomes; /* NULL: stays as it is */
};

Test(plain, the_core_schema_of_yaml_1_2_says_what_a_scalar_is)
{
	static const struct row rows[] = {
		{ "", NODE_NULL, "" },           { "~", NODE_NULL, "" },
		{ "null", NODE_NULL, "" },       { "Null", NODE_NULL, "" },
		{ "NULL", NODE_NULL, "" },       { "nULL", NODE_TEXT, NULL },
		{ "true", NODE_BOOL, NULL },     { "True", NODE_BOOL, "true" },
		{ "TRUE", NODE_BOOL, "true" },   { "false", NODE_BOOL, NULL },
		{ "False", NODE_BOOL, "false" }, { "FALSE", NODE_BOOL, "false" },
		{ "tRue", NODE_TEXT, NULL },     { "yes", NODE_TEXT, NULL },
		{ "no", NODE_TEXT, NULL },       { "on", NODE_TEXT, NULL },
		{ "0", NODE_NUMBER, NULL },      { "12", NODE_NUMBER, NULL },
		{ "-12", NODE_NUMBER, NULL },    { "+12", NODE_NUMBER, NULL },
		{ "007", NODE_NUMBER, NULL },    { "1.5", NODE_NUMBER, NULL },
		{ ".5", NODE_NUMBER, NULL },     { "5.", NODE_NUMBER, NULL },
		{ "-.5e-3", NODE_NUMBER, NULL }, { "1e5", NODE_NUMBER, NULL },
		{ "1E+5", NODE_NUMBER, NULL },   { "0o17", NODE_NUMBER, NULL },
		{ "0x1aF", NODE_NUMBER, NULL },  { ".inf", NODE_NUMBER, NULL },
		{ "-.Inf", NODE_NUMBER, NULL },  { "+.INF", NODE_NUMBER, NULL },
		{ ".nan", NODE_NUMBER, NULL },   { ".NaN", NODE_NUMBER, NULL },
		{ ".NAN", NODE_NUMBER, NULL },   { "-.nan", NODE_TEXT, NULL },
		{ ".", NODE_TEXT, NULL },        { "-", NODE_TEXT, NULL },
		{ "+", NODE_TEXT, NULL },        { "-.", NODE_TEXT, NULL },
		{ "e5", NODE_TEXT, NULL },       { "1e", NODE_TEXT, NULL },
		{ "1e+", NODE_TEXT, NULL },      { "1.5.2", NODE_TEXT, NULL },
		{ "1_000", NODE_TEXT, NULL },    { "1,000", NODE_TEXT, NULL },
		{ "12:30", NODE_TEXT, NULL },    { "2024-01-01", NODE_TEXT, NULL },
		{ "0b1", NODE_TEXT, NULL },      { "0o18", NODE_TEXT, NULL },
		{ "0o", NODE_TEXT, NULL },       { "0xg", NODE_TEXT, NULL },
		{ "1o7", NODE_TEXT, NULL },      { "0x", NODE_TEXT, NULL },
		{ "80%", NODE_TEXT, NULL },      { "hello world", NODE_TEXT, NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct bytes text = bytes_of_string(rows[i].text);
		const char *becomes = rows[i].becomes ? rows[i].becomes : rows[i].text;

		cr_expect_eq(plain_kind(&text), rows[i].kind, "%s", rows[i].text);
		cr_expect(bytes_equal(text, bytes_of_string(becomes)), "%s",
			  rows[i].text);
	}
}

Test(plain, quotes_stay_where_any_reader_could_see_something_else)
{
	static const char *const texts[] = { "hello",     "hello world", "COMPARATOR_X",
					     "yesterday", "nothing",     "Zone",
					     "a1",        "nULLs",       "z" };
	static const char *const others[] = {
		"",   "yes",   "Yes",        "NO",   "on", "Off", "y",
		"N",  "true",  "fAlse",      "Null", "~",  "1",   "-1",
		".5", "12:30", "2024-01-01", "=",    "<<", "_a",  "[a]",
		"@a", "{",     "`",          " a"
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		cr_expect(plain_is_text(bytes_of_string(texts[i])), "%s", texts[i]);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		cr_expect_not(plain_is_text(bytes_of_string(others[i])), "%s",
			      others[i]);
}
