#ifndef BROKER_LEDGER_REPLAYING_H
#define BROKER_LEDGER_REPLAYING_H

#include "ledger/replay.h"

/*
 * Private to ledger/: a replay under way.
 *
 * In the target's table META stand notes of the replay's own: which book a pseudonym
 * names, and which months of which contracts were found erased.
 */

/* What acts_conclude() gave and the next entry must say. */
struct expected_outcome {
	bool is_expected;
	struct book book;
	uint64_t cause;
	struct bytes payload;
	struct state_changes changes;
};

struct replay {
	const struct log *log;
	struct log source; /* for reading entries: log with acts of our own */
	struct store_view *view;
	struct store *target;
	struct store_write *write;
	struct store_view *rows; /* of the target */
	/* In turns: what an entry leaves expected lives until the next one is done. */
	struct arena arenas[2];
	struct arena *arena;
	struct diag *diag;
	uint64_t size;
	struct replay_result result;
	struct expected_outcome expected;
};

/* An entry that was opened and verified. */
struct replay_entry {
	struct log_entry entry;
	struct digest leaf_hash;
	/* Not of an erased one. */
	struct envelope envelope;
	const SlbStatement *statement;
};

enum err replay_wrong(struct replay *replay, uint64_t index, const char *format, ...)
	PRINTF_LIKE(3, 4);

/* ---- replay_entry.c: an entry against its own leaf, the tree and its keys ----- */

enum err replay_read_entry(struct replay *replay, uint64_t index,
			   struct replay_entry *out) MUST_CHECK;

/* ---- replay_book.c: books ----------------------------------------------------- */

/* That the entry is the next one of this book; the book goes on with it. */
enum err replay_enter_book(struct replay *replay, const struct replay_entry *entry,
			   const struct book *book) MUST_CHECK;

/* The book that an entry's leaf names; it was opened before. */
enum err replay_find_book(struct replay *replay, const struct replay_entry *entry,
			  struct book *out) MUST_CHECK;

/* Notes that evidence of a contract is gone; whether any is. */
enum err replay_note_erased(struct replay *replay, const struct book *book,
			    uint32_t month) MUST_CHECK;
enum err replay_has_erased(struct replay *replay, const struct book *book,
			   bool *has_erased) MUST_CHECK;

/* A redaction: what is gone in its months was given up. */
enum err replay_give_up(struct replay *replay,
			const SlbRedaction *redaction) MUST_CHECK;

/* At the end: that each month found erased was given up by a redaction. */
enum err replay_check_erased(struct replay *replay) MUST_CHECK;

/* ---- replay_outcome.c --------------------------------------------------------- */

enum err replay_outcome(struct replay *replay,
			const struct replay_entry *entry) MUST_CHECK;

/* Computes what follows from a statement, and expects it. */
enum err replay_conclude(struct replay *replay, const struct act_case *act,
			 const struct act_effects *effects) MUST_CHECK;

/* That nothing was overdue in a book before a statement of it. */
enum err replay_check_due(struct replay *replay, const struct replay_entry *entry,
			  const uint8_t contract_id[CONTRACT_BYTES]) MUST_CHECK;

#endif
