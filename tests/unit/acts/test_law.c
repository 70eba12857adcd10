#include "unit/acts/world.h"

#include "acts/law.h"
#include "envelope/unpack.h"

static struct world w;

static void set_up(void)
{
	world_open(&w);
}

static void tear_down(void)
{
	world_close(&w);
}

TestSuite(law, .init = set_up, .fini = tear_down);

/* Each with another last day, so each with another version. */
static struct bytes terms_until(const char *last_day, struct digest *version)
{
	SlbTerms *terms = world_terms(&w, "2026-01-01", last_day);
	struct bytes packed = pack_message(&w.arena, &terms->base);

	*version = sha256(packed);
	return packed;
}

static const char *day_text(unsigned i)
{
	return arena_printf(&w.arena, "20%02u-12-31", 26 + i % 74);
}

Test(law, is_laid_out_as_far_as_its_last_day)
{
	struct digest version;
	struct bytes terms = terms_until("2026-12-31", &version);
	const struct law *whole;
	const struct law *cut;

	law_next_turn(w.acts);
	whole = law_get(w.acts, digest_bytes(&version), "2026-12-31", terms);
	cut = law_get(w.acts, digest_bytes(&version), "2026-02-14", terms);
	cr_expect_eq(whole->frame->period_count, 12);
	cr_expect_eq(cut->frame->period_count, 2);
	cr_expect_eq(cut->frame->term.end_s, law_day_s("2026-02-15"));
	cr_expect(law_is_known(w.acts, digest_bytes(&version), "2026-02-14"));
	cr_expect_not(law_is_known(w.acts, digest_bytes(&version), "2026-02-15"));
	cr_expect_eq(law_get(w.acts, digest_bytes(&version), "2026-12-31", terms),
		     whole);
}

Test(law, counts_the_parts_of_each_period_as_it_is_cut)
{
	struct digest version;
	struct bytes terms = terms_until("2026-12-31", &version);
	const struct law *cut;

	law_next_turn(w.acts);
	cut = law_get(w.acts, digest_bytes(&version), "2026-02-14", terms);
	cr_expect_eq(cut->terms->n_series, 1);
	cr_assert_eq(cut->frame->cut_count, 2);
	cr_expect_eq(cut->cut_parts[0], 31);
	cr_expect_eq(cut->cut_parts[1], 14);
}

Test(law, workspace_is_empty_whenever_it_is_asked_for)
{
	struct arena *workspace = acts_workspace(w.acts);
	char *first = arena_strdup(workspace, "what was judged before");

	cr_expect_eq(acts_workspace(w.acts), workspace);
	cr_expect_eq(arena_mark(workspace).used_bytes, 0);
	cr_expect_eq(arena_strdup(workspace, "period"), first);
}

Test(law, forgets_what_was_not_used_for_longest)
{
	struct digest versions[66];

	for (unsigned i = 0; i < ARRAY_SIZE(versions); i++) {
		struct bytes terms = terms_until(day_text(i), &versions[i]);

		law_next_turn(w.acts);
		(void)law_get(w.acts, digest_bytes(&versions[i]), day_text(i), terms);
		/* the first is used again and again */
		cr_expect(
			law_is_known(w.acts, digest_bytes(&versions[0]), day_text(0)));
	}
	cr_expect_not(law_is_known(w.acts, digest_bytes(&versions[1]), day_text(1)));
	cr_expect_not(law_is_known(w.acts, digest_bytes(&versions[2]), day_text(2)));
	cr_expect(law_is_known(w.acts, digest_bytes(&versions[3]), day_text(3)));
}

Test(law, forgets_nothing_that_is_in_use)
{
	struct digest versions[70];

	law_next_turn(w.acts);
	for (unsigned i = 0; i < ARRAY_SIZE(versions); i++) {
		struct bytes terms = terms_until(day_text(i), &versions[i]);

		(void)law_get(w.acts, digest_bytes(&versions[i]), day_text(i), terms);
	}
	for (unsigned i = 0; i < ARRAY_SIZE(versions); i++)
		cr_expect(
			law_is_known(w.acts, digest_bytes(&versions[i]), day_text(i)));
}
