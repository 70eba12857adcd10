#include <string.h>

#include "contract/say.h"

/* A name is at most 64 characters long; what is longer is no misspelling of one. */
#define NAME_LEN_MAX 64

/*
 * How many letters must be changed, added or dropped to make a into b: Levenshtein's
 * distance, by the row.
 */
static size_t distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t row[NAME_LEN_MAX + 1];

	for (size_t j = 0; j <= b_len; j++)
		row[j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		size_t before = row[0]; /* of the row above */

		row[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			size_t best = before + (a[i - 1] != b[j - 1]);

			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			before = row[j];
			row[j] = best;
		}
	}
	return row[b_len];
}

const char *nearest_name(const char *name, struct names names)
{
	size_t len = strlen(name);
	size_t least = len / 3 + 1; /* more differ: it is not meant */
	const char *best = NULL;

	for (size_t i = 0; i < names.count && len <= NAME_LEN_MAX; i++) {
		size_t names_len = strlen(names.names[i]);
		size_t differ;

		if (names_len > NAME_LEN_MAX)
			continue;
		differ = distance(name, len, names.names[i], names_len);
		if (differ <= least) {
			best = names.names[i];
			least = differ - (differ > 0);
		}
	}
	return best;
}
