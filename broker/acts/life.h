#ifndef BROKER_ACTS_LIFE_H
#define BROKER_ACTS_LIFE_H

#include "acts/deciding.h"

/*
 * The life of a contract: which kinds of statement fit where it stands, and where they
 * lead.  A contract whose term is over is "expired" without an entry that says so.
 */

enum life_stage {
	LIFE_OFFERED,
	LIFE_UNILATERAL,
	LIFE_LAPSED,
	LIFE_IN_FORCE,
	LIFE_EXPIRED,
	LIFE_TERMINATED,
	LIFE_STAGE_COUNT,
};

enum life_stage life_stage_of(const SlbContractRow *contract, int64_t log_time_ms);

/* "in force", for messages and lists.  Static storage. */
const char *life_stage_name(enum life_stage stage);

/*
 * Whether the statement fits the stage of deciding->contract; sets deciding->next.
 * ERR_CONTRACT_STATUS.
 */
enum err life_check(struct deciding *deciding) MUST_CHECK;

#endif
