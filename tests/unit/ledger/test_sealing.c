#include "ledger/sealing.h"
#include "support/vectors.h"

#include "folder.h"

struct fixture {
	struct folder folder;
	const struct vector *vector;
	struct content_place place;
	struct content_key key;
	struct bytes stored; /* of the vector */
	struct bytes plain;
};

static struct bytes field(struct fixture *f, const char *name)
{
	return vector_bytes(&f->folder.arena, f->vector, name);
}

static void start(struct fixture *f)
{
	struct vectors vectors;
	struct buffer stored;

	folder_make(&f->folder);
	vectors = vectors_load(&f->folder.arena, "proto/RECORD.md");
	f->vector = vectors_case(&vectors, "sealed content");
	f->place = (struct content_place){
		.origin = vector_text(f->vector, "origin"),
		.log_index = vector_number(f->vector, "log_index"),
		.kind = (uint16_t)vector_number(f->vector, "kind"),
		.key_id = { .content_class = (uint8_t)vector_number(f->vector, "class"),
			    .epoch = (uint32_t)vector_number(f->vector, "epoch") },
	};
	memcpy(f->place.key_id.book, field(f, "book").data, LEAF_PSEUDONYM_BYTES);
	memcpy(f->key.bytes, field(f, "key").data, AEAD_KEY_BYTES);
	buffer_init(&stored, &f->folder.arena);
	buffer_add_byte(&stored, f->place.key_id.content_class);
	buffer_add_u32be(&stored, f->place.key_id.epoch);
	buffer_add(&stored, field(f, "sealed"));
	f->stored = buffer_bytes(&stored);
	f->plain = field(f, "content");
}

static enum err unseal(struct fixture *f, struct content *content)
{
	return content_unseal(&f->folder.arena, &f->place, &f->key, f->stored, content,
			      &f->folder.diag);
}

static void assert_plain(const struct fixture *f, const struct content *content)
{
	cr_assert_eq(LEAF_SALT_BYTES + content->envelope.len, f->plain.len);
	cr_assert_arr_eq(content->salt, f->plain.data, LEAF_SALT_BYTES);
	cr_assert_arr_eq(content->envelope.data, f->plain.data + LEAF_SALT_BYTES,
			 content->envelope.len);
}

Test(sealing, opens_the_bytes_that_the_document_shows)
{
	struct content_key_id id;
	struct content content;
	struct fixture f;

	start(&f);
	cr_assert_eq(unseal(&f, &content), ERR_OK);
	assert_plain(&f, &content);
	cr_assert(bytes_equal(f.stored, field(&f, "stored")));
	cr_assert_eq(content_key_of(f.stored, f.place.key_id.book, &id, &f.folder.diag),
		     ERR_OK);
	cr_assert_eq(id.content_class, f.place.key_id.content_class);
	cr_assert_eq(id.epoch, f.place.key_id.epoch);
	cr_assert_arr_eq(id.book, f.place.key_id.book, LEAF_PSEUDONYM_BYTES);
	folder_remove(&f.folder);
}

Test(sealing, seals_what_it_opens_and_never_twice_alike)
{
	struct content content, again;
	struct fixture f;
	struct bytes first;

	start(&f);
	cr_assert_eq(unseal(&f, &content), ERR_OK);
	first = content_seal(&f.folder.arena, &f.place, &f.key, &content);
	f.stored = content_seal(&f.folder.arena, &f.place, &f.key, &content);
	cr_assert_eq(first.len, f.stored.len);
	cr_assert_not(bytes_equal(first, f.stored));
	cr_assert_eq(unseal(&f, &again), ERR_OK);
	assert_plain(&f, &again);
	folder_remove(&f.folder);
}

Test(sealing, is_bound_to_its_place_and_to_every_byte)
{
	struct content content;
	struct fixture f;
	uint8_t *bytes;

	start(&f);
	bytes = arena_alloc(&f.folder.arena, f.stored.len);
	memcpy(bytes, f.stored.data, f.stored.len);
	f.stored.data = bytes;
#define REFUSED_WITH(changed)                                    \
	changed ^= 1;                                            \
	cr_assert_eq(unseal(&f, &content), ERR_CONTENT_DAMAGED); \
	changed ^= 1
	REFUSED_WITH(f.place.log_index);
	REFUSED_WITH(f.place.kind);
	REFUSED_WITH(f.place.key_id.content_class);
	REFUSED_WITH(f.place.key_id.epoch);
	REFUSED_WITH(f.place.key_id.book[15]);
	REFUSED_WITH(f.key.bytes[0]);
	for (size_t i = 5; i < f.stored.len; i++) {
		REFUSED_WITH(bytes[i]);
	}
	f.place.origin = "broker.example/log2";
	cr_assert_eq(unseal(&f, &content), ERR_CONTENT_DAMAGED);
	folder_remove(&f.folder);
}

Test(sealing, refuses_what_is_cut_short)
{
	struct content_key_id id;
	struct content content;
	struct fixture f;

	start(&f);
	for (size_t len = 0; len < 90; len++) {
		f.stored.len = len;
		cr_assert_eq(unseal(&f, &content), ERR_CONTENT_DAMAGED);
		cr_assert_eq(content_key_of(f.stored, f.place.key_id.book, &id,
					    &f.folder.diag),
			     len < 5 ? ERR_CONTENT_DAMAGED : ERR_OK);
	}
	folder_remove(&f.folder);
}

Test(sealing, evidence_has_an_epoch_each_month)
{
	static const struct {
		uint64_t at_ms; /* `date -u -d ... +%s000` */
		uint32_t epoch;
	} cases[] = {
		{ 0, 0 },
		{ 2678399999, 0 }, /* 1970-01-31T23:59:59.999Z */
		{ 2678400000, 1 }, /* 1970-02-01 */
		{ 31535999999, 11 },
		{ 31536000000, 12 },       /* 1971-01-01 */
		{ 1709251199999, 649 },    /* 2024-02-29T23:59:59.999Z */
		{ 1709251200000, 650 },    /* 2024-03-01 */
		{ 253402300799999, 96359 } /* 9999-12-31 */
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		cr_assert_eq(content_epoch(2, cases[i].at_ms), cases[i].epoch);
		cr_assert_eq(content_epoch(1, cases[i].at_ms), 0);
		cr_assert_eq(content_epoch(3, cases[i].at_ms), 0);
	}
}
