#include <string.h>

#include "base/ratio.h"
#include "report/check.h"
#include "report/checking.h"
#include "report/words.h"

/* The place of a KPI in the terms; their number when there is none of that name. */
static size_t find_kpi(const SlbTerms *terms, const char *name)
{
	size_t i = 0;

	while (i < terms->n_kpis && strcmp(terms->kpis[i]->name, name) != 0)
		i++;
	return i;
}

static bool is_decimal(struct arena *arena, const char *text)
{
	struct arena_mark mark = arena_mark(arena);
	struct ratio value;
	bool parsed = ratio_parse_decimal(arena, bytes_of_string(text), &value, NULL);

	arena_rewind(arena, mark);
	return parsed;
}

static bool check_figure(struct checking *checking, size_t place)
{
	const SlbStated *stated = checking->report->stated[place];

	if (find_kpi(checking->frame->terms, stated->kpi) ==
	    checking->frame->terms->n_kpis) {
		diag_error(checking->diag, ERR_REPORT_MALFORMED,
			   checking_at(checking, "stated[%zu].kpi", place),
			   "%s states a figure for \"%s\", which is no KPI of the "
			   "contract",
			   checking_name(checking), stated->kpi);
		return false;
	}
	if (stated->row > checking->row_count) {
		diag_error(checking->diag, ERR_REPORT_MALFORMED,
			   checking_at(checking, "stated[%zu].row", place),
			   "%s states %s for row %lu; it has %zu rows",
			   checking_name(checking), stated->kpi,
			   (unsigned long)stated->row, checking->row_count);
		return false;
	}
	if (is_decimal(checking->diag->arena, stated->value))
		return true;
	diag_error(checking->diag, ERR_REPORT_MALFORMED,
		   checking_at(checking, "stated[%zu].value", place),
		   "%s states \"%s\" for %s; a figure is a decimal such as 84.6, with "
		   "at most 18 digits before the point and 18 after it",
		   checking_name(checking), stated->value, stated->kpi);
	return false;
}

/* The first figure for a KPI and row that have one already; n_stated when none is. */
static size_t find_twin(struct arena *arena, const SlbTerms *terms,
			const SlbReport *report, size_t row_count)
{
	struct arena_mark mark = arena_mark(arena);
	bool *taken = arena_array(arena, bool, terms->n_kpis *(row_count + 1));
	size_t place = 0;

	while (place < report->n_stated) {
		const SlbStated *stated = report->stated[place];
		size_t key = find_kpi(terms, stated->kpi) * (row_count + 1);

		if (taken[key + stated->row])
			break;
		taken[key + stated->row] = true;
		place++;
	}
	arena_rewind(arena, mark);
	return place;
}

void check_stated(struct checking *checking)
{
	const SlbReport *report = checking->report;
	bool fit = true;
	size_t twin;

	for (size_t i = 0; i < report->n_stated; i++) {
		if (!check_figure(checking, i))
			fit = false;
	}
	if (!fit)
		return;
	twin = find_twin(checking->diag->arena, checking->frame->terms, report,
			 checking->row_count);
	if (twin < report->n_stated)
		diag_error(
			checking->diag, ERR_REPORT_MALFORMED,
			checking_at(checking, "stated[%zu]", twin),
			"%s states two figures for %s, row %lu (0 is the whole part)",
			checking_name(checking), report->stated[twin]->kpi,
			(unsigned long)report->stated[twin]->row);
}

void check_restatement(struct checking *checking)
{
	const SlbRestatement *restatement = checking->report->restatement;
	size_t len;

	if (restatement == NULL)
		return;
	len = strlen(restatement->reason);
	if (restatement->replaces == 0)
		diag_error(checking->diag, ERR_REPORT_MALFORMED,
			   checking_at(checking, "restatement.replaces"),
			   "%s is a restatement and does not name the sequence number "
			   "of the report that it replaces",
			   checking_name(checking));
	if (len < 1 || len > REPORT_REASON_BYTES_MAX ||
	    !utf8_valid(bytes_of_string(restatement->reason)))
		diag_error(checking->diag, ERR_REPORT_MALFORMED,
			   checking_at(checking, "restatement.reason"),
			   "%s gives a reason of %s for its restatement; write "
			   "1 to %d bytes of text, without personal data",
			   checking_name(checking),
			   words_count(checking->diag->arena, len, "byte", "bytes"),
			   REPORT_REASON_BYTES_MAX);
	else if (!text_is_one_line(restatement->reason))
		diag_error(
			checking->diag, ERR_REPORT_MALFORMED,
			checking_at(checking, "restatement.reason"),
			"%s gives a reason for its restatement that is not one line "
			"of plain text; write it without tabs, line breaks and other "
			"control characters",
			checking_name(checking));
}
