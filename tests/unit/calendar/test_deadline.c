#include "calendar/deadline.h"

#include "base/ensure.h"
#include "zones.h"

static const struct hours_opening nine_to_five[] = { { 540, 1020 } };
static const struct hours office = {
	.week = { { nine_to_five, 1 },
		  { nine_to_five, 1 },
		  { nine_to_five, 1 },
		  { nine_to_five, 1 },
		  { nine_to_five, 1 } },
};

static const struct {
	struct delay delay;
	const char *event;
	const char *deadline;
} rows[] = {
	{ { 0, DELAY_HOURS },
	  "2026-10-24T12:00:00+02:00",
	  "2026-10-24T12:00:00+02:00" },
	{ { 0, DELAY_DAYS }, "2026-10-24T12:00:00+02:00", "2026-10-24T12:00:00+02:00" },
	{ { 0, DELAY_BUSINESS_HOURS },
	  "2026-10-24T12:00:00+02:00",
	  "2026-10-24T12:00:00+02:00" },
	{ { 0, DELAY_BUSINESS_DAYS },
	  "2026-10-24T12:00:00+02:00",
	  "2026-10-24T12:00:00+02:00" },
	{ { 24, DELAY_HOURS },
	  "2026-10-24T12:00:00+02:00",
	  "2026-10-25T11:00:00+01:00" },
	{ { 1, DELAY_DAYS }, "2026-10-24T12:00:00+02:00", "2026-10-26T00:00:00+01:00" },
	{ { 1, DELAY_DAYS }, "2026-10-24T00:00:00+02:00", "2026-10-26T00:00:00+01:00" },
	{ { 30, DELAY_DAYS },
	  "2026-11-01T10:00:00+01:00",
	  "2026-12-02T00:00:00+01:00" },
	{ { 1, DELAY_BUSINESS_HOURS },
	  "2026-11-20T16:30:00+01:00",
	  "2026-11-23T09:30:00+01:00" },
	{ { 5, DELAY_BUSINESS_DAYS },
	  "2026-11-20T16:30:00+01:00",
	  "2026-11-27T17:00:00+01:00" },
};

Test(deadline, ends_each_kind_of_delay)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		int64_t deadline_s;

		cr_assert(deadline_after(rows[i].delay, &office, &rome,
					 at(rows[i].event), &deadline_s));
		cr_assert_eq(deadline_s, at(rows[i].deadline), "row %zu: %lld s off", i,
			     (long long)(deadline_s - at(rows[i].deadline)));
	}
}

Test(deadline, needs_hours_for_business_time_only)
{
	int64_t deadline_s;

	cr_assert(deadline_after((struct delay){ 2, DELAY_HOURS }, NULL, &utc, 0,
				 &deadline_s));
	cr_assert_eq(deadline_s, 7200);
	cr_assert(deadline_after((struct delay){ 2, DELAY_DAYS }, NULL, &utc, 0,
				 &deadline_s));
	cr_assert_eq(deadline_s, 3 * 86400);
}

Test(deadline, is_none_where_business_time_runs_out)
{
	const struct hours never = { .holiday_count = 0 };
	int64_t deadline_s;

	cr_assert_not(deadline_after((struct delay){ 1, DELAY_BUSINESS_HOURS }, &never,
				     &utc, 0, &deadline_s));
	cr_assert_not(deadline_after((struct delay){ 1, DELAY_BUSINESS_DAYS }, &never,
				     &utc, 0, &deadline_s));
}

static void ask_without_hours(void *context)
{
	const struct delay *delay = context;

	cr_assert(deadline_after(*delay, NULL, &utc, 0, &(int64_t){ 0 }));
}

Test(deadline, breaks_an_invariant_without_the_hours_it_needs)
{
	struct delay delays[] = { { 1, DELAY_BUSINESS_HOURS },
				  { 1, DELAY_BUSINESS_DAYS } };
	struct ensure_failure failure;

	for (size_t i = 0; i < ARRAY_SIZE(delays); i++)
		cr_assert_not(ensure_run(ask_without_hours, &delays[i], &failure));
}
