#ifndef BROKER_RPC_PEM_FILE_H
#define BROKER_RPC_PEM_FILE_H

#include <stddef.h>

#include "base/attribute.h"
#include "base/diag.h"
#include "base/err.h"

/*
 * Reads a file that is no secret, such as a certificate, as text with a NUL into room.
 * ERR_USAGE: it cannot be read, or has room_bytes or more.  Threads: no shared state.
 *
 * Apart from certificates.c, because gRPC's headers turn strerror_r into GNU's.
 */
enum err pem_file_read(const char *path, char *room, size_t room_bytes,
		       struct diag *diag) MUST_CHECK;

#endif
