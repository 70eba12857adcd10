#include "service/instant.h"

#include <string.h>

#include "calendar/civil.h"

#define LOCAL_CHARS    19 /* YYYY-MM-DDThh:mm:ss */
#define T_PLACE        10
#define FRACTION_CHARS 9

/* The fraction at *text, which is moved behind it. */
static bool take_fraction(const char **text, uint32_t *ns)
{
	uint32_t unit_ns = 100000000;
	size_t count = 0;

	*ns = 0;
	if (**text != '.')
		return true;
	(*text)++;
	for (; count < FRACTION_CHARS && **text >= '0' && **text <= '9'; count++) {
		*ns += (uint32_t)(**text - '0') * unit_ns;
		unit_ns /= 10;
		(*text)++;
	}
	return count > 0;
}

bool instant_parse(struct arena *arena, const char *text, struct instant *out)
{
	const char *offset = text + LOCAL_CHARS;
	char *local;

	if (strlen(text) <= LOCAL_CHARS)
		return false;
	local = arena_strndup(arena, text, LOCAL_CHARS);
	if (local[T_PLACE] == 't')
		local[T_PLACE] = 'T';
	if (!take_fraction(&offset, &out->ns))
		return false;
	if (strcmp(offset, "z") == 0 || strcmp(offset, "-00:00") == 0)
		offset = "Z";
	local = arena_printf(arena, "%s%s", local, offset);
	return civil_parse_instant(bytes_of_string(local), &out->s, NULL);
}

bool instant_after(struct instant a, struct instant b)
{
	return a.s > b.s || (a.s == b.s && a.ns > b.ns);
}
