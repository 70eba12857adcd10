#ifndef BROKER_LEDGER_LEDGER_H
#define BROKER_LEDGER_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/err.h"
#include "base/histogram.h"
#include "envelope/envelope.h"
#include "ledger/job_queue.h"
#include "ledger/log.h"
#include "ledger/master_key.h"
#include "merkle/proof.h"
#include "slabroker/v1/evidence.pb-c.h"

/*
 * The log at work: statements go in, receipts come out.
 *
 * One writer thread takes what waits, a group at a time: decides each statement, writes
 * all of the group in one transaction, syncs it, signs a checkpoint, puts that on disk
 * outside the store, and only then answers.  It also does what becomes due, and says that
 * time passed.  A second thread signs and answers a group while the first one decides the
 * next.  proto/RECORD.md, section 9, has the order and what a start checks.
 */

struct ledger;
struct foresight;

/* What the ledger tells whoever runs it.  Called on its threads, on one at a time. */
struct ledger_listener {
	void (*say)(void *context, const char *event, const struct diag *diag);
	void *context;
};

/* All of it but the texts is the caller's and outlives the ledger. */
struct ledger_options {
	const char *origin;
	const char *state_folder;   /* checkpoint, quarantine; exists */
	struct store *log;          /* opened as log_store says */
	struct store *content_keys; /* opened as content_keys_store says */
	const struct master_key *master_key;
	/* The keys in force, and those that a rotation may put in their place (NULL: none);
	 * after it they may change places here. */
	const struct signing_key *log_key;
	const struct signing_key *notice_key;
	const struct signing_key *next_log_key;
	const struct signing_key *next_notice_key;
	struct clock clock;
	struct ledger_listener listener; /* say may be NULL */
	struct job_limits limits;        /* 0: what LEDGER_WAITING_MAX_... say */
	/* A period whose reports have more numbers is judged beside the writer; 0: what
	 * LEDGER_FORESEE_CELLS says. */
	uint64_t foresee_cells;
};

/* Some three milliseconds of judging. */
#define LEDGER_FORESEE_CELLS 400000

/* Statements that wait, where nothing else is said: of one organisation, and of all. */
#define LEDGER_WAITING_MAX_EACH 1024
#define LEDGER_WAITING_MAX_ALL  8192

/*
 * Opens a new log: its first entry, signed by the operator, names the three keys.  Both
 * stores are empty and there is no checkpoint file: else ERR_LOG_EXISTS.  What a call with
 * the same keys began, and was broken off in, is finished.
 */
enum err ledger_create(const struct ledger_options *options,
		       const struct signing_key *operator_key,
		       struct diag *diag) MUST_CHECK;

/*
 * Opens a log after checking it against its checkpoint, signs what is not signed yet,
 * and starts the writer.
 *
 * ERR_LOG_ABSENT: nothing was opened here.  ERR_LOG_BEHIND: an old copy of the store.
 * ERR_LOG_OTHER: not the log of this checkpoint, or of another origin.
 * ERR_KEY_NOT_AT_HAND: the log signs with another key now.
 * ERR_CHECKPOINT_MISSING: the file is gone.  ERR_LOG_STATE_OLD: wants a rebuild.
 */
enum err ledger_open(const struct ledger_options *options, struct ledger **out,
		     struct diag *diag) MUST_CHECK;

/* Answers what waits, then ends the writer.  Nobody submits any more.  NULL is fine. */
void ledger_close(struct ledger *ledger);

/* ---- submitting --------------------------------------------------------------- */

#define RECEIPT_HEADS_MAX 2

/* What proves that a statement is in the log. */
struct ledger_receipt {
	uint64_t index;
	bool logged_before;
	bool has_salt; /* no: the content was erased since */
	uint8_t salt[LEAF_SALT_BYTES];
	uint8_t leaf[LEAF_BYTES];
	struct proof inclusion; /* in the checkpoint's tree */
	/* In that tree: of the statement's book, then of the book with its issuer's keys,
	 * unless that is the same.  Valid while `done` runs. */
	const SlbBookHead *heads[RECEIPT_HEADS_MAX];
	size_t head_count;
	const char *checkpoint; /* the signed note; valid while `done` runs */
};

/*
 * A statement on its way.  The caller fills it in and leaves it and all that it points to
 * alone until `done` is called, on a thread of the ledger, one at a time, in the order in
 * which statements were taken from the lanes; done must not wait.
 */
struct ledger_submission {
	struct job job;              /* the ledger's; the first member */
	struct foresight *foresight; /* the ledger's; NULL at first */
	/* The ledger's; false at first: it could not be foreseen, and is left no more. */
	bool is_left_once;
	const struct envelope *envelope; /* of envelope_verify() */
	const SlbStatement *statement;   /* of statement_parse() */
	/* Whose statements it waits among: the organisation of the key that signed it, so
	 * that nobody spends another's room by naming him. */
	const char *lane;
	struct diag *diag; /* where a refusal is explained */
	/* err is ERR_OK and receipt set, or the refusal and receipt is NULL. */
	void (*done)(struct ledger_submission *submission, enum err err,
		     const struct ledger_receipt *receipt);
	void *context;
};

/* Any thread.  ERR_OK: done will be called.  Else it will not: ERR_QUEUE_FULL,
 * ERR_NOT_SERVING. */
enum err ledger_submit(struct ledger *ledger,
		       struct ledger_submission *submission) MUST_CHECK;

/* Several in their order, so that they can go into one group; errs[i] says of each what
 * ledger_submit() would. */
#define LEDGER_SUBMIT_MAX 64
void ledger_submit_all(struct ledger *ledger, struct ledger_submission *const *list,
		       size_t count, enum err *errs);

/* Whether the statement would be taken now; nothing is logged.  Any thread. */
enum err ledger_validate(struct ledger *ledger, const struct envelope *envelope,
			 const SlbStatement *statement, struct diag *diag) MUST_CHECK;

/* Makes the writer look at its clock now, e.g. because a test has moved it. */
void ledger_wake(struct ledger *ledger);

struct ledger_status {
	bool is_serving;     /* the log can be appended to */
	enum err stopped_by; /* why not; ERR_OK while serving */
	uint64_t tree_size;  /* of the last checkpoint */
	int64_t last_ms;     /* log time of the last entry */
	size_t waiting_count;
	struct job_limits limits; /* of what waits */
};

/* Any thread. */
struct ledger_status ledger_status(struct ledger *ledger);

/* What the writer has done since it was opened, for whoever watches it. */
struct ledger_figures {
	struct histogram group_statements; /* of each commit, refused ones too */
	/* From the beginning of each commit until its checkpoint was on disk. */
	struct histogram commit_us;
	int64_t signed_ms; /* when the last checkpoint was, by the ledger's clock */
	uint64_t
		foreseen_count; /* reports that waited for their period to be foreseen */
	size_t quarantine_count;
	size_t left_alone_count; /* contracts whose due work met a fault */
};

/* Any thread. */
void ledger_figures(struct ledger *ledger, struct ledger_figures *out);

/* The last checkpoint, a note in the arena.  Any thread. */
const char *ledger_checkpoint(struct ledger *ledger, struct arena *arena);

/* The log of an open ledger, for reads (read.h): its acts are the writer's alone. */
const struct log *ledger_log(const struct ledger *ledger);

#endif
