#include "base/ensure.h"
#include "crypto/treehash.h"
#include "merkle/book_head.h"
#include "support/vectors.h"

#define ORIGIN    "broker.example/log"
#define HEADS_MAX 9

/* ---- the document's examples --------------------------------------------- */

static SlbBookHead *head_of_vector(struct arena *arena, const struct vector *vector,
				   const char *suffix)
{
	struct bytes book =
		vector_bytes(arena, vector, arena_printf(arena, "book%s", suffix));
	struct book_end end = {
		.number = vector_number(vector, arena_printf(arena, "number%s", suffix))
	};

	cr_assert_eq(book.len, sizeof(end.book));
	memcpy(end.book, book.data, book.len);
	cr_assert(digest_from_bytes(
		vector_bytes(arena, vector, arena_printf(arena, "leaf_hash%s", suffix)),
		&end.leaf_hash));
	return book_head_new(arena, &end);
}

static void sign_as_vector(struct arena *arena, const struct vector *vector,
			   SlbBookHead *const *heads, size_t count)
{
	struct head_signer signer = { .origin = vector_text(vector, "origin"),
				      .tree_size = vector_number(vector, "tree_size") };
	struct signing_key *key = NULL;
	struct head_list list;

	cr_assert_eq(signing_key_from_seed(vector_bytes(arena, vector, "log_seed").data,
					   &key),
		     ERR_OK);
	signer.log_key = key;
	head_list_sign(arena, &signer, heads, count);
	for (size_t i = 0; i < count; i++) {
		cr_assert(head_list_of(arena, heads[i], &list));
		cr_expect_eq(list.count, count);
		cr_expect(bytes_equal(BYTES_OF_ARRAY(list.signature.bytes),
				      vector_bytes(arena, vector, "signature")));
		cr_expect(bytes_equal(head_list_signed(arena, signer.origin, &list),
				      vector_bytes(arena, vector, "signed")));
		cr_expect(head_list_verify(arena, signer.origin,
					   signing_key_public(key), &list));
	}
	signing_key_free(key);
}

Test(book_head, alone_is_what_the_document_says)
{
	const struct vector *vector;
	struct vectors vectors;
	SlbBookHead *head;
	struct arena arena;

	arena_init(&arena, 1 << 20);
	vectors = vectors_load(&arena, "proto/RECORD.md");
	vector = vectors_case(&vectors, "head of a book");
	head = head_of_vector(&arena, vector, "");
	cr_expect(bytes_equal(book_head_data(&arena, head),
			      vector_bytes(&arena, vector, "data")));
	sign_as_vector(&arena, vector, &head, 1);
	cr_expect_null(head->path);
	arena_release(&arena);
}

Test(book_head, among_others_is_what_the_document_says)
{
	const struct vector *vector;
	struct vectors vectors;
	struct head_list list;
	SlbBookHead *heads[3];
	struct arena arena;

	arena_init(&arena, 1 << 20);
	vectors = vectors_load(&arena, "proto/RECORD.md");
	vector = vectors_case(&vectors, "heads of three books");
	for (size_t i = 0; i < 3; i++)
		heads[i] =
			head_of_vector(&arena, vector, arena_printf(&arena, "_%zu", i));
	sign_as_vector(&arena, vector, heads, 3);
	cr_assert(head_list_of(&arena, heads[0], &list));
	cr_expect(bytes_equal(digest_bytes(&list.root),
			      vector_bytes(&arena, vector, "root")));
	for (size_t i = 0; i < 3; i++) {
		const SlbHeadPath *path = heads[i]->path;
		struct bytes hashes[3];
		size_t count = vector_list(
			&arena, vector, arena_printf(&arena, "path_%zu", i), hashes, 3);

		cr_assert_eq(path->n_hashes, count);
		cr_expect_eq(path->index, i);
		for (size_t j = 0; j < count; j++)
			cr_expect(bytes_equal((struct bytes){ path->hashes[j].data,
							      path->hashes[j].len },
					      hashes[j]));
	}
	arena_release(&arena);
}

/* ---- lists of any length ------------------------------------------------- */

struct fixture {
	struct arena arena;
	struct signing_key *key;
	SlbBookHead *heads[HEADS_MAX];
	size_t count;
};

static void begin(struct fixture *f, size_t count)
{
	const uint8_t seed[SEED_BYTES] = { 7 };
	struct head_signer signer = { .origin = ORIGIN, .tree_size = 300 };

	arena_init(&f->arena, 1 << 20);
	cr_assert_eq(signing_key_from_seed(seed, &f->key), ERR_OK);
	f->count = count;
	for (size_t i = 0; i < count; i++) {
		struct book_end end = { .book = { (uint8_t)(20 * i) },
					.number = i,
					.leaf_hash = { { (uint8_t)(i + 1) } } };

		f->heads[i] = book_head_new(&f->arena, &end);
	}
	signer.log_key = f->key;
	head_list_sign(&f->arena, &signer, f->heads, count);
}

static void end(struct fixture *f)
{
	signing_key_free(f->key);
	arena_release(&f->arena);
}

static bool leads_to_a_list(struct fixture *f, const SlbBookHead *head)
{
	struct head_list list;

	return head_list_of(&f->arena, head, &list);
}

static bool holds(struct fixture *f, const SlbBookHead *head)
{
	struct head_list list;

	return head_list_of(&f->arena, head, &list) &&
	       head_list_verify(&f->arena, ORIGIN, signing_key_public(f->key), &list);
}

Test(book_head, of_a_list_all_lead_to_one_signature)
{
	for (size_t count = 1; count <= HEADS_MAX; count++) {
		struct head_list first, list;
		struct fixture f;

		begin(&f, count);
		cr_assert(head_list_of(&f.arena, f.heads[0], &first));
		for (size_t i = 0; i < count; i++) {
			cr_expect(holds(&f, f.heads[i]), "%zu of %zu", i, count);
			cr_assert(head_list_of(&f.arena, f.heads[i], &list));
			cr_expect(head_list_same(&first, &list));
		}
		end(&f);
	}
}

Test(book_head, is_signed_for_one_log_by_one_key)
{
	const uint8_t seed[SEED_BYTES] = { 8 };
	struct signing_key *other = NULL;
	struct head_list list;
	struct fixture f;

	begin(&f, 2);
	cr_assert_eq(signing_key_from_seed(seed, &other), ERR_OK);
	cr_assert(head_list_of(&f.arena, f.heads[1], &list));
	cr_expect_not(head_list_verify(&f.arena, "other.example/log",
				       signing_key_public(f.key), &list));
	cr_expect_not(
		head_list_verify(&f.arena, ORIGIN, signing_key_public(other), &list));
	signing_key_free(other);
	end(&f);
}

/* ---- nothing in it can be another ---------------------------------------- */

static void expect_each_byte_counts(struct fixture *f, SlbBookHead *head,
				    ProtobufCBinaryData *data, const char *what)
{
	for (size_t i = 0; i < data->len; i++) {
		data->data[i] ^= 0x10;
		cr_expect_not(holds(f, head), "%s, byte %zu", what, i);
		data->data[i] ^= 0x10;
	}
	data->len--;
	cr_expect_not(leads_to_a_list(f, head), "%s, cut short", what);
	data->len++;
}

static void expect_number_counts(struct fixture *f, SlbBookHead *head, uint64_t *number,
				 const char *what)
{
	uint64_t kept = *number;
	const uint64_t others[] = { kept + 1, kept - 1, kept ^ 2,  kept ^ 4,
				    kept + 8, 1,        kept << 1, UINT64_MAX };

	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		*number = others[i];
		cr_expect_eq(holds(f, head), *number == kept, "%s: %" PRIu64, what,
			     *number);
	}
	*number = kept;
}

static void expect_path_counts(struct fixture *f, SlbBookHead *head)
{
	SlbHeadPath *path = head->path;
	ProtobufCBinaryData *longer = arena_array(&f->arena, ProtobufCBinaryData, 64);

	expect_number_counts(f, head, &path->index, "index");
	expect_number_counts(f, head, &path->size, "size");
	for (size_t i = 0; i < path->n_hashes; i++)
		expect_each_byte_counts(f, head, &path->hashes[i], "hash");
	path->n_hashes--;
	cr_expect_not(leads_to_a_list(f, head), "a hash less");
	path->n_hashes++;
	for (size_t i = 0; i < 64; i++)
		longer[i] = path->hashes[i % path->n_hashes];
	path->hashes = longer;
	path->n_hashes++;
	cr_expect_not(leads_to_a_list(f, head), "a hash more");
	path->n_hashes = 64;
	cr_expect_not(leads_to_a_list(f, head), "more hashes than any path has");
	path->n_hashes = TREE_PATH_MAX;
	path->size = TREE_SIZE_MAX;
	path->index = 0;
	cr_expect(leads_to_a_list(f, head), "as many as the longest has");
	cr_expect_not(holds(f, head), "which nobody signed");
	head->path = NULL;
	cr_expect_not(holds(f, head), "no path");
}

Test(book_head, every_part_counts)
{
	for (size_t count = 1; count <= 6; count++) {
		struct fixture f;

		begin(&f, count);
		for (size_t i = 0; i < count; i++) {
			SlbBookHead *head = f.heads[i];

			expect_each_byte_counts(&f, head, &head->pseudonym, "book");
			expect_each_byte_counts(&f, head, &head->leaf_hash, "leaf");
			expect_each_byte_counts(&f, head, &head->signature, "signed");
			expect_number_counts(&f, head, &head->number, "number");
			expect_number_counts(&f, head, &head->tree_size, "tree size");
			if (count > 1)
				expect_path_counts(&f, head);
		}
		end(&f);
	}
}

Test(book_head, alone_has_no_path)
{
	for (uint64_t size = 0; size <= 1; size++) {
		SlbHeadPath path;
		struct fixture f;

		begin(&f, 1);
		slb_head_path__init(&path);
		path.size = size;
		f.heads[0]->path = &path;
		cr_expect_not(leads_to_a_list(&f, f.heads[0]), "%" PRIu64, size);
		end(&f);
	}
}

Test(book_head, lists_are_the_same_where_all_is)
{
	struct head_list list, other;
	struct fixture f;

	begin(&f, 2);
	cr_assert(head_list_of(&f.arena, f.heads[0], &list));
	other = list;
	other.tree_size++;
	cr_expect_not(head_list_same(&list, &other));
	other = list;
	other.count++;
	cr_expect_not(head_list_same(&list, &other));
	other = list;
	other.root.bytes[31] ^= 1;
	cr_expect_not(head_list_same(&list, &other));
	other = list;
	other.signature.bytes[63] ^= 1;
	cr_expect_not(head_list_same(&list, &other));
	cr_expect(head_list_same(&list, &list));
	end(&f);
}

Test(book_head, a_copy_needs_nothing_of_the_first)
{
	for (size_t count = 1; count <= 5; count += 4) {
		const uint8_t seed[SEED_BYTES] = { 7 };
		SlbBookHead *copies[HEADS_MAX];
		struct head_list list;
		struct arena arena;
		struct fixture f;

		arena_init(&arena, 1 << 20);
		begin(&f, count);
		for (size_t i = 0; i < count; i++)
			copies[i] = book_head_copy(&arena, f.heads[i]);
		end(&f);
		cr_assert_eq(signing_key_from_seed(seed, &f.key), ERR_OK);
		for (size_t i = 0; i < count; i++) {
			cr_assert(head_list_of(&arena, copies[i], &list));
			cr_expect(head_list_verify(&arena, ORIGIN,
						   signing_key_public(f.key), &list));
			cr_expect_eq(copies[i]->number, i);
		}
		signing_key_free(f.key);
		arena_release(&arena);
	}
}

/* ---- what is no list ----------------------------------------------------- */

struct attempt {
	struct fixture f;
	struct head_signer signer;
};

static void sign_again(void *context)
{
	struct attempt *attempt = context;

	head_list_sign(&attempt->f.arena, &attempt->signer, attempt->f.heads,
		       attempt->f.count);
}

Test(book_head, a_list_has_each_book_once_and_in_order)
{
	struct ensure_failure failure;
	struct attempt attempt;
	SlbBookHead *kept;

	begin(&attempt.f, 3);
	attempt.signer = (struct head_signer){ ORIGIN, attempt.f.key, 300 };
	cr_expect(ensure_run(sign_again, &attempt, &failure));
	kept = attempt.f.heads[1];
	attempt.f.heads[1] = attempt.f.heads[0];
	cr_expect_not(ensure_run(sign_again, &attempt, &failure), "twice");
	attempt.f.heads[0] = kept;
	cr_expect_not(ensure_run(sign_again, &attempt, &failure), "in another order");
	end(&attempt.f);
}
