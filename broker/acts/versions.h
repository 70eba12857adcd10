#ifndef BROKER_ACTS_VERSIONS_H
#define BROKER_ACTS_VERSIONS_H

#include "acts/deciding.h"
#include "acts/law.h"
#include "acts/schedule.h"

/* The versions of a contract: what was offered, and until which day each one judges. */

/* ROW_VERSION of a contract. */
struct state_range versions_range(const uint8_t contract_id[CONTRACT_BYTES]);

/* Asks for the terms of a version unless its law is known. */
void law_needs(struct acts *acts, const struct version_place *place,
	       const char *last_day, struct state *state);
/* The law of a version for which law_needs() asked. */
const struct law *law_of_version(struct acts *acts, const struct version_place *place,
				 const char *last_day, const struct state *state);

/* ERR_VERSION_UNKNOWN where the contract has none of that id; path names the field. */
enum err find_version(const struct deciding *deciding, const char *path,
		      const SlbVersionRow **out) MUST_CHECK;
/*
 * The version that is offered and undecided, named at path; ERR_CONTRACT_STATUS where the
 * one named was decided.
 */
enum err find_pending(const struct deciding *deciding, const char *path,
		      const SlbVersionRow **out) MUST_CHECK;

/*
 * Nothing after last_day is judged by any version in force: versions are cut there, those
 * that begin later never judge.  For amendments and terminations.
 */
void limit_needs(const struct act_case *act, int64_t last_day, struct state *state);
void limit_versions(struct deciding *deciding, int64_t last_day,
		    struct schedule *schedule);

/* The day of a log time in the zone of a version. */
int64_t local_day(const struct law *law, int64_t at_ms);
/* Of a date that was checked. */
int64_t day_number(const char *text);

/* ERR_NOT_A_PARTY unless the issuer is client or centre and did not make the offer. */
enum err check_other_side(const struct deciding *deciding,
			  const SlbVersionRow *version) MUST_CHECK;
/* Whether slug is the contract's client or centre. */
bool is_principal(const SlbContractRow *contract, const char *slug);

/* A version decided by this statement, put among the changes. */
void decide_version(struct deciding *deciding, const SlbVersionRow *version,
		    SlbVersionStatus status);
/* The same for the version that is undecided, if any, whose row was asked for. */
void supersede_pending(struct deciding *deciding);

#endif
