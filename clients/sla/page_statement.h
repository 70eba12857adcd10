#ifndef CLIENTS_SLA_PAGE_STATEMENT_H
#define CLIENTS_SLA_PAGE_STATEMENT_H

#include "crypto/hash.h"
#include "sla/page.h"
#include "slabroker/v1/statement.pb-c.h"

struct node;

/* What a statement says, to people and to programs alike. */
struct said {
	struct page *page;
	struct node *value; /* fields are added */
};

/* Who says it to whom, about which contract, and what its kind says. */
void page_statement(const struct said *said, const SlbStatement *statement,
		    const char *kind, const struct digest *content_id);

/* "key addition" for the kind "key_addition". */
const char *statement_kind_words(struct arena *arena, const char *kind);

#endif
