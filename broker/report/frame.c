#include "report/frame.h"

#include <string.h>

#include "base/bytes.h"
#include "base/ensure.h"
#include "calendar/civil.h"
#include "report/terms_calendar.h"

/* How many judged periods the cuts become, and where joining takes place. */
struct joins {
	bool first;
	bool last;
};

static struct cut_period cut_of(struct arena *arena, const struct frame *frame,
				const struct period *whole)
{
	struct term_period cut;

	ensure(period_in_term(&frame->zone, whole, frame->term.first_day,
			      frame->term.end_day, &cut));
	return (struct cut_period){
		.label = period_label(arena, &frame->rule, whole),
		.days = cut.part,
		.whole_days = period_days(whole),
		.is_first_partial = cut.first_partial,
		.is_last_partial = cut.last_partial && !cut.first_partial,
	};
}

static size_t count_cuts(const struct frame *frame, struct period whole)
{
	size_t count = 1;

	while (whole.end_day < frame->term.end_day) {
		ensure(period_next(&frame->rule, &frame->zone, &whole, &whole));
		count++;
	}
	return count;
}

static void lay_cuts(struct arena *arena, struct frame *frame)
{
	struct cut_period *cuts;
	struct period whole;

	ensure(period_of_day(&frame->rule, &frame->zone, frame->term.first_day,
			     &whole));
	frame->cut_count = count_cuts(frame, whole);
	cuts = arena_array(arena, struct cut_period, frame->cut_count);
	for (size_t i = 0; i < frame->cut_count; i++) {
		cuts[i] = cut_of(arena, frame, &whole);
		if (i + 1 < frame->cut_count)
			ensure(period_next(&frame->rule, &frame->zone, &whole, &whole));
	}
	frame->cuts = cuts;
}

static void lay_days(struct arena *arena, struct frame *frame)
{
	struct frame_day *days;
	size_t cut = 0;

	frame->day_count = (size_t)period_days(&frame->term);
	days = arena_array(arena, struct frame_day, frame->day_count + 1);
	for (size_t i = 0; i <= frame->day_count; i++) {
		int64_t day = frame->term.first_day + (int64_t)i;

		if (cut + 1 < frame->cut_count &&
		    frame->cuts[cut + 1].days.first_day <= day)
			cut++;
		days[i] = (struct frame_day){ zone_day_start(&frame->zone, day), cut };
	}
	frame->days = days;
}

/* What the terms say of a cut period that is partial; NULL where it is whole. */
static const SlbPartialPeriod *partial_rule(const struct frame *frame, size_t cut)
{
	const SlbPeriod *period = frame->terms->period;

	if (frame->cuts[cut].is_first_partial)
		return period->first_partial;
	return frame->cuts[cut].is_last_partial ? period->last_partial : NULL;
}

static bool is_ruled(const SlbPartialPeriod *partial, SlbPartialVerdict verdict)
{
	return partial != NULL && partial->verdict == verdict;
}

/* A joined period counts as whole, whatever its pieces were. */
static struct judged_period join(struct arena *arena, const struct frame *frame,
				 size_t first_cut, size_t cut_count)
{
	const struct cut_period *first = &frame->cuts[first_cut];
	const struct cut_period *last = first + cut_count - 1;
	struct text label;
	struct judged_period joined = { .first_cut = first_cut,
					.cut_count = cut_count };

	text_init(&label, arena);
	for (const struct cut_period *cut = first; cut <= last; cut++)
		text_printf(&label, "%s%s", cut == first ? "" : "+", cut->label);
	joined.label = text_chars(&label);
	joined.days = (struct period){
		.first_day = first->days.first_day,
		.end_day = last->days.end_day,
		.start_s = first->days.start_s,
		.end_s = last->days.end_s,
	};
	joined.day_count = period_days(&joined.days);
	joined.whole_days = joined.day_count;
	return joined;
}

static struct judged_period judged_alone(struct arena *arena, const struct frame *frame,
					 size_t cut)
{
	const SlbPartialPeriod *partial = partial_rule(frame, cut);
	struct judged_period alone = join(arena, frame, cut, 1);

	alone.whole_days = frame->cuts[cut].whole_days;
	alone.is_excluded =
		is_ruled(partial, SLB_PARTIAL_VERDICT__PARTIAL_VERDICT_NOT_JUDGED);
	if (!alone.is_excluded)
		alone.partial = partial;
	return alone;
}

static void lay_periods(struct arena *arena, struct frame *frame)
{
	const SlbPartialVerdict merged = SLB_PARTIAL_VERDICT__PARTIAL_VERDICT_MERGED;
	const size_t last_cut = frame->cut_count - 1;
	const struct joins joins = {
		.first = last_cut > 0 && is_ruled(partial_rule(frame, 0), merged),
		.last = is_ruled(partial_rule(frame, last_cut), merged),
	};
	struct judged_period *periods =
		arena_array(arena, struct judged_period, frame->cut_count);
	size_t cut = 0;

	while (cut < frame->cut_count) {
		size_t end = cut + 1;

		if (cut == 0 && joins.first)
			end++;
		if (end == last_cut && joins.last)
			end++;
		periods[frame->period_count++] =
			end - cut == 1 ? judged_alone(arena, frame, cut)
				       : join(arena, frame, cut, end - cut);
		cut = end;
	}
	frame->periods = periods;
}

struct frame *frame_of_terms(struct arena *arena, const SlbTerms *terms)
{
	struct frame *frame = arena_new(arena, struct frame);

	frame->terms = terms;
	frame->zone = zone_of_terms(arena, terms->zone);
	if (terms->business_hours != NULL)
		frame->hours = hours_of_terms(arena, terms->business_hours);
	frame->rule = period_rule_of_terms(arena, terms->period);
	frame->term = period_of_days(&frame->zone, day_of_terms(terms->first_day),
				     day_of_terms(terms->last_day) + 1);
	lay_cuts(arena, frame);
	lay_days(arena, frame);
	lay_periods(arena, frame);
	return frame;
}

bool frame_find_series(const struct frame *frame, const char *name, size_t *out)
{
	for (size_t i = 0; i < frame->terms->n_series; i++) {
		if (strcmp(frame->terms->series[i]->name, name) == 0) {
			*out = i;
			return true;
		}
	}
	return false;
}

static bool covers_period(const struct frame *frame, size_t series)
{
	return frame->terms->series[series]->interval ==
	       SLB_INTERVAL_KIND__INTERVAL_KIND_PERIOD;
}

size_t frame_part_count(const struct frame *frame, size_t series)
{
	return covers_period(frame, series) ? frame->cut_count : frame->day_count;
}

struct report_part frame_part(const struct frame *frame, size_t series, size_t index)
{
	const struct frame_day *day;

	ensure(index < frame_part_count(frame, series));
	if (covers_period(frame, series)) {
		const struct period *days = &frame->cuts[index].days;

		return (struct report_part){ .start_s = days->start_s,
					     .end_s = days->end_s,
					     .day = days->first_day,
					     .cut = index };
	}
	day = &frame->days[index];
	return (struct report_part){ .start_s = day[0].start_s,
				     .end_s = day[1].start_s,
				     .day = frame->term.first_day + (int64_t)index,
				     .cut = day->cut };
}

/* The last one that starts there. */
static bool find_cut(const struct frame *frame, int64_t start_s, size_t *out)
{
	size_t low = 0;
	size_t high = frame->cut_count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (frame->cuts[middle].days.start_s <= start_s)
			low = middle;
		else
			high = middle;
	}
	*out = low;
	return frame->cuts[low].days.start_s == start_s;
}

/* The same; but for a few, days have 24 hours, so that it is there or beside it. */
static bool find_day(const struct frame *frame, int64_t start_s, size_t *out)
{
	const struct frame_day *days = frame->days;
	size_t i;

	*out = start_s < days[0].start_s ? 0 : frame->day_count - 1;
	if (start_s < days[0].start_s || start_s >= days[frame->day_count].start_s)
		return false;
	i = (size_t)((start_s - days[0].start_s) / CIVIL_DAY_S);
	if (i > frame->day_count)
		i = frame->day_count;
	while (days[i].start_s > start_s)
		i--;
	while (days[i + 1].start_s <= start_s)
		i++;
	*out = i;
	return days[i].start_s == start_s;
}

/* Parts before the last that starts there, if any, have no time. */
bool frame_find_part(const struct frame *frame, size_t series, int64_t start_s,
		     size_t *out)
{
	return covers_period(frame, series) ? find_cut(frame, start_s, out)
					    : find_day(frame, start_s, out);
}

size_t frame_parts_in(const struct frame *frame, size_t series,
		      const struct judged_period *period, size_t *first)
{
	if (covers_period(frame, series)) {
		*first = period->first_cut;
		return period->cut_count;
	}
	*first = (size_t)(period->days.first_day - frame->term.first_day);
	return (size_t)period->day_count;
}

int64_t frame_part_due_s(const struct frame *frame, size_t series, size_t index)
{
	const SlbSeries *terms = frame->terms->series[series];
	struct report_part part = frame_part(frame, series, index);
	int64_t end_s = part.end_s;

	if (terms->cadence == SLB_CADENCE__CADENCE_PERIOD)
		end_s = frame->cuts[part.cut].days.end_s;
	return frame_deadline_s(frame, terms->due_delay, end_s);
}

size_t frame_period_of_part(const struct frame *frame, size_t series, size_t index)
{
	size_t cut = frame_part(frame, series, index).cut;
	size_t period = cut < frame->period_count ? cut : frame->period_count - 1;

	while (frame->periods[period].first_cut > cut)
		period--;
	return period;
}

/*
 * An event at a midnight ends a day: days are counted from that one, not from the one
 * that begins.
 */
int64_t frame_deadline_s(const struct frame *frame, const SlbDelay *delay,
			 int64_t event_s)
{
	struct delay counted = delay_of_terms(delay);
	bool by_day = counted.unit == DELAY_DAYS || counted.unit == DELAY_BUSINESS_DAYS;
	int64_t deadline_s = CIVIL_INSTANT_MAX_S;

	if (counted.amount == 0 || event_s == CIVIL_INSTANT_MAX_S)
		return event_s;
	if (!deadline_after(counted, frame->hours, &frame->zone, event_s - by_day,
			    &deadline_s))
		return CIVIL_INSTANT_MAX_S;
	return deadline_s;
}

int64_t frame_next_opening_s(const struct frame *frame, int64_t at_s)
{
	int64_t first_second_s;

	/* A second of open time has passed a second after it began. */
	if (!hours_add(frame->hours, &frame->zone, at_s, 1, &first_second_s))
		return CIVIL_INSTANT_MAX_S;
	return first_second_s - 1;
}
