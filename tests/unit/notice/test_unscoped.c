#include "notice/unscoped.h"

#include "law_case.h"

static struct law_case c;

static void set_up(void)
{
	law_open(&c, "2026-01-01", "2026-01-02");
	law_add_dimension(&c.arena, c.terms, "queue");
	law_add_dimension(&c.arena, c.terms, "site");
	law_add_series(&c.arena, c.terms, "inbound", 1800);
	law_add_series(&c.arena, c.terms, "survey", 0);
	law_add_counter(&c.arena, c.terms, "survey", "votes",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER);
	law_add_counter(&c.arena, c.terms, "inbound", "answered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_ANSWERED);
	law_add_counter(&c.arena, c.terms, "inbound", "offered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED);
	law_add_counter(&c.arena, c.terms, "inbound", "offered_too",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED);
}

static void tear_down(void)
{
	law_close(&c);
}

TestSuite(unscoped, .init = set_up, .fini = tear_down);

static SlbKpi *cover(const char *queue)
{
	SlbKpi *kpi = law_rate(&c, arena_printf(&c.arena, "k%zu", c.terms->n_kpis),
			       SLB_COMPARATOR__COMPARATOR_AT_LEAST, "80", "answered",
			       "offered");

	kpi->scope[0] = law_scope(&c.arena, "queue", queue);
	return kpi;
}

static void give(const char *rows)
{
	law_give(&c, law_daily(&c.arena, c.terms, "inbound", "2026-01-01",
			       "answered offered offered_too", rows));
}

#define ROWS                                                                         \
	"0 fax rome 1 1 9; 0 help rome 1 2 9; 0 sales rome 1 4 9; 1 fax rome 1 8 9;" \
	"1 fax turin 1 16 9; 1 help rome 1 32 9"

Test(unscoped, counts_rows_and_contacts_and_names_their_keys)
{
	const SlbUnscoped *unscoped;

	cover("sales");
	cover("help")->scope[1] = law_scope(&c.arena, "site", "rome");
	give(ROWS);
	unscoped = law_judge(&c)->periods[0]->unscoped;
	cr_assert_not_null(unscoped);
	cr_expect_eq(unscoped->rows, 3);
	cr_expect_eq(unscoped->contacts, 25);
	cr_expect_str_eq(unscoped->displayed_share, "39.68 %");
	cr_assert_eq(unscoped->n_keys, 2);
	cr_expect_str_eq(unscoped->keys[0], "queue=fax, site=rome");
	cr_expect_str_eq(unscoped->keys[1], "queue=fax, site=turin");
}

Test(unscoped, is_nothing_where_each_row_is_in_some_scope)
{
	cover("sales");
	cover("help");
	cover("fax");
	give(ROWS);
	cr_expect_null(law_judge(&c)->periods[0]->unscoped);
	cover(NULL);
	cr_expect_null(law_judge(&c)->periods[0]->unscoped);
}

/* A KPI covers rows of the series that it uses, and no others. */
Test(unscoped, includes_a_series_that_no_kpi_uses)
{
	const SlbUnscoped *unscoped;

	cover(NULL);
	give(ROWS);
	law_give(&c, law_daily(&c.arena, c.terms, "survey", "2026-01-01", "votes",
			       "0 web rome 5; 0 web turin 5"));
	unscoped = law_judge(&c)->periods[0]->unscoped;
	cr_expect_eq(unscoped->rows, 2);
	cr_expect_eq(unscoped->contacts, 0);
	cr_expect_str_eq(unscoped->displayed_share, "");
	cr_assert_eq(unscoped->n_keys, 2);
	cr_expect_str_eq(unscoped->keys[0], "queue=web, site=rome");
	cr_expect_str_eq(unscoped->keys[1], "queue=web, site=turin");
}

/* A control is looked at, and what it counts was counted already. */
Test(unscoped, leaves_out_the_rows_of_a_control)
{
	const SlbUnscoped *unscoped;
	SlbComparison *comparison;

	law_add_carrier(&c);
	law_add_counter(&c.arena, c.terms, "carrier", "routed",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED);
	law_add_counter(&c.arena, c.terms, "carrier", "own",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED);
	comparison =
		law_add_comparison(&c.arena, c.terms, "twice", "offered", "routed");
	comparison->scope[0] = law_scope(&c.arena, "queue", "sales");
	cover(NULL);
	give("0 fax rome 3 60 9; 0 sales rome 5 20 9");
	law_give(&c, law_daily(&c.arena, c.terms, "carrier", "2026-01-01", "routed own",
			       "0 fax rome 70 5; 0 sales rome 20 15"));
	unscoped = law_judge(&c)->periods[0]->unscoped;
	cr_expect_eq(unscoped->rows, 1);
	cr_expect_eq(unscoped->contacts, 5);
	cr_expect_str_eq(unscoped->displayed_share, "5.00 %");
	comparison->scope[0] = law_scope(&c.arena, "queue", NULL);
	cr_expect_null(law_judge(&c)->periods[0]->unscoped);
}

Test(unscoped, counts_by_the_first_counter_of_the_contract)
{
	SlbCounter *votes = c.terms->counters[0];

	c.terms->counters[0] = c.terms->counters[2];
	c.terms->counters[2] = votes;
	cover("sales");
	law_give(&c, law_daily(&c.arena, c.terms, "inbound", "2026-01-01",
			       "offered answered offered_too",
			       "0 fax rome 3 1 9; 0 sales rome 5 1 9"));
	cr_expect_eq(law_judge(&c)->periods[0]->unscoped->contacts, 3);
}

static const struct {
	const char *rows;
	uint64_t contacts;
	const char *share;
} doubts[] = {
	{ "0 fax x 0 0 0; 0 help x 0 0 0", 0, "" },
	{ "0 fax x 0 5 0; 0 help x 0 - 0", 5, "" },
	{ "0 fax x 0 5 0; 1 fax x 0 - 0; 1 help x 0 5 0", 5, "" },
	{ "0 fax x 0 5 0; 0 help x 0 0 0", 5, "100.00 %" },
	{ "0 fax x 0 18446744073709551615 0; 1 fax x 0 1 0", 0, "" },
};

Test(unscoped, shows_no_share_of_what_is_not_known)
{
	for (size_t i = 0; i < ARRAY_SIZE(doubts); i++) {
		const SlbUnscoped *unscoped;

		tear_down();
		set_up();
		cover("help");
		give(doubts[i].rows);
		unscoped = law_judge(&c)->periods[0]->unscoped;
		cr_expect_eq(unscoped->contacts, doubts[i].contacts, "case %zu", i);
		cr_expect_str_eq(unscoped->displayed_share, doubts[i].share);
	}
}

Test(unscoped, names_no_more_than_the_first_100_keys)
{
	const SlbUnscoped *unscoped;
	struct text rows;

	cover("help");
	text_init(&rows, &c.arena);
	for (int i = 0; i < 260; i++)
		text_printf(&rows, "%s%d q%03d x 1 1 1", i == 0 ? "" : "; ", i / 130,
			    i % 130);
	give(text_chars(&rows));
	unscoped = law_judge(&c)->periods[0]->unscoped;
	cr_expect_eq(unscoped->rows, 260);
	cr_assert_eq(unscoped->n_keys, UNSCOPED_KEYS_MAX);
	cr_expect_str_eq(unscoped->keys[0], "queue=q000, site=x");
	cr_expect_str_eq(unscoped->keys[99], "queue=q099, site=x");
}

Test(unscoped, keeps_the_smallest_keys_whatever_their_order)
{
	const SlbUnscoped *unscoped;
	struct text rows;

	cover("help");
	text_init(&rows, &c.arena);
	for (int i = 0; i < 120; i++)
		text_printf(&rows, "%s%d q%03d x 1 1 1", i == 0 ? "" : "; ", i / 3,
			    119 - i);
	give(text_chars(&rows));
	c.terms->series[0]->interval_s = 60;
	for (size_t i = 0; i < 120; i++)
		c.inputs[0].report->interval[i] = (uint32_t)i;
	unscoped = law_judge(&c)->periods[0]->unscoped;
	cr_assert_eq(unscoped->n_keys, UNSCOPED_KEYS_MAX);
	cr_expect_str_eq(unscoped->keys[0], "queue=q000, site=x");
	cr_expect_str_eq(unscoped->keys[99], "queue=q099, site=x");
}
