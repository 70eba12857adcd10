#include "import/summary.h"

#include <stdbool.h>
#include <string.h>

static bool place_before(struct import_place a, struct import_place b)
{
	return a.source != b.source ? a.source < b.source : a.line < b.line;
}

void import_remark(struct import_summary *summary, enum import_remark remark,
		   struct import_place place)
{
	struct import_remarks *remarks = &summary->remarks[remark];
	size_t at = remarks->place_count;

	remarks->count++;
	while (at > 0 && place_before(place, remarks->places[at - 1]))
		at--;
	if (at == REMARK_PLACES_MAX)
		return;
	if (remarks->place_count < REMARK_PLACES_MAX)
		remarks->place_count++;
	memmove(&remarks->places[at + 1], &remarks->places[at],
		(remarks->place_count - at - 1) * sizeof(remarks->places[0]));
	remarks->places[at] = place;
}

void import_note_clock(struct import_summary *summary, int64_t at_s)
{
	if (summary->first_s == 0 || at_s < summary->first_s)
		summary->first_s = at_s;
	if (at_s > summary->last_s)
		summary->last_s = at_s;
}

const char *import_remark_text(enum import_remark remark)
{
	static const char *const texts[] = {
#define X(name, text) text,
		IMPORT_REMARK_TABLE(X)
#undef X
	};
	return texts[remark];
}
