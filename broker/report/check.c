#include "report/check.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/ensure.h"
#include "calendar/civil.h"
#include "report/checking.h"
#include "report/words.h"

#define VERSION_ID_BYTES 32

const char *checking_name(const struct checking *checking)
{
	struct arena *arena = checking->diag->arena;
	const char *name;

	if (!checking->has_series)
		return "the report";
	name = arena_printf(arena, "report \"%s\"", checking->report->series);
	if (!checking->has_part)
		return name;
	return arena_printf(arena, "%s of %s", name,
			    civil_day_text(arena, checking->part.day));
}

struct diag_place checking_at(struct checking *checking, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vsnprintf(checking->path.chars, sizeof checking->path.chars, format,
			args);
	va_end(args);
	return (struct diag_place){ .file = checking->source,
				    .path = checking->path.chars };
}

/* An instant that a stranger chose: a local time where the calendar reaches it. */
static const char *instant_words(struct checking *checking, int64_t at_s)
{
	struct arena *arena = checking->diag->arena;

	if (at_s < CIVIL_INSTANT_MIN_S + CIVIL_DAY_S ||
	    at_s > CIVIL_INSTANT_MAX_S - CIVIL_DAY_S)
		return arena_printf(arena, "%lld s after 1970", (long long)at_s);
	return zone_text(arena, &checking->frame->zone, at_s);
}

static void check_version(struct checking *checking, struct bytes expected)
{
	const ProtobufCBinaryData *found = &checking->report->version_id;
	struct arena *arena = checking->diag->arena;

	if (bytes_equal((struct bytes){ found->data, found->len }, expected))
		return;
	if (found->len != VERSION_ID_BYTES) {
		diag_error(checking->diag, ERR_REPORT_MALFORMED,
			   checking_at(checking, "version_id"),
			   "%s names its contract version by %zu bytes; a version id "
			   "has %d",
			   checking_name(checking), found->len, VERSION_ID_BYTES);
		return;
	}
	diag_error(checking->diag, ERR_REPORT_MALFORMED,
		   checking_at(checking, "version_id"),
		   "%s was made under contract version %s, not under this one, %s",
		   checking_name(checking),
		   hex_encode(arena, (struct bytes){ found->data, found->len }),
		   hex_encode(arena, expected));
}

static bool check_series(struct checking *checking)
{
	const SlbTerms *terms = checking->frame->terms;
	struct text known;

	if (frame_find_series(checking->frame, checking->report->series,
			      &checking->series)) {
		checking->has_series = true;
		return true;
	}
	text_init(&known, checking->diag->arena);
	for (size_t i = 0; i < terms->n_series; i++) {
		words_enumerate(&known, i, terms->n_series);
		text_printf(&known, "\"%s\"", terms->series[i]->name);
	}
	diag_error(checking->diag, ERR_REPORT_MALFORMED,
		   checking_at(checking, "series"),
		   "the contract has no series \"%s\"; it has %s",
		   checking->report->series, text_chars(&known));
	return false;
}

static bool check_part(struct checking *checking)
{
	const struct frame *frame = checking->frame;
	const SlbReport *report = checking->report;
	struct diag *diag = checking->diag;
	size_t index;

	if (report->start_s < frame->term.start_s ||
	    report->end_s > frame->term.end_s) {
		diag_error(diag, ERR_REPORT_OUT_OF_TERM,
			   checking_at(checking, "start_s"),
			   "%s is about %s to %s; the contract runs from %s to %s",
			   checking_name(checking),
			   instant_words(checking, report->start_s),
			   instant_words(checking, report->end_s),
			   instant_words(checking, frame->term.start_s),
			   instant_words(checking, frame->term.end_s));
		return false;
	}
	if (!frame_find_part(frame, checking->series, report->start_s, &index)) {
		diag_error(diag, ERR_REPORT_MALFORMED, checking_at(checking, "start_s"),
			   "%s starts at %s, where none of its parts starts; the "
			   "nearest before it starts at %s",
			   checking_name(checking),
			   instant_words(checking, report->start_s),
			   instant_words(
				   checking,
				   frame_part(frame, checking->series, index).start_s));
		return false;
	}
	checking->part = frame_part(frame, checking->series, index);
	checking->has_part = true;
	if (report->end_s == checking->part.end_s)
		return true;
	diag_error(diag, ERR_REPORT_MALFORMED, checking_at(checking, "end_s"),
		   "%s ends at %s; the part that starts at %s ends at %s",
		   checking_name(checking), instant_words(checking, report->end_s),
		   instant_words(checking, report->start_s),
		   instant_words(checking, checking->part.end_s));
	return false;
}

static bool check_size(struct checking *checking)
{
	const SlbReport *report = checking->report;
	size_t column_count = report->n_columns + report->n_histograms;

	checking->row_count = report->n_interval;
	if (report->n_interval > REPORT_ROWS_MAX) {
		diag_error(checking->diag, ERR_LIMIT_EXCEEDED,
			   checking_at(checking, "interval"),
			   "%s has %zu rows; one report has at most %d",
			   checking_name(checking), report->n_interval,
			   REPORT_ROWS_MAX);
		diag_hint(checking->diag,
			  "declare dimensions that count more coarsely, or split the "
			  "series in the contract");
		return false;
	}
	if (column_count > REPORT_COLUMNS_MAX) {
		diag_error(checking->diag, ERR_LIMIT_EXCEEDED,
			   checking_at(checking, "columns"),
			   "%s has %zu columns; one report has at most %d",
			   checking_name(checking), column_count, REPORT_COLUMNS_MAX);
		return false;
	}
	return true;
}

/* Each needs what the ones before it found in order. */
static void check_all(struct checking *checking, struct bytes version_id)
{
	size_t errors_before = checking->diag->error_count;

	check_version(checking, version_id);
	if (!check_series(checking) || !check_part(checking) || !check_size(checking))
		return;
	checking->has_keys = check_rows(checking);
	check_columns(checking);
	check_stated(checking);
	check_restatement(checking);
	if (checking->diag->error_count == errors_before)
		check_identities(checking);
}

enum err report_check(const struct frame *frame, const SlbTerms *terms,
		      struct bytes version_id, const SlbReport *report,
		      const char *source, struct diag *diag)
{
	struct checking checking = {
		.frame = frame, .report = report, .source = source, .diag = diag
	};
	enum err first_before = diag->first_error;
	enum err err;

	ensure(frame->terms == terms);
	diag->first_error = ERR_OK;
	check_all(&checking, version_id);
	err = diag->first_error;
	if (first_before != ERR_OK)
		diag->first_error = first_before;
	return err;
}
