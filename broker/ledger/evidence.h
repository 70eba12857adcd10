#ifndef BROKER_LEDGER_EVIDENCE_H
#define BROKER_LEDGER_EVIDENCE_H

#include "ledger/read.h"
#include "slabroker/v1/evidence.pb-c.h"

/*
 * The records of a bundle of evidence (proto/BUNDLE.md), one by one: the books that
 * concern a contract, up to one checkpoint.
 *
 * Entries never change, so what stands in the head holds for as long as the records
 * take, each of which is read in a view of its own.
 *
 * Records lie in the view's arena.  Threads: one at a time.
 */

struct evidence_book {
	uint8_t pseudonym[LEAF_PSEUDONYM_BYTES];
	uint64_t last_number; /* in the checkpoint's tree */
	uint64_t next_number;
	uint64_t next_index; /* its place in the log; UINT64_MAX: there is none */
};

struct evidence {
	uint64_t tree_size;
	uint64_t position; /* entries below this were given, or passed over */
	uint8_t contract_id[CONTRACT_BYTES];
	struct evidence_book *books;
	size_t book_count;
	bool is_over;
};

struct evidence_request {
	const uint8_t *contract_id; /* of a contract that is there */
	uint64_t notice;            /* 0: none */
	const char *checkpoint; /* a note that this log signed, not after the view */
};

/*
 * What stands in the first record; the books lie in the view's arena, which must outlive
 * evidence.  ERR_LOG_ENTRY: the contract, or the notice, is younger than the checkpoint.
 * ERR_NOT_SERVING: the log has got another key since the checkpoint.
 */
enum err evidence_begin(struct log_view *view, const struct evidence_request *request,
			struct evidence *evidence, SlbEvidenceRecord **head) MUST_CHECK;

/* The next record; NULL after the last one. */
enum err evidence_next(struct log_view *view, struct evidence *evidence,
		       SlbEvidenceRecord **record) MUST_CHECK;

/* An entry as it travels, in the arena: with its content unless that was erased, or
 * without. */
SlbLoggedStatement *evidence_statement(struct arena *arena,
				       const struct log_entry *entry);
SlbLoggedStatement *evidence_leaf(struct arena *arena, const struct log_entry *entry);

#endif
