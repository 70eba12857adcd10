#include "kpi/conclude.h"

#include "kpi_case.h"

static struct kpi_case c;
static struct period_facts facts;
static struct gap gaps[3];
static struct identity identity;
static struct balance balance;

static void set_up(void)
{
	case_open(&c);
	case_step(&c, law_quotient(&c.arena, "v", WINDOW, "answered", "offered"));
	law_add_identity(&c.arena, c.terms, "calls", "offered", "answered")->excess =
		SLB_CONSERVATION_EXCESS__CONSERVATION_EXCESS_NOT_COMPUTABLE;
	c.kpi->minimum_volume->at_least = 50;
}

static void tear_down(void)
{
	case_close(&c);
}

TestSuite(conclude, .init = set_up, .fini = tear_down);

/* Gaps of series: 'm' missing, 'o' open in inbound; capitals in survey. */
static void set_gaps(const char *kinds)
{
	facts.gap_count = 0;
	for (; *kinds != '\0'; kinds++) {
		bool is_survey = *kinds == 'M' || *kinds == 'O';
		struct gap *gap = &gaps[facts.gap_count++];

		gap->series = is_survey;
		gap->is_missing = *kinds == 'm' || *kinds == 'M';
		gap->part = frame_part(c.frame, is_survey, facts.gap_count);
		gap->due_s = gap->part.end_s + 3600;
	}
	facts.gaps = gaps;
}

static struct conclusion conclusion;

/* The line that one report "offered answered" leads to; its reason. */
static const char *reason_over(const char *kinds, const char *rows)
{
	struct evaluation evaluation;

	case_compile(&c);
	c.window.count = 0;
	case_report(&c, "inbound", "2026-01-01", "offered answered", rows);
	evaluation = case_evaluate(&c);
	set_gaps(kinds);
	identity = identity_of_terms(&c.arena, c.frame, c.terms->conservation[0]);
	balance = balance_of(&c.arena, c.frame, &identity, &c.window, NULL, 0);
	facts.frame = c.frame;
	facts.period = &c.frame->periods[0];
	facts.identities = &identity;
	facts.balances = &balance;
	facts.identity_count = 1;
	conclusion = conclude(&c.arena, &facts, &evaluation);
	return conclusion_reason(&c.arena, &facts, &evaluation, &conclusion);
}

static void deem_missed(void)
{
	c.kpi->missing = SLB_MISSING_RULE__MISSING_RULE_DEEMED_MISSED;
}

static void judge_reported(void)
{
	c.kpi->missing = SLB_MISSING_RULE__MISSING_RULE_JUDGE_REPORTED;
	c.terms->conservation[0]->tolerated_percent = law_text(&c.arena, "100");
}

static void tolerate(void)
{
	c.terms->conservation[0]->tolerated_percent = law_text(&c.arena, "100");
}

static void only_report(void)
{
	c.terms->conservation[0]->excess =
		SLB_CONSERVATION_EXCESS__CONSERVATION_EXCESS_REPORTED;
}

/* The identity fails, about columns that the KPI does not use. */
static void use_other_columns(void)
{
	c.terms->conservation[0]->total = law_sum_of(&c.arena, "0.5*answered").terms;
	c.kpi->steps[0] = law_quotient(&c.arena, "v", WINDOW, "0.5*offered", "offered");
}

static void exclude(void)
{
	c.terms->first_day = law_text(&c.arena, "2026-01-01");
	c.terms->last_day = law_text(&c.arena, "2026-01-30");
	c.terms->period->last_partial->verdict =
		SLB_PARTIAL_VERDICT__PARTIAL_VERDICT_NOT_JUDGED;
}

static void below_deemed_met(void)
{
	tolerate();
	c.kpi->minimum_volume->below = SLB_BELOW_MINIMUM__BELOW_MINIMUM_DEEMED_MET;
}

static void below_judged(void)
{
	tolerate();
	c.kpi->minimum_volume->below = SLB_BELOW_MINIMUM__BELOW_MINIMUM_JUDGED;
}

static void below_allows_two(void)
{
	tolerate();
	c.kpi->minimum_volume->below = SLB_BELOW_MINIMUM__BELOW_MINIMUM_ALLOWED_MISSES;
	c.kpi->minimum_volume->allowed_misses = 2;
}

static void fewer_than_two_answered(void)
{
	below_allows_two();
	c.kpi->comparator = SLB_COMPARATOR__COMPARATOR_LESS_THAN;
	c.kpi->target = law_text(&c.arena, "5");
}

static void more_than(void)
{
	below_allows_two();
	c.kpi->comparator = SLB_COMPARATOR__COMPARATOR_MORE_THAN;
}

static void volume_of_offered_less_answered(void)
{
	tolerate();
	law_set_volume(&c.arena, c.kpi, "offered - 2*answered");
}

static void volume_of_another_counter(void)
{
	tolerate();
	law_set_volume(&c.arena, c.kpi, "longest");
}

static void nothing_to_divide(void)
{
	tolerate();
	c.kpi->steps[0] = law_quotient(&c.arena, "v", WINDOW, "answered", "answered");
}

#define CONTRADICT "the counters contradict each other: by \"calls\", "

/* Lines in the order of SEMANTICS.md, section 5; a later one never wins. */
static const struct {
	void (*change)(void); /* NULL: nothing */
	const char *gaps;
	const char *rows;
	enum verdict_line line;
	SlbResult result;
	const char *reason;
} cases[] = {
	{ exclude, "om", "0 a 0 9", LINE_EXCLUDED, SLB_RESULT__RESULT_EXCLUDED,
	  "the contract does not judge this period, which its term cuts short" },
	{ deem_missed, "mo", "0 a 0 9", LINE_OPEN, SLB_RESULT__RESULT_OPEN,
	  "report \"inbound\" of 2026-01-03 is not due yet; it is due at "
	  "2026-01-04T01:00:00Z" },
	{ NULL, "oom", "0 a 0 9", LINE_OPEN, SLB_RESULT__RESULT_OPEN,
	  "report \"inbound\" of 2026-01-02 and 1 more report are not due yet; the first "
	  "is due at 2026-01-03T01:00:00Z" },
	{ NULL, "m", "0 a 0 9", LINE_MISSING, SLB_RESULT__RESULT_MISSING,
	  "report \"inbound\" of 2026-01-02 is missing" },
	{ NULL, "mmm", "0 a 0 9", LINE_MISSING, SLB_RESULT__RESULT_MISSING,
	  "report \"inbound\" of 2026-01-02 and 2 more reports are missing" },
	{ deem_missed, "m", "0 a 0 9", LINE_DEEMED_MISSED, SLB_RESULT__RESULT_MISSED,
	  "report \"inbound\" of 2026-01-02 is missing; the contract then deems the "
	  "target missed" },
	/* gaps of a series that is not used do not count */
	{ tolerate, "OM", "0 a 100 90", LINE_MET, SLB_RESULT__RESULT_MET, "" },
	{ NULL, "", "0 a 9 10", LINE_UNACCOUNTED, SLB_RESULT__RESULT_NOT_COMPUTABLE,
	  CONTRADICT "offered (9) is 1 less than answered (10)" },
	{ NULL, "", "0 a 0 0; 1 a 9 8", LINE_UNACCOUNTED,
	  SLB_RESULT__RESULT_NOT_COMPUTABLE,
	  CONTRADICT "offered (9) is 1 more than answered (8)" },
	{ only_report, "", "0 a 100 79", LINE_MISSED, SLB_RESULT__RESULT_MISSED, "" },
	{ use_other_columns, "", "0 a 100 79", LINE_MISSED, SLB_RESULT__RESULT_MISSED,
	  "" },
	{ only_report, "", "0 a 0 9", LINE_NOT_COMPUTABLE,
	  SLB_RESULT__RESULT_NOT_COMPUTABLE,
	  "the formula divides something by zero: its counters contradict each other" },
	{ NULL, "", "0 a 9 -", LINE_NOT_COMPUTABLE, SLB_RESULT__RESULT_NOT_COMPUTABLE,
	  "answered, which the formula needs, was not measured in 1 row" },
	{ volume_of_another_counter, "", "0 a 9 9", LINE_NOT_COMPUTABLE,
	  SLB_RESULT__RESULT_NOT_COMPUTABLE,
	  "longest, which the volume needs, was not measured in 1 row" },
	{ NULL, "", "", LINE_NO_VOLUME, SLB_RESULT__RESULT_TOO_FEW,
	  "too few contacts to judge: the volume is 0" },
	{ below_judged, "", "0 a 0 0", LINE_NO_VOLUME, SLB_RESULT__RESULT_TOO_FEW,
	  "too few contacts to judge: the volume is 0" },
	{ volume_of_offered_less_answered, "", "0 a 100 90", LINE_NO_VOLUME,
	  SLB_RESULT__RESULT_TOO_FEW, "too few contacts to judge: the volume is -80" },
	{ volume_of_offered_less_answered, "", "0 a 100 50", LINE_NO_VOLUME,
	  SLB_RESULT__RESULT_TOO_FEW, "too few contacts to judge: the volume is 0" },
	{ nothing_to_divide, "", "0 a 100 0", LINE_NO_VOLUME,
	  SLB_RESULT__RESULT_TOO_FEW,
	  "too few contacts to judge: the formula has nothing to divide by" },
	{ tolerate, "", "0 a 49 49", LINE_TOO_FEW, SLB_RESULT__RESULT_TOO_FEW,
	  "too few contacts to judge: a volume of 49, below the minimum of 50" },
	{ below_deemed_met, "", "0 a 49 1", LINE_DEEMED_MET, SLB_RESULT__RESULT_MET,
	  "too few contacts to judge: a volume of 49, below the minimum of 50; the "
	  "contract then deems the target met" },
	{ below_judged, "", "0 a 49 1", LINE_MISSED, SLB_RESULT__RESULT_MISSED, "" },
	{ below_allows_two, "", "0 a 9 7", LINE_ALLOWED_MISSES, SLB_RESULT__RESULT_MET,
	  "too few contacts to judge: a volume of 9, below the minimum of 50; 2 bad, and "
	  "the contract allows 2" },
	{ below_allows_two, "", "0 a 9 6", LINE_MISSED, SLB_RESULT__RESULT_MISSED, "" },
	{ more_than, "", "0 a 9 7", LINE_ALLOWED_MISSES, SLB_RESULT__RESULT_MET,
	  "too few contacts to judge: a volume of 9, below the minimum of 50; 2 bad, and "
	  "the contract allows 2" },
	{ fewer_than_two_answered, "", "0 a 9 2", LINE_ALLOWED_MISSES,
	  SLB_RESULT__RESULT_MET,
	  "too few contacts to judge: a volume of 9, below the minimum of 50; 2 bad, and "
	  "the contract allows 2" },
	{ fewer_than_two_answered, "", "0 a 9 3", LINE_MISSED,
	  SLB_RESULT__RESULT_MISSED, "" },
	{ tolerate, "", "0 a 50 40", LINE_MET, SLB_RESULT__RESULT_MET, "" },
	{ tolerate, "", "0 a 50 39", LINE_MISSED, SLB_RESULT__RESULT_MISSED, "" },
	{ judge_reported, "mm", "0 a 100 79", LINE_MISSED, SLB_RESULT__RESULT_MISSED,
	  "report \"inbound\" of 2026-01-02 and 1 more report are missing; what was "
	  "reported is judged" },
};

Test(conclude, takes_the_first_line_that_applies)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *reason;

		tear_down();
		set_up();
		if (cases[i].change != NULL)
			cases[i].change();
		reason = reason_over(cases[i].gaps, cases[i].rows);
		cr_expect_eq(conclusion.line, cases[i].line, "case %zu: line %d", i,
			     (int)conclusion.line);
		cr_expect_eq(conclusion.result, cases[i].result, "case %zu", i);
		cr_expect_str_eq(reason, cases[i].reason);
	}
}

Test(conclude, judges_no_period_before_it_is_over)
{
	const char *reason;

	facts.is_running = true;
	reason = reason_over("", "0 a 100 90");
	cr_expect_eq(conclusion.result, SLB_RESULT__RESULT_OPEN);
	cr_expect_str_eq(reason, "the period ends at 2026-02-01T00:00:00Z");
}

/* January cut to ten days, of a minimum of 50, and a volume of 10. */
static const struct {
	SlbPartialShare share;
	const char *minimum;
	const char *reason;
} shares[] = {
	{ SLB_PARTIAL_SHARE__PARTIAL_SHARE_FULL, "50",
	  "too few contacts to judge: a volume of 10, below the minimum of 50" },
	{ SLB_PARTIAL_SHARE__PARTIAL_SHARE_PRO_RATED, "500/31",
	  "too few contacts to judge: a volume of 10, below the minimum of 16.12 "
	  "(exactly 500/31)" },
	{ SLB_PARTIAL_SHARE__PARTIAL_SHARE_NONE, "0", "" },
};

Test(conclude, pro_rates_the_minimum_of_a_partial_period)
{
	for (size_t i = 0; i < ARRAY_SIZE(shares); i++) {
		tear_down();
		set_up();
		c.terms->last_day = law_text(&c.arena, "2026-01-10");
		c.terms->period->last_partial->minimum_volume = shares[i].share;
		cr_expect_str_eq(reason_over("", "0 a 10 10"), shares[i].reason);
		cr_expect_str_eq(ratio_text(&c.arena, conclusion.minimum_volume),
				 shares[i].minimum);
	}
}
