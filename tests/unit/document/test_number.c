#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/attribute.h"
#include "document/number.h"

struct row {
	const char *text;
	enum number_form form;
	uint64_t magnitude;
	bool negative;
};

Test(number, whole_numbers_are_exact_and_others_are_told_apart)
{
	static const struct row rows[] = {
		{ "0", NUMBER_WHOLE, 0, false },
		{ "-0", NUMBER_WHOLE, 0, false },
		{ "7", NUMBER_WHOLE, 7, false },
		{ "-12", NUMBER_WHOLE, 12, true },
		{ "18446744073709551615", NUMBER_WHOLE, UINT64_MAX, false },
		{ "-18446744073709551615", NUMBER_WHOLE, UINT64_MAX, true },
		{ "18446744073709551616", NUMBER_HUGE, 0, false },
		{ "99999999999999999999999", NUMBER_HUGE, 0, false },
		{ "100.000", NUMBER_WHOLE, 100, false },
		{ "0.000", NUMBER_WHOLE, 0, false },
		{ "-0.0e-5", NUMBER_WHOLE, 0, false },
		{ "1e5", NUMBER_WHOLE, 100000, false },
		{ "1E+5", NUMBER_WHOLE, 100000, false },
		{ "12.50e1", NUMBER_WHOLE, 125, false },
		{ "12.50e2", NUMBER_WHOLE, 1250, false },
		{ "0.00125e5", NUMBER_WHOLE, 125, false },
		{ "1500e-2", NUMBER_WHOLE, 15, false },
		{ "1050e-1", NUMBER_WHOLE, 105, false },
		{ "1.8446744073709551615e19", NUMBER_WHOLE, UINT64_MAX, false },
		{ "1.8446744073709551616e19", NUMBER_HUGE, 0, false },
		{ "1e19", NUMBER_WHOLE, UINT64_C(10000000000000000000), false },
		{ "2e19", NUMBER_HUGE, 0, false },
		{ "1e20", NUMBER_HUGE, 0, false },
		{ "1e99999999999999999999999", NUMBER_HUGE, 0, false },
		{ "0e99999999999999999999999", NUMBER_WHOLE, 0, false },
		{ "1e-99999999999999999999999", NUMBER_FRACTIONAL, 0, false },
		{ "0.5", NUMBER_FRACTIONAL, 0, false },
		{ "1.5", NUMBER_FRACTIONAL, 0, false },
		{ "15e-1", NUMBER_FRACTIONAL, 0, false },
		{ "12.34e1", NUMBER_FRACTIONAL, 0, false },
		{ "", NUMBER_NOT, 0, false },
		{ "-", NUMBER_NOT, 0, false },
		{ "+1", NUMBER_NOT, 0, false },
		{ "01", NUMBER_NOT, 0, false },
		{ "-01", NUMBER_NOT, 0, false },
		{ "00", NUMBER_NOT, 0, false },
		{ ".5", NUMBER_NOT, 0, false },
		{ "5.", NUMBER_NOT, 0, false },
		{ "5.e1", NUMBER_NOT, 0, false },
		{ "1e", NUMBER_NOT, 0, false },
		{ "1e+", NUMBER_NOT, 0, false },
		{ "1e5x", NUMBER_NOT, 0, false },
		{ "1x", NUMBER_NOT, 0, false },
		{ "1.5x", NUMBER_NOT, 0, false },
		{ " 1", NUMBER_NOT, 0, false },
		{ "1 ", NUMBER_NOT, 0, false },
		{ "0x10", NUMBER_NOT, 0, false },
		{ "1_000", NUMBER_NOT, 0, false },
		{ "/", NUMBER_NOT, 0, false },
		{ ":", NUMBER_NOT, 0, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct number number = { 0 };
		enum number_form form =
			number_parse(bytes_of_string(rows[i].text), &number);

		cr_expect_eq(form, rows[i].form, "%s", rows[i].text);
		if (rows[i].form != NUMBER_WHOLE)
			continue;
		cr_expect_eq(number.magnitude, rows[i].magnitude, "%s: %" PRIu64,
			     rows[i].text, number.magnitude);
		cr_expect_eq(number.negative, rows[i].negative, "%s", rows[i].text);
	}
}

Test(number, many_digits_that_zeros_make_up_for_are_exact)
{
	char text[3000];

	memset(text, '0', sizeof text);
	memcpy(text, "0.", 2);
	memcpy(text + 2000, "42e2000", sizeof "42e2000");

	struct number number = { 0 };
	/* 42 is digits 1999 and 2000 after the point. */
	cr_expect_eq(number_parse(bytes_of_string(text), &number), NUMBER_WHOLE);
	cr_expect_eq(number.magnitude, 42);
}

struct spelling {
	const char *text;
	const char *plain; /* NULL: it is not one of ours to respell */
};

Test(number, what_is_spelt_otherwise_is_respelt)
{
	static const struct spelling rows[] = {
		{ "+5", "5" },          { "007", "7" },      { "-007", "-7" },
		{ "000", "0" },         { "1_000", "1000" }, { "1,000,000", "1000000" },
		{ "1'000", "1000" },    { "1 000", "1000" }, { "+0,012", "12" },
		{ "123456", "123456" }, { "1234567", NULL }, { "", NULL },
		{ "-", NULL },          { "_1", NULL },      { "1_", NULL },
		{ "1.5", NULL },        { "12x4", NULL },    { "x", NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char out[8] = "";
		bool respelt = number_respell(bytes_of_string(rows[i].text), out,
					      i < 9 ? sizeof out : sizeof "123456");

		cr_expect_eq(respelt, rows[i].plain != NULL, "%s", rows[i].text);
		if (respelt && rows[i].plain)
			cr_expect_str_eq(out, rows[i].plain);
	}
}
