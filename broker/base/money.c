#include "base/money.h"

#include "base/ensure.h"

#define MINOR_DIGITS_MAX 4

bool money_round(struct ratio amount_minor, enum rounding mode, int64_t *out_minor)
{
	return ratio_round(amount_minor, mode, out_minor);
}

bool money_add(int64_t a_minor, int64_t b_minor, int64_t *out_minor)
{
	return !__builtin_add_overflow(a_minor, b_minor, out_minor);
}

/* 1234567 as "1,234,567". */
static void add_grouped(struct text *text, uint64_t value)
{
	char digits[20];
	unsigned count = 0;

	do {
		digits[count++] = (char)('0' + value % 10);
		value /= 10;
	} while (value != 0);
	while (count > 0) {
		count--;
		text_add_n(text, &digits[count], 1);
		if (count > 0 && count % 3 == 0)
			text_add(text, ",");
	}
}

char *money_text(struct arena *arena, struct currency currency, int64_t amount_minor)
{
	uint64_t magnitude = (uint64_t)amount_minor;
	uint64_t unit = 1;
	struct text text;

	ensure(currency.minor_digits <= MINOR_DIGITS_MAX);
	if (amount_minor < 0)
		magnitude = 0 - magnitude;
	for (unsigned i = 0; i < currency.minor_digits; i++)
		unit *= 10;
	text_init(&text, arena);
	text_printf(&text, "%.3s %s", currency.code, amount_minor < 0 ? "-" : "");
	add_grouped(&text, magnitude / unit);
	if (currency.minor_digits > 0)
		text_printf(&text, ".%0*llu", (int)currency.minor_digits,
			    (unsigned long long)(magnitude % unit));
	return text.chars;
}
