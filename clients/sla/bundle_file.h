#ifndef CLIENTS_SLA_BUNDLE_FILE_H
#define CLIENTS_SLA_BUNDLE_FILE_H

#include "bundle/bundle.h"
#include "lib/profile.h"
#include "sla/invocation.h"

/*
 * Bundles of evidence in files, and who says that their log key is the broker's.
 */

/* Whether the file of this name begins as a bundle does. */
bool is_bundle_file(const char *name);

/* Where the key of a log is known from. */
enum known_from {
	KNOWN_NOT,     /* the bundle's own word */
	KNOWN_OPTION,  /* --log-key */
	KNOWN_PROFILE, /* a profile, and what was seen with it */
};

struct opened_bundle {
	struct bundle *bundle;
	int fd;
	enum known_from known_from;
	const char *profile; /* the file, where a profile knows the key */
	bool is_last_seen;   /* its checkpoint is the one that was seen last with it */
};

/*
 * Makes every check, and holds the log key against the one of --log-key or --profile; where
 * neither is given, against that of the default profile if it is of the same log.  Closed
 * also after an error.
 */
enum err bundle_file_open(struct invocation *in, const char *name,
			  struct opened_bundle *out) MUST_CHECK;

/* The same of a file that is open, with the log key that a profile knows; fd outlives the
 * bundle. */
enum err bundle_fd_verify(struct invocation *in, int *fd, const struct profile *profile,
			  struct bundle **out) MUST_CHECK;

void bundle_file_close(struct opened_bundle *opened);

#endif
