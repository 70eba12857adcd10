#ifndef BROKER_SERVICE_LISTING_H
#define BROKER_SERVICE_LISTING_H

#include "service/reading.h"

/*
 * A page of rows whose keys begin alike, given to a reader one by one:
 *
 *	out->reports = arena_array(arena, SlbLoggedReport *, PAGE_SIZE_MAX);
 *	return listing_page(reading, &listing, &out->next_page_token);
 *
 * A page ends with what was asked for, or with what a client takes (reading_is_full).
 * Threads: those of the reading.
 */
struct listing {
	struct page_query query; /* its reader is filled in */
	struct row_key all;      /* what the keys begin with */
	uint8_t type;            /* only rows of it; 0: any */
	/* Adds the row to the answer, or passes over it, so that a page may have fewer
	 * than asked for. */
	enum err (*take)(void *context, const struct state_entry *entry);
	void *context;
};

/* *next is set where there is another page, and left as it is at the last one.  ERR_PAGE,
 * errors of the store and of take. */
enum err listing_page(struct reading *reading, const struct listing *listing,
		      char **next) MUST_CHECK;

#endif
