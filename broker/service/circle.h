#ifndef BROKER_SERVICE_CIRCLE_H
#define BROKER_SERVICE_CIRCLE_H

#include "service/reading.h"

/*
 * The organisations that a reader sees: its own, and those it shares an offer or a
 * contract with.
 *
 * What is found lies in the reading's arena.  Threads: one.
 */
struct circle {
	const char **slugs; /* ascending, each once */
	size_t count;
};

/* Errors of the store. */
enum err circle_find(struct reading *reading, struct circle *out) MUST_CHECK;

bool circle_has(const struct circle *circle, const char *slug);

#endif
