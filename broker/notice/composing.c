#include "notice/composing.h"

#include <string.h>

#include "base/ensure.h"
#include "report/words.h"

char *composing_time(const struct composing *composing, int64_t at_s)
{
	return zone_text(composing->arena, &composing->given->frame->zone, at_s);
}

char *composing_delay(const struct composing *composing, const SlbDelay *delay)
{
	static const char *const units[][2] = {
		[SLB_DELAY_UNIT__DELAY_UNIT_HOURS] = { "hour", "hours" },
		[SLB_DELAY_UNIT__DELAY_UNIT_DAYS] = { "day", "days" },
		[SLB_DELAY_UNIT__DELAY_UNIT_BUSINESS_HOURS] = { "business hour",
								"business hours" },
		[SLB_DELAY_UNIT__DELAY_UNIT_BUSINESS_DAYS] = { "business day",
							       "business days" },
	};

	return words_count(composing->arena, delay->amount, units[delay->unit][0],
			   units[delay->unit][1]);
}

int64_t due_s(const struct composing *composing, struct due due)
{
	return frame_deadline_s(composing->given->frame, due.within,
				due.from == SLB_COUNTED_FROM__COUNTED_FROM_RECEIVED
					? composing->notice->received_s
					: composing->given_s);
}

char *due_words(const struct composing *composing, struct due due)
{
	return arena_printf(composing->arena,
			    "%s (%s), %s after this notice %s, as the calendar in the "
			    "terms counts them, under %s",
			    composing_time(composing, due_s(composing, due)),
			    composing->terms->zone->name,
			    composing_delay(composing, due.within),
			    due.from == SLB_COUNTED_FROM__COUNTED_FROM_RECEIVED
				    ? "counts as received"
				    : "was given",
			    words_clause(composing->arena, due.clause));
}

const char *composing_stop(const char *words)
{
	return words[strlen(words) - 1] == '.' ? "" : ".";
}

char **composing_lines(const struct composing *composing, char *const *lines,
		       size_t count)
{
	char **copy = arena_array(composing->arena, char *, count);

	memcpy(copy, lines, count * sizeof(*lines));
	return copy;
}

struct lines lines_for(const struct composing *composing, size_t most)
{
	return (struct lines){ .lines = arena_array(composing->arena, char *, most),
			       .most = most };
}

void lines_add(struct lines *lines, char *sentence)
{
	ensure(lines->count < lines->most);
	lines->lines[lines->count++] = sentence;
}
