#include "service/circle.h"

#include <stdlib.h>
#include <string.h>

static int compare_slugs(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_once(struct circle *circle)
{
	size_t kept = 0;

	qsort(circle->slugs, circle->count, sizeof(circle->slugs[0]), compare_slugs);
	for (size_t i = 0; i < circle->count; i++) {
		if (kept == 0 || strcmp(circle->slugs[kept - 1], circle->slugs[i]) != 0)
			circle->slugs[kept++] = circle->slugs[i];
	}
	circle->count = kept;
}

/* Loads the contracts of the reader, and gives their keys. */
static enum err load_contracts(struct reading *reading, struct row_key **out,
			       size_t *count)
{
	struct state_range range = { .from = rows_of_slug(
					     ROW_PARTY, reading->reader.organisation) };
	struct state_entries entries;
	enum err err;

	range.to = row_key_after(&range.from);
	err = state_fetch_rows(&reading->state, &range, &entries);
	if (err != ERR_OK)
		return err;
	*count = entries.count;
	*out = arena_array(reading->arena, struct row_key, entries.count);
	for (size_t i = 0; i < entries.count; i++) {
		struct bytes id = row_key_tail(entries.entries[i].key, CONTRACT_BYTES);

		(*out)[i] = contract_row_key(id.data);
		state_want(&reading->state, &(*out)[i]);
	}
	return state_load(&reading->state);
}

enum err circle_find(struct reading *reading, struct circle *out)
{
	struct row_key *keys;
	size_t contract_count;
	size_t room = 1;
	enum err err = load_contracts(reading, &keys, &contract_count);

	if (err != ERR_OK)
		return err;
	for (size_t i = 0; i < contract_count; i++)
		room += state_contract_row(&reading->state, &keys[i])->n_parties;
	out->slugs = arena_array(reading->arena, const char *, room);
	out->slugs[0] = reading->reader.organisation;
	out->count = 1;
	for (size_t i = 0; i < contract_count; i++) {
		const SlbContractRow *row =
			state_contract_row(&reading->state, &keys[i]);

		for (size_t j = 0; j < row->n_parties; j++)
			out->slugs[out->count++] = row->parties[j]->organisation;
	}
	sort_once(out);
	return ERR_OK;
}

bool circle_has(const struct circle *circle, const char *slug)
{
	return bsearch(&slug, circle->slugs, circle->count, sizeof(circle->slugs[0]),
		       compare_slugs) != NULL;
}
