#include "service/listing.h"

/* One row more than the page has, to see whether there is another page. */
static enum err load(struct reading *reading, const struct listing *listing,
		     const struct page *page, struct state_entries *out)
{
	const struct state_range range = {
		.from = page->position.len == 0
				? listing->all
				: row_key_following(&listing->all, page->position),
		.to = row_key_after(&listing->all),
		.type = listing->type,
		.limit = page->size + 1,
	};

	return state_fetch_rows(&reading->state, &range, out);
}

enum err listing_page(struct reading *reading, const struct listing *listing,
		      char **next)
{
	struct page_query query = listing->query;
	struct state_entries rows = { .count = 0 };
	struct page page;
	enum err err;

	query.reader = reading->reader.organisation;
	err = page_open(reading->arena, &query, &page, &reading->diag);
	if (err == ERR_OK)
		err = load(reading, listing, &page, &rows);
	for (size_t i = 0; i < rows.count && err == ERR_OK; i++) {
		const struct state_entry *entry = &rows.entries[i];
		bool is_last = i + 1 == rows.count;

		err = listing->take(listing->context, entry);
		if (is_last || (i + 1 < page.size && !reading_is_full(reading)))
			continue;
		*next = page_next(
			reading->arena, &page,
			row_key_tail(entry->key, entry->key.len - listing->all.len));
		break;
	}
	return err;
}
