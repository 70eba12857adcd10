#ifndef TESTS_UNIT_FOLD_LOG_H
#define TESTS_UNIT_FOLD_LOG_H

#include "fold/fold.h"
#include "unit/acts/world.h"

/* The log of a world (unit/acts/world.h) as it lies in a tree: books, leaves, salts. */

#define LOG_BOOKS_MAX 16

struct log_book {
	struct book book;
	uint8_t pseudonym[LEAF_PSEUDONYM_BYTES];
	uint64_t next_number;
	struct digest last;
};

struct log {
	struct fold_entry entries[WORLD_ENTRIES_MAX];
	uint64_t count;
	struct log_book books[LOG_BOOKS_MAX]; /* by their first entries */
	size_t book_count;
};

/* What lies in the world, from its first entry on. */
void log_of_world(struct world *w, struct log *log);

/* The books again, each leaf after the one before; what it says otherwise stays. */
void log_chain(struct log *log);

/* An entry gets another envelope: its commitment is that of it. */
void log_put_envelope(struct world *w, struct log *log, uint64_t index,
		      const struct world_entry *entry);

struct act_reader log_reader(struct log *log);

#endif
