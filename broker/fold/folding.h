#ifndef BROKER_FOLD_FOLDING_H
#define BROKER_FOLD_FOLDING_H

#include "envelope/envelope.h"
#include "fold/checkers.h"
#include "fold/fold.h"
#include "fold/kept.h"

/*
 * Private to fold/: an entry under way.
 *
 * In the target's table META stand notes of the fold's own: which book a pseudonym
 * names, and which months of which contracts were found erased.
 */

/* An entry that was verified. */
struct opened_entry {
	const struct fold_entry *entry;
	/* Not of an erased one. */
	struct envelope envelope;
	const SlbStatement *statement;
};

/*
 * An entry until its signatures are checked.  So many are on their way that the other
 * cores have something to do while a period is judged; what an entry leaves expected
 * lives until the next one is done.
 */
#define FOLD_SLOTS       16
#define FOLD_ARENA_BYTES ((size_t)4 << 30)

struct fold_slot {
	struct arena arena;
	bool is_checked; /* or has nothing to check */
	uint64_t index;
	const SlbReport *report; /* NULL: it is none */
	struct diag said;        /* before its signatures */
	struct signature_check check;
};

enum err fold_wrong(struct fold *fold, uint64_t index, const char *format, ...)
	PRINTF_LIKE(3, 4);

/* ---- fold_entry.c: an entry against its own leaf and its keys ----------------- */

/* Not of an erased entry. */
enum err fold_open_entry(struct fold *fold, const struct fold_entry *entry,
			 struct opened_entry *out) MUST_CHECK;

/* ---- fold_book.c: books ------------------------------------------------------- */

/* That the entry is the next one of this book; the book goes on with it. */
enum err fold_enter_book(struct fold *fold, const struct fold_entry *entry,
			 const struct book *book) MUST_CHECK;

/* The book that an entry's leaf names; it was opened before. */
enum err fold_book_of_entry(struct fold *fold, const struct fold_entry *entry,
			    struct book *out) MUST_CHECK;

/* Notes that evidence of a contract is gone; whether any is. */
enum err fold_note_erased(struct fold *fold, const struct book *book,
			  uint32_t month) MUST_CHECK;
enum err fold_has_erased(struct fold *fold, const struct book *book,
			 bool *has_erased) MUST_CHECK;

/* A redaction: what is gone in its months was given up. */
enum err fold_give_up(struct fold *fold, const SlbRedaction *redaction) MUST_CHECK;

/* At the end: that each month found erased was given up by a redaction. */
enum err fold_check_erased(struct fold *fold) MUST_CHECK;

/* ---- fold.c ------------------------------------------------------------------- */

/* That an entry stands where an outcome is expected. */
enum err fold_misplaced(struct fold *fold, uint64_t index);

/* The statement, decided again; the state's arena holds the effects. */
enum err fold_decide(struct fold *fold, const struct act_case *act,
		     struct act_effects *effects) MUST_CHECK;
struct act_case fold_case(const struct fold *fold, const struct opened_entry *entry);

/* ---- fold_outcome.c ----------------------------------------------------------- */

enum err fold_outcome(struct fold *fold, const struct opened_entry *entry) MUST_CHECK;

/* Computes what follows from a statement, and expects it. */
enum err fold_conclude(struct fold *fold, const struct act_case *act,
		       const struct act_effects *effects) MUST_CHECK;

/* That nothing was overdue in a book before a statement of it. */
enum err fold_check_due(struct fold *fold, const struct fold_entry *entry,
			const uint8_t contract_id[CONTRACT_BYTES]) MUST_CHECK;

#endif
