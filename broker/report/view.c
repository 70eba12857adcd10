#include "report/view.h"

#include <string.h>

#include "base/ensure.h"

struct report_view view_of_report(struct arena *arena, const struct frame *frame,
				  const SlbReport *report)
{
	const SlbTerms *terms = frame->terms;
	struct report_view view = { .report = report, .row_count = report->n_interval };
	size_t next = 0;

	ensure(frame_find_series(frame, report->series, &view.series));
	ensure(frame_find_part(frame, view.series, report->start_s, &view.part));
	view.day = frame_part(frame, view.series, view.part).day;
	view.counters = arena_array(arena, const SlbColumn *, terms->n_counters);
	view.histograms =
		arena_array(arena, const SlbHistogramColumn *, terms->n_histograms);
	for (size_t i = 0; i < terms->n_counters && next < report->n_columns; i++) {
		const SlbColumn *column = report->columns[next];

		if (strcmp(terms->counters[i]->name, column->counter) == 0) {
			view.counters[i] = column;
			next++;
		}
	}
	ensure(next == report->n_columns);
	next = 0;
	for (size_t i = 0; i < terms->n_histograms && next < report->n_histograms;
	     i++) {
		const SlbHistogramColumn *column = report->histograms[next];

		if (strcmp(terms->histograms[i]->name, column->histogram) == 0) {
			view.histograms[i] = column;
			next++;
		}
	}
	ensure(next == report->n_histograms);
	return view;
}

static const uint8_t *presence_of(ProtobufCBinaryData present)
{
	return present.len == 0 ? NULL : present.data;
}

struct cells view_cells(const struct frame *frame, const struct report_view *view,
			const struct operand *operand)
{
	const SlbHistogramColumn *histogram;
	const SlbColumn *column;
	size_t buckets;

	if (!operand->is_range) {
		column = view->counters[operand->column];
		if (column == NULL)
			return (struct cells){ .is_carried = false };
		return (struct cells){ .first = column->values,
				       .stride = 1,
				       .width = 1,
				       .present = presence_of(column->present),
				       .is_carried = true };
	}
	histogram = view->histograms[operand->column];
	if (histogram == NULL)
		return (struct cells){ .is_carried = false };
	buckets = frame->terms->histograms[operand->column]->n_bounds + 1;
	return (struct cells){ .first = histogram->counts + operand->bucket_first,
			       .stride = buckets,
			       .width = operand->bucket_end - operand->bucket_first,
			       .present = presence_of(histogram->present),
			       .is_carried = true };
}

bool cells_measured(const struct cells *cells, size_t row)
{
	return cells->present == NULL ||
	       (cells->present[row / 8] >> (row % 8) & 1) != 0;
}

static int64_t row_start_s(const struct frame *frame, size_t series,
			   const SlbReport *report, size_t row)
{
	return report->start_s + (int64_t)report->interval[row] *
					 frame->terms->series[series]->interval_s;
}

int64_t view_row_start_s(const struct frame *frame, const struct report_view *view,
			 size_t row)
{
	return row_start_s(frame, view->series, view->report, row);
}

char *report_row_key(struct arena *arena, const SlbReport *report, size_t row)
{
	struct text key;

	text_init(&key, arena);
	for (size_t i = 0; i < report->n_dimensions; i++) {
		const SlbDimensionColumn *column = report->dimensions[i];

		text_printf(&key, "%s%s=%s", i == 0 ? "" : ", ", column->dimension,
			    column->values[column->index[row]]);
	}
	return arena_strdup(arena, text_chars(&key));
}

/* "2026-11-03 10:30", without seconds and offset. */
static char *local_minute(struct arena *arena, const struct frame *frame, int64_t at_s)
{
	char *text = zone_text(arena, &frame->zone, at_s);

	return arena_printf(arena, "%.10s %.5s", text, text + strlen("2026-11-03T"));
}

char *report_row_words(struct arena *arena, const struct frame *frame,
		       const SlbReport *report, size_t row)
{
	char *key = report_row_key(arena, report, row);
	size_t series;

	ensure(frame_find_series(frame, report->series, &series));
	return arena_printf(
		arena, "row %zu (%s%s%s)", row + 1,
		local_minute(arena, frame, row_start_s(frame, series, report, row)),
		key[0] == '\0' ? "" : ", ", key);
}
