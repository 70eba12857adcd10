#ifndef BROKER_LEDGER_GROUP_H
#define BROKER_LEDGER_GROUP_H

#include "base/ensure.h"
#include "ledger/own.h"
#include "ledger/take.h"

/* Private to group*.c and finisher.c: a group of statements while it is decided, written,
 * signed and answered. */

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
	bool is_written;  /* it was committed, and is to be signed */
	int64_t began_us; /* its commit */
	size_t count;
	struct place places[GROUP_MAX];
	/* Reports that are left for a later group; their lanes are held. */
	size_t left_count;
	struct ledger_submission *left[GROUP_MAX];

	/* Of its end, when the writer fills the other group. */
	struct arena end_arena;
	struct diag end_said;
	struct answering answering;
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

/* ---- group_finish.c -------------------------------------------------------------- */

/* Signs what was written, where anything was, and puts the checkpoint on disk.  After it
 * more may be written. */
enum err group_sign(struct group *group) MUST_CHECK;

/* Every statement gets its receipt or its refusal. */
void group_answer(struct group *group);

/* Instead of both, where the writing or the signing failed. */
void group_fail(struct group *group);

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
