#ifndef CLIENTS_SLA_PAGE_JUDGEMENT_H
#define CLIENTS_SLA_PAGE_JUDGEMENT_H

#include "calendar/zone.h"
#include "sla/page.h"
#include "slabroker/v1/contract.pb-c.h"
#include "slabroker/v1/verdict.pb-c.h"

/*
 * A judgement for people: what was judged, then period by period the verdicts, what was
 * lacking, findings, credits, and everything that a reader must not overlook.
 */

struct judgement_view {
	const SlbTerms *terms;
	const SlbJudgement *judgement;
	struct zone_table zone;
	const char *evidence; /* which signatures were verified, a sentence */
	const char *basis;    /* where the terms came from, a sentence */
};

void page_judgement(struct page *page, const struct judgement_view *view);

/* One period of it; view needs terms and zone only. */
void page_period(struct page *page, const struct judgement_view *view,
		 const SlbPeriodJudgement *period);

/* The way to each verdict of a period, as somebody would check it by hand. */
void page_explanation(struct page *page, const struct judgement_view *view,
		      const SlbPeriodJudgement *period);

/* The reports that everything rests on, numbered as the explanation names them. */
void page_reports(struct page *page, const struct judgement_view *view);

/* A table of slices of two counts. */
#define COMPARED_COLUMNS 7
extern const struct page_column compared_columns[COMPARED_COLUMNS];
void page_compared(struct page *page, const char *name, const SlbComparedSlice *slice);

/* The KPI that a verdict is about; terms and judgement belong together. */
const SlbKpi *kpi_of_verdict(const SlbTerms *terms, const SlbVerdict *verdict);

#endif
