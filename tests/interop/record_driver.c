#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/aead.h"
#include "crypto/keyfile.h"
#include "envelope/envelope.h"
#include "envelope/ids.h"
#include "envelope/pae.h"
#include "envelope/scan.h"
#include "envelope/seal.h"
#include "merkle/checkpoint.h"
#include "merkle/edge.h"
#include "merkle/leaf.h"
#include "merkle/proof.h"
#include "slabroker/v1/contract.pb-c.h"

/*
 * Our side of tests/interop/run_record.py: reads a command a line, words with one space
 * between, bytes in hex ("-" for none), and answers with a line.
 */

#define WORDS_MAX     400
#define ARENA_CEILING ((size_t)256 << 20)

struct request {
	struct arena arena;
	struct diag diag;
	size_t count;
	char *words[WORDS_MAX];
};

static const char *word(const struct request *r, size_t at)
{
	if (at >= r->count) {
		(void)fprintf(stderr, "%s wants more words\n", r->words[0]);
		exit(2);
	}
	return strcmp(r->words[at], "-") == 0 ? "" : r->words[at];
}

static struct bytes bytes_at(struct request *r, size_t at)
{
	struct bytes bytes;

	if (!hex_decode(&r->arena, bytes_of_string(word(r, at)), &bytes)) {
		(void)fprintf(stderr, "%s: word %zu is not hex\n", r->words[0], at);
		exit(2);
	}
	return bytes;
}

static uint64_t number_at(const struct request *r, size_t at)
{
	return strtoull(word(r, at), NULL, 10);
}

static struct digest digest_at(struct request *r, size_t at)
{
	struct digest digest = { { 0 } };

	if (!digest_from_bytes(bytes_at(r, at), &digest))
		exit(2);
	return digest;
}

static struct digest *digests_from(struct request *r, size_t first, size_t *count)
{
	struct digest *digests = arena_array(&r->arena, struct digest, r->count);

	*count = 0;
	for (size_t at = first; at < r->count; at++)
		digests[(*count)++] = digest_at(r, at);
	return digests;
}

static struct signing_key *key_at(struct request *r, size_t at)
{
	struct signing_key *key;

	if (signing_key_from_seed(bytes_at(r, at).data, &key) != ERR_OK)
		exit(2);
	return key;
}

static const char *hex(struct request *r, struct bytes bytes)
{
	return bytes.len == 0 ? "-" : hex_encode(&r->arena, bytes);
}

static const char *text_hex(struct request *r, const char *text)
{
	return hex(r, bytes_of_string(text));
}

static const char *answer(enum err err)
{
	return err_name(err);
}

/* ---- envelopes --------------------------------------------------------------------- */

static const ProtobufCMessageDescriptor *type_called(const char *name)
{
	static const ProtobufCMessageDescriptor *const types[] = {
		&slb_envelope__descriptor,
		&slb_statement__descriptor,
		&slb_report__descriptor,
		&slb_terms__descriptor,
	};

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		if (strcmp(types[i]->name, name) == 0)
			return types[i];
	}
	exit(2);
}

/* scan TYPE BYTES */
static const char *do_scan(struct request *r)
{
	struct scan_refusal refusal;

	if (scan_wire(&r->arena, type_called(word(r, 1)), bytes_at(r, 2), &refusal))
		return "OK";
	return arena_printf(&r->arena, "%s %zu", scan_rule_name(refusal.rule),
			    refusal.offset);
}

struct known_keys {
	struct public_key *keys;
	size_t count;
};

static bool find_key(void *context, const char *key_id, struct public_key *out)
{
	const struct known_keys *known = context;

	for (size_t i = 0; i < known->count; i++) {
		struct key_id id = key_id_of(&known->keys[i]);

		if (strcmp(id.hex, key_id) == 0) {
			*out = known->keys[i];
			return true;
		}
	}
	return false;
}

/* open AUDIENCE BYTES KEY... */
static const char *do_open(struct request *r)
{
	struct known_keys known = { 0 };
	struct key_ring ring = { find_key, &known };
	const SlbStatement *statement;
	struct envelope envelope;
	enum err err;

	known.keys = arena_array(&r->arena, struct public_key, r->count);
	for (size_t at = 3; at < r->count; at++)
		memcpy(known.keys[known.count++].bytes, bytes_at(r, at).data,
		       PUBLIC_KEY_BYTES);
	err = envelope_parse(&r->arena, bytes_at(r, 2), &envelope, &r->diag);
	if (err == ERR_OK)
		err = statement_parse(&r->arena, &envelope, word(r, 1), &statement,
				      &r->diag);
	if (err == ERR_OK)
		err = envelope_verify(&r->arena, &envelope, &ring, &r->diag);
	if (err != ERR_OK)
		return answer(err);
	return arena_printf(&r->arena, "OK %s %zu %s %s", envelope.kind,
			    envelope.signer_count,
			    hex(r, digest_bytes(&envelope.content_id)),
			    text_hex(r, envelope_json(&r->arena, &envelope)));
}

/* seal KIND alone|batch SEEDS PAYLOAD...: seeds one after the other; an envelope each */
static const char *do_seal(struct request *r)
{
	char *type = statement_payload_type(&r->arena, word(r, 1));
	struct bytes seeds = bytes_at(r, 3);
	size_t key_count = seeds.len / SEED_BYTES;
	size_t count = r->count - 4;
	struct signing_key **keys =
		arena_array(&r->arena, struct signing_key *, key_count);
	struct seal_item *items = arena_array(&r->arena, struct seal_item, count);
	struct bytes *out = arena_array(&r->arena, struct bytes, count);
	struct text line;

	for (size_t i = 0; i < key_count; i++) {
		if (signing_key_from_seed(seeds.data + i * SEED_BYTES, &keys[i]) !=
		    ERR_OK)
			exit(2);
	}
	for (size_t i = 0; i < count; i++)
		items[i] = (struct seal_item){ type, bytes_at(r, 4 + i) };
	if (strcmp(word(r, 2), "batch") == 0) {
		envelope_seal_batch(&r->arena, items, count,
				    (const struct signing_key *const *)keys, key_count,
				    out);
	} else {
		out[0] = envelope_seal(&r->arena, items,
				       (const struct signing_key *const *)keys,
				       key_count);
		count = 1;
	}
	text_init(&line, &r->arena);
	for (size_t i = 0; i < count; i++)
		text_printf(&line, "%s%s", i == 0 ? "" : " ", hex(r, out[i]));
	for (size_t i = 0; i < key_count; i++)
		signing_key_free(keys[i]);
	return text_chars(&line);
}

/* ids CONTENT-ID TERMS PREVIOUS-VERSION: contract id, terms id, version id */
static const char *do_ids(struct request *r)
{
	struct digest content_id = digest_at(r, 1);
	struct contract_id contract = contract_id_of(&content_id);
	struct digest terms = terms_id(bytes_at(r, 2));
	struct digest previous;
	struct digest version;

	if (digest_from_bytes(bytes_at(r, 3), &previous))
		version = version_id(&previous, &terms);
	else
		version = version_id(NULL, &terms);
	return arena_printf(
		&r->arena, "%s %s %s", contract_id_text(&r->arena, &contract),
		hex(r, digest_bytes(&terms)), hex(r, digest_bytes(&version)));
}

/* ---- leaves, trees, checkpoints ---------------------------------------------------- */

/* leaf BYTES: its fields, its bytes again, its hash */
static const char *do_leaf(struct request *r)
{
	uint8_t again[LEAF_BYTES];
	struct digest hash;
	struct leaf leaf;

	if (leaf_decode(bytes_at(r, 1), &leaf, &r->diag) != ERR_OK)
		return "LEAF_INVALID";
	leaf_encode(&leaf, again);
	hash = leaf_hash(&leaf);
	return arena_printf(&r->arena, "OK %u %s %" PRIu64 " %s %" PRIu64 " %s %s %s",
			    leaf.kind, hex(r, BYTES_OF_ARRAY(leaf.book)), leaf.number,
			    hex(r, digest_bytes(&leaf.previous)), leaf.log_time_ms,
			    hex(r, digest_bytes(&leaf.commitment)),
			    hex(r, BYTES_OF_ARRAY(again)), hex(r, digest_bytes(&hash)));
}

/* commitment SALT CONTENT-ID KEY-AND-SIGNATURE... */
static const char *do_commitment(struct request *r)
{
	struct signer *signers = arena_array(&r->arena, struct signer, r->count);
	struct digest content_id = digest_at(r, 2);
	struct digest commitment;

	for (size_t at = 3; at < r->count; at++)
		memcpy(&signers[at - 3], bytes_at(r, at).data, sizeof(*signers));
	commitment = leaf_commitment(&r->arena, bytes_at(r, 1).data, &content_id,
				     signers, r->count - 3);
	return hex(r, digest_bytes(&commitment));
}

static const char *proof_text(struct request *r, const struct proof *proof)
{
	struct text line;

	text_init(&line, &r->arena);
	text_add(&line, "OK");
	for (size_t i = 0; i < proof->count; i++)
		text_printf(&line, " %s", hex(r, digest_bytes(&proof->hashes[i])));
	return text_chars(&line);
}

/* root LEAF-HASH... */
static const char *do_root(struct request *r)
{
	struct tree_edge edge;
	struct digest *leaves;
	struct digest root;
	size_t count;

	leaves = digests_from(r, 1, &count);
	tree_edge_init(&edge);
	for (size_t i = 0; i < count; i++)
		tree_edge_append(&edge, &leaves[i]);
	root = tree_edge_root(&edge);
	return hex(r, digest_bytes(&root));
}

/* prove inclusion|consistency INDEX-OR-OLD-SIZE LEAF-HASH... */
static const char *do_prove(struct request *r)
{
	uint64_t number = number_at(r, 2);
	struct tree_source source;
	struct tree_nodes nodes;
	struct digest *leaves;
	struct proof proof;
	size_t count;

	leaves = digests_from(r, 3, &count);
	tree_nodes_init(&nodes, &r->arena, leaves, count);
	source = tree_nodes_source(&nodes);
	if (strcmp(word(r, 1), "inclusion") == 0)
		proof = proof_inclusion(&source, number, count);
	else
		proof = proof_consistency(&source, number, count);
	return proof_text(r, &proof);
}

/* included INDEX SIZE ROOT LEAF-HASH HASH... */
static const char *do_included(struct request *r)
{
	struct tree_head tree = { number_at(r, 2), digest_at(r, 3) };
	struct digest leaf = digest_at(r, 4);
	struct digest *hashes;
	size_t count;

	hashes = digests_from(r, 5, &count);
	return answer(
		proof_verify_inclusion(&tree, number_at(r, 1), &leaf, hashes, count));
}

/* consistent OLD-SIZE OLD-ROOT SIZE ROOT HASH... */
static const char *do_consistent(struct request *r)
{
	struct tree_head old = { number_at(r, 1), digest_at(r, 2) };
	struct tree_head tree = { number_at(r, 3), digest_at(r, 4) };
	struct digest *hashes;
	size_t count;

	hashes = digests_from(r, 5, &count);
	return answer(proof_verify_consistency(&old, &tree, hashes, count));
}

/* checkpoint ORIGIN SIZE ROOT LOG-SEED WITNESS WITNESS-SEED TIME */
static const char *do_checkpoint(struct request *r)
{
	const struct checkpoint checkpoint = {
		.origin = word(r, 1),
		.tree = { number_at(r, 2), digest_at(r, 3) },
	};
	struct signing_key *log = key_at(r, 4);
	struct signing_key *witness = key_at(r, 6);
	char *note = checkpoint_sign(&r->arena, &checkpoint, log);
	const char *text = checkpoint_text(&r->arena, &checkpoint);
	char *line = note_cosignature_line(&r->arena, bytes_of_string(text), word(r, 5),
					   witness, number_at(r, 7));

	signing_key_free(log);
	signing_key_free(witness);
	return text_hex(r, arena_printf(&r->arena, "%s%s", note, line));
}

/* checkpoint-open NOTE VERIFIER */
static const char *do_checkpoint_open(struct request *r)
{
	struct checkpoint checkpoint;
	struct note_key key;

	if (note_key_parse(&r->arena, bytes_of_string(word(r, 2)), &key, &r->diag) !=
	    ERR_OK)
		return "KEY_MALFORMED";
	if (checkpoint_open(&r->arena, bytes_at(r, 1), &key, &checkpoint, &r->diag) !=
	    ERR_OK)
		return "CHECKPOINT_INVALID";
	return arena_printf(&r->arena, "OK %s %" PRIu64 " %s", checkpoint.origin,
			    checkpoint.tree.size,
			    hex(r, digest_bytes(&checkpoint.tree.root)));
}

/* ---- sealing and key files --------------------------------------------------------- */

/* encrypt KEY NONCE ASSOCIATED CONTENT */
static const char *do_encrypt(struct request *r)
{
	struct bytes content = bytes_at(r, 4);
	struct aead aead = {
		.key = bytes_at(r, 1).data,
		.nonce = bytes_at(r, 2).data,
		.associated = bytes_at(r, 3),
	};
	uint8_t *out = arena_alloc(&r->arena, content.len + AEAD_TAG_BYTES);

	aead_seal(&aead, content, out);
	return hex(r, (struct bytes){ out, content.len + AEAD_TAG_BYTES });
}

/* key-file NAME PURPOSE SEED PASSPHRASE PASSES KIB: bare without a passphrase */
static const char *do_key_file(struct request *r)
{
	struct keyfile_lock lock = {
		.passphrase = bytes_at(r, 4),
		.cost = { (uint32_t)number_at(r, 5), (uint32_t)number_at(r, 6) },
	};
	struct signing_key *key = key_at(r, 3);
	enum key_purpose purpose;
	struct secret_text text;
	enum err err;

	if (!key_purpose_parse(bytes_of_string(word(r, 2)), &purpose))
		exit(2);
	err = keyfile_write(word(r, 1), purpose, key,
			    lock.passphrase.len == 0 ? NULL : &lock, &text);
	signing_key_free(key);
	if (err != ERR_OK)
		return answer(err);
	return hex(r, (struct bytes){ (const uint8_t *)text.chars, text.len });
}

/* key-file-open FILE PASSPHRASE */
static const char *do_key_file_open(struct request *r)
{
	struct keyfile keyfile;
	struct signing_key *key;
	const char *line;
	enum err err;

	err = keyfile_parse(bytes_at(r, 1), &keyfile, &r->diag);
	if (err == ERR_OK)
		err = keyfile_unlock(&keyfile, bytes_at(r, 2), &key, &r->diag);
	if (err != ERR_OK)
		return answer(err);
	line = arena_printf(
		&r->arena, "OK %s %s %s", keyfile.owner.name,
		key_purpose_name(keyfile.owner.purpose),
		hex(r, (struct bytes){ signing_key_seed(key), SEED_BYTES }));
	signing_key_free(key);
	return line;
}

static const struct {
	const char *name;
	const char *(*run)(struct request *request);
} commands[] = {
	{ "scan", do_scan },
	{ "open", do_open },
	{ "seal", do_seal },
	{ "ids", do_ids },
	{ "leaf", do_leaf },
	{ "commitment", do_commitment },
	{ "root", do_root },
	{ "prove", do_prove },
	{ "included", do_included },
	{ "consistent", do_consistent },
	{ "checkpoint", do_checkpoint },
	{ "checkpoint-open", do_checkpoint_open },
	{ "encrypt", do_encrypt },
	{ "key-file", do_key_file },
	{ "key-file-open", do_key_file_open },
};

static void serve(char *line)
{
	struct request request = { .count = 0 };
	char *rest = NULL;

	arena_init(&request.arena, ARENA_CEILING);
	diag_init(&request.diag, &request.arena);
	for (char *at = strtok_r(line, " \n", &rest);
	     at != NULL && request.count < WORDS_MAX; at = strtok_r(NULL, " \n", &rest))
		request.words[request.count++] = at;
	for (size_t i = 0; request.count > 0 && i < ARRAY_SIZE(commands); i++) {
		if (strcmp(commands[i].name, request.words[0]) == 0)
			(void)printf("%s\n", commands[i].run(&request));
	}
	(void)fflush(stdout);
	arena_release(&request.arena);
}

int main(void)
{
	char *line = NULL;
	size_t room = 0;

	while (getline(&line, &room, stdin) > 0)
		serve(line);
	free(line);
	return 0;
}
