#ifndef TESTS_UNIT_BUNDLE_MADE_H
#define TESTS_UNIT_BUNDLE_MADE_H

#include "bundle/bundle.h"
#include "slabroker/v1/evidence.pb-c.h"
#include "unit/fold/log.h"
#include "unit/fold/story.h"

/*
 * A bundle of a story's contract (unit/fold/story.h) as messages that a test may bend
 * before they become a file.
 */

struct made {
	struct world *w;
	struct log log; /* all of it */
	uint64_t tree_size;
	SlbEvidenceRecord *records[WORLD_ENTRIES_MAX];
	size_t count;
};

/* From the log as it is; notice 0: of the contract as a whole. */
void made_of_story(struct made *made, struct story *story, uint64_t notice);
/* The same of a log that a test has bent: leaves are chained and signed anew. */
void made_of_log(struct made *made, struct story *story, uint64_t notice);

/* The file, in the world's arena. */
struct bytes made_file(const struct made *made);

SlbEvidenceHead *made_head(struct made *made);
/* Signs heads of books together, for the made tree. */
void made_sign(struct made *made, SlbBookHead *const *books, size_t count);
/* The nth entry of a kind, from 0: its record's place. */
size_t made_find(const struct made *made, SlbStatement__BodyCase kind, unsigned nth);
void made_drop(struct made *made, size_t record);

/* ---- opening ------------------------------------------------------------- */

struct opened {
	enum err err;
	const char *text; /* all that is told, a line each */
	struct bundle *bundle;
};

struct opened open_file(struct world *w, struct bytes file);

#endif
