#ifndef CLIENTS_SLA_SIGNING_H
#define CLIENTS_SLA_SIGNING_H

#include "lib/statements.h"
#include "report/frame.h"
#include "sla/input.h"

/* One run of sla sign: statements are drafted, then sealed, then written. */

struct draft {
	const char *source; /* the file it is made of */
	const char *to;
	const SlbStatement *statement;
	struct statement_bytes bytes;
};

struct signing {
	struct invocation *in;
	struct terms_file contract; /* of --contract or --accept */
	bool has_contract;
	struct contract_id book;
	struct frame *frame;
	struct signing_key **owned;
	size_t key_count;
	struct draft *drafts;
	size_t draft_count;
	uint64_t sequence;      /* of the next report */
	struct digest previous; /* content id of the report before it */
	struct bytes *sealed;
};

/* The acceptance of the contract's version. */
void draft_acceptance(struct signing *signing);

/* Terms become an offer, a report the next report of its series; both are checked.  A
 * document that does not say what it is is a report where --sequence is given. */
enum err draft_file(struct signing *signing, const char *name) MUST_CHECK;

#endif
