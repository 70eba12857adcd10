#include "sla/listing.h"

#include <string.h>

/* A page of 4 MiB, read, and one of its rows read again. */
#define PAGE_BYTES_MAX ((size_t)256 << 20)

/* A field of a message, by its place. */
static void *field_of(ProtobufCMessage *message, size_t offset)
{
	return (char *)message + offset;
}

struct rows {
	ProtobufCMessage **list;
	size_t count;
};

static void add_page(struct arena *arena, struct rows *rows,
		     ProtobufCMessage *const *page, size_t count)
{
	ProtobufCMessage **longer =
		arena_array(arena, ProtobufCMessage *, rows->count + count + 1);

	if (rows->count > 0)
		memcpy(longer, rows->list, rows->count * sizeof *longer);
	if (count > 0)
		memcpy(longer + rows->count, page, count * sizeof *longer);
	rows->list = longer;
	rows->count += count;
}

/* What a page says of the list: how much of it there is by now, and where it goes on. */
static enum err go_on(struct invocation *in, const struct listing *listing,
		      ProtobufCMessage *page, ProtobufCMessage *request, size_t *rows)
{
	*rows += *(size_t *)field_of(page, listing->row_count);
	if (*rows > LISTING_ROWS_MAX)
		return diag_error(&in->diag, ERR_LIMIT_EXCEEDED, diag_at(NULL),
				  "the broker's list has more than %d rows",
				  LISTING_ROWS_MAX);
	*(char **)field_of(request, listing->request_token) =
		arena_strdup(in->arena, *(char **)field_of(page, listing->next_token));
	return ERR_OK;
}

static bool is_last(const struct listing *listing, ProtobufCMessage *request)
{
	return (*(char **)field_of(request, listing->request_token))[0] == '\0';
}

enum err listing_fetch(struct connection *connection, const struct listing *listing,
		       ProtobufCMessage *request, ProtobufCMessage **answer)
{
	struct invocation *in = connection->in;
	struct rows rows = { 0 };
	ProtobufCMessage *first = NULL;
	size_t count = 0;

	do {
		ProtobufCMessage *page;
		enum err e =
			connection_call(connection, listing->method, request, &page);

		if (e == ERR_OK)
			e = go_on(in, listing, page, request, &count);
		if (e != ERR_OK)
			return e;
		add_page(in->arena, &rows,
			 *(ProtobufCMessage ***)field_of(page, listing->rows),
			 *(size_t *)field_of(page, listing->row_count));
		if (first == NULL)
			first = page;
	} while (!is_last(listing, request));
	*(ProtobufCMessage ***)field_of(first, listing->rows) = rows.list;
	*(size_t *)field_of(first, listing->row_count) = rows.count;
	*(char **)field_of(first, listing->next_token) = arena_strdup(in->arena, "");
	*answer = first;
	return ERR_OK;
}

enum err listing_each(struct connection *connection, const struct listing *listing,
		      ProtobufCMessage *request, const struct page_taker *taker)
{
	struct arena scratch;
	size_t count = 0;
	enum err e;

	arena_init(&scratch, PAGE_BYTES_MAX);
	do {
		ProtobufCMessage *page;

		arena_release(&scratch);
		e = connection_call_into(connection, &scratch, listing->method, request,
					 &page);
		if (e == ERR_OK)
			e = go_on(connection->in, listing, page, request, &count);
		if (e == ERR_OK)
			e = taker->take(taker->context, page, &scratch);
	} while (e == ERR_OK && !is_last(listing, request));
	arena_release(&scratch);
	return e;
}
