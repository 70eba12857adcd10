#include <stdlib.h>
#include <string.h>

#include "crypto/keyfile.h"

/*
 * Any text as a key file, secret or public: no crash, and what is accepted and holds its
 * secret bare, or is public, is written again as the same text.
 */

#define FUZZ_ARENA_CEILING ((size_t)1 << 20)

static void expect_same(struct bytes written, struct bytes read)
{
	if (!bytes_equal(written, read))
		abort();
}

static void read_secret(struct bytes text, struct diag *diag)
{
	const struct bytes none = { NULL, 0 };
	struct secret_text again;
	struct keyfile keyfile;
	struct signing_key *key;

	if (keyfile_parse(text, &keyfile, diag) != ERR_OK)
		return;
	/* A lock would be slow to try, and does not open. */
	if (keyfile.locked || keyfile_unlock(&keyfile, none, &key, diag) != ERR_OK)
		return;
	if (keyfile_write(keyfile.owner.name, keyfile.owner.purpose, key, NULL,
			  &again) != ERR_OK)
		abort();
	expect_same((struct bytes){ (const uint8_t *)again.chars, again.len }, text);
	signing_key_free(key);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes text = { data, size };
	struct key_owner owner;
	struct arena arena;
	struct diag diag;

	arena_init(&arena, FUZZ_ARENA_CEILING);
	diag_init(&diag, &arena);
	read_secret(text, &diag);
	if (public_keyfile_parse(text, &owner, &diag) == ERR_OK)
		expect_same(bytes_of_string(public_keyfile_write(&arena, &owner)),
			    text);
	arena_release(&arena);
	return 0;
}
