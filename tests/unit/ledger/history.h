#ifndef TESTS_UNIT_LEDGER_HISTORY_H
#define TESTS_UNIT_LEDGER_HISTORY_H

#include "world.h"

/*
 * What may happen to a broker in some months, at random from a seed: contracts of acme
 * and nordcall are offered, accepted, amended, ended; days are reported, late, restated,
 * or not at all; what is found is served, held, waived, acknowledged; keys change;
 * evidence is erased; the broker is away, and starts again.  Most of it fits where it is
 * said, some does not and is refused.
 */

#define HISTORY_PACTS_MAX    10
#define HISTORY_VERSIONS_MAX 5
#define HISTORY_DAYS_MAX     800 /* reports of a contract */
#define HISTORY_KEPT         64  /* statements that may be said again */
#define HISTORY_KINDS        64  /* numbers of kinds are below */

/* A version that was offered, and what its days are. */
struct pact_version {
	struct agreed agreed;
	const struct speaker *offerer;
	int64_t first_day; /* since 1970 */
	bool is_accepted;
};

struct pact {
	struct pact_version versions[HISTORY_VERSIONS_MAX];
	size_t version_count;
	bool is_unilateral; /* and reported by acme until it is accepted */
	int64_t next_day;   /* the first that nobody reported */
	int64_t days[HISTORY_DAYS_MAX + 1]; /* by sequence number */
	uint64_t last_sequence;
	uint64_t notice_count; /* at least so many were given */
};

struct history {
	struct world world;
	uint64_t seed;
	struct pact pacts[HISTORY_PACTS_MAX];
	size_t pact_count;
	struct said kept[HISTORY_KEPT];
	size_t kept_count;
	uint8_t key_count; /* made since the start */
	bool log_key_rotated, notice_key_rotated;
	/* What became of what was said. */
	unsigned taken[HISTORY_KINDS];
	unsigned refused[ERR_COUNT];
	unsigned repeated, statements, restarts;
};

void history_begin(struct history *history, uint64_t seed);
void history_go_on(struct history *history, unsigned steps);
void history_end(struct history *history);

/* A digest of every row and deadline, or of those that stay when evidence is erased. */
struct digest history_rows(struct history *history, bool only_retained);
size_t history_row_count(struct history *history, enum row_type type);

uint64_t history_pick(struct history *history, uint64_t count); /* below count */

bool history_one_in(struct history *history, uint64_t count);

struct said history_sign(struct history *history, const SlbStatement *statement,
			 const struct speaker *speaker);

/* Says it, counts what became of it; whether it was taken, as something new. */
bool history_say(struct history *history, const struct said *said);

/* A row of the log's store, or NULL. */
const ProtobufCMessage *history_row(struct history *history, const struct row_key *key);

/* One statement of some kind about a contract, or about a key. */
void history_speak(struct history *history);

/* An organisation's key, one of the broker's or the operator's: another takes its place. */
void history_change_key(struct history *history);
void history_rotate(struct history *history);

#endif
