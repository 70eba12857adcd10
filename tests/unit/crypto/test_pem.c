#include <criterion/criterion.h>

#include "crypto/pem.h"
#include "support/vectors.h"

/* RFC 8410 s10.3 and s10.1. */
static const char rfc_secret[] =
	"-----BEGIN PRIVATE KEY-----\n"
	"MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
	"-----END PRIVATE KEY-----\n";
static const char rfc_public[] =
	"-----BEGIN PUBLIC KEY-----\n"
	"MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
	"-----END PUBLIC KEY-----\n";
/* Made by openssl: a P-256 key, its public key, and an Ed25519 key under a passphrase. */
static const char other_secret[] =
	"-----BEGIN PRIVATE KEY-----\n"
	"MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgbjZuoBjPjzTQVPGm\n"
	"tXbAYkf1gJ3fpLeLD0xIHMODfeyhRANCAASKkR5zbfEH2t8RyuOFDplwsayaIsWr\n"
	"aLEHWFUNeCJ/TnpM57Nt0t5oOQJWZrXhxOgcKKJDTGfkO+hoWzg5gHUh\n"
	"-----END PRIVATE KEY-----\n";
static const char other_public[] =
	"-----BEGIN PUBLIC KEY-----\n"
	"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEipEec23xB9rfEcrjhQ6ZcLGsmiLF\n"
	"q2ixB1hVDXgif056TOezbdLeaDkCVma14cToHCiiQ0xn5DvoaFs4OYB1IQ==\n"
	"-----END PUBLIC KEY-----\n";
static const char encrypted[] =
	"-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
	"MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjauJXtW83t0wICCAAw\n"
	"DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEJR3IRdpY8joB55F5iL79rQEQJ5Q\n"
	"2Z5aAZtyijGJdvKI4OsSPOzxN1GSBkDjAlNpenRCBF+fJWAXHpd7a7G651uTZ+tS\n"
	"NMne2F+RvzjHDcxOA2c=\n"
	"-----END ENCRYPTED PRIVATE KEY-----\n";

struct fixture {
	struct arena arena;
	struct diag diag;
};

static void start(struct fixture *f)
{
	arena_init(&f->arena, 1 << 22);
	diag_init(&f->diag, &f->arena);
}

Test(pem, keys_of_the_standard_are_read_and_written)
{
	struct secret_text written;
	struct public_key public_key;
	struct signing_key *key;
	struct fixture f;

	start(&f);
	cr_assert_eq(pem_read_secret(bytes_of_string(rfc_secret), &key, &f.diag),
		     ERR_OK);
	cr_assert_eq(pem_read_public(bytes_of_string(rfc_public), &public_key, &f.diag),
		     ERR_OK);
	cr_assert(public_key_equal(signing_key_public(key), &public_key));
	cr_assert_eq(pem_write_secret(key, &written), ERR_OK);
	cr_assert_str_eq(written.chars, rfc_secret);
	cr_assert_eq(written.len, strlen(rfc_secret));
	cr_assert_str_eq(pem_write_public(&f.arena, &public_key), rfc_public);
	signing_key_free(key);
	arena_release(&f.arena);
}

Test(pem, public_keys_of_wycheproof_are_read_and_written)
{
	struct vectors vectors;
	struct fixture f;

	start(&f);
	vectors = vectors_load(&f.arena, "tests/vectors/crypto/ed25519.txt");
	for (size_t i = 0; i < vectors.count; i++) {
		const struct vector *v = &vectors.cases[i];
		struct bytes pem = vector_bytes(&f.arena, v, "pem");
		struct public_key key;

		cr_assert_eq(pem_read_public(pem, &key, &f.diag), ERR_OK, "[%s]",
			     v->name);
		cr_assert(bytes_equal(BYTES_OF_ARRAY(key.bytes),
				      vector_bytes(&f.arena, v, "public_key")));
		cr_assert(bytes_equal(bytes_of_string(pem_write_public(&f.arena, &key)),
				      pem));
	}
	arena_release(&f.arena);
}

Test(pem, what_is_no_plain_ed25519_key_is_refused_with_the_remedy)
{
	static const char *const secrets[] = { "", "nothing", rfc_public, encrypted,
					       other_secret };
	static const char *const publics[] = { "", "nothing", rfc_secret,
					       other_public };
	struct public_key public_key;
	struct signing_key *key;
	struct fixture f;

	start(&f);
	for (size_t i = 0; i < ARRAY_SIZE(secrets); i++) {
		cr_assert_eq(
			pem_read_secret(bytes_of_string(secrets[i]), &key, &f.diag),
			ERR_KEY_MALFORMED, "secret %zu", i);
		cr_assert_not_null(f.diag.last->hint);
	}
	for (size_t i = 0; i < ARRAY_SIZE(publics); i++) {
		cr_assert_eq(pem_read_public(bytes_of_string(publics[i]), &public_key,
					     &f.diag),
			     ERR_KEY_MALFORMED, "public %zu", i);
		cr_assert_not_null(f.diag.last->hint);
	}
	arena_release(&f.arena);
}

Test(pem, a_file_longer_than_any_key_is_refused)
{
	struct bytes pem = { NULL, PEM_BYTES_MAX + 1 };
	struct signing_key *key;
	struct fixture f;

	start(&f);
	pem.data = arena_alloc(&f.arena, pem.len);
	cr_assert_eq(pem_read_secret(pem, &key, &f.diag), ERR_KEY_MALFORMED);
	arena_release(&f.arena);
}
