#include "unit/crypto/made_certificate.h"

#include <time.h>

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/ensure.h"

#define DAY_S 86400

static const char *take_text(struct arena *arena, BIO *bio)
{
	char *chars;
	long len = BIO_get_mem_data(bio, &chars);
	const char *text = arena_strndup(arena, chars, (size_t)len);

	BIO_free(bio);
	return text;
}

static const char *text_of_key(struct arena *arena, const EVP_PKEY *key,
			       const EVP_CIPHER *cipher)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char passphrase[] = "long enough";

	ensure(PEM_write_bio_PKCS8PrivateKey(bio, key, cipher, passphrase,
					     sizeof passphrase - 1, NULL, NULL) == 1);
	return take_text(arena, bio);
}

static EVP_PKEY *key_of_text(const char *text)
{
	BIO *bio = BIO_new_mem_buf(text, -1);
	EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

	ensure(key != NULL);
	BIO_free(bio);
	return key;
}

static X509 *certificate_of_text(const char *text)
{
	BIO *bio = BIO_new_mem_buf(text, -1);
	X509 *certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL);

	ensure(certificate != NULL);
	BIO_free(bio);
	return certificate;
}

static void name_it(X509 *certificate, const char *name)
{
	X509_NAME *subject = X509_get_subject_name(certificate);

	ensure(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
					  (const unsigned char *)name, -1, -1, 0) == 1);
}

static void extend(X509 *certificate, int kind, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, kind, value);

	ensure(extension != NULL && X509_add_ext(certificate, extension, -1) == 1);
	X509_EXTENSION_free(extension);
}

static X509 *begin(struct arena *arena, const char *name, bool is_authority,
		   int64_t end_s, EVP_PKEY *key)
{
	X509 *certificate = X509_new();
	int64_t now_s = time(NULL);

	ensure(X509_set_version(certificate, X509_VERSION_3) == 1);
	ensure(ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1) == 1);
	ensure(ASN1_TIME_set(X509_getm_notBefore(certificate),
			     (now_s < end_s ? now_s : end_s) - DAY_S) != NULL);
	ensure(ASN1_TIME_set(X509_getm_notAfter(certificate), end_s) != NULL);
	ensure(X509_set_pubkey(certificate, key) == 1);
	name_it(certificate, name);
	extend(certificate, NID_basic_constraints,
	       is_authority ? "critical,CA:TRUE" : "CA:FALSE");
	if (!is_authority)
		extend(certificate, NID_subject_alt_name,
		       arena_printf(arena, "DNS:%s", name));
	return certificate;
}

/* By the authority, or by itself. */
static const char *sign(struct arena *arena, X509 *certificate, EVP_PKEY *key,
			const EVP_MD *digest, const struct made_certificate *authority)
{
	EVP_PKEY *signer = authority == NULL ? key : key_of_text(authority->key);
	X509 *issuer = authority == NULL ? certificate
					 : certificate_of_text(authority->certificate);
	BIO *bio = BIO_new(BIO_s_mem());

	ensure(X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1);
	ensure(X509_sign(certificate, signer, digest) != 0);
	ensure(PEM_write_bio_X509(bio, certificate) == 1);
	if (authority != NULL) {
		X509_free(issuer);
		EVP_PKEY_free(signer);
	}
	return take_text(arena, bio);
}

static struct made_certificate make(struct arena *arena, X509 *certificate,
				    EVP_PKEY *key, const EVP_MD *digest, int64_t end_s,
				    const struct made_certificate *authority)
{
	struct made_certificate made = { .end_s = end_s };

	made.certificate = sign(arena, certificate, key, digest, authority);
	made.key = text_of_key(arena, key, NULL);
	X509_free(certificate);
	EVP_PKEY_free(key);
	return made;
}

struct made_certificate made_authority(struct arena *arena, const char *name)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	int64_t end_s = time(NULL) + 2 * DAY_S;

	ensure(key != NULL);
	return make(arena, begin(arena, name, true, end_s, key), key, NULL, end_s,
		    NULL);
}

struct made_certificate made_certificate(struct arena *arena, const char *name,
					 int64_t end_s,
					 const struct made_certificate *authority)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");

	ensure(key != NULL);
	return make(arena, begin(arena, name, false, end_s, key), key, NULL, end_s,
		    authority);
}

struct made_certificate made_weak_certificate(struct arena *arena, const char *name)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)512);
	int64_t end_s = time(NULL) + DAY_S;

	ensure(key != NULL);
	return make(arena, begin(arena, name, false, end_s, key), key, EVP_sha256(),
		    end_s, NULL);
}

const char *made_locked_key(struct arena *arena, const struct made_certificate *made)
{
	EVP_PKEY *key = key_of_text(made->key);
	const char *text = text_of_key(arena, key, EVP_aes_128_cbc());

	EVP_PKEY_free(key);
	return text;
}
