#include "sla/codepoint.h"

#include "base/attribute.h"
#include "base/bytes.h"

struct range {
	uint32_t first;
	uint32_t last;
};

/* Marks that combine with the letter before them, joiners and invisible signs. */
static const struct range no_columns[] = {
	{ 0x0300, 0x036f }, { 0x0483, 0x0489 }, { 0x0591, 0x05bd }, { 0x0610, 0x061a },
	{ 0x064b, 0x065f }, { 0x0670, 0x0670 }, { 0x06d6, 0x06dc }, { 0x06df, 0x06e4 },
	{ 0x06e7, 0x06e8 }, { 0x06ea, 0x06ed }, { 0x0900, 0x0902 }, { 0x093c, 0x093c },
	{ 0x0941, 0x0948 }, { 0x094d, 0x094d }, { 0x0e31, 0x0e31 }, { 0x0e34, 0x0e3a },
	{ 0x0e47, 0x0e4e }, { 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x200b, 0x200f },
	{ 0x2060, 0x2064 }, { 0x20d0, 0x20ff }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f },
	{ 0xfeff, 0xfeff },
};

static const struct range two_columns[] = {
	{ 0x1100, 0x115f },   { 0x2e80, 0x303e },   { 0x3041, 0x33ff },
	{ 0x3400, 0x4dbf },   { 0x4e00, 0x9fff },   { 0xa000, 0xa4cf },
	{ 0xac00, 0xd7a3 },   { 0xf900, 0xfaff },   { 0xfe30, 0xfe6f },
	{ 0xff00, 0xff60 },   { 0xffe0, 0xffe6 },   { 0x1f300, 0x1f64f },
	{ 0x1f900, 0x1f9ff }, { 0x20000, 0x3fffd },
};

static const struct range deceiving[] = {
	{ 0x0000, 0x001f }, { 0x007f, 0x009f }, { 0x061c, 0x061c },
	{ 0x200e, 0x200f }, { 0x2028, 0x202e }, { 0x2066, 0x2069 },
};

static bool is_in(const struct range *ranges, size_t count, uint32_t codepoint)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (codepoint >= ranges[i].first && codepoint <= ranges[i].last)
			return true;
	}
	return false;
}

/* Bytes that the lead byte announces; 0 where it cannot lead. */
static size_t announced(uint8_t lead)
{
	if (lead < 0x80)
		return 1;
	if (lead >= 0xc2 && lead <= 0xdf)
		return 2;
	if (lead >= 0xe0 && lead <= 0xef)
		return 3;
	return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

uint32_t codepoint_next(const char **text)
{
	static const uint8_t lead_bits[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	const uint8_t *bytes = (const uint8_t *)*text;
	size_t len = announced(bytes[0]);
	uint32_t codepoint = bytes[0] & lead_bits[len];
	size_t i;

	for (i = 1; i < len; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			break;
		codepoint = codepoint << 6 | (bytes[i] & 0x3f);
	}
	if (len == 0 || i < len || !utf8_valid((struct bytes){ bytes, len })) {
		*text += 1;
		return CODEPOINT_DAMAGED;
	}
	*text += len;
	return codepoint;
}

size_t codepoint_columns(uint32_t codepoint)
{
	if (codepoint < 0x300)
		return 1;
	if (is_in(no_columns, ARRAY_SIZE(no_columns), codepoint))
		return 0;
	return is_in(two_columns, ARRAY_SIZE(two_columns), codepoint) ? 2 : 1;
}

bool codepoint_deceives(uint32_t codepoint)
{
	return is_in(deceiving, ARRAY_SIZE(deceiving), codepoint);
}
