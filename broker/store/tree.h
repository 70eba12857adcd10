#ifndef BROKER_STORE_TREE_H
#define BROKER_STORE_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

/*
 * An ordered map whose old versions stay as they were.
 *
 * A version is a pointer to its root, NULL when empty.  Versions share nodes, which are
 * counted; a change copies the nodes on its way down that another version holds too,
 * O(log n) of them.  Balanced as by Adelson-Velsky and Landis (1962): no order of
 * keys that a stranger chooses makes it deep.
 *
 * Threads: a version is changed by one thread; any number read, share and release.
 */

struct tree;

/* Deeper than any tree that fits in memory: 1.44 log2(n + 2) for n = 2^40 is 58. */
#define TREE_DEPTH_MAX 64

/* One more holder of the version; returns it. */
struct tree *tree_share(struct tree *tree);
void tree_release(struct tree *tree);

/* False when the key is absent.  The value lives as long as the version. */
bool tree_find(const struct tree *tree, struct bytes key, struct bytes *value);
bool tree_last_key(const struct tree *tree, struct bytes *key);

/*
 * The version with the entry put, or without it; the one given is used up (a holder
 * that wants to keep it shares it before).  Key and value are copied.
 */
struct tree *tree_put(struct tree *tree, struct bytes key,
		      struct bytes value) MUST_CHECK;
struct tree *tree_delete(struct tree *tree, struct bytes key) MUST_CHECK;

/* The entries in from <= key < to (empty: no bound), ascending or descending. */
struct tree_cursor {
	struct bytes from;
	struct bytes to;
	bool reverse;
	size_t depth;
	const struct tree
		*path[TREE_DEPTH_MAX]; /* what is still to be given, last first */
};

/* The version outlives the cursor. */
void tree_cursor_init(struct tree_cursor *cursor, const struct tree *tree,
		      struct bytes from, struct bytes to, bool reverse);
bool tree_cursor_next(struct tree_cursor *cursor, struct bytes *key,
		      struct bytes *value);

#endif
