#ifndef BROKER_MERKLE_CHECKPOINT_H
#define BROKER_MERKLE_CHECKPOINT_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/err.h"
#include "crypto/note.h"
#include "merkle/proof.h"

/*
 * What a log says about itself: origin, number of entries, root; a signed note
 * (C2SP tlog-checkpoint v1.0.0).
 *
 *	text = origin LF size LF base64(root) LF (extension LF)*
 *
 * The key's name is the origin.  We write no extension lines and pass over those of
 * others.  Strings lie in the arena.  Threads: pure functions.
 */

struct checkpoint {
	const char *origin;
	struct tree_head tree;
};

/* The text to sign. */
char *checkpoint_text(struct arena *arena, const struct checkpoint *checkpoint);

/* ERR_CHECKPOINT_INVALID with the line in the diag. */
enum err checkpoint_parse(struct arena *arena, struct bytes text,
			  struct checkpoint *out, struct diag *diag) MUST_CHECK;

/* The signed note.  The caller never signs two trees of which neither begins with the
 * other. */
char *checkpoint_sign(struct arena *arena, const struct checkpoint *checkpoint,
		      const struct signing_key *key);

/* Reads a note; who signed it is not looked at. */
enum err checkpoint_read(struct arena *arena, struct bytes note, struct checkpoint *out,
			 struct diag *diag) MUST_CHECK;

/* Parses a note, checks that log_key signed it and that its name is the origin. */
enum err checkpoint_open(struct arena *arena, struct bytes note,
			 const struct note_key *log_key, struct checkpoint *out,
			 struct diag *diag) MUST_CHECK;

#endif
