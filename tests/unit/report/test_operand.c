#include "report/operand.h"

#include <criterion/criterion.h>

#include "support/law.h"

static struct arena arena;
static const struct frame *frame;

static void set_up(void)
{
	static const uint64_t bounds[] = { 5, 10, 20 };
	SlbTerms *terms;

	arena_init(&arena, LAW_ARENA_BYTES);
	terms = law_terms(&arena, "2026-01-01", "2026-01-31");
	law_add_series(&arena, terms, "survey", 0);
	law_add_series(&arena, terms, "inbound", 1800);
	law_add_counter(&arena, terms, "survey", "votes",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER);
	law_add_counter(&arena, terms, "inbound", "longest",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER)
		->pooling = SLB_POOLING__POOLING_MAXIMUM;
	law_add_histogram(&arena, terms, "survey", "scores", bounds, 3);
	law_add_histogram(&arena, terms, "inbound", "wait", bounds, 3);
	frame = frame_of_terms(&arena, terms);
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(operand, .init = set_up, .fini = tear_down);

static struct operand operand_of(const char *text)
{
	return operand_of_term(&arena, frame, law_sum_of(&arena, text).terms[0]);
}

Test(operand, resolves_counters_and_their_pooling)
{
	struct operand votes = operand_of("votes");
	struct operand longest = operand_of("longest");

	cr_expect_str_eq(votes.title, "contacts votes");
	cr_expect_eq(votes.series, 0);
	cr_expect_eq(votes.bucket_first, 0);
	cr_expect_eq(votes.bucket_end, 1);
	cr_expect_not(votes.is_maximum);
	cr_expect_eq(longest.column, 1);
	cr_expect_eq(longest.series, 1);
	cr_expect(longest.is_maximum);
}

static const struct {
	const char *range;
	const char *name;
	size_t first;
	size_t end;
} ranges[] = {
	{ "wait[..]", "wait", 0, 4 },
	{ "wait[..5]", "wait up to 5", 0, 1 },
	{ "wait[..20]", "wait up to 20", 0, 3 },
	{ "wait[5..20]", "wait above 5 up to 20", 1, 3 },
	{ "wait[20..]", "wait above 20", 3, 4 },
};

Test(operand, resolves_ranges_to_buckets)
{
	for (size_t i = 0; i < ARRAY_SIZE(ranges); i++) {
		struct operand range = operand_of(ranges[i].range);

		cr_expect_str_eq(range.name, ranges[i].name);
		cr_expect_eq(range.bucket_first, ranges[i].first);
		cr_expect_eq(range.bucket_end, ranges[i].end);
		cr_expect_eq(range.column, 1);
		cr_expect_eq(range.series, 1);
	}
}

static bool same(const char *a, const char *b)
{
	struct operand left = operand_of(a);
	struct operand right = operand_of(b);

	return operand_same(&left, &right);
}

Test(operand, tells_what_is_the_same)
{
	struct operand wide = operand_of("wait[..20]");
	struct operand narrow = operand_of("wait[5..20]");

	cr_expect(same("wait[5..20]", "wait[5..20]"));
	cr_expect_not(same("wait[5..20]", "wait[..20]"));
	cr_expect_not(same("wait[5..20]", "wait[5..10]"));
	cr_expect_not(same("wait[..]", "scores[..]"));
	cr_expect_not(same("longest", "wait[..5]"));
	cr_expect_not(same("longest", "votes"));
	cr_expect(operand_same_column(&wide, &narrow));
}
