#ifndef BROKER_REPORT_WORDS_H
#define BROKER_REPORT_WORDS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"

/* Numbers as people read them, for sentences; texts live in the arena. */

/* "-1234567.25" as "-1,234,567.25"; of "n/d" both parts. */
char *words_grouped(struct arena *arena, const char *number);
char *words_u64(struct arena *arena, uint64_t number);

/* "1 row", "2,000 rows". */
char *words_count(struct arena *arena, uint64_t count, const char *singular,
		  const char *plural);

/* As it stands in a sentence: "clause 7.1", but "Schedule 3, 1.1". */
char *words_clause(struct arena *arena, const char *clause);

/* At the head of a page: its first letter, of a to z, as a capital. */
char *words_capital(struct arena *arena, const char *words);

/* Adds ", ", or " and " before the last of count; nothing before the first. */
void words_enumerate(struct text *text, size_t index, size_t count);

#endif
