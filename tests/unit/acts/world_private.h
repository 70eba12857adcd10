#ifndef TESTS_UNIT_ACTS_WORLD_PRIVATE_H
#define TESTS_UNIT_ACTS_WORLD_PRIVATE_H

#include "unit/acts/world.h"

/* What the files of the world share: writing, entries, and where the log stands. */

struct store_write *world_begin(struct world *w);
struct world_entry world_seal(struct world *w, const char *kind, struct bytes payload,
			      enum world_key key);
void world_append(struct world *w, const struct world_entry *entry);
struct act_reader world_reader_of(struct world *w);
struct act_moment world_moment_of(struct world *w, const struct act_reader *reader);
struct act_case world_case_of(struct world *w, const struct world_entry *entry);
struct bytes world_outcome_payload(struct world *w, const uint8_t *contract_id,
				   const SlbOutcome *outcome);

#endif
