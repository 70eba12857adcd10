#ifndef BROKER_REPORT_CHECKING_H
#define BROKER_REPORT_CHECKING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"
#include "report/frame.h"
#include "slabroker/v1/report.pb-c.h"

/*
 * Private to report/: one report under check.  Each check_* adds what is wrong to diag;
 * check_rows() returns whether rows have keys by which a message may name them.
 */
struct checking {
	const struct frame *frame;
	const SlbReport *report;
	const char *source;
	struct diag *diag;
	struct diag_path path;
	bool has_series;
	size_t series;
	bool has_part;
	struct report_part part;
	size_t row_count;
	bool has_keys; /* rows may be named by their keys: check_rows() passed */
};

/* "report "inbound" of 2026-11-03", as far as it is known. */
const char *checking_name(const struct checking *checking);

/* A place in the report; valid until the next one. */
struct diag_place checking_at(struct checking *checking, const char *format, ...)
	PRINTF_LIKE(2, 3);

/* check_rows.c: dimensions, intervals, and the keys that both make. */
bool check_rows(struct checking *checking);

/* check_columns.c: counters and histograms, cell by cell. */
void check_columns(struct checking *checking);

/* check_stated.c: figures that the reporter states, and the restatement. */
void check_stated(struct checking *checking);
void check_restatement(struct checking *checking);

/* check_identities.c: identities that must hold in each row. */
void check_identities(struct checking *checking);

#endif
