#include <stdlib.h>

#include "crypto/pem.h"

/*
 * Any text as PEM: no crash, no question at the terminal, and a key that is read is written
 * and read as the same key.
 */

#define FUZZ_ARENA_CEILING ((size_t)1 << 20)

static void read_secret(struct bytes pem, struct diag *diag)
{
	struct secret_text written;
	struct signing_key *again;
	struct signing_key *key;

	if (pem_read_secret(pem, &key, diag) != ERR_OK)
		return;
	if (pem_write_secret(key, &written) != ERR_OK ||
	    pem_read_secret(bytes_of_string(written.chars), &again, diag) != ERR_OK ||
	    !public_key_equal(signing_key_public(key), signing_key_public(again)))
		abort();
	signing_key_free(again);
	signing_key_free(key);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes pem = { data, size };
	struct public_key again;
	struct public_key key;
	struct arena arena;
	struct diag diag;

	arena_init(&arena, FUZZ_ARENA_CEILING);
	diag_init(&diag, &arena);
	read_secret(pem, &diag);
	if (pem_read_public(pem, &key, &diag) == ERR_OK &&
	    (pem_read_public(bytes_of_string(pem_write_public(&arena, &key)), &again,
			     &diag) != ERR_OK ||
	     !public_key_equal(&key, &again)))
		abort();
	arena_release(&arena);
	return 0;
}
