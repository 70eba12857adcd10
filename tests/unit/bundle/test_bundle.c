#include "unit/bundle/made.h"

#include <stdio.h>

#include "envelope/unpack.h"
#include "unit/acts/world_private.h"

/* A story's bundle, whole and bent. */

static struct story story;
static struct made made;

static void set_up(void)
{
	story_tell(&story);
	made_of_story(&made, &story, STORY_NOTICES);
}

static void tear_down(void)
{
	story_end(&story);
}

TestSuite(bundle, .init = set_up, .fini = tear_down);

static void expect_refusal(const char *what, struct bytes file, enum err err,
			   const char *text)
{
	struct opened opened = open_file(&story.w, file);

	cr_assert_str_eq(err_name(opened.err), err_name(err), "%s: %s", what,
			 opened.text);
	cr_expect_not_null(strstr(opened.text, text), "%s: %s", what, opened.text);
	cr_expect_null(opened.bundle);
}

static void expect_refused(const char *what, enum err err, const char *text)
{
	expect_refusal(what, made_file(&made), err, text);
}

static void expect_accepted(const char *what)
{
	struct opened opened = open_file(&story.w, made_file(&made));

	cr_assert_eq(opened.err, ERR_OK, "%s: %s", what, opened.text);
	bundle_close(opened.bundle);
}

/* ---- a bundle that holds ------------------------------------------------- */

Test(bundle, tells_what_was_found)
{
	struct public_key log_key = world_public(&story.w, KEY_LOG);
	struct bytes file = made_file(&made);
	struct opened opened = open_file(&story.w, file);
	const struct bundle_facts *facts;

	cr_assert_eq(opened.err, ERR_OK, "%s", opened.text);
	facts = bundle_facts(opened.bundle);
	cr_expect_str_eq(facts->contract, made_head(&made)->contract);
	cr_expect_eq(facts->notice, STORY_NOTICES);
	cr_expect_str_eq(facts->note, made_head(&made)->checkpoint);
	cr_expect_str_eq(facts->checkpoint.origin, AUDIENCE);
	cr_expect_eq(facts->checkpoint.tree.size, story.w.entry_count);
	cr_expect(public_key_equal(&facts->log_key, &log_key));
	cr_expect_eq(facts->entry_count, made.count - 2);
	cr_expect_eq(facts->byte_count, file.len);
	cr_expect_eq(facts->counts.outcome_count, 6);
	cr_expect_eq(facts->counts.restored_count, 0);
	bundle_close(opened.bundle);
}

Test(bundle, gives_rows_and_statements)
{
	struct opened opened = open_file(&story.w, made_file(&made));
	struct row_key key = notice_row_key(story.contract.id, STORY_NOTICES);
	struct bundle_statement statement;
	const ProtobufCMessage *row = NULL;
	struct state state;
	uint64_t index;

	cr_assert_eq(opened.err, ERR_OK, "%s", opened.text);
	state_init(&state, &story.w.arena, bundle_rows(opened.bundle));
	cr_assert_eq(state_fetch(&state, &key, &row), ERR_OK);
	cr_assert_not_null(row);
	index = ((const SlbNoticeRow *)row)->given_index;
	cr_assert_eq(bundle_statement_read(opened.bundle, &story.w.arena, index,
					   &statement, &story.w.diag),
		     ERR_OK);
	cr_assert_eq(statement.message->body_case, SLB_STATEMENT__BODY_OUTCOME);
	cr_expect_eq(statement.message->outcome->notices[0]->number, STORY_NOTICES);
	cr_expect(digest_equal(&statement.content_id,
			       &story.w.entries[index].content_id));
	cr_expect_eq(bundle_statement_read(opened.bundle, &story.w.arena,
					   story.w.entry_count, &statement,
					   &story.w.diag),
		     ERR_LOG_ENTRY);
	bundle_close(opened.bundle);
}

Test(bundle, the_contract_as_a_whole_needs_no_notice)
{
	made_of_story(&made, &story, 0);
	expect_accepted("no notice");
	made_of_story(&made, &story, STORY_NOTICES + 1);
	expect_refused("notice", ERR_BUNDLE_INVALID, "no such notice was given");
}

Test(bundle, a_log_without_an_outage_has_no_book_of_outages)
{
	static struct story calm;
	struct opened opened;

	world_open(&calm.w);
	calm.w.now_ms = world_ms("2026-01-11T00:00:00Z");
	calm.contract =
		world_agree(&calm.w, world_terms(&calm.w, "2026-01-11", "2026-12-31"));
	made_of_story(&made, &calm, 0);
	opened = open_file(&calm.w, made_file(&made));
	cr_expect_eq(opened.err, ERR_OK, "%s", opened.text);
	bundle_close(opened.bundle);
	story_end(&calm);
}

Test(bundle, begins_as_no_other_file)
{
	struct bytes file = made_file(&made);

	cr_expect(bundle_begins(file));
	cr_expect_not(bundle_begins((struct bytes){ file.data, 14 }));
	cr_expect_not(bundle_begins(bytes_of_string("slb-evidence/2\n")));
	cr_expect_not(bundle_begins((struct bytes){ NULL, 0 }));
}

/* ---- the file ------------------------------------------------------------ */

Test(bundle, a_file_that_ends_anywhere_is_not_whole)
{
	struct bytes file = made_file(&made);
	size_t at = strlen(BUNDLE_MAGIC);

	for (size_t len = 0; len < at; len++)
		expect_refusal("magic", (struct bytes){ file.data, len },
			       ERR_BUNDLE_FORM, "no bundle of evidence");
	for (size_t i = 0; i < made.count; i++) {
		size_t record =
			pack_message(&story.w.arena, &made.records[i]->base).len;

		expect_refusal("before a record", (struct bytes){ file.data, at },
			       ERR_BUNDLE_FORM, "not whole");
		expect_refusal("in a length", (struct bytes){ file.data, at + 3 },
			       ERR_BUNDLE_FORM, "not whole");
		expect_refusal("in a record",
			       (struct bytes){ file.data, at + 4 + record - 1 },
			       ERR_BUNDLE_FORM, "not whole");
		at += 4 + record;
	}
	cr_expect_eq(at, file.len);
}

Test(bundle, nothing_stands_after_its_end)
{
	struct buffer file;

	buffer_init(&file, &story.w.arena);
	buffer_add(&file, made_file(&made));
	buffer_add_byte(&file, 0);
	expect_refusal("a byte", buffer_bytes(&file), ERR_BUNDLE_FORM,
		       "stands after the last record");
}

/* Whatever bit is changed, it is noticed.  One in each byte, another in each. */
Test(bundle, every_changed_byte_is_noticed)
{
	struct bytes file = made_file(&made);
	uint8_t *bent = arena_alloc(&story.w.arena, file.len);
	struct arena_mark mark;

	memcpy(bent, file.data, file.len);
	mark = arena_mark(&story.w.arena);
	for (size_t i = 0; i < file.len; i += 7) {
		struct opened opened;

		bent[i] ^= (uint8_t)(1U << (i % 8));
		opened = open_file(&story.w, (struct bytes){ bent, file.len });
		cr_assert_neq(opened.err, ERR_OK, "byte %zu", i);
		cr_assert_neq(opened.err, ERR_INTERNAL, "byte %zu: %s", i, opened.text);
		cr_assert_neq(opened.text[0], '\0', "byte %zu", i);
		bent[i] = file.data[i];
		arena_rewind(&story.w.arena, mark);
	}
}

Test(bundle, every_record_has_its_place)
{
	struct made whole = made;

	for (size_t i = 0; i < whole.count; i++) {
		struct opened opened;

		made_drop(&made, i);
		opened = open_file(&story.w, made_file(&made));
		cr_expect_neq(opened.err, ERR_OK, "without record %zu", i);
		made = whole;
		made.records[made.count++] = made.records[i];
		opened = open_file(&story.w, made_file(&made));
		cr_expect_neq(opened.err, ERR_OK, "record %zu again", i);
		made = whole;
		if (i + 1 == whole.count)
			break;
		made.records[i] = whole.records[i + 1];
		made.records[i + 1] = whole.records[i];
		opened = open_file(&story.w, made_file(&made));
		cr_expect_neq(opened.err, ERR_OK, "records %zu and %zu", i, i + 1);
		made = whole;
	}
}

Test(bundle, records_have_a_length_and_one_form)
{
	struct buffer file;

	buffer_init(&file, &story.w.arena);
	buffer_add(&file, bytes_of_string(BUNDLE_MAGIC));
	buffer_add_u32be(&file, 0);
	expect_refusal("empty", buffer_bytes(&file), ERR_BUNDLE_FORM, "it has 1 to");
	buffer_init(&file, &story.w.arena);
	buffer_add(&file, bytes_of_string(BUNDLE_MAGIC));
	buffer_add_u32be(&file, BUNDLE_RECORD_BYTES_MAX + 1);
	expect_refusal("long", buffer_bytes(&file), ERR_BUNDLE_FORM, "it has 1 to");
	buffer_init(&file, &story.w.arena);
	buffer_add(&file, bytes_of_string(BUNDLE_MAGIC));
	buffer_add_u32be(&file, 2);
	buffer_add_byte(&file, 0x22); /* no record has number 4 */
	buffer_add_byte(&file, 0);
	expect_refusal("form", buffer_bytes(&file), ERR_BUNDLE_FORM,
		       "is not written as one");
}

/* ---- the head ------------------------------------------------------------ */

Test(bundle, the_head_names_a_contract_of_the_log)
{
	struct contract_id id;

	made_head(&made)->contract = law_text(&story.w.arena, "c-1");
	expect_refused("no name", ERR_BUNDLE_FORM, "names no contract");
	memcpy(id.bytes, story.other.id, sizeof(id.bytes));
	made_head(&made)->contract = contract_id_text(&story.w.arena, &id);
	expect_refused("another's", ERR_BUNDLE_INVALID,
		       "the book of another contract is in it");
}

Test(bundle, the_checkpoint_is_that_of_the_entries)
{
	struct checkpoint checkpoint = { .origin = AUDIENCE,
					 .tree = { made.tree_size, { { 1 } } } };
	SlbEvidenceHead *head = made_head(&made);

	head->checkpoint =
		checkpoint_sign(&story.w.arena, &checkpoint, story.w.keys[KEY_LOG]);
	expect_refused("another root", ERR_BUNDLE_INVALID, "do not lead to the root");
	head->checkpoint =
		checkpoint_sign(&story.w.arena, &checkpoint, story.w.keys[KEY_NOTICE]);
	expect_refused("another's key", ERR_CHECKPOINT_INVALID, "");
	checkpoint.tree.size++;
	head->checkpoint =
		checkpoint_sign(&story.w.arena, &checkpoint, story.w.keys[KEY_LOG]);
	expect_refused("another size", ERR_BUNDLE_INVALID, "the checkpoint's has");
	head->checkpoint = law_text(&story.w.arena, "nothing");
	expect_refused("no note", ERR_CHECKPOINT_INVALID, "");
	checkpoint = (struct checkpoint){ .origin = "another.example/log",
					  .tree = { made.tree_size, { { 1 } } } };
	head->checkpoint =
		checkpoint_sign(&story.w.arena, &checkpoint, story.w.keys[KEY_LOG]);
	expect_refused("another log", ERR_AUDIENCE_WRONG, "entry 0");
}

Test(bundle, heads_are_of_this_tree_and_of_one_book_each)
{
	SlbEvidenceHead *head = made_head(&made);
	SlbBookHead *last = head->books[head->n_books - 1];

	made.tree_size--;
	made_sign(&made, head->books, head->n_books);
	made.tree_size++;
	expect_refused("an older tree", ERR_BUNDLE_INVALID, "that of a log of");
	made_sign(&made, head->books, head->n_books);
	head->books[head->n_books - 1] = head->books[0];
	expect_refused("twice", ERR_BUNDLE_INVALID, "two heads are of one book");
	head->books[head->n_books - 1] = last;
	last = head->books[1];
	head->books[1] = head->books[2];
	head->books[2] = last;
	expect_refused("another order", ERR_BUNDLE_INVALID, "out of their order");
}

Test(bundle, heads_are_one_list_and_all_of_it)
{
	SlbEvidenceHead *head = made_head(&made);

	head->n_books--;
	expect_refused("left out", ERR_BUNDLE_INVALID, "not signed together");
	made_sign(&made, head->books, head->n_books);
	expect_refused("never there", ERR_BUNDLE_INVALID, "its book is none of those");
	head->n_books++;
	made_sign(&made, head->books + 1, head->n_books - 1);
	made_sign(&made, head->books, 1);
	expect_refused("two lists", ERR_BUNDLE_INVALID, "not signed together");
	head->n_books = 0;
	expect_refused("none", ERR_BUNDLE_INVALID, "no head of a book");
}

Test(bundle, heads_are_signed_by_the_log)
{
	SlbEvidenceHead *head = made_head(&made);
	struct signing_key *log_key = made.w->keys[KEY_LOG];

	made.w->keys[KEY_LOG] = made.w->keys[KEY_NOTICE];
	made_sign(&made, head->books, head->n_books);
	made.w->keys[KEY_LOG] = log_key;
	expect_refused("another key", ERR_BUNDLE_INVALID, "not signed by the key");
}

static void expect_each_byte_counts(ProtobufCBinaryData *data, const char *what)
{
	for (size_t i = 0; i < data->len; i++) {
		data->data[i] ^= 0x08;
		expect_refused(what, ERR_BUNDLE_INVALID, "book");
		data->data[i] ^= 0x08;
	}
	data->len--;
	expect_refused(what, ERR_BUNDLE_INVALID, "a signature of 64");
	data->len++;
}

static void expect_number_counts(uint64_t *number, const char *what)
{
	++*number;
	expect_refused(what, ERR_BUNDLE_INVALID, "book");
	--*number;
}

Test(bundle, every_part_of_a_head_counts)
{
	SlbEvidenceHead *head = made_head(&made);

	for (size_t i = 0; i < head->n_books; i++) {
		SlbBookHead *book = head->books[i];
		SlbHeadPath *path = book->path;

		expect_each_byte_counts(&book->pseudonym, "book");
		expect_each_byte_counts(&book->leaf_hash, "leaf hash");
		expect_each_byte_counts(&book->signature, "signature");
		expect_number_counts(&book->number, "number");
		expect_number_counts(&book->tree_size, "tree size");
		expect_number_counts(&path->size, "size");
		expect_number_counts(&path->index, "index");
		for (size_t j = 0; j < path->n_hashes; j++)
			expect_each_byte_counts(&path->hashes[j], "hash");
		path->n_hashes--;
		expect_refused("a hash less", ERR_BUNDLE_INVALID, "book");
		path->n_hashes++;
		book->path = NULL;
		expect_refused("no path", ERR_BUNDLE_INVALID, "book");
		book->path = path;
	}
}

/* ---- entries ------------------------------------------------------------- */

static SlbEvidenceEntry *entry_at(size_t record)
{
	return made.records[record]->entry;
}

Test(bundle, the_first_entry_is_the_opening)
{
	made_drop(&made, 1);
	expect_refused("the next", ERR_BUNDLE_INVALID, "is not the log's opening");
	made.count = 1;
	expect_refused("none", ERR_BUNDLE_FORM, "not whole");
	made_of_story(&made, &story, 0);
	made.records[1] = made.records[made.count - 1];
	made.count = 2;
	expect_refused("the end", ERR_BUNDLE_FORM, "it has no entries");
}

Test(bundle, an_entry_is_whole)
{
	size_t report = made_find(&made, SLB_STATEMENT__BODY_REPORT, 0);
	SlbLoggedStatement *logged = entry_at(report)->entry;
	SlbLoggedStatement kept = *logged;

	entry_at(report)->entry = NULL;
	expect_refused("no entry", ERR_BUNDLE_FORM, "has no entry");
	entry_at(report)->entry = logged;
	logged->leaf.len--;
	expect_refused("leaf", ERR_LEAF_INVALID, "its record is not written as one");
	*logged = kept;
	logged->salt.len--;
	expect_refused("salt", ERR_BUNDLE_FORM, "both a salt of 32 bytes");
	*logged = kept;
	logged->envelope.len = 0;
	expect_refused("envelope", ERR_BUNDLE_FORM, "both a salt of 32 bytes");
	logged->salt.len = 0;
	expect_refused("withheld", ERR_BUNDLE_INVALID, "no redaction gave them up");
	*logged = kept;
	logged->log_index = made.tree_size;
	expect_refused("beyond", ERR_BUNDLE_FORM, "within the log of the checkpoint");
}

Test(bundle, what_lies_between_has_its_hashes)
{
	size_t report = made_find(&made, SLB_STATEMENT__BODY_REPORT, 2);
	SlbEvidenceEntry *entry = entry_at(report);

	cr_assert_gt(entry->n_between, 0);
	entry->n_between--;
	expect_refused("one less", ERR_BUNDLE_FORM, "has not the hashes");
	entry->n_between++;
	entry->between[0].data[5] ^= 1;
	expect_refused("another", ERR_BUNDLE_INVALID, "do not lead to the root");
	entry->between[0].data[5] ^= 1;
	entry->between[0].len--;
	expect_refused("a short one", ERR_BUNDLE_FORM, "has not the hashes");
	made.records[made.count - 1]->end->n_after--;
	entry->between[0].len++;
	expect_refused("at the end", ERR_BUNDLE_FORM, "its end has not the hashes");
}

Test(bundle, an_omitted_entry_is_named_by_the_one_after_it)
{
	size_t report = made_find(&made, SLB_STATEMENT__BODY_REPORT, 0);
	size_t last = made_find(&made, SLB_STATEMENT__BODY_OUTCOME, 5);
	char next[64];

	snprintf(next, sizeof(next), "entry %llu: it has not the hashes",
		 (unsigned long long)entry_at(report + 1)->entry->log_index);
	made_drop(&made, report);
	expect_refused("a report", ERR_BUNDLE_FORM, next);
	made_of_story(&made, &story, 0);
	made_drop(&made, last);
	expect_refused("the last", ERR_BUNDLE_FORM, "its end has not the hashes");
}

/* ---- logs that somebody made up: all is signed, and something does not follow ---- */

/* The nth entry of a kind in the whole log. */
static struct fold_entry *logged(SlbStatement__BodyCase kind, unsigned nth)
{
	for (uint64_t i = 0; i < made.log.count; i++) {
		if (made.log.entries[i].leaf.kind == (uint16_t)kind && nth-- == 0)
			return &made.log.entries[i];
	}
	cr_assert_fail("no such entry");
	return NULL;
}

Test(bundle, an_outcome_that_does_not_follow_is_refused_however_it_is_signed)
{
	struct fold_entry *entry = logged(SLB_STATEMENT__BODY_OUTCOME, 2);
	const SlbStatement *statement = story.w.entries[entry->index].statement;
	struct world_entry again;

	cr_assert_eq(statement->outcome->n_notices, 1);
	statement->outcome->notices[0]->facts->value = law_text(&story.w.arena, "70");
	again = world_seal(&story.w, "outcome",
			   pack_message(&story.w.arena, &statement->base), KEY_NOTICE);
	log_put_envelope(&story.w, &made.log, entry->index, &again);
	made_of_log(&made, &story, 0);
	expect_refused("a figure", ERR_BUNDLE_INVALID, "is not what the log gives");
}

Test(bundle, a_report_under_anothers_key_is_refused)
{
	struct fold_entry *entry = logged(SLB_STATEMENT__BODY_REPORT, 0);
	const SlbStatement *statement = story.w.entries[entry->index].statement;
	struct world_entry again =
		world_seal(&story.w, "report",
			   pack_message(&story.w.arena, &statement->base), KEY_LENDER);

	log_put_envelope(&story.w, &made.log, entry->index, &again);
	made_of_log(&made, &story, 0);
	expect_refused("a report", ERR_BUNDLE_INVALID, "KEY_FOREIGN");
}

Test(bundle, books_that_do_not_belong_to_it_are_refused)
{
	struct book stranger = book_of_organisation("stranger");
	struct book clock = book_of_kind(BOOK_CLOCK);

	for (size_t i = 0; i < made.log.book_count; i++) {
		if (book_same(&made.log.books[i].book, &stranger))
			made.log.books[i].book = book_of_kind(BOOK_BROKER);
	}
	made_of_log(&made, &story, 0);
	expect_refused("a stranger's", ERR_BUNDLE_INVALID, "the book of \"stranger\"");
	made_of_story(&made, &story, 0);
	for (size_t i = 0; i < made.log.book_count; i++) {
		if (book_same(&made.log.books[i].book, &clock))
			made.log.books[i].book = book_of_kind(BOOK_BROKER);
	}
	made_of_log(&made, &story, 0);
	expect_refused("the clock's", ERR_BUNDLE_INVALID, "the broker's clock");
}

/* ---- after a redaction --------------------------------------------------- */

Test(bundle, after_a_redaction_what_was_concluded_still_verifies)
{
	struct opened opened;

	story_redact(&story, true);
	made_of_story(&made, &story, STORY_NOTICES);
	opened = open_file(&story.w, made_file(&made));
	cr_assert_eq(opened.err, ERR_OK, "%s", opened.text);
	cr_expect_eq(bundle_facts(opened.bundle)->counts.erased_count, 5);
	cr_expect_gt(bundle_facts(opened.bundle)->counts.restored_count, 0);
	bundle_close(opened.bundle);
}

Test(bundle, a_redaction_of_another_contract_is_withheld)
{
	struct opened opened;

	story_redact(&story, false);
	made_of_story(&made, &story, STORY_NOTICES);
	opened = open_file(&story.w, made_file(&made));
	cr_assert_eq(opened.err, ERR_OK, "%s", opened.text);
	cr_expect_eq(bundle_facts(opened.bundle)->counts.erased_count, 0);
	bundle_close(opened.bundle);
	log_of_world(&story.w, &made.log);
	made_of_log(&made, &story, 0);
	expect_refused("told", ERR_BUNDLE_INVALID, "CONTRACT_UNKNOWN");
}

Test(bundle, nothing_else_is_withheld)
{
	static const SlbStatement__BodyCase kinds[] = {
		SLB_STATEMENT__BODY_OPENING,    SLB_STATEMENT__BODY_ENROLMENT,
		SLB_STATEMENT__BODY_ACCEPTANCE, SLB_STATEMENT__BODY_OUTCOME,
		SLB_STATEMENT__BODY_OUTAGE,
	};

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		log_of_world(&story.w, &made.log);
		for (uint64_t n = 0; n < made.log.count; n++)
			made.log.entries[n].is_erased =
				made.log.entries[n].leaf.kind == (uint16_t)kinds[i];
		made_of_log(&made, &story, 0);
		expect_refused(act_kind(kinds[i])->name, ERR_BUNDLE_INVALID, "");
	}
}

/* ---- a source that fails ------------------------------------------------- */

static enum err fail(void *context, uint64_t offset, uint8_t *out, size_t len,
		     size_t *got)
{
	(void)context;
	(void)offset;
	(void)out;
	(void)len;
	*got = 0;
	return ERR_IO;
}

Test(bundle, errors_of_the_source_are_handed_through)
{
	struct bundle_source source = { .read = fail };
	struct bundle *bundle;

	cr_expect_eq(bundle_open(&source, &bundle, &story.w.diag), ERR_IO);
	cr_expect_null(bundle);
	bundle_close(NULL);
}
