#include <stdlib.h>

#include "envelope/envelope.h"
#include "envelope/unpack.h"

/*
 * Any bytes as an envelope: no crash, a refusal is told, and what is accepted is written
 * again as the same bytes, the payload too.  No key is known, so the last answer is always
 * a refusal.
 */

#define FUZZ_ARENA_CEILING ((size_t)64 << 20)

static bool know_any(void *context, const char *key_id, struct public_key *out)
{
	(void)context;
	(void)key_id;
	(void)out;
	return false;
}

static void expect_same(struct arena *arena, const ProtobufCMessage *message,
			struct bytes wire)
{
	if (!bytes_equal(pack_message(arena, message), wire))
		abort();
}

static void open_all(struct arena *arena, struct bytes wire)
{
	struct key_ring keys = { .find = know_any };
	const SlbStatement *statement;
	struct envelope envelope;
	struct diag diag;

	diag_init(&diag, arena);
	if (envelope_parse(arena, wire, &envelope, &diag) == ERR_OK) {
		expect_same(arena, &envelope.message->base, wire);
		if (statement_parse(arena, &envelope, NULL, &statement, &diag) ==
		    ERR_OK)
			expect_same(arena, &statement->base, envelope.payload);
		else if (diag.error_count == 0)
			abort();
		if (envelope_json(arena, &envelope)[0] != '{')
			abort();
		if (envelope_verify(arena, &envelope, &keys, &diag) != ERR_KEY_UNKNOWN)
			abort();
	}
	if (diag.error_count == 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;

	arena_init(&arena, FUZZ_ARENA_CEILING);
	open_all(&arena, (struct bytes){ data, size });
	arena_release(&arena);
	return 0;
}
