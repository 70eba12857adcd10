#include <stdlib.h>
#include <string.h>

#include "merkle/checkpoint.h"

/*
 * Any text as a note, as a verifier key and as the text of a checkpoint: no crash, and what
 * is accepted is written again as the same text.
 */

#define FUZZ_ARENA_CEILING ((size_t)16 << 20)

static void expect_same(const char *written, struct bytes read)
{
	if (!bytes_equal(bytes_of_string(written), read))
		abort();
}

/* Extension lines are passed over when read and not written. */
static void read_checkpoint(struct arena *arena, struct bytes text, struct diag *diag)
{
	struct checkpoint checkpoint;
	const char *written;
	size_t len;

	if (checkpoint_parse(arena, text, &checkpoint, diag) != ERR_OK)
		return;
	written = checkpoint_text(arena, &checkpoint);
	len = strlen(written);
	if (len > text.len || memcmp(written, text.data, len) != 0)
		abort();
}

static void read_note(struct arena *arena, struct bytes text, struct diag *diag)
{
	const struct public_key nobody = { { 1 } };
	struct note_finding findings[2];
	struct note_key keys[2];
	struct note note;

	if (note_parse(arena, text, &note, diag) != ERR_OK)
		return;
	if (note.signature_count == 0 || note.signature_count > NOTE_SIGNATURES_MAX)
		abort();
	keys[0] = note_key_make("broker.example/log", NOTE_ED25519, &nobody);
	keys[1] = note_key_make("witness.example/w1", NOTE_COSIGNATURE, &nobody);
	if (note_verify(arena, &note, keys, 2, findings, diag) == ERR_OK)
		abort();
	read_checkpoint(arena, note.text, diag);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes text = { data, size };
	struct note_key key;
	struct arena arena;
	struct diag diag;

	arena_init(&arena, FUZZ_ARENA_CEILING);
	diag_init(&diag, &arena);
	read_note(&arena, text, &diag);
	read_checkpoint(&arena, text, &diag);
	if (note_key_parse(&arena, text, &key, &diag) == ERR_OK)
		expect_same(note_key_text(&arena, &key), text);
	arena_release(&arena);
	return 0;
}
