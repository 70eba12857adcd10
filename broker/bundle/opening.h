#ifndef BROKER_BUNDLE_OPENING_H
#define BROKER_BUNDLE_OPENING_H

#include "bundle/bundle.h"
#include "merkle/book_head.h"
#include "merkle/run.h"
#include "slabroker/v1/evidence.pb-c.h"

/* Private to bundle/: a bundle being opened. */

/* Where an entry's envelope lies in the file. */
struct place {
	uint64_t index;
	uint64_t offset;
	size_t len; /* 0: erased */
};

/* How far a book goes, and how far it has come. */
struct book_reach {
	uint8_t pseudonym[LEAF_PSEUDONYM_BYTES];
	uint64_t number;
	struct digest leaf_hash;
	uint64_t next_number; /* 0: not begun */
};

struct bundle {
	struct bundle_source source;
	struct bundle_facts facts;
	struct arena arena; /* what lives as long as the bundle */
	struct diag diag;   /* of its own: terms are warned of whenever they are read */
	uint64_t offset;    /* of the next record */
	struct place *places; /* ascending */
	size_t place_count, place_room;
	struct book_reach *books;
	size_t book_count, begun_count;
	struct head_list heads; /* that the heads of the books are */
	struct tree_edge edge;
	struct store *store;
	struct store_view *rows; /* once all is folded */
	bool is_folding;
	struct fold fold;
};

/* ---- record.c: the file ------------------------------------------------------- */

struct record {
	uint64_t offset; /* of the message */
	size_t len;
	const SlbEvidenceRecord *message;
};

/* ERR_BUNDLE_FORM unless the file begins as one. */
enum err read_magic(struct bundle *bundle) MUST_CHECK;
/* The next record, in the arena. */
enum err read_record(struct bundle *bundle, struct arena *arena,
		     struct record *out) MUST_CHECK;
/* That nothing stands after the last one. */
enum err check_file_ends(struct bundle *bundle) MUST_CHECK;

struct act_reader envelope_reader(struct bundle *bundle);
enum err keep_place(struct bundle *bundle, const struct record *record) MUST_CHECK;

/* ---- head.c: what everything is held against ---------------------------------- */

enum err take_head(struct bundle *bundle, const struct record *record) MUST_CHECK;
/* After the last entry: the log key in force, and what it signed. */
enum err check_signed(struct bundle *bundle) MUST_CHECK;

/* ---- end.c -------------------------------------------------------------------- */

enum err take_end(struct bundle *bundle, const SlbEvidenceEnd *end) MUST_CHECK;

/* ---- bundle.c ----------------------------------------------------------------- */

enum err bundle_wrong(struct bundle *bundle, enum err err, const char *format, ...)
	PRINTF_LIKE(3, 4);
/* False: not all of 32 bytes. */
bool hashes_of(const ProtobufCBinaryData *list, size_t count,
	       struct tree_run *out) MUST_CHECK;

#endif
