#include "envelope/seal.h"

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "crypto/treehash.h"
#include "envelope/envelope.h"
#include "envelope/pae.h"
#include "envelope/unpack.h"

/* One key's signature, with its key id as text. */
struct sealed_by {
	struct key_id key_id;
	struct signature signature;
};

static int compare_key_ids(const void *a, const void *b)
{
	const struct sealed_by *left = a;
	const struct sealed_by *right = b;

	return strcmp(left->key_id.hex, right->key_id.hex);
}

/* In the order in which they stand in an envelope. */
static struct sealed_by *sign_with_all(struct arena *arena, struct bytes message,
				       const struct signing_key *const *keys,
				       size_t key_count)
{
	struct sealed_by *signatures = arena_array(arena, struct sealed_by, key_count);

	ensure(key_count >= 1 && key_count <= ENVELOPE_SIGNATURES_MAX);
	for (size_t i = 0; i < key_count; i++) {
		signatures[i].key_id = key_id_of(signing_key_public(keys[i]));
		signatures[i].signature = sign_message(keys[i], message);
	}
	qsort(signatures, key_count, sizeof(*signatures), compare_key_ids);
	for (size_t i = 1; i < key_count; i++)
		ensure(compare_key_ids(&signatures[i - 1], &signatures[i]) < 0);
	return signatures;
}

static ProtobufCBinaryData view(uint8_t *data, size_t len)
{
	return (ProtobufCBinaryData){ .len = len, .data = data };
}

/* batch may be NULL. */
static struct bytes pack(struct arena *arena, const struct seal_item *item,
			 struct sealed_by *signatures, size_t count,
			 SlbBatchPath *batch)
{
	SlbEnvelope envelope;
	SlbSignature *list = arena_array(arena, SlbSignature, count);
	struct bytes packed;

	slb_envelope__init(&envelope);
	envelope.payload_type = arena_strdup(arena, item->payload_type);
	envelope.payload.len = item->payload.len;
	envelope.payload.data = arena_alloc(arena, item->payload.len);
	memcpy(envelope.payload.data, item->payload.data, item->payload.len);
	envelope.n_signatures = count;
	envelope.signatures = arena_array(arena, SlbSignature *, count);
	for (size_t i = 0; i < count; i++) {
		slb_signature__init(&list[i]);
		list[i].keyid = signatures[i].key_id.hex;
		list[i].sig = view(signatures[i].signature.bytes, SIGNATURE_BYTES);
		list[i].batch = batch;
		envelope.signatures[i] = &list[i];
	}
	packed = pack_message(arena, &envelope.base);
	ensure(packed.len <= ENVELOPE_BYTES_MAX);
	return packed;
}

struct bytes envelope_seal(struct arena *arena, const struct seal_item *item,
			   const struct signing_key *const *keys, size_t key_count)
{
	struct bytes message;
	bool done = pae_encode(arena, bytes_of_string(item->payload_type),
			       item->payload, &message);

	ensure(done);
	return pack(arena, item, sign_with_all(arena, message, keys, key_count),
		    key_count, NULL);
}

static SlbBatchPath *batch_path(struct arena *arena, const struct tree_source *tree,
				size_t index, size_t size)
{
	struct tree_path *path = arena_new(arena, struct tree_path);
	SlbBatchPath *batch = arena_new(arena, SlbBatchPath);

	*path = treehash_path(tree, index, size);
	slb_batch_path__init(batch);
	batch->size = size;
	batch->index = index;
	batch->n_hashes = path->count;
	batch->hashes = arena_array(arena, ProtobufCBinaryData, path->count);
	for (size_t i = 0; i < path->count; i++)
		batch->hashes[i] = view(path->hashes[i].bytes, DIGEST_BYTES);
	return batch;
}

void envelope_seal_batch(struct arena *arena, const struct seal_item *items,
			 size_t count, const struct signing_key *const *keys,
			 size_t key_count, struct bytes *out)
{
	struct digest *leaves = arena_array(arena, struct digest, count);
	struct sealed_by *signatures;
	struct tree_nodes nodes;
	struct tree_source tree;
	struct digest root;

	ensure(count >= 1);
	for (size_t i = 0; i < count; i++) {
		struct digest content_id = pae_content_id(
			bytes_of_string(items[i].payload_type), items[i].payload);

		leaves[i] = treehash_leaf(digest_bytes(&content_id));
	}
	tree_nodes_init(&nodes, arena, leaves, count);
	tree = tree_nodes_source(&nodes);
	root = treehash_range(&tree, 0, count);
	signatures = sign_with_all(arena, pae_encode_batch(arena, &root, count), keys,
				   key_count);
	for (size_t i = 0; i < count; i++)
		out[i] = pack(arena, &items[i], signatures, key_count,
			      batch_path(arena, &tree, i, count));
}
