#ifndef BROKER_REPORT_VIEW_H
#define BROKER_REPORT_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "report/frame.h"
#include "report/operand.h"
#include "slabroker/v1/report.pb-c.h"

/* A report as the law reads it: its columns by their places in the terms. */
struct report_view {
	const SlbReport *report;
	size_t series;
	size_t part; /* of the series (frame_part()) */
	int64_t day;
	size_t place; /* the caller's number for it; 0 at first */
	size_t row_count;
	const SlbColumn **counters;            /* NULL: not carried */
	const SlbHistogramColumn **histograms; /* NULL: not carried */
};

/* A report that passed the check, except its identities. */
struct report_view view_of_report(struct arena *arena, const struct frame *frame,
				  const SlbReport *report);

/* The cells of an operand: row i has width values from first + i * stride on. */
struct cells {
	const uint64_t *first;
	size_t stride;
	size_t width;
	const uint8_t *present; /* one bit for each row; NULL: every row is measured */
	bool is_carried;
};

struct cells view_cells(const struct frame *frame, const struct report_view *view,
			const struct operand *operand);

/* Presence bits as in report.proto, Column. */
bool cells_measured(const struct cells *cells, size_t row);

/* The instant at which a row's interval begins. */
int64_t view_row_start_s(const struct frame *frame, const struct report_view *view,
			 size_t row);

/* "queue=sales, channel=voice"; "" where the terms declare no dimension. */
char *report_row_key(struct arena *arena, const SlbReport *report, size_t row);

/* "row 18 (2026-11-03 10:30, queue=sales)". */
char *report_row_words(struct arena *arena, const struct frame *frame,
		       const SlbReport *report, size_t row);

#endif
