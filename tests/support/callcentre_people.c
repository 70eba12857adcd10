#include <inttypes.h>

#include "base/ensure.h"
#include "support/callcentre_world.h"

#define RING_LIMIT_S  15  /* then the next agent is tried */
#define QUEUE_LIMIT_S 180 /* then the caller overflows */

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

void enter(struct world *world, unsigned queue, unsigned call, unsigned overflows)
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

void happen(struct world *world, const struct event *event)
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
