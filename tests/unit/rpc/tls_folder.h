#ifndef TESTS_UNIT_RPC_TLS_FOLDER_H
#define TESTS_UNIT_RPC_TLS_FOLDER_H

#include <sys/types.h>

#include "rpc/certificates.h"
#include "unit/crypto/made_certificate.h"

/* A server's certificate and key in a folder of the test's own. */

struct tls_folder {
	struct arena arena;
	const char *path;
	struct made_certificate authority;
	struct certificate_files files;
	struct certificates *certificates; /* of tls_folder_certificates(), or NULL */
};

/* With certificate and key; files.client_ca names a file that is not there yet. */
void tls_folder_open(struct tls_folder *folder);
void tls_folder_close(struct tls_folder *folder);

/* Of the authority, for CLIENT_TLS_NAME. */
struct made_certificate tls_folder_make(struct tls_folder *folder);

/* Puts one file, or both, in the place of what is there, as a renewal does. */
void tls_folder_put(struct tls_folder *folder, const char *path, const char *text,
		    mode_t mode);
void tls_folder_put_pair(struct tls_folder *folder,
			 const struct made_certificate *made);

/* Opens those that clients are not asked to answer. */
struct certificates *tls_folder_certificates(struct tls_folder *folder);

#endif
