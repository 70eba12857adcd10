#include "ledger/log_tree.h"

#include <inttypes.h>
#include <string.h>

#include "state/tables.h"

#define NODE_KEY_BYTES 9

static struct bytes node_key(struct arena *arena, unsigned level, uint64_t index)
{
	uint8_t *key = arena_alloc(arena, NODE_KEY_BYTES);

	key[0] = (uint8_t)level;
	for (unsigned i = 0; i < 8; i++)
		key[1 + i] = (uint8_t)(index >> (56 - 8 * i));
	return (struct bytes){ key, NODE_KEY_BYTES };
}

static void put_node(struct puts *puts, unsigned level, uint64_t index,
		     const struct digest *hash)
{
	struct digest *kept = arena_new(puts->arena, struct digest);

	*kept = *hash;
	puts_add(puts, (struct store_put){
			       .op = STORE_PUT,
			       .table = TABLE_NODES,
			       .key = node_key(puts->arena, level, index),
			       .value = digest_bytes(kept),
		       });
}

void log_tree_append(struct tree_edge *edge, const struct leaf *leaf, struct puts *puts)
{
	uint8_t *bytes = arena_alloc(puts->arena, LEAF_BYTES);
	struct digest first = leaf_hash(leaf);
	struct digest hash = first;
	unsigned count = tree_edge_count(edge->size);
	uint64_t index = edge->size;

	leaf_encode(leaf, bytes);
	puts_append_at(puts, TABLE_LEAVES, edge->size,
		       (struct bytes){ bytes, LEAF_BYTES });
	/* Each low set bit of the size is a subtree to the left, of the same size. */
	for (unsigned level = 1; (index & 1) != 0; level++) {
		hash = treehash_node(&edge->subtrees[--count], &hash);
		index >>= 1;
		put_node(puts, level, index, &hash);
	}
	tree_edge_append(edge, &first);
}

static enum err missing(struct log_tree *tree, unsigned level, uint64_t index)
{
	if (level == 0)
		return diag_error(tree->diag, ERR_LOG_DAMAGED, diag_at(""),
				  "entry %" PRIu64
				  " of the log is not there or cut short",
				  index);
	return diag_error(
		tree->diag, ERR_LOG_DAMAGED, diag_at(""),
		"the tree's node %" PRIu64 " of level %u is not there or not of "
		"32 bytes: `slabroker rebuild` makes it anew from the entries",
		index, level);
}

static enum err get(struct log_tree *tree, uint8_t table, struct bytes key,
		    struct bytes *value)
{
	struct store_key asked = { table, key };

	return store_get_many(tree->view, tree->arena, &asked, 1, value);
}

enum err log_tree_leaf(struct log_tree *tree, uint64_t index, struct bytes *out)
{
	enum err err = get(tree, TABLE_LEAVES, key_of_number(tree->arena, index), out);

	if (err == ERR_OK && (out->data == NULL || out->len != LEAF_BYTES))
		err = missing(tree, 0, index);
	return err;
}

static enum err read_node(struct log_tree *tree, unsigned level, uint64_t index,
			  struct digest *out)
{
	struct bytes value;
	enum err err;

	if (level == 0) {
		err = log_tree_leaf(tree, index, &value);
		if (err == ERR_OK)
			*out = treehash_leaf(value);
		return err;
	}
	err = get(tree, TABLE_NODES, node_key(tree->arena, level, index), &value);
	if (err != ERR_OK)
		return err;
	if (value.data == NULL || !digest_from_bytes(value, out))
		return missing(tree, level, index);
	return ERR_OK;
}

static struct memo_slot *slot_of(struct log_tree *tree, unsigned level, uint64_t index)
{
	uint64_t place = index ^ (uint64_t)level << 6;

	return &tree->memo->slots[place % TREE_MEMO_SLOTS];
}

static bool recall(struct log_tree *tree, unsigned level, uint64_t index,
		   struct digest *out)
{
	const struct memo_slot *slot;

	if (tree->memo == NULL)
		return false;
	slot = slot_of(tree, level, index);
	*out = slot->hash;
	return slot->is_used && slot->level == level && slot->index == index;
}

static struct digest node(void *context, unsigned level, uint64_t index)
{
	struct log_tree *tree = context;
	struct arena_mark mark = arena_mark(tree->arena);
	struct digest hash = { { 0 } };

	if (tree->err != ERR_OK || recall(tree, level, index, &hash))
		return hash;
	tree->err = read_node(tree, level, index, &hash);
	/* What the diag holds may lie in this arena. */
	if (tree->err != ERR_OK)
		return hash;
	arena_rewind(tree->arena, mark);
	if (tree->memo != NULL)
		*slot_of(tree, level, index) =
			(struct memo_slot){ true, level, index, hash };
	return hash;
}

struct tree_source log_tree_source(struct log_tree *tree)
{
	return (struct tree_source){ .node = node, .context = tree };
}

enum err log_tree_failed(const struct log_tree *tree)
{
	return tree->err;
}

enum err log_tree_edge(struct log_tree *tree, uint64_t size, struct tree_edge *out)
{
	uint64_t first = 0;

	tree_edge_init(out);
	for (unsigned level = TREE_PATH_MAX, count = 0; level-- > 0;) {
		if ((size >> level & 1) == 0)
			continue;
		out->subtrees[count++] = node(tree, level, first >> level);
		first += (uint64_t)1 << level;
	}
	out->size = size;
	return tree->err;
}

enum err log_tree_inclusion(struct log_tree *tree, uint64_t index, uint64_t size,
			    struct proof *out)
{
	struct tree_source source = log_tree_source(tree);

	*out = proof_inclusion(&source, index, size);
	return tree->err;
}

enum err log_tree_consistency(struct log_tree *tree, uint64_t old_size, uint64_t size,
			      struct proof *out)
{
	struct tree_source source = log_tree_source(tree);

	*out = proof_consistency(&source, old_size, size);
	return tree->err;
}
