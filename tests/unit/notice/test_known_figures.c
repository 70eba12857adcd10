/*
 * Figures that the trade has published or that anyone can compute by hand, through the
 * whole law: rows in, verdict out.
 */
#include "law_case.h"

static struct law_case c;

static void set_up(void)
{
	law_open(&c, "2026-01-01", "2026-01-01");
	law_add_dimension(&c.arena, c.terms, "queue");
	law_add_series(&c.arena, c.terms, "acd", 0);
}

static void tear_down(void)
{
	law_close(&c);
}

TestSuite(known_figures, .init = set_up, .fini = tear_down);

static void add_counters(const char *names)
{
	char *rest = law_text(&c.arena, names);

	for (char *name = strtok_r(rest, " ", &rest); name != NULL;
	     name = strtok_r(NULL, " ", &rest))
		law_add_counter(&c.arena, c.terms, "acd", name,
				SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER);
}

static const SlbVerdict *verdict_of(const char *counters, const char *rows, size_t kpi)
{
	c.request.report_count = 0;
	law_give(&c, law_daily(&c.arena, c.terms, "acd", "2026-01-01", counters, rows));
	return law_judge(&c)->periods[0]->verdicts[kpi];
}

#define ICMI "answered abandoned answered20 abandoned20 abandoned10"

/* ICMI's example of the ways to treat abandoned calls, under "82 % in 20 s". */
static const struct {
	const char *numerator;
	const char *denominator;
	const char *value;
	const char *displayed;
	SlbResult result;
} service_levels[] = {
	{ "answered20", "answered", "86", "86.00 %", SLB_RESULT__RESULT_MET },
	{ "answered20", "answered + abandoned", "4300/53", "81.13 %",
	  SLB_RESULT__RESULT_MISSED },
	{ "answered20", "answered + abandoned - abandoned20", "1075/13", "82.69 %",
	  SLB_RESULT__RESULT_MET },
	{ "answered20 + abandoned20", "answered + abandoned", "4400/53", "83.02 %",
	  SLB_RESULT__RESULT_MET },
	{ "answered20", "answered + abandoned - abandoned10", "1720/21", "81.90 %",
	  SLB_RESULT__RESULT_MISSED },
	{ "answered20 + abandoned10", "answered + abandoned", "4350/53", "82.08 %",
	  SLB_RESULT__RESULT_MET },
};

Test(known_figures, service_level_by_each_treatment_of_abandoned_calls)
{
	add_counters(ICMI);
	for (size_t i = 0; i < ARRAY_SIZE(service_levels); i++)
		law_rate(&c, arena_printf(&c.arena, "sl%zu", i),
			 SLB_COMPARATOR__COMPARATOR_AT_LEAST, "82",
			 service_levels[i].numerator, service_levels[i].denominator);
	for (size_t i = 0; i < ARRAY_SIZE(service_levels); i++) {
		const SlbVerdict *verdict =
			verdict_of(ICMI, "0 a 1000 60 860 20 10", i);

		cr_expect_str_eq(verdict->value, service_levels[i].value);
		cr_expect_str_eq(verdict->displayed, service_levels[i].displayed);
		cr_expect_eq(verdict->result, service_levels[i].result);
	}
}

/* Genesys: (answered - over) / (answered + abandoned [- short] ...), four real rows. */
static const struct {
	const char *row;
	const char *numerator;
	const char *denominator;
	const char *value;
	const char *displayed;
	SlbResult result;
} genesys[] = {
	{ "0 a 787 83 373", "414", "870", "1380/29", "47.586 %",
	  SLB_RESULT__RESULT_MISSED },
	{ "0 a 181 18 91", "90", "199", "9000/199", "45.226 %",
	  SLB_RESULT__RESULT_MISSED },
	{ "0 a 475 37 216", "259", "512", "6475/128", "50.586 %",
	  SLB_RESULT__RESULT_MISSED },
	{ "0 a 0 40 0", "0", "40", "0", "0.000 %", SLB_RESULT__RESULT_MISSED },
	/* nothing at all is not 0 % */
	{ "0 a 0 0 0", "0", "0", "", "no volume", SLB_RESULT__RESULT_TOO_FEW },
};

Test(known_figures, service_level_of_real_intervals)
{
	add_counters("answered abandoned over");
	law_rate(&c, "sl", SLB_COMPARATOR__COMPARATOR_AT_LEAST, "80", "answered - over",
		 "answered + abandoned")
		->display_decimals = 3;
	for (size_t i = 0; i < ARRAY_SIZE(genesys); i++) {
		const SlbVerdict *verdict =
			verdict_of("answered abandoned over", genesys[i].row, 0);

		cr_expect_str_eq(verdict->numerator, genesys[i].numerator);
		cr_expect_str_eq(verdict->denominator, genesys[i].denominator);
		cr_expect_str_eq(verdict->value, genesys[i].value);
		cr_expect_str_eq(verdict->displayed, genesys[i].displayed);
		cr_expect_eq(verdict->result, genesys[i].result);
	}
}

/* 200 answers, 100 promoters, 40 detractors: +30 points. */
Test(known_figures, net_promoter_score)
{
	SlbKpi *kpi;
	const SlbVerdict *verdict;

	add_counters("answers promoters detractors");
	kpi = law_rate(&c, "nps", SLB_COMPARATOR__COMPARATOR_MORE_THAN, "30",
		       "promoters", "answers");
	kpi->unit = SLB_KPI_UNIT__KPI_UNIT_POINTS;
	kpi->display_decimals = 0;
	LAW_APPEND(&c.arena, kpi, steps,
		   law_quotient(&c.arena, "against", SLB_STAGE__STAGE_WINDOW,
				"detractors", "answers"));
	LAW_APPEND(
		&c.arena, kpi, steps,
		law_sum(&c.arena, "nps", SLB_STAGE__STAGE_SCORE, "@rate - @against"));
	verdict = verdict_of("answers promoters detractors", "0 a 200 100 40", 0);
	cr_expect_str_eq(verdict->value, "30");
	cr_expect_str_eq(verdict->displayed, "30 points");
	cr_expect_str_eq(verdict->displayed_target, "more than 30 points");
	cr_expect_eq(verdict->result, SLB_RESULT__RESULT_MISSED);
	cr_expect_str_eq(verdict->shortfall->sentence,
			 "the value lies on the target of more than 30 points");
}

/*
 * Nuisance calls: of 50 drops those that 100 answer machines found by agents stand for
 * are taken off, D = 50 - 50 x 100 / (100 + 900) = 45; D / (D + 900) = 4.762 %.
 */
Test(known_figures, nuisance_rate)
{
	SlbKpi *kpi;
	const SlbVerdict *verdict;

	add_counters("drops machines live");
	kpi = law_add_kpi(&c.arena, c.terms, "nuisance",
			  SLB_COMPARATOR__COMPARATOR_AT_MOST, "3");
	kpi->display_decimals = 3;
	law_set_volume(&c.arena, kpi, "live");
	LAW_APPEND(&c.arena, kpi, steps,
		   law_quotient(&c.arena, "machine_share", SLB_STAGE__STAGE_WINDOW,
				"machines", "machines + live"));
	LAW_APPEND(&c.arena, kpi, steps,
		   law_product(&c.arena, "off", SLB_STAGE__STAGE_WINDOW, "drops",
			       "@machine_share"));
	LAW_APPEND(&c.arena, kpi, steps,
		   law_sum(&c.arena, "abandoned", SLB_STAGE__STAGE_WINDOW,
			   "drops - @off"));
	LAW_APPEND(&c.arena, kpi, steps,
		   law_quotient(&c.arena, "rate", SLB_STAGE__STAGE_WINDOW, "@abandoned",
				"@abandoned + live"));
	verdict = verdict_of("drops machines live", "0 a 50 100 900", 0);
	cr_expect_str_eq(verdict->steps[2]->values[0]->value, "45");
	cr_expect_str_eq(verdict->value, "100/21");
	cr_expect_str_eq(verdict->displayed, "4.762 %");
	cr_expect_eq(verdict->result, SLB_RESULT__RESULT_MISSED);
}

/* 95 of 100 and 400 of 800: the mean of the rates is 72.5 %, pooled they are 55 %. */
Test(known_figures, pooling_and_the_mean_of_rates)
{
	SlbKpi *kpi;

	add_counters("answered offered");
	law_rate(&c, "pooled", SLB_COMPARATOR__COMPARATOR_AT_LEAST, "60", "answered",
		 "offered");
	kpi = law_add_kpi(&c.arena, c.terms, "mean",
			  SLB_COMPARATOR__COMPARATOR_AT_LEAST, "60");
	law_set_volume(&c.arena, kpi, "offered");
	kpi->slicing = arena_new(&c.arena, SlbSlicing);
	slb_slicing__init(kpi->slicing);
	kpi->slicing->kind = SLB_SLICE_KIND__SLICE_KIND_DIMENSION;
	kpi->slicing->dimension = law_text(&c.arena, "queue");
	LAW_APPEND(&c.arena, kpi, steps,
		   law_quotient(&c.arena, "rate", SLB_STAGE__STAGE_SLICE, "answered",
				"offered"));
	LAW_APPEND(&c.arena, kpi, steps,
		   law_over(&c.arena, "mean", SLB_STAGE__STAGE_WINDOW, "rate",
			    SLB_AGGREGATE__AGGREGATE_MEAN));
	cr_expect_str_eq(
		verdict_of("answered offered", "0 a 95 100; 0 b 400 800", 0)->displayed,
		"55.00 %");
	cr_expect_str_eq(
		verdict_of("answered offered", "0 a 95 100; 0 b 400 800", 1)->displayed,
		"72.50 %");
}

/* Required 98 %, achieved 75 %: the difference as a share of the charges. */
Test(known_figures, credit_by_the_difference)
{
	SlbKpi *kpi;

	add_counters("answered offered");
	law_add_money(&c, SLB_CREDIT_COMBINATION__CREDIT_COMBINATION_SUM)
		->period_cap_minor = 10000000;
	kpi = law_rate(&c, "sl", SLB_COMPARATOR__COMPARATOR_AT_LEAST, "98", "answered",
		       "offered");
	/* 1 % of charges of EUR 100,000.00 for each point */
	law_cost_per_unit(law_add_tier(&c, kpi, ""), 100000);
	verdict_of("answered offered", "0 a 75 100", 0);
	cr_expect_eq(law_judge(&c)->periods[0]->credit_total_minor, 2300000);
}
