#ifndef BROKER_STORE_STORE_H
#define BROKER_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attribute.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "base/err.h"

/*
 * Ordered keys and values in numbered tables.
 *
 * Keys and values are byte strings; keys are ordered as bytes_compare() orders them.
 * What they mean is the caller's.  Everything is read through a view, which shows the
 * store as it was at one instant; everything is written through the one exclusive write,
 * whose commit is on disk when it returns ERR_OK.
 *
 * There are two back ends behind this interface: LMDB (lmdb.c), which keeps, and memory
 * (memory.c), which forgets.  A program that never calls store_open_lmdb() does not
 * need liblmdb.
 *
 * Broken rules of use (a table that is not there, a key that is empty or too long, a
 * closed store) fail an ensure().
 */

#define STORE_TABLES_MAX    32
#define STORE_KEY_BYTES_MAX 511 /* LMDB's limit, for every back end; the least is 1 */

struct store;
struct store_view;
struct store_write;
struct store_scan;

/* Its texts outlive the store, which reads them again when it is opened anew. */
struct store_options {
	/*
	 * What is kept here, with its edition, e.g. "slabroker/ledger/0".  Written into
	 * a new store; an existing one of another purpose or with other tables is
	 * refused.
	 */
	const char *purpose;
	/* Afterwards a table is its place here.  Names are distinct, without blanks. */
	const char *const *tables;
	uint8_t table_count;
	/* Ceiling on the store's size: 0 is 1 TiB.  It costs address space, not disk. */
	uint64_t size_bytes_max;
	/* LMDB: make the folder (0700) and the store where there is none. */
	bool create;
	/*
	 * LMDB: read and copy only, beside a process that may have the store open and
	 * write to it, and may open it meanwhile.  To begin a write breaks a rule of use.
	 */
	bool read_only;
};

/*
 * Opens the LMDB store in a folder on a local file system; its files are 0600.
 *
 * ERR_STORE_IN_USE: it is open, in this process or, unless read_only, in another one.
 * A process that reads must see the same process numbers as the one that writes, since
 * LMDB tells by them which readers are dead.  ERR_STORE_ABSENT:
 * there is none and create is false.  ERR_STORE_FOREIGN: what lies there is not a
 * store of this purpose, or is damaged.  ERR_IO: the folder cannot be used; among
 * others because it lies on a network file system, where LMDB loses data.
 *
 * What was made on the way is removed after an error.  An open store is not carried
 * across fork().
 */
enum err store_open_lmdb(const char *folder, const struct store_options *options,
			 struct store **store, struct diag *diag) MUST_CHECK;

/* An empty store in memory.  It grows until size_bytes_max; never fails. */
struct store *store_open_memory(const struct store_options *options);

/* Every view and write of it has ended.  NULL is fine. */
void store_close(struct store *store);

/* The same; a store that did not exist before it was opened, in LMDB, is removed, and so
 * is its folder where that was made for it. */
void store_discard_lmdb(struct store *store);

/* ---- reading -------------------------------------------------------------------- */

struct store_key {
	uint8_t table;
	struct bytes key;
};

/*
 * Keys from <= key < to of one table; an empty `from` is before every key, an empty
 * `to` after every key.
 */
struct store_range {
	uint8_t table;
	bool reverse; /* the greatest key first */
	struct bytes from;
	struct bytes to;
	size_t limit; /* entries; 0 is no limit */
};

struct store_entry {
	struct bytes key;
	struct bytes value; /* data is never NULL */
};

/*
 * Begins a view of what is committed now.  Later commits do not change it.
 *
 * It is cheap (well under a microsecond when views come and go) and short: while it is
 * open the store cannot reuse any space given up since, so it is never held while
 * waiting for a network peer or a person; who has more to read goes on from the last
 * key in a new view.  Errors of the view are said in diag, which outlives it.
 *
 * ERR_LIMIT_EXCEEDED: too many views are open.  Threads: any number of views at once;
 * one thread at a time uses a view.
 */
enum err store_read_begin(struct store *store, struct diag *diag,
			  struct store_view **view) MUST_CHECK;
void store_read_end(struct store_view *view);

/*
 * The values of many keys, in the order of the keys; an absent one has data == NULL
 * (an empty value does not).  Valid while view and arena are: in a write they are
 * copied into the arena, in other views they lie in the store.
 *
 * ERR_NO_MEMORY: the arena is full.  ERR_STORE_FAILED: the store is damaged.
 */
enum err store_get_many(struct store_view *view, struct arena *arena,
			const struct store_key *keys, size_t count,
			struct bytes *values) MUST_CHECK;

/*
 * The entries of a range, in order:
 *
 *	err = store_scan_open(view, &range, &scan);
 *	if (err != ERR_OK)
 *		return err;
 *	while (store_scan_next(scan, &entry))
 *		...
 *	return store_scan_close(scan);
 *
 * An entry is valid until the next call with its scan.  In a write, a put ends the
 * scans that are open: after it they are only closed.  What is not closed is freed
 * when the view ends.  The range's bytes are the caller's until the scan is closed.
 */
enum err store_scan_open(struct store_view *view, const struct store_range *range,
			 struct store_scan **scan) MUST_CHECK;
/* False at the end, and when something went wrong. */
bool store_scan_next(struct store_scan *scan, struct store_entry *entry) MUST_CHECK;
/* ERR_OK when every entry asked for could be read. */
enum err store_scan_close(struct store_scan *scan) MUST_CHECK;

/* ---- writing -------------------------------------------------------------------- */

enum store_op {
	STORE_PUT,    /* adds the entry or replaces its value */
	STORE_APPEND, /* adds an entry after the last one of its table: cheaper, packed */
	STORE_DELETE, /* no matter whether it is there; value is not looked at */
};

struct store_put {
	enum store_op op;
	uint8_t table;
	struct bytes key;
	struct bytes value;
};

/*
 * Begins the one write; waits until no other is going on in this process.  It is
 * begun, used and ended in one thread.  Errors of the write are said in diag, which
 * outlives it.
 *
 * ERR_STORE_FAILED: an earlier write failed (see store_commit).
 */
enum err store_write_begin(struct store *store, struct diag *diag,
			   struct store_write **write) MUST_CHECK;

/* What the write sees: the last commit and its own puts.  Ends with it. */
struct store_view *store_write_view(struct store_write *write);

/*
 * In the order given.  The bytes are the caller's own, not an entry of a scan in this
 * write.  After an error the write can only end: nothing of it is kept, and reading in it
 * and store_commit() give the same error again.
 *
 * ERR_STORE_FULL: the store would exceed size_bytes_max.  ERR_STORE_ORDER: a key to
 * append does not follow the last key of its table.  ERR_STORE_FAILED: a read or write
 * of the disk failed.
 */
enum err store_put_many(struct store_write *write, const struct store_put *puts,
			size_t count) MUST_CHECK;

/*
 * Makes the write durable and visible to new views, and ends it, whatever is returned.
 *
 * ERR_OK: all of it is on disk, synced.  ERR_STORE_FULL: nothing of it is kept; the
 * store goes on.  ERR_STORE_FAILED: a write or sync of the disk failed, the disk being
 * full included, and all or nothing of it will be found when the store is opened again.
 * Linux reports a failed sync once and forgets the pages, so that trying again could
 * lie: from then on this store refuses every write with ERR_STORE_FAILED until it is
 * opened anew (store_reopen) and what it holds is compared with what was promised.  Open
 * views stay good; new ones are given, unless the failure left LMDB itself unable
 * to (then ERR_STORE_FAILED).
 */
enum err store_commit(struct store_write *write) MUST_CHECK;

/* Ends the write; nothing of it is kept. */
void store_abort(struct store_write *write);

/* Whether a failure has closed the store for writing.  Any thread. */
bool store_failed(const struct store *store);

/*
 * Opens a store anew where it is, so that it can be written to after a failure; what it
 * holds then is compared by the caller.  Waits a second at most until the open views
 * have ended; new ones are refused meanwhile with ERR_STORE_FAILED.
 *
 * ERR_STORE_FAILED: views are still open; all is as it was.  Other errors are those of
 * store_open_lmdb(): the store is shut, for reading too, until this is called again and
 * returns ERR_OK.  Threads: the one that writes; no write is going on.
 */
enum err store_reopen(struct store *store, struct diag *diag) MUST_CHECK;

/* ---- looking after it ----------------------------------------------------------- */

/*
 * Frees the reader slots of processes that died while reading (a copying tool, say),
 * which otherwise keep the store from reusing space for ever.  *cleared_count: how many
 * there were.  Called when a store is opened; the owner calls it each minute.
 */
enum err store_check_readers(struct store *store, uint32_t *cleared_count,
			     struct diag *diag) MUST_CHECK;

/* What its disk has left for us; of a store in memory the greatest number.  Any thread. */
uint64_t store_free_bytes(struct store *store);

struct store_stats {
	uint64_t used_bytes; /* the most that was ever in use; files do not shrink */
	uint64_t size_bytes_max; /* the ceiling */
	uint64_t commit_count;   /* commits since the store was made */
	uint64_t
		oldest_reader_lag; /* commits since the oldest open view began; 0: none */
	uint64_t entry_count[STORE_TABLES_MAX];
};

enum err store_read_stats(struct store *store, struct store_stats *stats,
			  struct diag *diag) MUST_CHECK;

/*
 * LMDB: copies what is committed now, compacted, into a folder that does not exist or
 * is empty; the copy is a store, synced with its folder when ERR_OK is returned, and
 * nothing is left of it otherwise.  Writes go on meanwhile, but no space is reused:
 * it is a view that lasts as long as the copying.
 */
enum err store_copy(struct store *store, const char *folder,
		    struct diag *diag) MUST_CHECK;

/* LMDB: removes what store_copy() made, or was making when it was killed, and its folder;
 * nobody has it open.  A folder that is not there is fine.  ERR_IO. */
enum err store_copy_remove(const char *folder, struct diag *diag) MUST_CHECK;

#endif
