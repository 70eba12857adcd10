#ifndef BROKER_STATE_STATE_H
#define BROKER_STATE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attribute.h"
#include "base/err.h"
#include "slabroker/state/v1/rows.pb-c.h"
#include "state/keys.h"
#include "state/tables.h"

/*
 * The state as a decision sees it: rows that were asked for, loaded together, then read
 * without touching the store.  Changes are collected beside it and written in one call.
 *
 *	state_want(&state, &key);
 *	err = state_load(&state);
 *	row = state_contract_row(&state, &key);
 *
 * Rows live in the arena, which must have room for them: they were bounded when they
 * were written.  To read what was not asked for breaks an invariant (ensure.h), so that
 * what a decision depends on is always what it said.
 *
 * Threads: one at a time.
 */

struct loaded_row;
struct loaded_range;

struct state {
	struct arena *arena;
	struct store_view *view;
	struct loaded_row *rows;
	struct loaded_range *ranges;
	size_t wanted_count; /* asked for and not loaded */
};

/* view is the caller's and must outlive the state: what is changed in it later is not
 * seen by rows that are loaded. */
void state_init(struct state *state, struct arena *arena, struct store_view *view);

/* Asks for a row, or for all rows from <= key < to, of one type (0: of any), at most limit
 * (0: all).  What was asked for before is not asked for again. */
void state_want(struct state *state, const struct row_key *key);

struct state_range {
	struct row_key from;
	struct row_key to;
	uint8_t type;
	bool reverse; /* the greatest key first */
	size_t limit;
};

void state_want_range(struct state *state, const struct state_range *range);

/* Whether something was asked for that is not loaded. */
bool state_wants(const struct state *state);

/*
 * Loads what was asked for.  Errors are the store's; ERR_STORE_FOREIGN: a row is not what
 * its key says, the store is damaged.
 */
enum err state_load(struct state *state) MUST_CHECK;

/* Whether a row, or a range, is loaded: what follows from it may be asked for. */
bool state_has(const struct state *state, const struct row_key *key);
bool state_has_range(const struct state *state, const struct state_range *range);

/* The row, or NULL where there is none. */
const ProtobufCMessage *state_row(const struct state *state, const struct row_key *key);

/* state_log_row(), state_book_row(), ...: the same, for a key of that type. */
#define X(type, number, message, name)                         \
	const message *state_##name(const struct state *state, \
				    const struct row_key *key);
ROW_TYPE_LIST(X)
#undef X

/* The rows of a range that was asked for, in its order. */
struct state_entry {
	struct bytes key;
	const ProtobufCMessage *row;
};

struct state_entries {
	const struct state_entry *entries;
	size_t count;
};

struct state_entries state_rows(const struct state *state,
				const struct state_range *range);

/* One row for who only reads: loaded and given, or NULL. */
enum err state_fetch(struct state *state, const struct row_key *key,
		     const ProtobufCMessage **row) MUST_CHECK;

/* The rows of a range, in the same way. */
enum err state_fetch_rows(struct state *state, const struct state_range *range,
			  struct state_entries *out) MUST_CHECK;

/* ---- changes -------------------------------------------------------------------- */

/* What a decision writes: puts and deletes in TABLE_ROWS and TABLE_DUE, in order. */
struct state_changes {
	struct arena *arena;
	struct store_put *puts;
	size_t count;
	size_t room;
};

void state_changes_init(struct state_changes *changes, struct arena *arena);

/* row is packed at once: what the caller does with it later changes nothing. */
void state_put(struct state_changes *changes, const struct row_key *key,
	       const ProtobufCMessage *row);
void state_delete(struct state_changes *changes, const struct row_key *key);
void state_put_due(struct state_changes *changes, const struct due_key *key);
void state_delete_due(struct state_changes *changes, const struct due_key *key);

/* Errors are the store's: nothing in it can be refused. */
enum err state_apply(struct store_write *write,
		     const struct state_changes *changes) MUST_CHECK;

#endif
