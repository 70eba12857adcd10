#ifndef BROKER_REPORT_CHECK_H
#define BROKER_REPORT_CHECK_H

#include "base/bytes.h"
#include "base/diag.h"
#include "report/frame.h"
#include "slabroker/v1/report.pb-c.h"

/*
 * Whether a report has the form that its contract asks (report.proto says which), and
 * whether its rows contradict themselves.
 *
 * In this order, as far as what came before allows: the version (ERR_REPORT_MALFORMED),
 * series and part (ERR_REPORT_OUT_OF_TERM where it lies outside the term), dimensions,
 * intervals, keys, counters, histograms, stated figures, restatement; and last, only for
 * a report that is well-formed so far, identities that must hold in each row
 * (ERR_REPORT_CONSERVATION).
 *
 * version_id is the contract version that the report must name, 32 bytes.  source, e.g.
 * a file name, stands before each message.  Returns the first error added to diag.
 * Everything else that takes a report expects one that passed.
 */

#define REPORT_ROWS_MAX         16384
#define REPORT_COLUMNS_MAX      64
#define REPORT_VALUE_BYTES_MAX  128
#define REPORT_REASON_BYTES_MAX 500

enum err report_check(const struct frame *frame, const SlbTerms *terms,
		      struct bytes version_id, const SlbReport *report,
		      const char *source, struct diag *diag) MUST_CHECK;

#endif
