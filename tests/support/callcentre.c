#include <inttypes.h>
#include <string.h>

#include "base/ensure.h"
#include "support/callcentre_world.h"

#define DAY_S 86400

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
