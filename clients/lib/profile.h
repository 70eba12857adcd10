#ifndef CLIENTS_LIB_PROFILE_H
#define CLIENTS_LIB_PROFILE_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/err.h"
#include "crypto/note.h"
#include "slabroker/v1/profile.pb-c.h"

/*
 * A profile: which broker, which log key, who speaks and with which keys; a document of
 * type slabroker.v1.Profile.  Everything lies in the arena.  Threads: no shared state.
 */

struct profile {
	const char *file;
	SlbProfile *message; /* as written, but with full paths */
	struct note_key log_key;
};

/* What decides where profiles and their states lie; any may be NULL. */
struct profile_places {
	const char *config_home; /* $XDG_CONFIG_HOME */
	const char *state_home;  /* $XDG_STATE_HOME */
	const char *home;        /* $HOME */
};

/*
 * The file that a name stands for: what has a slash or ends in ".yaml" is a file already;
 * else config_home/slabroker/NAME.yaml, or home/.config/slabroker/NAME.yaml.  ERR_USAGE
 * where neither folder is known.
 */
enum err profile_find(struct arena *arena, const struct profile_places *places,
		      const char *name, const char **out, struct diag *diag) MUST_CHECK;

/*
 * Reads it and checks every field; whether key files can be opened is found out when
 * they are needed.  ERR_IO, the errors of document_read(), ERR_DOCUMENT_VALUE.
 */
enum err profile_read(struct arena *arena, const struct profile_places *places,
		      const char *file, struct profile *out,
		      struct diag *diag) MUST_CHECK;

/* The same checks, for a profile that is about to be written. */
enum err profile_check(struct arena *arena, const SlbProfile *message,
		       struct note_key *log_key, struct diag *diag) MUST_CHECK;

/* Whether the address leads to this machine only: a unix socket, 127.0.0.0/8, ::1. */
bool address_is_local(const char *address);

#endif
