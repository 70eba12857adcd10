#include "program/say.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

static void say_quoted(const char *text)
{
	(void)fputc('"', stderr);
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			(void)fputc('\\', stderr);
		/* A line's end would let a text pass for a line of ours. */
		(void)fputc((unsigned char)*text < ' ' ? ' ' : *text, stderr);
	}
	(void)fputc('"', stderr);
}

/* "time=2026-11-22T09:30:00.123Z level=info event=check"; nobody else writes until
 * say_end(). */
static void say_begin(const char *level, const char *event)
{
	struct timespec now;
	struct tm utc;
	char text[32] = "";

	flockfile(stderr);
	if (clock_gettime(CLOCK_REALTIME, &now) == 0 &&
	    gmtime_r(&now.tv_sec, &utc) != NULL)
		(void)strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &utc);
	(void)fprintf(stderr, "time=%s.%03ldZ level=%s event=%s", text,
		      now.tv_nsec / 1000000, level, event);
}

static void say_end(void)
{
	(void)fputc('\n', stderr);
	funlockfile(stderr);
}

static void say_item(const struct diag_item *item)
{
	static const char *const levels[] = { "error", "warning", "info" };

	say_begin(levels[item->severity], "message");
	if (item->severity == DIAG_ERROR)
		(void)fprintf(stderr, " code=%s", err_name(item->code));
	if (item->place.file != NULL) {
		(void)fputs(" file=", stderr);
		say_quoted(item->place.file);
	}
	if (item->place.path != NULL && item->place.path[0] != '\0') {
		(void)fputs(" field=", stderr);
		say_quoted(item->place.path);
	}
	(void)fputs(" text=", stderr);
	say_quoted(item->text);
	if (item->hint != NULL) {
		(void)fputs(" hint=", stderr);
		say_quoted(item->hint);
	}
	say_end();
}

void say_diag(const struct diag *diag)
{
	for (const struct diag_item *item = diag->first; item != NULL;
	     item = item->next)
		say_item(item);
}

void say_text(const char *level, const char *event, const char *text)
{
	say_begin(level, event);
	if (text != NULL) {
		(void)fputs(" text=", stderr);
		say_quoted(text);
	}
	say_end();
}

void say_line(const char *event, const struct line *line)
{
	static const char *const levels[] = { [LINE_DEBUG] = "debug",
					      [LINE_INFO] = "info",
					      [LINE_WARNING] = "warning",
					      [LINE_ERROR] = "error" };

	say_begin(levels[line->level], event);
	(void)fprintf(stderr, " place=%s:%d", line->file, line->number);
	if (line->count > 1)
		(void)fprintf(stderr, " count=%" PRIu64, line->count);
	(void)fputs(" text=", stderr);
	say_quoted(line->text);
	say_end();
}

void say_event(const char *level, const char *event, const char *fields, ...)
{
	va_list arguments;

	say_begin(level, event);
	(void)fputc(' ', stderr);
	va_start(arguments, fields);
	(void)vfprintf(stderr, fields, arguments);
	va_end(arguments);
	say_end();
}

void say_progress(void *context, uint64_t done, uint64_t total)
{
	uint64_t *told_percent = context;
	uint64_t percent = total == 0 ? 100 : done * 100 / total;

	if (percent < *told_percent + 5 && done != total)
		return;
	*told_percent = percent;
	say_event("info", "progress",
		  "done=%" PRIu64 " total=%" PRIu64 " percent=%" PRIu64, done, total,
		  percent);
}

void say_report(const char *event, const struct check_report *report)
{
	say_event("info", event,
		  "entries=%" PRIu64 " signed=%" PRIu64 " outcomes=%" PRIu64
		  " erased=%" PRIu64,
		  report->size, report->signed_size, report->outcome_count,
		  report->erased_count);
}
