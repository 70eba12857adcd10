#include <inttypes.h>
#include <string.h>

#include "bundle/opening.h"
#include "envelope/unpack.h"

#define TERMS_ARENA_BYTES ((size_t)128 << 20)

/* ---- the tree and the heads --------------------------------------------------- */

static enum err check_root(struct bundle *bundle, const SlbEvidenceEnd *end)
{
	const struct tree_head *tree = &bundle->facts.checkpoint.tree;
	struct tree_run after;
	struct digest root;

	if (!hashes_of(end->after, end->n_after, &after) ||
	    !tree_edge_append_run(&bundle->edge, tree->size, after.hashes, after.count))
		return bundle_wrong(bundle, ERR_BUNDLE_FORM,
				    "its end has not the hashes that stand for what "
				    "lies between its last entry and the checkpoint");
	root = tree_edge_root(&bundle->edge);
	if (digest_equal(&root, &tree->root))
		return ERR_OK;
	return bundle_wrong(
		bundle, ERR_BUNDLE_INVALID,
		"its entries, and the hashes between them, do not lead to the root of "
		"the checkpoint: something in it does not lie in that log");
}

static enum err check_reached(struct bundle *bundle)
{
	for (size_t i = 0; i < bundle->book_count; i++) {
		const struct book_reach *book = &bundle->books[i];

		if (book->next_number == book->number + 1)
			continue;
		return bundle_wrong(bundle, ERR_BUNDLE_INVALID,
				    "book %zu has %" PRIu64 " of its %" PRIu64
				    " entries here: something was left out of it",
				    i + 1, book->next_number, book->number + 1);
	}
	return ERR_OK;
}

/* ---- which books -------------------------------------------------------------- */

struct wanted {
	struct bundle *bundle;
	struct arena arena; /* for the terms of one version */
	struct state state;
	struct state_entries versions; /* rows of terms */
	bool has_contract;
};

static bool has_party(const SlbTerms *terms, const char *slug)
{
	for (size_t i = 0; i < terms->n_parties; i++) {
		if (strcmp(terms->parties[i]->organisation, slug) == 0)
			return true;
	}
	return false;
}

/* Terms that were offered were checked when their offer was folded. */
static enum err names_party(struct wanted *wanted, const SlbTermsRow *row,
			    const char *slug, bool *found)
{
	struct arena_mark mark = arena_mark(&wanted->arena);
	ProtobufCMessage *message = NULL;
	enum err err = unpack_message(&wanted->arena, &slb_terms__descriptor,
				      (struct bytes){ row->terms.data, row->terms.len },
				      &message, &wanted->bundle->diag);

	*found = err == ERR_OK && has_party((const SlbTerms *)message, slug);
	arena_rewind(&wanted->arena, mark);
	return err;
}

static enum err check_organisation(struct wanted *wanted, const struct book *book)
{
	const char *slug = arena_strndup(&wanted->bundle->arena, (const char *)book->id,
					 book->id_len);
	bool found = book->kind != BOOK_ORGANISATION;
	enum err err = ERR_OK;

	for (size_t i = 0; i < wanted->versions.count && err == ERR_OK && !found; i++)
		err = names_party(wanted,
				  (const SlbTermsRow *)wanted->versions.entries[i].row,
				  slug, &found);
	if (err != ERR_OK || found)
		return err;
	return bundle_wrong(wanted->bundle, ERR_BUNDLE_INVALID,
			    "the book of \"%s\" is in it, and no offer in the contract "
			    "names that organisation",
			    slug);
}

static enum err check_book(struct wanted *wanted, const struct book *book)
{
	struct book contract = book_of_contract(wanted->bundle->facts.contract_id);

	if (book_same(book, &contract)) {
		wanted->has_contract = true;
		return ERR_OK;
	}
	if (book->kind == BOOK_BROKER || book->kind == BOOK_OUTAGES ||
	    book->kind == BOOK_ORGANISATION)
		return ERR_OK;
	return bundle_wrong(wanted->bundle, ERR_BUNDLE_INVALID, "%s",
			    book->kind == BOOK_CONTRACT
				    ? "the book of another contract is in it"
				    : "the book of the broker's clock is in it, which "
				      "is no evidence of anything");
}

static enum err load_versions(struct wanted *wanted)
{
	const struct row_key from =
		rows_of_contract(ROW_TERMS, wanted->bundle->facts.contract_id);
	const struct state_range range = { .from = from, .to = row_key_after(&from) };
	enum err err;

	state_init(&wanted->state, &wanted->bundle->arena, wanted->bundle->fold.rows);
	state_want_range(&wanted->state, &range);
	err = state_load(&wanted->state);
	if (err == ERR_OK)
		wanted->versions = state_rows(&wanted->state, &range);
	return err;
}

/* Each book by check. */
static enum err check_each(struct wanted *wanted,
			   enum err (*check)(struct wanted *wanted,
					     const struct book *book))
{
	struct bundle *bundle = wanted->bundle;
	struct book book;
	enum err err = ERR_OK;

	for (size_t i = 0; i < bundle->book_count && err == ERR_OK; i++) {
		if (fold_find_book(&bundle->fold, bundle->books[i].pseudonym, &book))
			err = check(wanted, &book);
	}
	return err;
}

/* That the parties' own books are there, their statements have shown. */
static enum err check_books(struct bundle *bundle)
{
	struct wanted wanted = { .bundle = bundle };
	enum err err = check_each(&wanted, check_book);

	if (err == ERR_OK && !wanted.has_contract)
		err = bundle_wrong(bundle, ERR_BUNDLE_INVALID,
				   "the book of contract %s is not in it",
				   bundle->facts.contract);
	if (err != ERR_OK)
		return err;
	arena_init(&wanted.arena, TERMS_ARENA_BYTES);
	err = load_versions(&wanted);
	if (err == ERR_OK)
		err = check_each(&wanted, check_organisation);
	arena_release(&wanted.arena);
	return err;
}

/* ---- the notice --------------------------------------------------------------- */

static enum err check_notice(struct bundle *bundle)
{
	const struct bundle_facts *facts = &bundle->facts;
	struct row_key key = notice_row_key(facts->contract_id, facts->notice);
	const ProtobufCMessage *row;
	struct state state;
	enum err err;

	if (facts->notice == 0)
		return ERR_OK;
	state_init(&state, &bundle->arena, bundle->rows);
	err = state_fetch(&state, &key, &row);
	if (err != ERR_OK || row != NULL)
		return err;
	return bundle_wrong(bundle, ERR_BUNDLE_INVALID,
			    "it is said to be about notice %" PRIu64
			    ", and no such notice was given",
			    facts->notice);
}

/* ---- the end ------------------------------------------------------------------ */

enum err take_end(struct bundle *bundle, const SlbEvidenceEnd *end)
{
	enum err err = fold_look(&bundle->fold);

	if (err == ERR_OK)
		err = check_signed(bundle);
	if (err == ERR_OK)
		err = check_root(bundle, end);
	if (err == ERR_OK)
		err = check_reached(bundle);
	if (err == ERR_OK)
		err = check_books(bundle);
	if (err == ERR_OK)
		err = check_file_ends(bundle);
	if (err == ERR_OK)
		err = fold_finish(&bundle->fold);
	if (err == ERR_OK)
		err = store_read_begin(bundle->store, &bundle->diag, &bundle->rows);
	return err == ERR_OK ? check_notice(bundle) : err;
}
