#include "unit/lib/made.h"

#include <criterion/criterion.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "envelope/unpack.h"
#include "support/folder_empty.h"

struct signing_key *made_key(unsigned number)
{
	uint8_t seed[SEED_BYTES];
	struct signing_key *key;

	for (size_t i = 0; i < sizeof seed; i++)
		seed[i] = (uint8_t)(0x20 * number + i);
	cr_assert_eq(signing_key_from_seed(seed, &key), ERR_OK);
	return key;
}

static bool find_made(void *context, const char *key_id, struct public_key *out)
{
	bool found = false;

	(void)context;
	for (unsigned i = 0; i < 3 && !found; i++) {
		struct signing_key *key = made_key(i);

		found = strcmp(key_id_of(signing_key_public(key)).hex, key_id) == 0;
		if (found)
			*out = *signing_key_public(key);
		signing_key_free(key);
	}
	return found;
}

struct envelope made_open(struct arena *arena, struct bytes received)
{
	struct key_ring ring = { .find = find_made };
	struct envelope envelope;
	struct diag diag;

	diag_init(&diag, arena);
	cr_assert_eq(envelope_parse(arena, received, &envelope, &diag), ERR_OK);
	cr_assert_eq(envelope_verify(arena, &envelope, &ring, &diag), ERR_OK);
	return envelope;
}

struct envelope made_acceptance(struct arena *arena, unsigned key_count)
{
	struct contract_id book;
	struct statement_head head = { ORIGIN, "callco", 1795339800000, &book };
	const struct signing_key *keys[3];
	struct signing_key *owned[3];
	struct statement_bytes bytes;
	struct envelope envelope;
	struct digest version;

	memset(book.bytes, 0xb0, sizeof book.bytes);
	memset(version.bytes, 0x11, sizeof version.bytes);
	bytes = statement_pack(arena, statement_acceptance(arena, &head, &version));
	for (unsigned i = 0; i < key_count; i++)
		keys[i] = owned[i] = made_key(i);
	envelope = made_open(arena, envelope_seal(arena, &bytes.item, keys, key_count));
	for (unsigned i = 0; i < key_count; i++)
		signing_key_free(owned[i]);
	return envelope;
}

struct made_log made_log_of(size_t size)
{
	struct made_log log = { .size = size, .key = made_key(1) };

	for (size_t i = 0; i < ARRAY_SIZE(log.leaves); i++) {
		uint8_t data = (uint8_t)i;

		log.leaves[i] = treehash_leaf((struct bytes){ &data, 1 });
	}
	log.verifier = note_key_make(ORIGIN, NOTE_ED25519, signing_key_public(log.key));
	log.keys = log_keys_of(&log.verifier);
	return log;
}

static struct digest node_of(void *context, unsigned level, uint64_t index)
{
	const struct made_log *log = context;
	struct digest left;
	struct digest right;

	if (level == 0)
		return log->leaves[index];
	left = node_of(context, level - 1, 2 * index);
	right = node_of(context, level - 1, 2 * index + 1);
	return treehash_node(&left, &right);
}

struct tree_source made_source(struct made_log *log)
{
	return (struct tree_source){ node_of, log };
}

char *made_note(struct arena *arena, struct made_log *log, size_t size)
{
	struct tree_source source = made_source(log);
	struct checkpoint checkpoint = { ORIGIN, { .size = size } };

	checkpoint.tree.root =
		size == 0 ? treehash_empty() : treehash_range(&source, 0, size);
	return checkpoint_sign(arena, &checkpoint, log->key);
}

void made_heads(struct arena *arena, const struct made_log *log, SlbReceipt *receipt)
{
	const struct head_signer signer = { ORIGIN, log->key, log->size };
	struct book_end ends[3] = { { .number = 0 } };
	SlbBookHead *heads[3];
	struct leaf leaf;
	struct diag diag;

	diag_init(&diag, arena);
	cr_assert_eq(leaf_decode((struct bytes){ receipt->leaf.data, LEAF_BYTES },
				 &leaf, &diag),
		     ERR_OK);
	memcpy(ends[0].book, leaf.book, sizeof leaf.book);
	ends[0].number = leaf.number;
	ends[0].leaf_hash = leaf_hash(&leaf);
	memset(ends[1].book, 0xc2, sizeof ends[1].book);
	ends[1].number = 5;
	memset(ends[2].book, 0xc4, sizeof ends[2].book);
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		heads[i] = book_head_new(arena, &ends[i]);
	head_list_sign(arena, &signer, heads, ARRAY_SIZE(heads));
	receipt->n_heads = 2;
	receipt->heads = arena_array(arena, SlbBookHead *, 2);
	receipt->heads[0] = heads[0];
	receipt->heads[1] = heads[1];
}

SlbReceipt *made_receipt(struct arena *arena, struct made_log *log,
			 const struct envelope *envelope, uint64_t index)
{
	SlbReceipt *receipt = arena_new(arena, SlbReceipt);
	struct contract_id book;
	struct leaf leaf = { .kind = 17, .number = 3, .log_time_ms = 1795339801000 };
	uint8_t salt[LEAF_SALT_BYTES];
	uint8_t encoded[LEAF_BYTES];
	struct tree_source source = made_source(log);
	struct proof proof;

	memset(salt, 0x5a, sizeof salt);
	memset(leaf.book, 0xc0, sizeof leaf.book);
	memset(leaf.previous.bytes, 0xee, sizeof leaf.previous.bytes);
	memset(book.bytes, 0xb0, sizeof book.bytes);
	leaf.commitment = leaf_commitment(arena, salt, &envelope->content_id,
					  envelope->signers, envelope->signer_count);
	leaf_encode(&leaf, encoded);
	log->leaves[index] = leaf_hash(&leaf);
	proof = proof_inclusion(&source, index, log->size);
	slb_receipt__init(receipt);
	receipt->log_index = index;
	receipt->leaf = binary_copy(arena, BYTES_OF_ARRAY(encoded));
	receipt->salt = binary_copy(arena, BYTES_OF_ARRAY(salt));
	receipt->n_inclusion = proof.count;
	receipt->inclusion = arena_array(arena, ProtobufCBinaryData, proof.count);
	for (size_t i = 0; i < proof.count; i++)
		receipt->inclusion[i] =
			binary_copy(arena, digest_bytes(&proof.hashes[i]));
	receipt->checkpoint = made_note(arena, log, log->size);
	receipt->contract = contract_id_text(arena, &book);
	made_heads(arena, log, receipt);
	return receipt;
}

/* ---- the keys of the log ---- */

static ProtobufCBinaryData public_bytes(struct arena *arena,
					const struct signing_key *key)
{
	return binary_copy(arena, BYTES_OF_ARRAY(signing_key_public(key)->bytes));
}

SlbLoggedStatement *made_entry(struct arena *arena, struct made_log *log,
			       uint64_t index, const SlbStatement *statement,
			       const struct signing_key *key)
{
	SlbLoggedStatement *entry = arena_new(arena, SlbLoggedStatement);
	struct statement_bytes packed = statement_pack(arena, statement);
	struct bytes sealed = envelope_seal(arena, &packed.item, &key, 1);
	struct leaf leaf = { .kind = (uint16_t)statement->body_case, .number = index };
	uint8_t salt[LEAF_SALT_BYTES] = { 0x5b };
	struct envelope envelope;
	uint8_t encoded[LEAF_BYTES];
	struct diag diag;

	diag_init(&diag, arena);
	cr_assert_eq(envelope_parse(arena, sealed, &envelope, &diag), ERR_OK);
	envelope.signers[0].key = *signing_key_public(key);
	memset(leaf.book, 0xc1, sizeof leaf.book);
	if (index > 0)
		memset(leaf.previous.bytes, 0xee, sizeof leaf.previous.bytes);
	leaf.commitment =
		leaf_commitment(arena, salt, &envelope.content_id, envelope.signers, 1);
	leaf_encode(&leaf, encoded);
	log->leaves[index] = leaf_hash(&leaf);
	slb_logged_statement__init(entry);
	entry->log_index = index;
	entry->leaf = binary_copy(arena, BYTES_OF_ARRAY(encoded));
	entry->salt = binary_copy(arena, BYTES_OF_ARRAY(salt));
	entry->envelope = binary_copy(arena, sealed);
	return entry;
}

static SlbStatement *operator_says(struct arena *arena, SlbStatement__BodyCase body)
{
	SlbStatement *statement = arena_new(arena, SlbStatement);
	uint8_t request[16] = { 7 };

	slb_statement__init(statement);
	statement->audience = arena_strdup(arena, ORIGIN);
	statement->issuer = arena_strdup(arena, "operator");
	statement->claimed_time_ms = 1795339800000;
	statement->identity_case = SLB_STATEMENT__IDENTITY_REQUEST_ID;
	statement->request_id = binary_copy(arena, BYTES_OF_ARRAY(request));
	statement->body_case = body;
	return statement;
}

SlbLoggedStatement *made_opening(struct arena *arena, struct made_log *log,
				 const struct signing_key *operator_key)
{
	SlbStatement *statement = operator_says(arena, SLB_STATEMENT__BODY_OPENING);
	SlbLogOpening *opening = arena_new(arena, SlbLogOpening);
	struct signing_key *notice_key = made_key(2);

	slb_log_opening__init(opening);
	opening->operator_key = public_bytes(arena, operator_key);
	opening->log_key = public_bytes(arena, log->key);
	opening->notice_key = public_bytes(arena, notice_key);
	statement->opening = opening;
	signing_key_free(notice_key);
	return made_entry(arena, log, 0, statement, operator_key);
}

SlbLoggedStatement *made_rotation(struct arena *arena, struct made_log *log,
				  uint64_t index, SlbBrokerKeyRole role,
				  const struct signing_key *added,
				  const struct signing_key *operator_key)
{
	SlbStatement *statement =
		operator_says(arena, SLB_STATEMENT__BODY_KEY_ROTATION);
	SlbKeyRotation *rotation = arena_new(arena, SlbKeyRotation);

	slb_key_rotation__init(rotation);
	rotation->role = role;
	rotation->key = public_bytes(arena, added);
	statement->key_rotation = rotation;
	return made_entry(arena, log, index, statement, operator_key);
}

SlbKeyHistory *made_history(struct arena *arena, struct made_log *log, size_t size,
			    SlbLoggedStatement *const *entries, size_t count)
{
	SlbKeyHistory *history = arena_new(arena, SlbKeyHistory);
	struct tree_source source = made_source(log);

	slb_key_history__init(history);
	history->tree_size = size;
	history->n_entries = history->n_inclusion = count;
	history->entries = arena_array(arena, SlbLoggedStatement *, count);
	history->inclusion = arena_array(arena, SlbInclusionProof *, count);
	for (size_t i = 0; i < count; i++) {
		struct proof proof =
			proof_inclusion(&source, entries[i]->log_index, size);
		SlbInclusionProof *message = arena_new(arena, SlbInclusionProof);

		slb_inclusion_proof__init(message);
		message->n_hashes = proof.count;
		message->hashes = arena_array(arena, ProtobufCBinaryData, proof.count);
		for (size_t j = 0; j < proof.count; j++)
			message->hashes[j] =
				binary_copy(arena, digest_bytes(&proof.hashes[j]));
		history->entries[i] = entries[i];
		history->inclusion[i] = message;
	}
	return history;
}

/* Of this process, and absolute: a test may go elsewhere. */
static char made_under[PATH_MAX + 32];

static void remove_made(void)
{
	folder_empty(made_under);
	(void)rmdir(made_under);
}

char *made_folder(struct arena *arena)
{
	static char parent[] = "build/lib-test-XXXXXX";
	static unsigned count;
	char here[PATH_MAX];
	char *folder;

	if (count == 0) {
		cr_assert_not_null(mkdtemp(parent));
		cr_assert_not_null(getcwd(here, sizeof here));
		cr_assert_lt(
			snprintf(made_under, sizeof made_under, "%s/%s", here, parent),
			(int)sizeof made_under);
		cr_assert_eq(atexit(remove_made), 0);
	}
	folder = arena_printf(arena, "%s/%u", parent, ++count);
	cr_assert_eq(mkdir(folder, 0700), 0);
	return folder;
}
