#include "service/book_reader.h"

#include <string.h>

#include "envelope/ids.h"
#include "service/circle.h"

static enum err is_own_statement(struct reading *reading, const struct log_entry *entry,
				 bool *out)
{
	const SlbStatement *statement;
	enum err err;

	*out = false;
	if (entry->is_erased)
		return ERR_OK;
	err = reading_statement(reading, entry->index, &statement);
	if (err == ERR_OK)
		*out = strcmp(statement->issuer, reading->reader.organisation) == 0;
	return err;
}

static enum err reach_of_contract(struct reading *reading,
				  const struct log_entry *entry,
				  const struct envelope *offer, enum book_reach *out)
{
	const struct contract_id id = contract_id_of(&offer->content_id);
	SlbPartyRole role;
	enum err err = reading_role(reading, id.bytes, &role);
	bool may = role != SLB_PARTY_ROLE__PARTY_ROLE_UNSPECIFIED;

	if (err == ERR_OK && role == SLB_PARTY_ROLE__PARTY_ROLE_THIRD_PARTY)
		err = is_own_statement(reading, entry, &may);
	*out = may ? READS_CONTENT : READS_NOTHING;
	return err;
}

static enum err reach_of_organisation(struct reading *reading, const char *slug,
				      enum book_reach *out)
{
	struct circle circle = { .count = 0 };
	enum err err = circle_find(reading, &circle);

	*out = err == ERR_OK && circle_has(&circle, slug) ? READS_CONTENT
							  : READS_NOTHING;
	return err;
}

/* Whose evidence was given up, and why, is no business of others. */
static enum err reach_of_broker(struct reading *reading, const struct log_entry *entry,
				enum book_reach *out)
{
	const SlbStatement *statement;
	SlbPartyRole role;
	enum err err;

	*out = READS_CONTENT;
	if (entry->leaf.kind != SLB_STATEMENT__BODY_REDACTION)
		return ERR_OK;
	*out = READS_LEAF;
	err = reading_statement(reading, entry->index, &statement);
	if (err == ERR_OK)
		err = reading_role(reading, statement->redaction->contract_id.data,
				   &role);
	if (err == ERR_OK && role != SLB_PARTY_ROLE__PARTY_ROLE_UNSPECIFIED)
		*out = READS_CONTENT;
	return err;
}

enum err book_reader_reach(struct reading *reading, const struct log_entry *entry,
			   enum book_reach *out)
{
	const SlbStatement *first;
	struct envelope envelope;
	uint64_t index;
	enum err err;

	*out = READS_NOTHING;
	err = log_book_index(reading->view.store, reading->arena, entry->leaf.book, 0,
			     &index, &reading->diag);
	if (err == ERR_OK)
		err = reading_envelope(reading, index, &envelope);
	if (err == ERR_OK)
		err = statement_parse(reading->arena, &envelope, NULL, &first,
				      &reading->diag);
	if (err != ERR_OK)
		return err;
	if (first->body_case == SLB_STATEMENT__BODY_OFFER)
		return reach_of_contract(reading, entry, &envelope, out);
	if (first->body_case == SLB_STATEMENT__BODY_ENROLMENT)
		return reach_of_organisation(reading, first->enrolment->organisation,
					     out);
	if (first->body_case == SLB_STATEMENT__BODY_OPENING)
		return reach_of_broker(reading, entry, out);
	*out = first->body_case == SLB_STATEMENT__BODY_OUTAGE ? READS_CONTENT
							      : READS_NOTHING;
	return ERR_OK;
}
