#include <stdlib.h>
#include <string.h>

#include "crypto/paseto.h"

/*
 * Any text as a token: no crash, nothing verifies that was not signed, and the parts of
 * what is accepted in form are those that the text spells.
 */

#define FUZZ_ARENA_CEILING ((size_t)1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct public_key nobody = { { 1 } };
	const struct bytes none = { NULL, 0 };
	struct bytes token = { data, size };
	struct paseto parsed;
	struct buffer body;
	struct arena arena;
	struct diag diag;
	char *again;

	arena_init(&arena, FUZZ_ARENA_CEILING);
	diag_init(&diag, &arena);
	if (paseto_parse(&arena, token, &parsed, &diag) == ERR_OK) {
		buffer_init(&body, &arena);
		buffer_add(&body, parsed.message);
		buffer_add(&body, BYTES_OF_ARRAY(parsed.signature.bytes));
		again = arena_printf(&arena, "v4.public.%s%s%s",
				     base64url_encode(&arena, buffer_bytes(&body)),
				     parsed.footer.len > 0 ? "." : "",
				     base64url_encode(&arena, parsed.footer));
		if (!bytes_equal(bytes_of_string(again), token))
			abort();
		if (paseto_verify(&arena, &parsed, &nobody, none, &diag) == ERR_OK)
			abort();
	}
	arena_release(&arena);
	return 0;
}
