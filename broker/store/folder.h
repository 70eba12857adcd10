#ifndef BROKER_STORE_FOLDER_H
#define BROKER_STORE_FOLDER_H

#include <stdbool.h>

#include "base/attribute.h"
#include "base/diag.h"
#include "base/err.h"

/*
 * The folder that an LMDB store lies in: who holds it, and where it lies.
 *
 *	data.mdb  the store          lock.mdb  LMDB's own: readers and the writer's lock
 *	open.lock held (flock) by the process that has the store open; its process id
 *	new.mdb   a store that is being made
 */

#define FOLDER_NEW_FILE "new.mdb"

struct folder {
	const char *path;
	int dir_fd;
	int lock_fd;
	bool has_store;
	bool is_held;     /* the lock is ours */
	bool made_folder; /* what was not there before we took it */
	bool made_lock;
	bool made_store;
};

/*
 * Takes the folder for this process, making it (0700) when create is true.  path lives
 * as long as the folder.
 *
 * ERR_STORE_ABSENT: no store is there, and create is false.  ERR_STORE_IN_USE: another
 * holds it, be it in this process.  ERR_IO: it cannot be used, or lies on a network.
 */
enum err folder_take(struct folder *folder, const char *path, bool create,
		     struct diag *diag) MUST_CHECK;

/*
 * The same without holding it: for reading a store beside the process that has it open,
 * or while none has.  ERR_STORE_IN_USE: this process holds it already, and LMDB cannot
 * open a store twice in one.  ERR_STORE_ABSENT, ERR_IO.
 */
enum err folder_visit(struct folder *folder, const char *path,
		      struct diag *diag) MUST_CHECK;
void folder_leave(struct folder *folder);
/* The same, after removing what was made in it and for it since it was taken. */
void folder_discard(struct folder *folder);

/*
 * A store is made in a file of its own and then given its name, so that a making that is
 * cut short leaves no store.  begin removes what such a one left.
 */
enum err folder_make_begin(const struct folder *folder, struct diag *diag) MUST_CHECK;
enum err folder_make_keep(struct folder *folder, struct diag *diag) MUST_CHECK;

/* The names that were made in it will be found after a power failure, and it too. */
enum err folder_sync(const struct folder *folder, struct diag *diag) MUST_CHECK;

/* What the disk has left for us; 0 when it does not say. */
uint64_t folder_free_bytes(const struct folder *folder);

/*
 * A new file for a copy of a store, in a folder that is made or empty.  Keeping it syncs
 * all there is; dropping it leaves what was there before.
 */
struct folder_copy {
	const char *path;
	int dir_fd;
	int file_fd;
	bool made; /* the folder */
};

enum err folder_copy_begin(struct folder_copy *copy, const char *path,
			   struct diag *diag) MUST_CHECK;
enum err folder_copy_keep(struct folder_copy *copy, struct diag *diag) MUST_CHECK;
void folder_copy_drop(struct folder_copy *copy);

/* Removes a copy, whole or cut short, and its folder; no copy there is fine.  ERR_IO:
 * among others, something else lies in the folder. */
enum err folder_copy_remove(const char *path, struct diag *diag) MUST_CHECK;

/*
 * The name of the network or user-space file system that has this magic number
 * (statfs(2)), on which memory maps, locks or syncs do not do what LMDB relies on; NULL
 * for every other.
 */
const char *folder_remote_filesystem(unsigned long magic);

#endif
