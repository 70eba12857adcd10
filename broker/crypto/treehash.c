#include "crypto/treehash.h"

#include <string.h>

#include "base/ensure.h"

struct digest treehash_empty(void)
{
	return sha256((struct bytes){ NULL, 0 });
}

struct digest treehash_leaf(struct bytes data)
{
	static const uint8_t prefix[] = { 0x00 };
	struct sha256_stream stream;

	sha256_start(&stream);
	sha256_add(&stream, BYTES_OF_ARRAY(prefix));
	sha256_add(&stream, data);
	return sha256_finish(&stream);
}

struct digest treehash_node(const struct digest *left, const struct digest *right)
{
	uint8_t data[1 + 2 * DIGEST_BYTES] = { 0x01 };

	memcpy(data + 1, left->bytes, DIGEST_BYTES);
	memcpy(data + 1 + DIGEST_BYTES, right->bytes, DIGEST_BYTES);
	return sha256(BYTES_OF_ARRAY(data));
}

uint64_t treehash_split(uint64_t size)
{
	uint64_t split = 1;

	ensure(size >= 2 && size <= TREE_SIZE_MAX);
	while (split < size - split)
		split *= 2;
	return split;
}

static unsigned lowest_bit(uint64_t value)
{
	unsigned bit = 0;

	while ((value >> bit & 1) == 0)
		bit++;
	return bit;
}

struct digest treehash_range(const struct tree_source *source, uint64_t first,
			     uint64_t count)
{
	unsigned level = lowest_bit(count);
	uint64_t rest = count - ((uint64_t)1 << level);
	struct digest hash =
		source->node(source->context, level, (first + rest) >> level);

	/* Complete subtrees from the right, the smallest first. */
	while (rest != 0) {
		struct digest left;

		level = lowest_bit(rest);
		rest -= (uint64_t)1 << level;
		left = source->node(source->context, level, (first + rest) >> level);
		hash = treehash_node(&left, &hash);
	}
	return hash;
}

struct tree_path treehash_path(const struct tree_source *source, uint64_t index,
			       uint64_t size)
{
	struct tree_path path = { .count = 0 };
	struct tree_path downward = { .count = 0 };
	uint64_t first = 0;

	ensure(index < size && size <= TREE_SIZE_MAX);
	while (size > 1) {
		uint64_t split = treehash_split(size);
		struct digest *sibling = &downward.hashes[downward.count++];

		if (index - first < split) {
			*sibling = treehash_range(source, first + split, size - split);
			size = split;
		} else {
			*sibling = treehash_range(source, first, split);
			first += split;
			size -= split;
		}
	}
	while (path.count < downward.count) {
		path.hashes[path.count] =
			downward.hashes[downward.count - 1 - path.count];
		path.count++;
	}
	return path;
}

/* The loop of RFC 9162 s2.1.3.2. */
bool treehash_path_root(const struct tree_leaf *leaf, const struct digest *path,
			size_t count, struct digest *root)
{
	uint64_t index = leaf->index;
	uint64_t last = leaf->size - 1;

	if (leaf->size > TREE_SIZE_MAX || index >= leaf->size)
		return false;
	*root = leaf->hash;
	for (size_t i = 0; i < count; i++) {
		if (last == 0)
			return false;
		if ((index & 1) != 0 || index == last) {
			*root = treehash_node(&path[i], root);
			/* Where index is even it equals last, which is not 0. */
			while ((index & 1) == 0) {
				index >>= 1;
				last >>= 1;
			}
		} else {
			*root = treehash_node(root, &path[i]);
		}
		index >>= 1;
		last >>= 1;
	}
	return last == 0;
}

static struct digest stored_node(void *context, unsigned level, uint64_t index)
{
	const struct tree_nodes *nodes = context;

	return nodes->levels[level][index];
}

void tree_nodes_init(struct tree_nodes *nodes, struct arena *arena,
		     const struct digest *leaf_hashes, uint64_t size)
{
	ensure(size <= TREE_SIZE_MAX);
	*nodes = (struct tree_nodes){ .size = size, .levels = { leaf_hashes } };
	for (unsigned level = 1; size >> level != 0; level++) {
		const struct digest *below = nodes->levels[level - 1];
		struct digest *here = arena_array(arena, struct digest, size >> level);

		for (uint64_t i = 0; i < size >> level; i++)
			here[i] = treehash_node(&below[2 * i], &below[2 * i + 1]);
		nodes->levels[level] = here;
	}
}

struct tree_source tree_nodes_source(struct tree_nodes *nodes)
{
	return (struct tree_source){ .node = stored_node, .context = nodes };
}
