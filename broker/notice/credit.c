#include "notice/credit.h"

#include <string.h>

#include "base/ensure.h"
#include "base/money.h"
#include "kpi/shown.h"
#include "report/words.h"

/* The credits of one period being computed. */
struct crediting {
	struct arena *arena;
	const SlbMoney *money;
	const struct judged_period *period;
	struct currency currency;
};

/* One line on the way from its tier to its amount. */
struct claim {
	const struct kpi_outcome *outcome;
	const SlbKpi *kpi;
	const SlbCreditTier *tier;
	size_t tier_place;
	struct text how; /* the amount in words */
	struct ratio exact_minor;
};

struct currency credit_currency(const SlbMoney *money)
{
	struct currency currency = { .minor_digits = money->minor_digits };

	ensure(strlen(money->currency) < sizeof(currency.code));
	memcpy(currency.code, money->currency, strlen(money->currency));
	return currency;
}

static char *whole_money(const struct crediting *crediting, uint64_t amount_minor)
{
	ensure(amount_minor <= INT64_MAX);
	return money_text(crediting->arena, crediting->currency, (int64_t)amount_minor);
}

static bool is_worse(const struct kpi_outcome *outcome, struct ratio bound)
{
	int order = ratio_compare(outcome->value, bound);

	return outcome->shortfall.is_below ? order < 0 : order > 0;
}

/* The last tier that is the first or that the value is strictly worse than. */
static size_t tier_by_value(struct arena *arena, const struct kpi_outcome *outcome)
{
	const SlbCredit *credit = outcome->formula->kpi->credit;
	size_t place = 0;

	for (size_t i = 1; i < credit->n_tiers; i++) {
		if (is_worse(outcome,
			     decimal_of_terms(arena, credit->tiers[i]->worse_than)))
			place = i;
	}
	return place;
}

/* False where the KPI costs nothing. */
static bool find_tier(const struct crediting *crediting, struct claim *claim)
{
	const SlbCredit *credit = claim->kpi->credit;

	if (credit == NULL)
		return false;
	if (claim->outcome->line == LINE_MISSED)
		claim->tier_place = tier_by_value(crediting->arena, claim->outcome);
	else if (claim->outcome->line != LINE_DEEMED_MISSED ||
		 credit->when_deemed_missed == SLB_DEEMED_TIER__DEEMED_TIER_NONE)
		return false;
	else if (credit->when_deemed_missed == SLB_DEEMED_TIER__DEEMED_TIER_LAST)
		claim->tier_place = credit->n_tiers - 1;
	claim->tier = credit->tiers[claim->tier_place];
	return true;
}

/* "tier 2 of 3 (below 75 %)". */
static void say_tier(const struct crediting *crediting, struct claim *claim)
{
	const SlbKpi *kpi = claim->kpi;
	bool is_by_value = claim->outcome->line == LINE_MISSED;

	text_init(&claim->how, crediting->arena);
	text_printf(&claim->how, "tier %zu of %zu", claim->tier_place + 1,
		    kpi->credit->n_tiers);
	if (!is_by_value)
		text_add(&claim->how, " (deemed missed)");
	else if (claim->tier_place > 0)
		text_printf(&claim->how, " (%s %s%s)",
			    claim->outcome->shortfall.is_below ? "below" : "above",
			    words_grouped(crediting->arena, claim->tier->worse_than),
			    shown_unit(kpi->unit));
}

static const char *distance_unit(SlbKpiUnit unit)
{
	if (unit == SLB_KPI_UNIT__KPI_UNIT_PERCENT)
		return " points";
	return shown_unit(unit);
}

static void price_by_distance(const struct crediting *crediting, struct claim *claim)
{
	struct arena *arena = crediting->arena;
	uint64_t per_unit_minor = claim->tier->amount_minor_per_unit;

	ensure(claim->outcome->line == LINE_MISSED);
	claim->exact_minor = ratio_mul(arena, ratio_uint(arena, per_unit_minor),
				       claim->outcome->shortfall.distance);
	text_printf(
		&claim->how, ", %s times the distance of %s%s",
		whole_money(crediting, per_unit_minor),
		words_grouped(arena,
			      ratio_text(arena, claim->outcome->shortfall.distance)),
		distance_unit(claim->kpi->unit));
}

static void price_by_charges(const struct crediting *crediting, struct claim *claim)
{
	struct arena *arena = crediting->arena;
	uint64_t charges_minor = crediting->money->period_charges_minor;
	const char *percent = claim->tier->percent_of_charges;

	claim->exact_minor =
		ratio_div(arena,
			  ratio_mul(arena, ratio_uint(arena, charges_minor),
				    decimal_of_terms(arena, percent)),
			  ratio_int(100));
	text_printf(&claim->how, ", %s %% of the period's charges of %s", percent,
		    whole_money(crediting, charges_minor));
}

static void price_tier(const struct crediting *crediting, struct claim *claim)
{
	const SlbCreditTier *tier = claim->tier;

	if (tier->amount_case == SLB_CREDIT_TIER__AMOUNT_AMOUNT_MINOR_PER_UNIT) {
		price_by_distance(crediting, claim);
	} else if (tier->amount_case == SLB_CREDIT_TIER__AMOUNT_PERCENT_OF_CHARGES) {
		price_by_charges(crediting, claim);
	} else {
		ensure(tier->amount_case == SLB_CREDIT_TIER__AMOUNT_AMOUNT_MINOR);
		claim->exact_minor = ratio_uint(crediting->arena, tier->amount_minor);
		text_printf(&claim->how, ", %s",
			    whole_money(crediting, tier->amount_minor));
	}
}

/* Days of a partial period, then the cap. */
static void reduce(const struct crediting *crediting, struct claim *claim)
{
	const struct judged_period *period = crediting->period;
	uint64_t cap_minor = crediting->money->period_cap_minor;
	struct ratio cap = ratio_uint(crediting->arena, cap_minor);

	if (period->partial != NULL) {
		claim->exact_minor =
			partial_amount(crediting->arena, period, period->partial->money,
				       claim->exact_minor);
		if (period->partial->money ==
		    SLB_PARTIAL_SHARE__PARTIAL_SHARE_PRO_RATED)
			text_printf(&claim->how, ", times %lld of %lld days",
				    (long long)period->day_count,
				    (long long)period->whole_days);
	}
	if (cap_minor == 0 || ratio_compare(cap, claim->exact_minor) >= 0)
		return;
	claim->exact_minor = cap;
	text_printf(&claim->how, ", capped at %s", whole_money(crediting, cap_minor));
}

static const char *rounding_words(SlbRounding rounding)
{
	static const char *const words[] = {
		[SLB_ROUNDING__ROUNDING_HALF_UP] = "half up",
		[SLB_ROUNDING__ROUNDING_HALF_EVEN] = "half to even",
		[SLB_ROUNDING__ROUNDING_DOWN] = "down",
		[SLB_ROUNDING__ROUNDING_UP] = "up",
	};

	return words[rounding];
}

/* Lines that are added up, and where the next one goes. */
struct tally {
	struct arena *arena;
	const SlbMoney *money;
	SlbCreditLine **lines;
	size_t count;
};

static SlbCreditLine *add_line(struct tally *tally, int64_t amount_minor)
{
	SlbCreditLine *line = arena_new(tally->arena, SlbCreditLine);

	slb_credit_line__init(line);
	line->amount_minor = amount_minor;
	tally->lines[tally->count++] = line;
	return line;
}

static void add_claim(const struct crediting *crediting, struct claim *claim,
		      struct tally *tally)
{
	SlbRounding rounding = crediting->money->rounding;
	struct arena *arena = crediting->arena;
	SlbCreditLine *line;
	int64_t amount_minor;

	ensure(money_round(claim->exact_minor, rounding_of_terms(rounding),
			   &amount_minor));
	if (!ratio_is_integer(claim->exact_minor))
		text_printf(
			&claim->how, ", rounded %s from %s minor units",
			rounding_words(rounding),
			words_grouped(arena, ratio_text(arena, claim->exact_minor)));
	line = add_line(tally, amount_minor);
	line->kpi = arena_strdup(arena, claim->kpi->name);
	line->exact_minor = ratio_text(arena, claim->exact_minor);
	line->sentence =
		arena_printf(arena, "%s: %s, %s",
			     money_text(arena, crediting->currency, amount_minor),
			     claim->kpi->title, text_chars(&claim->how));
}

/* A line that combines or caps: by how much, and why. */
static void add_adjustment(struct tally *tally, int64_t amount_minor, const char *why)
{
	struct currency currency = credit_currency(tally->money);
	struct arena *arena = tally->arena;
	SlbCreditLine *line = add_line(tally, amount_minor);

	line->exact_minor = arena_printf(arena, "%lld", (long long)amount_minor);
	line->sentence = arena_printf(arena, "%s: %s",
				      money_text(arena, currency, amount_minor), why);
}

static int64_t sum_of_lines(const struct tally *tally)
{
	int64_t sum_minor = 0;

	for (size_t i = 0; i < tally->count; i++)
		ensure(money_add(sum_minor, tally->lines[i]->amount_minor, &sum_minor));
	return sum_minor;
}

static int64_t largest_line(const struct tally *tally)
{
	int64_t largest_minor = 0;

	for (size_t i = 0; i < tally->count; i++) {
		if (tally->lines[i]->amount_minor > largest_minor)
			largest_minor = tally->lines[i]->amount_minor;
	}
	return largest_minor;
}

static int64_t combine(struct tally *tally)
{
	const SlbMoney *money = tally->money;
	int64_t sum_minor = sum_of_lines(tally);

	if (money->combination == SLB_CREDIT_COMBINATION__CREDIT_COMBINATION_HIGHEST &&
	    tally->count > 1) {
		add_adjustment(tally, largest_line(tally) - sum_minor,
			       "only the highest credit of a period counts");
		sum_minor = sum_of_lines(tally);
	}
	if (money->period_cap_minor != 0 &&
	    (uint64_t)sum_minor > money->period_cap_minor) {
		add_adjustment(
			tally, (int64_t)money->period_cap_minor - sum_minor,
			arena_printf(tally->arena,
				     "the credits of a period are capped at %s",
				     money_text(tally->arena, credit_currency(money),
						(int64_t)money->period_cap_minor)));
		sum_minor = sum_of_lines(tally);
	}
	return sum_minor;
}

uint64_t combine_credits(struct arena *arena, const SlbMoney *money,
			 SlbCreditLine **lines, size_t *count)
{
	struct tally tally = { arena, money, lines, *count };
	int64_t total_minor = combine(&tally);

	*count = tally.count;
	return (uint64_t)total_minor;
}

static bool costs_nothing(const struct judged_period *period)
{
	return period->partial != NULL &&
	       period->partial->money == SLB_PARTIAL_SHARE__PARTIAL_SHARE_NONE;
}

void compute_credits(struct arena *arena, const struct frame *frame,
		     const struct judged_period *period,
		     const struct kpi_outcome *outcomes, size_t count,
		     SlbPeriodJudgement *message)
{
	const SlbMoney *money = frame->terms->money;
	struct crediting crediting = { .arena = arena,
				       .money = money,
				       .period = period };
	struct tally tally = { .arena = arena, .money = money };

	if (money == NULL || costs_nothing(period))
		return;
	crediting.currency = credit_currency(money);
	/* one more combines or caps: what is combined is below the cap */
	tally.lines = arena_array(arena, SlbCreditLine *, count + 1);
	for (size_t i = 0; i < count; i++) {
		struct claim claim = { .outcome = &outcomes[i],
				       .kpi = outcomes[i].formula->kpi };

		if (!find_tier(&crediting, &claim))
			continue;
		say_tier(&crediting, &claim);
		price_tier(&crediting, &claim);
		reduce(&crediting, &claim);
		add_claim(&crediting, &claim, &tally);
	}
	message->credit_total_minor = (uint64_t)combine(&tally);
	message->credits = tally.lines;
	message->n_credits = tally.count;
}
