#ifndef BROKER_CRYPTO_TLS_FILES_H
#define BROKER_CRYPTO_TLS_FILES_H

#include <stdint.h>

#include "base/attribute.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "base/err.h"

/*
 * The files of a TLS server, looked at before they are put to use: PEM (RFC 7468) as
 * OpenSSL reads it, which asks also whether they fit together and are strong enough for
 * this machine's TLS.
 *
 * Errors: ERR_USAGE with the file, what is wrong with it and what to do; ERR_NO_MEMORY.
 * Threads: no shared state.
 */

struct tls_file {
	const char *path; /* for messages */
	struct bytes pem;
};

/*
 * A certificate with its chain, the server's own first, and that one's private key, without
 * a passphrase.  *end_s: when the server's own certificate ends, in s since 1970; it may
 * be over.
 */
enum err tls_files_check_server(const struct tls_file *chain,
				const struct tls_file *key, int64_t *end_s,
				struct diag *diag) MUST_CHECK;

/* One or more certificates of authorities. */
enum err tls_files_check_authorities(const struct tls_file *authorities,
				     struct diag *diag) MUST_CHECK;

#endif
