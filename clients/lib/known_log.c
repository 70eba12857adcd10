#include "lib/known_log.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "lib/file.h"
#include "lib/key_history.h"

#define OTHER ".other" /* of a checkpoint's file: a note that contradicts it */

static const char *keys_path(const struct known_log *known, struct arena *arena)
{
	return arena_printf(arena, "%s.keys", known->path);
}

static bool same_key(const struct note_key *a, const struct note_key *b)
{
	return memcmp(a->key.bytes, b->key.bytes, sizeof a->key.bytes) == 0;
}

/* What was learned counts while it has the key that the profile names. */
static enum err read_keys(struct known_log *known, struct arena *arena,
			  const struct note_key *log_key, struct diag *diag)
{
	const char *path = keys_path(known, arena);
	struct log_keys learned;
	struct bytes text;
	enum err e;

	known->keys = log_keys_of(log_key);
	if (access(path, F_OK) != 0)
		return ERR_OK;
	e = file_read(arena, path, NOTE_BYTES_MAX, &text, diag);
	if (e == ERR_OK)
		e = log_keys_parse(arena, text, &learned, diag);
	for (size_t i = 0; e == ERR_OK && i < learned.count; i++) {
		if (same_key(&learned.rows[i].key, log_key))
			known->keys = learned;
	}
	return e;
}

/* What is read later carries no proof of its own that would show it again. */
static void warn_of_other(const struct known_log *known, struct arena *arena,
			  struct diag *diag)
{
	const char *other = arena_printf(arena, "%s" OTHER, known->path);

	if (access(other, F_OK) != 0)
		return;
	diag_warning(diag, (struct diag_place){ .file = other },
		     "this broker's log was found cut or rewritten earlier: what it "
		     "shows may be old, or not what it shows to others");
	diag_hint(diag, "once that is settled, move the file away");
}

enum err known_log_open(struct arena *arena, const char *path,
			const struct note_key *log_key, struct known_log *out,
			struct diag *diag)
{
	struct bytes note;
	enum err e;

	*out = (struct known_log){ .path = arena_strdup(arena, path) };
	warn_of_other(out, arena, diag);
	e = read_keys(out, arena, log_key, diag);
	if (e != ERR_OK || access(path, F_OK) != 0)
		return e;
	e = file_read(arena, path, NOTE_BYTES_MAX, &note, diag);
	if (e == ERR_OK)
		e = log_keys_open(arena, &out->keys, note, &out->last, diag);
	out->known = e == ERR_OK;
	if (e != ERR_OK && e != ERR_IO)
		diag_hint(
			diag,
			"%s holds the last checkpoint seen, and another key signed it "
			"than the profile names: with the key in the profile that was "
			"there before, a new one is learned from the log itself; to "
			"trust the profile's new key instead, remove the file",
			path);
	return e;
}

/* What a tree that contradicts another is told as; the note that says so is kept. */
static enum err refuse(const struct known_log *known, struct arena *arena,
		       const struct checkpoint *other, struct bytes note,
		       struct diag *diag)
{
	const char *kept = arena_printf(arena, "%s" OTHER, known->path);

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

/* ---- another key ---- */

/* A note on its way. */
struct arrival {
	struct arena *arena;
	struct bytes note;
	const struct log_prover *prover;
	struct log_keys keys; /* as far as they are known with it */
	struct checkpoint checkpoint;
	struct diag *diag;
};

/*
 * The keys that the log's own entries name, where they say of the last checkpoint what is
 * known: that its key signed it.  That the tree goes on from there is checked next.
 */
static enum err learn_keys(const struct known_log *known, struct arrival *arrival)
{
	const struct log_prover *prover = arrival->prover;
	const struct tree_head *last = &known->last.tree;
	const struct tree_head *claimed = &arrival->checkpoint.tree;
	const SlbKeyHistory *history = NULL;
	enum err e = prover->key_history(prover->context, claimed->size, &history,
					 arrival->diag);

	if (e == ERR_OK)
		e = key_history_verify(arrival->arena, history, known->last.origin,
				       claimed, &arrival->keys, arrival->diag);
	if (e != ERR_OK || same_key(log_keys_find(&arrival->keys, last->size),
				    log_keys_find(&known->keys, last->size)))
		return e;
	return diag_error(arrival->diag, ERR_CHECKPOINT_INVALID, diag_at(NULL),
			  "the log now says that another key signed the checkpoint of "
			  "%" PRIu64 " entries than the one that did",
			  last->size);
}

static enum err open_note(struct arrival *arrival, struct diag *diag)
{
	return log_keys_open(arrival->arena, &arrival->keys, arrival->note,
			     &arrival->checkpoint, diag);
}

/* Opens it with the key of its size, which is then among its keys. */
static enum err open_arrival(const struct known_log *known, struct arrival *arrival)
{
	struct diag unheard;
	enum err e;

	diag_init(&unheard, arrival->arena);
	arrival->keys = known->keys;
	if (open_note(arrival, &unheard) == ERR_OK)
		return ERR_OK;
	e = checkpoint_read(arrival->arena, arrival->note, &arrival->checkpoint,
			    arrival->diag);
	if (e == ERR_OK && known->known &&
	    arrival->checkpoint.tree.size > known->last.tree.size)
		e = learn_keys(known, arrival);
	if (e == ERR_OK)
		e = open_note(arrival, arrival->diag);
	if (e == ERR_CHECKPOINT_INVALID && !known->known)
		diag_hint(arrival->diag,
			  "the log key in the profile did not sign the checkpoint; "
			  "where the operator published another one, make a profile "
			  "with that");
	return e;
}

static enum err keep(struct known_log *known, const struct arrival *arrival)
{
	struct arena *arena = arrival->arena;
	enum err e = ERR_OK;

	if (arrival->keys.count != known->keys.count)
		e = file_replace(arena, keys_path(known, arena),
				 log_keys_text(arena, &arrival->keys), arrival->diag);
	if (e == ERR_OK)
		e = file_replace(arena, known->path, arrival->note, arrival->diag);
	if (e != ERR_OK)
		return e;
	known->keys = arrival->keys;
	known->last = arrival->checkpoint;
	known->last.origin = known->keys.rows[0].key.name;
	known->known = true;
	return ERR_OK;
}

enum err known_log_advance(struct known_log *known, struct arena *arena,
			   struct bytes note, const struct log_prover *prover,
			   struct checkpoint *out, struct diag *diag)
{
	struct arrival arrival = {
		.arena = arena, .note = note, .prover = prover, .diag = diag
	};
	enum err e = open_arrival(known, &arrival);

	if (e != ERR_OK)
		return e;
	if (out != NULL)
		*out = arrival.checkpoint;
	if (known->known) {
		e = check_continues(known, &arrival.checkpoint, prover, diag);
		/* Only a broker that answers can have refused the proof. */
		if (e != ERR_OK && e != ERR_UNREACHABLE)
			e = refuse(known, arena, &arrival.checkpoint, note, diag);
		if (e != ERR_OK ||
		    arrival.checkpoint.tree.size <= known->last.tree.size)
			return e;
	}
	return keep(known, &arrival);
}
