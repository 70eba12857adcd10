#include <criterion/criterion.h>

#include "sla/phrases.h"

static struct arena arena;

static void open_arena(void)
{
	arena_init(&arena, 1 << 20);
}

static void close_arena(void)
{
	arena_release(&arena);
}

static char *text(const char *chars)
{
	return arena_strdup(&arena, chars);
}

TestSuite(phrases, .init = open_arena, .fini = close_arena);

Test(phrases, values_of_enums)
{
	cr_expect_str_eq(phrase_enum(&arena, &slb_comparator__descriptor,
				     SLB_COMPARATOR__COMPARATOR_AT_LEAST),
			 "at least");
	cr_expect_str_eq(phrase_enum(&arena, &slb_kpi_unit__descriptor,
				     SLB_KPI_UNIT__KPI_UNIT_PER_THOUSAND),
			 "per thousand");
	cr_expect_str_eq(phrase_enum(&arena, &slb_missing_rule__descriptor,
				     SLB_MISSING_RULE__MISSING_RULE_DEEMED_MISSED),
			 "the target is deemed missed");
	cr_expect_str_eq(phrase_enum(&arena, &slb_deemed_tier__descriptor,
				     SLB_DEEMED_TIER__DEEMED_TIER_LAST),
			 "the last of these credits");
	cr_expect_str_eq(phrase_enum(&arena, &slb_deemed_tier__descriptor,
				     SLB_DEEMED_TIER__DEEMED_TIER_NONE),
			 "no credit");
	cr_expect_str_eq(phrase_enum(&arena, &slb_credit_combination__descriptor,
				     SLB_CREDIT_COMBINATION__CREDIT_COMBINATION_SUM),
			 "are added up");
	cr_expect_str_eq(phrase_enum(&arena, &slb_notice_medium__descriptor,
				     SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_EMAIL),
			 "by e-mail");
	cr_expect_str_eq(phrase_enum(&arena, &slb_set_off_rule__descriptor,
				     SLB_SET_OFF_RULE__SET_OFF_RULE_EXCLUDED),
			 "not against an invoice");
	cr_expect_str_eq(phrase_enum(&arena, &slb_comparator__descriptor, 0),
			 "not said");
	cr_expect_str_eq(phrase_enum(&arena, &slb_comparator__descriptor, 99),
			 "not said");
}

Test(phrases, delays)
{
	static const struct {
		uint32_t amount;
		SlbDelayUnit unit;
		const char *text;
	} cases[] = {
		{ 0, SLB_DELAY_UNIT__DELAY_UNIT_DAYS, "none" },
		{ 1, SLB_DELAY_UNIT__DELAY_UNIT_BUSINESS_DAYS, "1 business day" },
		{ 1, SLB_DELAY_UNIT__DELAY_UNIT_HOURS, "1 hour" },
		{ 5, SLB_DELAY_UNIT__DELAY_UNIT_DAYS, "5 days" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		SlbDelay delay;
		slb_delay__init(&delay);
		delay.amount = cases[i].amount;
		delay.unit = cases[i].unit;
		cr_expect_str_eq(phrase_delay(&arena, &delay), cases[i].text);
	}
	cr_expect_str_eq(phrase_delay(&arena, NULL), "none");
}

Test(phrases, openings)
{
	SlbOpening morning;
	SlbOpening evening;
	SlbOpening *both[] = { &morning, &evening };
	slb_opening__init(&morning);
	morning.open_min = 0;
	morning.close_min = 545;
	slb_opening__init(&evening);
	evening.open_min = 1080;
	evening.close_min = 1440;
	cr_expect_str_eq(phrase_openings(&arena, both, 2), "00:00-09:05, 18:00-24:00");
	cr_expect_str_eq(phrase_openings(&arena, NULL, 0), "closed");
}

Test(phrases, spans)
{
	static const struct zone_transition summer = { 1774746000, 7200 };
	struct zone_table zone = { .first_offset_s = 3600,
				   .transitions = &summer,
				   .transition_count = 1 };
	int64_t day_s = zone_day_start(&zone, 20541); /* 2026-03-29, 23 hours */
	int64_t next_s = zone_day_start(&zone, 20542);
	cr_expect_eq(next_s - day_s, 82800);
	cr_expect_str_eq(phrase_span(&arena, &zone, day_s, next_s), "2026-03-29");
	cr_expect_str_eq(phrase_span(&arena, &zone, day_s, next_s + 86400),
			 "2026-03-29 to 2026-03-30");
	cr_expect_str_eq(phrase_span(&arena, &zone, day_s, day_s + 3600),
			 "2026-03-29T00:00:00+01:00 to 2026-03-29T01:00:00+01:00");
}

Test(phrases, numbers)
{
	cr_expect_str_eq(phrase_exact(&arena, "12345"), "12,345");
	cr_expect_str_eq(phrase_exact(&arena, "-1/3"), "-1/3 (-0.333333)");
	cr_expect_str_eq(phrase_or_dash(&arena, ""), "-");
	cr_expect_str_eq(phrase_or_dash(&arena, "0"), "0");
	cr_expect_str_eq(phrase_short(&arena, "12345"), "12,345");
	cr_expect_str_eq(phrase_short(&arena, "100/31"), "3.23");
	cr_expect_str_eq(phrase_short(&arena, ""), "-");
}

Test(phrases, scopes)
{
	SlbScopeDimension scope;
	SlbScopeValue sales;
	SlbScopeValue support;
	SlbScopeValue old;
	SlbScopeValue *values[] = { &sales, &support, &old };
	slb_scope_value__init(&sales);
	sales.value = text("sales");
	slb_scope_value__init(&support);
	support.value = text("support");
	support.first_day = text("2026-11-01");
	slb_scope_value__init(&old);
	old.value = text("old");
	old.first_day = text("2026-01-01");
	old.last_day = text("2026-10-31");
	slb_scope_dimension__init(&scope);
	scope.n_values = 3;
	scope.values = values;
	cr_expect_str_eq(phrase_scope(&arena, &scope),
			 "sales, support (from 2026-11-01), "
			 "old (2026-01-01 to 2026-10-31)");
	scope.all = true;
	cr_expect_str_eq(phrase_scope(&arena, &scope),
			 "all, also ones that appear later");
}

Test(phrases, targets)
{
	SlbKpi kpi;
	slb_kpi__init(&kpi);
	kpi.unit = SLB_KPI_UNIT__KPI_UNIT_PERCENT;
	kpi.comparator = SLB_COMPARATOR__COMPARATOR_LESS_THAN;
	kpi.target = text("5");
	cr_expect_str_eq(phrase_target(&arena, &kpi), "less than 5 %");
	kpi.unit = SLB_KPI_UNIT__KPI_UNIT_SECONDS;
	kpi.comparator = SLB_COMPARATOR__COMPARATOR_BETWEEN;
	kpi.target_upper = text("9.5");
	cr_expect_str_eq(phrase_target(&arena, &kpi), "from 5 to 9.5 s");
}

Test(phrases, currencies)
{
	SlbMoney money;
	slb_money__init(&money);
	money.currency = text("JPY");
	money.minor_digits = 0;
	cr_expect_str_eq(money_text(&arena, currency_of(&money), 1234), "JPY 1,234");
	money.currency = text("EUR");
	money.minor_digits = 2;
	cr_expect_str_eq(money_text(&arena, currency_of(&money), -5), "EUR -0.05");
}
