#include <criterion/criterion.h>
#include <unistd.h>

#include "lib/submit.h"
#include "unit/lib/broker.h"
#include "unit/lib/sleep.h"

#define COUNT 5

struct fixture {
	struct made_broker broker;
	struct profile profile;
	struct session session;
	struct spool spool;
	struct diag diag;
	struct signing_key *tokens_key;
	struct bytes envelopes[COUNT];
	struct submitted out[COUNT];
};

static void set_up(struct fixture *f)
{
	struct session_options options = { .profile = &f->profile,
					   .clock = clock_system() };
	struct arena *arena = &f->broker.arena;

	broker_open(&f->broker);
	broker_profile(&f->broker, &f->profile);
	diag_init(&f->diag, arena);
	f->tokens_key = made_key(2);
	options.tokens_key = f->tokens_key;
	cr_assert_eq(session_open(&f->session, arena, &options, &f->diag), ERR_OK);
	f->session.sleep_ms = sleep_not;
	cr_assert_eq(spool_open(arena, f->profile.message->state_folder, &f->spool,
				&f->diag),
		     ERR_OK);
	for (size_t i = 0; i < COUNT; i++)
		f->envelopes[i] = made_acceptance(arena, 1).received;
	sleeps = 0;
}

static void tear_down(struct fixture *f)
{
	spool_close(&f->spool);
	session_close(&f->session);
	signing_key_free(f->tokens_key);
	broker_close(&f->broker);
}

static enum err submit(struct fixture *f, size_t count)
{
	return submit_all(&f->session, &f->spool, f->envelopes, count, f->out,
			  &f->diag);
}

static size_t waiting(struct fixture *f)
{
	struct spool_list list;

	cr_assert_eq(spool_waiting(&f->spool, &f->broker.arena, &list, &f->diag),
		     ERR_OK);
	return list.count;
}

static bool has_receipt(struct fixture *f, size_t i)
{
	struct arena *arena = &f->broker.arena;
	const char *id = hex_encode(arena, digest_bytes(&f->out[i].content_id));

	return access(arena_printf(arena, "%s/logged/%s.receipt",
				   f->profile.message->state_folder, id),
		      F_OK) == 0;
}

Test(submit, one_statement_is_logged_proved_and_kept)
{
	struct fixture f;

	set_up(&f);
	cr_assert_eq(submit(&f, 1), ERR_OK);
	cr_expect_eq(f.out[0].proof.log_index, 1);
	cr_expect_not_null(f.out[0].receipt);
	cr_expect(has_receipt(&f, 0));
	cr_expect_eq(waiting(&f), 0);
	cr_expect_eq(f.session.known.last.tree.size, 2);
	tear_down(&f);
}

Test(submit, twice_is_once)
{
	struct fixture f;

	set_up(&f);
	cr_assert_eq(submit(&f, 1), ERR_OK);
	cr_assert_eq(submit(&f, 1), ERR_OK);
	cr_expect_eq(f.out[0].proof.log_index, 1);
	cr_expect_not_null(f.out[0].receipt);
	cr_expect_eq(f.broker.log.size, 2);
	cr_expect_eq(waiting(&f), 0);
	tear_down(&f);
}

Test(submit, many_go_in_one_message)
{
	struct fixture f;

	set_up(&f);
	cr_assert_eq(submit(&f, COUNT), ERR_OK);
	cr_expect_eq(f.broker.messages, 1);
	for (size_t i = 0; i < COUNT; i++) {
		cr_expect_eq(f.out[i].proof.log_index, i + 1);
		cr_expect(has_receipt(&f, i));
	}
	cr_expect_eq(waiting(&f), 0);
	tear_down(&f);
}

Test(submit, a_refused_one_is_told_and_set_aside)
{
	struct fixture f;

	set_up(&f);
	f.broker.refusals = 1;
	f.broker.refuse_with = ERR_CONTRACT_INVALID;
	cr_expect_eq(submit(&f, 1), ERR_REFUSED);
	cr_expect_str_eq(f.out[0].reason, "CONTRACT_INVALID");
	cr_expect_eq(f.diag.first->code, ERR_CONTRACT_INVALID);
	cr_expect_eq(waiting(&f), 0);
	cr_expect_not(has_receipt(&f, 0));
	tear_down(&f);
}

Test(submit, a_refused_one_does_not_stop_the_others)
{
	struct fixture f;

	set_up(&f);
	f.broker.refusals = 2;
	f.broker.refuse_with = ERR_REPORT_SEQUENCE;
	cr_expect_eq(submit(&f, COUNT), ERR_REFUSED);
	for (size_t i = 0; i < COUNT; i++)
		cr_expect_eq(f.out[i].result, i < 2 ? ERR_REFUSED : ERR_OK);
	cr_expect_eq(waiting(&f), 0);
	tear_down(&f);
}

Test(submit, while_the_broker_is_away_it_waits_and_the_same_bytes_go_later)
{
	struct submitted *sent;
	struct fixture f;
	size_t count;

	set_up(&f);
	f.broker.refusals = 100;
	f.broker.refuse_with = ERR_STOPPING;
	cr_expect_eq(submit(&f, 1), ERR_UNREACHABLE);
	cr_expect_eq(waiting(&f), 1);
	f.broker.refusals = 0;
	cr_assert_eq(submit_waiting(&f.session, &f.spool, &sent, &count, &f.diag),
		     ERR_OK);
	cr_assert_eq(count, 1);
	cr_expect(digest_equal(&sent[0].content_id, &f.out[0].content_id));
	cr_expect_eq(waiting(&f), 0);
	tear_down(&f);
}

Test(submit, many_that_wait_are_no_success)
{
	struct fixture f;

	set_up(&f);
	/* Each is answered, and none is taken. */
	f.broker.refusals = COUNT;
	f.broker.refuse_with = ERR_STOPPING;
	cr_expect_eq(submit(&f, COUNT), ERR_UNREACHABLE);
	cr_expect_str_eq(f.out[0].reason, "STOPPING");
	cr_expect_eq(waiting(&f), COUNT);
	tear_down(&f);
}

Test(submit, one_that_waits_is_told_though_the_others_are_logged)
{
	struct fixture f;

	set_up(&f);
	f.broker.refusals = 1;
	f.broker.refuse_with = ERR_STOPPING;
	cr_expect_eq(submit(&f, COUNT), ERR_UNREACHABLE);
	cr_expect_null(f.out[0].receipt);
	cr_expect_not_null(f.out[1].receipt);
	cr_expect_eq(waiting(&f), 1);
	tear_down(&f);
}

Test(submit, what_waited_goes_first)
{
	struct spool_entry entry;
	struct envelope late;
	struct fixture f;

	set_up(&f);
	late = made_acceptance(&f.broker.arena, 1);
	cr_assert_eq(spool_put(&f.spool, &f.broker.arena, &late.content_id,
			       late.received, &entry, &f.diag),
		     ERR_OK);
	cr_assert_eq(submit(&f, 2), ERR_OK);
	cr_expect(digest_equal(&f.broker.logged[1], &late.content_id));
	cr_expect_eq(f.out[0].proof.log_index, 2);
	cr_expect_eq(f.out[1].proof.log_index, 3);
	tear_down(&f);
}

Test(submit, a_stream_that_is_cut_goes_on)
{
	struct fixture f;

	set_up(&f);
	f.broker.cut_after = 1;
	cr_assert_eq(submit(&f, COUNT), ERR_OK);
	cr_expect_eq(sleeps, 1);
	cr_expect_eq(f.broker.messages, 2);
	/* Sent twice, logged once. */
	cr_expect_eq(f.broker.log.size, COUNT + 1);
	cr_expect_eq(waiting(&f), 0);
	tear_down(&f);
}

Test(submit, a_receipt_that_proves_nothing_is_not_believed)
{
	struct fixture f;

	set_up(&f);
	f.broker.lies = true;
	cr_expect_eq(submit(&f, 1), ERR_RECEIPT_INVALID);
	cr_expect_eq(waiting(&f), 1);
	cr_expect_not(has_receipt(&f, 0));
	f.broker.lies = false;
	cr_expect_eq(submit(&f, 1), ERR_OK);
	tear_down(&f);
}

Test(submit, a_log_that_was_rewritten_is_not_believed)
{
	struct fixture f;

	set_up(&f);
	cr_assert_eq(submit(&f, 2), ERR_OK);
	f.broker.log.leaves[0] = treehash_leaf(bytes_of_string("rewritten"));
	f.envelopes[0] = f.envelopes[3];
	cr_expect_eq(submit(&f, 1), ERR_LOG_INCONSISTENT);
	cr_expect_eq(waiting(&f), 1);
	tear_down(&f);
}

Test(submit, one_that_nobody_signed_is_not_kept)
{
	struct fixture f;

	set_up(&f);
	f.envelopes[1].len--;
	cr_expect_eq(submit(&f, 2), ERR_WIRE_NOT_CANONICAL);
	cr_expect_eq(waiting(&f), 0);
	cr_expect_eq(f.broker.statements, 0);
	tear_down(&f);
}

Test(submit, dry_logs_nothing)
{
	struct fixture f;

	set_up(&f);
	cr_expect_eq(submit_dry(&f.session, f.envelopes[0], &f.diag), ERR_OK);
	cr_expect_eq(f.broker.log.size, 1);
	f.broker.lies = true;
	cr_expect_eq(submit_dry(&f.session, f.envelopes[0], &f.diag),
		     ERR_RECEIPT_INVALID);
	f.broker.refusals = 1;
	f.broker.refuse_with = ERR_CONTRACT_INVALID;
	cr_expect_eq(submit_dry(&f.session, f.envelopes[0], &f.diag), ERR_REFUSED);
	cr_expect_eq(waiting(&f), 0);
	tear_down(&f);
}
