#include "import/visits.h"

#include <stdlib.h>

#include "base/ensure.h"
#include "import/visit_walk.h"

enum err visit_book_init(struct visit_book *book, struct arena *arena, size_t line_room,
			 struct import_summary *summary)
{
	*book = (struct visit_book){ .line_room = line_room, .summary = summary };
	book->lines = arena_try_alloc_array(arena, line_room, sizeof(*book->lines));
	return book->lines != NULL || line_room == 0 ? ERR_OK : ERR_NO_MEMORY;
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
		bool outbound;

		call_len = run_length(call, book->line_count - i, false);
		outbound = any_outbound(call, call_len);
		for (size_t j = 0; j < call_len; j += queue_len) {
			struct visit_walk walk = {
				.book = book,
				.take = take,
				.context = context,
				.repeated = repeated,
				.call_is_outbound = outbound,
			};
			enum err e;

			queue_len = run_length(&call[j], call_len - j, true);
			e = visit_walk_queue(&walk, &call[j], queue_len);
			if (e != ERR_OK)
				return e;
		}
	}
	return ERR_OK;
}
