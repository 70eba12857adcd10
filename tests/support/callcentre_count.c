#include <string.h>

#include "support/callcentre.h"

static bool is(const struct callcentre_visit *visit, const char *event)
{
	return visit->end && strcmp(visit->end, event) == 0;
}

static bool within(struct callcentre_lines lines, uint32_t line)
{
	return line >= lines.first && line <= lines.last;
}

static void count_wait(struct callcentre_counts *counts, uint64_t wait_s)
{
	if (wait_s > counts->max_wait_s)
		counts->max_wait_s = wait_s;
}

static void count_answered(struct callcentre_counts *counts,
			   const struct callcentre_visit *visit, bool ended)
{
	uint64_t wait_s = (uint64_t)(visit->connect_s - visit->enter_s);

	counts->answered++;
	counts->wait_answered_s += wait_s;
	counts->answered_by_wait[wait_s <= 5 ? 0 : wait_s <= 20 ? 1 : 2]++;
	count_wait(counts, wait_s);
	if (!ended)
		return;
	counts->handled++;
	counts->talk_s += (uint64_t)(visit->end_s - visit->connect_s);
	counts->transfers_blind += is(visit, "BLINDTRANSFER");
	counts->transfers_attended += is(visit, "ATTENDEDTRANSFER");
}

static void count_left(struct callcentre_counts *counts,
		       const struct callcentre_visit *visit)
{
	uint64_t wait_s = (uint64_t)(visit->end_s - visit->enter_s);

	count_wait(counts, wait_s);
	counts->flowout_timeout += is(visit, "EXITWITHTIMEOUT");
	counts->flowout_key += is(visit, "EXITWITHKEY");
	counts->flowout_empty += is(visit, "EXITEMPTY");
	counts->withdrawn += is(visit, "WITHDRAW");
	counts->agent_dump += is(visit, "AGENTDUMP");
	counts->incompatible += is(visit, "SYSCOMPAT");
	if (is(visit, "ABANDON")) {
		counts->abandoned++;
		counts->wait_abandoned_s += wait_s;
	}
}

static bool looked_at(const struct callcentre *centre,
		      const struct callcentre_visit *visit,
		      struct callcentre_lines lines)
{
	return centre->is_chat[visit->queue] ? visit->end_s >= 0
					     : within(lines, visit->enter_line);
}

static void count_visit(const struct callcentre *centre,
			const struct callcentre_visit *visit,
			struct callcentre_lines lines, struct callcentre_counts *counts)
{
	bool chat = centre->is_chat[visit->queue];
	bool answered =
		chat ? visit->connect_s >= 0 : within(lines, visit->connect_line);
	bool ended = chat || within(lines, visit->end_line);

	counts->offered++;
	if (answered)
		count_answered(counts, visit, ended);
	else if (ended)
		count_left(counts, visit);
	else
		counts->open++;
}

struct callcentre_counts callcentre_count(const struct callcentre *centre,
					  unsigned queue, int64_t from_s, int64_t to_s,
					  struct callcentre_lines lines)
{
	struct callcentre_counts counts = { 0 };

	for (size_t i = 0; i < centre->visit_count; i++) {
		const struct callcentre_visit *visit = &centre->visits[i];
		if (visit->queue == queue && visit->enter_s >= from_s &&
		    visit->enter_s < to_s && looked_at(centre, visit, lines))
			count_visit(centre, visit, lines, &counts);
	}
	for (size_t i = 0; i < centre->ring_count; i++) {
		const struct callcentre_visit *visit =
			&centre->visits[centre->rings[i].visit];
		if (visit->queue == queue && visit->enter_s >= from_s &&
		    visit->enter_s < to_s && within(lines, visit->enter_line) &&
		    within(lines, centre->rings[i].line))
			counts.ring_no_answer++;
	}
	return counts;
}
