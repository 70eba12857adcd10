#include "unit/acts/notice_world.h"

#include "envelope/seal.h"
#include "envelope/unpack.h"
#include "unit/acts/world_private.h"

/* What a conclusion takes from the log once more must be what was taken there. */

TestSuite(recall, .init = on_decision, .fini = tear_down);

/* The same at every place. */
static enum err read_given(void *context, struct arena *arena, uint64_t index,
			   struct bytes *envelope)
{
	(void)arena;
	(void)index;
	*envelope = *(const struct bytes *)context;
	return ERR_OK;
}

static struct bytes no_statement(void)
{
	const struct signing_key *const keys[] = { w.keys[KEY_NOTICE] };
	const struct seal_item item = { statement_payload_type(&w.arena, "outcome"),
					bytes_of_string("no statement") };

	return envelope_seal(&w.arena, &item, keys, 1);
}

/* Of serving the first day's finding, when its outcome reads so. */
static enum err conclude_from(struct bytes read)
{
	const SlbStatement *statement = serve("lender", "2026-01-01");
	struct world_entry entry = world_seal(
		&w, "serving", pack_message(&w.arena, &statement->base), KEY_LENDER);
	const struct act_reader reader = { .read = read_given, .context = &read };
	struct store_write *write = world_begin(&w);
	struct act_case act = world_case_of(&w, &entry);
	struct act_moment moment = world_moment_of(&w, &reader);
	struct act_conclusion conclusion;
	struct act_effects effects;
	struct state state;
	enum err err;

	state_init(&state, &w.arena, store_write_view(write));
	cr_assert_eq(acts_load(&act, &state), ERR_OK);
	cr_assert_eq(acts_decide(&act, &state, &effects, &w.diag), ERR_OK);
	cr_assert_eq(state_apply(write, &effects.changes), ERR_OK);
	state_init(&state, &w.arena, store_write_view(write));
	err = acts_conclude(&moment, &act, &effects, &state, &conclusion);
	store_abort(write);
	return err;
}

Test(recall, gives_no_notice_on_what_is_no_outcome)
{
	struct bytes judged;

	report(1, "2026-01-01", 79, 0);
	judged = w.entries[w.entry_count - 1].envelope;
	cr_expect_eq(conclude_from(judged), ERR_OK);
	cr_expect_eq(conclude_from(bytes_of_string("no envelope")), ERR_STORE_FOREIGN);
	cr_expect_eq(conclude_from(no_statement()), ERR_STORE_FOREIGN);
	cr_expect_eq(conclude_from(w.entries[0].envelope), ERR_STORE_FOREIGN);
}

/* Of another day, under the same version. */
Test(recall, gives_no_notice_on_an_outcome_that_judged_another_period)
{
	report(1, "2026-01-01", 79, 0);
	report(2, "2026-01-02", 79, 0);
	cr_expect_eq(conclude_from(w.entries[w.entry_count - 1].envelope),
		     ERR_STORE_FOREIGN);
}

/* Its facts are those of its own period, not of others in the same outcome. */
Test(recall, the_client_serves_one_of_periods_judged_together)
{
	tear_down();
	begin_counted_twice(SLB_SERVING_MODE__SERVING_MODE_ON_DECISION);
	judge_together();
	world_takes(&w, serve("lender", "2026-01-04"), KEY_LENDER);
	cr_expect_eq(notice_row(1)->start_s, law_day_s("2026-01-04"));
	cr_expect_str_eq(only_notice()->facts->displayed, "75.00 %");
	expect_replay();
}
