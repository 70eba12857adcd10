#include "kpi/shortfall.h"

#include "kpi_case.h"

static struct kpi_case c;

static void set_up(void)
{
	case_open(&c);
	c.kpi->numerator_title = law_text(&c.arena, "answered within 20 s");
}

static void tear_down(void)
{
	case_close(&c);
}

TestSuite(shortfall, .init = set_up, .fini = tear_down);

#define AT_LEAST  SLB_COMPARATOR__COMPARATOR_AT_LEAST
#define MORE_THAN SLB_COMPARATOR__COMPARATOR_MORE_THAN
#define AT_MOST   SLB_COMPARATOR__COMPARATOR_AT_MOST
#define LESS_THAN SLB_COMPARATOR__COMPARATOR_LESS_THAN
#define BETWEEN   SLB_COMPARATOR__COMPARATOR_BETWEEN

/* answered out of offered, in percent. */
static const struct {
	SlbComparator comparator;
	const char *target;
	const char *upper;
	const char *rows;
	const char *distance;
	const char *contacts;
	const char *sentence;
} quotients[] = {
	{ AT_LEAST, "80", "", "0 a 1000 652", "74/5", "148",
	  "148 more answered within 20 s were needed" },
	{ AT_LEAST, "80", "", "0 a 1000 799", "1/10", "1",
	  "1 more answered within 20 s was needed" },
	{ AT_LEAST, "80", "", "0 a 999 799", "20/999", "1",
	  "1 more answered within 20 s was needed" },
	{ AT_LEAST, "80", "", "0 a 10000 1000", "70", "7000",
	  "7,000 more answered within 20 s were needed" },
	{ MORE_THAN, "80", "", "0 a 1000 800", "0", "1",
	  "1 more answered within 20 s was needed" },
	{ MORE_THAN, "80", "", "0 a 999 799", "20/999", "1",
	  "1 more answered within 20 s was needed" },
	{ MORE_THAN, "80", "", "0 a 1000 799", "1/10", "2",
	  "2 more answered within 20 s were needed" },
	{ AT_MOST, "5", "", "0 a 1000 52", "1/5", "2",
	  "2 fewer answered within 20 s were needed" },
	{ AT_MOST, "5", "", "0 a 990 50", "5/99", "1",
	  "1 fewer answered within 20 s was needed" },
	{ LESS_THAN, "5", "", "0 a 1000 50", "0", "1",
	  "1 fewer answered within 20 s was needed" },
	{ LESS_THAN, "5", "", "0 a 1000 52", "1/5", "3",
	  "3 fewer answered within 20 s were needed" },
	{ BETWEEN, "75", "88", "0 a 1000 740", "1", "10",
	  "10 more answered within 20 s were needed" },
	{ BETWEEN, "75", "88", "0 a 1000 881", "1/10", "1",
	  "1 fewer answered within 20 s was needed" },
};

static SlbShortfall *shortfall_over(const char *rows)
{
	struct evaluation evaluation;
	struct shortfall shortfall;

	case_compile(&c);
	c.window.count = 0;
	case_report(&c, "inbound", "2026-01-01", "offered answered", rows);
	evaluation = case_evaluate(&c);
	shortfall = shortfall_of(&c.arena, &evaluation);
	return shortfall_message(&c.arena, &evaluation, &shortfall);
}

Test(shortfall, counts_the_contacts_that_lacked)
{
	case_step(&c, law_quotient(&c.arena, "v", WINDOW, "answered", "offered"));
	for (size_t i = 0; i < ARRAY_SIZE(quotients); i++) {
		SlbShortfall *message;

		c.kpi->comparator = quotients[i].comparator;
		c.kpi->target = law_text(&c.arena, quotients[i].target);
		c.kpi->target_upper = law_text(&c.arena, quotients[i].upper);
		message = shortfall_over(quotients[i].rows);
		cr_expect_str_eq(message->distance, quotients[i].distance);
		cr_expect_str_eq(message->contacts, quotients[i].contacts);
		cr_expect_str_eq(message->sentence, quotients[i].sentence);
	}
}

static const struct {
	SlbKpiUnit unit;
	SlbComparator comparator;
	const char *target;
	const char *upper;
	const char *rows;
	const char *sentence;
} distances[] = {
	{ SLB_KPI_UNIT__KPI_UNIT_SECONDS, AT_MOST, "30", "", "0 a 10 342",
	  "the value is 4.2 s above the target" },
	{ SLB_KPI_UNIT__KPI_UNIT_SECONDS, BETWEEN, "40", "50", "0 a 10 342",
	  "the value is 5.8 s below the target" },
	{ SLB_KPI_UNIT__KPI_UNIT_SECONDS, BETWEEN, "30", "32", "0 a 10 342",
	  "the value is 2.2 s above the target" },
	{ SLB_KPI_UNIT__KPI_UNIT_PERCENT, AT_LEAST, "98", "", "0 a 100 75",
	  "the value is 23.0 points below the target" },
	{ SLB_KPI_UNIT__KPI_UNIT_NUMBER, LESS_THAN, "2", "", "0 a 2 4",
	  "the value lies on the target of less than 2" },
	{ SLB_KPI_UNIT__KPI_UNIT_NUMBER, AT_MOST, "2", "", "0 a 10000 20001",
	  "the value is 0.0001 above the target" },
};

Test(shortfall, says_the_distance_where_contacts_are_not_counted)
{
	c.kpi->numerator_title = law_text(&c.arena, "");
	c.kpi->display_decimals = 1;
	case_step(&c, law_quotient(&c.arena, "v", WINDOW, "answered", "offered"));
	for (size_t i = 0; i < ARRAY_SIZE(distances); i++) {
		SlbShortfall *message;

		c.kpi->unit = distances[i].unit;
		c.kpi->comparator = distances[i].comparator;
		c.kpi->target = law_text(&c.arena, distances[i].target);
		c.kpi->target_upper = law_text(&c.arena, distances[i].upper);
		message = shortfall_over(distances[i].rows);
		cr_expect_str_eq(message->contacts, "");
		cr_expect_str_eq(message->sentence, distances[i].sentence);
	}
}

Test(shortfall, counts_no_contacts_where_there_is_no_quotient_or_a_negative_one)
{
	case_step(&c, law_sum(&c.arena, "v", WINDOW, "0.001*answered"));
	cr_expect_str_eq(shortfall_over("0 a 1 1")->contacts, "");
	c.kpi->n_steps = 0;
	case_step(&c, law_quotient(&c.arena, "v", WINDOW, "answered", "- offered"));
	cr_expect_str_eq(shortfall_over("0 a 1 1")->contacts, "");
}
