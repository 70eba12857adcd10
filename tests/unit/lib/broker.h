#ifndef TESTS_UNIT_LIB_BROKER_H
#define TESTS_UNIT_LIB_BROKER_H

#include <pthread.h>

#include "base/err.h"
#include "lib/profile.h"
#include "rpc/health.h"
#include "rpc/server.h"
#include "unit/lib/made.h"

/*
 * A broker that logs whatever is well signed, in memory, behind the real server; and that
 * misbehaves as a test asks.  What it is told to do is set while no call is under way.
 */

struct made_broker {
	struct arena arena;
	struct made_log log;
	struct digest logged[16]; /* content ids, by place */
	struct health *health;
	struct server *server;
	char *folder; /* of this test; the socket lies there */
	char *address;

	unsigned refusals; /* so many calls or statements are refused first */
	enum err refuse_with;
	bool lies;               /* receipts prove something else */
	unsigned cut_after;      /* messages, then a stream ends; 0: never */
	bool denies_watches;     /* with refuse_with, and without a message */
	unsigned watches;        /* each gets one message, then refuse_with */
	size_t statements;       /* seen, refused ones too */
	size_t messages;         /* of streams */
	char authorization[512]; /* of the last read */

	pthread_mutex_t lock; /* of what follows: a call may come as it is let go */
	bool holds;           /* a call of GetCheckpoint is not answered */
	struct rpc_call *held;
};

/* Listens on a unix socket in a new folder. */
void broker_open(struct made_broker *broker);
/* Stops and frees. */
void broker_close(struct made_broker *broker);
void broker_let_go(struct made_broker *broker);

/* A profile of "callco" at this broker. */
void broker_profile(struct made_broker *broker, struct profile *out);

#endif
