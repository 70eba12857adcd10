#include "acts/life.h"

#include "base/ensure.h"

/* clang-format off */
#define NEXT(status) SLB_CONTRACT_STATUS__CONTRACT_STATUS_##status
#define REFUSED      SLB_CONTRACT_STATUS__CONTRACT_STATUS_UNSPECIFIED

struct life_step {
	SlbStatement__BodyCase kind;
	SlbContractStatus next[LIFE_STAGE_COUNT];
};

static const struct life_step steps[] = {
	/* offered, unilateral, lapsed, in force, expired, terminated */
	{ SLB_STATEMENT__BODY_OFFER, /* an amendment, or a counter-offer */
	  { NEXT(OFFERED), REFUSED, NEXT(OFFERED), NEXT(IN_FORCE), NEXT(IN_FORCE), REFUSED } },
	{ SLB_STATEMENT__BODY_ACCEPTANCE,
	  { NEXT(IN_FORCE), NEXT(IN_FORCE), REFUSED, NEXT(IN_FORCE), NEXT(IN_FORCE), REFUSED } },
	{ SLB_STATEMENT__BODY_DECLINE,
	  { NEXT(LAPSED), NEXT(UNILATERAL), REFUSED, NEXT(IN_FORCE), NEXT(IN_FORCE), REFUSED } },
	{ SLB_STATEMENT__BODY_WITHDRAWAL,
	  { NEXT(LAPSED), NEXT(LAPSED), REFUSED, NEXT(IN_FORCE), NEXT(IN_FORCE), REFUSED } },
	{ SLB_STATEMENT__BODY_TERMINATION,
	  { REFUSED, REFUSED, REFUSED, NEXT(TERMINATED), REFUSED, REFUSED } },
	/* nothing is served from a record of one side alone */
	{ SLB_STATEMENT__BODY_SERVING,
	  { REFUSED, REFUSED, REFUSED, NEXT(IN_FORCE), NEXT(IN_FORCE), NEXT(TERMINATED) } },
	{ SLB_STATEMENT__BODY_HOLD,
	  { REFUSED, REFUSED, REFUSED, NEXT(IN_FORCE), NEXT(IN_FORCE), NEXT(TERMINATED) } },
	{ SLB_STATEMENT__BODY_WAIVER,
	  { REFUSED, REFUSED, REFUSED, NEXT(IN_FORCE), NEXT(IN_FORCE), NEXT(TERMINATED) } },
	{ SLB_STATEMENT__BODY_ACKNOWLEDGEMENT,
	  { REFUSED, REFUSED, REFUSED, NEXT(IN_FORCE), NEXT(IN_FORCE), NEXT(TERMINATED) } },
	{ SLB_STATEMENT__BODY_REPORT,
	  { REFUSED, NEXT(UNILATERAL), REFUSED, NEXT(IN_FORCE), NEXT(IN_FORCE), NEXT(TERMINATED) } },
};

static const struct {
	const char *name;
	const char *fits;
} stages[LIFE_STAGE_COUNT] = {
	[LIFE_OFFERED] = { "offered",
		"it can be accepted, declined, withdrawn, or answered with another offer" },
	[LIFE_UNILATERAL] = { "recorded by one side alone",
		"it can be reported on, accepted, declined or withdrawn" },
	[LIFE_LAPSED] = { "not agreed",
		"its offer was declined or withdrawn; another offer may follow" },
	[LIFE_IN_FORCE] = { "in force",
		"it can be reported on, amended or terminated" },
	[LIFE_EXPIRED] = { "expired",
		"it can be reported on while its windows are open, and renewed by an amendment" },
	[LIFE_TERMINATED] = { "terminated",
		"it can be reported on while its windows are open" },
};
/* clang-format on */

enum life_stage life_stage_of(const SlbContractRow *contract, int64_t log_time_ms)
{
	switch (contract->status) {
	case SLB_CONTRACT_STATUS__CONTRACT_STATUS_OFFERED:
		return LIFE_OFFERED;
	case SLB_CONTRACT_STATUS__CONTRACT_STATUS_UNILATERAL:
		return LIFE_UNILATERAL;
	case SLB_CONTRACT_STATUS__CONTRACT_STATUS_LAPSED:
		return LIFE_LAPSED;
	case SLB_CONTRACT_STATUS__CONTRACT_STATUS_TERMINATED:
		return LIFE_TERMINATED;
	case SLB_CONTRACT_STATUS__CONTRACT_STATUS_IN_FORCE:
	case SLB_CONTRACT_STATUS__CONTRACT_STATUS_UNSPECIFIED:
	case _SLB_CONTRACT_STATUS_IS_INT_SIZE:
	default:
		ensure(contract->status ==
		       SLB_CONTRACT_STATUS__CONTRACT_STATUS_IN_FORCE);
		return log_time_ms / 1000 >= contract->term_end_s ? LIFE_EXPIRED
								  : LIFE_IN_FORCE;
	}
}

const char *life_stage_name(enum life_stage stage)
{
	return stages[stage].name;
}

static SlbContractStatus next_of(SlbStatement__BodyCase kind, enum life_stage stage)
{
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		if (steps[i].kind == kind)
			return steps[i].next[stage];
	}
	return REFUSED;
}

enum err life_check(struct deciding *deciding)
{
	enum life_stage stage =
		life_stage_of(deciding->contract, deciding->act->log_time_ms);

	deciding->next = next_of(deciding->statement->body_case, stage);
	if (deciding->next != REFUSED)
		return ERR_OK;
	return diag_error(
		deciding->diag, ERR_CONTRACT_STATUS, diag_at("book"),
		"contract %s is %s: %s; a statement of kind \"%s\" does not fit",
		words_contract(deciding->arena, deciding->place.contract_id),
		stages[stage].name, stages[stage].fits, deciding->kind->name);
}
