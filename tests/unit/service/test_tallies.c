#include "service/tallies.h"

#include <criterion/criterion.h>

Test(tallies, count_by_kind_and_reason)
{
	static struct tallies tallies;

	tallies_logged(&tallies, 18);
	tallies_logged(&tallies, 18);
	tallies_repeated(&tallies, 18);
	tallies_refused(&tallies, 18, ERR_BUSY);
	cr_expect_eq(tallies.logged[18], 2);
	cr_expect_eq(tallies.repeated[18], 1);
	cr_expect_eq(tallies.refused[18][ERR_BUSY], 1);
	cr_expect_eq(tallies.refused[18][ERR_INTERNAL], 0);
}

Test(tallies, of_kinds_out_of_range_count_as_unreadable)
{
	static struct tallies tallies;

	tallies_refused(&tallies, TALLIES_KINDS, ERR_EDITION_UNKNOWN);
	tallies_refused(&tallies, 4000000000, ERR_EDITION_UNKNOWN);
	tallies_refused(&tallies, 0, ERR_EDITION_UNKNOWN);
	cr_expect_eq(tallies.refused[0][ERR_EDITION_UNKNOWN], 3);
}

Test(tallies, need_nobody_who_counts)
{
	tallies_logged(NULL, 18);
	tallies_repeated(NULL, 18);
	tallies_refused(NULL, 18, ERR_BUSY);
}
