#ifndef CLIENTS_IMPORT_VISITS_H
#define CLIENTS_IMPORT_VISITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "import/queue_log.h"
#include "import/summary.h"

/*
 * The visits of calls to queues, put together from the lines of a log.
 *
 * A visit is one ENTERQUEUE: a call may visit several queues, and one queue several
 * times, one after the other.  Lines belong together by call, and within a call by
 * queue.  A log is not read in the order in which it was written: the lines of a call
 * are taken by their clock, and lines of one second in the order of the file, save that
 * an ENTERQUEUE comes before what cannot stand without it.
 *
 * Nothing is guessed: a visit whose end is not in the log has none, and what contradicts
 * is remarked upon (summary.h) with its line.
 */

struct visit {
	struct bytes queue;        /* as in the log */
	struct import_place place; /* of its ENTERQUEUE */
	int64_t enter_s;           /* its interval is that of this instant */
	bool answered;             /* CONNECT */
	bool wait_known;           /* answered, or ended while waiting */
	bool talk_known;           /* answered, ended, and its end says the talk time */
	enum visit_end end;        /* VISIT_END_NONE: not in the log */
	uint64_t wait_s;           /* until the answer, or until it left */
	uint64_t talk_s;
	uint64_t rings; /* agents rung in vain */
	uint64_t ring_ms;
};

/* One line that is about a call. */
struct visit_line {
	struct bytes call;
	struct bytes queue;
	struct bytes text; /* the whole line, to know a repeated one */
	struct import_place place;
	int64_t time_us;
	int64_t wait_s;
	int64_t talk_s;
	int64_t ring_ms;
	enum queue_log_role role;
	enum visit_end end;
};

struct visit_book {
	struct visit_line *lines;
	size_t line_count;
	size_t line_room;
	struct import_summary *summary;
};

/* Room for line_room lines.  ERR_NO_MEMORY when the arena is too small for that. */
enum err visit_book_init(struct visit_book *book, struct arena *arena, size_t line_room,
			 struct import_summary *summary) MUST_CHECK;

/*
 * Takes a line; remarks on what is not about a call.  text is the stored line, compared
 * bytewise with others; texts must live as long as the book.
 */
void visit_book_add(struct visit_book *book, const struct queue_log_line *line,
		    struct bytes text, struct import_place place);

typedef enum err (*visit_take)(void *context, const struct visit *visit);

/*
 * Hands over every visit, ordered by call: call once, after the last line.  Ends with
 * the first error of take, which it returns, or with ERR_IMPORT_DATA and repeated[] set
 * when a line stands in two sources: rotated files must not overlap, or each call in
 * the overlap would count twice.
 */
enum err visit_book_close(struct visit_book *book, visit_take take, void *context,
			  struct import_place repeated[2]) MUST_CHECK;

#endif
