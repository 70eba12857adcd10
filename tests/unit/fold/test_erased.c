#include "unit/fold/erased.h"
#include "unit/fold/folded.h"

/* What a log without the reports of January 2026 still shows. */

static struct story story;
static struct log told;

static void tear_down(void)
{
	story_end(&story);
}

TestSuite(erased, .fini = tear_down);

static void expect_fold(uint64_t erased_count)
{
	struct folded folded;

	log_of_world(&story.w, &told);
	folded = folded_of(&story.w, &told, false);
	cr_assert_eq(folded.err, ERR_OK, "%s", folded.text);
	cr_expect_eq(folded.counts.erased_count, erased_count);
	cr_expect_eq(folded.counts.restored_count, 1);
	store_close(folded.target);
}

static void expect_refusal(const char *what, enum err err, const char *text)
{
	struct folded folded = folded_of(&story.w, &told, false);

	cr_assert_eq(folded.err, err, "%s: %s: %s", what, err_name(folded.err),
		     folded.text);
	cr_expect_not_null(strstr(folded.text, text), "%s: %s", what, folded.text);
}

Test(erased, a_contract_that_was_amended_holds)
{
	erased_amended(&story);
	expect_fold(19);
}

Test(erased, a_contract_that_one_side_recorded_holds)
{
	erased_recorded(&story);
	expect_fold(19);
}

Test(erased, a_period_that_goes_on_holds)
{
	erased_quarter(&story);
	expect_fold(20);
}

Test(erased, what_the_broker_said_instead_is_found)
{
	erased_amended(&story);
	for (size_t i = 0; i < erased_lie_count; i++) {
		const struct erased_lie *lie = &erased_lies[i];

		log_of_world(&story.w, &told);
		erased_tell(&story, &told, lie);
		expect_refusal(lie->what, lie->err, lie->text);
	}
}

static void drop_first_outcome(void)
{
	log_of_world(&story.w, &told);
	told.count--;
	for (uint64_t i = erased_outcome(&told, 0); i < told.count; i++)
		told.entries[i] = told.entries[i + 1];
	log_chain(&told);
}

Test(erased, what_the_broker_did_not_say_is_missed)
{
	erased_amended(&story);
	drop_first_outcome();
	expect_refusal("1 February", ERR_LOG_DAMAGED, "was overdue");
}

/* The first day of the period is among those whose reports are gone. */
Test(erased, a_silence_is_missed_before_the_period_is_judged)
{
	erased_quarter(&story);
	drop_first_outcome();
	expect_refusal("10 February", ERR_LOG_DAMAGED,
		       "entry 40: something was overdue");
}
