#include "report/words.h"

#include <string.h>

static const char digits[] = "0123456789";

/* Adds the run of digits at number, grouped; returns what follows it. */
static const char *add_whole(struct text *text, const char *number)
{
	size_t count = strspn(number, digits);

	for (size_t i = 0; i < count; i++) {
		if (i > 0 && (count - i) % 3 == 0)
			text_add(text, ",");
		text_add_n(text, &number[i], 1);
	}
	return number + count;
}

char *words_grouped(struct arena *arena, const char *number)
{
	struct text text;

	text_init(&text, arena);
	while (*number != '\0') {
		size_t other = strcspn(number, digits);
		size_t decimals = 0;

		if (other > 0 && number[other - 1] == '.')
			decimals = strspn(number + other, digits);
		text_add_n(&text, number, other + decimals);
		number = add_whole(&text, number + other + decimals);
	}
	return arena_strdup(arena, text_chars(&text));
}

char *words_u64(struct arena *arena, uint64_t number)
{
	return words_grouped(arena,
			     arena_printf(arena, "%llu", (unsigned long long)number));
}

char *words_count(struct arena *arena, uint64_t count, const char *singular,
		  const char *plural)
{
	return arena_printf(arena, "%s %s", words_u64(arena, count),
			    count == 1 ? singular : plural);
}

void words_enumerate(struct text *text, size_t index, size_t count)
{
	if (index == 0)
		return;
	text_add(text, index + 1 == count ? " and " : ", ");
}

char *words_clause(struct arena *arena, const char *clause)
{
	bool is_number = clause[0] >= '0' && clause[0] <= '9';

	return arena_printf(arena, "%s%s", is_number ? "clause " : "", clause);
}

char *words_capital(struct arena *arena, const char *words)
{
	char *capital = arena_strdup(arena, words);

	if (capital[0] >= 'a' && capital[0] <= 'z')
		capital[0] = (char)(capital[0] - 'a' + 'A');
	return capital;
}
