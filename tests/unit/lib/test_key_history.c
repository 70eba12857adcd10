#include <criterion/criterion.h>

#include "lib/key_history.h"
#include "unit/lib/made.h"

#define ROLE(name) SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_##name

/* A log whose operator rotates its log key (entry 3), itself (5), and the log key again
 * (7): keys 1, 0, 3 sign, the operators are 2 and 4. */
struct fixture {
	struct arena arena;
	struct diag diag;
	struct made_log log;
	struct signing_key *keys[5];
	SlbLoggedStatement *entries[4];
	SlbKeyHistory *history;
	struct tree_head tree;
	struct log_keys out;
};

static void prove(struct fixture *f)
{
	struct tree_source source = made_source(&f->log);

	f->history = made_history(&f->arena, &f->log, 10, f->entries, 4);
	f->tree = (struct tree_head){ 10, treehash_range(&source, 0, 10) };
}

static void set_up(struct fixture *f)
{
	*f = (struct fixture){ .log = made_log_of(10) };
	arena_init(&f->arena, 1 << 22);
	diag_init(&f->diag, &f->arena);
	for (unsigned i = 0; i < ARRAY_SIZE(f->keys); i++)
		f->keys[i] = made_key(i);
	f->entries[0] = made_opening(&f->arena, &f->log, f->keys[2]);
	f->entries[1] =
		made_rotation(&f->arena, &f->log, 3, ROLE(LOG), f->keys[0], f->keys[2]);
	f->entries[2] = made_rotation(&f->arena, &f->log, 5, ROLE(OPERATOR), f->keys[4],
				      f->keys[2]);
	f->entries[3] =
		made_rotation(&f->arena, &f->log, 7, ROLE(LOG), f->keys[3], f->keys[4]);
	prove(f);
}

static void tear_down(struct fixture *f)
{
	for (unsigned i = 0; i < ARRAY_SIZE(f->keys); i++)
		signing_key_free(f->keys[i]);
	signing_key_free(f->log.key);
	arena_release(&f->arena);
}

static enum err verify(struct fixture *f)
{
	return key_history_verify(&f->arena, f->history, ORIGIN, &f->tree, &f->out,
				  &f->diag);
}

static bool signs(struct fixture *f, uint64_t size, unsigned key)
{
	return memcmp(log_keys_find(&f->out, size)->key.bytes,
		      signing_key_public(f->keys[key])->bytes, PUBLIC_KEY_BYTES) == 0;
}

Test(key_history, gives_each_key_from_its_rotation_on)
{
	struct fixture f;

	set_up(&f);
	cr_assert_eq(verify(&f), ERR_OK);
	cr_expect_eq(f.out.count, 3);
	cr_expect(signs(&f, 3, 1));
	cr_expect(signs(&f, 4, 0));
	cr_expect(signs(&f, 7, 0));
	cr_expect(signs(&f, 8, 3));
	tear_down(&f);
}

static void names(struct fixture *f, SlbBrokerKeyRole role, size_t count,
		  const struct signing_key *const *keys)
{
	struct public_key found[4];

	cr_assert_eq(key_history_keys(&f->arena, f->history, role, found), count);
	for (size_t i = 0; i < count; i++)
		cr_expect_arr_eq(found[i].bytes, signing_key_public(keys[i])->bytes,
				 PUBLIC_KEY_BYTES);
}

Test(key_history, names_every_key_of_a_role)
{
	struct fixture f;

	set_up(&f);
	cr_assert_eq(verify(&f), ERR_OK);
	names(&f, ROLE(OPERATOR), 2,
	      (const struct signing_key *const[]){ f.keys[2], f.keys[4] });
	names(&f, ROLE(LOG), 3,
	      (const struct signing_key *const[]){ f.log.key, f.keys[0], f.keys[3] });
	tear_down(&f);
}

/* ---- what is bent is refused ---- */

static void no_entries(struct fixture *f)
{
	f->history->n_entries = f->history->n_inclusion = 0;
}

static void proof_left_out(struct fixture *f)
{
	f->history->n_inclusion--;
}

static void without_opening(struct fixture *f)
{
	f->history->entries++;
	f->history->inclusion++;
	f->history->n_entries--;
	f->history->n_inclusion--;
}

static void other_place(struct fixture *f)
{
	f->entries[1]->log_index = 4;
}

static void twice(struct fixture *f)
{
	f->entries[2] = f->entries[1];
	prove(f);
}

static void other_root(struct fixture *f)
{
	f->tree.root.bytes[0] ^= 1;
}

static void other_salt(struct fixture *f)
{
	f->entries[1]->salt.data[0] ^= 1;
}

static void no_salt(struct fixture *f)
{
	f->entries[1]->salt.len = 0;
}

static void no_envelope(struct fixture *f)
{
	f->entries[1]->envelope.len = 0;
}

static void other_leaf(struct fixture *f)
{
	f->entries[1]->leaf.len--;
}

static void other_statement(struct fixture *f)
{
	f->entries[1]->envelope = f->entries[2]->envelope;
}

static void old_operator(struct fixture *f)
{
	f->entries[3] =
		made_rotation(&f->arena, &f->log, 7, ROLE(LOG), f->keys[3], f->keys[2]);
	prove(f);
}

static const struct {
	const char *what;
	void (*bend)(struct fixture *f);
	enum err expected;
} bends[] = {
	{ "no entries", no_entries, ERR_PROOF_INVALID },
	{ "a proof left out", proof_left_out, ERR_PROOF_INVALID },
	{ "without opening", without_opening, ERR_PROOF_INVALID },
	{ "at another place", other_place, ERR_PROOF_INVALID },
	{ "twice", twice, ERR_PROOF_INVALID },
	{ "another root", other_root, ERR_PROOF_INVALID },
	{ "another salt", other_salt, ERR_PROOF_INVALID },
	{ "no salt", no_salt, ERR_PROOF_INVALID },
	{ "no envelope", no_envelope, ERR_ENVELOPE_SHAPE },
	{ "a leaf cut short", other_leaf, ERR_LEAF_INVALID },
	{ "another statement", other_statement, ERR_PROOF_INVALID },
	{ "an operator of before", old_operator, ERR_KEY_UNKNOWN },
};

Test(key_history, every_part_counts)
{
	for (size_t i = 0; i < ARRAY_SIZE(bends); i++) {
		struct fixture f;

		set_up(&f);
		bends[i].bend(&f);
		cr_expect_str_eq(err_name(verify(&f)), err_name(bends[i].expected),
				 "%s", bends[i].what);
		tear_down(&f);
	}
}
