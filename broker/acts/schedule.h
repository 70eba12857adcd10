#ifndef BROKER_ACTS_SCHEDULE_H
#define BROKER_ACTS_SCHEDULE_H

#include "acts/deciding.h"
#include "acts/law.h"

/*
 * What is expected of a contract next, and when: for each series the first part that has
 * no report and was not told missing.  It changes with entries of the log alone, so that
 * a replay finds the same.
 */

/* When reports under one version are expected. */
struct expectation {
	const struct law *law;
	int64_t from_ms; /* VersionRow.expected_from_ms */
	/* All outages that end at or after the earliest due time asked for. */
	struct state_entries outages;
};

/* Without outages; for their range. */
int64_t nominal_due_ms(const struct expectation *expectation, size_t series,
		       size_t part);
/* Moved by outages: a due time inside one moves by its length. */
int64_t part_due_ms(const struct expectation *expectation, size_t series, size_t part);

/* The outages that a due time from nominal_ms on can lie in. */
struct state_range outages_since(int64_t nominal_ms);

/* The first part from index on that has any time, or the number of parts. */
size_t next_part(const struct law *law, size_t series, size_t index);

/* A schedule row being changed. */
struct schedule {
	struct arena *arena;
	bool was_there;
	int64_t old_due_ms;
	SlbExpectedPart **expected;
	size_t count;
	size_t room;
};

/* row may be NULL. */
void schedule_open(struct schedule *schedule, struct arena *arena,
		   const SlbScheduleRow *row);
/* NULL where nothing more is expected of the series. */
SlbExpectedPart *schedule_find(const struct schedule *schedule, struct bytes version_id,
			       size_t series);
void schedule_remove(struct schedule *schedule, SlbExpectedPart *part);
/* Adds every series of a version from its first part on. */
void schedule_start(struct schedule *schedule, struct bytes version_id,
		    const struct expectation *expectation);
/* Puts or deletes the row and its key in table "due". */
void schedule_write(struct schedule *schedule,
		    const uint8_t contract_id[CONTRACT_BYTES],
		    struct state_changes *changes);

#endif
