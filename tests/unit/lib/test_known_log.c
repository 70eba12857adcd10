#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>

#include "lib/file.h"
#include "lib/known_log.h"
#include "unit/lib/made.h"

struct fixture {
	struct arena arena;
	struct diag diag;
	struct made_log log;
	struct known_log known;
	const char *path;
	const SlbKeyHistory *history; /* that the broker gives; NULL: none */
	size_t asked;                 /* how often the broker was asked for a proof */
	enum err answer;              /* of the broker, when it is asked */
};

static enum err prove(void *context, uint64_t old_size, uint64_t new_size,
		      struct proof *out, struct diag *diag)
{
	struct fixture *f = context;
	struct tree_source source = made_source(&f->log);

	f->asked++;
	if (f->answer != ERR_OK)
		return diag_error(diag, f->answer, diag_at(NULL), "no proof");
	*out = proof_consistency(&source, old_size, new_size);
	return ERR_OK;
}

static enum err key_history(void *context, uint64_t tree_size,
			    const SlbKeyHistory **out, struct diag *diag)
{
	struct fixture *f = context;

	if (f->history == NULL)
		return diag_error(diag, ERR_REFUSED, diag_at(NULL), "no history");
	cr_expect_eq(tree_size, f->history->tree_size);
	*out = f->history;
	return ERR_OK;
}

static void open_log(struct fixture *f)
{
	cr_assert_eq(known_log_open(&f->arena, f->path, &f->log.verifier, &f->known,
				    &f->diag),
		     ERR_OK);
}

static void set_up(struct fixture *f)
{
	*f = (struct fixture){ .log = made_log_of(16) };
	arena_init(&f->arena, 1 << 22);
	diag_init(&f->diag, &f->arena);
	f->path = path_join(&f->arena, made_folder(&f->arena), "checkpoint");
	open_log(f);
}

static void tear_down(struct fixture *f)
{
	signing_key_free(f->log.key);
	arena_release(&f->arena);
}

static enum err advance(struct fixture *f, const char *note)
{
	struct log_prover prover = { prove, key_history, f };

	return known_log_advance(&f->known, &f->arena, bytes_of_string(note), &prover,
				 NULL, &f->diag);
}

static enum err advance_to(struct fixture *f, size_t size)
{
	return advance(f, made_note(&f->arena, &f->log, size));
}

Test(known_log, the_first_checkpoint_is_kept_over_the_process)
{
	struct fixture f;

	set_up(&f);
	cr_expect_not(f.known.known);
	cr_expect_eq(advance_to(&f, 5), ERR_OK);
	cr_expect_eq(f.asked, 0);
	open_log(&f);
	cr_expect(f.known.known);
	cr_expect_eq(f.known.last.tree.size, 5);
	tear_down(&f);
}

Test(known_log, a_later_one_must_be_shown_to_go_on_from_it)
{
	struct fixture f;

	set_up(&f);
	cr_expect_eq(advance_to(&f, 5), ERR_OK);
	cr_expect_eq(advance_to(&f, 12), ERR_OK);
	cr_expect_eq(f.asked, 1);
	open_log(&f);
	cr_expect_eq(f.known.last.tree.size, 12);
	tear_down(&f);
}

Test(known_log, an_older_one_is_checked_and_not_kept)
{
	struct fixture f;

	set_up(&f);
	cr_expect_eq(advance_to(&f, 12), ERR_OK);
	cr_expect_eq(advance_to(&f, 5), ERR_OK);
	cr_expect_eq(f.asked, 1);
	cr_expect_eq(f.known.last.tree.size, 12);
	cr_expect_eq(advance_to(&f, 12), ERR_OK);
	cr_expect_eq(f.asked, 1);
	tear_down(&f);
}

/* Entry 3 is another one than the client was shown. */
static void rewrite(struct fixture *f)
{
	f->log.leaves[3] = treehash_leaf(bytes_of_string("rewritten"));
}

Test(known_log, a_rewritten_entry_is_noticed_whichever_tree_is_larger)
{
	static const size_t sizes[] = { 7, 12, 16 };

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct fixture f;
		const char *kept;

		set_up(&f);
		cr_expect_eq(advance_to(&f, 12), ERR_OK);
		rewrite(&f);
		cr_expect_eq(advance_to(&f, sizes[i]), ERR_LOG_INCONSISTENT, "%zu",
			     sizes[i]);
		kept = arena_printf(&f.arena, "%s.other", f.path);
		cr_expect_eq(access(kept, F_OK), 0, "both notes are evidence");
		cr_expect_eq(f.diag.warning_count, 0);
		open_log(&f);
		cr_expect_eq(f.known.last.tree.size, 12);
		cr_expect_eq(f.diag.warning_count, 1, "who opens it later is told");
		tear_down(&f);
	}
}

Test(known_log, a_broker_that_will_not_prove_is_not_believed)
{
	struct fixture f;

	set_up(&f);
	cr_expect_eq(advance_to(&f, 12), ERR_OK);
	f.answer = ERR_REFUSED;
	cr_expect_eq(advance_to(&f, 5), ERR_LOG_INCONSISTENT);
	tear_down(&f);
}

Test(known_log, a_broker_that_does_not_answer_accuses_nobody)
{
	struct fixture f;

	set_up(&f);
	cr_expect_eq(advance_to(&f, 5), ERR_OK);
	f.answer = ERR_UNREACHABLE;
	cr_expect_eq(advance_to(&f, 12), ERR_UNREACHABLE);
	cr_expect_eq(f.known.last.tree.size, 5);
	cr_expect_neq(access(arena_printf(&f.arena, "%s.other", f.path), F_OK), 0);
	tear_down(&f);
}

Test(known_log, every_tree_begins_with_the_empty_one)
{
	struct fixture f;

	set_up(&f);
	cr_expect_eq(advance_to(&f, 0), ERR_OK);
	cr_expect_eq(advance_to(&f, 7), ERR_OK);
	cr_expect_eq(f.asked, 0);
	tear_down(&f);
}

Test(known_log, another_key_is_no_checkpoint_of_this_log)
{
	struct fixture f;
	struct signing_key *log_key;

	set_up(&f);
	log_key = f.log.key;
	f.log.key = made_key(2);
	cr_expect_eq(advance_to(&f, 5), ERR_CHECKPOINT_INVALID);
	cr_expect_not(f.known.known);
	signing_key_free(log_key);
	tear_down(&f);
}

Test(known_log, a_file_that_holds_something_else_is_said)
{
	struct fixture f;

	set_up(&f);
	cr_assert_eq(
		file_replace(&f.arena, f.path, bytes_of_string("nothing\n"), &f.diag),
		ERR_OK);
	cr_expect_eq(
		known_log_open(&f.arena, f.path, &f.log.verifier, &f.known, &f.diag),
		ERR_CHECKPOINT_INVALID);
	tear_down(&f);
}

/* ---- another log key ---- */

/* A log of 16 whose entry 8 rotates to another key, which signs the note of 12. */
struct rotated {
	struct fixture f;
	struct signing_key *operator_key;
	struct signing_key *new_key;
	SlbLoggedStatement *entries[2];
	const char *note;
};

static void rotate(struct rotated *r)
{
	struct made_log renewed;

	*r = (struct rotated){ .operator_key = made_key(2), .new_key = made_key(0) };
	set_up(&r->f);
	r->entries[0] = made_opening(&r->f.arena, &r->f.log, r->operator_key);
	r->entries[1] = made_rotation(&r->f.arena, &r->f.log, 8,
				      SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_LOG,
				      r->new_key, r->operator_key);
	r->f.history = made_history(&r->f.arena, &r->f.log, 12, r->entries, 2);
	renewed = r->f.log;
	renewed.key = r->new_key;
	r->note = made_note(&r->f.arena, &renewed, 12);
}

static void put_back(struct rotated *r)
{
	signing_key_free(r->operator_key);
	signing_key_free(r->new_key);
	tear_down(&r->f);
}

Test(known_log, another_key_is_learned_from_the_log_itself)
{
	struct rotated r;

	rotate(&r);
	cr_expect_eq(advance_to(&r.f, 5), ERR_OK);
	cr_expect_eq(advance(&r.f, r.note), ERR_OK);
	cr_expect_eq(r.f.known.last.tree.size, 12);
	r.f.history = NULL; /* and is not asked for again */
	open_log(&r.f);
	cr_expect_eq(r.f.known.last.tree.size, 12);
	cr_expect_eq(r.f.known.keys.count, 2);
	cr_expect_eq(r.f.known.keys.rows[1].from_size, 9);
	cr_expect_eq(advance_to(&r.f, 6), ERR_OK, "the old key signed older trees");
	cr_expect_eq(advance_to(&r.f, 13), ERR_REFUSED, "and no later one");
	put_back(&r);
}

Test(known_log, a_key_is_not_learned_by_who_has_seen_nothing)
{
	struct rotated r;

	rotate(&r);
	cr_expect_eq(advance(&r.f, r.note), ERR_CHECKPOINT_INVALID);
	cr_expect_not(r.f.known.known);
	put_back(&r);
}

Test(known_log, a_history_without_the_key_that_signed_teaches_nothing)
{
	struct rotated r;

	rotate(&r);
	cr_expect_eq(advance_to(&r.f, 5), ERR_OK);
	r.f.history = made_history(&r.f.arena, &r.f.log, 12, r.entries, 1);
	cr_expect_eq(advance(&r.f, r.note), ERR_CHECKPOINT_INVALID);
	cr_expect_eq(r.f.known.keys.count, 1);
	r.f.history = NULL;
	cr_expect_eq(advance(&r.f, r.note), ERR_REFUSED);
	put_back(&r);
}

/* Somebody else's log: well signed, and its opening names the key that we know. */
Test(known_log, a_key_is_not_learned_from_another_log)
{
	struct rotated r;

	rotate(&r);
	cr_expect_eq(advance_to(&r.f, 5), ERR_OK);
	rewrite(&r.f);
	r.f.history = made_history(&r.f.arena, &r.f.log, 12, r.entries, 2);
	r.f.log.key = r.new_key;
	r.note = made_note(&r.f.arena, &r.f.log, 12);
	r.f.log.key = made_key(1);
	cr_expect_eq(advance(&r.f, r.note), ERR_LOG_INCONSISTENT);
	open_log(&r.f);
	cr_expect_eq(r.f.known.keys.count, 1);
	put_back(&r);
}

Test(known_log, a_new_key_in_the_profile_is_told_from_the_last_note)
{
	struct note_key verifier;
	struct rotated r;

	rotate(&r);
	cr_expect_eq(advance_to(&r.f, 5), ERR_OK);
	verifier = note_key_make(ORIGIN, NOTE_ED25519, signing_key_public(r.new_key));
	cr_expect_eq(
		known_log_open(&r.f.arena, r.f.path, &verifier, &r.f.known, &r.f.diag),
		ERR_CHECKPOINT_INVALID);
	cr_expect_not_null(strstr(r.f.diag.last->hint, "learned from the log itself"));
	open_log(&r.f);
	cr_expect_eq(advance(&r.f, r.note), ERR_OK);
	cr_expect_eq(
		known_log_open(&r.f.arena, r.f.path, &verifier, &r.f.known, &r.f.diag),
		ERR_OK);
	put_back(&r);
}
