#ifndef CLIENTS_SLA_SHOWING_EVIDENCE_H
#define CLIENTS_SLA_SHOWING_EVIDENCE_H

#include "sla/page_evidence.h"
#include "state/state.h"

/* What the files that show a bundle share. */

struct showing {
	const struct shown_evidence *shown;
	const struct bundle_facts *facts;
	struct bundle *bundle;
	struct arena *arena;
	struct page *page;
	struct node *value;
	struct state state;
	const SlbContractRow *contract;
	bool is_unilateral; /* a version of it is a record of one side alone */
};

/* "2026-11-02T09:30:00Z", and the same with ", entry 41". */
const char *evidence_time(const struct showing *showing, int64_t at_ms);
const char *evidence_entry(const struct showing *showing, int64_t at_ms,
			   uint64_t index);

/* page_evidence_notice.c: the notice that the bundle is about, if any. */
enum err evidence_notice(struct showing *showing) MUST_CHECK;

#endif
