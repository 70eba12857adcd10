#ifndef TESTS_SUPPORT_CALLCENTRE_WORLD_H
#define TESTS_SUPPORT_CALLCENTRE_WORLD_H

#include "support/callcentre.h"

/* The inside of the contact centre that does not exist (callcentre.h). */

#define AGENTS_MAX 64
#define NOBODY     SIZE_MAX

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

/* Chance (callcentre_world.c): the same numbers for the same seed. */
uint64_t draw(struct world *world);
unsigned below(struct world *world, unsigned limit);
bool chance(struct world *world, unsigned of_1000);

/* What is planned, by its time. */
void plan_event(struct world *world, struct event event);
struct event next_event(struct world *world);

/* What is written. */
struct callcentre_visit *visit_of(struct world *world, size_t visit);
bool is_chat(const struct world *world, size_t visit);
/* One line about a visit; agent -1: NONE.  Returns its number; chat has none. */
uint32_t write_line(struct world *world, size_t visit, int agent, const char *event,
		    const char *parameters);
void write_staff(struct world *world, unsigned agent, const char *event,
		 const char *reason);
void write_contact(struct world *world, size_t visit);

/* What people do (callcentre_people.c). */
void enter(struct world *world, unsigned queue, unsigned call, unsigned overflows);
void happen(struct world *world, const struct event *event);

#endif
