#include "crypto/tls_files.h"

#include <limits.h>
#include <stdbool.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#define DAY_S 86400

static enum err unusable(struct diag *diag, const struct tls_file *file,
			 const char *what, const char *hint)
{
	struct diag_place place = { .file = file->path };

	(void)diag_error(diag, ERR_USAGE, place, "%s", what);
	diag_hint(diag, "%s", hint);
	return ERR_USAGE;
}

static enum err no_memory(struct diag *diag)
{
	return diag_error(diag, ERR_NO_MEMORY, diag_at(NULL),
			  "no memory is left to look at certificates");
}

static BIO *open_pem(struct bytes pem)
{
	return pem.len > INT_MAX ? NULL : BIO_new_mem_buf(pem.data, (int)pem.len);
}

/* NULL at the end, and where what follows is no certificate though it begins as one. */
static X509 *next_certificate(BIO *bio, bool *is_end)
{
	char no_passphrase[] = "";
	X509 *certificate = PEM_read_bio_X509(bio, NULL, NULL, no_passphrase);

	*is_end = certificate == NULL &&
		  ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
	ERR_clear_error();
	return certificate;
}

/* All of them, at least one; *first, which the caller frees, also when it fails. */
static enum err read_certificates(const struct tls_file *file, X509 **first,
				  struct diag *diag)
{
	BIO *bio = open_pem(file->pem);
	bool is_end = false;
	size_t count = 0;
	X509 *certificate;

	*first = NULL;
	if (bio == NULL)
		return no_memory(diag);
	while ((certificate = next_certificate(bio, &is_end)) != NULL) {
		if (count++ == 0)
			*first = certificate;
		else
			X509_free(certificate);
	}
	BIO_free(bio);
	if (!is_end)
		return unusable(diag, file, "a certificate in the file cannot be read",
				"it was cut off or changed; put the whole file there");
	if (count == 0)
		return unusable(diag, file, "there is no certificate in the file",
				"it is PEM, and one begins with "
				"-----BEGIN CERTIFICATE-----");
	return ERR_OK;
}

/* What the TLS library would refuse later, such as a key too short for this machine. */
static enum err check_taken(const struct tls_file *chain, X509 *certificate,
			    struct diag *diag)
{
	struct diag_place place = { .file = chain->path };
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	const char *reason;
	bool is_taken;

	if (context == NULL) {
		ERR_clear_error();
		return no_memory(diag);
	}
	is_taken = SSL_CTX_use_certificate(context, certificate) == 1;
	reason = ERR_reason_error_string(ERR_peek_last_error());
	ERR_clear_error();
	SSL_CTX_free(context);
	if (is_taken)
		return ERR_OK;
	(void)diag_error(diag, ERR_USAGE, place,
			 "TLS does not take the certificate: %s",
			 reason == NULL ? "no reason is given" : reason);
	diag_hint(diag, "it takes one for a key of Ed25519, of P-256, or of RSA with "
			"2048 bits or more");
	return ERR_USAGE;
}

static enum err check_key(const struct tls_file *chain, const struct tls_file *key,
			  const X509 *certificate, struct diag *diag)
{
	struct diag_place place = { .file = key->path };
	char no_passphrase[] = "";
	BIO *bio = open_pem(key->pem);
	EVP_PKEY *secret;
	bool fits;

	if (bio == NULL)
		return no_memory(diag);
	secret = PEM_read_bio_PrivateKey(bio, NULL, NULL, no_passphrase);
	fits = secret != NULL && X509_check_private_key(certificate, secret) == 1;
	ERR_clear_error();
	BIO_free(bio);
	EVP_PKEY_free(secret);
	if (secret == NULL)
		return unusable(diag, key,
				"there is no unencrypted private key in the file",
				"openssl pkey -in KEY -out PLAIN takes a passphrase "
				"off");
	if (fits)
		return ERR_OK;
	(void)diag_error(diag, ERR_USAGE, place,
			 "the key is not that of the first certificate in %s",
			 chain->path);
	diag_hint(diag, "put there the two that were made together, the server's own "
			"certificate before those of its authorities");
	return ERR_USAGE;
}

static enum err read_end(const struct tls_file *chain, const X509 *certificate,
			 int64_t *end_s, struct diag *diag)
{
	ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
	int days = 0;
	int seconds = 0;
	bool is_known;

	if (epoch == NULL)
		return no_memory(diag);
	is_known = ASN1_TIME_diff(&days, &seconds, epoch,
				  X509_get0_notAfter(certificate)) == 1;
	ASN1_TIME_free(epoch);
	ERR_clear_error();
	if (!is_known)
		return unusable(diag, chain,
				"the certificate does not say when it ends",
				"ask its authority for another");
	*end_s = (int64_t)days * DAY_S + seconds;
	return ERR_OK;
}

enum err tls_files_check_server(const struct tls_file *chain,
				const struct tls_file *key, int64_t *end_s,
				struct diag *diag)
{
	X509 *certificate;
	enum err err = read_certificates(chain, &certificate, diag);

	if (err == ERR_OK)
		err = check_taken(chain, certificate, diag);
	if (err == ERR_OK)
		err = check_key(chain, key, certificate, diag);
	if (err == ERR_OK)
		err = read_end(chain, certificate, end_s, diag);
	X509_free(certificate);
	return err;
}

enum err tls_files_check_authorities(const struct tls_file *authorities,
				     struct diag *diag)
{
	X509 *first;
	enum err err = read_certificates(authorities, &first, diag);

	X509_free(first);
	return err;
}
