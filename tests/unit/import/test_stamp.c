#include <criterion/criterion.h>

#include "base/attribute.h"
#include "calendar/civil.h"
#include "import/stamp.h"

static const struct {
	const char *text;
	const char *format;
	enum stamp_result result;
	const char *local;
} cases[] = {
	{ "2026-03-01", "%Y-%m-%d", STAMP_OK, "2026-03-01T00:00:00" },
	{ "2026-3-1", "%Y-%m-%d", STAMP_OK, "2026-03-01T00:00:00" },
	{ "01.03.2026 7:05", "%d.%m.%Y %H:%M", STAMP_OK, "2026-03-01T07:05:00" },
	{ "03/01/26 12:00 AM", "%m/%d/%y %I:%M %p", STAMP_OK, "2026-03-01T00:00:00" },
	{ "03/01/26 12:30 pm", "%m/%d/%y %I:%M %p", STAMP_OK, "2026-03-01T12:30:00" },
	{ "03/01/26 11:59:59 PM", "%m/%d/%y %I:%M:%S %p", STAMP_OK,
	  "2026-03-01T23:59:59" },
	{ "03/01/69", "%m/%d/%y", STAMP_OK, "1969-03-01T00:00:00" },
	{ "03/01/68", "%m/%d/%y", STAMP_OK, "2068-03-01T00:00:00" },
	{ "Apr-15", "%b-%y", STAMP_OK, "2015-04-01T00:00:00" },
	{ "SEPTEMBER 2015", "%B %Y", STAMP_OK, "2015-09-01T00:00:00" },
	{ "Sep 2015", "%B %Y", STAMP_OK, "2015-09-01T00:00:00" },
	{ "may 2015", "%b %Y", STAMP_OK, "2015-05-01T00:00:00" },
	{ "2026-03-01T09:30:00.123456", "%Y-%m-%dT%H:%M:%S.%f", STAMP_OK,
	  "2026-03-01T09:30:00" },
	{ "2026-03-01  09:30 ", "%Y-%m-%d %H:%M", STAMP_OK, "2026-03-01T09:30:00" },
	{ "20260301", "%Y%m%d", STAMP_OK, "2026-03-01T00:00:00" },
	{ "5", "%j", STAMP_OK, "2019-03-05T00:00:00" },
	{ "100%2026", "100%%%Y", STAMP_OK, "2026-01-01T00:00:00" },
	{ "2024-02-29", "%Y-%m-%d", STAMP_OK, "2024-02-29T00:00:00" },
	{ "Mon, 2 March 2026", "%a, %d %B %Y", STAMP_OK, "2026-03-02T00:00:00" },
	{ "2026-03-02 monday", "%Y-%m-%d %A", STAMP_OK, "2026-03-02T00:00:00" },
	{ "2026-03-02 09:00 - 09:30", "%Y-%m-%d %H:%M%*", STAMP_OK,
	  "2026-03-02T09:00:00" },
	{ "2026-03-02", "%Y-%m-%d%*", STAMP_OK, "2026-03-02T00:00:00" },
	{ "Lunes 2026", "%a %Y", STAMP_MISMATCH, NULL },
	{ "2026-02-29", "%Y-%m-%d", STAMP_NO_DATE, NULL },
	{ "2026-13-01", "%Y-%m-%d", STAMP_NO_DATE, NULL },
	{ "0000-01-01", "%Y-%m-%d", STAMP_NO_DATE, NULL },
	{ "2026-03-01 24:00", "%Y-%m-%d %H:%M", STAMP_NO_DATE, NULL },
	{ "2026-03-01 23:60", "%Y-%m-%d %H:%M", STAMP_NO_DATE, NULL },
	{ "03/01/26 13:00 PM", "%m/%d/%y %I:%M %p", STAMP_NO_DATE, NULL },
	{ "03/01/26 0:00 AM", "%m/%d/%y %I:%M %p", STAMP_NO_DATE, NULL },
	{ "2026-03-01x", "%Y-%m-%d", STAMP_MISMATCH, NULL },
	{ "2026-03", "%Y-%m-%d", STAMP_MISMATCH, NULL },
	{ "26-03-01", "%Y-%m-%d", STAMP_MISMATCH, NULL },
	{ "Apx-15", "%b-%y", STAMP_MISMATCH, NULL },
	{ "Apr-5", "%b-%y", STAMP_MISMATCH, NULL },
	{ "0", "%j", STAMP_MISMATCH, NULL },
	{ "1:00 XM", "%I:%M %p", STAMP_MISMATCH, NULL },
	{ "2026-03-01.", "%Y-%m-%d.%f", STAMP_MISMATCH, NULL },
	{ "", "%Y", STAMP_MISMATCH, NULL },
	{ "2026", "%G", STAMP_FORMAT, NULL },
	{ "2026", "%Y%", STAMP_FORMAT, NULL },
};

Test(stamp, dates_are_read_by_their_format)
{
	int64_t first_day;
	cr_assert(civil_parse_day(bytes_of_string("2019-03-01"), &first_day));
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct stamp stamp = stamp_blank();
		int64_t local_s;
		enum stamp_result result = stamp_read(bytes_of_string(cases[i].text),
						      cases[i].format, &stamp);
		cr_expect_eq(result, cases[i].result, "case %zu: %s", i, cases[i].text);
		if (result != STAMP_OK || !cases[i].local)
			continue;
		cr_assert(civil_parse_local(bytes_of_string(cases[i].local), &local_s));
		cr_expect_eq(stamp_local_s(&stamp, first_day), local_s, "case %zu: %s",
			     i, cases[i].text);
	}
}

static const struct {
	const char *text;
	enum stamp_result result;
	int32_t offset_s;
} offsets[] = {
	{ "2026-03-01Z", STAMP_OK, 0 },
	{ "2026-03-01+01:30", STAMP_OK, 5400 },
	{ "2026-03-01-0500", STAMP_OK, -18000 },
	{ "2026-03-01+19:00", STAMP_MISMATCH, 0 },
	{ "2026-03-01+01:60", STAMP_MISMATCH, 0 },
	{ "2026-03-01+1", STAMP_MISMATCH, 0 },
	{ "2026-03-01+01", STAMP_MISMATCH, 0 },
	{ "2026-03-01", STAMP_MISMATCH, 0 },
};

Test(stamp, offsets_from_utc)
{
	for (size_t i = 0; i < ARRAY_SIZE(offsets); i++) {
		struct stamp stamp = stamp_blank();
		cr_expect_eq(stamp_read(bytes_of_string(offsets[i].text), "%Y-%m-%d%z",
					&stamp),
			     offsets[i].result, "%s", offsets[i].text);
		if (offsets[i].result != STAMP_OK)
			continue;
		cr_expect(stamp.has_offset);
		cr_expect_eq(stamp.offset_s, offsets[i].offset_s);
	}
}

Test(stamp, seconds_and_milliseconds_since_1970)
{
	struct stamp stamp = stamp_blank();
	cr_expect_eq(stamp_read(bytes_of_string("1266833361"), "%s", &stamp), STAMP_OK);
	cr_expect(stamp.has_instant);
	cr_expect_eq(stamp.instant_s, 1266833361);
	stamp = stamp_blank();
	cr_expect_eq(stamp_read(bytes_of_string("1266833361999"), "%Q", &stamp),
		     STAMP_OK);
	cr_expect_eq(stamp.instant_s, 1266833361);
	cr_expect_eq(stamp_read(bytes_of_string("x"), "%s", &stamp), STAMP_MISMATCH);
}

Test(stamp, a_time_of_its_own_joins_the_date)
{
	struct stamp stamp = stamp_blank();
	int64_t local_s;
	cr_expect_eq(stamp_read(bytes_of_string("1.3.2026"), "%d.%m.%Y", &stamp),
		     STAMP_OK);
	cr_expect_eq(stamp_read(bytes_of_string("0930"), "%H%M", &stamp), STAMP_OK);
	cr_assert(civil_parse_local(bytes_of_string("2026-03-01T09:30:00"), &local_s));
	cr_expect_eq(stamp_local_s(&stamp, 0), local_s);
}

Test(stamp, a_format_says_what_it_names)
{
	struct stamp_format named;
	cr_expect(stamp_format_check("%d.%m.%Y", &named));
	cr_expect(named.date && !named.time && !named.instant);
	cr_expect(stamp_format_check("%H:%M", &named));
	cr_expect(!named.date && named.time && !named.instant);
	cr_expect(stamp_format_check("%s", &named));
	cr_expect(!named.date && !named.time && named.instant);
	cr_expect_not(stamp_format_check("%Y-%", &named));
	cr_expect_not(stamp_format_check("%E", &named));
}
