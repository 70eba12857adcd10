#include "envelope/envelope.h"

#include <inttypes.h>
#include <string.h>

#include "base/ensure.h"
#include "crypto/treehash.h"
#include "envelope/decode.h"
#include "envelope/pae.h"
#include "envelope/unpack.h"

static enum err wrong_shape(struct arena *arena, struct diag *diag, size_t signature,
			    const char *what)
{
	const char *path = arena_printf(arena, "signatures[%zu]", signature);

	return diag_error(diag, ERR_ENVELOPE_SHAPE, diag_at(path), "%s", what);
}

static struct bytes view(ProtobufCBinaryData data)
{
	return (struct bytes){ data.data, data.len };
}

static bool is_key_id(const char *text)
{
	return strlen(text) == KEY_ID_SIZE - 1 &&
	       strspn(text, "0123456789abcdef") == KEY_ID_SIZE - 1;
}

static enum err check_batch(struct arena *arena, const SlbBatchPath *batch, size_t at,
			    struct diag *diag)
{
	if (batch->size > TREE_SIZE_MAX || batch->index >= batch->size)
		return wrong_shape(arena, diag, at,
				   "the index in the batch is not below its size");
	if (batch->n_hashes > TREE_PATH_MAX)
		return wrong_shape(arena, diag, at,
				   "the batch path has more than 63 hashes");
	for (size_t i = 0; i < batch->n_hashes; i++) {
		if (batch->hashes[i].len != DIGEST_BYTES)
			return wrong_shape(arena, diag, at,
					   "a hash of the batch path is not 32 bytes");
	}
	return ERR_OK;
}

static enum err check_signature(struct arena *arena, const SlbEnvelope *message,
				size_t at, struct diag *diag)
{
	const SlbSignature *signature = message->signatures[at];

	if (!is_key_id(signature->keyid))
		return wrong_shape(
			arena, diag, at,
			"keyid is SHA-256 of the public key in 64 lower-case "
			"hex digits");
	if (at > 0 && strcmp(message->signatures[at - 1]->keyid, signature->keyid) >= 0)
		return wrong_shape(
			arena, diag, at,
			"signatures stand in ascending order of keyid, one a "
			"key");
	if (signature->sig.len != SIGNATURE_BYTES)
		return wrong_shape(arena, diag, at, "sig is not 64 bytes");
	if (signature->batch == NULL)
		return ERR_OK;
	return check_batch(arena, signature->batch, at, diag);
}

static enum err check_shape(struct arena *arena, const SlbEnvelope *message,
			    struct diag *diag)
{
	if (message->n_signatures == 0 ||
	    message->n_signatures > ENVELOPE_SIGNATURES_MAX)
		return diag_error(
			diag, ERR_ENVELOPE_SHAPE, diag_at("signatures"),
			"the signed statement has %zu signatures; expected 1 to %d",
			message->n_signatures, ENVELOPE_SIGNATURES_MAX);
	for (size_t i = 0; i < message->n_signatures; i++) {
		enum err err = check_signature(arena, message, i, diag);

		if (err != ERR_OK)
			return err;
	}
	return ERR_OK;
}

static enum err fill_in(struct arena *arena, const SlbEnvelope *message,
			struct envelope *out, struct diag *diag)
{
	struct bytes type = bytes_of_string(message->payload_type);

	out->message = message;
	out->kind = statement_kind(type);
	if (out->kind == NULL)
		return diag_error(diag, ERR_ENVELOPE_SHAPE, diag_at("payload_type"),
				  "\"%s\" is no type of statement",
				  message->payload_type);
	out->payload = view(message->payload);
	out->content_id = pae_content_id(type, out->payload);
	out->signer_count = message->n_signatures;
	out->signers = arena_array(arena, struct signer, message->n_signatures);
	for (size_t i = 0; i < message->n_signatures; i++)
		memcpy(out->signers[i].signature.bytes,
		       message->signatures[i]->sig.data, SIGNATURE_BYTES);
	return ERR_OK;
}

enum err envelope_parse(struct arena *arena, struct bytes received,
			struct envelope *out, struct diag *diag)
{
	ProtobufCMessage *message;
	enum err err;

	if (received.len > ENVELOPE_BYTES_MAX)
		return diag_error(diag, ERR_ENVELOPE_SIZE, diag_at(NULL),
				  "the signed statement has %zu bytes; at most %d",
				  received.len, ENVELOPE_BYTES_MAX);
	err = unpack_message(arena, &slb_envelope__descriptor, received, &message,
			     diag);
	if (err != ERR_OK)
		return err;
	*out = (struct envelope){ .received = received };
	err = check_shape(arena, (const SlbEnvelope *)message, diag);
	if (err != ERR_OK)
		return err;
	return fill_in(arena, (const SlbEnvelope *)message, out, diag);
}

static enum err find_keys(struct arena *arena, struct envelope *envelope,
			  const struct key_ring *keys, struct diag *diag)
{
	for (size_t i = 0; i < envelope->signer_count; i++) {
		const char *key_id = envelope->message->signatures[i]->keyid;
		struct public_key *key = &envelope->signers[i].key;
		struct key_id found;

		if (!keys->find(keys->context, key_id, key))
			return diag_error(
				diag, ERR_KEY_UNKNOWN,
				diag_at(arena_printf(arena, "signatures[%zu]", i)),
				"no known key has the id %s", key_id);
		found = key_id_of(key);
		ensure(strcmp(found.hex, key_id) == 0);
	}
	return ERR_OK;
}

/* The root of the signed batch, from this statement up. */
static bool batch_root(const SlbBatchPath *batch, const struct digest *content_id,
		       struct digest *root)
{
	struct digest path[TREE_PATH_MAX];
	struct tree_leaf leaf = {
		.index = batch->index,
		.size = batch->size,
		.hash = treehash_leaf(digest_bytes(content_id)),
	};

	for (size_t i = 0; i < batch->n_hashes; i++)
		memcpy(path[i].bytes, batch->hashes[i].data, DIGEST_BYTES);
	return treehash_path_root(&leaf, path, batch->n_hashes, root);
}

/* Over the statement alone.  Made once, for as many signatures as there are. */
static enum err message_alone(struct arena *arena, const struct envelope *envelope,
			      struct bytes *message, struct diag *diag)
{
	struct bytes type = bytes_of_string(envelope->message->payload_type);

	if (message->len > 0 || pae_encode(arena, type, envelope->payload, message))
		return ERR_OK;
	return diag_error(diag, ERR_LIMIT_EXCEEDED, diag_at("payload"),
			  "checking %zu bytes takes more than %zu bytes of memory",
			  envelope->payload.len, arena->ceiling_bytes);
}

static enum err message_in_batch(struct arena *arena, const struct envelope *envelope,
				 size_t at, struct bytes *message, struct diag *diag)
{
	const SlbBatchPath *batch = envelope->message->signatures[at]->batch;
	struct digest root;

	if (!batch_root(batch, &envelope->content_id, &root))
		return diag_error(
			diag, ERR_BATCH_PATH,
			diag_at(arena_printf(arena, "signatures[%zu].batch", at)),
			"a path of %zu hashes does not lead from place %" PRIu64
			" of %" PRIu64 " to a root",
			batch->n_hashes, batch->index, batch->size);
	*message = pae_encode_batch(arena, &root, batch->size);
	return ERR_OK;
}

/* What each signature is over. */
static enum err find_messages(struct arena *arena, const struct envelope *envelope,
			      struct bytes *messages, struct diag *diag)
{
	struct bytes alone = { NULL, 0 };
	enum err err = ERR_OK;

	for (size_t i = 0; i < envelope->signer_count && err == ERR_OK; i++) {
		if (envelope->message->signatures[i]->batch != NULL) {
			err = message_in_batch(arena, envelope, i, &messages[i], diag);
			continue;
		}
		err = message_alone(arena, envelope, &alone, diag);
		messages[i] = alone;
	}
	return err;
}

enum err envelope_prepare(struct arena *arena, struct envelope *envelope,
			  const struct key_ring *keys, struct signed_messages *out,
			  struct diag *diag)
{
	enum err err = find_keys(arena, envelope, keys, diag);

	*out = (struct signed_messages){ .list = { { NULL, 0 } } };
	return err == ERR_OK ? find_messages(arena, envelope, out->list, diag) : err;
}

static bool verify_one(const struct envelope *envelope, size_t at, struct bytes message,
		       struct signed_batches *batches)
{
	const struct signer *signer = &envelope->signers[at];

	if (envelope->message->signatures[at]->batch == NULL)
		batches = NULL;
	return signed_batches_verify(batches, &signer->key, message,
				     &signer->signature);
}

size_t envelope_first_invalid(const struct envelope *envelope,
			      const struct signed_messages *messages,
			      struct signed_batches *batches)
{
	size_t at = 0;

	while (at < envelope->signer_count &&
	       verify_one(envelope, at, messages->list[at], batches))
		at++;
	return at;
}

enum err envelope_say_invalid(size_t signature, const char *key_id, struct diag *diag)
{
	struct diag_path path;

	return diag_error(diag, ERR_SIGNATURE_INVALID,
			  diag_at_path(&path, "signatures[%zu]", signature),
			  "the signature does not verify under key %s", key_id);
}

enum err envelope_verify_among(struct arena *arena, struct envelope *envelope,
			       const struct key_ring *keys,
			       struct signed_batches *batches, struct diag *diag)
{
	struct signed_messages messages;
	enum err err = envelope_prepare(arena, envelope, keys, &messages, diag);
	size_t invalid;

	if (err != ERR_OK)
		return err;
	invalid = envelope_first_invalid(envelope, &messages, batches);
	if (invalid == envelope->signer_count)
		return ERR_OK;
	return envelope_say_invalid(
		invalid, envelope->message->signatures[invalid]->keyid, diag);
}

enum err envelope_verify(struct arena *arena, struct envelope *envelope,
			 const struct key_ring *keys, struct diag *diag)
{
	return envelope_verify_among(arena, envelope, keys, NULL, diag);
}

static const ProtobufCMessage *decode_again(struct arena *arena,
					    const ProtobufCMessageDescriptor *type,
					    struct bytes wire)
{
	const ProtobufCMessage *message = decode_message(arena, type, wire);
	bool memory_is_left = message != NULL; /* base/memory.h */

	ensure(memory_is_left);
	return message;
}

const SlbStatement *statement_reopen(struct arena *arena, struct bytes received)
{
	const SlbEnvelope *envelope = (const SlbEnvelope *)decode_again(
		arena, &slb_envelope__descriptor, received);

	return (const SlbStatement *)decode_again(arena, &slb_statement__descriptor,
						  view(envelope->payload));
}
