#include <stdlib.h>
#include <string.h>

#include "bundle/bundle.h"

/*
 * Any bytes as a bundle of evidence: no crash, no broken invariant, a refusal is told, and
 * what is accepted is so to its last byte.
 */

#define FUZZ_ARENA_CEILING ((size_t)64 << 20)

static enum err read_bytes(void *context, uint64_t offset, uint8_t *out, size_t len,
			   size_t *got)
{
	const struct bytes *file = context;

	*got = 0;
	if (offset >= file->len)
		return ERR_OK;
	*got = file->len - offset < len ? file->len - offset : len;
	memcpy(out, file->data + offset, *got);
	return ERR_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes file = { data, size };
	struct bundle_source source = { read_bytes, &file };
	struct bundle *bundle;
	struct arena arena;
	struct diag diag;
	enum err err;

	arena_init(&arena, FUZZ_ARENA_CEILING);
	diag_init(&diag, &arena);
	err = bundle_open(&source, &bundle, &diag);
	if (err == ERR_INTERNAL || (err != ERR_OK && diag.error_count == 0) ||
	    (err == ERR_OK && bundle_facts(bundle)->byte_count != size))
		abort();
	bundle_close(bundle);
	arena_release(&arena);
	return 0;
}
