#include "import/visits.h"

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"

#define MICROSECONDS     1000000
/* How far ahead, within one second, an entry is looked for that was written late. */
#define LATE_ENTRY_LINES 16

enum phase { PHASE_NONE, PHASE_WAITING, PHASE_TALKING, PHASE_ENDED, PHASE_OUTBOUND };

/* The lines of one call in one queue, walked through. */
struct walk {
	struct visit_book *book;
	visit_take take;
	void *context;
	struct import_place *repeated;
	enum phase phase;
	bool call_is_outbound;
	bool entry_missed;
	struct visit visit;
	const struct visit_line *last_of_role[QUEUE_LOG_END + 1];
};

enum err visit_book_init(struct visit_book *book, struct arena *arena, size_t line_room,
			 struct import_summary *summary)
{
	*book = (struct visit_book){ .line_room = line_room, .summary = summary };
	book->lines = arena_try_alloc_array(arena, line_room, sizeof(*book->lines));
	return book->lines || line_room == 0 ? ERR_OK : ERR_NO_MEMORY;
}

void visit_book_add(struct visit_book *book, const struct queue_log_line *line,
		    struct bytes text, struct import_place place)
{
	if (line->number_unreadable)
		import_remark(book->summary, REMARK_NUMBER_DAMAGED, place);
	if (line->role == QUEUE_LOG_STAFF || line->role == QUEUE_LOG_ASIDE ||
	    line->role == QUEUE_LOG_CUSTOM) {
		import_remark(book->summary,
			      line->role == QUEUE_LOG_STAFF   ? REMARK_STAFF_LINE
			      : line->role == QUEUE_LOG_ASIDE ? REMARK_ASIDE_LINE
							      : REMARK_CUSTOM_LINE,
			      place);
		return;
	}
	if (queue_log_no_call(line->call) || queue_log_no_call(line->queue)) {
		import_remark(book->summary,
			      line->role == QUEUE_LOG_OUTBOUND ? REMARK_OUTBOUND_LINE
							       : REMARK_NO_CALL,
			      place);
		return;
	}
	ensure(book->line_count < book->line_room);
	book->lines[book->line_count++] = (struct visit_line){
		.call = line->call,
		.queue = line->queue,
		.text = text,
		.place = place,
		.time_us = line->time_us,
		.wait_s = line->wait_s,
		.talk_s = line->talk_s,
		.ring_ms = line->ring_ms,
		.role = line->role,
		.end = line->end,
	};
}

/* By call, queue, clock, and then as they stand in the files. */
static int line_order(const void *left, const void *right)
{
	const struct visit_line *a = left;
	const struct visit_line *b = right;
	int order = bytes_compare(a->call, b->call);
	if (order == 0)
		order = bytes_compare(a->queue, b->queue);
	if (order == 0)
		order = (a->time_us > b->time_us) - (a->time_us < b->time_us);
	if (order == 0)
		order = (a->place.source > b->place.source) -
			(a->place.source < b->place.source);
	if (order == 0)
		order = (a->place.line > b->place.line) -
			(a->place.line < b->place.line);
	return order;
}

static int64_t second_of(const struct visit_line *line)
{
	return line->time_us / MICROSECONDS;
}

static void remark(struct walk *walk, enum import_remark what,
		   const struct visit_line *line)
{
	import_remark(walk->book->summary, what, line->place);
}

static enum err leave(struct walk *walk)
{
	bool has_visit = walk->phase == PHASE_WAITING || walk->phase == PHASE_TALKING ||
			 walk->phase == PHASE_ENDED;
	walk->phase = PHASE_NONE;
	return has_visit ? walk->take(walk->context, &walk->visit) : ERR_OK;
}

static enum err enter(struct walk *walk, const struct visit_line *line)
{
	if (walk->phase == PHASE_WAITING || walk->phase == PHASE_TALKING)
		remark(walk, REMARK_ENTERED_AGAIN, line);
	enum err e = leave(walk);
	walk->visit = (struct visit){
		.queue = line->queue,
		.place = line->place,
		.enter_s = second_of(line),
	};
	walk->phase = PHASE_WAITING;
	return e;
}

/* What the log says, or else what its clock says. */
static void set_wait(struct walk *walk, const struct visit_line *line)
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

static void end_talking(struct walk *walk, const struct visit_line *line)
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

static void end(struct walk *walk, const struct visit_line *line)
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

static void connect(struct walk *walk, const struct visit_line *line)
{
	if (walk->phase != PHASE_WAITING) {
		remark(walk, REMARK_ANSWERED_TWICE, line);
		return;
	}
	walk->visit.answered = true;
	set_wait(walk, line);
	walk->phase = PHASE_TALKING;
}

static void ring(struct walk *walk, const struct visit_line *line)
{
	walk->visit.rings++;
	if (line->ring_ms != QUEUE_LOG_UNKNOWN)
		walk->visit.ring_ms += (uint64_t)line->ring_ms;
}

/* A line that is neither an entry nor the begin of an outbound call. */
static void follow(struct walk *walk, const struct visit_line *line)
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
static bool out_of_turn(const struct walk *walk, enum queue_log_role role)
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
static enum err check_repeated(struct walk *walk, const struct visit_line *line,
			       bool *repeated)
{
	*repeated = false;
	if (line->role > QUEUE_LOG_END || line->role == QUEUE_LOG_RING)
		return ERR_OK;
	const struct visit_line *last = walk->last_of_role[line->role];
	walk->last_of_role[line->role] = line;
	if (!last || !bytes_equal(last->text, line->text))
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

static enum err step(struct walk *walk, const struct visit_line *line)
{
	bool repeated;
	enum err e = check_repeated(walk, line, &repeated);
	if (e || repeated)
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
	while (at < count && at < LATE_ENTRY_LINES && !begins(&lines[at]) &&
	       second_of(&lines[at]) == second_of(&lines[0]))
		at++;
	if (at == 0 || at == count || !begins(&lines[at]) ||
	    second_of(&lines[at]) != second_of(&lines[0]) ||
	    (lines[at].role == QUEUE_LOG_ENTER && !says_no_time_passed(&lines[0])))
		return;
	struct visit_line entry = lines[at];
	memmove(&lines[1], &lines[0], at * sizeof(lines[0]));
	lines[0] = entry;
}

static enum err walk_queue(struct walk *walk, struct visit_line *lines, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		bool alone = walk->phase == PHASE_NONE || walk->phase == PHASE_ENDED;
		if (alone && lines[i].role != QUEUE_LOG_RING)
			pull_late_entry(&lines[i], count - i);
		enum err e = step(walk, &lines[i]);
		if (e)
			return e;
	}
	return leave(walk);
}

/* How many lines from the first one on are of the same call, and queue. */
static size_t run_length(const struct visit_line *lines, size_t count, bool of_queue)
{
	size_t n = 1;
	while (n < count && bytes_equal(lines[n].call, lines[0].call) &&
	       (!of_queue || bytes_equal(lines[n].queue, lines[0].queue)))
		n++;
	return n;
}

static bool any_outbound(const struct visit_line *lines, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (lines[i].role == QUEUE_LOG_OUTBOUND)
			return true;
	}
	return false;
}

enum err visit_book_close(struct visit_book *book, visit_take take, void *context,
			  struct import_place repeated[2])
{
	size_t call_len;
	size_t queue_len;

	if (book->line_count > 1)
		qsort(book->lines, book->line_count, sizeof(book->lines[0]),
		      line_order);
	for (size_t i = 0; i < book->line_count; i += call_len) {
		struct visit_line *call = &book->lines[i];
		call_len = run_length(call, book->line_count - i, false);
		bool outbound = any_outbound(call, call_len);
		for (size_t j = 0; j < call_len; j += queue_len) {
			struct walk walk = {
				.book = book,
				.take = take,
				.context = context,
				.repeated = repeated,
				.call_is_outbound = outbound,
			};
			queue_len = run_length(&call[j], call_len - j, true);
			enum err e = walk_queue(&walk, &call[j], queue_len);
			if (e)
				return e;
		}
	}
	return ERR_OK;
}
