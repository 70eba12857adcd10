#include "import/visit_walk.h"

#include <string.h>

#define MICROSECONDS     1000000
/* How far ahead, within one second, an entry is looked for that was written late. */
#define LATE_ENTRY_LINES 16

static int64_t second_of(const struct visit_line *line)
{
	return line->time_us / MICROSECONDS;
}

static void remark(struct visit_walk *walk, enum import_remark what,
		   const struct visit_line *line)
{
	import_remark(walk->book->summary, what, line->place);
}

static enum err leave(struct visit_walk *walk)
{
	bool has_visit = walk->phase == PHASE_WAITING || walk->phase == PHASE_TALKING ||
			 walk->phase == PHASE_ENDED;

	walk->phase = PHASE_NONE;
	return has_visit ? walk->take(walk->context, &walk->visit) : ERR_OK;
}

static enum err enter(struct visit_walk *walk, const struct visit_line *line)
{
	enum err e;

	if (walk->phase == PHASE_WAITING || walk->phase == PHASE_TALKING)
		remark(walk, REMARK_ENTERED_AGAIN, line);
	e = leave(walk);
	walk->visit = (struct visit){
		.queue = line->queue,
		.place = line->place,
		.enter_s = second_of(line),
	};
	walk->phase = PHASE_WAITING;
	return e;
}

/* What the log says, or else what its clock says. */
static void set_wait(struct visit_walk *walk, const struct visit_line *line)
{
	int64_t wait_s = line->wait_s;

	if (wait_s == QUEUE_LOG_UNKNOWN) {
		remark(walk, REMARK_WAIT_BY_CLOCK, line);
		wait_s = second_of(line) - walk->visit.enter_s;
	}
	walk->visit.wait_s = (uint64_t)wait_s;
	walk->visit.wait_known = true;
}

static bool ends_talk(enum visit_end end)
{
	return end == VISIT_END_COMPLETE || end == VISIT_END_BLIND ||
	       end == VISIT_END_ATTENDED;
}

static void end_talking(struct visit_walk *walk, const struct visit_line *line)
{
	if (!ends_talk(line->end)) {
		remark(walk, REMARK_ODD_END, line);
	} else if (line->talk_s == QUEUE_LOG_UNKNOWN) {
		remark(walk, REMARK_TALK_UNKNOWN, line);
	} else {
		walk->visit.talk_s = (uint64_t)line->talk_s;
		walk->visit.talk_known = true;
	}
}

static void end(struct visit_walk *walk, const struct visit_line *line)
{
	if (walk->phase == PHASE_ENDED) {
		remark(walk, REMARK_ENDED_TWICE, line);
		return;
	}
	walk->visit.end = line->end;
	if (walk->phase == PHASE_TALKING)
		end_talking(walk, line);
	else if (ends_talk(line->end))
		remark(walk, REMARK_NO_ANSWER, line);
	else
		set_wait(walk, line);
	walk->phase = PHASE_ENDED;
}

static void connect(struct visit_walk *walk, const struct visit_line *line)
{
	if (walk->phase != PHASE_WAITING) {
		remark(walk, REMARK_ANSWERED_TWICE, line);
		return;
	}
	walk->visit.answered = true;
	set_wait(walk, line);
	walk->phase = PHASE_TALKING;
}

static void ring(struct visit_walk *walk, const struct visit_line *line)
{
	walk->visit.rings++;
	if (line->ring_ms != QUEUE_LOG_UNKNOWN)
		walk->visit.ring_ms += (uint64_t)line->ring_ms;
}

/* A line that is neither an entry nor the begin of an outbound call. */
static void follow(struct visit_walk *walk, const struct visit_line *line)
{
	if (walk->phase == PHASE_OUTBOUND ||
	    (walk->phase == PHASE_NONE && walk->call_is_outbound)) {
		remark(walk, REMARK_OUTBOUND_LINE, line);
	} else if (walk->phase == PHASE_NONE) {
		if (!walk->entry_missed)
			remark(walk, REMARK_NO_ENTRY, line);
		walk->entry_missed = true;
	} else if (line->role == QUEUE_LOG_RING) {
		ring(walk, line);
	} else if (line->role == QUEUE_LOG_CONNECT) {
		connect(walk, line);
	} else {
		end(walk, line);
	}
}

/* The line would contradict the visit as it stands. */
static bool out_of_turn(const struct visit_walk *walk, enum queue_log_role role)
{
	if (role == QUEUE_LOG_ENTER)
		return walk->phase == PHASE_WAITING || walk->phase == PHASE_TALKING;
	if (role == QUEUE_LOG_CONNECT)
		return walk->phase == PHASE_TALKING || walk->phase == PHASE_ENDED;
	return role == QUEUE_LOG_END && walk->phase == PHASE_ENDED;
}

/*
 * The same bytes twice.  In two files: they overlap.  In one file, out of turn: it is
 * counted once; in turn, a caller did the same twice in one second.  Rings are let
 * pass: one second can well ring the same agent in vain several times.
 */
static enum err check_repeated(struct visit_walk *walk, const struct visit_line *line,
			       bool *repeated)
{
	const struct visit_line *last;

	*repeated = false;
	if (line->role > QUEUE_LOG_END || line->role == QUEUE_LOG_RING)
		return ERR_OK;
	last = walk->last_of_role[line->role];
	walk->last_of_role[line->role] = line;
	if (last == NULL || !bytes_equal(last->text, line->text))
		return ERR_OK;
	if (last->place.source != line->place.source) {
		walk->repeated[0] = last->place;
		walk->repeated[1] = line->place;
		return ERR_IMPORT_DATA;
	}
	*repeated = out_of_turn(walk, line->role);
	if (*repeated)
		remark(walk, REMARK_REPEATED_LINE, line);
	return ERR_OK;
}

static enum err step(struct visit_walk *walk, const struct visit_line *line)
{
	bool repeated;
	enum err e = check_repeated(walk, line, &repeated);

	if (e != ERR_OK || repeated)
		return e;
	if (line->role == QUEUE_LOG_ENTER)
		return enter(walk, line);
	if (line->role == QUEUE_LOG_OUTBOUND) {
		remark(walk, REMARK_OUTBOUND_LINE, line);
		e = leave(walk);
		walk->phase = PHASE_OUTBOUND;
		return e;
	}
	follow(walk, line);
	return ERR_OK;
}

static bool begins(const struct visit_line *line)
{
	return line->role == QUEUE_LOG_ENTER || line->role == QUEUE_LOG_OUTBOUND;
}

/* The line says of itself that no more than a second has passed since the entry. */
static bool says_no_time_passed(const struct visit_line *line)
{
	return line->wait_s >= 0 && line->wait_s <= 1 && line->talk_s <= 1;
}

/*
 * A line that needs a visit where there is none: if an entry follows within the same
 * second, and the line can belong to it, it was written late and is put first.
 */
static void pull_late_entry(struct visit_line *lines, size_t count)
{
	size_t at = 0;
	struct visit_line entry;

	while (at < count && at < LATE_ENTRY_LINES && !begins(&lines[at]) &&
	       second_of(&lines[at]) == second_of(&lines[0]))
		at++;
	if (at == 0 || at == count || !begins(&lines[at]) ||
	    second_of(&lines[at]) != second_of(&lines[0]) ||
	    (lines[at].role == QUEUE_LOG_ENTER && !says_no_time_passed(&lines[0])))
		return;
	entry = lines[at];
	memmove(&lines[1], &lines[0], at * sizeof(lines[0]));
	lines[0] = entry;
}

enum err visit_walk_queue(struct visit_walk *walk, struct visit_line *lines,
			  size_t count)
{
	for (size_t i = 0; i < count; i++) {
		bool alone = walk->phase == PHASE_NONE || walk->phase == PHASE_ENDED;
		enum err e;

		if (alone && lines[i].role != QUEUE_LOG_RING)
			pull_late_entry(&lines[i], count - i);
		e = step(walk, &lines[i]);
		if (e != ERR_OK)
			return e;
	}
	return leave(walk);
}
