#include <inttypes.h>

#include "base/ensure.h"
#include "support/callcentre_world.h"

/* splitmix64 (prng.di.unimi.it/splitmix64.c). */
uint64_t draw(struct world *world)
{
	uint64_t z = (world->random += 0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

unsigned below(struct world *world, unsigned limit)
{
	return (unsigned)(draw(world) % limit);
}

bool chance(struct world *world, unsigned of_1000)
{
	return below(world, 1000) < of_1000;
}

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

void plan_event(struct world *world, struct event event)
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

struct event next_event(struct world *world)
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

struct callcentre_visit *visit_of(struct world *world, size_t visit)
{
	return &world->centre->visits[visit];
}

bool is_chat(const struct world *world, size_t visit)
{
	return world->centre->is_chat[world->centre->visits[visit].queue];
}

uint32_t write_line(struct world *world, size_t visit, int agent, const char *event,
		    const char *parameters)
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

void write_staff(struct world *world, unsigned agent, const char *event,
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

void write_contact(struct world *world, size_t visit)
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
