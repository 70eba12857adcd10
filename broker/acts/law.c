#include "acts/law.h"

#include <stdlib.h>
#include <string.h>

#include "acts/filing.h"
#include "base/ensure.h"
#include "envelope/unpack.h"

#define LAW_BYTES_MAX  ((size_t)512 << 20)
#define WORK_BYTES_MAX ((size_t)4 << 30)
#define LAW_DAY_SIZE   sizeof("2026-11-22")
#define TERMS_MIN      64
#define BUCKETS        256

struct known_law {
	struct known_law *next_in_bucket;
	uint8_t version_id[DIGEST_BYTES];
	char last_day[LAW_DAY_SIZE];
	uint64_t used_turn;
	struct law law;
	struct arena arena;
};

struct acts {
	struct known_law **laws;
	size_t count;
	size_t room;
	size_t terms_max;
	uint64_t turn;
	struct arena workspace;
	struct found_filing found;
	struct known_law *buckets[BUCKETS]; /* of laws, by the version's id */
};

struct acts *acts_open(size_t terms_max)
{
	struct acts *acts = calloc(1, sizeof(*acts));

	ensure(acts != NULL && terms_max >= TERMS_MIN);
	acts->terms_max = terms_max;
	arena_init(&acts->workspace, WORK_BYTES_MAX);
	return acts;
}

static void forget(struct known_law *known)
{
	arena_release(&known->arena);
	free(known);
}

void acts_close(struct acts *acts)
{
	if (acts == NULL)
		return;
	for (size_t i = 0; i < acts->count; i++)
		forget(acts->laws[i]);
	free(acts->laws);
	arena_release(&acts->workspace);
	free(acts);
}

struct arena *acts_workspace(struct acts *acts)
{
	arena_empty(&acts->workspace);
	return &acts->workspace;
}

void law_next_turn(struct acts *acts)
{
	acts->turn++;
	acts->found.report = NULL;
}

struct found_filing *acts_found_filing(struct acts *acts)
{
	return &acts->found;
}

/* An id is a digest: any byte of it spreads evenly. */
static struct known_law **bucket_of(struct acts *acts, const uint8_t *version_id)
{
	return &acts->buckets[version_id[0]];
}

static struct known_law *find(struct acts *acts, struct bytes version_id,
			      const char *last_day)
{
	struct known_law *known;

	ensure(version_id.len == DIGEST_BYTES);
	for (known = *bucket_of(acts, version_id.data); known != NULL;
	     known = known->next_in_bucket) {
		if (bytes_equal(BYTES_OF_ARRAY(known->version_id), version_id) &&
		    strcmp(known->last_day, last_day) == 0) {
			known->used_turn = acts->turn;
			return known;
		}
	}
	return NULL;
}

bool law_is_known(struct acts *acts, struct bytes version_id, const char *last_day)
{
	return find(acts, version_id, last_day) != NULL;
}

static uint32_t *count_parts(struct arena *arena, const struct frame *frame)
{
	uint32_t *counts = arena_array(arena, uint32_t, frame->cut_count);

	for (size_t series = 0; series < frame->terms->n_series; series++) {
		size_t part_count = frame_part_count(frame, series);

		for (size_t i = 0; i < part_count; i++) {
			struct report_part part = frame_part(frame, series, i);

			counts[part.cut] += part.start_s < part.end_s;
		}
	}
	return counts;
}

/* Both were checked when the offer was decided. */
static struct law lay_out(struct arena *arena, struct bytes terms, const char *last_day)
{
	ProtobufCMessage *message = NULL;
	SlbTerms *unpacked;
	struct frame *frame;
	struct diag diag;
	bool memory_is_left; /* base/memory.h */
	enum err err;

	diag_init(&diag, arena);
	err = unpack_message(arena, &slb_terms__descriptor, terms, &message, &diag);
	memory_is_left = !arena->is_starved;
	ensure(memory_is_left);
	ensure(err == ERR_OK);
	unpacked = (SlbTerms *)message;
	unpacked->last_day = arena_strdup(arena, last_day);
	frame = frame_of_terms(arena, unpacked);
	return (struct law){ unpacked, frame, count_parts(arena, frame) };
}

static struct known_law *learn(struct bytes version_id, const char *last_day,
			       struct bytes terms)
{
	struct known_law *known = calloc(1, sizeof(*known));
	size_t day_len = strlen(last_day);
	bool memory_is_left = known != NULL; /* base/memory.h */

	ensure(memory_is_left);
	ensure(version_id.len == DIGEST_BYTES && day_len < sizeof(known->last_day) &&
	       terms.len > 0);
	memcpy(known->version_id, version_id.data, DIGEST_BYTES);
	memcpy(known->last_day, last_day, day_len);
	arena_init(&known->arena, LAW_BYTES_MAX);
	known->law = lay_out(&known->arena, terms, last_day);
	return known;
}

/* The place of the one that was not used for longest, or count: all are in use. */
static size_t find_stale(const struct acts *acts)
{
	size_t stale = acts->count;

	for (size_t i = 0; i < acts->count; i++) {
		uint64_t oldest = stale == acts->count ? acts->turn
						       : acts->laws[stale]->used_turn;

		if (acts->laws[i]->used_turn < oldest)
			stale = i;
	}
	return stale;
}

static void leave_bucket(struct acts *acts, const struct known_law *known)
{
	struct known_law **link = bucket_of(acts, known->version_id);

	while (*link != known)
		link = &(*link)->next_in_bucket;
	*link = known->next_in_bucket;
}

static void enter_bucket(struct acts *acts, struct known_law *known)
{
	struct known_law **bucket = bucket_of(acts, known->version_id);

	known->next_in_bucket = *bucket;
	*bucket = known;
}

static void make_room(struct acts *acts)
{
	size_t room = acts->room == 0 ? TERMS_MIN : 2 * acts->room;
	struct known_law **laws =
		realloc(acts->laws, room * sizeof(struct known_law *));
	bool memory_is_left = laws != NULL;

	ensure(memory_is_left);
	acts->laws = laws;
	acts->room = room;
}

static void keep(struct acts *acts, struct known_law *known)
{
	size_t place = acts->count < acts->terms_max ? acts->count : find_stale(acts);

	if (place < acts->count) {
		leave_bucket(acts, acts->laws[place]);
		forget(acts->laws[place]);
	} else {
		if (acts->count == acts->room)
			make_room(acts);
		acts->count++;
	}
	acts->laws[place] = known;
	enter_bucket(acts, known);
}

const struct law *law_get(struct acts *acts, struct bytes version_id,
			  const char *last_day, struct bytes terms)
{
	struct known_law *known = find(acts, version_id, last_day);

	if (known == NULL) {
		known = learn(version_id, last_day, terms);
		known->used_turn = acts->turn;
		keep(acts, known);
	}
	return &known->law;
}
