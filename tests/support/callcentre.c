#include "support/callcentre.h"

#include <inttypes.h>
#include <string.h>

#include "base/ensure.h"

#define DAY_S         86400
#define AGENTS_MAX    64
#define NOBODY        400000
#define RING_LIMIT_S  15  /* then the next agent is tried */
#define QUEUE_LIMIT_S 180 /* then the caller overflows */

enum kind { GIVE_UP, PRESS_KEY, TIME_OUT, RING_END, TALK_END, BREAK_BEGIN, BREAK_END };

struct event {
	int64_t at_s;
	uint64_t order; /* among events of one second: as they were planned */
	enum kind kind;
	size_t visit;
	unsigned agent;
	unsigned stamp; /* of the agent when planned: older ones are void */
};

enum agent_state { FREE, RINGING, TALKING, ON_BREAK };

struct agent {
	enum agent_state state;
	unsigned queue;
	unsigned stamp;
	bool picks_up;
	int64_t since_s;
	size_t visit;
};

struct caller {
	bool waiting;
	unsigned call;      /* its number: a call keeps it from queue to queue */
	unsigned position;  /* in the queue when it entered */
	unsigned overflows; /* queues it has left for another one */
	int ringing_agent;  /* or -1 */
	size_t next;        /* in the queue */
};

struct world {
	struct callcentre *centre;
	struct arena *arena;
	uint64_t random;
	struct event *heap;
	size_t heap_count;
	size_t heap_room;
	size_t visit_room;
	uint64_t event_order;
	struct caller *callers; /* by visit */
	struct agent agents[CALLCENTRE_QUEUES_MAX * AGENTS_MAX];
	unsigned agent_count;
	size_t queue_first[CALLCENTRE_QUEUES_MAX]; /* NOBODY: empty */
	unsigned queue_length[CALLCENTRE_QUEUES_MAX];
	unsigned call_count;
	int64_t now_s;
};

/* splitmix64 (prng.di.unimi.it/splitmix64.c). */
static uint64_t draw(struct world *world)
{
	uint64_t z = (world->random += 0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

static unsigned below(struct world *world, unsigned limit)
{
	return (unsigned)(draw(world) % limit);
}

static bool chance(struct world *world, unsigned of_1000)
{
	return below(world, 1000) < of_1000;
}

/* ---- the calendar of events: a binary heap ---------------------------------------- */

static bool earlier(const struct event *a, const struct event *b)
{
	return a->at_s != b->at_s ? a->at_s < b->at_s : a->order < b->order;
}

static void swap_events(struct event *a, struct event *b)
{
	struct event kept = *a;
	*a = *b;
	*b = kept;
}

static void plan_event(struct world *world, struct event event)
{
	size_t at = world->heap_count++;
	ensure(at < world->heap_room);
	event.order = world->event_order++;
	world->heap[at] = event;
	while (at > 0 && earlier(&world->heap[at], &world->heap[(at - 1) / 2])) {
		swap_events(&world->heap[at], &world->heap[(at - 1) / 2]);
		at = (at - 1) / 2;
	}
}

static struct event next_event(struct world *world)
{
	struct event first = world->heap[0];
	size_t at = 0;
	world->heap[0] = world->heap[--world->heap_count];
	for (;;) {
		size_t child = 2 * at + 1;
		if (child + 1 < world->heap_count &&
		    earlier(&world->heap[child + 1], &world->heap[child]))
			child++;
		if (child >= world->heap_count ||
		    !earlier(&world->heap[child], &world->heap[at]))
			return first;
		swap_events(&world->heap[at], &world->heap[child]);
		at = child;
	}
}

/* ---- what is written ---------------------------------------------------------------- */

static struct callcentre_visit *visit_of(struct world *world, size_t visit)
{
	return &world->centre->visits[visit];
}

static bool is_chat(const struct world *world, size_t visit)
{
	return world->centre->is_chat[world->centre->visits[visit].queue];
}

/* One line about a visit; agent -1: NONE.  Returns its number; chat has none. */
static uint32_t write_line(struct world *world, size_t visit, int agent,
			   const char *event, const char *parameters)
{
	struct callcentre *centre = world->centre;
	const struct callcentre_visit *of = &centre->visits[visit];
	if (is_chat(world, visit))
		return 0;
	text_printf(&centre->log, "%" PRId64 "|%" PRId64 ".%u|%s|", world->now_s,
		    centre->plan.start_s, world->callers[visit].call,
		    centre->queue_names[of->queue]);
	if (agent >= 0)
		text_printf(&centre->log, "SIP/%d", 2000 + agent);
	else
		text_add(&centre->log, "NONE");
	text_printf(&centre->log, "|%s|%s\n", event, parameters);
	return ++centre->line_count;
}

static void write_staff(struct world *world, unsigned agent, const char *event,
			const char *reason)
{
	struct callcentre *centre = world->centre;
	unsigned queue = world->agents[agent].queue;
	if (centre->is_chat[queue])
		return;
	text_printf(&centre->log, "%" PRId64 "|NONE|%s|SIP/%u|%s|%s\n", world->now_s,
		    centre->queue_names[queue], 2000 + agent, event, reason);
	centre->line_count++;
}

static void write_contact(struct world *world, size_t visit)
{
	const struct callcentre_visit *of = &world->centre->visits[visit];
	bool answered = of->connect_s >= 0;
	int64_t left_s = answered ? of->connect_s : of->end_s;
	if (!is_chat(world, visit))
		return;
	text_printf(&world->centre->contacts, "%" PRId64 ",%s,chat,%s,%" PRId64,
		    of->enter_s, world->centre->queue_names[of->queue],
		    answered ? "answered" : "abandoned", left_s - of->enter_s);
	text_printf(&world->centre->contacts, ",%" PRId64 "\n",
		    answered ? of->end_s - of->connect_s : 0);
}

/* ---- callers ------------------------------------------------------------------------ */

static void leave_queue(struct world *world, size_t visit)
{
	unsigned queue = visit_of(world, visit)->queue;
	size_t *link = &world->queue_first[queue];
	while (*link != visit)
		link = &world->callers[*link].next;
	*link = world->callers[visit].next;
	world->callers[visit].waiting = false;
	world->queue_length[queue]--;
}

static void join_queue(struct world *world, size_t visit)
{
	unsigned queue = visit_of(world, visit)->queue;
	size_t *link = &world->queue_first[queue];
	while (*link != NOBODY)
		link = &world->callers[*link].next;
	*link = visit;
	world->callers[visit].next = NOBODY;
	world->callers[visit].waiting = true;
	world->callers[visit].position = ++world->queue_length[queue];
}

static int64_t waited_s(struct world *world, size_t visit)
{
	return world->now_s - visit_of(world, visit)->enter_s;
}

/* The end is written, unless the plan loses it. */
static void end_visit(struct world *world, size_t visit, int agent, const char *event,
		      const char *parameters)
{
	struct callcentre_visit *of = visit_of(world, visit);
	of->end = event;
	of->end_s = world->now_s;
	if (!chance(world, world->centre->plan.lost_ends))
		of->end_line = write_line(world, visit, agent, event, parameters);
	write_contact(world, visit);
}

static void free_agent(struct world *world, unsigned agent)
{
	world->agents[agent].state = FREE;
	world->agents[agent].stamp++;
}

/* The caller is gone while an agent rings. */
static void cancel_ring(struct world *world, size_t visit)
{
	int agent = world->callers[visit].ringing_agent;
	if (agent < 0)
		return;
	int64_t rung_s = world->now_s - world->agents[agent].since_s;
	write_line(world, visit, agent, "RINGCANCELED",
		   arena_printf(world->arena, "%" PRId64,
				rung_s * 1000 + below(world, 1000)));
	world->callers[visit].ringing_agent = -1;
	free_agent(world, (unsigned)agent);
}

static void ring_next(struct world *world, unsigned queue);
static void enter(struct world *world, unsigned queue, unsigned call,
		  unsigned overflows);

/* Leaves unanswered; what stands around position and wait among the parameters. */
static void give_up(struct world *world, size_t visit, const char *event,
		    const char *before, const char *after)
{
	unsigned queue = visit_of(world, visit)->queue;
	unsigned position = world->callers[visit].position;
	cancel_ring(world, visit);
	end_visit(world, visit, -1, event,
		  arena_printf(world->arena, "%s1|%u|%" PRId64 "%s", before, position,
			       waited_s(world, visit), after));
	leave_queue(world, visit);
	ring_next(world, queue);
}

static unsigned another_queue(struct world *world, unsigned queue)
{
	unsigned voice = world->centre->plan.voice_queues;
	return chance(world, 300) ? queue : (queue + 1 + below(world, voice)) % voice;
}

static void time_out(struct world *world, size_t visit)
{
	struct caller caller = world->callers[visit];
	unsigned queue = visit_of(world, visit)->queue;
	give_up(world, visit, "EXITWITHTIMEOUT", "", "");
	if (caller.overflows < 3)
		enter(world, another_queue(world, queue), caller.call,
		      caller.overflows + 1);
}

static void plan_waiting(struct world *world, size_t visit)
{
	struct event event = { .visit = visit, .kind = GIVE_UP };
	int64_t at_s = world->now_s;
	event.at_s = at_s + 1 + below(world, 60) + below(world, 240);
	plan_event(world, event);
	if (is_chat(world, visit))
		return;
	event.kind = TIME_OUT;
	event.at_s = at_s + QUEUE_LIMIT_S;
	plan_event(world, event);
	if (chance(world, 50)) {
		event.kind = PRESS_KEY;
		event.at_s = at_s + 10 + below(world, 60);
		plan_event(world, event);
	}
}

/* What rarely happens to those who have just entered. */
static bool turned_away(struct world *world, size_t visit)
{
	if (is_chat(world, visit) || !chance(world, 12))
		return false;
	if (chance(world, 500))
		give_up(world, visit, "EXITEMPTY", "", "");
	else
		give_up(world, visit, "WITHDRAW", "", "|");
	return true;
}

static void enter(struct world *world, unsigned queue, unsigned call,
		  unsigned overflows)
{
	struct callcentre *centre = world->centre;
	size_t visit = centre->visit_count++;
	ensure(visit < world->visit_room);
	centre->visits[visit] = (struct callcentre_visit){
		.queue = queue,
		.enter_s = world->now_s,
		.connect_s = -1,
		.end_s = -1,
	};
	world->callers[visit] = (struct caller){
		.call = call,
		.overflows = overflows,
		.ringing_agent = -1,
	};
	join_queue(world, visit);
	centre->visits[visit].enter_line = write_line(
		world, visit, -1, "ENTERQUEUE",
		arena_printf(world->arena, "|390%u|%u", 5000000 + below(world, 4000000),
			     world->callers[visit].position));
	if (turned_away(world, visit))
		return;
	plan_waiting(world, visit);
	ring_next(world, queue);
}

/* ---- agents ------------------------------------------------------------------------- */

static size_t first_waiting(struct world *world, unsigned queue)
{
	size_t visit = world->queue_first[queue];
	while (visit != NOBODY && world->callers[visit].ringing_agent >= 0)
		visit = world->callers[visit].next;
	return visit;
}

static void ring_agent(struct world *world, unsigned agent, size_t visit)
{
	struct agent *of = &world->agents[agent];
	of->state = RINGING;
	of->visit = visit;
	of->since_s = world->now_s;
	of->picks_up = !chance(world, 120);
	of->stamp++;
	world->callers[visit].ringing_agent = (int)agent;
	plan_event(world, (struct event){ .at_s = world->now_s +
						  (of->picks_up ? below(world, 9)
								: RING_LIMIT_S),
					  .kind = RING_END,
					  .visit = visit,
					  .agent = agent,
					  .stamp = of->stamp });
}

static void ring_next(struct world *world, unsigned queue)
{
	for (unsigned i = 0; i < world->agent_count; i++) {
		struct agent *agent = &world->agents[i];
		if (agent->queue != queue || agent->state != FREE)
			continue;
		size_t visit = first_waiting(world, queue);
		if (visit == NOBODY)
			return;
		ring_agent(world, i, visit);
	}
}

static void no_answer(struct world *world, unsigned agent)
{
	struct callcentre *centre = world->centre;
	size_t visit = world->agents[agent].visit;
	uint64_t ring_ms = RING_LIMIT_S * 1000;
	uint32_t line = write_line(world, visit, (int)agent, "RINGNOANSWER",
				   arena_printf(world->arena, "%" PRIu64, ring_ms));
	if (line > 0)
		centre->rings[centre->ring_count++] =
			(struct callcentre_ring){ visit, line, ring_ms };
	world->callers[visit].ringing_agent = -1;
	free_agent(world, agent);
	ring_next(world, world->agents[agent].queue);
}

/* Rarely, the two do not get together. */
static bool fails_to_connect(struct world *world, unsigned agent, size_t visit)
{
	if (is_chat(world, visit) || !chance(world, 6))
		return false;
	end_visit(world, visit, (int)agent,
		  chance(world, 500) ? "AGENTDUMP" : "SYSCOMPAT", "");
	leave_queue(world, visit);
	world->callers[visit].ringing_agent = -1;
	free_agent(world, agent);
	ring_next(world, world->agents[agent].queue);
	return true;
}

static void pick_up(struct world *world, unsigned agent)
{
	struct agent *of = &world->agents[agent];
	size_t visit = of->visit;
	if (fails_to_connect(world, agent, visit))
		return;
	leave_queue(world, visit);
	world->callers[visit].ringing_agent = -1;
	visit_of(world, visit)->connect_s = world->now_s;
	visit_of(world, visit)->connect_line = write_line(
		world, visit, (int)agent, "CONNECT",
		arena_printf(world->arena, "%" PRId64 "|%" PRId64 ".7|%" PRId64,
			     waited_s(world, visit), world->centre->plan.start_s,
			     world->now_s - of->since_s));
	of->state = TALKING;
	of->stamp++;
	plan_event(world, (struct event){ .at_s = world->now_s + 20 +
						  below(world, 200) + below(world, 400),
					  .kind = TALK_END,
					  .visit = visit,
					  .agent = agent,
					  .stamp = of->stamp });
}

/* A way to end a talk: its event, and what stands before its numbers. */
static const struct {
	const char *event;
	const char *before;
} endings[] = {
	{ "BLINDTRANSFER", "600|from-queue|" },
	{ "ATTENDEDTRANSFER", "BRIDGE|7d1f-00|" },
	{ "ATTENDEDTRANSFER", "APP|Park|" },
	{ "ATTENDEDTRANSFER", "LINK|SIP/7-01|SIP/8-02|" },
	{ "COMPLETECALLER", "" },
	{ "COMPLETEAGENT", "" },
};

static void hang_up(struct world *world, unsigned agent)
{
	size_t visit = world->agents[agent].visit;
	const struct callcentre_visit *of = visit_of(world, visit);
	int64_t hold_s = of->connect_s - of->enter_s;
	int64_t talk_s = world->now_s - of->connect_s;
	struct caller caller = world->callers[visit];
	unsigned way = chance(world, 80) ? below(world, 4) : 4 + below(world, 2);
	end_visit(world, visit, (int)agent, endings[way].event,
		  arena_printf(world->arena, "%s%" PRId64 "|%" PRId64 "|%u",
			       endings[way].before, hold_s, talk_s, caller.position));
	free_agent(world, agent);
	if (way == 0 && caller.overflows < 3 && !is_chat(world, visit))
		enter(world, another_queue(world, of->queue), caller.call,
		      caller.overflows + 1);
	ring_next(world, world->agents[agent].queue);
}

static void take_break(struct world *world, unsigned agent)
{
	struct agent *of = &world->agents[agent];
	int64_t length_s = 300 + below(world, 1800);
	if (of->state == FREE) {
		of->state = ON_BREAK;
		of->stamp++;
		write_staff(world, agent, "PAUSE", "break");
		plan_event(world, (struct event){ .at_s = world->now_s + length_s,
						  .kind = BREAK_END,
						  .agent = agent,
						  .stamp = of->stamp });
	}
	plan_event(world,
		   (struct event){ .at_s = world->now_s + 7200 + below(world, 3600),
				   .kind = BREAK_BEGIN,
				   .agent = agent });
}

static void end_break(struct world *world, unsigned agent)
{
	write_staff(world, agent, "UNPAUSE", "");
	free_agent(world, agent);
	ring_next(world, world->agents[agent].queue);
}

/* ---- the days ----------------------------------------------------------------------- */

static void happen(struct world *world, const struct event *event)
{
	bool current = world->agents[event->agent].stamp == event->stamp;
	bool waiting = world->callers[event->visit].waiting;
	switch (event->kind) {
	case GIVE_UP:
		if (waiting)
			give_up(world, event->visit, "ABANDON", "", "");
		break;
	case PRESS_KEY:
		if (waiting)
			give_up(world, event->visit, "EXITWITHKEY", "2|", "");
		break;
	case TIME_OUT:
		if (waiting)
			time_out(world, event->visit);
		break;
	case RING_END:
		if (current && world->agents[event->agent].picks_up)
			pick_up(world, event->agent);
		else if (current)
			no_answer(world, event->agent);
		break;
	case TALK_END:
		if (current)
			hang_up(world, event->agent);
		break;
	case BREAK_BEGIN:
		take_break(world, event->agent);
		break;
	case BREAK_END:
		if (current)
			end_break(world, event->agent);
		break;
	}
}

/* Shares of a day's calls in each hour, of 1,000. */
static unsigned share_of_hour(int64_t hour)
{
	static const unsigned shares[24] = { 4,  3,  2,  2,  3,  6,  14, 35,
					     70, 95, 98, 90, 70, 72, 85, 88,
					     82, 68, 45, 28, 18, 11, 7,  4 };
	return shares[hour];
}

static void arrive(struct world *world, unsigned queue)
{
	const struct callcentre_plan *plan = &world->centre->plan;
	int64_t hour = (world->now_s - plan->start_s) % DAY_S / 3600;
	/* calls of this hour out of its 3,600 seconds, in millionths */
	uint64_t odds =
		(uint64_t)plan->calls_per_day * share_of_hour(hour) * 1000 / 3600;
	if (draw(world) % 1000000 < odds)
		enter(world, queue, ++world->call_count, 0);
}

static void staff(struct world *world)
{
	const struct callcentre_plan *plan = &world->centre->plan;
	ensure(plan->agents <= AGENTS_MAX);
	for (unsigned queue = 0; queue < world->centre->queue_count; queue++) {
		for (unsigned i = 0; i < plan->agents; i++) {
			unsigned agent = world->agent_count++;
			world->agents[agent].queue = queue;
			plan_event(world, (struct event){ .at_s = plan->start_s + 3600 +
								  below(world, 7200),
							  .kind = BREAK_BEGIN,
							  .agent = agent });
		}
	}
}

static void open_doors(struct world *world, struct callcentre *centre,
		       struct arena *arena)
{
	world->centre = centre;
	world->arena = arena;
	world->random = centre->plan.seed;
	/* Arrivals stay near the plan; each may visit four queues. */
	world->visit_room = 1000 + (size_t)centre->plan.days * centre->queue_count *
					   centre->plan.calls_per_day * 6;
	world->heap_room = 4 * world->visit_room;
	world->heap = arena_array(arena, struct event, world->heap_room);
	world->callers = arena_array(arena, struct caller, world->visit_room);
	centre->visits = arena_array(arena, struct callcentre_visit, world->visit_room);
	centre->rings = arena_array(arena, struct callcentre_ring, world->heap_room);
	text_init(&centre->log, arena);
	text_init(&centre->contacts, arena);
	text_add(&centre->contacts, "start,queue,channel,outcome,wait,talk\n");
	text_printf(&centre->log, "%" PRId64 "|NONE|NONE|NONE|QUEUESTART|\n",
		    centre->plan.start_s);
	centre->line_count = 1;
	for (unsigned i = 0; i < CALLCENTRE_QUEUES_MAX; i++)
		world->queue_first[i] = NOBODY;
}

static void name_queues(struct callcentre *centre)
{
	static const char *const names[CALLCENTRE_QUEUES_MAX] = {
		"sales",   "support", "billing", "retention", "orders",  "claims",
		"premium", "returns", "queue9",  "queue10",   "queue11", "queue12",
		"queue13", "queue14", "queue15", "queue16"
	};
	unsigned voice = centre->plan.voice_queues;
	centre->queue_count = voice + centre->plan.chat_queues;
	ensure(voice > 0 && centre->queue_count <= CALLCENTRE_QUEUES_MAX);
	for (unsigned i = 0; i < centre->queue_count; i++) {
		centre->queue_names[i] = names[i];
		centre->is_chat[i] = i >= voice;
	}
}

void callcentre_live(struct callcentre *centre, struct arena *arena,
		     const struct callcentre_plan *plan)
{
	struct world *world = arena_new(arena, struct world);

	memset(centre, 0, sizeof(*centre));
	centre->plan = *plan;
	centre->end_s = plan->start_s + (int64_t)plan->days * DAY_S;
	name_queues(centre);
	open_doors(world, centre, arena);
	staff(world);
	for (world->now_s = plan->start_s; world->now_s < centre->end_s;
	     world->now_s++) {
		while (world->heap_count > 0 && world->heap[0].at_s <= world->now_s) {
			struct event event = next_event(world);
			happen(world, &event);
		}
		for (unsigned queue = 0; queue < centre->queue_count; queue++)
			arrive(world, queue);
	}
}
