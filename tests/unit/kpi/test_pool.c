#include "kpi/pool.h"

#include "kpi_case.h"

static struct kpi_case c;
static const uint32_t odd[] = { 1, 3 };

static void set_up(void)
{
	case_open(&c);
	case_step(&c, law_sum(&c.arena, "s", WINDOW, "offered"));
	case_compile(&c);
}

static void tear_down(void)
{
	case_close(&c);
}

TestSuite(pool, .init = set_up, .fini = tear_down);

/* An operand over the rows of one report, all of them or the odd ones. */
static struct pool pool_of(const char *operand, const uint32_t *rows,
			   const char *columns, const char *cells)
{
	struct operand resolved = operand_of_term(
		&c.arena, c.frame, law_sum_of(&c.arena, operand).terms[0]);
	struct report_view view = view_of_report(
		&c.arena, c.frame,
		law_daily(&c.arena, c.terms, "inbound", "2026-01-01", columns, cells));
	struct selection selection = { .rows = rows,
				       .count = rows == NULL ? view.row_count
							     : ARRAY_SIZE(odd) };
	struct cells found = view_cells(c.frame, &view, &resolved);
	struct pool pool = { 0 };

	pool_add_rows(&pool, &resolved, &found, &selection);
	return pool;
}

#define CELLS "0 a 1; 0 b 20; 0 c 300; 0 d 4000"
#define NULLS "0 a 1; 0 b -; 0 c -; 0 d 4000"
#define WAITS "0 a 1,2,3; 0 b 10,20,30; 0 c 100,200,300; 0 d 4,5,6"

static const struct {
	const char *operand;
	const uint32_t *rows;
	const char *columns;
	const char *cells;
	uint64_t number;
	uint64_t null_rows;
} cases[] = {
	{ "offered", NULL, "offered", CELLS, 4321, 0 },
	{ "offered", odd, "offered", CELLS, 4020, 0 },
	{ "offered", NULL, "offered", NULLS, 4001, 2 },
	{ "offered", odd, "offered", NULLS, 4000, 1 },
	{ "offered", NULL, "answered", CELLS, 0, 4 },
	{ "offered", odd, "answered", CELLS, 0, 2 },
	{ "longest", NULL, "longest", CELLS, 4000, 0 },
	{ "longest", odd, "longest", "0 a 9; 0 b 7; 0 c 9; 0 d 3", 7, 0 },
	{ "longest", NULL, "longest", "", 0, 0 },
	{ "wait[..]", NULL, "wait", WAITS, 681, 0 },
	{ "wait[5..]", NULL, "wait", WAITS, 566, 0 },
	{ "wait[..5]", odd, "wait", WAITS, 14, 0 },
	{ "wait[..]", odd, "wait", WAITS, 75, 0 },
	{ "wait[..]", NULL, "wait", "0 a 1,2,3; 0 b -0,0,0; 0 c 1,1,1; 0 d 1,1,1", 12,
	  1 },
};

Test(pool, takes_an_operand_over_rows)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct pool pool = pool_of(cases[i].operand, cases[i].rows,
					   cases[i].columns, cases[i].cells);

		cr_expect_eq(pool.high, 0);
		cr_expect_eq(pool.low, cases[i].number, "case %zu", i);
		cr_expect_eq(pool.null_rows, cases[i].null_rows, "case %zu", i);
	}
}

Test(pool, carries_beyond_64_bits)
{
	struct pool pool = pool_of("offered", NULL, "offered",
				   "0 a 18446744073709551615; 0 b 2; "
				   "0 c 18446744073709551615; 0 d 1");
	struct pool other = { .high = 4, .low = UINT64_MAX, .null_rows = 3 };
	const struct operand sum = { .bucket_end = 1 };

	cr_expect_eq(pool.high, 2);
	cr_expect_eq(pool.low, 1);
	cr_expect_str_eq(ratio_text(&c.arena, pool_number(&c.arena, &pool)),
			 "36893488147419103233");
	pool_merge(&pool, &sum, &other);
	cr_expect_eq(pool.high, 7);
	cr_expect_eq(pool.low, 0);
	cr_expect_eq(pool.null_rows, 3);
	cr_expect_eq(pool_value(&c.arena, &pool).lack, LACKS_MEASUREMENT);
}

Test(pool, merges_maxima_by_the_larger)
{
	const struct operand maximum = { .is_maximum = true };
	struct pool pool = { .low = 5 };
	const struct pool smaller = { .low = 4, .null_rows = 1 };
	const struct pool larger = { .low = 6 };

	pool_merge(&pool, &maximum, &smaller);
	cr_expect_eq(pool.low, 5);
	cr_expect_eq(pool.null_rows, 1);
	pool_merge(&pool, &maximum, &larger);
	cr_expect_eq(pool.low, 6);
}

Test(pool, adds_each_row_to_its_group)
{
	static const uint32_t group[] = { 1, 0, 1, 0 };
	const struct operand sum = { .bucket_end = 1 };
	const struct selection all = { .count = 4 };
	const uint64_t values[] = { 1, 20, 300, 0 };
	const uint8_t present[] = { 7 };
	const struct cells cells = { values, 1, 1, present, true };
	const struct cells absent = { .is_carried = false };
	struct pool pools[2] = { { 0 } };

	pools_add_grouped(pools, &sum, &cells, &all, group);
	cr_expect_eq(pools[0].low, 20);
	cr_expect_eq(pools[0].null_rows, 1);
	cr_expect_eq(pools[1].low, 301);
	cr_expect_eq(pools[1].null_rows, 0);
	pools_add_grouped(pools, &sum, &absent, &all, group);
	cr_expect_eq(pools[0].null_rows, 3);
	cr_expect_eq(pools[1].null_rows, 2);
}
