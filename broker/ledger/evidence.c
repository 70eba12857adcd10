#include "ledger/evidence.h"

#include <inttypes.h>
#include <string.h>

#include "base/ensure.h"
#include "envelope/ids.h"
#include "envelope/unpack.h"
#include "ledger/book_heads.h"
#include "ledger/log_tree.h"
#include "merkle/checkpoint.h"
#include "merkle/run.h"

#define NO_INDEX          UINT64_MAX
#define TERMS_ARENA_BYTES ((size_t)128 << 20)

/* ---- as they travel ----------------------------------------------------------- */

static ProtobufCBinaryData copy_of(struct arena *arena, struct bytes bytes)
{
	uint8_t *copy = arena_array(arena, uint8_t, bytes.len);

	memcpy(copy, bytes.data, bytes.len);
	return (ProtobufCBinaryData){ bytes.len, copy };
}

SlbLoggedStatement *evidence_leaf(struct arena *arena, const struct log_entry *entry)
{
	SlbLoggedStatement *message = arena_new(arena, SlbLoggedStatement);

	slb_logged_statement__init(message);
	message->log_index = entry->index;
	message->leaf = copy_of(arena, entry->leaf_bytes);
	return message;
}

SlbLoggedStatement *evidence_statement(struct arena *arena,
				       const struct log_entry *entry)
{
	SlbLoggedStatement *message = evidence_leaf(arena, entry);

	if (entry->is_erased)
		return message;
	message->salt = copy_of(arena, BYTES_OF_ARRAY(entry->content.salt));
	message->envelope = copy_of(arena, entry->content.envelope);
	return message;
}

static ProtobufCBinaryData *hashes_of(struct arena *arena, const struct tree_run *run)
{
	ProtobufCBinaryData *hashes =
		arena_array(arena, ProtobufCBinaryData, run->count);

	for (size_t i = 0; i < run->count; i++)
		hashes[i] = copy_of(arena, digest_bytes(&run->hashes[i]));
	return hashes;
}

static SlbEvidenceRecord *new_record(struct arena *arena,
				     SlbEvidenceRecord__RecordCase which)
{
	SlbEvidenceRecord *record = arena_new(arena, SlbEvidenceRecord);

	slb_evidence_record__init(record);
	record->record_case = which;
	return record;
}

/* ---- a book in the checkpoint's tree ------------------------------------------ */

struct beginning {
	struct log_view *view;
	const struct evidence_request *request;
	struct evidence *evidence;
	struct state state;
	SlbEvidenceHead *head;
	struct book_heads heads; /* in the checkpoint's tree */
	size_t room;             /* for books */
};

/* *head is NULL where the tree has nothing of the book. */
static enum err find_book(struct beginning *beginning, const struct book *name,
			  struct evidence_book *book, SlbBookHead **head)
{
	const struct log_view *view = beginning->view;
	enum err err = book_heads_of(&beginning->heads, name, head);

	if (err != ERR_OK || *head == NULL)
		return err;
	*book = (struct evidence_book){ .last_number = (*head)->number };
	memcpy(book->pseudonym, (*head)->pseudonym.data, LEAF_PSEUDONYM_BYTES);
	return log_book_index(view->store, view->arena, book->pseudonym, 0,
			      &book->next_index, view->diag);
}

/* Adds a book, by the place of its first entry among the others.  *is_there: the tree has
 * something of it. */
static enum err add_book(struct beginning *beginning, const struct book *name,
			 bool *is_there)
{
	struct evidence *evidence = beginning->evidence;
	SlbBookHead **heads = beginning->head->books;
	struct evidence_book book;
	SlbBookHead *head;
	size_t at = evidence->book_count;
	enum err err = find_book(beginning, name, &book, &head);

	*is_there = head != NULL;
	if (err != ERR_OK || head == NULL)
		return err;
	ensure(evidence->book_count < beginning->room);
	for (; at > 0 && evidence->books[at - 1].next_index > book.next_index; at--) {
		evidence->books[at] = evidence->books[at - 1];
		heads[at] = heads[at - 1];
	}
	evidence->books[at] = book;
	heads[at] = head;
	beginning->head->n_books = ++evidence->book_count;
	return ERR_OK;
}

/* ---- which books -------------------------------------------------------------- */

/* Slugs of parties in what was offered; each once. */
struct slugs {
	const char **list;
	size_t count;
};

static void add_slug(struct arena *arena, struct slugs *slugs, const char *slug)
{
	for (size_t i = 0; i < slugs->count; i++) {
		if (strcmp(slugs->list[i], slug) == 0)
			return;
	}
	if (slugs->count % 64 == 0) {
		const char **grown =
			arena_array(arena, const char *, slugs->count + 64);

		if (slugs->count > 0)
			memcpy(grown, slugs->list, slugs->count * sizeof(*grown));
		slugs->list = grown;
	}
	slugs->list[slugs->count++] = arena_strdup(arena, slug);
}

static void add_slugs(struct arena *arena, struct slugs *slugs, const SlbTerms *terms)
{
	for (size_t i = 0; i < terms->n_parties; i++)
		add_slug(arena, slugs, terms->parties[i]->organisation);
}

/* Terms may be large, and a contract may have many versions: one at a time. */
static enum err add_parties(struct beginning *beginning, const uint8_t *version_id,
			    struct slugs *slugs)
{
	struct version_place place = { beginning->request->contract_id, version_id };
	struct row_key key = terms_row_key(&place);
	const ProtobufCMessage *row;
	ProtobufCMessage *terms = NULL;
	struct arena scratch;
	struct state state;
	enum err err;

	arena_init(&scratch, TERMS_ARENA_BYTES);
	state_init(&state, &scratch, beginning->view->store);
	err = state_fetch(&state, &key, &row);
	if (err == ERR_OK) {
		const ProtobufCBinaryData *bytes = &((const SlbTermsRow *)row)->terms;

		err = unpack_message(&scratch, &slb_terms__descriptor,
				     (struct bytes){ bytes->data, bytes->len }, &terms,
				     beginning->view->diag);
	}
	if (err == ERR_OK)
		add_slugs(beginning->view->arena, slugs, (const SlbTerms *)terms);
	arena_release(&scratch);
	return err;
}

/* Of every version that was offered in the tree. */
static enum err find_parties(struct beginning *beginning, struct slugs *slugs)
{
	const struct row_key from =
		rows_of_contract(ROW_VERSION, beginning->request->contract_id);
	const struct state_range range = { .from = from, .to = row_key_after(&from) };
	struct state_entries versions;
	enum err err;

	state_want_range(&beginning->state, &range);
	err = state_load(&beginning->state);
	if (err != ERR_OK)
		return err;
	versions = state_rows(&beginning->state, &range);
	for (size_t i = 0; i < versions.count && err == ERR_OK; i++) {
		const struct state_entry *entry = &versions.entries[i];

		if (((const SlbVersionRow *)entry->row)->offered_index <
		    beginning->evidence->tree_size)
			err = add_parties(beginning,
					  row_key_tail(entry->key, DIGEST_BYTES).data,
					  slugs);
	}
	return err;
}

static enum err add_books(struct beginning *beginning)
{
	struct book contract = book_of_contract(beginning->request->contract_id);
	struct book broker = book_of_kind(BOOK_BROKER);
	struct book outages = book_of_kind(BOOK_OUTAGES);
	struct arena *arena = beginning->view->arena;
	struct slugs slugs = { .count = 0 };
	bool is_there = false;
	enum err err = find_parties(beginning, &slugs);

	if (err != ERR_OK)
		return err;
	beginning->room = slugs.count + 3;
	beginning->evidence->books =
		arena_array(arena, struct evidence_book, beginning->room);
	beginning->head->books = arena_array(arena, SlbBookHead *, beginning->room);
	err = add_book(beginning, &broker, &is_there);
	if (err == ERR_OK)
		err = add_book(beginning, &outages, &is_there);
	for (size_t i = 0; i < slugs.count && err == ERR_OK; i++) {
		struct book book = book_of_organisation(slugs.list[i]);

		err = add_book(beginning, &book, &is_there);
	}
	if (err == ERR_OK)
		err = add_book(beginning, &contract, &is_there);
	if (err == ERR_OK && !is_there)
		err = diag_error(beginning->view->diag, ERR_LOG_ENTRY,
				 diag_at("contract"),
				 "the contract is younger than the last checkpoint: "
				 "ask again in a moment");
	return err;
}

/* ---- the head ----------------------------------------------------------------- */

static enum err check_notice(struct beginning *beginning)
{
	const struct evidence_request *request = beginning->request;
	struct row_key key = notice_row_key(request->contract_id, request->notice);
	const ProtobufCMessage *row;
	enum err err;

	if (request->notice == 0)
		return ERR_OK;
	err = state_fetch(&beginning->state, &key, &row);
	if (err != ERR_OK || (row != NULL && ((const SlbNoticeRow *)row)->given_index <
						     beginning->evidence->tree_size))
		return err;
	return diag_error(beginning->view->diag, ERR_LOG_ENTRY, diag_at("notice"),
			  "no notice %" PRIu64
			  " of the contract lies in the log of the last checkpoint",
			  request->notice);
}

static enum err read_checkpoint(struct beginning *beginning)
{
	struct log_view *view = beginning->view;
	struct checkpoint checkpoint;
	struct note note;
	enum err err =
		note_parse(view->arena, bytes_of_string(beginning->request->checkpoint),
			   &note, view->diag);

	if (err == ERR_OK)
		err = checkpoint_parse(view->arena, note.text, &checkpoint, view->diag);
	if (err != ERR_OK)
		return err;
	ensure(checkpoint.tree.size <= view->size);
	beginning->evidence->tree_size = checkpoint.tree.size;
	return ERR_OK;
}

enum err evidence_begin(struct log_view *view, const struct evidence_request *request,
			struct evidence *evidence, SlbEvidenceRecord **head)
{
	struct beginning beginning = { .view = view,
				       .request = request,
				       .evidence = evidence };
	struct contract_id id;
	enum err err;

	*evidence = (struct evidence){ .position = 0 };
	memcpy(evidence->contract_id, request->contract_id, CONTRACT_BYTES);
	*head = new_record(view->arena, SLB_EVIDENCE_RECORD__RECORD_HEAD);
	(*head)->head = beginning.head = arena_new(view->arena, SlbEvidenceHead);
	slb_evidence_head__init(beginning.head);
	memcpy(id.bytes, request->contract_id, sizeof(id.bytes));
	beginning.head->contract = contract_id_text(view->arena, &id);
	beginning.head->notice = request->notice;
	beginning.head->checkpoint = arena_strdup(view->arena, request->checkpoint);
	state_init(&beginning.state, view->arena, view->store);
	err = read_checkpoint(&beginning);
	if (err == ERR_OK)
		err = book_heads_begin(&beginning.heads, view, evidence->tree_size);
	if (err == ERR_OK)
		err = check_notice(&beginning);
	if (err == ERR_OK)
		err = add_books(&beginning);
	if (err == ERR_OK)
		book_heads_sign(&beginning.heads);
	return err;
}

/* ---- one after the other ------------------------------------------------------ */

/* The book whose next entry comes first; NULL: none has one. */
static struct evidence_book *first_book(struct evidence *evidence)
{
	struct evidence_book *first = NULL;

	for (size_t i = 0; i < evidence->book_count; i++) {
		struct evidence_book *book = &evidence->books[i];

		if (book->next_index != NO_INDEX &&
		    (first == NULL || book->next_index < first->next_index))
			first = book;
	}
	return first;
}

static enum err step(struct log_view *view, struct evidence_book *book)
{
	if (book->next_number == book->last_number) {
		book->next_index = NO_INDEX;
		return ERR_OK;
	}
	book->next_number++;
	return log_book_index(view->store, view->arena, book->pseudonym,
			      book->next_number, &book->next_index, view->diag);
}

static enum err read_run(struct log_view *view, uint64_t from, uint64_t to,
			 struct tree_run *out)
{
	struct log_tree tree = { .view = view->store,
				 .arena = view->arena,
				 .diag = view->diag };
	struct tree_source source = log_tree_source(&tree);

	*out = tree_run_of(&source, from, to);
	return log_tree_failed(&tree);
}

/* What the operator gave up of another contract is not told here. */
static enum err is_withheld(struct log_view *view, const struct evidence *evidence,
			    const struct log_entry *entry, bool *out)
{
	const SlbStatement *statement;
	struct envelope envelope;
	enum err err;

	*out = false;
	if (entry->leaf.kind != SLB_STATEMENT__BODY_REDACTION)
		return ERR_OK;
	err = envelope_parse(view->arena, entry->content.envelope, &envelope,
			     view->diag);
	if (err == ERR_OK)
		err = statement_parse(view->arena, &envelope, NULL, &statement,
				      view->diag);
	if (err == ERR_OK)
		*out = memcmp(statement->redaction->contract_id.data,
			      evidence->contract_id, CONTRACT_BYTES) != 0;
	return err;
}

static enum err give_entry(struct log_view *view, struct evidence *evidence,
			   struct evidence_book *book, SlbEvidenceRecord **record)
{
	uint64_t index = book->next_index;
	struct log_entry entry;
	struct tree_run run;
	bool withheld = false;
	enum err err = read_run(view, evidence->position, index, &run);

	if (err == ERR_OK)
		err = log_view_entry(view, index, &entry);
	if (err == ERR_OK)
		err = is_withheld(view, evidence, &entry, &withheld);
	if (err == ERR_OK)
		err = step(view, book);
	if (err != ERR_OK)
		return err;
	*record = new_record(view->arena, SLB_EVIDENCE_RECORD__RECORD_ENTRY);
	(*record)->entry = arena_new(view->arena, SlbEvidenceEntry);
	slb_evidence_entry__init((*record)->entry);
	(*record)->entry->n_between = run.count;
	(*record)->entry->between = hashes_of(view->arena, &run);
	(*record)->entry->entry = withheld ? evidence_leaf(view->arena, &entry)
					   : evidence_statement(view->arena, &entry);
	evidence->position = index + 1;
	return ERR_OK;
}

static enum err give_end(struct log_view *view, struct evidence *evidence,
			 SlbEvidenceRecord **record)
{
	struct tree_run run;
	enum err err = read_run(view, evidence->position, evidence->tree_size, &run);

	if (err != ERR_OK)
		return err;
	*record = new_record(view->arena, SLB_EVIDENCE_RECORD__RECORD_END);
	(*record)->end = arena_new(view->arena, SlbEvidenceEnd);
	slb_evidence_end__init((*record)->end);
	(*record)->end->n_after = run.count;
	(*record)->end->after = hashes_of(view->arena, &run);
	evidence->is_over = true;
	return ERR_OK;
}

enum err evidence_next(struct log_view *view, struct evidence *evidence,
		       SlbEvidenceRecord **record)
{
	struct evidence_book *book = first_book(evidence);

	*record = NULL;
	if (evidence->is_over)
		return ERR_OK;
	return book == NULL ? give_end(view, evidence, record)
			    : give_entry(view, evidence, book, record);
}
