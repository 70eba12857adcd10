#include "ledger/census.h"

#include "month.h"

Test(census, counts_who_is_there_and_what_is_overdue)
{
	struct ledger_census census;
	struct world *w;
	struct month m;

	month_start(&m, false, 3);
	w = &m.world;
	cr_assert_eq(ledger_census(w->log, WORLD_T, &census, &w->folder.diag), ERR_OK);
	cr_expect_eq(census.organisation_count, 2);
	cr_expect_eq(census.contract_count, 1);
	cr_expect_eq(census.overdue_count, 0);
	/* The first day's report is due some days after it. */
	cr_assert_eq(ledger_census(w->log, WORLD_T + 30 * WORLD_DAY_MS, &census,
				   &w->folder.diag),
		     ERR_OK);
	cr_expect_eq(census.overdue_count, 1);
	world_remove(w);
}

Test(census, of_an_empty_store_is_zero)
{
	struct ledger_census census = { 1, 1, 1 };
	struct world w;

	world_make(&w, false);
	cr_assert_eq(ledger_census(w.log, WORLD_T, &census, &w.folder.diag), ERR_OK);
	cr_expect_eq(census.organisation_count, 0);
	cr_expect_eq(census.contract_count, 0);
	cr_expect_eq(census.overdue_count, 0);
	world_remove(&w);
}
