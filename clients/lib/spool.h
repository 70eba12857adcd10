#ifndef CLIENTS_LIB_SPOOL_H
#define CLIENTS_LIB_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "base/err.h"
#include "crypto/hash.h"

/*
 * What was signed, kept from before it is sent until its receipt was verified.
 *
 * Whoever signs one place of a series twice, with different content, has signed evidence
 * against itself.  So signed bytes are on the disk before they leave the process, and
 * after a crash the same bytes are sent again; the broker answers what it has logged with
 * the first receipt.
 *
 *	FOLDER/lock            held while a process signs or sends
 *	FOLDER/waiting/N-ID    signed; not known to be logged; N counts from 1, 16 digits
 *	FOLDER/logged/ID       signed and logged
 *	FOLDER/logged/ID.receipt
 *	FOLDER/refused/ID      signed, and refused for good: not logged
 *
 * ID is the content id of the statement, 64 hex digits.  A receipt is written before its
 * statement leaves waiting/, so that no step can be lost: an entry in waiting/ whose
 * receipt is there already is only moved.
 *
 * The folder is for its owner alone: statements are business secrets.
 * Threads: a spool belongs to one thread; processes exclude each other by the lock.
 */

struct spool {
	const char *folder;
	int lock; /* a file descriptor */
	uint64_t next;
};

/* Makes the folders where they are missing, and takes the lock.  ERR_BUSY: another process
 * has it; ERR_IO.  On error there is nothing to close. */
enum err spool_open(struct arena *arena, const char *folder, struct spool *out,
		    struct diag *diag) MUST_CHECK;
/*
 * The same, but while another process has the lock it is tried again for SPOOL_WAIT_MS, so
 * that two jobs of one hour come one after the other.  sleep_ms: as in session.h.
 */
#define SPOOL_WAIT_MS 10000
enum err spool_open_in_turn(struct arena *arena, const char *folder,
			    void (*sleep_ms)(uint32_t wait_ms), struct spool *out,
			    struct diag *diag) MUST_CHECK;
void spool_close(struct spool *spool);

struct spool_entry {
	const char *name; /* of its file */
	struct digest content_id;
};

/* On the disk when it returns. */
enum err spool_put(struct spool *spool, struct arena *arena,
		   const struct digest *content_id, struct bytes envelope,
		   struct spool_entry *out, struct diag *diag) MUST_CHECK;

struct spool_list {
	struct spool_entry *entries;
	size_t count;
};

/* What waits, in the order in which it was signed. */
enum err spool_waiting(const struct spool *spool, struct arena *arena,
		       struct spool_list *out, struct diag *diag) MUST_CHECK;

/* The envelope of an entry.  ERR_IO also when its bytes are no longer those signed. */
enum err spool_read(const struct spool *spool, struct arena *arena,
		    const struct spool_entry *entry, struct bytes *out,
		    struct diag *diag) MUST_CHECK;

/* Keeps the receipt, a serialized Receipt that was verified; then the entry waits no
 * longer. */
enum err spool_logged(const struct spool *spool, struct arena *arena,
		      const struct spool_entry *entry, struct bytes receipt,
		      struct diag *diag) MUST_CHECK;

/* The broker refused it, and would again. */
enum err spool_refused(const struct spool *spool, struct arena *arena,
		       const struct spool_entry *entry, struct diag *diag) MUST_CHECK;

/* Finishes what a crash left between a receipt and its statement. */
enum err spool_recover(const struct spool *spool, struct arena *arena,
		       struct diag *diag) MUST_CHECK;

/* Calls visit with the envelope of everything that was refused. */
enum err spool_visit_refused(const struct spool *spool, struct arena *arena,
			     void (*visit)(void *context, struct bytes envelope),
			     void *context, struct diag *diag) MUST_CHECK;

#endif
