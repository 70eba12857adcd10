#include <criterion/criterion.h>
#include <string.h>

#include "base/attribute.h"
#include "rpc/line_limit.h"

#define MINUTE_MS LINE_LIMIT_MS

static struct line line_of(const char *file, int number, const char *text)
{
	struct line line = {
		.file = file, .number = number, .level = LINE_ERROR, .count = 1
	};

	(void)memcpy(line.text, text, strlen(text) + 1);
	return line;
}

static bool passes(struct line_limit *limit, int number, int64_t now_ms)
{
	struct line line = line_of("a.cc", number, "text");

	return line_limit_passes(limit, &line, now_ms);
}

Test(line_limit, the_first_line_of_each_place_is_said)
{
	struct line_limit limit = { 0 };
	struct line elsewhere = line_of("b.cc", 1, "text");

	cr_expect(passes(&limit, 1, 0));
	cr_expect_not(passes(&limit, 1, 0));
	cr_expect(passes(&limit, 2, 0));
	cr_expect(line_limit_passes(&limit, &elsewhere, 0));
	cr_expect_not(line_limit_passes(&limit, &elsewhere, MINUTE_MS - 1));
}

Test(line_limit, what_follows_is_told_once_a_minute_with_the_last_text)
{
	struct line_limit limit = { 0 };
	struct line last = line_of("a.cc", 1, "the last");
	struct line told;

	cr_expect(passes(&limit, 1, 5));
	cr_expect_not(line_limit_tells(&limit, 5 + MINUTE_MS, false, &told));
	for (int i = 0; i < 1000; i++)
		cr_expect_not(passes(&limit, 1, 6));
	cr_expect_not(line_limit_passes(&limit, &last, 7));
	cr_expect_not(line_limit_tells(&limit, 4 + MINUTE_MS, false, &told));
	cr_expect(line_limit_tells(&limit, 5 + MINUTE_MS, false, &told));
	cr_expect_eq(told.count, 1001);
	cr_expect_str_eq(told.text, "the last");
	cr_expect_str_eq(told.file, "a.cc");
	cr_expect_eq(told.number, 1);
	cr_expect_eq(told.level, LINE_ERROR);
	/* The line that told counts as said. */
	cr_expect_not(passes(&limit, 1, 4 + 2 * MINUTE_MS));
	cr_expect(line_limit_tells(&limit, 5 + 2 * MINUTE_MS, false, &told));
	cr_expect_eq(told.count, 1);
	cr_expect_not(line_limit_tells(&limit, 5 + 9 * MINUTE_MS, false, &told));
}

Test(line_limit, after_a_quiet_minute_the_next_is_said_at_once)
{
	struct line_limit limit = { 0 };

	cr_expect(passes(&limit, 1, 0));
	cr_expect_not(passes(&limit, 1, MINUTE_MS - 1));
	/* What is counted is told first, by who looks. */
	cr_expect_not(passes(&limit, 1, 3 * MINUTE_MS));
	limit = (struct line_limit){ 0 };
	cr_expect(passes(&limit, 1, 0));
	cr_expect(passes(&limit, 1, MINUTE_MS));
}

Test(line_limit, at_the_end_all_is_told)
{
	struct line_limit limit = { 0 };
	struct line told;

	for (int number = 1; number <= 2; number++) {
		cr_expect(passes(&limit, number, 0));
		cr_expect_not(passes(&limit, number, 0));
	}
	cr_expect(line_limit_tells(&limit, 1, true, &told));
	cr_expect_eq(told.number, 1);
	cr_expect(line_limit_tells(&limit, 1, true, &told));
	cr_expect_eq(told.number, 2);
	cr_expect_not(line_limit_tells(&limit, 1, true, &told));
}

Test(line_limit, places_beyond_the_table_share_its_last_row)
{
	struct line_limit limit = { 0 };
	struct line told;

	for (int number = 1; number <= LINE_LIMIT_PLACES; number++)
		cr_expect(passes(&limit, number, 0));
	for (int number = 101; number <= 200; number++)
		cr_expect_not(passes(&limit, number, 0));
	cr_expect(line_limit_tells(&limit, MINUTE_MS, false, &told));
	cr_expect_eq(told.count, 100);
	cr_expect_eq(told.number, 200);
	cr_expect_not(line_limit_tells(&limit, MINUTE_MS, false, &told));
}
