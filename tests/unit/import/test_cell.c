#include <criterion/criterion.h>
#include <inttypes.h>

#include "base/attribute.h"
#include "import/cell.h"

static const struct cell_form point = { '.', 0 };
static const struct cell_form english = { '.', ',' };
static const struct cell_form french = { ',', ' ' };
static const struct cell_form german = { ',', '.' };

static const struct {
	const char *text;
	const struct cell_form *form;
	enum cell_unit unit;
	enum cell_target target;
	enum cell_result result;
	uint64_t value;
} cases[] = {
	{ "0", &point, CELL_COUNT, CELL_TO_COUNT, CELL_OK, 0 },
	{ "217", &point, CELL_COUNT, CELL_TO_COUNT, CELL_OK, 217 },
	{ " 217\t", &point, CELL_COUNT, CELL_TO_COUNT, CELL_OK, 217 },
	{ "007", &point, CELL_COUNT, CELL_TO_COUNT, CELL_OK, 7 },
	{ "487251.0", &point, CELL_COUNT, CELL_TO_COUNT, CELL_OK, 487251 },
	{ "487251.000000000000000000000", &point, CELL_COUNT, CELL_TO_COUNT, CELL_OK,
	  487251 },
	{ "18446744073709551615", &point, CELL_COUNT, CELL_TO_COUNT, CELL_OK,
	  UINT64_MAX },
	{ "18446744073709551616", &point, CELL_COUNT, CELL_TO_COUNT, CELL_TOO_LARGE,
	  0 },
	{ "99999999999999999999", &point, CELL_COUNT, CELL_TO_COUNT, CELL_TOO_LARGE,
	  0 },
	{ "0.5", &point, CELL_COUNT, CELL_TO_COUNT, CELL_NOT_WHOLE, 0 },
	{ "0.00000000000000000000001", &point, CELL_COUNT, CELL_TO_COUNT,
	  CELL_NOT_WHOLE, 0 },
	{ "1,5", &point, CELL_COUNT, CELL_TO_COUNT, CELL_NOT_A_NUMBER, 0 },
	{ "", &point, CELL_COUNT, CELL_TO_COUNT, CELL_NOT_A_NUMBER, 0 },
	{ ".5", &point, CELL_COUNT, CELL_TO_COUNT, CELL_NOT_A_NUMBER, 0 },
	{ "5.", &point, CELL_COUNT, CELL_TO_COUNT, CELL_NOT_A_NUMBER, 0 },
	{ "1.2.3", &point, CELL_COUNT, CELL_TO_COUNT, CELL_NOT_A_NUMBER, 0 },
	{ "1e3", &point, CELL_COUNT, CELL_TO_COUNT, CELL_NOT_A_NUMBER, 0 },
	{ "+3", &point, CELL_COUNT, CELL_TO_COUNT, CELL_NOT_A_NUMBER, 0 },
	{ "-3", &point, CELL_COUNT, CELL_TO_COUNT, CELL_NEGATIVE, 0 },
	{ "-", &point, CELL_COUNT, CELL_TO_COUNT, CELL_NOT_A_NUMBER, 0 },
	{ "76.28%", &point, CELL_COUNT, CELL_TO_COUNT, CELL_PERCENT, 0 },
	{ "1,234", &english, CELL_COUNT, CELL_TO_COUNT, CELL_OK, 1234 },
	{ "1,234,567.0", &english, CELL_COUNT, CELL_TO_COUNT, CELL_OK, 1234567 },
	{ "12,34", &english, CELL_COUNT, CELL_TO_COUNT, CELL_NOT_A_NUMBER, 0 },
	{ "1234,567", &english, CELL_COUNT, CELL_TO_COUNT, CELL_NOT_A_NUMBER, 0 },
	{ ",123", &english, CELL_COUNT, CELL_TO_COUNT, CELL_NOT_A_NUMBER, 0 },
	{ "1,234,", &english, CELL_COUNT, CELL_TO_COUNT, CELL_NOT_A_NUMBER, 0 },
	{ "1,23,456", &english, CELL_COUNT, CELL_TO_COUNT, CELL_NOT_A_NUMBER, 0 },
	{ "1234", &english, CELL_COUNT, CELL_TO_COUNT, CELL_OK, 1234 },
	{ "1.234,0", &german, CELL_COUNT, CELL_TO_COUNT, CELL_OK, 1234 },
	{ "2,5", &german, CELL_SECONDS, CELL_TO_MILLISECONDS, CELL_OK, 2500 },
	{ "1 234", &french, CELL_COUNT, CELL_TO_COUNT, CELL_OK, 1234 },
	{ "1\xc2\xa0"
	  "234\xe2\x80\xaf"
	  "567",
	  &french, CELL_COUNT, CELL_TO_COUNT, CELL_OK, 1234567 },
	{ "1\xc2\xa0"
	  "234",
	  &english, CELL_COUNT, CELL_TO_COUNT, CELL_NOT_A_NUMBER, 0 },
	{ "1234\xc2", &french, CELL_COUNT, CELL_TO_COUNT, CELL_NOT_A_NUMBER, 0 },
	{ "1234\xe2\x80", &french, CELL_COUNT, CELL_TO_COUNT, CELL_NOT_A_NUMBER, 0 },
	{ "17", &point, CELL_SECONDS, CELL_TO_SECONDS, CELL_OK, 17 },
	{ "17", &point, CELL_SECONDS, CELL_TO_MILLISECONDS, CELL_OK, 17000 },
	{ "17000", &point, CELL_MILLISECONDS, CELL_TO_SECONDS, CELL_OK, 17 },
	{ "17001", &point, CELL_MILLISECONDS, CELL_TO_SECONDS, CELL_NOT_WHOLE, 0 },
	{ "17001", &point, CELL_MILLISECONDS, CELL_TO_MILLISECONDS, CELL_OK, 17001 },
	{ "0.25", &point, CELL_MINUTES, CELL_TO_SECONDS, CELL_OK, 15 },
	{ "79491.63333", &point, CELL_HOURS, CELL_TO_SECONDS, CELL_NOT_WHOLE, 0 },
	{ "0.55555555555555555555", &point, CELL_COUNT, CELL_TO_COUNT, CELL_NOT_WHOLE,
	  0 },
	{ "0.9999999999999999999", &point, CELL_HOURS, CELL_TO_SECONDS, CELL_NOT_WHOLE,
	  0 },
	{ "18446744073709551615.5", &point, CELL_MINUTES, CELL_TO_MILLISECONDS,
	  CELL_TOO_LARGE, 0 },
	{ "1.5", &point, CELL_HOURS, CELL_TO_SECONDS, CELL_OK, 5400 },
	{ "2", &point, CELL_DAYS, CELL_TO_SECONDS, CELL_OK, 172800 },
	{ "18446744073709551615", &point, CELL_SECONDS, CELL_TO_MILLISECONDS,
	  CELL_TOO_LARGE, 0 },
	{ "0:00:17", &point, CELL_HMS, CELL_TO_SECONDS, CELL_OK, 17 },
	{ "00:01:01", &point, CELL_HMS, CELL_TO_MILLISECONDS, CELL_OK, 61000 },
	{ "130:00:01", &point, CELL_HMS, CELL_TO_SECONDS, CELL_OK, 468001 },
	{ "0:00:01.5", &point, CELL_HMS, CELL_TO_MILLISECONDS, CELL_OK, 1500 },
	{ "0:00:01.5", &point, CELL_HMS, CELL_TO_SECONDS, CELL_NOT_WHOLE, 0 },
	{ "0:60:00", &point, CELL_HMS, CELL_TO_SECONDS, CELL_NOT_A_CLOCK, 0 },
	{ "0:00:60", &point, CELL_HMS, CELL_TO_SECONDS, CELL_NOT_A_CLOCK, 0 },
	{ "0:0:1", &point, CELL_HMS, CELL_TO_SECONDS, CELL_NOT_A_CLOCK, 0 },
	{ "12:34", &point, CELL_HMS, CELL_TO_SECONDS, CELL_NOT_A_CLOCK, 0 },
	{ ":00:17", &point, CELL_HMS, CELL_TO_SECONDS, CELL_NOT_A_CLOCK, 0 },
	{ "17", &point, CELL_HMS, CELL_TO_SECONDS, CELL_NOT_A_CLOCK, 0 },
	{ "0-00-17", &point, CELL_HMS, CELL_TO_SECONDS, CELL_NOT_A_CLOCK, 0 },
	{ "0:00:1.", &point, CELL_HMS, CELL_TO_SECONDS, CELL_NOT_A_CLOCK, 0 },
	{ "99999999999999999999:00:00", &point, CELL_HMS, CELL_TO_SECONDS,
	  CELL_TOO_LARGE, 0 },
	{ "18446744073709551615:00:00", &point, CELL_HMS, CELL_TO_SECONDS,
	  CELL_TOO_LARGE, 0 },
	{ "12:34", &point, CELL_MS, CELL_TO_SECONDS, CELL_OK, 754 },
	{ "90:00", &point, CELL_MS, CELL_TO_SECONDS, CELL_OK, 5400 },
};

Test(cell, numbers_are_exact_or_refused)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		uint64_t value = 0;
		enum cell_result result =
			cell_read(bytes_of_string(cases[i].text), cases[i].form,
				  cases[i].unit, cases[i].target, &value);
		cr_expect_eq(result, cases[i].result, "case %zu \"%s\": %s", i,
			     cases[i].text, cell_result_text(result));
		if (result == CELL_OK)
			cr_expect_eq(value, cases[i].value, "case %zu \"%s\": %" PRIu64,
				     i, cases[i].text, value);
	}
}

static const struct {
	const char *text;
	const struct cell_form *form;
	enum cell_unit unit;
	const char *quoted; /* NULL: none */
} quotes[] = {
	{ "76.28%", &point, CELL_COUNT, "76.28" },
	{ "50.00 %", &point, CELL_COUNT, "50.00" },
	{ "93.52668666465503", &point, CELL_COUNT, "93.52668666465503" },
	{ "100", &point, CELL_COUNT, "100" },
	{ "-12,50", &german, CELL_COUNT, "-12.50" },
	{ "-0,0", &german, CELL_COUNT, "0.0" },
	{ "1.234,5", &german, CELL_COUNT, "1234.5" },
	{ "007.10", &point, CELL_COUNT, "7.10" },
	{ "0:02:01", &point, CELL_HMS, "121" },
	{ "2:01.50", &point, CELL_MS, "121.50" },
	{ "0.016105851150523775", &point, CELL_SHARE, "1.6105851150523775" },
	{ "0.939", &point, CELL_SHARE, "93.9" },
	{ "0.94", &point, CELL_SHARE, "94" },
	{ "0,9", &german, CELL_SHARE, "90" },
	{ "1", &point, CELL_SHARE, "100" },
	{ "-0.05", &point, CELL_SHARE, "-5" },
	{ "999999999999999999", &point, CELL_SHARE, NULL },
	{ "n/a", &point, CELL_COUNT, NULL },
	{ "", &point, CELL_COUNT, NULL },
	{ "%", &point, CELL_COUNT, NULL },
	{ "1.0000000000000000000000000000000000000000000", &point, CELL_COUNT, NULL },
};

Test(cell, stated_figures_keep_their_digits)
{
	for (size_t i = 0; i < ARRAY_SIZE(quotes); i++) {
		char text[32];
		bool quoted =
			cell_quote(bytes_of_string(quotes[i].text), quotes[i].form,
				   quotes[i].unit, text, sizeof(text));
		cr_expect_eq(quoted, quotes[i].quoted != NULL, "%s", quotes[i].text);
		if (quoted && quotes[i].quoted)
			cr_expect_str_eq(text, quotes[i].quoted);
	}
}
