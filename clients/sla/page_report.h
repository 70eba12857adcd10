#ifndef CLIENTS_SLA_PAGE_REPORT_H
#define CLIENTS_SLA_PAGE_REPORT_H

#include "report/frame.h"
#include "sla/page.h"
#include "slabroker/v1/report.pb-c.h"

/*
 * A report as tables, a few counters at a time so that they fit a page.  frame is that of
 * its contract, for local times; NULL where the contract is not known.
 */
void page_report(struct page *page, const SlbReport *report, const struct frame *frame);

#endif
