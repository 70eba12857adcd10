#include <criterion/criterion.h>

#include "service/instant.h"

#define AT_S INT64_C(1795336200) /* 2026-11-22T08:30:00Z */

static struct arena arena;

static void set_up(void)
{
	arena_init(&arena, 1 << 16);
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(instant, .init = set_up, .fini = tear_down);

static const struct {
	const char *text;
	struct instant at;
} instants[] = {
	{ "2026-11-22T08:30:00Z", { AT_S, 0 } },
	{ "2026-11-22t08:30:00z", { AT_S, 0 } },
	{ "2026-11-22T08:30:00+00:00", { AT_S, 0 } },
	{ "2026-11-22T08:30:00-00:00", { AT_S, 0 } },
	{ "2026-11-22T09:30:00+01:00", { AT_S, 0 } },
	{ "2026-11-22T08:30:00.0Z", { AT_S, 0 } },
	{ "2026-11-22T08:30:00.5Z", { AT_S, 500000000 } },
	{ "2026-11-22T08:30:00.123Z", { AT_S, 123000000 } },
	{ "2026-11-22T08:30:00.123456+00:00", { AT_S, 123456000 } },
	{ "2026-11-22T03:30:00.000000001-05:00", { AT_S, 1 } },
	{ "2026-11-22T08:30:00.999999999z", { AT_S, 999999999 } },
};

Test(instant, is_read_as_programs_write_it)
{
	for (size_t i = 0; i < sizeof(instants) / sizeof(instants[0]); i++) {
		struct instant at;

		cr_assert(instant_parse(&arena, instants[i].text, &at), "%s",
			  instants[i].text);
		cr_expect_eq(at.s, instants[i].at.s, "%s", instants[i].text);
		cr_expect_eq(at.ns, instants[i].at.ns, "%s", instants[i].text);
	}
}

static const char *const none[] = {
	"",
	"yesterday",
	"2026-11-22T08:30:00",
	"2026-11-22 08:30:00Z",
	"2026-11-22T08:30:00.Z",
	"2026-11-22T08:30:00,5Z",
	"2026-11-22T08:30:00.5",
	"2026-11-22T08:30:00.1234567890Z",
	"2026-11-22T08:30:00.-5Z",
	"2026-11-22T08:30:00.5ZZ",
	"2026-11-22T08:30:00zz",
	"2026-11-22T08:30:00+0000",
	"2026-11-22T08:30:00-00:00Z",
	"2026-11-22T08:30:60Z",
	"2026-11-31T08:30:00Z",
	"2026-11-22T08:30.5Z",
};

Test(instant, is_not_read_otherwise)
{
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		struct instant at;

		cr_expect_not(instant_parse(&arena, none[i], &at), "%s", none[i]);
	}
}

Test(instant, is_after_another_by_a_nanosecond)
{
	const struct instant a = { 5, 1 }, b = { 5, 2 }, c = { 6, 0 };

	cr_expect(instant_after(b, a) && instant_after(c, b));
	cr_expect_not(instant_after(a, b) || instant_after(b, c) ||
		      instant_after(a, a));
}
