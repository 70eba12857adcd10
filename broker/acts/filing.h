#ifndef BROKER_ACTS_FILING_H
#define BROKER_ACTS_FILING_H

#include "acts/versions.h"

/*
 * Where a report belongs: its series, its version, its part; as far as these exist.  Each
 * step is known once the rows of the one before are loaded.
 */
struct filing {
	const SlbReport *report;
	struct series_place place;
	struct version_place version_place;
	const SlbVersionRow *version;
	const struct law *law;
	size_t series; /* its place in the terms */
	size_t part;
	struct report_part span;
	size_t period;          /* the judged period, in the frame */
	int64_t due_ms;         /* moved by outages */
	int64_t window_end_s;   /* the last instant at which it may be restated */
	const SlbSlotRow *slot; /* NULL: neither reported nor told missing */
};

enum filing_reach {
	FILING_NOWHERE, /* the series name is no name at all */
	FILING_PLACE,   /* place */
	FILING_VERSION, /* version */
	FILING_LAW,     /* law */
	FILING_SERIES,  /* series */
	FILING_PART,    /* part, span, period */
	FILING_SLOT,    /* due_ms, window_end_s, slot */
};

/* How far the report of a statement was found in a state: rows that are loaded do not
 * change, so that nothing need be looked for twice. */
struct found_filing {
	const SlbReport *report; /* NULL: of none */
	const struct state *state;
	enum filing_reach reach;
	struct filing filing;
};

/*
 * How far it can be found.  asking is the state while needs are collected: what the next
 * step needs is asked for there; NULL when all is loaded.
 */
enum filing_reach filing_find(const struct act_case *act, const struct state *state,
			      struct state *asking, struct filing *filing);

/* Of its part, once that is known; slot_row_key() orders the later ones first. */
struct row_key filing_slot_key(const struct filing *filing);

/*
 * The first part from index on that has neither a report nor was told missing, or the
 * number of parts.  False while what it needs is asked for.
 */
bool first_unsettled(const struct filing *filing, size_t index,
		     const struct state *state, struct state *asking,
		     size_t *out) MUST_CHECK;

#endif
