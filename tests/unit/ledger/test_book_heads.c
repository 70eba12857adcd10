#include "ledger/book_heads.h"
#include "month.h"

#define DAYS 3

struct fixture {
	struct month m;
	struct log_view view;
	struct book books[6]; /* of which the last was never opened */
};

/* A contract with reports and outcomes, an outage, and who takes part. */
static void begin(struct fixture *f)
{
	struct world *w = &f->m.world;

	month_start(&f->m, false, DAYS);
	month_report_days(&f->m, DAYS);
	cr_assert_eq(log_view_begin(ledger_log(w->ledger), &w->folder.arena,
				    &w->folder.diag, &f->view),
		     ERR_OK);
	f->books[0] = book_of_kind(BOOK_BROKER);
	f->books[1] = book_of_organisation("acme");
	f->books[2] = book_of_organisation("nordcall");
	f->books[3] = book_of_contract(f->m.agreed.contract_id);
	f->books[4] = book_of_kind(BOOK_OUTAGES);
	f->books[5] = book_of_organisation("nobody");
}

static void end(struct fixture *f)
{
	log_view_end(&f->view);
	world_remove(&f->m.world);
}

/* From the leaves alone; false: none below size is of the book. */
static bool last_in_leaves(struct fixture *f, const uint8_t *pseudonym, uint64_t size,
			   struct leaf *out)
{
	bool is_there = false;

	for (uint64_t i = 0; i < size; i++) {
		struct log_entry entry;

		cr_assert_eq(log_view_entry(&f->view, i, &entry), ERR_OK);
		if (memcmp(entry.leaf.book, pseudonym, LEAF_PSEUDONYM_BYTES) != 0)
			continue;
		*out = entry.leaf;
		is_there = true;
	}
	return is_there;
}

static void expect_last(struct fixture *f, const SlbBookHead *head, uint64_t size)
{
	struct digest hash;
	struct leaf leaf;

	cr_assert(last_in_leaves(f, head->pseudonym.data, size, &leaf));
	hash = leaf_hash(&leaf);
	cr_expect_eq(head->number, leaf.number);
	cr_expect_arr_eq(head->leaf_hash.data, hash.bytes, DIGEST_BYTES);
}

static void expect_signed(struct fixture *f, const SlbBookHead *head, uint64_t size,
			  size_t count)
{
	const struct world *w = &f->m.world;
	struct head_list list;

	cr_assert(head_list_of(f->view.arena, head, &list));
	cr_expect_eq(list.tree_size, size);
	cr_expect_eq(list.count, count);
	cr_expect(head_list_verify(f->view.arena, WORLD_ORIGIN,
				   signing_key_public(w->log_key), &list));
}

Test(book_heads, are_the_last_entries_in_a_tree_of_any_size)
{
	struct fixture f;

	begin(&f);
	for (uint64_t size = 1; size <= f.view.size; size++) {
		SlbBookHead *found[ARRAY_SIZE(f.books)];
		struct book_heads heads;
		size_t count = 0;

		cr_assert_eq(book_heads_begin(&heads, &f.view, size), ERR_OK);
		for (size_t i = 0; i < ARRAY_SIZE(f.books); i++) {
			cr_assert_eq(book_heads_of(&heads, &f.books[i], &found[i]),
				     ERR_OK);
			if (found[i] == NULL)
				continue;
			expect_last(&f, found[i], size);
			count++;
		}
		cr_assert_eq(heads.count, count);
		book_heads_sign(&heads);
		for (size_t i = 0; i < ARRAY_SIZE(f.books); i++) {
			if (found[i] != NULL)
				expect_signed(&f, found[i], size, count);
		}
	}
	end(&f);
}

/* What a book's row says of its pseudonym, if it has one by then, is in no leaf below. */
Test(book_heads, of_a_book_that_is_not_there_yet_there_are_none)
{
	struct book_heads now, then;
	SlbBookHead *head;
	struct leaf leaf;
	struct fixture f;

	begin(&f);
	cr_assert_eq(book_heads_begin(&now, &f.view, f.view.size), ERR_OK);
	for (size_t i = 0; i < ARRAY_SIZE(f.books); i++) {
		uint8_t *pseudonym;

		cr_assert_eq(book_heads_of(&now, &f.books[i], &head), ERR_OK);
		cr_assert_eq(head == NULL, i == 5);
		if (head == NULL)
			continue;
		pseudonym = head->pseudonym.data;
		for (uint64_t size = 1; size <= f.view.size; size++) {
			cr_assert_eq(book_heads_begin(&then, &f.view, size), ERR_OK);
			cr_assert_eq(book_heads_of(&then, &f.books[i], &head), ERR_OK);
			cr_expect_eq(head != NULL,
				     last_in_leaves(&f, pseudonym, size, &leaf));
		}
	}
	end(&f);
}

Test(book_heads, are_one_each_however_a_book_is_named)
{
	struct book_heads heads;
	SlbBookHead *first, *again;
	struct book_end last;
	struct fixture f;

	begin(&f);
	cr_assert_eq(book_heads_begin(&heads, &f.view, f.view.size), ERR_OK);
	for (size_t i = 0; i < 5; i++) {
		cr_assert_eq(book_heads_of(&heads, &f.books[i], &first), ERR_OK);
		cr_assert_eq(book_heads_of(&heads, &f.books[i], &again), ERR_OK);
		cr_expect_eq(first, again);
		cr_assert_eq(book_heads_of_name(&heads, first->pseudonym.data, &again),
			     ERR_OK);
		cr_expect_eq(first, again);
		memcpy(last.book, first->pseudonym.data, sizeof(last.book));
		cr_expect_eq(book_heads_add(&heads, &last), first);
		cr_expect_eq(heads.count, i + 1);
	}
	end(&f);
}

Test(book_heads, are_found_by_the_name_in_the_leaves)
{
	struct book_heads by_book, by_name;
	SlbBookHead *first, *other;
	struct fixture f;

	begin(&f);
	for (uint64_t size = f.view.size - 3; size <= f.view.size; size++) {
		cr_assert_eq(book_heads_begin(&by_book, &f.view, size), ERR_OK);
		cr_assert_eq(book_heads_begin(&by_name, &f.view, size), ERR_OK);
		cr_assert_eq(book_heads_of(&by_book, &f.books[3], &first), ERR_OK);
		cr_assert_eq(
			book_heads_of_name(&by_name, first->pseudonym.data, &other),
			ERR_OK);
		cr_assert_neq(first, other);
		cr_expect_eq(first->number, other->number);
		expect_last(&f, other, size);
	}
	first->pseudonym.data[0] ^= 1;
	cr_assert_eq(book_heads_of_name(&by_name, first->pseudonym.data, &other),
		     ERR_OK);
	cr_expect_null(other);
	end(&f);
}

Test(book_heads, one_alone_has_no_path)
{
	SlbBookHead *head;
	struct fixture f;

	begin(&f);
	cr_assert_eq(book_heads_of_one(&f.view, &f.books[3], &head), ERR_OK);
	cr_expect_null(head->path);
	expect_last(&f, head, f.view.size);
	expect_signed(&f, head, f.view.size, 1);
	cr_expect_eq(book_heads_of_one(&f.view, &f.books[5], &head), ERR_LOG_ENTRY);
	end(&f);
}

Test(book_heads, of_a_tree_before_the_log_key_changed_are_not_signed)
{
	struct book_heads heads;
	struct fixture f;
	struct answered *rotated;
	struct said said;
	uint64_t size;

	begin(&f);
	size = f.view.size;
	log_view_end(&f.view);
	world_close(&f.m.world);
	cr_assert_eq(signing_key_new(&f.m.world.next_log_key), ERR_OK);
	cr_assert_eq(world_open(&f.m.world), ERR_OK);
	said = say_key_rotation(
		&f.m.world.folder.arena, WORLD_ORIGIN, &f.m.world.operator,
		SLB_BROKER_KEY_ROLE__BROKER_KEY_ROLE_LOG, f.m.world.next_log_key);
	rotated = world_say(&f.m.world, &said);
	cr_assert_eq(rotated->err, ERR_OK);
	arena_release(&rotated->arena);
	cr_assert_eq(log_view_begin(ledger_log(f.m.world.ledger),
				    &f.m.world.folder.arena, &f.m.world.folder.diag,
				    &f.view),
		     ERR_OK);
	cr_expect_eq(book_heads_begin(&heads, &f.view, size), ERR_NOT_SERVING);
	cr_expect_eq(book_heads_begin(&heads, &f.view, size + 1), ERR_OK);
	end(&f);
}
