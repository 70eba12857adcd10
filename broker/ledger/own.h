#ifndef BROKER_LEDGER_OWN_H
#define BROKER_LEDGER_OWN_H

#include <pthread.h>

#include "ledger/book_heads.h"
#include "ledger/checkpoint_file.h"
#include "ledger/finisher.h"
#include "ledger/foreseer.h"
#include "ledger/ledger.h"
#include "ledger/log_time.h"
#include "ledger/log_write.h"
#include "ledger/quarantine.h"
#include "ledger/reopen.h"
#include "ledger/start.h"

/*
 * Private to ledger/: what an open ledger holds, and the parts of its writer.
 */

#define GROUP_MAX          256
#define STATEMENT_BYTES    32768 /* a longer one counts as several */
#define STUCK_MAX          64
#define ACTS_TERMS         256                /* versions of contracts kept at hand */
#define RECENT_BYTES       ((size_t)32 << 20) /* of reports kept at hand */
#define LEDGER_ARENA_BYTES ((size_t)4 << 30)  /* a ceiling, not what is used */

struct ledger {
	char *origin;
	struct log log; /* its acts are the writer's */
	struct clock clock;
	struct ledger_listener listener;
	struct job_queue *queue;
	uint64_t foresee_cells;
	struct foreseer *foreseer; /* while there is a writer */
	struct finisher *finisher; /* likewise */
	bool has_thread;
	pthread_t thread;

	/* Of the finisher; of the writer, while the finisher is idle. */
	struct checkpoint_file file;

	/* The writer's alone. */
	struct group *groups; /* two: one is filled while the other is answered */
	unsigned turn;
	struct quarantine quarantine;
	struct arena step_arena; /* of the statement that is being decided */
	struct arena said_arena; /* of a group: what is said */
	struct diag said;
	struct log_head head; /* in the store */
	struct recent *recent;
	struct log_time time;
	struct reopening reopening;
	/* Contracts whose due work broke an invariant: left alone until the next start. */
	size_t stuck_count;
	uint8_t stuck[STUCK_MAX][CONTRACT_BYTES];

	pthread_mutex_t lock; /* of what follows */
	struct ledger_status status;
	struct ledger_figures figures;
	char *note; /* the last checkpoint */

	pthread_mutex_t saying; /* to the listener */

	pthread_mutex_t validating; /* of what follows */
	struct acts *validating_acts;
};

/* Makes a signed head and its note what others see. */
void ledger_publish(struct ledger *ledger, const struct log_head *head);

/* What is set aside by now. */
void ledger_count_troubles(struct ledger *ledger);
/* A group that was signed. */
void ledger_count_group(struct ledger *ledger, size_t statement_count,
			int64_t commit_us);
void ledger_count_foreseen(struct ledger *ledger);

/* Tells that the log cannot be written, or can again (ERR_OK). */
void ledger_set_stopped(struct ledger *ledger, enum err stopped_by);

/* Whether nothing can be written before the stores are opened anew. */
bool ledger_is_down(const struct ledger *ledger);

/* Tells the listener what was said, which is forgotten.  Any of the ledger's threads. */
void ledger_say(struct ledger *ledger, struct diag *said, const char *event);

/* The parts of opening: an empty ledger; all in it but the thread.  Whatever came of it,
 * ledger_close() releases it. */
struct ledger *ledger_new(const struct ledger_options *options);
enum err ledger_open_parts(struct ledger *ledger, const struct ledger_options *options,
			   bool create) MUST_CHECK;
struct start ledger_start(struct ledger *ledger);

/* The checks of a start; signs what is not signed yet, and makes it what others see. */
enum err ledger_check_log(struct ledger *ledger) MUST_CHECK;

/* What the writer keeps at hand may be half changed, or never have been logged. */
void ledger_forget(struct ledger *ledger);

/* Says in the caller's diag what was said in ours, which goes. */
void ledger_hand_over(const struct diag *from, struct diag *to);

/* ---- group.c, group_time.c ---------------------------------------------------- */

/* The two that a ledger has. */
struct group *groups_new(void);
void groups_free(struct group *groups);

/*
 * Takes a group from the queue, decides and writes it, and gives it to the finisher;
 * without any job, does what time asks for.  count: of the jobs.  Whether anything was
 * written.
 */
bool group_run(struct ledger *ledger, size_t *count);

/* When there will be no further group: the last one is answered. */
void group_run_out(struct ledger *ledger);

/* How long the writer may wait before time asks for something, at most a second: the
 * clock may be set meanwhile. */
int64_t group_wait_ms(struct ledger *ledger);

/* ---- answer.c ----------------------------------------------------------------- */

struct taken;

/* The statements of one group being answered, from what was committed with it. */
struct answering {
	struct ledger *ledger;
	const struct log_write *write; /* that ended; it knows where books went */
	struct arena *arena;
	struct diag *said;
	enum err err; /* why no receipt can be given */
	bool is_open; /* the view */
	struct log_view view;
	struct tree_memo *memo; /* proofs of neighbours have most hashes in common */
	struct book_heads heads;
	struct known_issuer {
		struct book book;
		SlbBookHead *head;
	} * issuers;
	size_t issuer_count;
};

/* While nothing was written after the group.  What is found lies in the arena, and what
 * fails is said, in each of the following too. */
void answer_begin(struct answering *answering, struct ledger *ledger,
		  const struct log_write *write, struct arena *arena,
		  struct diag *said);
void answer_end(struct answering *answering);

/* What a receipt relies on, beside what was taken. */
struct answer {
	enum err err; /* it could not be read, and was said */
	bool has_salt;
	SlbBookHead *heads[RECEIPT_HEADS_MAX];
	size_t head_count;
};

/*
 * For each statement that is in the log, finds what its receipt relies on; then signs the
 * heads of all of them at once; then gives the receipts.  The checkpoint of the head
 * covers them.  What a duplicate's first entry was comes into taken.
 */
void answer_prepare(struct answering *answering,
		    const struct ledger_submission *submission, struct taken *taken,
		    struct answer *out);
void answer_sign(struct answering *answering);
void answer_logged(struct answering *answering, struct ledger_submission *submission,
		   const struct taken *taken, const struct answer *answer);

/* What a statement is told when the writing failed: nothing of the cause, which is said
 * to the operator. */
void answer_failed(struct ledger_submission *submission);

#endif
