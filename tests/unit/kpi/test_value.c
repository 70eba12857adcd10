#include "kpi/value.h"

#include <criterion/criterion.h>

#include "base/attribute.h"

#define AT_LEAST  SLB_COMPARATOR__COMPARATOR_AT_LEAST
#define MORE_THAN SLB_COMPARATOR__COMPARATOR_MORE_THAN
#define AT_MOST   SLB_COMPARATOR__COMPARATOR_AT_MOST
#define LESS_THAN SLB_COMPARATOR__COMPARATOR_LESS_THAN
#define BETWEEN   SLB_COMPARATOR__COMPARATOR_BETWEEN

/* Values 1, 2, 3, 4 against a target of 2, or a band of 2 to 3. */
static const struct {
	SlbComparator comparator;
	const char *words;
	bool met[4];
} comparisons[] = {
	{ AT_LEAST, "at least", { false, true, true, true } },
	{ MORE_THAN, "more than", { false, false, true, true } },
	{ AT_MOST, "at most", { true, true, false, false } },
	{ LESS_THAN, "less than", { true, false, false, false } },
	{ BETWEEN, "between", { false, true, true, false } },
};

Test(value, compares_as_the_comparator_says)
{
	for (size_t i = 0; i < ARRAY_SIZE(comparisons); i++) {
		for (size_t k = 0; k < 4; k++)
			cr_expect_eq(comparator_met(comparisons[i].comparator,
						    ratio_int((int64_t)k + 1),
						    ratio_int(2), ratio_int(3)),
				     comparisons[i].met[k], "%s %zu",
				     comparisons[i].words, k + 1);
		cr_expect_str_eq(comparator_words(comparisons[i].comparator),
				 comparisons[i].words);
	}
}

Test(value, reads_decimals_and_takes_none_as_1)
{
	struct arena arena;

	arena_init(&arena, 1 << 20);
	cr_expect_eq(ratio_compare(decimal_of_terms(&arena, ""), ratio_int(1)), 0);
	cr_expect_eq(ratio_compare(decimal_of_terms(&arena, "-0.25"),
				   ratio_make(&arena, -1, 4)),
		     0);
	arena_release(&arena);
}

Test(value, names_what_is_lacking)
{
	cr_expect_str_eq(lack_words(LACKS_NOTHING), "");
	cr_expect_str_eq(lack_words(LACKS_VOLUME), "no volume");
	cr_expect_str_eq(lack_words(LACKS_AGREEMENT), "contradictory");
	cr_expect_str_eq(lack_words(LACKS_MEASUREMENT), "not measured");
}
