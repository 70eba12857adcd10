#ifndef BROKER_ACTS_DECIDING_H
#define BROKER_ACTS_DECIDING_H

#include "acts/acts.h"

/* Private to acts/: a statement being decided, and what every kind shares. */

#define ISSUER_OPERATOR  "operator"
#define ISSUER_BROKER    "broker"
#define REASON_BYTES_MAX 1000

struct deciding {
	const struct act_case *act;
	const struct act_kind *kind;
	const SlbStatement *statement;
	const struct state *state;
	struct arena *arena;
	struct act_effects *effects;
	struct diag *diag;
	/* Of a statement in a contract, once the issuer is known to have a part in it. */
	const SlbContractRow *contract;
	struct version_place place; /* contract id; the version is the kind's to set */
	SlbContractStatus next;     /* where the statement leads (life.h) */
};

/* A kind of statement: the row of its act. */
struct act_rule {
	struct act_kind kind;
	/* Asks for what decide will read; called again while it asks for something new. */
	void (*needs)(const struct act_case *act, struct state *state);
	/* After the common checks: refuses, or adds what changes. */
	enum err (*decide)(struct deciding *deciding);
};

/* NULL when no statement has that number. */
const struct act_rule *act_rule(unsigned number);

/* ---- one file each ----------------------------------------------------------- */

/* clang-format off */
#define ACT_LIST(X) \
	X(offer) X(acceptance) X(report) X(decline) X(withdrawal) X(termination) \
	X(serving) X(hold) X(waiver) X(acknowledgement) \
	X(opening) X(enrolment) X(clock_correction) X(redaction) X(key_rotation) \
	X(key_addition) X(key_revocation) X(outcome) X(clock) X(outage)
/* clang-format on */

#define X(name)                                                             \
	void name##_needs(const struct act_case *act, struct state *state); \
	enum err name##_decide(struct deciding *deciding);
ACT_LIST(X)
#undef X

/* ---- common.c: checks that stand before those of a kind ---------------------- */

void common_needs(const struct act_case *act, const struct act_kind *kind,
		  struct state *state);
/* *effects says so when the statement is a duplicate; then nothing else is checked. */
enum err common_check(struct deciding *deciding);
/* That the statement was said; common_check() finds it when it comes again. */
void remember_request(struct deciding *deciding);

/* report.c: the same for a report, by its place in its series. */
enum err report_check_place(struct deciding *deciding);

/* The id of a signing key, as rows are found by. */
struct digest key_id_digest(const struct public_key *key);

/* ---- fields.c ---------------------------------------------------------------- */

struct bytes message_bytes(ProtobufCBinaryData data);
ProtobufCBinaryData binary_data(struct bytes bytes);

/* ERR_STATEMENT_FIELD unless text has min to max bytes and is one line. */
enum err check_text(const struct deciding *deciding, const char *path, const char *text,
		    size_t min, size_t max) MUST_CHECK;
/* The same for bytes of one length; what says what they are. */
enum err check_width(const struct deciding *deciding, const char *path,
		     ProtobufCBinaryData data, size_t width,
		     const char *what) MUST_CHECK;
/* 32 bytes with which signatures can be verified. */
enum err check_public_key(const struct deciding *deciding, const char *path,
			  ProtobufCBinaryData data) MUST_CHECK;

/* ---- words.c: how things are named to people; in the arena ------------------- */

char *words_contract(struct arena *arena, const uint8_t contract_id[CONTRACT_BYTES]);
/* The first 16 hex digits of a version id, a key id, a digest. */
char *words_digest(struct arena *arena, struct bytes digest);
/* "2026-11-22T09:30:00Z". */
char *words_instant_ms(struct arena *arena, int64_t at_ms);
char *words_instant_s(struct arena *arena, int64_t at_s);

#endif
