#include "ledger/signing.h"

#include "ledger/log_time.h"
#include "merkle/checkpoint.h"
#include "world.h"

/* Keys of the broker that are replaced while the log goes on. */

#define ROLE(name) SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_##name

static void start(struct world *w)
{
	world_make(w, true);
	w->next_log_key = speaker_make("broker", 21).key;
	w->next_notice_key = speaker_make("broker", 22).key;
	world_start(w);
	world_enrol(w);
}

static struct said rotation(struct world *w, SlbBrokerKeyRole role,
			    const struct signing_key *key)
{
	return say_key_rotation(&w->folder.arena, WORLD_ORIGIN, &w->operator, role,
				key);
}

/* Whether the checkpoint file is signed by this key. */
static bool is_signed_by(struct world *w, const struct signing_key *key)
{
	struct note_key verifier =
		note_key_make(WORLD_ORIGIN, NOTE_ED25519, signing_key_public(key));
	struct checkpoint checkpoint;

	return checkpoint_open(&w->folder.arena,
			       bytes_of_string(folder_read(&w->folder, "checkpoint")),
			       &verifier, &checkpoint, &w->folder.diag) == ERR_OK;
}

static void exchange(struct signing_key **a, struct signing_key **b)
{
	struct signing_key *key = *a;

	*a = *b;
	*b = key;
}

/* Rotates the log key, which then is world.log_key. */
static void rotate_log_key(struct world *w, uint64_t index)
{
	struct said said = rotation(w, ROLE(LOG), w->next_log_key);

	exchange(&w->log_key, &w->next_log_key);
	world_expect(w, &said, index);
}

static void enrol_third(struct world *w, uint64_t index)
{
	struct speaker third = speaker_make("third", 20);
	struct said said =
		say_enrolment(&w->folder.arena, WORLD_ORIGIN, &w->operator, & third);

	world_expect(w, &said, index);
	signing_key_free(third.key);
}

Test(signing, another_key_signs_from_its_rotation_on)
{
	struct world w;

	start(&w);
	cr_expect(is_signed_by(&w, w.log_key));
	rotate_log_key(&w, 5); /* and its receipt is proved by the new key */
	cr_expect(is_signed_by(&w, w.log_key));
	cr_expect_not(is_signed_by(&w, w.next_log_key));
	enrol_third(&w, 6);
	world_restart(&w);
	world_close(&w);
	cr_expect_eq(world_check(&w).signed_size, 7);
	world_remove(&w);
}

Test(signing, the_old_key_is_needed_no_more)
{
	struct signing_key *old_key;
	struct world w;

	start(&w);
	rotate_log_key(&w, 5);
	world_close(&w);
	old_key = w.next_log_key;
	w.next_log_key = NULL;
	cr_expect_eq(world_open(&w), ERR_OK);
	world_close(&w);
	exchange(&w.log_key, &old_key);
	cr_expect_eq(world_open(&w), ERR_KEY_NOT_AT_HAND);
	w.next_log_key = old_key;
	world_remove(&w);
}

Test(signing, a_key_that_is_not_at_hand_is_not_rotated_to)
{
	struct speaker other = speaker_make("broker", 23);
	struct world w;
	struct said said;

	start(&w);
	said = rotation(&w, ROLE(LOG), other.key);
	world_expect_refused(&w, &said, ERR_KEY_NOT_AT_HAND);
	cr_expect_eq(ledger_validate(w.ledger, &said.envelope, said.statement,
				     &w.folder.diag),
		     ERR_KEY_NOT_AT_HAND);
	said = rotation(&w, ROLE(NOTICES), w.next_log_key);
	world_expect_refused(&w, &said, ERR_KEY_NOT_AT_HAND);
	enrol_third(&w, 5);
	cr_expect(is_signed_by(&w, w.log_key));
	signing_key_free(other.key);
	world_remove(&w);
}

Test(signing, what_the_broker_says_is_signed_by_the_key_in_force)
{
	struct world w;
	struct said said;

	start(&w);
	world_tick(&w, WORLD_T + LOG_TIME_CLOCK_MS);
	cr_expect_eq(world_kind(&w, 5), SLB_STATEMENT__BODY_CLOCK);
	said = rotation(&w, ROLE(NOTICES), w.next_notice_key);
	world_expect(&w, &said, 6);
	world_tick(&w, WORLD_T + 2 * LOG_TIME_CLOCK_MS);
	cr_expect_eq(world_kind(&w, 7), SLB_STATEMENT__BODY_CLOCK);
	world_close(&w);
	(void)world_check(&w);
	world_remove(&w);
}

/* The crash comes after the log's commit, before the checkpoint. */
Test(signing, a_crash_may_come_between_rotation_and_checkpoint)
{
	struct signing_key *old_key;
	const char *before;
	struct world w;

	start(&w);
	before = folder_read(&w.folder, "checkpoint");
	rotate_log_key(&w, 5);
	world_close(&w);
	folder_write(&w.folder, "checkpoint", before);
	cr_expect_eq(world_check(&w).signed_size, 5);
	old_key = w.next_log_key;
	w.next_log_key = NULL;
	cr_assert_eq(world_open(&w), ERR_OK);
	cr_expect(is_signed_by(&w, w.log_key));
	world_close(&w);
	cr_expect_eq(world_check(&w).signed_size, 6);
	w.next_log_key = old_key;
	world_remove(&w);
}

Test(signing, the_old_key_signs_no_later_tree)
{
	struct check_options options;
	struct check_report report;
	struct checkpoint checkpoint;
	const char *note;
	struct world w;

	start(&w);
	rotate_log_key(&w, 5);
	world_close(&w);
	note = folder_read(&w.folder, "checkpoint");
	cr_assert_eq(checkpoint_read(&w.folder.arena, bytes_of_string(note),
				     &checkpoint, &w.folder.diag),
		     ERR_OK);
	folder_write(&w.folder, "checkpoint",
		     checkpoint_sign(&w.folder.arena, &checkpoint, w.next_log_key));
	cr_expect_eq(world_open(&w), ERR_CHECKPOINT_INVALID);
	world_close(&w);
	options = world_check_options(&w);
	cr_expect_eq(ledger_check(&options, &report, &w.folder.diag),
		     ERR_CHECKPOINT_INVALID);
	world_remove(&w);
}
