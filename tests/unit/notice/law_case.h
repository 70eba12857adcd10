#ifndef TESTS_UNIT_NOTICE_LAW_CASE_H
#define TESTS_UNIT_NOTICE_LAW_CASE_H

#include <criterion/criterion.h>

#include "notice/judgement.h"
#include "support/law.h"

/* A contract, its reports, and what the law says of them. */
struct law_case {
	struct arena arena;
	struct diag diag;
	SlbTerms *terms;
	struct report_input inputs[64];
	struct judgement_request request;
};

static inline void law_open(struct law_case *c, const char *first_day,
			    const char *last_day)
{
	*c = (struct law_case){ 0 };
	arena_init(&c->arena, LAW_ARENA_BYTES);
	diag_init(&c->diag, &c->arena);
	c->terms = law_terms(&c->arena, first_day, last_day);
	c->request = (struct judgement_request){
		.terms = c->terms,
		.version_id = BYTES_OF_ARRAY(law_version),
		.reports = c->inputs,
		.as_of_s = law_day_s("2030-01-01"),
	};
}

static inline void law_close(struct law_case *c)
{
	arena_release(&c->arena);
}

static inline struct report_input *law_give(struct law_case *c, SlbReport *report)
{
	struct report_input *input = &c->inputs[c->request.report_count++];

	input->report = report;
	input->source = arena_printf(&c->arena, "%zu.yaml", c->request.report_count);
	input->sequence = c->request.report_count;
	input->digest = bytes_of_string(
		arena_printf(&c->arena, "%032zu", c->request.report_count));
	return input;
}

/* A KPI with one quotient. */
static inline SlbKpi *law_rate(struct law_case *c, const char *name,
			       SlbComparator comparator, const char *target,
			       const char *numerator, const char *denominator)
{
	SlbKpi *kpi = law_add_kpi(&c->arena, c->terms, name, comparator, target);

	LAW_APPEND(&c->arena, kpi, steps,
		   law_quotient(&c->arena, "rate", SLB_STAGE__STAGE_WINDOW, numerator,
				denominator));
	law_set_volume(&c->arena, kpi, denominator);
	return kpi;
}

static inline SlbJudgement *law_judge(struct law_case *c)
{
	SlbJudgement *judgement = NULL;
	enum err err = judge(&c->arena, &c->request, &judgement, &c->diag);

	cr_assert_eq(err, ERR_OK, "%s", law_said(&c->diag));
	return judgement;
}

static inline SlbMoney *law_add_money(struct law_case *c,
				      SlbCreditCombination combination)
{
	SlbMoney *money = arena_new(&c->arena, SlbMoney);

	slb_money__init(money);
	money->currency = law_text(&c->arena, "EUR");
	money->minor_digits = 2;
	money->rounding = SLB_ROUNDING__ROUNDING_HALF_UP;
	money->combination = combination;
	c->terms->money = money;
	return money;
}

/* One tier more; the amount is the test's to set. */
static inline SlbCreditTier *law_add_tier(struct law_case *c, SlbKpi *kpi,
					  const char *worse_than)
{
	SlbCreditTier *tier = arena_new(&c->arena, SlbCreditTier);

	if (kpi->credit == NULL) {
		kpi->credit = arena_new(&c->arena, SlbCredit);
		slb_credit__init(kpi->credit);
	}
	slb_credit_tier__init(tier);
	tier->worse_than = law_text(&c->arena, worse_than);
	LAW_APPEND(&c->arena, kpi->credit, tiers, tier);
	return tier;
}

static inline void law_cost_fixed(SlbCreditTier *tier, uint64_t amount_minor)
{
	tier->amount_case = SLB_CREDIT_TIER__AMOUNT_AMOUNT_MINOR;
	tier->amount_minor = amount_minor;
}

static inline void law_cost_share(struct law_case *c, SlbCreditTier *tier,
				  const char *percent)
{
	tier->amount_case = SLB_CREDIT_TIER__AMOUNT_PERCENT_OF_CHARGES;
	tier->percent_of_charges = law_text(&c->arena, percent);
}

static inline void law_cost_per_unit(SlbCreditTier *tier, uint64_t amount_minor)
{
	tier->amount_case = SLB_CREDIT_TIER__AMOUNT_AMOUNT_MINOR_PER_UNIT;
	tier->amount_minor_per_unit = amount_minor;
}

/* The client counts too: a series "carrier" of its own, beside the centre's. */
static inline void law_add_carrier(struct law_case *c)
{
	law_add_party(&c->arena, c->terms, SLB_PARTY_ROLE__PARTY_ROLE_CENTRE,
		      "voicehouse", "Voicehouse AG");
	law_add_party(&c->arena, c->terms, SLB_PARTY_ROLE__PARTY_ROLE_CLIENT, "lender",
		      "Lender plc");
	law_add_series(&c->arena, c->terms, "carrier", 0)->source =
		SLB_PARTY_ROLE__PARTY_ROLE_CLIENT;
}

/* At least 80 % answered of what was offered, or an amount. */
static inline void law_rate_at_cost(struct law_case *c, const char *name,
				    uint64_t amount_minor)
{
	SlbKpi *kpi = law_rate(c, name, SLB_COMPARATOR__COMPARATOR_AT_LEAST, "80",
			       "answered", "offered");

	law_cost_fixed(law_add_tier(c, kpi, ""), amount_minor);
}

#endif
