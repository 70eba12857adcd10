#ifndef TESTS_BENCH_COMMON_PREPARED_H
#define TESTS_BENCH_COMMON_PREPARED_H

#include "bench/common/world.h"

/*
 * Requests that were made and signed beforehand.  They stand in as many lines as there
 * are lanes (or centres, where a message carries reports of many lanes): each must be
 * answered before the next one of its line is sent.
 */

#define PREPARED_BATCH 64

struct prepare {
	size_t statement_count;            /* about so many */
	unsigned queues;                   /* in each report */
	size_t first_centre, centre_count; /* whose reports */
	bool as_batch;                     /* one signature for 64 statements */
	bool is_stream; /* a SubmitStreamRequest, else a SubmitRequest */
	bool is_many;   /* 64 statements in each message */
};

struct prepared_line {
	struct bytes *messages;
	size_t count;
};

struct prepared {
	struct arena arena;
	size_t per_message; /* statements */
	size_t line_count;
	struct prepared_line lines[BENCH_LANES];
};

/* The world's lanes go on by what is prepared. */
void prepared_make(struct prepared *prepared, struct bench_world *world,
		   const struct prepare *prepare);
void prepared_release(struct prepared *prepared);

#endif
