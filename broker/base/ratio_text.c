#include <string.h>

#include "base/ensure.h"
#include "base/ratio_limbs.h"

#define DECIMALS_MAX    30 /* that ratio_decimal() prints */
#define PART_DIGITS_MAX 18 /* that ratio_parse_decimal() reads on either side */
/* Decimal digits of 2^RATIO_BITS_MAX, or one more: log10(2) < 0.30103. */
#define BITS_DIGITS_MAX (RATIO_BITS_MAX * 30103 / 100000 + 1)

static char *digits_of(struct arena *arena, mpz_srcptr part)
{
	mpz_t copy;

	mpz_init_set(copy, part);
	return ratio_take_digits(arena, copy);
}

char *ratio_num_text(struct arena *arena, struct ratio a)
{
	struct ratio_view view;

	ratio_view_of(&view, &a);
	return digits_of(arena, mpq_numref(view.value));
}

char *ratio_den_text(struct arena *arena, struct ratio a)
{
	struct ratio_view view;

	ratio_view_of(&view, &a);
	return digits_of(arena, mpq_denref(view.value));
}

char *ratio_text(struct arena *arena, struct ratio a)
{
	if (ratio_is_integer(a))
		return ratio_num_text(arena, a);
	return arena_printf(arena, "%s/%s", ratio_num_text(arena, a),
			    ratio_den_text(arena, a));
}

char *ratio_decimal(struct arena *arena, struct ratio a, unsigned decimals,
		    enum rounding mode)
{
	struct text text;
	const char *digits;
	size_t len;
	mpz_t scaled;

	ensure(decimals <= RATIO_DECIMALS_MAX);
	mpz_init(scaled);
	ratio_scale_and_round(scaled, &a, decimals, mode);
	digits = ratio_take_digits(arena, scaled);
	text_init(&text, arena);
	if (*digits == '-') {
		text_add(&text, "-");
		digits++;
	}
	len = strlen(digits);
	if (len <= decimals)
		text_add(&text, "0");
	else
		text_add_n(&text, digits, len - decimals);
	if (decimals == 0)
		return text.chars;
	text_add(&text, ".");
	for (size_t i = len; i < decimals; i++)
		text_add(&text, "0");
	text_add(&text, len <= decimals ? digits : digits + len - decimals);
	return text.chars;
}

static bool take_minus(struct bytes *text)
{
	if (text->len == 0 || text->data[0] != '-')
		return false;
	text->data++;
	text->len--;
	return true;
}

/* The digits at the start of text, taken from it; none is len 0. */
static struct bytes take_digits(struct bytes *text)
{
	struct bytes digits = { text->data, 0 };

	while (digits.len < text->len && text->data[digits.len] >= '0' &&
	       text->data[digits.len] <= '9')
		digits.len++;
	if (digits.len > 0)
		text->data += digits.len;
	text->len -= digits.len;
	return digits;
}

/* A number, not empty, without a zero before another digit. */
static bool is_whole(struct bytes digits)
{
	return digits.len == 1 || (digits.len > 1 && digits.data[0] != '0');
}

static uint128 value_of(struct bytes digits, uint128 before)
{
	for (size_t i = 0; i < digits.len; i++)
		before = before * 10 + (unsigned)(digits.data[i] - '0');
	return before;
}

bool ratio_parse_decimal(struct arena *arena, struct bytes text, struct ratio *out,
			 unsigned *decimals)
{
	bool negative = take_minus(&text);
	struct bytes whole = take_digits(&text);
	struct bytes fraction = { NULL, 0 };
	uint64_t scale = 1;
	uint64_t common;
	uint128 value;

	if (!is_whole(whole) || whole.len > PART_DIGITS_MAX)
		return false;
	if (text.len > 0 && text.data[0] == '.') {
		text.data++;
		text.len--;
		fraction = take_digits(&text);
		if (fraction.len == 0 || fraction.len > PART_DIGITS_MAX)
			return false;
	}
	value = value_of(fraction, value_of(whole, 0));
	if (text.len > 0 || (negative && value == 0))
		return false;
	for (size_t i = 0; i < fraction.len; i++)
		scale *= 10;
	common = ratio_gcd((uint64_t)(value % scale), scale);
	if (decimals != NULL)
		*decimals = (unsigned)fraction.len;
	return ratio_try_128(arena, negative, value / common, scale / common, out);
}

/* False when the arena is full. */
static bool set_digits(struct arena *arena, mpz_ptr part, struct bytes digits)
{
	char *copy = arena_try_alloc(arena, digits.len + 1);

	if (copy == NULL)
		return false;
	memcpy(copy, digits.data, digits.len);
	return mpz_set_str(part, copy, 10) == 0;
}

static bool in_lowest_terms(mpz_srcptr num, mpz_srcptr den)
{
	bool lowest;
	mpz_t common;

	mpz_init(common);
	mpz_gcd(common, num, den);
	lowest = mpz_cmp_ui(common, 1) == 0;
	mpz_clear(common);
	return lowest;
}

bool ratio_parse(struct arena *arena, struct bytes text, struct ratio *out)
{
	static const uint8_t one[] = { '1' };
	bool negative = take_minus(&text);
	struct bytes num = take_digits(&text);
	struct bytes den = BYTES_OF_ARRAY(one);
	mpq_t value;
	bool good;

	if (text.len > 0 && text.data[0] == '/') {
		text.data++;
		text.len--;
		den = take_digits(&text);
		if (bytes_equal(den, BYTES_OF_ARRAY(one)))
			return false;
	}
	if (text.len > 0 || !is_whole(num) || !is_whole(den) ||
	    num.len > BITS_DIGITS_MAX || den.len > BITS_DIGITS_MAX ||
	    den.data[0] == '0' || (negative && num.data[0] == '0'))
		return false;
	mpq_init(value);
	good = set_digits(arena, mpq_numref(value), num) &&
	       set_digits(arena, mpq_denref(value), den) &&
	       in_lowest_terms(mpq_numref(value), mpq_denref(value));
	if (!good) {
		mpq_clear(value);
		return false;
	}
	if (negative)
		mpq_neg(value, value);
	return ratio_try_take(arena, value, out);
}
