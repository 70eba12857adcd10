#ifndef BROKER_PROGRAM_SAY_H
#define BROKER_PROGRAM_SAY_H

#include "ledger/check.h"
#include "rpc/line_limit.h"

/*
 * What the program says to who runs it: lines of logfmt on standard error,
 *
 *	time=2026-11-22T09:30:00.123Z level=info event=checked entries=41
 *
 * in UTC, values with quotes where they may have blanks.  No content of statements.
 *
 * Threads: any; lines stay whole.
 */

void say_event(const char *level, const char *event, const char *fields, ...)
	PRINTF_LIKE(3, 4);

/* The same with one field, text="..."; NULL: none. */
void say_text(const char *level, const char *event, const char *text);

/* What gRPC core had to say; count where it stands for more than one. */
void say_line(const char *event, const struct line *line);

/* Every item, a line each. */
void say_diag(const struct diag *diag);

/* For struct replay_progress; context is a uint64_t, 0 at first. */
void say_progress(void *context, uint64_t done, uint64_t total);

void say_report(const char *event, const struct check_report *report);

#endif
