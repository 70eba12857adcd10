#include "rpc/line_limit.h"

#include <stddef.h>
#include <string.h>

/* The row of a place; a free one if it has none, and then it has. */
static size_t find_row(struct line_limit *limit, const struct line *line,
		       int64_t now_ms)
{
	size_t row = 0;

	for (; row < LINE_LIMIT_PLACES; row++) {
		const struct line *taken = &limit->rows[row].unsaid;

		if (taken->file == NULL || (taken->number == line->number &&
					    strcmp(taken->file, line->file) == 0))
			break;
	}
	if (row == LINE_LIMIT_PLACES)
		return LINE_LIMIT_PLACES - 1;
	if (limit->rows[row].unsaid.file == NULL) {
		limit->rows[row].unsaid = *line;
		limit->rows[row].unsaid.count = 0;
		limit->rows[row].said_ms = now_ms - LINE_LIMIT_MS;
	}
	return row;
}

bool line_limit_passes(struct line_limit *limit, const struct line *line,
		       int64_t now_ms)
{
	size_t row = find_row(limit, line, now_ms);
	struct line *unsaid = &limit->rows[row].unsaid;
	uint64_t count = unsaid->count;

	if (count == 0 && now_ms - limit->rows[row].said_ms >= LINE_LIMIT_MS) {
		limit->rows[row].said_ms = now_ms;
		return true;
	}
	*unsaid = *line;
	unsaid->count = count + line->count;
	return false;
}

bool line_limit_tells(struct line_limit *limit, int64_t now_ms, bool all,
		      struct line *out)
{
	for (size_t row = 0; row < LINE_LIMIT_PLACES; row++) {
		struct line *unsaid = &limit->rows[row].unsaid;

		if (unsaid->count == 0 ||
		    (!all && now_ms - limit->rows[row].said_ms < LINE_LIMIT_MS))
			continue;
		*out = *unsaid;
		unsaid->count = 0;
		limit->rows[row].said_ms = now_ms;
		return true;
	}
	return false;
}
