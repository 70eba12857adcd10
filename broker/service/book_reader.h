#ifndef BROKER_SERVICE_BOOK_READER_H
#define BROKER_SERVICE_BOOK_READER_H

#include "service/reading.h"

/*
 * Who reads how much of an entry of the log, by the book that it is of:
 *
 *	a contract's        its client and its centre; a third party its own statements
 *	an organisation's   itself, and who shares an offer or a contract with it
 *	the broker's        every organisation; but what a redaction says, who has a part in
 *	                    the contract that it names
 *	the outages'        every organisation
 *	the clock's         nobody
 *
 * Whose book it is, its first entry says, which is never erased: an entry whose content
 * was erased has the same readers, but third parties, since who said it is gone.
 */

enum book_reach {
	READS_NOTHING, /* not even that it is there */
	READS_LEAF,    /* that it is there, which its leaf proves */
	READS_CONTENT,
};

/* Errors of the ledger. */
enum err book_reader_reach(struct reading *reading, const struct log_entry *entry,
			   enum book_reach *out) MUST_CHECK;

#endif
