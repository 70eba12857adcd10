#include "service/page.h"

#include "state/tables.h"

#define BINDING_BYTES 8

static struct digest digest_of(const struct page_query *query)
{
	const uint8_t edition = STATE_VERSION;
	struct sha256_stream stream;

	/* Where a list goes on is a key as this edition has them; names of readers and
	 * methods have no line feed. */
	sha256_start(&stream);
	sha256_add(&stream, (struct bytes){ &edition, 1 });
	sha256_add(&stream, bytes_of_string(query->reader));
	sha256_add(&stream, bytes_of_string("\n"));
	sha256_add(&stream, bytes_of_string(query->method));
	sha256_add(&stream, bytes_of_string("\n"));
	sha256_add(&stream, bytes_of_string(query->filters));
	return sha256_finish(&stream);
}

static struct bytes binding(const struct digest *query)
{
	return (struct bytes){ query->bytes, BINDING_BYTES };
}

enum err page_open(struct arena *arena, const struct page_query *query,
		   struct page *out, struct diag *diag)
{
	struct cursor cursor;
	struct bytes token;

	*out = (struct page){ .query = digest_of(query), .size = PAGE_SIZE_MAX };
	if (query->page_size < 0)
		return diag_error(diag, ERR_PAGE, diag_at("page_size"),
				  "a page has 1 to %d entries, or the most that are "
				  "given where 0 is asked for; asked for is %d",
				  PAGE_SIZE_MAX, query->page_size);
	if (query->page_size > 0 && query->page_size < PAGE_SIZE_MAX)
		out->size = (size_t)query->page_size;
	if (query->page_token[0] == '\0')
		return ERR_OK;
	if (!base64url_decode(arena, bytes_of_string(query->page_token), &token))
		token.len = 0;
	cursor = cursor_over(token);
	if (!bytes_equal(cursor_take(&cursor, BINDING_BYTES), binding(&out->query)) ||
	    cursor.rest.len == 0 || cursor.rest.len > PAGE_POSITION_BYTES_MAX)
		return diag_error(diag, ERR_PAGE, diag_at("page_token"),
				  "the token is not the next_page_token of this list "
				  "with these filters");
	out->position = cursor.rest;
	return ERR_OK;
}

char *page_next(struct arena *arena, const struct page *page, struct bytes last_key)
{
	struct buffer buffer;

	buffer_init(&buffer, arena);
	buffer_add(&buffer, binding(&page->query));
	buffer_add(&buffer, last_key);
	return base64url_encode(arena, buffer_bytes(&buffer));
}
