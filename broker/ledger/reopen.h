#ifndef BROKER_LEDGER_REOPEN_H
#define BROKER_LEDGER_REOPEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attribute.h"
#include "base/err.h"

/*
 * After a failure of the disk: the stores and the checkpoint file are opened anew where
 * they are, and the log goes through the checks of a start (start.h).  Linux tells of a
 * failed sync once, so that nothing is written before.
 *
 * The first attempt comes after a tenth of a second, and each waits twice as long as the
 * one before, half a minute at most, until something was logged; none is made while the
 * disk is nearly full.  What no waiting mends,
 * e.g. a checkpoint of somebody else, keeps the log stopped.
 *
 * Threads: the writer's.
 */

struct ledger;

/* Of an open ledger. */
struct reopening {
	bool is_planned;
	int64_t next_ms; /* of a clock that nobody sets */
	int64_t wait_ms; /* before it; 0: nothing failed since something was logged */
};

/*
 * What is to stop the log after a failure that leaves committed entries unsigned, or keys
 * that a redaction destroys: also what else would pass by itself waits for the checks of
 * a start, which sign and redact.
 */
enum err ledger_after_commit(enum err err) MUST_CHECK;

/* Makes the attempt whose time has come. */
void ledger_reopen_when_due(struct ledger *ledger);

/* Plans an attempt where one is wanted: how long until then, or otherwise_ms. */
int64_t ledger_reopen_wait_ms(struct ledger *ledger, int64_t otherwise_ms);

/* Something was logged: the next failure is a new one. */
void ledger_has_written(struct ledger *ledger);

#endif
