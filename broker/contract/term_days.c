#include "contract/term_days.h"

#include "contract/need.h"
#include "report/terms_calendar.h"

/* The term as days, and how the terms cut time; only what was found well is set. */
struct term_days {
	int64_t first;
	int64_t last;
	struct zone_table zone;
	struct period_rule rule;
	const struct hours *hours; /* or NULL */
};

static bool find_term(struct inquiry *inquiry, struct term_days *term)
{
	const SlbTerms *terms = inquiry->terms;
	struct path first = path_field(NULL, "first_day");
	struct path last = path_field(NULL, "last_day");
	bool well = need_day(inquiry, &first, terms->first_day,
			     "the first day of the term", &term->first);
	bool ends;

	well &= need_day(inquiry, &last, terms->last_day, "the last day of the term",
			 &term->last);
	if (!well)
		return false;
	ends = term->last >= term->first;
	if (ends && term->last - term->first < CONTRACT_TERM_DAYS_MAX)
		return true;
	say(inquiry, WRONG, &last,
	    ends ? "the term ends on %s, more than fifty years after %s"
		 : "the term ends on %s, before it begins on %s",
	    terms->last_day, terms->first_day);
	diag_hint(inquiry->diag, "write the day on which the contract ends");
	return false;
}

/* Zone and rule may be absent, which shape_terms() has said. */
static bool find_zone(struct inquiry *inquiry, struct term_days *term)
{
	const SlbZone *zone = inquiry->terms->zone;
	enum err err;

	if (zone == NULL)
		return false;
	term->zone = zone_of_terms(inquiry->arena, zone);
	err = zone_check(&term->zone, inquiry->diag, "zone");
	said(inquiry, err);
	return err == ERR_OK;
}

static void refuse_unless(struct inquiry *inquiry, bool fits, const char *field,
			  const char *kind)
{
	struct path period = path_field(NULL, "period");
	struct path path = path_field(&period, field);

	if (fits)
		return;
	say(inquiry, WRONG, &path, "%s stands beside periods that are not of kind %s",
	    field, kind);
	diag_hint(inquiry->diag, "leave %s: out, or write kind: %s", field, kind);
}

static bool has_kind(const SlbPeriod *period)
{
	return period != NULL && period->kind >= SLB_PERIOD_KIND__PERIOD_KIND_DAY &&
	       period->kind <= SLB_PERIOD_KIND__PERIOD_KIND_LIST;
}

/* Of a period that has a kind. */
static bool find_rule(struct inquiry *inquiry, struct term_days *term)
{
	const SlbPeriod *period = inquiry->terms->period;
	SlbPeriodKind kind = period->kind;
	size_t flaws = inquiry->flaw_count;
	int64_t day;

	refuse_unless(inquiry,
		      kind == SLB_PERIOD_KIND__PERIOD_KIND_WEEK ||
			      period->week_start == 0,
		      "week_start", "week");
	refuse_unless(inquiry,
		      kind == SLB_PERIOD_KIND__PERIOD_KIND_MONTH ||
			      period->month_start_day == 0,
		      "month_start_day", "month");
	refuse_unless(inquiry,
		      kind == SLB_PERIOD_KIND__PERIOD_KIND_LIST ||
			      period->n_boundaries == 0,
		      "boundaries", "list");
	for (size_t i = 0; i < period->n_boundaries; i++) {
		struct path path = path_field(NULL, "period");
		struct path item = path_item(&path, "boundaries", i);

		need_day(inquiry, &item, period->boundaries[i],
			 "the boundary of a period", &day);
	}
	if (inquiry->flaw_count == flaws) {
		term->rule = period_rule_of_terms(inquiry->arena, period);
		said(inquiry, period_rule_check(&term->rule, inquiry->diag, "period"));
	}
	return inquiry->flaw_count == flaws;
}

static bool hours_have_days(struct inquiry *inquiry, const SlbHours *hours)
{
	struct path path = path_field(NULL, "business_hours");
	size_t flaws = inquiry->flaw_count;
	int64_t day;

	for (size_t i = 0; i < hours->n_week; i++) {
		struct path item = path_item(&path, "week", i);
		struct path weekday = path_field(&item, "weekday");

		if (!need_choice(inquiry, &weekday, (int)hours->week[i]->weekday,
				 &slb_weekday__descriptor,
				 "for which weekday these hours hold"))
			return false;
		if (i == 0 || hours->week[i - 1]->weekday < hours->week[i]->weekday)
			continue;
		say(inquiry, WRONG, &weekday, "the weekdays do not ascend");
		diag_hint(inquiry->diag, "write each weekday once, from monday on");
	}
	for (size_t i = 0; i < hours->n_holidays; i++) {
		struct path item = path_item(&path, "holidays", i);

		need_day(inquiry, &item, hours->holidays[i], "a holiday", &day);
	}
	for (size_t i = 0; i < hours->n_special_days; i++) {
		struct path item = path_item(&path, "special_days", i);
		struct path field = path_field(&item, "day");

		need_day(inquiry, &field, hours->special_days[i]->day,
			 "the date of special hours", &day);
	}
	return inquiry->flaw_count == flaws;
}

static bool is_business(const SlbDelay *delay)
{
	return delay != NULL &&
	       (delay->unit == SLB_DELAY_UNIT__DELAY_UNIT_BUSINESS_HOURS ||
		delay->unit == SLB_DELAY_UNIT__DELAY_UNIT_BUSINESS_DAYS);
}

/* Of the terms about notices: one that counts in business time. */
static bool notices_count_business(const SlbNoticeTerms *notices, struct path *path)
{
	static const struct path parent = { NULL, "notices", PATH_NO_INDEX };

	if (notices == NULL)
		return false;
	for (size_t i = 0; i < notices->n_receipt; i++) {
		*path = path_item(&parent, "receipt", i);
		if (is_business(notices->receipt[i]->after))
			return true;
	}
	for (size_t i = 0; i < notices->n_follow_ups; i++) {
		*path = path_item(&parent, "follow_ups", i);
		if (is_business(notices->follow_ups[i]->within))
			return true;
	}
	*path = path_field(&parent, "objections");
	return notices->objections != NULL && is_business(notices->objections->within);
}

/* A field that counts a delay in business time; false when there is none. */
static bool counts_business(const SlbTerms *terms, struct path *path)
{
	*path = path_field(NULL, "restatement_window");
	if (is_business(terms->restatement_window))
		return true;
	*path = path_field(NULL, "claim_window");
	if (is_business(terms->claim_window))
		return true;
	for (size_t i = 0; i < terms->n_series; i++) {
		*path = path_item(NULL, "series", i);
		if (is_business(terms->series[i]->due_delay))
			return true;
	}
	for (size_t i = 0; i < terms->n_kpis; i++) {
		const SlbServing *serving = terms->kpis[i]->serving;

		*path = path_item(NULL, "kpis", i);
		if (serving != NULL && is_business(serving->acknowledge_by))
			return true;
	}
	return notices_count_business(terms->notices, path);
}

static bool find_hours(struct inquiry *inquiry, struct term_days *term)
{
	const SlbHours *hours = inquiry->terms->business_hours;
	struct path needed;
	size_t flaws = inquiry->flaw_count;

	if (hours == NULL && counts_business(inquiry->terms, &needed)) {
		say(inquiry, MISSING, &needed,
		    "a delay is counted in business time, and the contract does not "
		    "say when business hours are");
		diag_hint(inquiry->diag,
			  "write business_hours: with week:, or count the delay in "
			  "hours or days");
	}
	if (hours == NULL || !hours_have_days(inquiry, hours))
		return false;
	term->hours = hours_of_terms(inquiry->arena, hours);
	said(inquiry, hours_check(term->hours, inquiry->diag, "business_hours"));
	return inquiry->flaw_count == flaws;
}

static void check_open(struct inquiry *inquiry, const struct term_days *term)
{
	struct path path = path_field(NULL, "business_hours");
	struct period days = period_of_days(&term->zone, term->first, term->last + 1);

	if (hours_between(term->hours, &term->zone, days.start_s, days.end_s) != 0)
		return;
	say(inquiry, CLASHES, &path,
	    "the business hours never open between the first and the last day of the "
	    "term");
	diag_hint(inquiry->diag, "check holidays: and special_days: against the term");
}

static void need_partial(struct inquiry *inquiry, const SlbPartialPeriod *partial,
			 const char *field, const char *which)
{
	struct path period = path_field(NULL, "period");
	struct path path = path_field(&period, field);

	if (partial != NULL)
		return;
	say(inquiry, MISSING, &path,
	    "the term %s within a period, and the contract does not say what holds "
	    "for the part that is left",
	    which);
	diag_hint(inquiry->diag,
		  "write %s: with verdict: judged, money: pro_rated and "
		  "minimum_volume: pro_rated, or with verdict: not_judged",
		  field);
}

static void check_cuts(struct inquiry *inquiry, const struct term_days *term)
{
	const SlbPeriod *period = inquiry->terms->period;
	struct path parent = path_field(NULL, "period");
	struct path path = path_field(&parent, "boundaries");
	struct period first;
	struct period last;

	if (!period_of_day(&term->rule, &term->zone, term->first, &first) ||
	    !period_of_day(&term->rule, &term->zone, term->last, &last)) {
		say(inquiry, CLASHES, &path,
		    "the periods do not cover the term from %s to %s",
		    inquiry->terms->first_day, inquiry->terms->last_day);
		diag_hint(inquiry->diag,
			  "begin with a boundary on or before the first day, and end "
			  "with one after the last day");
		return;
	}
	if (first.first_day < term->first)
		need_partial(inquiry, period->first_partial, "first_partial", "begins");
	if (last.end_day > term->last + 1 && last.first_day >= term->first)
		need_partial(inquiry, period->last_partial, "last_partial", "ends");
}

void rules_term_days(struct inquiry *inquiry)
{
	struct term_days term = { .hours = NULL };
	bool has_term = find_term(inquiry, &term);
	bool has_zone = find_zone(inquiry, &term);
	bool has_rule = has_kind(inquiry->terms->period) && find_rule(inquiry, &term);
	bool has_hours = find_hours(inquiry, &term);

	if (!has_term || !has_zone)
		return;
	if (has_rule)
		check_cuts(inquiry, &term);
	if (has_hours)
		check_open(inquiry, &term);
}
