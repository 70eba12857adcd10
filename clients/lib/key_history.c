#include "lib/key_history.h"

#include <inttypes.h>
#include <string.h>

#include "base/ensure.h"
#include "envelope/envelope.h"
#include "lib/receipt.h"
#include "merkle/leaf.h"

struct reading {
	struct arena *arena;
	const SlbKeyHistory *history;
	const char *origin;
	const struct tree_head *tree;
	struct public_key operator_key; /* in force */
	struct log_keys *out;
	struct diag *diag;
};

static enum err refuse(const struct reading *reading, size_t place, const char *what)
{
	return diag_error(reading->diag, ERR_PROOF_INVALID, diag_at(NULL),
			  "the history of the log's keys does not hold at entry "
			  "%" PRIu64 ": %s",
			  reading->history->entries[place]->log_index, what);
}

static struct bytes bytes_of(const ProtobufCBinaryData *data)
{
	return (struct bytes){ data->data, data->len };
}

/* The leaf lies in the tree, at its place. */
static enum err check_inclusion(const struct reading *reading, size_t place,
				struct leaf *leaf)
{
	const SlbLoggedStatement *entry = reading->history->entries[place];
	const SlbInclusionProof *message = reading->history->inclusion[place];
	struct digest hash;
	struct proof proof;
	enum err e = leaf_decode(bytes_of(&entry->leaf), leaf, reading->diag);

	if (e != ERR_OK)
		return e;
	hash = leaf_hash(leaf);
	if (proof_of_message(message->hashes, message->n_hashes, &proof) &&
	    proof_verify_inclusion(reading->tree, entry->log_index, &hash, proof.hashes,
				   proof.count) == ERR_OK)
		return ERR_OK;
	return refuse(reading, place, "its proof does not lead to the tree's root");
}

static bool is_operator_key(void *context, const char *key_id, struct public_key *out)
{
	const struct reading *reading = context;

	*out = reading->operator_key;
	return strcmp(key_id_of(out).hex, key_id) == 0;
}

/* The opening is signed by the key that it names itself. */
static bool take_opening(struct reading *reading, const SlbStatement *statement)
{
	return statement->body_case == SLB_STATEMENT__BODY_OPENING &&
	       public_key_from_bytes(bytes_of(&statement->opening->operator_key),
				     &reading->operator_key);
}

static enum err check_content(struct reading *reading, size_t place,
			      const struct leaf *leaf, const SlbStatement **out)
{
	const SlbLoggedStatement *entry = reading->history->entries[place];
	struct key_ring ring = { is_operator_key, reading };
	struct envelope envelope;
	struct digest commitment;
	enum err e = envelope_parse(reading->arena, bytes_of(&entry->envelope),
				    &envelope, reading->diag);

	if (e == ERR_OK)
		e = statement_parse(reading->arena, &envelope, reading->origin, out,
				    reading->diag);
	if (e != ERR_OK)
		return e;
	if (place == 0 && !take_opening(reading, *out))
		return refuse(reading, place, "it is not the opening");
	e = envelope_verify(reading->arena, &envelope, &ring, reading->diag);
	if (e != ERR_OK)
		return e;
	if (leaf->kind != (uint16_t)(*out)->body_case ||
	    entry->salt.len != LEAF_SALT_BYTES)
		return refuse(reading, place, "its record is of another statement");
	commitment =
		leaf_commitment(reading->arena, entry->salt.data, &envelope.content_id,
				envelope.signers, envelope.signer_count);
	return digest_equal(&commitment, &leaf->commitment)
		       ? ERR_OK
		       : refuse(reading, place, "its record commits to something else");
}

static enum err take_log_key(struct reading *reading, size_t place,
			     const ProtobufCBinaryData *data)
{
	uint64_t index = reading->history->entries[place]->log_index;
	struct public_key public_key;
	struct note_key key;

	if (!public_key_from_bytes(bytes_of(data), &public_key))
		return refuse(reading, place, "a key has not 32 bytes");
	key = note_key_make(reading->origin, NOTE_ED25519, &public_key);
	if (place == 0) {
		*reading->out = log_keys_of(&key);
		return ERR_OK;
	}
	if (log_keys_add(reading->out, index + 1, &key))
		return ERR_OK;
	return diag_error(reading->diag, ERR_LIMIT_EXCEEDED, diag_at(NULL),
			  "the log changed its key more than %d times", LOG_KEYS_MAX);
}

static enum err take_rotation(struct reading *reading, size_t place,
			      const SlbStatement *statement)
{
	const SlbKeyRotation *rotation = statement->key_rotation;

	if (statement->body_case != SLB_STATEMENT__BODY_KEY_ROTATION)
		return refuse(reading, place, "it is no rotation of a key");
	if (rotation->role == SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_LOG)
		return take_log_key(reading, place, &rotation->key);
	if (rotation->role == SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_OPERATOR &&
	    !public_key_from_bytes(bytes_of(&rotation->key), &reading->operator_key))
		return refuse(reading, place, "a key has not 32 bytes");
	return ERR_OK;
}

static enum err take_entry(struct reading *reading, size_t place)
{
	const SlbKeyHistory *history = reading->history;
	const SlbStatement *statement = NULL;
	struct leaf leaf;
	enum err e = check_inclusion(reading, place, &leaf);

	if (e == ERR_OK)
		e = check_content(reading, place, &leaf, &statement);
	if (e != ERR_OK)
		return e;
	if (place == 0)
		return history->entries[0]->log_index == 0
			       ? take_log_key(reading, 0, &statement->opening->log_key)
			       : refuse(reading, 0, "the opening is entry 0");
	if (history->entries[place]->log_index <=
	    history->entries[place - 1]->log_index)
		return refuse(reading, place, "it does not follow the one before");
	return take_rotation(reading, place, statement);
}

enum err key_history_verify(struct arena *arena, const SlbKeyHistory *history,
			    const char *origin, const struct tree_head *tree,
			    struct log_keys *out, struct diag *diag)
{
	struct reading reading = { .arena = arena,
				   .history = history,
				   .origin = origin,
				   .tree = tree,
				   .out = out,
				   .diag = diag };
	enum err e = ERR_OK;

	if (history->n_entries == 0 || history->n_inclusion != history->n_entries)
		return diag_error(
			diag, ERR_PROOF_INVALID, diag_at(NULL),
			"the history of the log's keys has %zu entries and "
			"%zu proofs; it begins with the opening, and each has "
			"its proof",
			history->n_entries, history->n_inclusion);
	for (size_t place = 0; place < history->n_entries && e == ERR_OK; place++)
		e = take_entry(&reading, place);
	return e;
}

/* ---- once it is verified ---- */

static const SlbStatement *said_at(struct arena *arena, const SlbLoggedStatement *entry)
{
	const SlbStatement *statement = NULL;
	struct envelope envelope;
	struct diag inside;

	diag_init(&inside, arena);
	ensure(envelope_parse(arena, bytes_of(&entry->envelope), &envelope, &inside) ==
		       ERR_OK &&
	       statement_parse(arena, &envelope, NULL, &statement, &inside) == ERR_OK);
	return statement;
}

/* The key of that role that an opening or a rotation names; NULL: it names none. */
static const ProtobufCBinaryData *key_of_role(const SlbStatement *statement,
					      SlbBrokerKeyRole role)
{
	if (statement->body_case == SLB_STATEMENT__BODY_KEY_ROTATION)
		return statement->key_rotation->role == role
			       ? &statement->key_rotation->key
			       : NULL;
	ensure(statement->body_case == SLB_STATEMENT__BODY_OPENING);
	if (role == SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_OPERATOR)
		return &statement->opening->operator_key;
	return role == SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_NOTICES
		       ? &statement->opening->notice_key
		       : &statement->opening->log_key;
}

size_t key_history_keys(struct arena *arena, const SlbKeyHistory *history,
			SlbBrokerKeyRole role, struct public_key *out)
{
	size_t count = 0;

	for (size_t i = 0; i < history->n_entries; i++) {
		const ProtobufCBinaryData *key =
			key_of_role(said_at(arena, history->entries[i]), role);

		if (key != NULL && public_key_from_bytes(bytes_of(key), &out[count]))
			count++;
	}
	return count;
}
