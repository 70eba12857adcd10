#include "notice/unscoped.h"

#include <string.h>

#include "kpi/shown.h"

/* The smallest distinct keys so far, ascending. */
struct keys {
	struct arena *arena;
	char *keys[UNSCOPED_KEYS_MAX];
	size_t count;
};

static size_t place_of(const struct keys *keys, const char *key)
{
	size_t low = 0;
	size_t high = keys->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(keys->keys[middle], key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void add_key(struct keys *keys, const char *key)
{
	size_t place = place_of(keys, key);
	size_t after;

	if (place == UNSCOPED_KEYS_MAX ||
	    (place < keys->count && strcmp(keys->keys[place], key) == 0))
		return;
	if (keys->count < UNSCOPED_KEYS_MAX)
		keys->count++;
	after = keys->count - place - 1;
	memmove(&keys->keys[place + 1], &keys->keys[place],
		after * sizeof keys->keys[0]);
	keys->keys[place] = arena_strdup(keys->arena, key);
}

/* Whether each row of a report is in some scope; NULL: all are. */
static bool *covered_rows(struct arena *arena, const struct report_view *view,
			  size_t place, const struct coverage *coverage)
{
	bool *covered = arena_array(arena, bool, view->row_count);

	for (size_t i = 0; i < coverage->scope_count; i++) {
		const struct covered_scope *scope = &coverage->scopes[i];
		const struct selection *selection = &scope->selections[place];

		if (!scope->series[view->series])
			continue;
		if (selection->rows == NULL)
			return NULL;
		for (size_t k = 0; k < selection->count; k++)
			covered[selection->rows[k]] = true;
	}
	return covered;
}

/*
 * The first counter of role offered that a series carries and no control counts with;
 * false when there is none.
 */
static bool find_offered(const struct frame *frame, const struct coverage *coverage,
			 size_t series, size_t *out)
{
	const SlbTerms *terms = frame->terms;

	for (size_t i = 0; i < terms->n_counters; i++) {
		if (terms->counters[i]->role !=
			    SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED ||
		    coverage->controls[i] ||
		    strcmp(terms->counters[i]->series, terms->series[series]->name) !=
			    0)
			continue;
		*out = i;
		return true;
	}
	return false;
}

/* What was looked through so far. */
struct tally {
	struct keys keys;
	uint64_t rows;
	struct pool unscoped; /* contacts offered */
	struct pool offered;  /* all of them */
};

/* Adds the contacts of a report, of the rows given and of all. */
static void add_contacts(const struct frame *frame, const struct coverage *coverage,
			 const struct report_view *view, const struct selection *rows,
			 struct tally *tally)
{
	const struct selection all = select_all(view);
	struct operand offered = { .is_range = false };
	struct cells cells;

	if (!find_offered(frame, coverage, view->series, &offered.column)) {
		tally->unscoped.null_rows += rows->count;
		return;
	}
	cells = view_cells(frame, view, &offered);
	pool_add_rows(&tally->unscoped, &offered, &cells, rows);
	pool_add_rows(&tally->offered, &offered, &cells, &all);
}

static void add_rows(struct arena *scratch, const struct report_view *view,
		     const struct selection *rows, struct tally *tally)
{
	for (size_t i = 0; i < rows->count; i++) {
		struct arena_mark mark = arena_mark(scratch);

		add_key(&tally->keys,
			report_row_key(scratch, view->report, rows->rows[i]));
		arena_rewind(scratch, mark);
	}
	tally->rows += rows->count;
}

static struct selection uncovered(struct arena *arena, const bool *covered,
				  size_t row_count)
{
	uint32_t *rows = arena_array(arena, uint32_t, row_count);
	struct selection selection = { .rows = rows };

	for (size_t row = 0; covered != NULL && row < row_count; row++) {
		if (!covered[row])
			rows[selection.count++] = (uint32_t)row;
	}
	return selection;
}

static SlbUnscoped *unscoped_message(struct arena *arena, struct tally *tally)
{
	SlbUnscoped *message = arena_new(arena, SlbUnscoped);
	struct ratio offered = pool_number(arena, &tally->offered);

	slb_unscoped__init(message);
	message->rows = tally->rows;
	message->n_keys = tally->keys.count;
	message->keys = arena_array(arena, char *, tally->keys.count);
	memcpy(message->keys, tally->keys.keys,
	       tally->keys.count * sizeof message->keys[0]);
	if (tally->unscoped.high > 0)
		return message;
	message->contacts = tally->unscoped.low;
	if (tally->unscoped.null_rows == 0 && tally->offered.null_rows == 0 &&
	    ratio_sign(offered) > 0)
		message->displayed_share = shown_share(
			arena, pool_number(arena, &tally->unscoped), offered);
	return message;
}

SlbUnscoped *find_unscoped(struct arena *arena, struct arena *scratch,
			   const struct frame *frame, const struct window *all_rows,
			   const struct coverage *coverage)
{
	struct tally *tally = arena_new(scratch, struct tally);

	tally->keys.arena = arena;
	for (size_t i = 0; i < all_rows->count; i++) {
		const struct report_view *view = &all_rows->views[i];
		struct arena_mark mark = arena_mark(scratch);
		struct selection rows =
			uncovered(scratch, covered_rows(scratch, view, i, coverage),
				  view->row_count);

		add_contacts(frame, coverage, view, &rows, tally);
		add_rows(scratch, view, &rows, tally);
		arena_rewind(scratch, mark);
	}
	return tally->rows == 0 ? NULL : unscoped_message(arena, tally);
}
