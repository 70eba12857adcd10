#include "crypto/keyfile.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "base/ensure.h"
#include "crypto/note.h"
#include "crypto/random.h"
#include "crypto/ready.h"

#define SECRET_MAGIC "slb-key/1"
#define PUBLIC_MAGIC "slb-public-key/1"

/* The secret field, decoded: algorithm and how it is locked, then what is locked. */
#define ALGORITHM    "Ed"
#define KDF_NONE     0
#define KDF_ARGON2ID 1
#define HEAD_BYTES   3 /* algorithm, kdf */
#define LOCK_BYTES   (HEAD_BYTES + 4 + 4 + KEYFILE_SALT_BYTES + AEAD_NONCE_BYTES)
#define BARE_BYTES   (HEAD_BYTES + SEED_BYTES)
#define LOCKED_BYTES (LOCK_BYTES + SEED_BYTES + AEAD_TAG_BYTES)
#define BASE64       sodium_base64_VARIANT_ORIGINAL
#define BASE64_ROOM  sodium_base64_ENCODED_LEN(LOCKED_BYTES, BASE64)

_Static_assert(crypto_pwhash_SALTBYTES == KEYFILE_SALT_BYTES, "libsodium's Argon2id");

/* The lines in clear, up to where a secret file goes on with its secret. */
static void write_owner(struct secret_text *out, const char *magic, const char *name,
			enum key_purpose purpose, const struct public_key *key)
{
	char base64[sodium_base64_ENCODED_LEN(PUBLIC_KEY_BYTES, BASE64)];
	struct key_id id = key_id_of(key);
	int len;

	ensure(note_name_valid(bytes_of_string(name)) &&
	       strlen(name) <= KEYFILE_NAME_MAX);
	(void)sodium_bin2base64(base64, sizeof(base64), key->bytes, PUBLIC_KEY_BYTES,
				BASE64);
	len = snprintf(out->chars, sizeof(out->chars),
		       "%s\nname %s\npurpose %s\npublic-key %s\nkey-id %s\n", magic,
		       name, key_purpose_name(purpose), base64, id.hex);
	ensure(len > 0 && (size_t)len < sizeof(out->chars));
	out->len = (size_t)len;
}

static void append(struct secret_text *out, const char *text)
{
	size_t len = strlen(text);

	ensure(out->len + len < sizeof(out->chars));
	memcpy(out->chars + out->len, text, len + 1);
	out->len += len;
}

static enum err derive_key(uint8_t key[AEAD_KEY_BYTES], struct bytes passphrase,
			   const uint8_t *salt, struct keyfile_cost cost)
{
	sodium_ready();
	if (crypto_pwhash(key, AEAD_KEY_BYTES, (const char *)passphrase.data,
			  passphrase.len, salt, cost.passes,
			  (size_t)cost.memory_kib * 1024,
			  crypto_pwhash_ALG_ARGON2ID13) != 0)
		return ERR_NO_MEMORY;
	return ERR_OK;
}

static uint8_t *put_u32be(uint8_t *out, uint32_t value)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		*out++ = (uint8_t)(value >> shift);
	return out;
}

/* What the seal covers beside the seed: the text before the secret, then the lock. */
static size_t join(uint8_t *out, struct bytes text, const uint8_t *lock)
{
	ensure(text.len + LOCK_BYTES <= KEYFILE_BYTES_MAX);
	memcpy(out, text.data, text.len);
	memcpy(out + text.len, lock, LOCK_BYTES);
	return text.len + LOCK_BYTES;
}

static enum err seal_seed(uint8_t secret[LOCKED_BYTES],
			  const struct secret_text *before,
			  const struct signing_key *key,
			  const struct keyfile_lock *lock)
{
	uint8_t associated[KEYFILE_BYTES_MAX];
	uint8_t derived[AEAD_KEY_BYTES];
	struct aead aead = { .key = derived };
	uint8_t *salt = put_u32be(put_u32be(secret + HEAD_BYTES, lock->cost.passes),
				  lock->cost.memory_kib);
	enum err err;

	ensure(lock->passphrase.len > 0);
	random_fill(salt, KEYFILE_SALT_BYTES + AEAD_NONCE_BYTES);
	err = derive_key(derived, lock->passphrase, salt, lock->cost);
	if (err != ERR_OK)
		return err;
	aead.nonce = salt + KEYFILE_SALT_BYTES;
	aead.associated.data = associated;
	aead.associated.len = join(
		associated,
		(struct bytes){ (const uint8_t *)before->chars, before->len }, secret);
	aead_seal(&aead, (struct bytes){ signing_key_seed(key), SEED_BYTES },
		  secret + LOCK_BYTES);
	wipe(derived, sizeof(derived));
	return ERR_OK;
}

enum err keyfile_write(const char *name, enum key_purpose purpose,
		       const struct signing_key *key, const struct keyfile_lock *lock,
		       struct secret_text *out)
{
	uint8_t secret[LOCKED_BYTES] = ALGORITHM;
	size_t secret_len = lock == NULL ? BARE_BYTES : LOCKED_BYTES;
	char base64[BASE64_ROOM];
	enum err err = ERR_OK;

	write_owner(out, SECRET_MAGIC, name, purpose, signing_key_public(key));
	append(out, "secret ");
	secret[HEAD_BYTES - 1] = lock == NULL ? KDF_NONE : KDF_ARGON2ID;
	if (lock == NULL)
		memcpy(secret + HEAD_BYTES, signing_key_seed(key), SEED_BYTES);
	else
		err = seal_seed(secret, out, key, lock);
	if (err == ERR_OK) {
		(void)sodium_bin2base64(base64, sizeof(base64), secret, secret_len,
					BASE64);
		append(out, base64);
		append(out, "\n");
	}
	wipe(base64, sizeof(base64));
	wipe(secret, sizeof(secret));
	return err;
}

char *public_keyfile_write(struct arena *arena, const struct key_owner *owner)
{
	struct secret_text text;

	write_owner(&text, PUBLIC_MAGIC, owner->name, owner->purpose, &owner->key);
	return arena_strndup(arena, text.chars, text.len);
}

/* Lines "field value" in a fixed order. */
struct lines {
	struct bytes rest;
	uint32_t number; /* of the line read last */
};

static bool take_line(struct lines *lines, const char *field, struct bytes *value)
{
	struct bytes start = bytes_of_string(field);
	const uint8_t *end = lines->rest.len == 0
				     ? NULL
				     : memchr(lines->rest.data, '\n', lines->rest.len);
	size_t len;

	lines->number++;
	if (end == NULL)
		return false;
	len = (size_t)(end - lines->rest.data);
	if (len < start.len || memcmp(lines->rest.data, start.data, start.len) != 0)
		return false;
	*value = (struct bytes){ lines->rest.data + start.len, len - start.len };
	lines->rest = (struct bytes){ end + 1, lines->rest.len - len - 1 };
	return true;
}

static enum err malformed(struct diag *diag, const struct lines *lines,
			  const char *what)
{
	struct diag_place place = { .line = lines->number };

	return diag_error(diag, ERR_KEY_MALFORMED, place, "%s", what);
}

/* In its one spelling: libsodium's decoder takes some bytes above 0x7f for letters. */
static bool decode(struct bytes base64, uint8_t *out, size_t room, size_t *len)
{
	char again[BASE64_ROOM];
	bool same;

	if (base64.len >= sizeof(again) ||
	    sodium_base642bin(out, room, (const char *)base64.data, base64.len, NULL,
			      len, NULL, BASE64) != 0)
		return false;
	(void)sodium_bin2base64(again, sizeof(again), out, *len, BASE64);
	same = sodium_memcmp(again, base64.data, base64.len) == 0;
	wipe(again, sizeof(again));
	return same;
}

static enum err read_owner(struct lines *lines, const char *magic,
			   struct key_owner *out, struct diag *diag)
{
	struct key_id id;
	struct bytes value;
	size_t len;

	if (!take_line(lines, magic, &value) || value.len != 0)
		return diag_error(
			diag, ERR_KEY_MALFORMED, (struct diag_place){ .line = 1 },
			"the file does not begin with the line \"%s\"", magic);
	if (!take_line(lines, "name ", &value) || value.len > KEYFILE_NAME_MAX ||
	    !note_name_valid(value))
		return malformed(diag, lines,
				 "expected \"name\" and 1 to 128 bytes without spaces");
	memcpy(out->name, value.data, value.len);
	out->name[value.len] = '\0';
	if (!take_line(lines, "purpose ", &value) ||
	    !key_purpose_parse(value, &out->purpose))
		return malformed(
			diag, lines,
			"expected \"purpose\" and root, statements, tokens, log, "
			"notices or operator");
	if (!take_line(lines, "public-key ", &value) ||
	    !decode(value, out->key.bytes, PUBLIC_KEY_BYTES, &len) ||
	    len != PUBLIC_KEY_BYTES)
		return malformed(diag, lines,
				 "expected \"public-key\" and base64 of 32 bytes");
	id = key_id_of(&out->key);
	if (!take_line(lines, "key-id ", &value) ||
	    !bytes_equal(value, bytes_of_string(id.hex)))
		return malformed(diag, lines,
				 "expected \"key-id\" and SHA-256 of the public key");
	return ERR_OK;
}

/* The lock and what it locks.  False: not a form that we write. */
static bool read_locked(const uint8_t *secret, struct keyfile *out)
{
	struct cursor cursor = cursor_over(
		(struct bytes){ secret + HEAD_BYTES, LOCKED_BYTES - HEAD_BYTES });

	out->locked = true;
	out->cost.passes = cursor_u32be(&cursor);
	out->cost.memory_kib = cursor_u32be(&cursor);
	memcpy(out->salt, cursor_take(&cursor, sizeof(out->salt)).data,
	       sizeof(out->salt));
	memcpy(out->nonce, cursor_take(&cursor, sizeof(out->nonce)).data,
	       sizeof(out->nonce));
	memcpy(out->secret, cursor_take(&cursor, sizeof(out->secret)).data,
	       sizeof(out->secret));
	return out->cost.passes >= 1 && out->cost.passes <= KEYFILE_PASSES_MAX &&
	       out->cost.memory_kib >= KEYFILE_MEMORY_KIB_MIN &&
	       out->cost.memory_kib <= KEYFILE_MEMORY_KIB_MAX;
}

static enum err read_secret(struct lines *lines, struct bytes whole,
			    struct keyfile *out, struct diag *diag)
{
	uint8_t secret[LOCKED_BYTES];
	enum err err = ERR_OK;
	struct bytes value;
	size_t len = 0;

	if (!take_line(lines, "secret ", &value) ||
	    !decode(value, secret, sizeof(secret), &len) || len < HEAD_BYTES ||
	    memcmp(secret, ALGORITHM, HEAD_BYTES - 1) != 0) {
		err = malformed(diag, lines,
				"expected \"secret\" and base64 of an Ed25519 seed");
	} else if (secret[HEAD_BYTES - 1] == KDF_NONE && len == BARE_BYTES) {
		out->locked = false;
		memcpy(out->secret, secret + HEAD_BYTES, SEED_BYTES);
	} else if (secret[HEAD_BYTES - 1] != KDF_ARGON2ID || len != LOCKED_BYTES) {
		err = malformed(diag, lines, "the secret is locked in an unknown way");
	} else if (!read_locked(secret, out)) {
		err = malformed(diag, lines,
				"opening the key would take more than 16 passes over "
				"1 GiB, or less than one over 8 KiB");
	} else {
		whole.len = (size_t)(value.data - whole.data);
		out->associated_len = join(out->associated, whole, secret);
	}
	wipe(secret, sizeof(secret));
	return err;
}

enum err keyfile_parse(struct bytes text, struct keyfile *out, struct diag *diag)
{
	struct lines lines = { .rest = text };
	enum err err;

	*out = (struct keyfile){ .locked = false };
	if (text.len > KEYFILE_BYTES_MAX)
		return malformed(diag, &lines,
				 "the key file is longer than 2048 bytes");
	err = read_owner(&lines, SECRET_MAGIC, &out->owner, diag);
	if (err == ERR_OK)
		err = read_secret(&lines, text, out, diag);
	if (err == ERR_OK && lines.rest.len != 0)
		err = malformed(diag, &lines, "something stands after the secret");
	return err;
}

enum err public_keyfile_parse(struct bytes text, struct key_owner *out,
			      struct diag *diag)
{
	struct lines lines = { .rest = text };
	enum err err = read_owner(&lines, PUBLIC_MAGIC, out, diag);

	if (err == ERR_OK && lines.rest.len != 0)
		err = malformed(diag, &lines, "something stands after the key id");
	return err;
}

static enum err open_seed(const struct keyfile *keyfile, struct bytes passphrase,
			  uint8_t seed[SEED_BYTES], struct diag *diag)
{
	uint8_t derived[AEAD_KEY_BYTES];
	struct aead aead = {
		.key = derived,
		.nonce = keyfile->nonce,
		.associated = { keyfile->associated, keyfile->associated_len },
	};
	enum err err;

	if (!keyfile->locked) {
		memcpy(seed, keyfile->secret, SEED_BYTES);
		return ERR_OK;
	}
	err = derive_key(derived, passphrase, keyfile->salt, keyfile->cost);
	if (err != ERR_OK)
		return diag_error(
			diag, err, diag_at(NULL),
			"opening the key \"%s\" takes %u MiB of memory, which "
			"are not to be had",
			keyfile->owner.name, keyfile->cost.memory_kib / 1024);
	if (!aead_open(&aead, BYTES_OF_ARRAY(keyfile->secret), seed))
		err = diag_error(
			diag, ERR_KEY_LOCKED, diag_at(NULL),
			"the passphrase does not open the key \"%s\", or its file "
			"was changed",
			keyfile->owner.name);
	wipe(derived, sizeof(derived));
	return err;
}

enum err keyfile_unlock(const struct keyfile *keyfile, struct bytes passphrase,
			struct signing_key **out, struct diag *diag)
{
	struct signing_key *key = NULL;
	uint8_t seed[SEED_BYTES];
	enum err err;

	err = open_seed(keyfile, passphrase, seed, diag);
	if (err == ERR_OK)
		err = signing_key_from_seed(seed, &key);
	wipe(seed, sizeof(seed));
	if (err != ERR_OK)
		return err;
	if (!public_key_equal(signing_key_public(key), &keyfile->owner.key)) {
		signing_key_free(key);
		return diag_error(
			diag, ERR_KEY_MALFORMED, diag_at(NULL),
			"the secret of \"%s\" belongs to another public key than "
			"the file names",
			keyfile->owner.name);
	}
	*out = key;
	return ERR_OK;
}
