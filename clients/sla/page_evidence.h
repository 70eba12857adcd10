#ifndef CLIENTS_SLA_PAGE_EVIDENCE_H
#define CLIENTS_SLA_PAGE_EVIDENCE_H

#include "sla/bundle_file.h"
#include "sla/page.h"

struct node;

/*
 * A bundle that holds, for people and for programs: step by step what was checked, the
 * notice, and what it proves and what not.  Errors are those of reading the bundle again.
 */
struct shown_evidence {
	const struct opened_bundle *opened;
	struct page *page;
	struct node *value; /* fields are added */
	bool explain;       /* the way to each verdict of the notice's period, too */
	struct diag *diag;
};

enum err page_evidence(const struct shown_evidence *shown) MUST_CHECK;

#endif
