#include "acts/own.h"

#include "acts/deciding.h"
#include "envelope/unpack.h"

/* Eight zero bytes and the log index: no two entries of the broker share it. */
static struct bytes request_id(struct arena *arena, uint64_t index)
{
	struct buffer id;

	buffer_init(&id, arena);
	buffer_add_u64be(&id, 0);
	buffer_add_u64be(&id, index);
	return buffer_bytes(&id);
}

static void begin(SlbStatement *statement, struct arena *arena,
		  const struct own_place *place)
{
	slb_statement__init(statement);
	statement->audience = arena_strdup(arena, place->audience);
	statement->issuer = arena_strdup(arena, ISSUER_BROKER);
	statement->claimed_time_ms = place->log_time_ms;
	statement->identity_case = SLB_STATEMENT__IDENTITY_REQUEST_ID;
	statement->request_id = binary_data(request_id(arena, place->index));
}

struct bytes own_outcome_payload(struct arena *arena, const struct own_place *place,
				 const uint8_t contract_id[CONTRACT_BYTES],
				 const SlbOutcome *outcome)
{
	SlbOutcome body = *outcome;
	SlbStatement statement;

	begin(&statement, arena, place);
	statement.book = binary_data((struct bytes){ contract_id, CONTRACT_BYTES });
	statement.body_case = SLB_STATEMENT__BODY_OUTCOME;
	statement.outcome = &body;
	return pack_message(arena, &statement.base);
}

struct bytes own_clock_payload(struct arena *arena, const struct own_place *place)
{
	SlbClockAdvance body;
	SlbStatement statement;

	slb_clock_advance__init(&body);
	begin(&statement, arena, place);
	statement.body_case = SLB_STATEMENT__BODY_CLOCK;
	statement.clock = &body;
	return pack_message(arena, &statement.base);
}

struct bytes own_outage_payload(struct arena *arena, const struct own_place *place,
				int64_t from_ms)
{
	SlbOutage body;
	SlbStatement statement;

	slb_outage__init(&body);
	body.from_ms = from_ms;
	body.until_ms = place->log_time_ms;
	begin(&statement, arena, place);
	statement.body_case = SLB_STATEMENT__BODY_OUTAGE;
	statement.outage = &body;
	return pack_message(arena, &statement.base);
}
