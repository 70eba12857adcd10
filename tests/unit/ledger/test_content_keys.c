#include "ledger/content_keys.h"
#include "support/vectors.h"

#include "folder.h"

struct fixture {
	struct folder folder;
	struct store *store;
	struct content_keys *keys;
	struct master_key master;
	struct content_key_id id;
};

static void open_keys(struct fixture *f, bool create)
{
	cr_assert_eq(content_keys_open(f->store, &f->master, create, &f->keys,
				       &f->folder.diag),
		     ERR_OK);
}

static void start(struct fixture *f)
{
	folder_make(&f->folder);
	f->store = store_open_memory(&content_keys_store);
	memset(f->master.bytes, 7, sizeof(f->master.bytes));
	f->id = (struct content_key_id){ { 1, 2, 3 }, 2, 646 };
	open_keys(f, true);
}

static void end(struct fixture *f)
{
	content_keys_close(f->keys);
	store_close(f->store);
	folder_remove(&f->folder);
}

static void reopen(struct fixture *f)
{
	content_keys_close(f->keys);
	open_keys(f, false);
}

/* ERR_CONTENT_ABSENT stands for a key that is not there. */
static enum err find(struct fixture *f, struct content_key *key)
{
	bool is_absent;
	enum err err =
		content_keys_look(f->keys, &f->id, key, &is_absent, &f->folder.diag);

	return err == ERR_OK && is_absent ? ERR_CONTENT_ABSENT : err;
}

static struct content_key need(struct fixture *f)
{
	struct content_key key;

	cr_assert_eq(content_keys_need(f->keys, &f->id, &key, &f->folder.diag), ERR_OK);
	return key;
}

static void assert_same(const struct content_key *a, const struct content_key *b)
{
	cr_assert_arr_eq(a->bytes, b->bytes, AEAD_KEY_BYTES);
}

Test(content_keys, are_made_once_and_kept)
{
	struct content_key made, found;
	struct fixture f;

	start(&f);
	cr_assert_eq(find(&f, &found), ERR_CONTENT_ABSENT);
	made = need(&f);
	found = need(&f);
	assert_same(&made, &found);
	cr_assert_eq(find(&f, &found), ERR_OK);
	assert_same(&made, &found);
	cr_assert_eq(content_keys_sync(f.keys, &f.folder.diag), ERR_OK);
	reopen(&f);
	cr_assert_eq(find(&f, &found), ERR_OK);
	assert_same(&made, &found);
	end(&f);
}

Test(content_keys, of_other_books_classes_and_epochs_are_others)
{
	struct content_key keys[4];
	struct fixture f;

	start(&f);
	keys[0] = need(&f);
	f.id.book[15] = 1;
	keys[1] = need(&f);
	f.id.content_class = 3;
	keys[2] = need(&f);
	f.id.epoch = 647;
	keys[3] = need(&f);
	for (size_t i = 0; i < 4; i++) {
		for (size_t k = i + 1; k < 4; k++)
			cr_assert_arr_neq(keys[i].bytes, keys[k].bytes, AEAD_KEY_BYTES);
	}
	end(&f);
}

Test(content_keys, that_were_not_synced_are_gone)
{
	struct content_key made, found;
	struct fixture f;

	start(&f);
	made = need(&f);
	content_keys_forget(f.keys);
	cr_assert_eq(find(&f, &found), ERR_CONTENT_ABSENT);
	found = need(&f);
	cr_assert_arr_neq(made.bytes, found.bytes, AEAD_KEY_BYTES);
	reopen(&f);
	cr_assert_eq(find(&f, &found), ERR_CONTENT_ABSENT);
	end(&f);
}

static void make_epoch(struct fixture *f, uint32_t epoch)
{
	f->id.epoch = epoch;
	(void)need(f);
}

Test(content_keys, are_destroyed_by_epoch_and_stay_so)
{
	struct content_key found;
	struct fixture f;
	size_t destroyed;

	start(&f);
	for (uint32_t epoch = 644; epoch <= 648; epoch++)
		make_epoch(&f, epoch);
	f.id.content_class = 3;
	make_epoch(&f, 646);
	cr_assert_eq(content_keys_sync(f.keys, &f.folder.diag), ERR_OK);
	f.id.content_class = 2;
	f.id.epoch = 645;
	cr_assert_eq(
		content_keys_destroy(f.keys, &f.id, 647, &destroyed, &f.folder.diag),
		ERR_OK);
	cr_assert_eq(destroyed, 3);
	for (int again = 0; again < 2; again++) {
		for (uint32_t epoch = 644; epoch <= 648; epoch++) {
			f.id.epoch = epoch;
			cr_assert_eq(find(&f, &found), epoch >= 645 && epoch <= 647
							       ? ERR_CONTENT_ABSENT
							       : ERR_OK);
		}
		reopen(&f);
	}
	f.id = (struct content_key_id){ { 1, 2, 3 }, 3, 646 };
	cr_assert_eq(find(&f, &found), ERR_OK);
	cr_assert_eq(content_keys_destroy(f.keys, &f.id, 0, &destroyed, &f.folder.diag),
		     ERR_OK);
	cr_assert_eq(destroyed, 0, "no epoch lies between 646 and 0");
	end(&f);
}

Test(content_keys, open_under_their_master_key_alone)
{
	struct content_keys *other;
	struct fixture f;

	start(&f);
	(void)need(&f);
	cr_assert_eq(content_keys_sync(f.keys, &f.folder.diag), ERR_OK);
	f.master.bytes[31] ^= 1;
	cr_assert_eq(
		content_keys_open(f.store, &f.master, true, &other, &f.folder.diag),
		ERR_MASTER_KEY_WRONG);
	end(&f);
}

Test(content_keys, that_are_lost_are_not_made_anew)
{
	struct content_keys *other;
	struct store *empty;
	struct fixture f;

	start(&f);
	empty = store_open_memory(&content_keys_store);
	cr_assert_eq(content_keys_open(empty, &f.master, false, &other, &f.folder.diag),
		     ERR_CONTENT_ABSENT);
	store_close(empty);
	end(&f);
}

static void put(struct store *store, struct bytes key, struct bytes value,
		struct diag *diag)
{
	struct store_put entry = { STORE_PUT, 0, key, value };
	struct store_write *write;

	cr_assert_eq(store_write_begin(store, diag, &write), ERR_OK);
	cr_assert_eq(store_put_many(write, &entry, 1), ERR_OK);
	cr_assert_eq(store_commit(write), ERR_OK);
}

Test(content_keys, unwrap_the_bytes_that_the_document_shows)
{
	struct content_key found;
	struct vectors vectors;
	const struct vector *v;
	struct bytes associated;
	struct fixture f;

	start(&f);
	content_keys_close(f.keys);
	store_close(f.store);
	f.store = store_open_memory(&content_keys_store);
	vectors = vectors_load(&f.folder.arena, "proto/RECORD.md");
	v = vectors_case(&vectors, "wrapped key");
	memcpy(f.master.bytes, vector_bytes(&f.folder.arena, v, "master_key").data,
	       AEAD_KEY_BYTES);
	open_keys(&f, true);
	associated = vector_bytes(&f.folder.arena, v, "associated");
	put(f.store, (struct bytes){ associated.data + 10, associated.len - 10 },
	    vector_bytes(&f.folder.arena, v, "wrapped"), &f.folder.diag);
	memcpy(f.id.book, vector_bytes(&f.folder.arena, v, "book").data,
	       LEAF_PSEUDONYM_BYTES);
	f.id.content_class = (uint8_t)vector_number(v, "class");
	f.id.epoch = (uint32_t)vector_number(v, "epoch");
	cr_assert_eq(find(&f, &found), ERR_OK);
	cr_assert_arr_eq(found.bytes, vector_bytes(&f.folder.arena, v, "key").data,
			 AEAD_KEY_BYTES);
	/* The same bytes under another name are nobody's key. */
	f.id.epoch++;
	put(f.store,
	    (struct bytes){ (uint8_t[]){ 0xb0, 0xb1, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6,
					 0xb7, 0xb8, 0xb9, 0xba, 0xbb, 0xbc, 0xbd,
					 0xbe, 0xbf, 2,    0,    0,    2,    0x87 },
			    21 },
	    vector_bytes(&f.folder.arena, v, "wrapped"), &f.folder.diag);
	cr_assert_eq(find(&f, &found), ERR_CONTENT_DAMAGED);
	end(&f);
}
