#include "merkle/book_head.h"

#include <string.h>

#include "base/ensure.h"
#include "crypto/treehash.h"

static ProtobufCBinaryData kept(struct arena *arena, const void *data, size_t len)
{
	uint8_t *copy = arena_alloc(arena, len);

	memcpy(copy, data, len);
	return (ProtobufCBinaryData){ len, copy };
}

static struct bytes bytes_of(ProtobufCBinaryData data)
{
	return (struct bytes){ data.data, data.len };
}

struct bytes book_head_data(struct arena *arena, const SlbBookHead *head)
{
	struct buffer out;

	buffer_init(&out, arena);
	buffer_add(&out, bytes_of_string("slb/head/1"));
	buffer_add(&out, bytes_of(head->pseudonym));
	buffer_add_u64be(&out, head->number);
	buffer_add(&out, bytes_of(head->leaf_hash));
	return buffer_bytes(&out);
}

struct bytes head_list_signed(struct arena *arena, const char *origin,
			      const struct head_list *list)
{
	struct bytes name = bytes_of_string(origin);
	struct buffer out;

	ensure(name.len <= UINT8_MAX);
	buffer_init(&out, arena);
	buffer_add(&out, bytes_of_string("slb/heads/1"));
	buffer_add_byte(&out, 0);
	buffer_add_byte(&out, (uint8_t)name.len);
	buffer_add(&out, name);
	buffer_add_u64be(&out, list->tree_size);
	buffer_add_u64be(&out, list->count);
	buffer_add(&out, digest_bytes(&list->root));
	return buffer_bytes(&out);
}

/* ---- making -------------------------------------------------------------------- */

SlbBookHead *book_head_new(struct arena *arena, const struct book_end *end)
{
	SlbBookHead *head = arena_new(arena, SlbBookHead);

	slb_book_head__init(head);
	head->pseudonym = kept(arena, end->book, sizeof(end->book));
	head->number = end->number;
	head->leaf_hash = kept(arena, end->leaf_hash.bytes, DIGEST_BYTES);
	return head;
}

static SlbHeadPath *new_path(struct arena *arena, uint64_t size, uint64_t index,
			     size_t hash_count)
{
	SlbHeadPath *path = arena_new(arena, SlbHeadPath);

	slb_head_path__init(path);
	path->size = size;
	path->index = index;
	path->n_hashes = hash_count;
	path->hashes = arena_array(arena, ProtobufCBinaryData, hash_count);
	return path;
}

SlbBookHead *book_head_copy(struct arena *arena, const SlbBookHead *head)
{
	SlbBookHead *copy = arena_new(arena, SlbBookHead);
	const SlbHeadPath *path = head->path;

	*copy = *head;
	copy->pseudonym = kept(arena, head->pseudonym.data, head->pseudonym.len);
	copy->leaf_hash = kept(arena, head->leaf_hash.data, head->leaf_hash.len);
	copy->signature = kept(arena, head->signature.data, head->signature.len);
	if (path == NULL)
		return copy;
	copy->path = new_path(arena, path->size, path->index, path->n_hashes);
	for (size_t i = 0; i < path->n_hashes; i++)
		copy->path->hashes[i] =
			kept(arena, path->hashes[i].data, path->hashes[i].len);
	return copy;
}

static struct digest *leaves_of(struct arena *arena, SlbBookHead *const *heads,
				size_t count)
{
	struct digest *leaves = arena_array(arena, struct digest, count);

	for (size_t i = 0; i < count; i++) {
		ensure(i == 0 ||
		       memcmp(heads[i - 1]->pseudonym.data, heads[i]->pseudonym.data,
			      LEAF_PSEUDONYM_BYTES) < 0);
		leaves[i] = treehash_leaf(book_head_data(arena, heads[i]));
	}
	return leaves;
}

static SlbHeadPath *path_to(struct arena *arena, const struct tree_source *source,
			    uint64_t index, uint64_t size)
{
	struct tree_path hashes = treehash_path(source, index, size);
	SlbHeadPath *path = new_path(arena, size, index, hashes.count);

	for (size_t i = 0; i < hashes.count; i++)
		path->hashes[i] = kept(arena, hashes.hashes[i].bytes, DIGEST_BYTES);
	return path;
}

void head_list_sign(struct arena *arena, const struct head_signer *signer,
		    SlbBookHead *const *heads, size_t count)
{
	struct head_list list = { .tree_size = signer->tree_size, .count = count };
	struct tree_source source;
	struct tree_nodes nodes;

	tree_nodes_init(&nodes, arena, leaves_of(arena, heads, count), count);
	source = tree_nodes_source(&nodes);
	list.root = treehash_range(&source, 0, count);
	list.signature = sign_message(signer->log_key,
				      head_list_signed(arena, signer->origin, &list));
	for (size_t i = 0; i < count; i++) {
		heads[i]->tree_size = list.tree_size;
		heads[i]->signature =
			kept(arena, list.signature.bytes, SIGNATURE_BYTES);
		if (count > 1)
			heads[i]->path = path_to(arena, &source, i, count);
	}
}

/* ---- checking ------------------------------------------------------------------ */

/* Its place and its hashes.  A list of one has no path. */
static bool read_path(const SlbHeadPath *path, struct tree_leaf *leaf,
		      struct tree_path *out)
{
	if (path->size < 2 || path->n_hashes > TREE_PATH_MAX)
		return false;
	leaf->size = path->size;
	leaf->index = path->index;
	out->count = path->n_hashes;
	for (size_t i = 0; i < path->n_hashes; i++) {
		if (!digest_from_bytes(bytes_of(path->hashes[i]), &out->hashes[i]))
			return false;
	}
	return true;
}

bool head_list_of(struct arena *arena, const SlbBookHead *head, struct head_list *out)
{
	struct tree_leaf leaf = { .index = 0, .size = 1 };
	struct tree_path path = { .count = 0 };

	if (head->pseudonym.len != LEAF_PSEUDONYM_BYTES ||
	    head->leaf_hash.len != DIGEST_BYTES ||
	    head->signature.len != SIGNATURE_BYTES)
		return false;
	if (head->path != NULL && !read_path(head->path, &leaf, &path))
		return false;
	leaf.hash = treehash_leaf(book_head_data(arena, head));
	*out = (struct head_list){ .tree_size = head->tree_size, .count = leaf.size };
	memcpy(out->signature.bytes, head->signature.data, SIGNATURE_BYTES);
	return treehash_path_root(&leaf, path.hashes, path.count, &out->root);
}

bool head_list_same(const struct head_list *a, const struct head_list *b)
{
	return a->tree_size == b->tree_size && a->count == b->count &&
	       digest_equal(&a->root, &b->root) &&
	       memcmp(a->signature.bytes, b->signature.bytes, SIGNATURE_BYTES) == 0;
}

bool head_list_verify(struct arena *arena, const char *origin,
		      const struct public_key *log_key, const struct head_list *list)
{
	return signature_verify(log_key, head_list_signed(arena, origin, list),
				&list->signature);
}
