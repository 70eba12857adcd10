#ifndef BROKER_LEDGER_GROUP_H
#define BROKER_LEDGER_GROUP_H

#include "base/ensure.h"
#include "ledger/own.h"
#include "ledger/take.h"

/* Private to group*.c: a group of statements while it is decided, written and answered. */

/* One statement of a group. */
struct place {
	struct ledger_submission *submission;
	struct taken taken;
	struct answer answer; /* of one that was taken */
	bool is_set_aside;    /* broke the group it was in: taken.refusal says how */
};

struct group {
	struct ledger *ledger;
	bool was_broken; /* it is decided again, without what broke it */
	struct log_write write;
	struct log_time time;
	int64_t now_ms;
	int64_t log_time_ms;
	enum err time_refusal; /* the clock does not let anything be logged */
	enum log_time_gap gap;
	int64_t commit_us; /* how long the commit took; negative: there was none */
	size_t count;
	struct place places[GROUP_MAX];
	/* Reports that are left for a later group; their lanes are held. */
	size_t left_count;
	struct ledger_submission *left[GROUP_MAX];
};

/* Something of a group that is done under the eyes of ensure_run(). */
struct part {
	struct group *group;
	enum err (*work)(struct part *part);
	struct place *place;        /* of a statement */
	const uint8_t *contract_id; /* of due work */
	enum err err;
	struct ensure_failure failure;
};

enum part_end { PART_DONE, PART_BROKEN, PART_FAILED };

enum part_end group_do(struct part *part);

/* Whether an error is of the disk or the store as a whole, so that nothing can go on. */
bool group_cannot_go_on(enum err err);

/* ---- group_take.c ------------------------------------------------------------- */

/* False: the write is spoilt by this statement, which is set aside; *err when all is. */
bool group_take(struct group *group, struct place *place, enum err *err);

/* ---- group_time.c ------------------------------------------------------------- */

/* What time it is for the log, and whether that lets anything be logged. */
void group_read_time(struct group *group);

enum err group_log_outage(struct group *group) MUST_CHECK;
enum err group_log_clock(struct group *group) MUST_CHECK;

/* What is due in other contracts, one at least.  False: the write is spoilt; the contract
 * is left alone from now on. */
bool group_drain_others(struct group *group, enum err *err);

#endif
