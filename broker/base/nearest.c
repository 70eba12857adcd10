#include "base/nearest.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Letters and digits in lower case; the empty word when there are too many. */
static void fold(const char *word, char folded[NEAREST_WORD_MAX + 1])
{
	size_t len = 0;

	for (const char *c = word; *c != '\0'; c++) {
		char small = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
		bool kept = (small >= 'a' && small <= 'z') || (*c >= '0' && *c <= '9');

		if (kept && len == NEAREST_WORD_MAX) {
			len = 0;
			break;
		}
		if (kept)
			folded[len++] = small;
	}
	folded[len] = '\0';
}

void nearest_init(struct nearest *nearest, const char *word)
{
	size_t len;

	fold(word, nearest->word);
	len = strlen(nearest->word);
	nearest->best = NULL;
	nearest->distance = len <= 3 ? 2 : len <= 6 ? 3 : 4;
	if (len == 0)
		nearest->distance = 0;
}

static unsigned min(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Three rows of the table suffice: the swap looks two back. */
static unsigned distance(const char *a, const char *b)
{
	unsigned rows[3][NEAREST_WORD_MAX + 1] = { { 0 } };
	size_t a_len = strlen(a);
	size_t b_len = strlen(b);

	for (size_t j = 0; j <= b_len; j++)
		rows[0][j] = (unsigned)j;
	for (size_t i = 1; i <= a_len; i++) {
		unsigned *row = rows[i % 3];
		const unsigned *above = rows[(i + 2) % 3];
		const unsigned *two_above = rows[(i + 1) % 3];

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b_len; j++) {
			unsigned replaced = a[i - 1] == b[j - 1] ? 0 : 1;

			row[j] = min(above[j], row[j - 1]) + 1;
			row[j] = min(row[j], above[j - 1] + replaced);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				row[j] = min(row[j], two_above[j - 2] + 1);
		}
	}
	return rows[a_len % 3][b_len];
}

void nearest_offer(struct nearest *nearest, const char *candidate,
		   const char *stands_for)
{
	char folded[NEAREST_WORD_MAX + 1] = "";
	unsigned d;

	fold(candidate, folded);
	d = distance(nearest->word, folded);
	if (folded[0] == '\0' || d >= nearest->distance)
		return;
	nearest->distance = d;
	nearest->best = stands_for;
}
