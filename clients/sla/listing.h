#ifndef CLIENTS_SLA_LISTING_H
#define CLIENTS_SLA_LISTING_H

#include <stddef.h>

#include "sla/connection.h"

/* All pages of a List method, as one answer. */

struct listing {
	enum method method;
	size_t request_token; /* where in the request its page_token is */
	size_t rows;          /* where in the answer its repeated field is, */
	size_t row_count;     /* its count, */
	size_t next_token;    /* and its next_page_token */
};

#define LISTING(method, request, answer, field)                                        \
	{                                                                              \
		(method), offsetof(request, page_token), offsetof(answer, field),      \
			offsetof(answer, n_##field), offsetof(answer, next_page_token) \
	}

/*
 * *answer is that of the first page, with the rows of all.  The request's page_token is
 * changed.  ERR_LIMIT_EXCEEDED after LISTING_ROWS_MAX rows.
 */
#define LISTING_ROWS_MAX 100000
enum err listing_fetch(struct connection *connection, const struct listing *listing,
		       ProtobufCMessage *request, ProtobufCMessage **answer) MUST_CHECK;

/* Who takes the pages, each in its turn; what lies in scratch is given back after it. */
struct page_taker {
	enum err (*take)(void *context, const ProtobufCMessage *page,
			 struct arena *scratch);
	void *context;
};

/*
 * The same page by page, for rows that are long: one page is held at a time.  An error of
 * take() ends it.
 */
enum err listing_each(struct connection *connection, const struct listing *listing,
		      ProtobufCMessage *request,
		      const struct page_taker *taker) MUST_CHECK;

#endif
