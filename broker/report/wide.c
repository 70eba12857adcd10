#include "report/wide.h"

#include <stddef.h>

#include "base/ensure.h"

#define WEIGHT_DECIMALS 18

__extension__ typedef unsigned __int128 uint128;

struct wide_weight wide_weight_of(const char *text)
{
	unsigned decimals = 0;
	uint128 magnitude = 0;
	bool is_negative = *text == '-';

	if (*text == '\0')
		text = "1";
	if (is_negative)
		text++;
	for (; *text != '\0'; text++) {
		if (*text == '.' || decimals > 0)
			decimals++;
		if (*text != '.')
			magnitude = magnitude * 10 + (unsigned)(*text - '0');
	}
	/* decimals has counted the point as well */
	ensure(decimals <= WEIGHT_DECIMALS + 1);
	for (unsigned i = decimals == 0 ? 1 : decimals; i <= WEIGHT_DECIMALS; i++)
		magnitude *= 10;
	return (struct wide_weight){ .high = (uint64_t)(magnitude >> 64),
				     .low = (uint64_t)magnitude,
				     .is_negative = is_negative };
}

void wide_add(struct wide *sum, struct wide_weight weight, uint64_t value)
{
	uint128 low = (uint128)weight.low * value;
	uint128 high = (uint128)weight.high * value + (uint64_t)(low >> 64);
	const uint64_t product[WIDE_LIMBS] = { (uint64_t)low, (uint64_t)high,
					       (uint64_t)(high >> 64), 0 };
	uint64_t carry = 0;

	for (size_t i = 0; i < WIDE_LIMBS; i++) {
		uint128 limb = (uint128)sum->limbs[i] + product[i] + carry;

		sum->limbs[i] = (uint64_t)limb;
		carry = (uint64_t)(limb >> 64);
	}
}

bool wide_less(const struct wide *a, const struct wide *b)
{
	for (size_t i = WIDE_LIMBS; i-- > 0;) {
		if (a->limbs[i] != b->limbs[i])
			return a->limbs[i] < b->limbs[i];
	}
	return false;
}
