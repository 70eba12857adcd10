#ifndef CLIENTS_IMPORT_QUEUE_TABLE_H
#define CLIENTS_IMPORT_QUEUE_TABLE_H

#include "import/run.h"
#include "import/visits.h"

/*
 * The queue_log as Asterisk's realtime table, dumped as CSV: columns time, callid,
 * queuename, event and data1 to data5, or one column data with bars between; in any
 * order, others ignored.  time is local, "YYYY-MM-DD hh:mm:ss.ffffff", or whole seconds
 * since 1970, UTC.
 *
 * A table keeps five parameters of an event, so an attended transfer over a link has lost
 * its last one.
 */

/* Reads one file into the book.  Errors are told in diag: ERR_IMPORT_DATA (no such
   columns, broken quoting), ERR_NO_MEMORY. */
enum err queue_table_read(struct run *run, uint32_t source,
			  struct visit_book *book) MUST_CHECK;

#endif
