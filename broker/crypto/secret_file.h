#ifndef BROKER_CRYPTO_SECRET_FILE_H
#define BROKER_CRYPTO_SECRET_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/attribute.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "base/err.h"

/*
 * Files that nobody but their owner may read.  Threads: no shared state.
 */

/* Makes a new file with mode 0600, synced.  A file or link that is there is never
 * written over.  ERR_IO; then there is no new file. */
enum err secret_file_create(const char *path, struct bytes content,
			    struct diag *diag) MUST_CHECK;

/*
 * Reads a whole regular file into room; the caller wipes it.  ERR_KEY_EXPOSED when its
 * group or others have any right to it, ERR_LIMIT_EXCEEDED when it does not fit, ERR_IO.
 */
enum err secret_file_read(const char *path, uint8_t *room, size_t room_bytes,
			  size_t *len, struct diag *diag) MUST_CHECK;

#endif
