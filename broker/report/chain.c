#include "report/chain.h"

#include <stdlib.h>

#include "base/ensure.h"

static int order_of(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int first_difference(const int *orders, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (orders[i] != 0)
			return orders[i];
	}
	return 0;
}

/* Ties by input are only between reports that are refused together. */
static int compare_reports(const void *left, const void *right)
{
	const struct filed_report *a = left;
	const struct filed_report *b = right;
	const int orders[] = {
		order_of(a->series, b->series),
		order_of(a->sequence, b->sequence),
		order_of(a->part, b->part),
		order_of(a->input, b->input),
	};

	return first_difference(orders, ARRAY_SIZE(orders));
}

static int compare_contents(const void *left, const void *right)
{
	const struct filed_report *a = *(const struct filed_report *const *)left;
	const struct filed_report *b = *(const struct filed_report *const *)right;
	const int orders[] = {
		order_of(a->series, b->series),
		order_of(a->part, b->part),
		bytes_compare(a->digest, b->digest),
		compare_reports(a, b),
	};

	return first_difference(orders, ARRAY_SIZE(orders));
}

static bool is_repetition(const struct filed_report *report,
			  const struct filed_report *of)
{
	return report->digest.len > 0 && report->series == of->series &&
	       report->part == of->part && bytes_equal(report->digest, of->digest);
}

/* Leaves the first of reports with one content; the order stays. */
static size_t drop_repetitions(struct arena *arena, struct filed_report *reports,
			       size_t count)
{
	struct filed_report **by_content =
		arena_array(arena, struct filed_report *, count);
	bool *is_repeated = arena_array(arena, bool, count);
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		by_content[i] = &reports[i];
	qsort(by_content, count, sizeof(*by_content), compare_contents);
	for (size_t i = 1; i < count; i++) {
		if (is_repetition(by_content[i], by_content[i - 1]))
			is_repeated[by_content[i] - reports] = true;
	}
	for (size_t i = 0; i < count; i++) {
		if (!is_repeated[i])
			reports[kept++] = reports[i];
	}
	return kept;
}

/* The numbers of one series that are absent below its highest: its reports by number. */
static void tell_absent(const struct filed_report *first,
			const struct filed_report *end, struct diag *diag)
{
	uint64_t next = 1;
	uint64_t first_absent = 0;
	uint64_t absent = 0;

	for (const struct filed_report *report = first; report < end; report++) {
		if (report->sequence < next)
			continue;
		if (report->sequence > next && first_absent == 0)
			first_absent = next;
		absent += report->sequence - next;
		next = report->sequence + 1;
	}
	if (absent > 0)
		diag_warning(diag, (struct diag_place){ .file = NULL },
			     "of the series \"%s\", %llu of the numbers below %llu %s "
			     "not among the reports given, the first is %llu; a report "
			     "that was withheld may be among them",
			     first->report->series, (unsigned long long)absent,
			     (unsigned long long)end[-1].sequence,
			     absent == 1 ? "is" : "are",
			     (unsigned long long)first_absent);
}

static void tell_absent_numbers(const struct filed_report *reports, size_t count,
				struct diag *diag)
{
	size_t first = 0;

	for (size_t i = 1; i <= count; i++) {
		if (i < count && reports[i].series == reports[first].series)
			continue;
		tell_absent(&reports[first], &reports[i], diag);
		first = i;
	}
}

static struct diag_place source_of(const struct filed_report *filed)
{
	return (struct diag_place){ .file = filed->source, .path = "restatement" };
}

static void refuse_same_number(const struct filed_report *a,
			       const struct filed_report *b, struct diag *diag)
{
	diag_error(diag, ERR_REPORT_SEQUENCE, (struct diag_place){ .file = b->source },
		   "two reports are number %llu of the series \"%s\"; the other is %s",
		   (unsigned long long)b->sequence, b->report->series, a->source);
}

/* The report of a series with a sequence number; NULL when there is none. */
static struct filed_report *find_number(const struct chains *chains, size_t series,
					uint64_t sequence)
{
	const struct filed_report wanted = { .series = series, .sequence = sequence };
	size_t low = 0;
	size_t high = chains->report_count;
	struct filed_report *found;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_reports(&chains->reports[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	found = &chains->reports[low];
	if (low == chains->report_count || found->series != series ||
	    found->sequence != sequence)
		return NULL;
	return found;
}

/* Links a restatement to what it replaces. */
static void link_restatement(const struct chains *chains, struct filed_report *filed,
			     struct diag *diag)
{
	const char *series = filed->report->series;
	uint64_t replaces = filed->report->restatement->replaces;
	struct filed_report *replaced = find_number(chains, filed->series, replaces);

	if (replaced == NULL) {
		diag_error(diag, ERR_REPORT_SEQUENCE, source_of(filed),
			   "this report replaces report %llu of the series \"%s\", "
			   "which was not given",
			   (unsigned long long)replaces, series);
		return;
	}
	if (replaced->part != filed->part) {
		diag_error(diag, ERR_REPORT_SEQUENCE, source_of(filed),
			   "this report replaces report %llu of the series \"%s\", %s, "
			   "which is about another time",
			   (unsigned long long)replaces, series, replaced->source);
		return;
	}
	if (filed->sequence != 0 && replaces >= filed->sequence) {
		diag_error(diag, ERR_REPORT_SEQUENCE, source_of(filed),
			   "this report is number %llu of the series \"%s\" and "
			   "replaces number %llu; it can only replace an earlier one",
			   (unsigned long long)filed->sequence, series,
			   (unsigned long long)replaces);
		return;
	}
	if (replaced->replaced_by == CHAIN_NONE)
		replaced->replaced_by = (size_t)(filed - chains->reports);
}

static void link_all(const struct chains *chains, struct diag *diag)
{
	for (size_t i = 0; i < chains->report_count; i++) {
		struct filed_report *filed = &chains->reports[i];

		if (i > 0 && filed->sequence != 0 &&
		    filed[-1].series == filed->series &&
		    filed[-1].sequence == filed->sequence)
			refuse_same_number(&filed[-1], filed, diag);
		if (filed->report->restatement != NULL)
			link_restatement(chains, filed, diag);
	}
}

/* Enters what is in force; two for one part are refused. */
static void enter_in_force(const struct chains *chains, size_t **in_force,
			   struct diag *diag)
{
	for (size_t i = 0; i < chains->report_count; i++) {
		const struct filed_report *filed = &chains->reports[i];
		size_t *place = &in_force[filed->series][filed->part];

		if (filed->replaced_by != CHAIN_NONE)
			continue;
		if (*place == CHAIN_NONE) {
			*place = i;
			continue;
		}
		diag_error(diag, ERR_REPORT_SEQUENCE,
			   (struct diag_place){ .file = filed->source },
			   "this report and %s are both about the same part of the "
			   "series \"%s\"",
			   chains->reports[*place].source, filed->report->series);
		diag_hint(diag, "a report that corrects another one names it under "
				"restatement");
	}
}

static size_t **empty_slots(struct arena *arena, const struct frame *frame)
{
	size_t **slots = arena_array(arena, size_t *, frame->terms->n_series);

	for (size_t series = 0; series < frame->terms->n_series; series++) {
		size_t count = frame_part_count(frame, series);

		slots[series] = arena_array(arena, size_t, count);
		for (size_t i = 0; i < count; i++)
			slots[series][i] = CHAIN_NONE;
	}
	return slots;
}

enum err chains_of(struct arena *arena, const struct frame *frame,
		   struct filed_report *reports, size_t count, struct chains *out,
		   struct diag *diag)
{
	size_t errors_before = diag->error_count;
	size_t **in_force = empty_slots(arena, frame);

	for (size_t i = 0; i < count; i++) {
		const SlbReport *report = reports[i].report;

		ensure(frame_find_series(frame, report->series, &reports[i].series));
		ensure(frame_find_part(frame, reports[i].series, report->start_s,
				       &reports[i].part));
		reports[i].replaced_by = CHAIN_NONE;
	}
	qsort(reports, count, sizeof *reports, compare_reports);
	tell_absent_numbers(reports, count, diag);
	count = drop_repetitions(arena, reports, count);
	*out = (struct chains){ .reports = reports,
				.report_count = count,
				.in_force = (const size_t *const *)in_force };
	link_all(out, diag);
	if (diag->error_count == errors_before)
		enter_in_force(out, in_force, diag);
	return diag->error_count == errors_before ? ERR_OK : ERR_REPORT_SEQUENCE;
}

size_t chains_gaps(struct arena *arena, const struct frame *frame,
		   const struct chains *chains, const struct judged_period *period,
		   int64_t as_of_s, struct gap **out)
{
	size_t room = 0;
	size_t count = 0;
	size_t first;

	for (size_t series = 0; series < frame->terms->n_series; series++)
		room += frame_parts_in(frame, series, period, &first);
	*out = arena_array(arena, struct gap, room);
	for (size_t series = 0; series < frame->terms->n_series; series++) {
		size_t part_count = frame_parts_in(frame, series, period, &first);

		for (size_t i = first; i < first + part_count; i++) {
			struct gap *gap = &(*out)[count];

			gap->part = frame_part(frame, series, i);
			if (chains->in_force[series][i] != CHAIN_NONE ||
			    gap->part.start_s == gap->part.end_s)
				continue;
			gap->series = series;
			gap->due_s = frame_part_due_s(frame, series, i);
			gap->is_missing = as_of_s > gap->due_s;
			count++;
		}
	}
	return count;
}
