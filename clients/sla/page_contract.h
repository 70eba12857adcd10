#ifndef CLIENTS_SLA_PAGE_CONTRACT_H
#define CLIENTS_SLA_PAGE_CONTRACT_H

#include "report/frame.h"
#include "sla/page.h"
#include "slabroker/v1/contract.pb-c.h"

/*
 * A contract's terms for people who did not write them: sentences and tables, nothing
 * left out that decides a verdict.  The terms must have passed the contract check.
 */
void page_contract(struct page *page, const SlbTerms *terms);

/* The KPIs, one after the other; frame is that of the terms. */
void page_kpis(struct page *page, const struct frame *frame);

/* What they say of notices and remedies. */
void page_notices(struct page *page, const SlbNoticeTerms *notices);

#endif
