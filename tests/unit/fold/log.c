#include "unit/fold/log.h"

#include <inttypes.h>

static struct book book_of(const struct world_entry *entry)
{
	const SlbStatement *statement = entry->statement;
	struct contract_id id = contract_id_of(&entry->content_id);

	if (statement->book.len == CONTRACT_BYTES)
		return book_of_contract(statement->book.data);
	if (statement->body_case == SLB_STATEMENT__BODY_OFFER)
		return book_of_contract(id.bytes);
	if (statement->body_case == SLB_STATEMENT__BODY_OUTAGE)
		return book_of_kind(BOOK_OUTAGES);
	if (statement->body_case == SLB_STATEMENT__BODY_CLOCK)
		return book_of_kind(BOOK_CLOCK);
	if (statement->body_case == SLB_STATEMENT__BODY_ENROLMENT)
		return book_of_organisation(statement->enrolment->organisation);
	if (strcmp(statement->issuer, "operator") != 0)
		return book_of_organisation(statement->issuer);
	return book_of_kind(BOOK_BROKER);
}

static struct log_book *find_book(struct log *log, const struct book *book)
{
	struct log_book *found;

	for (size_t i = 0; i < log->book_count; i++) {
		if (book_same(&log->books[i].book, book))
			return &log->books[i];
	}
	cr_assert_lt(log->book_count, LOG_BOOKS_MAX);
	found = &log->books[log->book_count++];
	*found = (struct log_book){ .book = *book };
	memset(found->pseudonym, 0xb0 + (int)log->book_count, LEAF_PSEUDONYM_BYTES);
	return found;
}

void log_put_envelope(struct world *w, struct log *log, uint64_t index,
		      const struct world_entry *entry)
{
	struct fold_entry *logged = &log->entries[index];
	struct envelope envelope;

	/* A world remembers the keys only. */
	cr_assert_eq(envelope_parse(&w->arena, entry->envelope, &envelope, &w->diag),
		     ERR_OK);
	for (size_t i = 0; i < envelope.signer_count; i++)
		envelope.signers[i].key = entry->signers[i].key;
	logged->envelope = entry->envelope;
	logged->leaf.commitment =
		leaf_commitment(&w->arena, logged->salt, &entry->content_id,
				envelope.signers, envelope.signer_count);
}

void log_of_world(struct world *w, struct log *log)
{
	*log = (struct log){ .count = w->entry_count };
	for (uint64_t i = 0; i < w->entry_count; i++) {
		const struct world_entry *entry = &w->entries[i];
		struct fold_entry *logged = &log->entries[i];
		struct book book = book_of(entry);
		struct digest salt = sha256((struct bytes){ (uint8_t *)&i, sizeof(i) });

		logged->index = i;
		logged->is_erased = entry->is_erased;
		logged->salt = world_binary(w, salt.bytes, LEAF_SALT_BYTES).data;
		logged->leaf.kind = (uint16_t)entry->statement->body_case;
		logged->leaf.log_time_ms = (uint64_t)entry->log_time_ms;
		memcpy(logged->leaf.book, find_book(log, &book)->pseudonym,
		       LEAF_PSEUDONYM_BYTES);
		log_put_envelope(w, log, i, entry);
	}
	log_chain(log);
}

void log_chain(struct log *log)
{
	for (size_t i = 0; i < log->book_count; i++) {
		log->books[i].next_number = 0;
		log->books[i].last = (struct digest){ .bytes = { 0 } };
	}
	for (uint64_t i = 0; i < log->count; i++) {
		struct fold_entry *entry = &log->entries[i];
		struct log_book *book = log->books;

		while (memcmp(book->pseudonym, entry->leaf.book,
			      LEAF_PSEUDONYM_BYTES) != 0)
			book++;
		entry->leaf.number = book->next_number++;
		entry->leaf.previous = book->last;
		entry->leaf_hash = leaf_hash(&entry->leaf);
		book->last = entry->leaf_hash;
	}
}

static enum err read_entry(void *context, struct arena *arena, uint64_t index,
			   struct bytes *envelope)
{
	const struct log *log = context;

	(void)arena;
	for (uint64_t i = 0; i < log->count; i++) {
		if (log->entries[i].index != index)
			continue;
		*envelope = log->entries[i].envelope;
		return log->entries[i].is_erased ? ERR_EVIDENCE_ERASED : ERR_OK;
	}
	cr_assert_fail("no entry %" PRIu64, index);
	return ERR_INTERNAL;
}

struct act_reader log_reader(struct log *log)
{
	return (struct act_reader){ .read = read_entry, .context = log };
}
