#include <criterion/criterion.h>
#include <string.h>

#include "base/slug.h"

#define TEN   "abcdefghi-"
#define FORTY TEN TEN TEN TEN

struct form {
	const char *text;
	bool organisation;
	bool name;
};

Test(slug, has_a_form)
{
	static const struct form forms[] = {
		{ "", false, false },
		{ "a", false, true },
		{ "ab", false, true },
		{ "abc", true, true },
		{ "z09-", true, true },
		{ "a_b", false, true },
		{ "9ab", false, false },
		{ "-ab", false, false },
		{ "_ab", false, false },
		{ "{ab", false, false },
		{ "Abc", false, false },
		{ "abC", false, false },
		{ "ab c", false, false },
		{ "ab\xc3\xa9", false, false },
		{ FORTY, true, true },
		{ FORTY "x", false, true },
		{ FORTY TEN TEN "abcd", false, true },
		{ FORTY TEN TEN "abcde", false, false },
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		cr_expect_eq(slug_is_organisation(forms[i].text), forms[i].organisation,
			     "organisation \"%s\"", forms[i].text);
		cr_expect_eq(slug_is_name(forms[i].text), forms[i].name, "name \"%s\"",
			     forms[i].text);
	}
}
