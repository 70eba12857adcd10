#ifndef BROKER_ACTS_STANDING_H
#define BROKER_ACTS_STANDING_H

#include "acts/deciding.h"
#include "acts/law.h"

/* Private to acts/: where a finding stands, and what its client may make of it. */

enum finding_standing {
	FINDING_GONE,   /* the period was judged again and met its target */
	FINDING_OPEN,   /* nobody has decided yet */
	FINDING_HELD,   /* no notice until a day */
	FINDING_WAIVED, /* credit and strike: nothing is left of it */
	FINDING_SERVED, /* a notice stands */
};

enum finding_standing finding_standing(const SlbFindingRow *row, int64_t log_time_ms);

/* A finding that a statement names. */
struct finding {
	struct version_place place;
	const SlbFindingPlace *named;
	const struct law *law;
	const SlbKpi *kpi;
	struct row_key key;
	const SlbFindingRow *row;
	int64_t lapses_s; /* from then on nothing may be claimed upon it */
};

/* named may be NULL, as it came. */
void finding_needs(const struct act_case *act, const SlbFindingPlace *named,
		   struct state *state);

/*
 * The finding, where the statement fits it.  In order:
 *
 *	ERR_NOT_A_PARTY       the issuer is not the client
 *	ERR_STATEMENT_FIELD   no finding is named
 *	ERR_FINDING_UNKNOWN   nothing was found there
 *	ERR_FINDING_STATUS    where it stands, the statement does not fit: waiver.c fits a
 *	                      finding that is served, too
 *	ERR_FINDING_LAPSED    the claim window of the terms is over, and no notice
 *	                      stands on it
 *
 * path is that of the field that names it.
 */
enum err finding_find(const struct deciding *deciding, const char *path,
		      const SlbFindingPlace *named, struct finding *out) MUST_CHECK;

/* ERR_NOT_A_PARTY unless the issuer has the role; does is what only that role does. */
enum err check_role(const struct deciding *deciding, SlbPartyRole role,
		    const char *does) MUST_CHECK;

#endif
