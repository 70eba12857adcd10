#include "sla/page_report.h"

#include <inttypes.h>

#include "base/ensure.h"
#include "calendar/civil.h"
#include "report/words.h"
#include "sla/phrases.h"

#define COUNTERS_AT_A_TIME 6
#define DIMENSIONS_MAX     8

static const char *instant(struct arena *arena, const struct frame *frame, int64_t at_s)
{
	return frame != NULL ? zone_text(arena, &frame->zone, at_s)
			     : civil_instant_text(arena, at_s, 0);
}

/* Presence bits as in report.proto; absent bits: every row is measured. */
static bool is_measured(const ProtobufCBinaryData *present, size_t row)
{
	if (present->len == 0)
		return true;
	return row / 8 < present->len && (present->data[row / 8] >> (row % 8) & 1) != 0;
}

static const char *counter_cell(struct arena *arena, const SlbColumn *column,
				size_t row)
{
	if (row >= column->n_values || !is_measured(&column->present, row))
		return "null";
	return words_u64(arena, column->values[row]);
}

/* The buckets from smallest to largest, with blanks between. */
static const char *histogram_cell(struct arena *arena,
				  const SlbHistogramColumn *histogram, size_t row,
				  size_t row_count)
{
	size_t width = row_count == 0 ? 0 : histogram->n_counts / row_count;
	struct text text;
	size_t i;

	if (!is_measured(&histogram->present, row))
		return "null";
	text_init(&text, arena);
	for (i = 0; i < width; i++)
		text_printf(&text, "%s%" PRIu64, i > 0 ? " " : "",
			    histogram->counts[row * width + i]);
	return text_chars(&text);
}

/* The length of a row's interval in seconds; 0 where it is the part, or not known. */
static int64_t interval_s(const struct frame *frame, const SlbReport *report)
{
	size_t series;

	if (frame == NULL || !frame_find_series(frame, report->series, &series))
		return 0;
	return frame->terms->series[series]->interval_s;
}

static const char *interval_cell(struct arena *arena, const struct frame *frame,
				 const SlbReport *report, size_t row)
{
	int64_t length_s = interval_s(frame, report);
	int64_t local_s;

	if (length_s == 0)
		return arena_printf(arena, "%u", (unsigned)report->interval[row]);
	local_s = civil_second_of_day(zone_local(
		&frame->zone,
		report->start_s + (int64_t)report->interval[row] * length_s));
	return arena_printf(arena, "%02d:%02d", (int)(local_s / 3600),
			    (int)(local_s / 60 % 60));
}

static const char *dimension_cell(const SlbDimensionColumn *dimension, size_t row)
{
	if (row >= dimension->n_index || dimension->index[row] >= dimension->n_values)
		return "?";
	return dimension->values[dimension->index[row]];
}

struct slice {
	const SlbReport *report;
	const struct frame *frame;
	size_t first; /* of the report's columns, counters before histograms */
	size_t count;
};

static void add_keys(struct page *page, const struct slice *slice, size_t row)
{
	size_t i;

	page_cell(page, TONE_FAINT, "%zu", row + 1);
	page_cell(page, TONE_PLAIN, "%s",
		  interval_cell(page->arena, slice->frame, slice->report, row));
	for (i = 0; i < slice->report->n_dimensions && i < DIMENSIONS_MAX; i++)
		page_cell(page, TONE_PLAIN, "%s",
			  dimension_cell(slice->report->dimensions[i], row));
}

static void add_values(struct page *page, const struct slice *slice, size_t row)
{
	const SlbReport *report = slice->report;
	size_t i;

	for (i = slice->first; i < slice->first + slice->count; i++) {
		if (i < report->n_columns)
			page_cell(page, TONE_PLAIN, "%s",
				  counter_cell(page->arena, report->columns[i], row));
		else
			page_cell(page, TONE_PLAIN, "%s",
				  histogram_cell(
					  page->arena,
					  report->histograms[i - report->n_columns],
					  row, report->n_interval));
	}
}

static void add_slice(struct page *page, const struct slice *slice)
{
	const SlbReport *report = slice->report;
	struct page_column *columns =
		arena_array(page->arena, struct page_column, PAGE_COLUMNS_MAX);
	size_t count = 0;
	size_t i;

	columns[count++] = (struct page_column){ "Row", true };
	columns[count++] = (struct page_column){ "Interval", false };
	for (i = 0; i < report->n_dimensions && i < DIMENSIONS_MAX; i++)
		columns[count++] =
			(struct page_column){ report->dimensions[i]->dimension, false };
	for (i = slice->first; i < slice->first + slice->count; i++)
		columns[count++] = (struct page_column){
			i < report->n_columns
				? report->columns[i]->counter
				: report->histograms[i - report->n_columns]->histogram,
			true
		};
	page_table(page, columns, count);
	for (i = 0; i < report->n_interval; i++) {
		add_keys(page, slice, i);
		add_values(page, slice, i);
	}
}

static void add_facts(struct page *page, const SlbReport *report,
		      const struct frame *frame)
{
	struct bytes version = { report->version_id.data, report->version_id.len };

	page_fact(page, "Series", "%s", report->series);
	page_fact(page, "From", "%s", instant(page->arena, frame, report->start_s));
	page_fact(page, "Until", "%s", instant(page->arena, frame, report->end_s));
	page_fact(page, "Contract version", "%s", hex_encode(page->arena, version));
	page_fact(page, "Rows", "%s", words_u64(page->arena, report->n_interval));
	if (report->restatement != NULL)
		page_fact(page, "Replaces", "report %" PRIu64 ": %s",
			  report->restatement->replaces, report->restatement->reason);
}

static void add_stated(struct page *page, const SlbReport *report)
{
	size_t i;

	if (report->n_stated > 0)
		page_heading(page, 2, "Figures stated by the reporter");
	for (i = 0; i < report->n_stated; i++) {
		const SlbStated *stated = report->stated[i];

		if (stated->row == 0)
			page_item(page, TONE_PLAIN, "%s: %s", stated->kpi,
				  stated->value);
		else
			page_item(page, TONE_PLAIN, "%s, row %u: %s", stated->kpi,
				  (unsigned)stated->row, stated->value);
	}
}

void page_report(struct page *page, const SlbReport *report, const struct frame *frame)
{
	size_t total = report->n_columns + report->n_histograms;
	struct slice slice = { .report = report, .frame = frame };

	add_facts(page, report, frame);
	while (slice.first < total) {
		slice.count = total - slice.first;
		if (slice.count > COUNTERS_AT_A_TIME)
			slice.count = COUNTERS_AT_A_TIME;
		add_slice(page, &slice);
		slice.first += slice.count;
	}
	add_stated(page, report);
}
