#include "unit/bundle/made.h"

#include "envelope/unpack.h"
#include "merkle/book_head.h"
#include "merkle/run.h"

static ProtobufCBinaryData binary(struct made *made, struct bytes bytes)
{
	return world_binary(made->w, bytes.data, bytes.len);
}

/* ---- which books --------------------------------------------------------- */

static bool is_wanted(const struct story *story, const struct book *book)
{
	struct book contract = book_of_contract(story->contract.id);
	struct book client = book_of_organisation("lender");
	struct book centre = book_of_organisation("voicehouse");

	return book->kind == BOOK_BROKER || book->kind == BOOK_OUTAGES ||
	       book_same(book, &contract) || book_same(book, &client) ||
	       book_same(book, &centre);
}

static const struct log_book *book_of(const struct made *made, const struct leaf *leaf)
{
	for (size_t i = 0; i < made->log.book_count; i++) {
		if (memcmp(made->log.books[i].pseudonym, leaf->book,
			   LEAF_PSEUDONYM_BYTES) == 0)
			return &made->log.books[i];
	}
	cr_assert_fail("no such book");
	return NULL;
}

/* ---- records ------------------------------------------------------------- */

static SlbEvidenceRecord *add_record(struct made *made)
{
	SlbEvidenceRecord *record = arena_new(&made->w->arena, SlbEvidenceRecord);

	slb_evidence_record__init(record);
	made->records[made->count++] = record;
	return record;
}

static SlbBookHead *head_of(struct made *made, const struct log_book *book)
{
	struct book_end end = { .number = book->next_number - 1,
				.leaf_hash = book->last };

	memcpy(end.book, book->pseudonym, LEAF_PSEUDONYM_BYTES);
	return book_head_new(&made->w->arena, &end);
}

static int by_pseudonym(const void *a, const void *b)
{
	const SlbBookHead *const *first = a, *const *second = b;

	return memcmp((*first)->pseudonym.data, (*second)->pseudonym.data,
		      LEAF_PSEUDONYM_BYTES);
}

void made_sign(struct made *made, SlbBookHead *const *books, size_t count)
{
	const struct head_signer signer = { AUDIENCE, made->w->keys[KEY_LOG],
					    made->tree_size };
	SlbBookHead **heads = arena_array(&made->w->arena, SlbBookHead *, count);

	for (size_t i = 0; i < count; i++)
		heads[i] = books[i];
	qsort(heads, count, sizeof(SlbBookHead *), by_pseudonym);
	head_list_sign(&made->w->arena, &signer, heads, count);
}

static void add_head(struct made *made, const struct story *story, uint64_t notice,
		     const struct digest *root)
{
	SlbEvidenceRecord *record = add_record(made);
	SlbEvidenceHead *head = arena_new(&made->w->arena, SlbEvidenceHead);
	struct checkpoint checkpoint = { .origin = AUDIENCE,
					 .tree = { made->tree_size, *root } };
	struct contract_id id;

	slb_evidence_head__init(head);
	record->record_case = SLB_EVIDENCE_RECORD__RECORD_HEAD;
	record->head = head;
	memcpy(id.bytes, story->contract.id, sizeof(id.bytes));
	head->contract = contract_id_text(&made->w->arena, &id);
	head->notice = notice;
	head->checkpoint =
		checkpoint_sign(&made->w->arena, &checkpoint, made->w->keys[KEY_LOG]);
	head->books = arena_array(&made->w->arena, SlbBookHead *, made->log.book_count);
	for (size_t i = 0; i < made->log.book_count; i++) {
		if (is_wanted(story, &made->log.books[i].book))
			head->books[head->n_books++] =
				head_of(made, &made->log.books[i]);
	}
	made_sign(made, head->books, head->n_books);
}

static ProtobufCBinaryData *hashes_of(struct made *made, const struct tree_run *run)
{
	ProtobufCBinaryData *list =
		arena_array(&made->w->arena, ProtobufCBinaryData, run->count);

	for (size_t i = 0; i < run->count; i++)
		list[i] = binary(made, digest_bytes(&run->hashes[i]));
	return list;
}

static void add_entry(struct made *made, const struct fold_entry *entry,
		      const struct tree_run *between)
{
	SlbEvidenceRecord *record = add_record(made);
	SlbLoggedStatement *logged = arena_new(&made->w->arena, SlbLoggedStatement);
	uint8_t leaf[LEAF_BYTES];

	slb_logged_statement__init(logged);
	record->record_case = SLB_EVIDENCE_RECORD__RECORD_ENTRY;
	record->entry = arena_new(&made->w->arena, SlbEvidenceEntry);
	slb_evidence_entry__init(record->entry);
	record->entry->entry = logged;
	record->entry->n_between = between->count;
	record->entry->between = hashes_of(made, between);
	leaf_encode(&entry->leaf, leaf);
	logged->log_index = entry->index;
	logged->leaf = binary(made, BYTES_OF_ARRAY(leaf));
	if (entry->is_erased)
		return;
	logged->salt = binary(made, (struct bytes){ entry->salt, LEAF_SALT_BYTES });
	logged->envelope = binary(made, entry->envelope);
}

static void add_end(struct made *made, const struct tree_run *after)
{
	SlbEvidenceRecord *record = add_record(made);

	record->record_case = SLB_EVIDENCE_RECORD__RECORD_END;
	record->end = arena_new(&made->w->arena, SlbEvidenceEnd);
	slb_evidence_end__init(record->end);
	record->end->n_after = after->count;
	record->end->after = hashes_of(made, after);
}

/* ---- the whole ----------------------------------------------------------- */

static struct tree_nodes nodes_of(struct made *made)
{
	struct digest *leaves =
		arena_array(&made->w->arena, struct digest, made->log.count);
	struct tree_nodes nodes;

	for (uint64_t i = 0; i < made->log.count; i++)
		leaves[i] = made->log.entries[i].leaf_hash;
	tree_nodes_init(&nodes, &made->w->arena, leaves, made->log.count);
	return nodes;
}

void made_of_log(struct made *made, struct story *story, uint64_t notice)
{
	struct tree_nodes nodes;
	struct tree_source source;
	struct tree_run run;
	struct digest root;
	uint64_t at = 0;

	made->w = &story->w;
	made->count = 0;
	log_chain(&made->log);
	made->tree_size = made->log.count;
	nodes = nodes_of(made);
	source = tree_nodes_source(&nodes);
	root = treehash_range(&source, 0, made->tree_size);
	add_head(made, story, notice, &root);
	for (uint64_t i = 0; i < made->log.count; i++) {
		const struct fold_entry *entry = &made->log.entries[i];

		if (!is_wanted(story, &book_of(made, &entry->leaf)->book))
			continue;
		run = tree_run_of(&source, at, i);
		add_entry(made, entry, &run);
		at = i + 1;
	}
	run = tree_run_of(&source, at, made->tree_size);
	add_end(made, &run);
}

/* What was redacted of another contract is not told. */
static void withhold(struct made *made, const struct story *story)
{
	for (uint64_t i = 0; i < made->log.count; i++) {
		const SlbStatement *said = story->w.entries[i].statement;

		if (said->body_case == SLB_STATEMENT__BODY_REDACTION &&
		    memcmp(said->redaction->contract_id.data, story->contract.id,
			   CONTRACT_BYTES) != 0)
			made->log.entries[i].is_erased = true;
	}
}

void made_of_story(struct made *made, struct story *story, uint64_t notice)
{
	log_of_world(&story->w, &made->log);
	withhold(made, story);
	made_of_log(made, story, notice);
}

struct bytes made_file(const struct made *made)
{
	struct buffer file;

	buffer_init(&file, &made->w->arena);
	buffer_add(&file, bytes_of_string(BUNDLE_MAGIC));
	for (size_t i = 0; i < made->count; i++) {
		struct bytes message =
			pack_message(&made->w->arena, &made->records[i]->base);
		uint8_t length[BUNDLE_LENGTH_BYTES];

		bundle_length(message.len, length);
		buffer_add(&file, BYTES_OF_ARRAY(length));
		buffer_add(&file, message);
	}
	return buffer_bytes(&file);
}

SlbEvidenceHead *made_head(struct made *made)
{
	return made->records[0]->head;
}

size_t made_find(const struct made *made, SlbStatement__BodyCase kind, unsigned nth)
{
	for (size_t i = 1; i + 1 < made->count; i++) {
		struct leaf leaf;
		const SlbLoggedStatement *logged = made->records[i]->entry->entry;

		cr_assert_eq(leaf_decode((struct bytes){ logged->leaf.data,
							 logged->leaf.len },
					 &leaf, &made->w->diag),
			     ERR_OK);
		if (leaf.kind == (uint16_t)kind && nth-- == 0)
			return i;
	}
	cr_assert_fail("no such entry");
	return 0;
}

void made_drop(struct made *made, size_t record)
{
	made->count--;
	for (size_t i = record; i < made->count; i++)
		made->records[i] = made->records[i + 1];
}

/* ---- opening ------------------------------------------------------------- */

static enum err read_bytes(void *context, uint64_t offset, uint8_t *out, size_t len,
			   size_t *got)
{
	const struct bytes *file = context;

	*got = 0;
	if (offset >= file->len)
		return ERR_OK;
	*got = file->len - offset < len ? file->len - offset : len;
	memcpy(out, file->data + offset, *got);
	return ERR_OK;
}

static const char *lines_of(struct world *w, const struct diag *diag)
{
	struct text text;

	text_init(&text, &w->arena);
	for (const struct diag_item *item = diag->first; item != NULL;
	     item = item->next)
		text_printf(&text, "%s\n", item->text);
	return text_chars(&text);
}

struct opened open_file(struct world *w, struct bytes file)
{
	struct bytes *kept = arena_new(&w->arena, struct bytes);
	struct bundle_source source = { read_bytes, kept };
	struct opened opened;
	struct diag diag;

	*kept = file;
	diag_init(&diag, &w->arena);
	opened.err = bundle_open(&source, &opened.bundle, &diag);
	opened.text = lines_of(w, &diag);
	return opened;
}
