#ifndef BROKER_LEDGER_LOG_WRITE_H
#define BROKER_LEDGER_LOG_WRITE_H

#include "envelope/envelope.h"
#include "ledger/log.h"
#include "ledger/recent.h"
#include "merkle/book_head.h"

#define BOOK_END_SLOTS 1024 /* more than books in most groups */

/*
 * One write of the log: entries appended one after the other, all kept or none.
 *
 * What is appended is in the write at once, so that memory of an entry may be given back
 * before the next one.  Threads: one writer.
 */
struct log_write {
	const struct log *log;
	struct store_write *write;
	struct store_view *view; /* sees what was appended */
	struct arena *arena;     /* of the step that is being done */
	struct diag *diag;       /* of what fails the write */
	struct log_head head;    /* with what was appended */
	struct recent *recent;   /* NULL, or what the writer keeps at hand */
	/* Of the entry appended last. */
	struct leaf leaf;
	uint8_t salt[LEAF_SALT_BYTES];
	/* How far books came by it; a book may take the slot of another. */
	struct book_slot {
		bool is_used;
		struct book_end end;
	} ends[BOOK_END_SLOTS];
};

/* head is where the log stands in the store. */
enum err log_write_begin(const struct log *log, const struct log_head *head,
			 struct arena *arena, struct diag *diag,
			 struct log_write *out) MUST_CHECK;

struct log_append {
	const struct envelope *envelope; /* verified */
	uint16_t kind;
	enum content_class content;
	const struct book *book; /* opened when it is not there */
	int64_t log_time_ms;     /* not before the head's */
};

/* The entry gets the index head.edge.size: leaf, content, tree, place in its book and
 * BookRow.  Errors of the stores. */
enum err log_write_append(struct log_write *write,
			  const struct log_append *append) MUST_CHECK;

/* The last entry of a book, by its name in the leaves, where the write remembers having
 * appended to it; else NULL. */
const struct book_end *log_write_end_of(const struct log_write *write,
					const uint8_t pseudonym[LEAF_PSEUDONYM_BYTES]);

/*
 * Content keys first, then the log with its head: durable when ERR_OK is returned.  Ends
 * the write, whatever is returned; after ERR_STORE_FAILED nobody knows what was kept.
 */
enum err log_write_commit(struct log_write *write) MUST_CHECK;

/* Nothing of it is kept. */
void log_write_abort(struct log_write *write);

#endif
