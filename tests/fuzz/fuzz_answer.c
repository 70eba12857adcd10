#include <stdlib.h>
#include <string.h>

#include "lib/answer.h"
#include "lib/receipt.h"
#include "lib/refusal.h"

/*
 * Any bytes as what a broker answers: the details of a refusal, and a receipt.  No crash,
 * a wait that is bounded, and nothing is taken for a proof.
 */

#define FUZZ_ARENA_CEILING ((size_t)16 << 20)

/* proto/ENVELOPE.md, "envelope alone". */
static const char envelope_hex[] =
	"0a306170706c69636174696f6e2f766e642e736c6162726f6b65722e616363657074616e"
	"63652e76312b70726f746f627566126e121262726f6b65722e6578616d706c652f6c6f67"
	"1a0863656e7472652d312210000000000000000000000000000000002880d095ffbc313a"
	"10000102030405060708090a0b0c0d0e0f8a01220a20000102030405060708090a0b0c0d"
	"0e0f101112131415161718191a1b1c1d1e1f1a84010a4035363437356161373534363334"
	"373463303238356466356462663262636162373364613635313335383833396539623737"
	"34383162326561623130373730386312400d88d8453381f17002b38c93a0ed6d73c2489e"
	"87f4bf5f5d1abebd38caabd8957f1f711109b6aca9cdff32a09719317a54e43c1eeea588"
	"49eb81d4cf0274b906";

static void read_refusal(struct arena *arena, struct bytes details, struct diag *diag)
{
	SlbProfile message;
	struct profile profile = { .file = "profile.yaml", .message = &message };
	struct refusal refusal;
	enum err e;

	slb_profile__init(&message);
	refusal_read(arena, 8, "refused", details, &refusal);
	if (refusal.retry_ms > REFUSAL_RETRY_MS_MAX)
		abort();
	e = refusal_tell(&refusal, &profile, diag);
	if (e != (refusal_may_pass(&refusal) ? ERR_UNREACHABLE : ERR_REFUSED) ||
	    diag->error_count == 0)
		abort();
}

static void read_receipt(struct arena *arena, struct bytes wire, struct diag *diag)
{
	const struct public_key nobody = { { 1 } };
	struct note_key log_key =
		note_key_make("broker.example/log", NOTE_ED25519, &nobody);
	struct log_keys keys = log_keys_of(&log_key);
	const SlbReceipt *receipt = (const SlbReceipt *)answer_unpack(
		arena, &slb_receipt__descriptor, wire);
	struct receipt_proof proof;
	struct envelope envelope;
	struct bytes bytes;

	if (!hex_decode(arena, bytes_of_string(envelope_hex), &bytes) ||
	    envelope_parse(arena, bytes, &envelope, diag) != ERR_OK)
		abort();
	if (receipt != NULL &&
	    receipt_verify(arena, receipt, &envelope, &keys, &proof, diag) == ERR_OK)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes answer = { data, size };
	struct arena arena;
	struct diag diag;

	arena_init(&arena, FUZZ_ARENA_CEILING);
	diag_init(&diag, &arena);
	read_refusal(&arena, answer, &diag);
	read_receipt(&arena, answer, &diag);
	arena_release(&arena);
	return 0;
}
