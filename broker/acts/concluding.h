#ifndef BROKER_ACTS_CONCLUDING_H
#define BROKER_ACTS_CONCLUDING_H

#include "acts/acts.h"
#include "acts/filing.h"
#include "acts/law.h"
#include "notice/compose.h"

/* Private to acts/: what follows from a cause, while it is being found out. */

/* A row that changes, perhaps more than once, before it is written. */
struct draft;

struct concluding {
	const struct act_moment *moment;
	struct state *state;
	struct arena *arena;
	struct act_conclusion *conclusion;
	SlbOutcome *outcome;
	size_t period_room;
	size_t bytes; /* of the periods and notices so far */
	size_t notice_bytes;
	struct draft *drafts;
	const uint8_t *contract_id; /* of the notices; NULL: there are none */
	uint64_t notice_count;      /* of the contract; once has_notice_count */
	bool has_notice_count;
};

/* A version as it judges. */
struct judged_version {
	struct version_place place;
	const SlbVersionRow *row;
	const struct law *law;
};

void concluding_start(struct concluding *concluding, const struct act_moment *moment,
		      struct state *state, struct act_conclusion *conclusion);
/* Writes the drafts; the outcome is given where it says anything. */
void concluding_finish(struct concluding *concluding);

/* Errors of all that follow are the store's and the reader's. */

/* version->place is given; its row must be there. */
enum err version_fetch(const struct concluding *concluding,
		       struct judged_version *version) MUST_CHECK;

/* A part of a version that was fetched; only what its frame tells. */
struct filing filing_of_part(const struct judged_version *version, size_t series,
			     size_t part);

/* When it is due, outages and acceptance included. */
enum err due_of_part(const struct concluding *concluding, const struct filing *filing,
		     int64_t *due_ms) MUST_CHECK;

/* As an outcome tells it missing. */
SlbSlot *missing_slot(struct arena *arena, const struct filing *filing, int64_t due_ms);

/* The drafts of rows, zeros where there was none; what is set in them is written. */
enum err draft_period(struct concluding *concluding,
		      const struct version_place *version, int64_t start_s,
		      SlbPeriodRow **row) MUST_CHECK;
enum err draft_evidence(struct concluding *concluding, const uint8_t *contract_id,
			uint32_t month, SlbEvidenceRow **row) MUST_CHECK;
/* A finding has no outcome_index where there was none. */
enum err draft_finding(struct concluding *concluding,
		       const struct version_place *version, int64_t start_s,
		       const char *kpi, SlbFindingRow **row) MUST_CHECK;
/* The row as it stands with what this conclusion changes; NULL: there is none. */
enum err peek_finding(const struct concluding *concluding,
		      const struct version_place *version, int64_t start_s,
		      const char *kpi, const SlbFindingRow **row) MUST_CHECK;
enum err draft_notice(struct concluding *concluding, const uint8_t *contract_id,
		      uint64_t number, SlbNoticeRow **row) MUST_CHECK;

/* Whether every part of a judged period has a report or was told
 * missing. */
enum err period_is_complete(struct concluding *concluding,
			    const struct judged_version *version, size_t period,
			    bool *is_complete) MUST_CHECK;

/* judge_period.c: adds the period to the outcome, as the next revision. */
enum err judge_one_period(struct concluding *concluding,
			  const struct judged_version *version,
			  size_t period) MUST_CHECK;

/*
 * follow.c: what becomes of the findings of a period that was judged, and of notices that
 * rest on them.  outcome lives as long as the concluding.
 */
enum err follow_findings(struct concluding *concluding,
			 const struct judged_version *version,
			 const SlbPeriodOutcome *outcome) MUST_CHECK;
/* follow.c: the notice that a statement of kind serving, which was taken, gives. */
enum err conclude_serving(struct concluding *concluding,
			  const struct act_case *cause) MUST_CHECK;

/* notice_waiver.c: what a statement of kind waiver, which was taken, gives up of the notice
 * that stands on its finding; nothing where none does. */
enum err conclude_waiver(struct concluding *concluding,
			 const struct act_case *cause) MUST_CHECK;

/* recall.c: the keys that signed a cause, one each of its signers; in the arena. */
enum err recall_signers(const struct concluding *concluding,
			const struct act_case *cause,
			SlbNoticeSigner ***signers) MUST_CHECK;
/* recall.c: a period as the outcome at an index judged it, and that entry's content id. */
enum err recall_period(const struct concluding *concluding, uint64_t outcome_index,
		       const SlbFindingPlace *finding, const SlbPeriodOutcome **period,
		       ProtobufCBinaryData *content_id) MUST_CHECK;

/* circumstances.c: of each KPI, whether its credit is waived in a period; in the arena. */
enum err credits_waived(const struct concluding *concluding,
			const struct judged_version *version, int64_t start_s,
			const bool **waived) MUST_CHECK;
/* circumstances.c: what only the place in the log knows of a notice on a period. */
enum err add_circumstances(struct concluding *concluding,
			   const struct judged_version *version,
			   const SlbPeriodOutcome *outcome,
			   struct notice_case *given) MUST_CHECK;

/*
 * heads.c: of each series of a version, of whoever recorded the contract alone before and
 * of its source, the last report.  What moment->said has of one that was erased becomes
 * its row.
 */
enum err add_heads(const struct concluding *concluding,
		   const struct judged_version *version,
		   SlbPeriodOutcome *outcome) MUST_CHECK;

/*
 * statistics.c: the reports of one series in one period pooled over all intervals, by
 * dimensions; over the dimensions too where that would take more than
 * STATISTICS_BYTES_MAX.  reports: at least one, of one series.  In the arena.
 */
#define STATISTICS_BYTES_MAX 16384

SlbReport *pool_reports(struct arena *arena, const struct frame *frame,
			const SlbReport *const *reports, size_t count);

#endif
