#include "sla/phrases.h"

#include <ctype.h>
#include <string.h>

#include "base/attribute.h"
#include "base/ratio.h"
#include "calendar/civil.h"
#include "kpi/shown.h"
#include "report/words.h"

/* Where the value's own name is no phrase. */
/* clang-format off */
#define SAYING(type, value, words) \
	{ &slb_##type##__descriptor, (int)(value), words }

static const struct {
	const ProtobufCEnumDescriptor *descriptor;
	int value;
	const char *words;
} sayings[] = {
	SAYING(abandon_rule, SLB_ABANDON_RULE__ABANDON_RULE_IGNORED,
	       "left out altogether"),
	SAYING(abandon_rule, SLB_ABANDON_RULE__ABANDON_RULE_ALL,
	       "all count against the centre"),
	SAYING(abandon_rule, SLB_ABANDON_RULE__ABANDON_RULE_SHORT_EXCLUDED,
	       "short ones are left out, all others count against the centre"),
	SAYING(abandon_rule, SLB_ABANDON_RULE__ABANDON_RULE_SHORT_GOOD,
	       "short ones count as good, all others against the centre"),
	SAYING(abandon_rule, SLB_ABANDON_RULE__ABANDON_RULE_NOT_CONCERNED,
	       "not concerned: this is not about waiting callers"),
	SAYING(below_minimum, SLB_BELOW_MINIMUM__BELOW_MINIMUM_TOO_FEW,
	       "no verdict but \"too few to judge\""),
	SAYING(below_minimum, SLB_BELOW_MINIMUM__BELOW_MINIMUM_JUDGED,
	       "judged all the same"),
	SAYING(below_minimum, SLB_BELOW_MINIMUM__BELOW_MINIMUM_ALLOWED_MISSES,
	       "met with at most so many bad contacts"),
	SAYING(missing_rule, SLB_MISSING_RULE__MISSING_RULE_MISSING,
	       "no verdict but \"report missing\""),
	SAYING(missing_rule, SLB_MISSING_RULE__MISSING_RULE_DEEMED_MISSED,
	       "the target is deemed missed"),
	SAYING(missing_rule, SLB_MISSING_RULE__MISSING_RULE_JUDGE_REPORTED,
	       "what was reported is judged, the gap is shown"),
	SAYING(attribution, SLB_ATTRIBUTION__ATTRIBUTION_ENTERED_QUEUE,
	       "at which it entered the queue"),
	SAYING(attribution, SLB_ATTRIBUTION__ATTRIBUTION_LEFT_QUEUE,
	       "at which it was answered or left the queue"),
	SAYING(attribution, SLB_ATTRIBUTION__ATTRIBUTION_COMPLETED,
	       "at which it was completed"),
	SAYING(callback_rule, SLB_CALLBACK_RULE__CALLBACK_RULE_NOT_OFFERED,
	       "none are offered"),
	SAYING(callback_rule, SLB_CALLBACK_RULE__CALLBACK_RULE_FLOWED_OUT,
	       "flowed out of the queue when requested"),
	SAYING(callback_rule, SLB_CALLBACK_RULE__CALLBACK_RULE_OWN_COUNTERS,
	       "in counters of their own only"),
	SAYING(shared_queue_rule, SLB_SHARED_QUEUE_RULE__SHARED_QUEUE_RULE_NONE_SHARED,
	       "no queue is shared"),
	SAYING(shared_queue_rule, SLB_SHARED_QUEUE_RULE__SHARED_QUEUE_RULE_EXCLUDED,
	       "nobody's: left out"),
	SAYING(shared_queue_rule, SLB_SHARED_QUEUE_RULE__SHARED_QUEUE_RULE_CLIENT,
	       "the client's"),
	SAYING(shared_queue_rule, SLB_SHARED_QUEUE_RULE__SHARED_QUEUE_RULE_CENTRE,
	       "the centre's"),
	SAYING(shared_queue_rule,
	       SLB_SHARED_QUEUE_RULE__SHARED_QUEUE_RULE_PRO_RATA_ANSWERED,
	       "divided by the client in proportion to answered contacts"),
	SAYING(conservation_excess,
	       SLB_CONSERVATION_EXCESS__CONSERVATION_EXCESS_REPORTED, "is reported"),
	SAYING(conservation_excess,
	       SLB_CONSERVATION_EXCESS__CONSERVATION_EXCESS_NOT_COMPUTABLE,
	       "makes what rests on it not computable"),
	SAYING(credit_combination,
	       SLB_CREDIT_COMBINATION__CREDIT_COMBINATION_SUM, "are added up"),
	SAYING(credit_combination,
	       SLB_CREDIT_COMBINATION__CREDIT_COMBINATION_HIGHEST,
	       "count only by the highest"),
	SAYING(deemed_tier, SLB_DEEMED_TIER__DEEMED_TIER_FIRST,
	       "the first of these credits"),
	SAYING(deemed_tier, SLB_DEEMED_TIER__DEEMED_TIER_LAST,
	       "the last of these credits"),
	SAYING(deemed_tier, SLB_DEEMED_TIER__DEEMED_TIER_NONE, "no credit"),
	SAYING(notice_medium, SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_BROKER,
	       "with the broker"),
	SAYING(notice_medium, SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_EMAIL, "by e-mail"),
	SAYING(notice_medium, SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_POST,
	       "by registered post"),
	SAYING(counted_from, SLB_COUNTED_FROM__COUNTED_FROM_GIVEN, "it is given"),
	SAYING(counted_from, SLB_COUNTED_FROM__COUNTED_FROM_RECEIVED,
	       "it counts as received"),
	SAYING(prevailing, SLB_PREVAILING__PREVAILING_TERMS, "these terms prevail"),
	SAYING(prevailing, SLB_PREVAILING__PREVAILING_PROSE, "the prose prevails"),
	SAYING(remedy_rule, SLB_REMEDY_RULE__REMEDY_RULE_CREDIT_ONLY,
	       "none: it is the only one"),
	SAYING(remedy_rule, SLB_REMEDY_RULE__REMEDY_RULE_CREDIT_DEDUCTED,
	       "all; damages for the same miss are less by it"),
	SAYING(remedy_rule, SLB_REMEDY_RULE__REMEDY_RULE_CUMULATIVE,
	       "all, and it lessens none of them"),
	SAYING(set_off_rule, SLB_SET_OFF_RULE__SET_OFF_RULE_NEXT_INVOICE,
	       "the centre deducts it from its next invoice"),
	SAYING(set_off_rule, SLB_SET_OFF_RULE__SET_OFF_RULE_ALLOWED,
	       "the client may set it off against an invoice"),
	SAYING(set_off_rule, SLB_SET_OFF_RULE__SET_OFF_RULE_EXCLUDED,
	       "not against an invoice"),
	SAYING(silence_effect, SLB_SILENCE_EFFECT__SILENCE_EFFECT_NONE,
	       "agrees to nothing"),
	SAYING(silence_effect, SLB_SILENCE_EFFECT__SILENCE_EFFECT_FIGURES_AGREED,
	       "agrees to the figures"),
	SAYING(silence_effect, SLB_SILENCE_EFFECT__SILENCE_EFFECT_CLAIM_AGREED,
	       "agrees to the figures and to what is claimed"),
	SAYING(partial_share, SLB_PARTIAL_SHARE__PARTIAL_SHARE_FULL, "in full"),
	SAYING(partial_share, SLB_PARTIAL_SHARE__PARTIAL_SHARE_PRO_RATED,
	       "in proportion to its days"),
	SAYING(partial_verdict, SLB_PARTIAL_VERDICT__PARTIAL_VERDICT_MERGED,
	       "joined to its neighbour"),
	SAYING(serving_mode, SLB_SERVING_MODE__SERVING_MODE_AUTOMATIC,
	       "automatically"),
	SAYING(serving_mode, SLB_SERVING_MODE__SERVING_MODE_ON_DECISION,
	       "if the client so decides,"),
	SAYING(stage, SLB_STAGE__STAGE_WINDOW, "period"),
	SAYING(stage, SLB_STAGE__STAGE_SCORE, "period"),
};
/* clang-format on */

static const char *saying(const ProtobufCEnumDescriptor *descriptor, int value)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sayings); i++) {
		if (sayings[i].descriptor == descriptor && sayings[i].value == value)
			return sayings[i].words;
	}
	return NULL;
}

/* "PartialVerdict" is written PARTIAL_VERDICT_ before its values. */
static size_t prefix_len(const char *enum_name)
{
	size_t len = 1;
	size_t i;

	for (i = 0; enum_name[i] != '\0'; i++)
		len += i > 0 && isupper((unsigned char)enum_name[i]) ? 2 : 1;
	return len;
}

const char *phrase_enum(struct arena *arena, const ProtobufCEnumDescriptor *descriptor,
			int value)
{
	const ProtobufCEnumValue *found =
		protobuf_c_enum_descriptor_get_value(descriptor, value);
	const char *said = saying(descriptor, value);
	char *words;
	char *c;

	if (said != NULL)
		return said;
	if (found == NULL || value == 0)
		return "not said";
	words = arena_strdup(arena, found->name + prefix_len(descriptor->short_name));
	for (c = words; *c != '\0'; c++)
		*c = *c == '_' ? ' ' : (char)tolower((unsigned char)*c);
	return words;
}

const char *phrase_result(SlbResult result)
{
	switch (result) {
	case SLB_RESULT__RESULT_MET:
		return "met";
	case SLB_RESULT__RESULT_MISSED:
		return "missed";
	case SLB_RESULT__RESULT_TOO_FEW:
		return "too few to judge";
	case SLB_RESULT__RESULT_MISSING:
		return "report missing";
	case SLB_RESULT__RESULT_NOT_COMPUTABLE:
		return "not computable";
	case SLB_RESULT__RESULT_EXCLUDED:
		return "excluded";
	case SLB_RESULT__RESULT_OPEN:
		return "open";
	case SLB_RESULT__RESULT_UNSPECIFIED:
	case _SLB_RESULT_IS_INT_SIZE:
		break;
	}
	return "not said";
}

enum tone tone_of_result(SlbResult result)
{
	switch (result) {
	case SLB_RESULT__RESULT_MET:
		return TONE_GOOD;
	case SLB_RESULT__RESULT_MISSED:
		return TONE_BAD;
	case SLB_RESULT__RESULT_MISSING:
	case SLB_RESULT__RESULT_NOT_COMPUTABLE:
	case SLB_RESULT__RESULT_TOO_FEW:
		return TONE_DOUBT;
	case SLB_RESULT__RESULT_EXCLUDED:
	case SLB_RESULT__RESULT_OPEN:
		return TONE_FAINT;
	case SLB_RESULT__RESULT_UNSPECIFIED:
	case _SLB_RESULT_IS_INT_SIZE:
		break;
	}
	return TONE_PLAIN;
}

const char *phrase_delay(struct arena *arena, const SlbDelay *delay)
{
	const char *unit;

	if (delay == NULL || delay->amount == 0)
		return "none";
	unit = phrase_enum(arena, &slb_delay_unit__descriptor, (int)delay->unit);
	if (delay->amount == 1)
		return arena_printf(arena, "1 %.*s", (int)strlen(unit) - 1, unit);
	return arena_printf(arena, "%u %s", (unsigned)delay->amount, unit);
}

const char *phrase_openings(struct arena *arena, SlbOpening *const *openings,
			    size_t count)
{
	struct text text;
	size_t i;

	if (count == 0)
		return "closed";
	text_init(&text, arena);
	for (i = 0; i < count; i++)
		text_printf(&text, "%s%02u:%02u-%02u:%02u", i > 0 ? ", " : "",
			    (unsigned)openings[i]->open_min / 60,
			    (unsigned)openings[i]->open_min % 60,
			    (unsigned)openings[i]->close_min / 60,
			    (unsigned)openings[i]->close_min % 60);
	return text_chars(&text);
}

const char *phrase_span(struct arena *arena, const struct zone_table *zone,
			int64_t start_s, int64_t end_s)
{
	int64_t first_day = zone_day_at(zone, start_s);
	int64_t last_day = zone_day_at(zone, end_s - 1);

	if (zone_day_start(zone, first_day) != start_s ||
	    zone_day_start(zone, last_day + 1) != end_s)
		return arena_printf(arena, "%s to %s", zone_text(arena, zone, start_s),
				    zone_text(arena, zone, end_s));
	if (first_day == last_day)
		return civil_day_text(arena, first_day);
	return arena_printf(arena, "%s to %s", civil_day_text(arena, first_day),
			    civil_day_text(arena, last_day));
}

static const char *dates_of(struct arena *arena, const SlbScopeValue *value)
{
	bool first = value->first_day[0] != '\0';
	bool last = value->last_day[0] != '\0';

	if (first && last)
		return arena_printf(arena, " (%s to %s)", value->first_day,
				    value->last_day);
	if (first)
		return arena_printf(arena, " (from %s)", value->first_day);
	return last ? arena_printf(arena, " (until %s)", value->last_day) : "";
}

const char *phrase_scope(struct arena *arena, const SlbScopeDimension *scope)
{
	struct text text;
	size_t i;

	if (scope->all)
		return "all, also ones that appear later";
	text_init(&text, arena);
	for (i = 0; i < scope->n_values; i++)
		text_printf(&text, "%s%s%s", i > 0 ? ", " : "", scope->values[i]->value,
			    dates_of(arena, scope->values[i]));
	return text_chars(&text);
}

const char *phrase_tolerance(struct arena *arena, const SlbComparison *comparison)
{
	if (comparison->tolerated_number == 0)
		return arena_printf(arena, "%s %% of the count of record",
				    comparison->tolerated_percent);
	return arena_printf(arena,
			    "%s %% of the count of record, or %s where that is more",
			    comparison->tolerated_percent,
			    words_u64(arena, comparison->tolerated_number));
}

struct currency currency_of(const SlbMoney *money)
{
	struct currency currency = { .minor_digits = 0 };

	size_t len;

	if (money == NULL)
		return currency;
	len = strlen(money->currency);
	if (len < sizeof currency.code)
		memcpy(currency.code, money->currency, len + 1);
	currency.minor_digits = money->minor_digits;
	return currency;
}

const char *phrase_exact(struct arena *arena, const char *number)
{
	struct ratio ratio;

	if (strchr(number, '/') == NULL ||
	    !ratio_parse(arena, bytes_of_string(number), &ratio))
		return words_grouped(arena, number);
	return arena_printf(
		arena, "%s (%s)", words_grouped(arena, number),
		words_grouped(arena, ratio_decimal(arena, ratio, 6, ROUND_HALF_UP)));
}

const char *phrase_or_dash(struct arena *arena, const char *number)
{
	return number == NULL || number[0] == '\0' ? "-" : phrase_exact(arena, number);
}

const char *phrase_decimal(struct arena *arena, const char *number)
{
	struct ratio ratio;

	if (number[0] == '\0' || !ratio_parse(arena, bytes_of_string(number), &ratio))
		return "-";
	return shown_exact(arena, ratio);
}

const char *phrase_short(struct arena *arena, const char *number)
{
	struct ratio ratio;

	if (number[0] == '\0' || !ratio_parse(arena, bytes_of_string(number), &ratio))
		return "-";
	return words_grouped(arena, ratio_decimal(arena, ratio,
						  ratio_is_integer(ratio) ? 0 : 2,
						  ROUND_HALF_UP));
}

const char *phrase_decimals(struct arena *arena, uint32_t decimals)
{
	if (decimals == 0)
		return "a whole number";
	return words_count(arena, decimals, "decimal", "decimals");
}

const char *phrase_unit(SlbKpiUnit unit)
{
	switch (unit) {
	case SLB_KPI_UNIT__KPI_UNIT_PERCENT:
		return " %";
	case SLB_KPI_UNIT__KPI_UNIT_POINTS:
		return " points";
	case SLB_KPI_UNIT__KPI_UNIT_PER_THOUSAND:
		return " per 1,000";
	case SLB_KPI_UNIT__KPI_UNIT_SECONDS:
		return " s";
	case SLB_KPI_UNIT__KPI_UNIT_NUMBER:
	case SLB_KPI_UNIT__KPI_UNIT_UNSPECIFIED:
	case _SLB_KPI_UNIT_IS_INT_SIZE:
		break;
	}
	return "";
}

const char *phrase_target(struct arena *arena, const SlbKpi *kpi)
{
	const char *unit = phrase_unit(kpi->unit);

	if (kpi->comparator == SLB_COMPARATOR__COMPARATOR_BETWEEN)
		return arena_printf(arena, "from %s to %s%s", kpi->target,
				    kpi->target_upper, unit);
	return arena_printf(
		arena, "%s %s%s",
		phrase_enum(arena, &slb_comparator__descriptor, (int)kpi->comparator),
		kpi->target, unit);
}
