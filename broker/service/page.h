#ifndef BROKER_SERVICE_PAGE_H
#define BROKER_SERVICE_PAGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "base/err.h"
#include "crypto/hash.h"

/*
 * Pages of a list (aip.dev/158).
 *
 *	token = base64url(first 8 bytes of the query's digest || position)
 *
 * The position is the last key given; what a list may read follows from the query and
 * its reader, never from a token, so a token needs no secret.  The digest binds it to its
 * query and the edition of rows (state/tables.h): a token of another list, filter or
 * reader, or from before a rebuild into another edition, is refused, not misread.
 *
 * Threads: pure functions.
 */

#define PAGE_SIZE_MAX           100
#define PAGE_POSITION_BYTES_MAX 128

struct page {
	struct digest query;
	size_t size; /* 1..PAGE_SIZE_MAX */
	struct bytes
		position; /* the last key of the page before; empty: the first page */
};

/* What a list is asked for. */
struct page_query {
	const char *reader; /* who asks */
	const char *method; /* which list, and its filters, each ended by a line feed */
	const char *filters;
	int32_t page_size;      /* as asked; 0 is PAGE_SIZE_MAX, more is cut to it */
	const char *page_token; /* as asked; empty: the first page */
};

/* ERR_PAGE: a negative size, or a token that is not of this query. */
enum err page_open(struct arena *arena, const struct page_query *query,
		   struct page *out, struct diag *diag) MUST_CHECK;

/* The token of the page after the one that ends with this key, which has 1 to
 * PAGE_POSITION_BYTES_MAX bytes. */
char *page_next(struct arena *arena, const struct page *page, struct bytes last_key);

#endif
