#include "store/tree.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"

/* Key and value in one piece, shared by the copies of a node. */
struct entry {
	atomic_size_t holder_count;
	size_t key_len;
	size_t value_len;
	uint8_t bytes[];
};

enum side { LEFT, RIGHT };

/* A node is the tree below it. */
struct tree {
	atomic_size_t holder_count;
	struct entry *entry;
	struct tree *child[2]; /* keys before this one's, keys after it */
	int height;            /* 1 without children */
};

static struct bytes key_of(const struct tree *tree)
{
	return (struct bytes){ tree->entry->bytes, tree->entry->key_len };
}

static struct bytes value_of(const struct tree *tree)
{
	return (struct bytes){ tree->entry->bytes + tree->entry->key_len,
			       tree->entry->value_len };
}

/* ---- holding -------------------------------------------------------------------- */

static struct entry *entry_new(struct bytes key, struct bytes value)
{
	struct entry *entry = malloc(sizeof(*entry) + key.len + value.len);

	ensure(entry != NULL);
	atomic_init(&entry->holder_count, 1);
	entry->key_len = key.len;
	entry->value_len = value.len;
	memcpy(entry->bytes, key.data, key.len);
	if (value.len > 0)
		memcpy(entry->bytes + key.len, value.data, value.len);
	return entry;
}

static struct entry *entry_share(struct entry *entry)
{
	atomic_fetch_add(&entry->holder_count, 1);
	return entry;
}

static void entry_release(struct entry *entry)
{
	if (atomic_fetch_sub(&entry->holder_count, 1) == 1)
		free(entry);
}

static struct tree *node_new(struct entry *entry, struct tree *left, struct tree *right,
			     int height)
{
	struct tree *node = malloc(sizeof(*node));

	ensure(node != NULL);
	atomic_init(&node->holder_count, 1);
	node->entry = entry;
	node->child[LEFT] = left;
	node->child[RIGHT] = right;
	node->height = height;
	return node;
}

struct tree *tree_share(struct tree *tree)
{
	if (tree != NULL)
		atomic_fetch_add(&tree->holder_count, 1);
	return tree;
}

void tree_release(struct tree *tree)
{
	if (tree == NULL || atomic_fetch_sub(&tree->holder_count, 1) != 1)
		return;
	tree_release(tree->child[LEFT]);
	tree_release(tree->child[RIGHT]);
	entry_release(tree->entry);
	free(tree);
}

/*
 * The node itself when nobody else holds it, otherwise a copy.  On the way down from a
 * root a node that another version reaches has two holders: its own copied parent
 * counts as one, the other version's parent as another.
 */
static struct tree *mine(struct tree *node)
{
	struct tree *copy;

	if (atomic_load(&node->holder_count) == 1)
		return node;
	copy = node_new(entry_share(node->entry), tree_share(node->child[LEFT]),
			tree_share(node->child[RIGHT]), node->height);
	tree_release(node);
	return copy;
}

/* ---- balance -------------------------------------------------------------------- */

static int height_of(const struct tree *tree)
{
	return tree == NULL ? 0 : tree->height;
}

static void measure(struct tree *node)
{
	int left = height_of(node->child[LEFT]);
	int right = height_of(node->child[RIGHT]);

	node->height = 1 + (left > right ? left : right);
}

/* The child on the heavy side comes up; both nodes are mine. */
static struct tree *rotate(struct tree *node, enum side heavy)
{
	struct tree *top = node->child[heavy];

	node->child[heavy] = top->child[!heavy];
	top->child[!heavy] = node;
	measure(node);
	measure(top);
	return top;
}

/* Below a node of mine, one side may be higher by two. */
static struct tree *balance(struct tree *node)
{
	int lean = height_of(node->child[RIGHT]) - height_of(node->child[LEFT]);
	enum side heavy = lean > 0 ? RIGHT : LEFT;
	struct tree *child;

	measure(node);
	if (lean >= -1 && lean <= 1)
		return node;
	child = mine(node->child[heavy]);
	if (height_of(child->child[!heavy]) > height_of(child->child[heavy])) {
		child->child[!heavy] = mine(child->child[!heavy]);
		child = rotate(child, heavy == LEFT ? RIGHT : LEFT);
	}
	node->child[heavy] = child;
	return rotate(node, heavy);
}

/* ---- changing ------------------------------------------------------------------- */

static struct tree *insert(struct tree *node, struct entry *entry)
{
	struct bytes key = { entry->bytes, entry->key_len };
	enum side side;
	int order;

	if (node == NULL)
		return node_new(entry, NULL, NULL, 1);
	node = mine(node);
	order = bytes_compare(key, key_of(node));
	if (order == 0) {
		entry_release(node->entry);
		node->entry = entry;
		return node;
	}
	side = order < 0 ? LEFT : RIGHT;
	node->child[side] = insert(node->child[side], entry);
	return balance(node);
}

struct tree *tree_put(struct tree *tree, struct bytes key, struct bytes value)
{
	return insert(tree, entry_new(key, value));
}

/* A node of mine without its entry and itself: what one child held. */
static struct tree *unlink_node(struct tree *node, enum side kept)
{
	struct tree *rest = node->child[kept];

	node->child[kept] = NULL;
	tree_release(node);
	return rest;
}

/* Takes the least entry out. */
static struct tree *take_first(struct tree *node, struct entry **first)
{
	node = mine(node);
	if (node->child[LEFT] == NULL) {
		*first = entry_share(node->entry);
		return unlink_node(node, RIGHT);
	}
	node->child[LEFT] = take_first(node->child[LEFT], first);
	return balance(node);
}

static struct tree *remove_key(struct tree *node, struct bytes key)
{
	int order = bytes_compare(key, key_of(node));

	node = mine(node);
	if (order != 0) {
		enum side side = order < 0 ? LEFT : RIGHT;

		node->child[side] = remove_key(node->child[side], key);
		return balance(node);
	}
	if (node->child[LEFT] == NULL)
		return unlink_node(node, RIGHT);
	if (node->child[RIGHT] == NULL)
		return unlink_node(node, LEFT);
	entry_release(node->entry);
	node->child[RIGHT] = take_first(node->child[RIGHT], &node->entry);
	return balance(node);
}

struct tree *tree_delete(struct tree *tree, struct bytes key)
{
	struct bytes value;

	return tree_find(tree, key, &value) ? remove_key(tree, key) : tree;
}

/* ---- reading -------------------------------------------------------------------- */

bool tree_find(const struct tree *tree, struct bytes key, struct bytes *value)
{
	while (tree != NULL) {
		int order = bytes_compare(key, key_of(tree));

		if (order == 0) {
			*value = value_of(tree);
			return true;
		}
		tree = tree->child[order < 0 ? LEFT : RIGHT];
	}
	return false;
}

bool tree_last_key(const struct tree *tree, struct bytes *key)
{
	if (tree == NULL)
		return false;
	while (tree->child[RIGHT] != NULL)
		tree = tree->child[RIGHT];
	*key = key_of(tree);
	return true;
}

/* The node comes before everything that the cursor is to give. */
static bool lies_before(const struct tree_cursor *cursor, const struct tree *tree)
{
	if (cursor->reverse)
		return cursor->to.len > 0 &&
		       bytes_compare(key_of(tree), cursor->to) >= 0;
	return bytes_compare(key_of(tree), cursor->from) < 0;
}

static bool lies_after(const struct tree_cursor *cursor, const struct tree *tree)
{
	if (cursor->reverse)
		return bytes_compare(key_of(tree), cursor->from) < 0;
	return cursor->to.len > 0 && bytes_compare(key_of(tree), cursor->to) >= 0;
}

/* Down to the first entry to give, keeping the nodes whose turn comes after it. */
static void descend(struct tree_cursor *cursor, const struct tree *tree)
{
	enum side near = cursor->reverse ? RIGHT : LEFT;

	while (tree != NULL) {
		if (lies_before(cursor, tree)) {
			tree = tree->child[!near];
			continue;
		}
		ensure(cursor->depth < TREE_DEPTH_MAX);
		cursor->path[cursor->depth++] = tree;
		tree = tree->child[near];
	}
}

void tree_cursor_init(struct tree_cursor *cursor, const struct tree *tree,
		      struct bytes from, struct bytes to, bool reverse)
{
	cursor->from = from;
	cursor->to = to;
	cursor->reverse = reverse;
	cursor->depth = 0;
	descend(cursor, tree);
}

bool tree_cursor_next(struct tree_cursor *cursor, struct bytes *key,
		      struct bytes *value)
{
	const struct tree *tree;

	if (cursor->depth == 0)
		return false;
	tree = cursor->path[--cursor->depth];
	if (lies_after(cursor, tree))
		return false;
	descend(cursor, tree->child[cursor->reverse ? LEFT : RIGHT]);
	*key = key_of(tree);
	*value = value_of(tree);
	return true;
}
