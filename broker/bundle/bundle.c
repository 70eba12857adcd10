#include "bundle/bundle.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "bundle/opening.h"

#define ARENA_BYTES ((size_t)1 << 30)
#define KEPT_BYTES  ((size_t)128 << 20)

enum err bundle_wrong(struct bundle *bundle, enum err err, const char *format, ...)
{
	char what[320];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(what, sizeof(what), format, arguments);
	va_end(arguments);
	return diag_error(&bundle->diag, err, diag_at(""), "%s", what);
}

bool hashes_of(const ProtobufCBinaryData *list, size_t count, struct tree_run *out)
{
	out->count = count;
	if (count > TREE_RUN_MAX)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!digest_from_bytes((struct bytes){ list[i].data, list[i].len },
				       &out->hashes[i]))
			return false;
	}
	return true;
}

/* ---- an entry's place --------------------------------------------------------- */

static enum err wrong_entry(struct bundle *bundle, enum err err, uint64_t index,
			    const char *what)
{
	return bundle_wrong(bundle, err, "entry %" PRIu64 ": %s", index, what);
}

static enum err check_index(struct bundle *bundle, const SlbEvidenceEntry *entry)
{
	const struct checkpoint *checkpoint = &bundle->facts.checkpoint;
	uint64_t index = entry->entry->log_index;
	struct tree_run between;

	if (index < bundle->edge.size || index >= checkpoint->tree.size)
		return wrong_entry(bundle, ERR_BUNDLE_FORM, index,
				   "it does not come after the entry before it, within "
				   "the log of the checkpoint");
	if (bundle->facts.entry_count == 0 && index != 0)
		return wrong_entry(bundle, ERR_BUNDLE_INVALID, index,
				   "the first entry in it is not the log's opening");
	if (hashes_of(entry->between, entry->n_between, &between) &&
	    tree_edge_append_run(&bundle->edge, index, between.hashes, between.count))
		return ERR_OK;
	return wrong_entry(bundle, ERR_BUNDLE_FORM, index,
			   "it has not the hashes that stand for what lies between it "
			   "and the entry before it");
}

/* Books begin in the order of their heads. */
static struct book_reach *find_book(struct bundle *bundle, const struct leaf *leaf)
{
	size_t count = bundle->begun_count;

	if (leaf->number == 0 && count < bundle->book_count)
		count++;
	for (size_t i = 0; i < count; i++) {
		if (memcmp(bundle->books[i].pseudonym, leaf->book,
			   LEAF_PSEUDONYM_BYTES) == 0)
			return &bundle->books[i];
	}
	return NULL;
}

static enum err check_book(struct bundle *bundle, const struct fold_entry *entry)
{
	struct book_reach *book = find_book(bundle, &entry->leaf);

	if (book == NULL)
		return wrong_entry(bundle, ERR_BUNDLE_INVALID, entry->index,
				   "its book is none of those whose heads stand at the "
				   "beginning, or begins out of their order");
	if (entry->leaf.number != book->next_number)
		return wrong_entry(
			bundle, ERR_BUNDLE_INVALID, entry->index,
			"it does not follow the last entry of its book: something is "
			"missing before it, or it stands here twice");
	if (entry->leaf.number > book->number ||
	    (entry->leaf.number == book->number &&
	     !digest_equal(&entry->leaf_hash, &book->leaf_hash)))
		return wrong_entry(bundle, ERR_BUNDLE_INVALID, entry->index,
				   "its book ends before it, or with another entry in "
				   "its place: the book's head says so");
	if (book->next_number++ == 0)
		bundle->begun_count++;
	return ERR_OK;
}

/* ---- entries ------------------------------------------------------------------ */

static enum err read_leaf(struct bundle *bundle, const SlbLoggedStatement *logged,
			  struct fold_entry *out)
{
	enum err err =
		leaf_decode((struct bytes){ logged->leaf.data, logged->leaf.len },
			    &out->leaf, &bundle->diag);

	if (err != ERR_OK)
		return wrong_entry(bundle, err, logged->log_index,
				   "its record is not written as one");
	out->index = logged->log_index;
	out->leaf_hash = leaf_hash(&out->leaf);
	out->is_erased = logged->envelope.len == 0;
	out->salt = logged->salt.data;
	out->envelope = (struct bytes){ logged->envelope.data, logged->envelope.len };
	if (logged->salt.len == (out->is_erased ? 0 : LEAF_SALT_BYTES))
		return ERR_OK;
	return wrong_entry(
		bundle, ERR_BUNDLE_FORM, logged->log_index,
		"it has both a salt of 32 bytes and an envelope, or neither");
}

static enum err take_entry(struct bundle *bundle, const struct record *record)
{
	const SlbEvidenceEntry *message = record->message->entry;
	struct fold_entry entry = { .index = 0 };
	enum err err;

	if (message->entry == NULL)
		return bundle_wrong(bundle, ERR_BUNDLE_FORM,
				    "the record at byte %" PRIu64 " has no entry",
				    record->offset - BUNDLE_LENGTH_BYTES);
	err = check_index(bundle, message);
	if (err == ERR_OK)
		err = read_leaf(bundle, message->entry, &entry);
	if (err == ERR_OK)
		err = check_book(bundle, &entry);
	if (err == ERR_OK)
		err = keep_place(bundle, record);
	if (err != ERR_OK)
		return err;
	tree_edge_append(&bundle->edge, &entry.leaf_hash);
	bundle->facts.entry_count++;
	return fold_take(&bundle->fold, &entry);
}

/* ---- the whole ---------------------------------------------------------------- */

static void begin_fold(struct bundle *bundle)
{
	struct fold_options options = {
		.origin = bundle->facts.checkpoint.origin,
		.target = bundle->store,
		.reader = envelope_reader(bundle),
		.is_part = true,
		.kept_bytes_max = KEPT_BYTES,
		.wrong = ERR_BUNDLE_INVALID,
		.diag = &bundle->diag,
	};

	fold_init(&bundle->fold, &options);
	bundle->is_folding = true;
}

static enum err read_head(struct bundle *bundle)
{
	struct record record;
	struct arena arena;
	enum err err = read_magic(bundle);

	arena_init(&arena, ARENA_BYTES);
	if (err == ERR_OK)
		err = read_record(bundle, &arena, &record);
	if (err == ERR_OK)
		err = take_head(bundle, &record);
	arena_release(&arena);
	return err;
}

static enum err read_rest(struct bundle *bundle)
{
	struct record record;
	enum err err;

	do {
		err = read_record(bundle, fold_arena(&bundle->fold), &record);
		if (err != ERR_OK)
			return err;
		if (record.message->record_case == SLB_EVIDENCE_RECORD__RECORD_END)
			break;
		if (record.message->record_case != SLB_EVIDENCE_RECORD__RECORD_ENTRY)
			return bundle_wrong(bundle, ERR_BUNDLE_FORM,
					    "the record at byte %" PRIu64
					    " is neither an entry nor the end",
					    record.offset - BUNDLE_LENGTH_BYTES);
		err = take_entry(bundle, &record);
	} while (err == ERR_OK);
	if (err == ERR_OK && bundle->facts.entry_count == 0)
		err = bundle_wrong(bundle, ERR_BUNDLE_FORM, "it has no entries");
	return err == ERR_OK ? take_end(bundle, record.message->end) : err;
}

struct opening {
	struct bundle *bundle;
	enum err err;
};

static void open_all(void *context)
{
	struct opening *opening = context;
	struct bundle *bundle = opening->bundle;

	opening->err = read_head(bundle);
	if (opening->err != ERR_OK)
		return;
	begin_fold(bundle);
	opening->err = read_rest(bundle);
	bundle->facts.byte_count = bundle->offset;
	bundle->facts.counts = bundle->fold.counts;
}

/* A log that somebody made up may break rules that a broker's never does. */
static enum err open_guarded(struct bundle *bundle)
{
	struct opening opening = { .bundle = bundle };
	struct ensure_failure failure;

	if (!ensure_run(open_all, &opening, &failure))
		opening.err = bundle_wrong(
			bundle, ERR_INTERNAL,
			"what it says leads to a state that cannot be (%s, line %d)",
			failure.file, failure.line);
	return bundle->is_folding ? fold_settle(&bundle->fold, opening.err)
				  : opening.err;
}

/* What is wrong with it, without the warnings about its terms. */
static enum err told(const struct bundle *bundle, enum err err, struct diag *diag)
{
	if (err == ERR_CONTENT_ABSENT || err == ERR_OUTCOME_UNFOUNDED ||
	    err == ERR_STORE_FOREIGN || err == ERR_LOG_ENTRY)
		err = ERR_BUNDLE_INVALID;
	for (const struct diag_item *item = bundle->diag.first; item != NULL;
	     item = item->next) {
		if (item->severity != DIAG_ERROR)
			continue;
		(void)diag_error(diag, err, item->place, "%s", item->text);
		if (item->hint != NULL)
			diag_hint(diag, "%s", item->hint);
	}
	return err;
}

enum err bundle_open(const struct bundle_source *source, struct bundle **out,
		     struct diag *diag)
{
	struct bundle *bundle = calloc(1, sizeof(*bundle));
	enum err err;

	*out = NULL;
	if (bundle == NULL)
		return ERR_NO_MEMORY;
	bundle->source = *source;
	arena_init(&bundle->arena, ARENA_BYTES);
	diag_init(&bundle->diag, &bundle->arena);
	tree_edge_init(&bundle->edge);
	bundle->store = store_open_memory(&fold_store);
	err = open_guarded(bundle);
	if (err == ERR_OK) {
		*out = bundle;
		return ERR_OK;
	}
	err = told(bundle, err, diag);
	bundle_close(bundle);
	return err;
}

void bundle_close(struct bundle *bundle)
{
	if (bundle == NULL)
		return;
	if (bundle->rows != NULL)
		store_read_end(bundle->rows);
	if (bundle->is_folding)
		fold_release(&bundle->fold);
	store_close(bundle->store);
	arena_release(&bundle->arena);
	free(bundle);
}

const struct bundle_facts *bundle_facts(const struct bundle *bundle)
{
	return &bundle->facts;
}

struct store_view *bundle_rows(const struct bundle *bundle)
{
	return bundle->rows;
}
