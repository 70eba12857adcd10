#include "ledger/log_write.h"

#include <string.h>

#include "base/ensure.h"
#include "crypto/random.h"
#include "crypto/sign.h"
#include "ledger/log_tree.h"
#include "store/puts.h"

enum err log_write_begin(const struct log *log, const struct log_head *head,
			 struct arena *arena, struct diag *diag, struct log_write *out)
{
	enum err err;

	*out = (struct log_write){
		.log = log,
		.arena = arena,
		.diag = diag,
		.head = *head,
	};
	err = store_write_begin(log->store, diag, &out->write);
	if (err == ERR_OK)
		out->view = store_write_view(out->write);
	return err;
}

static ProtobufCBinaryData copy_of(struct arena *arena, const uint8_t *data, size_t len)
{
	uint8_t *copy = arena_alloc(arena, len);

	memcpy(copy, data, len);
	return (ProtobufCBinaryData){ .len = len, .data = copy };
}

/* The row of a book as it was after its last entry; a new book gets a random name. */
static enum err read_book(struct log_write *write, const struct row_key *key,
			  SlbBookRow *out)
{
	const ProtobufCMessage *row;
	struct state state;
	enum err err;

	state_init(&state, write->arena, write->view);
	err = state_fetch(&state, key, &row);
	if (err != ERR_OK)
		return err;
	slb_book_row__init(out);
	if (row != NULL) {
		*out = *(const SlbBookRow *)row;
	} else {
		uint8_t name[LEAF_PSEUDONYM_BYTES];

		random_fill(name, sizeof(name));
		out->pseudonym = copy_of(write->arena, name, sizeof(name));
	}
	return ERR_OK;
}

static struct leaf make_leaf(struct log_write *write, const struct log_append *append,
			     const SlbBookRow *book, const struct content *content)
{
	const struct envelope *envelope = append->envelope;
	struct leaf leaf = {
		.kind = append->kind,
		.number = book->next_number,
		.log_time_ms = (uint64_t)append->log_time_ms,
		.commitment = leaf_commitment(write->arena, content->salt,
					      &envelope->content_id, envelope->signers,
					      envelope->signer_count),
	};

	ensure(book->pseudonym.len == LEAF_PSEUDONYM_BYTES);
	memcpy(leaf.book, book->pseudonym.data, LEAF_PSEUDONYM_BYTES);
	if (book->next_number > 0) {
		ensure(book->last_leaf_hash.len == DIGEST_BYTES);
		memcpy(leaf.previous.bytes, book->last_leaf_hash.data, DIGEST_BYTES);
	}
	return leaf;
}

static enum err seal(struct log_write *write, const struct leaf *leaf,
		     enum content_class content_class, const struct content *content,
		     struct bytes *stored)
{
	struct content_place place = {
		.origin = write->log->origin,
		.log_index = write->head.edge.size,
		.kind = leaf->kind,
		.key_id = {
			.content_class = (uint8_t)content_class,
			.epoch = content_epoch((uint8_t)content_class,
					       leaf->log_time_ms),
		},
	};
	struct content_key key;
	enum err err;

	memcpy(place.key_id.book, leaf->book, LEAF_PSEUDONYM_BYTES);
	err = content_keys_need(write->log->keys, &place.key_id, &key, write->diag);
	if (err == ERR_OK)
		*stored = content_seal(write->arena, &place, &key, content);
	wipe(&key, sizeof(key));
	return err;
}

static void put_book_row(struct state_changes *changes, const struct row_key *key,
			 SlbBookRow *book, uint64_t index, const struct digest *hash)
{
	book->next_number++;
	book->last_index = index;
	book->last_leaf_hash = copy_of(changes->arena, hash->bytes, DIGEST_BYTES);
	state_put(changes, key, &book->base);
}

static void put_book_entry(struct puts *puts, const struct leaf *leaf, uint64_t index)
{
	puts_add(puts,
		 (struct store_put){
			 .op = STORE_PUT,
			 .table = TABLE_BOOKS,
			 .key = log_book_key(puts->arena, leaf->book, leaf->number),
			 .value = key_of_number(puts->arena, index),
		 });
}

/* Names are random: any two of their bytes spread them. */
static size_t slot_of(const uint8_t pseudonym[LEAF_PSEUDONYM_BYTES])
{
	return (pseudonym[0] | (size_t)pseudonym[1] << 8) % BOOK_END_SLOTS;
}

static void remember_end(struct log_write *write, const struct leaf *leaf,
			 const struct digest *hash)
{
	struct book_slot *slot = &write->ends[slot_of(leaf->book)];

	slot->is_used = true;
	slot->end.number = leaf->number;
	slot->end.leaf_hash = *hash;
	memcpy(slot->end.book, leaf->book, LEAF_PSEUDONYM_BYTES);
}

const struct book_end *log_write_end_of(const struct log_write *write,
					const uint8_t pseudonym[LEAF_PSEUDONYM_BYTES])
{
	const struct book_slot *slot = &write->ends[slot_of(pseudonym)];

	if (!slot->is_used ||
	    memcmp(slot->end.book, pseudonym, LEAF_PSEUDONYM_BYTES) != 0)
		return NULL;
	return &slot->end;
}

enum err log_write_append(struct log_write *write, const struct log_append *append)
{
	struct row_key key = book_row_key(append->book);
	struct content content = { .envelope = append->envelope->received };
	struct state_changes changes;
	uint64_t index = write->head.edge.size;
	struct digest hash;
	struct bytes stored;
	struct leaf leaf;
	SlbBookRow book;
	struct puts puts;
	enum err err = read_book(write, &key, &book);

	ensure(append->log_time_ms >= write->head.last_ms);
	if (err != ERR_OK)
		return err;
	random_fill(content.salt, sizeof(content.salt));
	leaf = make_leaf(write, append, &book, &content);
	hash = leaf_hash(&leaf);
	err = seal(write, &leaf, append->content, &content, &stored);
	if (err != ERR_OK)
		return err;
	puts_init(&puts, write->arena);
	state_changes_init(&changes, write->arena);
	log_tree_append(&write->head.edge, &leaf, &puts);
	puts_append_at(&puts, TABLE_CONTENTS, index, stored);
	put_book_entry(&puts, &leaf, index);
	put_book_row(&changes, &key, &book, index, &hash);
	write->leaf = leaf;
	remember_end(write, &leaf, &hash);
	memcpy(write->salt, content.salt, sizeof(content.salt));
	write->head.last_ms = append->log_time_ms;
	err = store_put_many(write->write, puts.list, puts.count);
	return err == ERR_OK ? state_apply(write->write, &changes) : err;
}

enum err log_write_commit(struct log_write *write)
{
	struct store_put head = log_head_put(write->arena, &write->head);
	enum err err = store_put_many(write->write, &head, 1);

	if (err == ERR_OK)
		err = content_keys_sync(write->log->keys, write->diag);
	if (err == ERR_OK)
		return store_commit(write->write);
	log_write_abort(write);
	return err;
}

void log_write_abort(struct log_write *write)
{
	store_abort(write->write);
	content_keys_forget(write->log->keys);
}
