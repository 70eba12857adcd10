#include "lib/known_log.h"

#include <inttypes.h>
#include <unistd.h>

#include "lib/file.h"

enum err known_log_open(struct arena *arena, const char *path,
			const struct note_key *log_key, struct known_log *out,
			struct diag *diag)
{
	struct bytes note;
	enum err e;

	*out = (struct known_log){ .path = arena_strdup(arena, path),
				   .log_key = log_key };
	if (access(path, F_OK) != 0)
		return ERR_OK;
	e = file_read(arena, path, NOTE_BYTES_MAX, &note, diag);
	if (e == ERR_OK)
		e = checkpoint_open(arena, note, log_key, &out->last, diag);
	out->known = e == ERR_OK;
	if (e != ERR_OK && e != ERR_IO)
		diag_hint(diag,
			  "%s should hold the last checkpoint seen; if the broker "
			  "got another log key, the operator published it",
			  path);
	return e;
}

/* What a tree that contradicts another is told as; the note that says so is kept. */
static enum err refuse(const struct known_log *known, struct arena *arena,
		       const struct checkpoint *other, struct bytes note,
		       struct diag *diag)
{
	const char *kept = arena_printf(arena, "%s.other", known->path);

	(void)diag_error(diag, ERR_LOG_INCONSISTENT, diag_at(NULL),
			 "the broker's log of %" PRIu64
			 " entries does not go on from, or lead to, the one of "
			 "%" PRIu64 " entries seen before: it was cut or rewritten, or "
			 "there are two of it",
			 other->tree.size, known->last.tree.size);
	if (file_replace(arena, kept, note, diag) == ERR_OK)
		diag_hint(diag,
			  "both signed checkpoints are evidence against the "
			  "broker: %s and %s; show them to the other party",
			  known->path, kept);
	return ERR_LOG_INCONSISTENT;
}

/* The smaller tree is what the larger one begins with. */
static enum err check_continues(const struct known_log *known,
				const struct checkpoint *other,
				const struct log_prover *prover, struct diag *diag)
{
	const struct tree_head *last = &known->last.tree;
	const struct tree_head *new = &other->tree;
	const struct tree_head *from = last->size < new->size ? last : new;
	const struct tree_head *to = from == last ? new : last;
	struct proof proof = { 0 };
	enum err e = ERR_OK;

	if (from->size > 0 && from->size < to->size)
		e = prover->prove(prover->context, from->size, to->size, &proof, diag);
	if (e == ERR_OK)
		e = proof_verify_consistency(from, to, proof.hashes, proof.count);
	return e;
}

enum err known_log_advance(struct known_log *known, struct arena *arena,
			   struct bytes note, const struct log_prover *prover,
			   struct checkpoint *out, struct diag *diag)
{
	struct checkpoint checkpoint;
	enum err e = checkpoint_open(arena, note, known->log_key, &checkpoint, diag);

	if (e != ERR_OK)
		return e;
	if (out != NULL)
		*out = checkpoint;
	if (known->known) {
		e = check_continues(known, &checkpoint, prover, diag);
		/* Only a broker that answers can have refused the proof. */
		if (e != ERR_OK && e != ERR_UNREACHABLE)
			e = refuse(known, arena, &checkpoint, note, diag);
		if (e != ERR_OK || checkpoint.tree.size <= known->last.tree.size)
			return e;
	}
	e = file_replace(arena, known->path, note, diag);
	if (e == ERR_OK) {
		known->last = checkpoint;
		known->last.origin = known->log_key->name;
		known->known = true;
	}
	return e;
}
