#include "crypto/pem.h"

#include <string.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "base/ensure.h"

/* Asked for the passphrase of an encrypted key: never from the terminal. */
/* NOLINTNEXTLINE(readability-non-const-parameter): libcrypto's type */
static int no_passphrase(char *room, int size, int writing, void *context)
{
	(void)room;
	(void)size;
	(void)writing;
	(void)context;
	return -1;
}

static enum err malformed(struct diag *diag, const char *what, const char *hint)
{
	(void)diag_error(diag, ERR_KEY_MALFORMED, diag_at(NULL), "%s", what);
	diag_hint(diag, "%s", hint);
	return ERR_KEY_MALFORMED;
}

typedef EVP_PKEY *(*pem_reader)(BIO *bio, EVP_PKEY **key, pem_password_cb *passphrase,
				void *context);

/* NULL when pem is not a key that reader knows. */
static EVP_PKEY *read_key(struct bytes pem, pem_reader reader)
{
	EVP_PKEY *key;
	BIO *bio;

	if (pem.len == 0 || pem.len > PEM_BYTES_MAX)
		return NULL;
	bio = BIO_new_mem_buf(pem.data, (int)pem.len);
	if (bio == NULL)
		return NULL;
	key = reader(bio, NULL, no_passphrase, NULL);
	BIO_free(bio);
	ERR_clear_error();
	return key;
}

enum err pem_read_secret(struct bytes pem, struct signing_key **out, struct diag *diag)
{
	EVP_PKEY *key = read_key(pem, PEM_read_bio_PrivateKey);
	uint8_t seed[SEED_BYTES];
	size_t len = sizeof(seed);
	enum err err;

	if (key == NULL)
		return malformed(
			diag, "this is not the PEM of an unencrypted secret key",
			"openssl pkey -in KEY -out PLAIN takes the passphrase off; "
			"openssl genpkey -algorithm ed25519 makes a key");
	if (EVP_PKEY_get_id(key) != EVP_PKEY_ED25519 ||
	    EVP_PKEY_get_raw_private_key(key, seed, &len) != 1)
		err = malformed(diag, "the key is not an Ed25519 key",
				"openssl genpkey -algorithm ed25519 makes one");
	else
		err = signing_key_from_seed(seed, out);
	EVP_PKEY_free(key);
	ERR_clear_error();
	wipe(seed, sizeof(seed));
	return err;
}

enum err pem_read_public(struct bytes pem, struct public_key *out, struct diag *diag)
{
	EVP_PKEY *key = read_key(pem, PEM_read_bio_PUBKEY);
	size_t len = PUBLIC_KEY_BYTES;
	enum err err = ERR_OK;

	if (key == NULL)
		return malformed(diag, "this is not the PEM of a public key",
				 "openssl pkey -in KEY -pubout gives it");
	if (EVP_PKEY_get_id(key) != EVP_PKEY_ED25519 ||
	    EVP_PKEY_get_raw_public_key(key, out->bytes, &len) != 1)
		err = malformed(diag, "the key is not an Ed25519 key",
				"openssl genpkey -algorithm ed25519 makes one");
	EVP_PKEY_free(key);
	ERR_clear_error();
	return err;
}

/* Takes what was written to bio; false when it does not fit. */
static bool take_text(BIO *bio, struct secret_text *out)
{
	int len = BIO_read(bio, out->chars, (int)sizeof(out->chars) - 1);

	if (len <= 0 || BIO_pending(bio) != 0)
		return false;
	out->chars[len] = '\0';
	out->len = (size_t)len;
	return true;
}

enum err pem_write_secret(const struct signing_key *key, struct secret_text *out)
{
	EVP_PKEY *copy = EVP_PKEY_new_raw_private_key(
		EVP_PKEY_ED25519, NULL, signing_key_seed(key), SEED_BYTES);
	BIO *bio = BIO_new(BIO_s_secmem()); /* overwritten when freed */
	bool done = copy != NULL && bio != NULL &&
		    PEM_write_bio_PKCS8PrivateKey(bio, copy, NULL, NULL, 0, NULL,
						  NULL) == 1 &&
		    take_text(bio, out);

	EVP_PKEY_free(copy);
	BIO_free(bio);
	ERR_clear_error();
	return done ? ERR_OK : ERR_NO_MEMORY;
}

/* The DER before the 32 bytes of the key, RFC 8410 s4: no need for an allocation. */
char *pem_write_public(struct arena *arena, const struct public_key *key)
{
	uint8_t der[] = { 0x30,
			  0x2a,
			  0x30,
			  0x05,
			  0x06,
			  0x03,
			  0x2b,
			  0x65,
			  0x70,
			  0x03,
			  0x21,
			  0x00,
			  [12 + PUBLIC_KEY_BYTES - 1] = 0 };

	memcpy(der + 12, key->bytes, PUBLIC_KEY_BYTES);
	return arena_printf(
		arena, "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n",
		base64_encode(arena, BYTES_OF_ARRAY(der)));
}
