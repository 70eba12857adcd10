#ifndef CLIENTS_LIB_FILE_WRITER_H
#define CLIENTS_LIB_FILE_WRITER_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "base/err.h"

/*
 * A file that is written piece by piece and appears under its name when all of it is on
 * the disk; until then it lies beside that name, where it can be read.
 *
 * Every error is told with the file's name and what the system said.  Threads: one.
 */

struct file_writer {
	const char *name;
	const char *temporary;
	int fd; /* read and write; -1: closed */
};

/* name outlives the writer. */
enum err file_writer_open(struct arena *arena, const char *name,
			  struct file_writer *out, struct diag *diag) MUST_CHECK;
enum err file_writer_add(struct file_writer *writer, struct bytes piece,
			 struct diag *diag) MUST_CHECK;
/* All was added: it gets its name.  Closes the writer, whatever is returned. */
enum err file_writer_finish(struct arena *arena, struct file_writer *writer,
			    struct diag *diag) MUST_CHECK;
/* Nothing is left of it.  After a finish nothing happens. */
void file_writer_drop(struct file_writer *writer);

#endif
