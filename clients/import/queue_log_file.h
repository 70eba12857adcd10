#ifndef CLIENTS_IMPORT_QUEUE_LOG_FILE_H
#define CLIENTS_IMPORT_QUEUE_LOG_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "import/summary.h"
#include "import/visits.h"

/*
 * A queue_log as Asterisk writes it to a file: line by line into a book of visits.
 * Damaged lines are remarked upon and left out.
 */

/* An upper bound of the number of lines. */
size_t queue_log_file_lines(struct bytes file);

/*
 * Reads all of it.  The book keeps views into file.  A last line without a line feed may
 * have been cut off: what stands at its very end is not used.
 */
void queue_log_file_read(struct bytes file, uint32_t source, struct visit_book *book,
			 struct import_summary *summary);

#endif
