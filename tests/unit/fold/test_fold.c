#include "fold/fold.h"

#include <stdio.h>

#include "envelope/unpack.h"
#include "unit/acts/world_private.h"
#include "unit/fold/folded.h"
#include "unit/fold/story.h"

/* A story's log, bent in one place, must not fold; and unbent it must. */

static struct story story;
static struct log told;

static void set_up(void)
{
	story_tell(&story);
	log_of_world(&story.w, &told);
}

static void tear_down(void)
{
	story_end(&story);
}

TestSuite(fold, .init = set_up, .fini = tear_down);

/* ---- folding ------------------------------------------------------------- */

static struct folded fold_log(bool is_part)
{
	return folded_of(&story.w, &told, is_part);
}

static void expect_fold(bool is_part)
{
	struct folded folded = fold_log(is_part);

	cr_assert_eq(folded.err, ERR_OK, "%s", folded.text);
	/* Not even what the terms' check advised when they were offered. */
	cr_expect_eq(story.w.diag.item_count, 0, "%s", folded.text);
	store_close(folded.target);
}

static void expect_refusal(const char *what, enum err err, const char *text)
{
	struct folded folded = fold_log(false);

	cr_assert_eq(folded.err, err, "%s: %s: %s", what, err_name(folded.err),
		     folded.text);
	cr_expect_not_null(strstr(folded.text, text), "%s: %s", what, folded.text);
}

static uint64_t find(SlbStatement__BodyCase kind, unsigned nth)
{
	for (uint64_t i = 0; i < told.count; i++) {
		if (told.entries[i].leaf.kind == (uint16_t)kind && nth-- == 0)
			return i;
	}
	cr_assert_fail("no such entry");
	return 0;
}

static void drop(uint64_t index)
{
	told.count--;
	for (uint64_t i = index; i < told.count; i++)
		told.entries[i] = told.entries[i + 1];
}

/* ---- a log that holds ---------------------------------------------------- */

static struct digest rows_of(struct store *store)
{
	struct world other = { .store = store };
	struct digest rows;

	arena_init(&other.arena, 1 << 24);
	diag_init(&other.diag, &other.arena);
	rows = world_rows(&other);
	arena_release(&other.arena);
	return rows;
}

/* A world writes no rows of books. */
static void forget_books(struct store *store)
{
	struct row_key from = rows_of_type(ROW_BOOK);
	struct row_key to = row_key_after(&from);
	struct store_range range = { .table = TABLE_ROWS,
				     .from = row_key_bytes(&from),
				     .to = row_key_bytes(&to) };
	struct store_put puts[LOG_BOOKS_MAX];
	struct store_write *write;
	struct store_entry entry;
	struct store_scan *scan;
	size_t count = 0;

	cr_assert_eq(store_write_begin(store, &story.w.diag, &write), ERR_OK);
	cr_assert_eq(store_scan_open(store_write_view(write), &range, &scan), ERR_OK);
	while (store_scan_next(scan, &entry)) {
		ProtobufCBinaryData key =
			world_binary(&story.w, entry.key.data, entry.key.len);

		puts[count++] = (struct store_put){ .op = STORE_DELETE,
						    .table = TABLE_ROWS,
						    .key = { key.data, key.len } };
	}
	cr_assert_eq(store_scan_close(scan), ERR_OK);
	cr_assert_eq(count, told.book_count);
	cr_assert_eq(store_put_many(write, puts, count), ERR_OK);
	cr_assert_eq(store_commit(write), ERR_OK);
}

Test(fold, gives_the_rows_that_the_log_gave)
{
	struct folded folded = fold_log(false);
	struct digest ours = rows_of(story.w.store), theirs;

	cr_assert_eq(folded.err, ERR_OK, "%s", folded.text);
	forget_books(folded.target);
	theirs = rows_of(folded.target);
	cr_expect(digest_equal(&ours, &theirs));
	cr_expect_eq(folded.counts.last_ms, story.w.now_ms);
	cr_expect_eq(folded.counts.signature_count, told.count);
	cr_expect_eq(folded.counts.outcome_count, 9);
	cr_expect_eq(folded.counts.restored_count, 0);
	cr_expect_eq(folded.counts.erased_count, 0);
	store_close(folded.target);
}

Test(fold, goes_over_several_writes)
{
	struct folded folded;

	while (story.w.entry_count < 2100)
		world_clock(&story.w);
	log_of_world(&story.w, &told);
	folded = fold_log(false);
	cr_assert_eq(folded.err, ERR_OK, "%s", folded.text);
	cr_expect_eq(folded.counts.signature_count, told.count);
	store_close(folded.target);
}

Test(fold, knows_books_by_their_names_in_the_leaves)
{
	struct store *target = store_open_memory(&fold_store);
	struct fold_options options = { .origin = AUDIENCE,
					.target = target,
					.reader = log_reader(&told),
					.wrong = ERR_LOG_DAMAGED,
					.diag = &story.w.diag };
	static const uint8_t unknown[LEAF_PSEUDONYM_BYTES] = { 1 };
	struct book book;
	struct fold fold;

	fold_init(&fold, &options);
	for (uint64_t i = 0; i < told.count; i++) {
		(void)fold_arena(&fold);
		cr_assert_eq(fold_take(&fold, &told.entries[i]), ERR_OK);
	}
	cr_assert_eq(fold_look(&fold), ERR_OK);
	for (size_t i = 0; i < told.book_count; i++) {
		cr_assert(fold_find_book(&fold, told.books[i].pseudonym, &book));
		cr_expect(book_same(&book, &told.books[i].book));
	}
	cr_expect_not(fold_find_book(&fold, unknown, &book));
	fold_release(&fold);
	store_close(target);
}

/* ---- leaves and books ---------------------------------------------------- */

Test(fold, an_entry_belongs_to_its_leaf)
{
	uint64_t report = find(SLB_STATEMENT__BODY_REPORT, 1);
	struct fold_entry kept = told.entries[report];
	uint8_t salt[LEAF_SALT_BYTES] = { 1 };

	told.entries[report].leaf.commitment.bytes[3] ^= 1;
	expect_refusal("commitment", ERR_LOG_DAMAGED, "its record commits to");
	told.entries[report] = kept;
	told.entries[report].salt = salt;
	expect_refusal("salt", ERR_LOG_DAMAGED, "its record commits to");
	told.entries[report] = kept;
	told.entries[report].leaf.kind = SLB_STATEMENT__BODY_OFFER;
	expect_refusal("kind", ERR_LOG_DAMAGED, "another kind of statement");
	told.entries[report] = kept;
	told.entries[report].leaf.log_time_ms = 1;
	expect_refusal("time", ERR_LOG_DAMAGED, "before that of the entry before");
}

/* An envelope ends with its last signature. */
static void bend_signature(uint64_t index)
{
	struct fold_entry *entry = &told.entries[index];
	struct buffer bent;

	buffer_init(&bent, &story.w.arena);
	buffer_add(&bent,
		   (struct bytes){ entry->envelope.data, entry->envelope.len - 1 });
	buffer_add_byte(&bent, entry->envelope.data[entry->envelope.len - 1] ^ 1);
	entry->envelope = buffer_bytes(&bent);
}

Test(fold, what_comes_first_in_the_log_is_told_whenever_it_is_found)
{
	uint64_t first = find(SLB_STATEMENT__BODY_REPORT, 0);
	uint64_t second = find(SLB_STATEMENT__BODY_REPORT, 1);
	struct log whole = told;
	char place[32];

	(void)snprintf(place, sizeof(place), "entry %u:", (unsigned)first);
	bend_signature(first);
	expect_refusal("a signature", ERR_SIGNATURE_INVALID, place);
	cr_expect_eq(story.w.diag.error_count, 2);
	told.entries[second].leaf.number++;
	expect_refusal("before another fault", ERR_SIGNATURE_INVALID, place);
	cr_expect_eq(story.w.diag.error_count, 2);
	bend_signature(second);
	expect_refusal("before another one", ERR_SIGNATURE_INVALID, place);
	told = whole;
	bend_signature(second);
	told.entries[first].leaf.number++;
	expect_refusal("after another fault", ERR_LOG_DAMAGED, place);
	told = whole;
	bend_signature(told.count - 1);
	(void)snprintf(place, sizeof(place), "entry %u:", (unsigned)told.count - 1);
	expect_refusal("the last one", ERR_SIGNATURE_INVALID, place);
}

Test(fold, an_entry_follows_the_last_of_its_book)
{
	uint64_t report = find(SLB_STATEMENT__BODY_REPORT, 1);
	struct fold_entry kept = told.entries[report];

	told.entries[report].leaf.number++;
	expect_refusal("number", ERR_LOG_DAMAGED, "does not follow the last entry");
	told.entries[report] = kept;
	told.entries[report].leaf.previous.bytes[0] ^= 1;
	expect_refusal("previous", ERR_LOG_DAMAGED, "does not follow the last entry");
	told.entries[report] = kept;
	memcpy(told.entries[report].leaf.book, told.entries[0].leaf.book,
	       LEAF_PSEUDONYM_BYTES);
	expect_refusal("book", ERR_LOG_DAMAGED, "does not follow the last entry");
	told.entries[report] = kept;
	memcpy(told.entries[find(SLB_STATEMENT__BODY_OFFER, 1)].leaf.book,
	       told.entries[find(SLB_STATEMENT__BODY_OFFER, 0)].leaf.book,
	       LEAF_PSEUDONYM_BYTES);
	expect_refusal("a second name", ERR_LOG_DAMAGED, "under the name of another");
}

Test(fold, whatever_is_left_out_is_missed)
{
	static const struct {
		SlbStatement__BodyCase kind;
		unsigned nth;
		enum err err;
		const char *text;
	} cases[] = {
		{ SLB_STATEMENT__BODY_OPENING, 0, ERR_KEY_UNKNOWN, "" },
		{ SLB_STATEMENT__BODY_ENROLMENT, 0, ERR_KEY_UNKNOWN, "" },
		{ SLB_STATEMENT__BODY_KEY_ADDITION, 1, ERR_KEY_UNKNOWN, "" },
		{ SLB_STATEMENT__BODY_OFFER, 0, ERR_LOG_DAMAGED,
		  "would be refused today, CONTRACT_UNKNOWN: there is no contract" },
		{ SLB_STATEMENT__BODY_ACCEPTANCE, 0, ERR_LOG_DAMAGED, "refused today" },
		{ SLB_STATEMENT__BODY_REPORT, 0, ERR_LOG_DAMAGED, "computed again" },
		{ SLB_STATEMENT__BODY_OUTCOME, 2, ERR_LOG_DAMAGED,
		  "where the outcome of entry" },
		{ SLB_STATEMENT__BODY_OUTAGE, 0, ERR_LOG_DAMAGED, "was overdue" },
		{ SLB_STATEMENT__BODY_ACKNOWLEDGEMENT, 0, ERR_LOG_DAMAGED,
		  "does not follow the last entry" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct log whole = told;

		drop(find(cases[i].kind, cases[i].nth));
		expect_refusal(cases[i].text, cases[i].err, cases[i].text);
		told = whole;
	}
}

/* ---- outcomes ------------------------------------------------------------ */

static void seal_again(uint64_t index, struct bytes payload, enum world_key key)
{
	struct world_entry entry = world_seal(&story.w, "outcome", payload, key);

	log_put_envelope(&story.w, &told, index, &entry);
	log_chain(&told);
}

Test(fold, an_outcome_is_what_follows_and_is_said_by_the_broker)
{
	uint64_t index = find(SLB_STATEMENT__BODY_OUTCOME, 0);
	const SlbStatement *statement = story.w.entries[index].statement;
	struct bytes payload = pack_message(&story.w.arena, &statement->base);

	seal_again(index, payload, KEY_NOTICE);
	expect_fold(false);
	seal_again(index, payload, KEY_LENDER);
	expect_refusal("another's key", ERR_LOG_DAMAGED, "refused today");
	statement->outcome->periods[0]->judgement->verdicts[0]->value =
		law_text(&story.w.arena, "91");
	seal_again(index, pack_message(&story.w.arena, &statement->base), KEY_NOTICE);
	expect_refusal("another value", ERR_LOG_DAMAGED, "computed again");
}

Test(fold, the_last_outcome_is_missed_at_the_end)
{
	told.count = find(SLB_STATEMENT__BODY_CLOCK, 0) - 1;
	expect_refusal("the end", ERR_LOG_DAMAGED, "the log ends where the outcome");
}

Test(fold, an_outcome_stands_in_a_contracts_book)
{
	uint64_t index = find(SLB_STATEMENT__BODY_OUTCOME, 5);

	memcpy(told.entries[index].leaf.book, told.entries[0].leaf.book,
	       LEAF_PSEUDONYM_BYTES);
	log_chain(&told);
	expect_refusal("its book", ERR_LOG_DAMAGED, "no contract's");
}

Test(fold, nothing_is_said_twice)
{
	uint64_t index = find(SLB_STATEMENT__BODY_ACKNOWLEDGEMENT, 0);

	for (uint64_t i = told.count++; i > index; i--)
		told.entries[i] = told.entries[i - 1];
	log_chain(&told);
	expect_refusal("twice", ERR_LOG_DAMAGED, "stands in the log before");
}

/* ---- what was erased ----------------------------------------------------- */

Test(fold, without_erased_evidence_outcomes_are_taken_at_their_word)
{
	struct folded folded;

	story_redact(&story, true);
	log_of_world(&story.w, &told);
	folded = fold_log(false);
	cr_assert_eq(folded.err, ERR_OK, "%s", folded.text);
	cr_expect_eq(folded.counts.erased_count, 6);
	cr_expect_gt(folded.counts.restored_count, 0);
	cr_expect_lt(folded.counts.restored_count, folded.counts.outcome_count);
	store_close(folded.target);
}

Test(fold, what_is_gone_and_was_not_given_up_is_lost)
{
	told.entries[find(SLB_STATEMENT__BODY_REPORT, 0)].is_erased = true;
	expect_refusal("no redaction", ERR_CONTENT_ABSENT, "no redaction gave them up");
	log_of_world(&story.w, &told);
	told.entries[find(SLB_STATEMENT__BODY_OFFER, 0)].is_erased = true;
	expect_refusal("a book's first", ERR_LOG_DAMAGED, "that was not opened");
	log_of_world(&story.w, &told);
	told.entries[find(SLB_STATEMENT__BODY_ACCEPTANCE, 0)].is_erased = true;
	expect_refusal("standing", ERR_CONTENT_ABSENT, "never erased");
}

/* ---- some books of a log ------------------------------------------------- */

static void drop_other_contract(void)
{
	struct book other = book_of_contract(story.other.id);
	struct log_book *book = told.books;

	while (!book_same(&book->book, &other))
		book++;
	for (uint64_t i = 0; i < told.count;) {
		if (memcmp(told.entries[i].leaf.book, book->pseudonym,
			   LEAF_PSEUDONYM_BYTES) == 0)
			drop(i);
		else
			i++;
	}
}

Test(fold, some_books_of_a_log_fold_alone)
{
	uint64_t index;

	story_redact(&story, false);
	log_of_world(&story.w, &told);
	drop_other_contract();
	index = find(SLB_STATEMENT__BODY_REDACTION, 0);
	told.entries[index].is_erased = true;
	expect_fold(true);
	expect_refusal("the whole log", ERR_CONTENT_ABSENT, "is never erased");
	told.entries[index].is_erased = false;
	expect_refusal("what is not here", ERR_LOG_DAMAGED, "CONTRACT_UNKNOWN");
}
