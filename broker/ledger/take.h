#ifndef BROKER_LEDGER_TAKE_H
#define BROKER_LEDGER_TAKE_H

#include "envelope/envelope.h"
#include "ledger/log_write.h"

/*
 * The way of one statement into the log (acts/acts.h): what is due in its contract's
 * book, its decision, its entry, what follows from it.
 *
 * Everything here returns the errors that fail the whole write; that a statement is
 * refused is not among them.  Whatever is allocated lies in the write's arena.
 */

struct taking {
	const struct envelope *envelope; /* verified */
	const SlbStatement *statement;
	enum act_origin origin;
	int64_t log_time_ms;
	struct diag *refusal_diag; /* what is told to whoever signed it */
	/* A report that completes a period of more numbers is left, so that the period can
	 * be foreseen (acts/acts.h). */
	uint64_t cells_max;
	const struct act_foresight *foresight; /* or NULL */
};

struct taken {
	bool is_left;      /* nothing was done; nothing else below is set */
	enum err refusal;  /* ERR_OK: it is in the log */
	bool is_duplicate; /* it was there before */
	uint64_t index;
	/* Of an entry that is new. */
	struct leaf leaf;
	uint8_t salt[LEAF_SALT_BYTES];
	/* A redaction: the content keys that may be destroyed once this is durable. */
	bool has_redaction;
	struct content_key_id redacted;
	uint32_t redacted_last_epoch;
};

enum err take_statement(struct log_write *write, const struct taking *taking,
			struct taken *out) MUST_CHECK;

/* Fires what is overdue in a contract's book, at most `slices` times; what is left is
 * told by *is_overdue. */
enum err take_due(struct log_write *write, const uint8_t contract_id[CONTRACT_BYTES],
		  int64_t log_time_ms, unsigned slices, bool *is_overdue) MUST_CHECK;

/* What the broker says itself: an entry each. */
enum err take_clock(struct log_write *write, int64_t log_time_ms) MUST_CHECK;
enum err take_outage(struct log_write *write, int64_t from_ms,
		     int64_t log_time_ms) MUST_CHECK;

/* The reader that the acts are given: envelopes of the log through a view, erased ones
 * as ERR_EVIDENCE_ERASED. */
struct log_reader {
	const struct log *log;
	struct store_view *view;
	struct diag *diag;
	const struct recent *recent; /* NULL, or where to look first */
};

struct act_reader log_act_reader(struct log_reader *reader);

#endif
