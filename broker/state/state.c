#include "state/state.h"

#include <string.h>

#include "base/ensure.h"

struct loaded_row {
	struct loaded_row *next;
	struct row_key key;
	bool is_loaded;
	const ProtobufCMessage *row; /* NULL: there is none */
};

struct loaded_range {
	struct loaded_range *next;
	struct state_range range;
	bool is_loaded;
	struct state_entry *entries;
	size_t count;
	size_t room;
};

void state_init(struct state *state, struct arena *arena, struct store_view *view)
{
	*state = (struct state){ .arena = arena, .view = view };
}

/* ---- what was asked for ------------------------------------------------------------ */

static bool same_key(const struct row_key *a, const struct row_key *b)
{
	return a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}

static bool same_range(const struct state_range *a, const struct state_range *b)
{
	return a->type == b->type && a->reverse == b->reverse && a->limit == b->limit &&
	       same_key(&a->from, &b->from) && same_key(&a->to, &b->to);
}

static struct loaded_row *find_row(const struct state *state, const struct row_key *key)
{
	struct loaded_row *row = state->rows;

	while (row != NULL && !same_key(&row->key, key))
		row = row->next;
	return row;
}

static struct loaded_range *find_range(const struct state *state,
				       const struct state_range *range)
{
	struct loaded_range *loaded = state->ranges;

	while (loaded != NULL && !same_range(&loaded->range, range))
		loaded = loaded->next;
	return loaded;
}

void state_want(struct state *state, const struct row_key *key)
{
	struct loaded_row *row;

	if (find_row(state, key) != NULL)
		return;
	row = arena_new(state->arena, struct loaded_row);
	row->key = *key;
	row->next = state->rows;
	state->rows = row;
	state->wanted_count++;
}

void state_want_range(struct state *state, const struct state_range *range)
{
	struct loaded_range *loaded;

	if (find_range(state, range) != NULL)
		return;
	loaded = arena_new(state->arena, struct loaded_range);
	loaded->range = *range;
	loaded->next = state->ranges;
	state->ranges = loaded;
	state->wanted_count++;
}

bool state_wants(const struct state *state)
{
	return state->wanted_count > 0;
}

/* ---- loading ----------------------------------------------------------------------- */

static void *alloc_in_arena(void *arena, size_t size)
{
	return arena_alloc(arena, size);
}

static void free_in_arena(void *arena, void *memory)
{
	(void)arena;
	(void)memory;
}

static const ProtobufCMessageDescriptor *row_descriptor(uint8_t type)
{
	switch (type) {
#define X(type, number, message, name) \
	case (number):                 \
		return &slb_##name##__descriptor;
		ROW_TYPE_LIST(X)
#undef X
	default:
		return NULL;
	}
}

static enum err unpack_row(struct arena *arena, struct bytes key, struct bytes value,
			   const ProtobufCMessage **row)
{
	ProtobufCAllocator allocator = { .alloc = alloc_in_arena,
					 .free = free_in_arena,
					 .allocator_data = arena };
	const ProtobufCMessageDescriptor *type = row_descriptor(row_key_type(key));

	*row = type == NULL ? NULL
			    : protobuf_c_message_unpack(type, &allocator, value.len,
							value.data);
	return *row == NULL ? ERR_STORE_FOREIGN : ERR_OK;
}

static enum err load_rows(struct state *state)
{
	struct store_key *keys =
		arena_array(state->arena, struct store_key, state->wanted_count);
	struct loaded_row **rows =
		arena_array(state->arena, struct loaded_row *, state->wanted_count);
	struct bytes *values =
		arena_array(state->arena, struct bytes, state->wanted_count);
	size_t count = 0;
	enum err err;

	for (struct loaded_row *row = state->rows; row != NULL; row = row->next) {
		if (row->is_loaded)
			continue;
		keys[count].table = TABLE_ROWS;
		keys[count].key = row_key_bytes(&row->key);
		rows[count++] = row;
	}
	if (count == 0)
		return ERR_OK;
	err = store_get_many(state->view, state->arena, keys, count, values);
	for (size_t i = 0; i < count && err == ERR_OK; i++) {
		if (values[i].data != NULL)
			err = unpack_row(state->arena, keys[i].key, values[i],
					 &rows[i]->row);
		rows[i]->is_loaded = err == ERR_OK;
	}
	return err;
}

static struct state_entry *add_entry(struct arena *arena, struct loaded_range *range)
{
	if (range->count == range->room) {
		size_t room = range->room == 0 ? 16 : 2 * range->room;
		struct state_entry *grown =
			arena_array(arena, struct state_entry, room);

		if (range->count > 0)
			memcpy(grown, range->entries, range->count * sizeof(*grown));
		range->entries = grown;
		range->room = room;
	}
	return &range->entries[range->count++];
}

static enum err add_row(struct state *state, struct loaded_range *range,
			const struct store_entry *found)
{
	struct state_entry *entry = add_entry(state->arena, range);

	entry->key.len = found->key.len;
	entry->key.data = (const uint8_t *)arena_strndup(
		state->arena, (const char *)found->key.data, found->key.len);
	return unpack_row(state->arena, entry->key, found->value, &entry->row);
}

/* Rows of other types are passed over here and do not count for the limit. */
static enum err load_range(struct state *state, struct loaded_range *range)
{
	const uint8_t type = range->range.type;
	const size_t limit = range->range.limit;
	struct store_range asked = { .table = TABLE_ROWS,
				     .reverse = range->range.reverse,
				     .from = row_key_bytes(&range->range.from),
				     .to = row_key_bytes(&range->range.to),
				     .limit = type == 0 ? limit : 0 };
	struct store_scan *scan;
	struct store_entry found;
	enum err close_err;
	enum err err = store_scan_open(state->view, &asked, &scan);

	if (err != ERR_OK)
		return err;
	while (err == ERR_OK && (limit == 0 || range->count < limit) &&
	       store_scan_next(scan, &found)) {
		if (type == 0 || row_key_type(found.key) == type)
			err = add_row(state, range, &found);
	}
	close_err = store_scan_close(scan);
	range->is_loaded = err == ERR_OK && close_err == ERR_OK;
	return err == ERR_OK ? close_err : err;
}

enum err state_load(struct state *state)
{
	enum err err = load_rows(state);

	for (struct loaded_range *range = state->ranges; range != NULL && err == ERR_OK;
	     range = range->next) {
		if (!range->is_loaded)
			err = load_range(state, range);
	}
	if (err == ERR_OK)
		state->wanted_count = 0;
	return err;
}

/* ---- reading ----------------------------------------------------------------------- */

bool state_has(const struct state *state, const struct row_key *key)
{
	const struct loaded_row *row = find_row(state, key);

	return row != NULL && row->is_loaded;
}

const ProtobufCMessage *state_row(const struct state *state, const struct row_key *key)
{
	const struct loaded_row *row = find_row(state, key);

	ensure(row != NULL && row->is_loaded);
	return row->row;
}

#define X(type, number, message, name)                                \
	const message *state_##name(const struct state *state,        \
				    const struct row_key *key)        \
	{                                                             \
		ensure(row_key_type(row_key_bytes(key)) == (number)); \
		return (const message *)state_row(state, key);        \
	}
ROW_TYPE_LIST(X)
#undef X

bool state_has_range(const struct state *state, const struct state_range *range)
{
	const struct loaded_range *loaded = find_range(state, range);

	return loaded != NULL && loaded->is_loaded;
}

struct state_entries state_rows(const struct state *state,
				const struct state_range *range)
{
	const struct loaded_range *loaded = find_range(state, range);

	ensure(loaded != NULL && loaded->is_loaded);
	return (struct state_entries){ loaded->entries, loaded->count };
}

enum err state_fetch(struct state *state, const struct row_key *key,
		     const ProtobufCMessage **row)
{
	enum err err;

	state_want(state, key);
	err = state_load(state);
	*row = err == ERR_OK ? state_row(state, key) : NULL;
	return err;
}

enum err state_fetch_rows(struct state *state, const struct state_range *range,
			  struct state_entries *out)
{
	enum err err;

	state_want_range(state, range);
	err = state_load(state);
	*out = err == ERR_OK ? state_rows(state, range)
			     : (struct state_entries){ .count = 0 };
	return err;
}
