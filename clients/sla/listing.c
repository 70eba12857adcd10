#include "sla/listing.h"

#include <string.h>

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

enum err listing_fetch(struct connection *connection, const struct listing *listing,
		       ProtobufCMessage *request, ProtobufCMessage **answer)
{
	struct invocation *in = connection->in;
	struct rows rows = { 0 };
	ProtobufCMessage *first = NULL;
	const char *next;

	do {
		ProtobufCMessage *page;
		enum err e =
			connection_call(connection, listing->method, request, &page);

		if (e != ERR_OK)
			return e;
		add_page(in->arena, &rows,
			 *(ProtobufCMessage ***)field_of(page, listing->rows),
			 *(size_t *)field_of(page, listing->row_count));
		if (rows.count > LISTING_ROWS_MAX)
			return diag_error(&in->diag, ERR_LIMIT_EXCEEDED, diag_at(NULL),
					  "the broker's list has more than %d rows",
					  LISTING_ROWS_MAX);
		next = *(char **)field_of(page, listing->next_token);
		*(char **)field_of(request, listing->request_token) =
			arena_strdup(in->arena, next);
		if (first == NULL)
			first = page;
	} while (next[0] != '\0');
	*(ProtobufCMessage ***)field_of(first, listing->rows) = rows.list;
	*(size_t *)field_of(first, listing->row_count) = rows.count;
	*(char **)field_of(first, listing->next_token) = arena_strdup(in->arena, "");
	*answer = first;
	return ERR_OK;
}
