#ifndef BROKER_BASE_NEAREST_H
#define BROKER_BASE_NEAREST_H

/*
 * The known name that a misspelt one most likely means.
 *
 * Distance: optimal string alignment (insertions, deletions, replacements, and swaps of
 * neighbours count 1), over letters and digits only, in lower case.  Near is at most 1
 * for words up to 3 characters, 2 up to 6, else 3; of equally near names the one offered
 * first wins.
 */

#define NEAREST_WORD_MAX 64 /* longer words are near to nothing */

struct nearest {
	char word[NEAREST_WORD_MAX + 1];
	unsigned distance; /* of best, or the first one too far */
	const char *best;  /* NULL while nothing is near */
};

void nearest_init(struct nearest *nearest, const char *word);

/* best becomes `stands_for` when candidate is nearer than all before. */
void nearest_offer(struct nearest *nearest, const char *candidate,
		   const char *stands_for);

#endif
