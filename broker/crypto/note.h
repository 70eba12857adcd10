#ifndef BROKER_CRYPTO_NOTE_H
#define BROKER_CRYPTO_NOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/err.h"
#include "crypto/sign.h"

/*
 * Signed notes: text that a person can read, with signature lines below it.  Formats:
 * C2SP signed-note v1.0.0, and for witnesses the cosignature of tlog-cosignature v1.0.1.
 *
 *	note     = text LF signature-line+       text ends in LF
 *	line     = U+2014 SP name SP base64(key id, 4 bytes || signature) LF
 *	key id   = first 4 bytes of SHA-256(name || LF || type || public key)
 *	verifier = name "+" hex(key id) "+" base64(type || public key)
 *
 * Notes come from strangers: errors are ERR_LIMIT_EXCEEDED and ERR_CHECKPOINT_INVALID,
 * with the line in the diag.  What is made lies in the arena.  Threads: pure functions.
 */

#define NOTE_BYTES_MAX      65536
#define NOTE_SIGNATURES_MAX 64

enum note_key_type {
	NOTE_ED25519 = 0x01,     /* signs the text */
	NOTE_COSIGNATURE = 0x04, /* signs "seen at this time" and the text */
};

/* A verifier: whose signature counts. */
struct note_key {
	const char *name; /* no white space, no "+" */
	enum note_key_type type;
	uint32_t id;
	struct public_key key;
};

/* A name that may stand in a signature line and be the origin of a checkpoint: UTF-8,
 * not empty, no white space, no control characters, no "+". */
bool note_name_valid(struct bytes name);

/* name must be valid and outlive the result. */
struct note_key note_key_make(const char *name, enum note_key_type type,
			      const struct public_key *key);

/* "name+hex+base64", as published by who runs a log or a witness. */
char *note_key_text(struct arena *arena, const struct note_key *key);
enum err note_key_parse(struct arena *arena, struct bytes text, struct note_key *out,
			struct diag *diag) MUST_CHECK;

struct note_signature {
	struct bytes name;
	uint32_t key_id;
	struct bytes blob; /* what follows the key id; not empty */
};

struct note {
	struct bytes text; /* with its last LF; a view of what was parsed */
	size_t signature_count;
	struct note_signature *signatures;
};

/* Form only: no signature is checked yet. */
enum err note_parse(struct arena *arena, struct bytes bytes, struct note *out,
		    struct diag *diag) MUST_CHECK;

/* What the note says about one of the keys asked for. */
struct note_finding {
	bool signed_by_key;
	uint64_t time_s; /* of a cosignature: seconds since 1970; else 0 */
};

/*
 * findings[i] tells about keys[i].  Lines of other keys are passed over; a line of one of
 * these that does not verify refuses the note, and so does a note that none of these
 * signed.
 */
enum err note_verify(struct arena *arena, const struct note *note,
		     const struct note_key *keys, size_t key_count,
		     struct note_finding *findings, struct diag *diag) MUST_CHECK;

/* The signature line, with its LF.  text ends in LF and is valid in a note. */
char *note_signature_line(struct arena *arena, struct bytes text, const char *name,
			  const struct signing_key *key);
/* time_s is 1..INT64_MAX. */
char *note_cosignature_line(struct arena *arena, struct bytes text, const char *name,
			    const struct signing_key *key, uint64_t time_s);
/* text, an empty line, one signature line. */
char *note_sign(struct arena *arena, struct bytes text, const char *name,
		const struct signing_key *key);

#endif
