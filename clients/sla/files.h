#ifndef CLIENTS_SLA_FILES_H
#define CLIENTS_SLA_FILES_H

#include "lib/file.h"

/*
 * Files as a person at a terminal names them.  What is written appears whole or not at
 * all (lib/file.h); a full disk leaves what was there before.
 */

/* "-" is standard output.  What is no regular file (a pipe, a device) is written to.
 * Replaces a file that is there, but never one that holds a secret key. */
enum err file_write(struct arena *arena, const char *name, struct bytes content,
		    struct diag *diag) MUST_CHECK;

/* The same, but never over a regular file that holds something else: for what somebody
 * may rely on or have worked on, such as reports, signed statements, a contract. */
enum err file_write_new(struct arena *arena, const char *name, struct bytes content,
			struct diag *diag) MUST_CHECK;

/* A new file that only its owner may read; never over anything that is there. */
enum err file_write_secret(const char *name, struct bytes content,
			   struct diag *diag) MUST_CHECK;

#endif
