#ifndef BROKER_BASE_SLUG_H
#define BROKER_BASE_SLUG_H

#include <stdbool.h>

/*
 * The forms of names that stand in contracts and requests (organisation.proto,
 * common.proto).  Threads: pure functions.
 */

/* An organisation: 3 to 40 of a-z, 0-9 and "-", a letter first. */
bool slug_is_organisation(const char *text);

/* A series, a counter, a KPI: 1 to 64 of a-z, 0-9, "_" and "-", a letter first. */
bool slug_is_name(const char *text);

#endif
