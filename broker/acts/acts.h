#ifndef BROKER_ACTS_ACTS_H
#define BROKER_ACTS_ACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attribute.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "base/err.h"
#include "crypto/sign.h"
#include "slabroker/v1/outcome.pb-c.h"
#include "slabroker/v1/statement.pb-c.h"
#include "state/state.h"

/*
 * What the broker decides: whether a statement enters the log, what it changes, and what
 * follows from it.  One file for each kind of statement.
 *
 * A decision is a function of the state, the statement, its place in the log and its log
 * time.  It reads no clock and no random numbers, and touches nothing: it gives changes
 * of rows, which the caller applies in the same transaction as the entry.  The broker,
 * the check of a log and the offline verifier run the same code, the first time and at
 * every replay.
 *
 * The way of a statement that is verified (envelope/envelope.h), in one write:
 *
 *	1. acts_due() in its contract's book, until nothing is overdue there; each time an
 *	   outcome comes, it is the next entry of that book.
 *	2. acts_load(), acts_decide().  Refused: nothing happened.  A duplicate: the
 *	   receipt of the entry that is there.
 *	3. state_apply() of the changes; the entry is appended to effects.book.
 *	4. acts_conclude(); state_apply() of its changes; where an outcome comes, it is the
 *	   next entry of the same book.
 *
 * Each step has a struct state of its own, over the view of the write, so that it sees
 * what the steps before it applied.
 *
 * Two families of errors: those of acts_decide() are refusals, told to whoever signed;
 * all others come from the store or the reader and fail whatever was being done.
 */

/* ---- the acts ------------------------------------------------------------------- */

/* What it holds is derived from contracts' terms, so that they need not be read and laid
 * out for each report.  It changes no decision.  One thread at a time. */
struct acts;

/* terms_max: how many versions of contracts it keeps, at least 64. */
struct acts *acts_open(size_t terms_max);
void acts_close(struct acts *acts); /* NULL is fine */

/* Key classes of sealed content (RECORD.md, section 7). */
enum content_class {
	CONTENT_STANDING = 1,
	CONTENT_EVIDENCE = 2,
	CONTENT_RECORD = 3,
};

/* Who may say a kind of statement. */
enum act_voice {
	VOICE_PARTY,        /* an organisation, of its contract */
	VOICE_ORGANISATION, /* an organisation, of itself; a revocation also the operator */
	VOICE_OPERATOR,
	VOICE_BROKER,
};

struct act_kind {
	uint16_t number; /* of the body in Statement: the kind of the leaf */
	const char *name;
	enum act_voice voice;
	enum content_class content;
};

/* NULL when no statement has that number.  Static storage. */
const struct act_kind *act_kind(unsigned number);

/* ---- deciding ------------------------------------------------------------------- */

/* How a statement came to be decided. */
enum act_origin {
	ACT_SUBMITTED, /* from outside: what only the broker says is refused */
	ACT_OWN,       /* made by the broker itself: clock, outage */
	ACT_REPLAYED,  /* lies in the log at that place, and was taken once */
};

struct act_case {
	struct acts *acts;
	const SlbStatement *statement; /* of statement_parse() */
	struct digest content_id;
	const struct signer *signers; /* of envelope_verify(): every one verified */
	size_t signer_count;
	uint64_t index;      /* the place in the log that the entry gets */
	int64_t log_time_ms; /* not before that of any entry before it */
	enum act_origin origin;
};

struct act_effects {
	/*
	 * The statement is in the log already, at this index: nothing else below is set,
	 * and nothing is to be appended.
	 */
	bool is_duplicate;
	uint64_t first_index;

	/*
	 * Where the entry goes.  A book without a BookRow is opened by it: the caller
	 * chooses the pseudonym and writes the BookRow, then and at every entry.
	 */
	struct book book;
	enum content_class content;
	struct state_changes changes;

	/*
	 * A redaction: once the entry is durable, the content keys of class evidence of
	 * this contract's book may be destroyed, for these epochs.  NULL of other kinds.
	 */
	const SlbRedaction *redaction;
	/* A rotation: the ledger takes none to a key that is not at hand.  NULL of other
	 * kinds. */
	const SlbKeyRotation *rotation;
	/* What acts_conclude() looks at; the acts' own. */
	struct act_touched {
		bool has_report;
		bool completes_period; /* with it, nothing is open in its period */
		uint8_t contract_id[CONTRACT_BYTES];
		uint8_t version_id[DIGEST_BYTES];
		uint8_t series;
		uint32_t part;
	} touched;
};

/*
 * Loads all that the decision will read, into a state that may hold rows already.
 * Refuses nothing.  Errors are those of state_load().  Terms in an offer take up to 70
 * times their size while they are read: the state's arena has a ceiling of 128 MiB or
 * more.
 */
enum err acts_load(const struct act_case *act, struct state *state) MUST_CHECK;

/*
 * Decides.  state is that of acts_load(), whose arena holds the effects too.  In order:
 *
 *	the issuer              ERR_ISSUER_WRONG, ERR_ORGANISATION_UNKNOWN
 *	its keys, each          ERR_KEY_FOREIGN, ERR_KEY_NOT_FOR_THIS, ERR_KEY_REVOKED,
 *	                        ERR_KEY_NOT_VALID
 *	said before             a duplicate; ERR_REQUEST_REUSED, ERR_REPORT_EQUIVOCATION
 *	the contract            ERR_CONTRACT_UNKNOWN: absent, or the issuer has no part in
 *	                        it; the two are not told apart
 *	its place in its life   ERR_CONTRACT_STATUS
 *	what is said            as the file of the kind says
 *
 * Inside ensure_run() a broken invariant leaves nothing half done: only the arena was
 * written to.
 */
enum err acts_decide(const struct act_case *act, const struct state *state,
		     struct act_effects *effects, struct diag *diag) MUST_CHECK;

/* ---- concluding ----------------------------------------------------------------- */

/* Statements that lie in the log, for judging periods again. */
struct act_reader {
	/*
	 * The envelope at a log index, as received, in the arena; the entry of the
	 * statement that is concluded from included.  ERR_EVIDENCE_ERASED: its key was
	 * destroyed under a redaction.  Other errors are handed through.
	 */
	enum err (*read)(void *context, struct arena *arena, uint64_t index,
			 struct bytes *envelope);
	/* The report that stands there, where it is at hand unpacked, or NULL: it is read.
	 * May be NULL. */
	const SlbReport *(*report)(void *context, uint64_t index);
	/* What is read is what was taken in: nobody without our keys could change it.  Else
	 * it is checked again, for a file may be written to while it is read. */
	bool is_sealed;
	void *context;
};

struct act_foresight;

struct act_moment {
	struct acts *acts;
	const struct act_reader *reader;
	int64_t log_time_ms;
	uint64_t outcome_index; /* the place in the log that an outcome would get */
	/* What acts_foresee() found of the cause; NULL: nothing was foreseen. */
	const struct act_foresight *foresight;
	/*
	 * At a replay: the outcome that stands there, which is to be computed again, or one
	 * that says nothing, where a statement stands there.  NULL the first time.
	 */
	const SlbOutcome *said;
};

struct act_conclusion {
	struct state_changes changes;
	/* The body of the entry to append (own.h makes the statement); NULL: none. */
	const SlbOutcome *outcome;
};

/*
 * What follows from a statement whose effects were applied: periods that its report
 * completes or changes; the notice that it serves, or what it waives of one.  state is a
 * new one, over a view that sees them; its arena holds the conclusion.  Of other statements
 * it costs nothing.
 */
enum err acts_conclude(const struct act_moment *moment, const struct act_case *cause,
		       const struct act_effects *effects, struct state *state,
		       struct act_conclusion *conclusion) MUST_CHECK;

/*
 * To judge a period may take long, and rests on terms and reports alone.  So it may be
 * done before the write that enters its last report, by another thread:
 *
 *	1. acts_decide() took the report in a write, and acts_measure_period() finds much to
 *	   judge: then it is not entered, but left for a later write.
 *	2. acts_load() and acts_decide() over a view of what is committed, by acts of the
 *	   thread's own; where it is taken, acts_foresee().
 *	3. It is decided again in a later write; acts_conclude() is given the foresight.
 *
 * What is concluded does not depend on it: where the reports are others by then, or it is
 * foreseen for an instant that would be judged otherwise, the period is judged again.
 */
struct act_foresight {
	struct digest basis; /* of what it was judged from */
	int64_t as_of_s;     /* the instant that it was judged for */
	struct bytes judged; /* a PeriodOutcome: judgement and statistics */
	uint64_t *replaces;  /* of each report, as judge_reports.h has it */
};

/* Right after acts_decide() took the statement, with its state.  *cells: how many numbers
 * the reports of the period have that it completes, or changes; 0: there is none, or the
 * report cannot wait, since within a minute it would be late or refused. */
enum err acts_measure_period(const struct act_case *act,
			     const struct act_effects *effects, struct state *state,
			     uint64_t *cells) MUST_CHECK;

/*
 * Judges the period of a report as if it were entered; right after acts_decide() took it,
 * with its state, whose arena holds the result.  moment: said and outcome_index are not
 * looked at; the reader gives the cause at its index too.  Errors are the store's and the
 * reader's.
 */
enum err acts_foresee(const struct act_moment *moment, const struct act_case *cause,
		      const struct act_effects *effects, struct state *state,
		      struct act_foresight *out) MUST_CHECK;

/*
 * What follows from time in one contract's book: parts that are overdue become missing,
 * each told once, and periods that nothing more can complete are judged.  A slice of at
 * most ACT_DUE_PARTS_MAX parts and ACT_DUE_PERIODS_MAX periods, so that an outcome stays
 * small enough to be a statement.
 *
 * *is_overdue: whether anything was; then there is an outcome, and another slice may
 * follow: it is called again at the same log time with a new state, until it says false.
 * A contract that is not there has nothing overdue.  Overdue is what was due before the
 * log time.
 *
 * The ledger finds contracts to call it for in table "due" (state/keys.h).
 */
#define ACT_DUE_PARTS_MAX   512
#define ACT_DUE_PERIODS_MAX 32

enum err acts_due(const struct act_moment *moment,
		  const uint8_t contract_id[CONTRACT_BYTES], struct state *state,
		  bool *is_overdue, struct act_conclusion *conclusion) MUST_CHECK;

/* ---- replay --------------------------------------------------------------------- */

/*
 * A log is replayed entry by entry into an empty store:
 *
 *	a statement     acts_load() and acts_decide() with ACT_REPLAYED must take it, into
 *	                the same book; then acts_conclude() as the first time.
 *	                Before one in a contract's book, acts_due() with moment->said finds
 *	                nothing overdue; its changes are applied.
 *	an outcome      with a cause: equal, byte for byte, to what acts_conclude() gives
 *	                after the entry before it.  Without: to what acts_due() gives at
 *	                its log time, at its place.  Both with moment->said.  What was
 *	                given must come before any other entry of the book.
 *	an erased entry acts_erased(); its conclusion is not known.
 *
 * In a contract of which evidence was erased, acts_due() takes the word of what was said
 * for parts that begin before the last erased report: those that it does not tell missing
 * had a report, or are still waited for.  Where a series stood, both take from it as far as
 * the last report may be an erased one.  An outcome that cannot be computed again, because
 * the reader says ERR_EVIDENCE_ERASED or a different one was given, is entered with
 * acts_restore(), which refuses those that do not depend on what was erased.
 */

/* A report whose content was destroyed under a redaction, at its place: only its leaf is
 * known.  changes were initialised. */
void acts_erased(const uint8_t contract_id[CONTRACT_BYTES], uint64_t index,
		 int64_t log_time_ms, struct state_changes *changes);

/*
 * Enters what an outcome says: parts told missing, periods judged, where each series
 * stood.  ERR_OUTCOME_UNFOUNDED: all of it begins after what was erased, or it contradicts
 * what is known.
 */
enum err acts_restore(const struct act_moment *moment,
		      const uint8_t contract_id[CONTRACT_BYTES],
		      const SlbOutcome *outcome, struct state *state,
		      struct state_changes *changes, struct diag *diag) MUST_CHECK;

/*
 * Whether a row is among the facts that stay when evidence is erased, so that a replay
 * without it must give the same row: all but those of single reports.
 */
bool acts_row_is_retained(struct bytes key);

#endif
