#include "ledger/compare.h"

#include <string.h>

/* One side, at an entry or past its end. */
struct side {
	struct store_scan *scan;
	struct store_entry entry;
	bool has_entry;
};

static void step(struct side *side, const struct compared *compared)
{
	do {
		side->has_entry = store_scan_next(side->scan, &side->entry);
	} while (side->has_entry && compared->counts != NULL &&
		 !compared->counts(side->entry.key));
}

static enum err begin(struct side *side, struct store_view *view,
		      const struct compared *compared)
{
	struct store_range range = { .table = compared->table };
	enum err err = store_scan_open(view, &range, &side->scan);

	if (err == ERR_OK)
		step(side, compared);
	return err;
}

static struct bytes copy_of(struct arena *arena, struct bytes bytes)
{
	uint8_t *copy = arena_alloc(arena, bytes.len + 1);

	if (bytes.len > 0)
		memcpy(copy, bytes.data, bytes.len);
	return (struct bytes){ copy, bytes.len };
}

static void add(struct puts *puts, const struct compared *compared, enum store_op op,
		const struct store_entry *entry)
{
	struct store_put put = {
		.op = op,
		.table = compared->table,
		.key = copy_of(puts->arena, entry->key),
	};

	if (op == STORE_PUT)
		put.value = copy_of(puts->arena, entry->value);
	puts_add(puts, put);
}

/* Below 0: ours comes first, or theirs has ended. */
static int order(const struct side *ours, const struct side *theirs)
{
	if (!theirs->has_entry)
		return -1;
	if (!ours->has_entry)
		return 1;
	return bytes_compare(ours->entry.key, theirs->entry.key);
}

static void merge(const struct compared *compared, struct side *ours,
		  struct side *theirs, struct puts *difference)
{
	while (ours->has_entry || theirs->has_entry) {
		int which = order(ours, theirs);

		if (which < 0)
			add(difference, compared, STORE_DELETE, &ours->entry);
		else if (which > 0 ||
			 !bytes_equal(ours->entry.value, theirs->entry.value))
			add(difference, compared, STORE_PUT, &theirs->entry);
		if (which <= 0)
			step(ours, compared);
		if (which >= 0)
			step(theirs, compared);
	}
}

enum err compare_tables(const struct compared *compared, struct puts *difference)
{
	struct side ours = { .has_entry = false }, theirs = { .has_entry = false };
	enum err err = begin(&ours, compared->ours, compared);
	enum err closed;

	if (err != ERR_OK)
		return err;
	err = begin(&theirs, compared->theirs, compared);
	if (err == ERR_OK) {
		merge(compared, &ours, &theirs, difference);
		err = store_scan_close(theirs.scan);
	}
	closed = store_scan_close(ours.scan);
	return err == ERR_OK ? closed : err;
}
