#ifndef TESTS_UNIT_ACTS_WORLD_H
#define TESTS_UNIT_ACTS_WORLD_H

#include <criterion/criterion.h>

#include "acts/acts.h"
#include "acts/own.h"
#include "envelope/envelope.h"
#include "envelope/ids.h"
#include "support/law.h"

/*
 * A log in a few lines, to try acts in: statements are signed, decided, applied to a store
 * in memory and kept; what follows from them is kept as well.  No tree, no sealing.
 *
 * There are an operator, the client "lender", the centre "voicehouse" and "stranger", each
 * with a key for statements and, the organisations, a root key.
 */

#define WORLD_ENTRIES_MAX 4096

struct world_entry {
	struct bytes envelope;
	const SlbStatement *statement;
	struct digest content_id;
	const struct signer *signers;
	size_t signer_count;
	int64_t log_time_ms;
	bool is_outcome;
	bool is_erased;
};

enum world_key {
	KEY_OPERATOR,
	KEY_LOG,
	KEY_NOTICE,
	KEY_LENDER_ROOT,
	KEY_LENDER,
	KEY_LENDER_TOKENS,
	KEY_VOICEHOUSE_ROOT,
	KEY_VOICEHOUSE,
	KEY_STRANGER_ROOT,
	KEY_STRANGER,
	KEY_SPARE,
	WORLD_KEY_COUNT,
};

struct world_contract {
	uint8_t id[CONTRACT_BYTES];
	uint8_t version_id[DIGEST_BYTES];
	SlbTerms *terms;
};

struct world {
	struct arena arena; /* of the whole test */
	struct store *store;
	struct acts *acts;
	struct signing_key *keys[WORLD_KEY_COUNT];
	struct world_entry entries[WORLD_ENTRIES_MAX];
	uint64_t entry_count;
	int64_t now_ms;
	uint64_t request; /* makes request ids */
	enum act_origin origin;
	/* Of the statement said last. */
	struct diag diag;
	bool was_duplicate;
	uint64_t first_index;
	struct book book;
	enum content_class content;
	bool has_redaction;
	/* Called before each statement is decided, or NULL. */
	void (*before)(struct store_view *view, const struct world_entry *entry);
	size_t restored_count;  /* outcomes entered by world_replay() as they stand */
	size_t differing_count; /* of these: another one was computed */
};

#define AUDIENCE "broker.example/log"

/* An empty log; 2026-01-10T12:00:00Z. */
void world_open_empty(struct world *w);
/* With everybody enrolled and their keys added. */
void world_open(struct world *w);
void world_close(struct world *w);

int64_t world_ms(const char *instant); /* "2026-01-10T12:00:00Z" */
ProtobufCBinaryData world_binary(struct world *w, const void *data, size_t len);
struct public_key world_public(const struct world *w, enum world_key key);

/* A statement with the next request id; its body is the caller's to set. */
SlbStatement *world_statement(struct world *w, const char *issuer,
			      SlbStatement__BodyCase body);
/* Says it with one key: what is due first, then the statement, then what follows. */
enum err world_say(struct world *w, const SlbStatement *statement, enum world_key key);
/* The same with a signature of another key beside it. */
enum err world_say_by_two(struct world *w, const SlbStatement *statement,
			  enum world_key key, enum world_key second);
/* Expects it to be taken; its index. */
uint64_t world_takes(struct world *w, const SlbStatement *statement,
		     enum world_key key);
/* Expects a refusal with this code and text (NULL: any), and that nothing changed. */
void world_refuses(struct world *w, const SlbStatement *statement, enum world_key key,
		   enum err code, const char *text);
/* The broker's own: time passed, or it was away until now. */
void world_clock(struct world *w);
void world_outage(struct world *w, int64_t from_ms);
/* Sets the time and fires what is due in a contract. */
void world_wait(struct world *w, const char *instant, const uint8_t *contract_id);

/* Every row and due key of the store, as one text that tells two states apart. */
struct digest world_rows(struct world *w);
/* Only what stays when evidence is erased. */
struct digest world_retained(struct world *w);
/* A row, or NULL. */
const ProtobufCMessage *world_row(struct world *w, const struct row_key *key);
/* The outcome at the end of the log; NULL when the last entry is none. */
const SlbOutcome *world_last_outcome(const struct world *w);

/* Folds the entries into a new store, and expects the same outcomes; with erased ones,
 * outcomes that cannot be computed again are restored. */
void world_replay(struct world *w, struct world *replayed);

/*
 * The operator redacts some months of a contract; then the reports logged in them are
 * erased.
 */
SlbStatement *world_redaction(struct world *w, const struct world_contract *contract,
			      uint32_t first_month, uint32_t last_month);
void world_erase(struct world *w, const struct world_contract *contract,
		 const char *before);

/* ---- contracts ----------------------------------------------------------------------- */

/* One series "daily" of the centre, due a day after; "answered" of "offered" at least
 * 80 %; restated within 5 days, claimed within 10; by months, in UTC. */
SlbTerms *world_terms(struct world *w, const char *first_day, const char *last_day);

/* The client counts too: a series "lines" of its own, with "routed", due so many hours
 * after each day. */
void world_count_lines(struct world *w, SlbTerms *terms, unsigned due_hours);

SlbStatement *world_offer(struct world *w, const char *issuer, const SlbTerms *terms,
			  const struct world_contract *amended);
/* The ids that an offer gives, once it is packed. */
struct world_contract world_offered(struct world *w, const SlbStatement *offer,
				    SlbTerms *terms);
SlbStatement *world_accept(struct world *w, const char *issuer,
			   const struct world_contract *contract);
SlbStatement *world_decline(struct world *w, const char *issuer,
			    const struct world_contract *contract);
SlbStatement *world_withdraw(struct world *w, const char *issuer,
			     const struct world_contract *contract);
SlbStatement *world_terminate(struct world *w, const char *issuer,
			      const struct world_contract *contract,
			      const char *last_day);
/* Offered by the lender and accepted. */
struct world_contract world_agree(struct world *w, SlbTerms *terms);

/* A report of a day in the series "daily" by the centre. */
SlbStatement *world_report(struct world *w, const struct world_contract *contract,
			   uint64_t sequence, const char *day, unsigned offered,
			   unsigned answered);
/* Makes it number replaces said again. */
void world_restates(struct world *w, SlbStatement *report, uint64_t replaces);

#endif
