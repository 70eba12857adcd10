#include "ledger/content_keys.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "crypto/random.h"
#include "crypto/sign.h"

#define LABEL         "slb/wrap/1"
#define ID_BYTES      (LEAF_PSEUDONYM_BYTES + 1 + 4)
#define WRAPPED_BYTES (AEAD_NONCE_BYTES + AEAD_KEY_BYTES + AEAD_TAG_BYTES)
#define CACHE_SLOTS   1024 /* a key and its name in each: 54 KiB */
#define MADE_MAX      4096 /* between two syncs; a group of statements needs fewer */
#define SCRATCH_BYTES 65536

enum { TABLE_KEYS };
static const char *const tables[] = { "keys" };

const struct store_options content_keys_store = {
	.purpose = "slabroker/content-keys/0",
	.tables = tables,
	.table_count = ARRAY_SIZE(tables),
	.size_bytes_max = (uint64_t)64 << 30,
	.create = true,
};

/* Class 0 is no content's: it binds the store to its master key. */
static const struct content_key_id binding = { .content_class = 0 };

struct cached_key {
	bool used;
	uint8_t id[ID_BYTES];
	struct content_key key;
};

struct content_keys {
	struct store *store;
	struct master_key master;
	pthread_mutex_t lock; /* of what follows */
	size_t made_count;
	struct cached_key made[MADE_MAX];
	struct cached_key cache[CACHE_SLOTS];
	uint64_t destroyed_count; /* how often keys were destroyed */
};

static void encode_id(const struct content_key_id *id, uint8_t out[ID_BYTES])
{
	memcpy(out, id->book, LEAF_PSEUDONYM_BYTES);
	out[LEAF_PSEUDONYM_BYTES] = id->content_class;
	for (unsigned i = 0; i < 4; i++)
		out[LEAF_PSEUDONYM_BYTES + 1 + i] =
			(uint8_t)(id->epoch >> (24 - 8 * i));
}

/* A book's name is random: any bytes of it spread well, and the epoch beside them. */
static struct cached_key *cache_slot(struct content_keys *keys,
				     const uint8_t id[ID_BYTES])
{
	size_t spread = (size_t)id[0] << 8 | id[1];

	spread += id[LEAF_PSEUDONYM_BYTES] * 251u + id[ID_BYTES - 1] * 31u;
	return &keys->cache[spread % CACHE_SLOTS];
}

static struct aead wrapping(const struct content_keys *keys, const uint8_t id[ID_BYTES],
			    const uint8_t *nonce, uint8_t *associated)
{
	memcpy(associated, LABEL, sizeof(LABEL) - 1);
	memcpy(associated + sizeof(LABEL) - 1, id, ID_BYTES);
	return (struct aead){
		.key = keys->master.bytes,
		.nonce = nonce,
		.associated = { associated, sizeof(LABEL) - 1 + ID_BYTES },
	};
}

static void wrap(const struct content_keys *keys, const struct cached_key *key,
		 uint8_t out[WRAPPED_BYTES])
{
	uint8_t associated[sizeof(LABEL) + ID_BYTES];
	struct aead aead = wrapping(keys, key->id, out, associated);

	random_fill(out, AEAD_NONCE_BYTES);
	aead_seal(&aead, BYTES_OF_ARRAY(key->key.bytes), out + AEAD_NONCE_BYTES);
}

static bool unwrap(const struct content_keys *keys, const uint8_t id[ID_BYTES],
		   struct bytes wrapped, struct content_key *out)
{
	uint8_t associated[sizeof(LABEL) + ID_BYTES];
	struct aead aead = wrapping(keys, id, wrapped.data, associated);

	return wrapped.len == WRAPPED_BYTES &&
	       aead_open(&aead,
			 (struct bytes){ wrapped.data + AEAD_NONCE_BYTES,
					 WRAPPED_BYTES - AEAD_NONCE_BYTES },
			 out->bytes);
}

/* ERR_CONTENT_ABSENT and ERR_CONTENT_DAMAGED without a word: what they mean, the caller
 * knows. */
static enum err read_key(struct content_keys *keys, const uint8_t id[ID_BYTES],
			 struct content_key *out, struct diag *diag)
{
	struct store_key key = { TABLE_KEYS, { id, ID_BYTES } };
	struct store_view *view;
	struct arena scratch;
	struct bytes wrapped;
	enum err err = store_read_begin(keys->store, diag, &view);

	if (err != ERR_OK)
		return err;
	arena_init(&scratch, SCRATCH_BYTES);
	err = store_get_many(view, &scratch, &key, 1, &wrapped);
	if (err == ERR_OK && wrapped.data == NULL)
		err = ERR_CONTENT_ABSENT;
	else if (err == ERR_OK && !unwrap(keys, id, wrapped, out))
		err = ERR_CONTENT_DAMAGED;
	store_read_end(view);
	arena_release(&scratch);
	return err;
}

static const struct cached_key *find_in_memory(struct content_keys *keys,
					       const uint8_t id[ID_BYTES])
{
	const struct cached_key *slot = cache_slot(keys, id);

	if (slot->used && memcmp(slot->id, id, ID_BYTES) == 0)
		return slot;
	for (size_t i = 0; i < keys->made_count; i++) {
		if (memcmp(keys->made[i].id, id, ID_BYTES) == 0)
			return &keys->made[i];
	}
	return NULL;
}

static void lock(struct content_keys *keys)
{
	ensure(pthread_mutex_lock(&keys->lock) == 0);
}

static void unlock(struct content_keys *keys)
{
	ensure(pthread_mutex_unlock(&keys->lock) == 0);
}

/* *destroyed_count: of now, for put_in_cache(). */
static bool look_in_memory(struct content_keys *keys, const uint8_t id[ID_BYTES],
			   struct content_key *out, uint64_t *destroyed_count)
{
	const struct cached_key *found;

	lock(keys);
	found = find_in_memory(keys, id);
	if (found != NULL)
		*out = found->key;
	*destroyed_count = keys->destroyed_count;
	unlock(keys);
	return found != NULL;
}

/* Not where keys were destroyed meanwhile: it may have been one of them. */
static void put_in_cache(struct content_keys *keys, const uint8_t id[ID_BYTES],
			 const struct content_key *key, uint64_t destroyed_count)
{
	struct cached_key *slot = cache_slot(keys, id);

	lock(keys);
	if (keys->destroyed_count == destroyed_count) {
		*slot = (struct cached_key){ .used = true, .key = *key };
		memcpy(slot->id, id, ID_BYTES);
	}
	unlock(keys);
}

/* The store is read without the lock: where a broken invariant or a lack of memory comes
 * back to the writer, none may be held. */
static enum err find(struct content_keys *keys, const uint8_t id[ID_BYTES],
		     struct content_key *out, struct diag *diag)
{
	uint64_t destroyed_count;
	enum err err;

	if (look_in_memory(keys, id, out, &destroyed_count))
		return ERR_OK;
	err = read_key(keys, id, out, diag);
	if (err == ERR_CONTENT_DAMAGED)
		return diag_error(diag, err, diag_at(""),
				  "a content key does not unwrap under the master key");
	if (err == ERR_OK)
		put_in_cache(keys, id, out, destroyed_count);
	return err;
}

enum err content_keys_look(struct content_keys *keys, const struct content_key_id *id,
			   struct content_key *out, bool *is_absent, struct diag *diag)
{
	uint8_t name[ID_BYTES];
	enum err err;

	encode_id(id, name);
	err = find(keys, name, out, diag);
	*is_absent = err == ERR_CONTENT_ABSENT;
	return *is_absent ? ERR_OK : err;
}

enum err content_keys_need(struct content_keys *keys, const struct content_key_id *id,
			   struct content_key *out, struct diag *diag)
{
	struct cached_key made;
	enum err err;

	encode_id(id, made.id);
	ensure(keys->made_count < MADE_MAX);
	err = find(keys, made.id, out, diag);
	if (err != ERR_CONTENT_ABSENT)
		return err;
	random_fill(made.key.bytes, sizeof(made.key.bytes));
	*out = made.key;
	lock(keys);
	memcpy(keys->made[keys->made_count].id, made.id, ID_BYTES);
	keys->made[keys->made_count++].key = made.key;
	unlock(keys);
	wipe(&made, sizeof(made));
	return ERR_OK;
}

void content_keys_forget(struct content_keys *keys)
{
	lock(keys);
	wipe(keys->made, sizeof(keys->made));
	keys->made_count = 0;
	unlock(keys);
}

static enum err commit_puts(struct store *store, const struct store_put *puts,
			    size_t count, struct diag *diag)
{
	struct store_write *write;
	enum err err = store_write_begin(store, diag, &write);

	if (err != ERR_OK)
		return err;
	err = store_put_many(write, puts, count);
	if (err != ERR_OK) {
		store_abort(write);
		return err;
	}
	return store_commit(write);
}

static enum err write_made(struct content_keys *keys, struct diag *diag)
{
	struct store_put *puts;
	uint8_t(*wrapped)[WRAPPED_BYTES];
	struct arena scratch;
	enum err err;

	arena_init(&scratch,
		   SCRATCH_BYTES + MADE_MAX * (WRAPPED_BYTES + sizeof(*puts)));
	puts = arena_array(&scratch, struct store_put, keys->made_count);
	wrapped = arena_alloc_array(&scratch, keys->made_count, sizeof(*wrapped));
	for (size_t i = 0; i < keys->made_count; i++) {
		wrap(keys, &keys->made[i], wrapped[i]);
		puts[i] = (struct store_put){
			.op = STORE_PUT,
			.table = TABLE_KEYS,
			.key = BYTES_OF_ARRAY(keys->made[i].id),
			.value = BYTES_OF_ARRAY(wrapped[i]),
		};
	}
	err = commit_puts(keys->store, puts, keys->made_count, diag);
	arena_release(&scratch);
	return err;
}

/* made is the writer's own but for its count, so that it is read here without the lock. */
enum err content_keys_sync(struct content_keys *keys, struct diag *diag)
{
	enum err err;

	if (keys->made_count == 0)
		return ERR_OK;
	err = write_made(keys, diag);
	if (err == ERR_OK) {
		lock(keys);
		for (size_t i = 0; i < keys->made_count; i++) {
			struct cached_key *slot = cache_slot(keys, keys->made[i].id);

			*slot = keys->made[i];
			slot->used = true;
		}
		unlock(keys);
	}
	content_keys_forget(keys);
	return err;
}

/* Copies the names of the keys from..to into puts that delete them. */
static enum err list_keys(struct store_view *view, struct arena *arena,
			  const struct store_range *range, struct store_put **puts,
			  size_t *count)
{
	struct store_scan *scan;
	struct store_entry entry;
	struct buffer names;
	enum err err;

	*count = 0;
	buffer_init(&names, arena);
	err = store_scan_open(view, range, &scan);
	if (err != ERR_OK)
		return err;
	for (; store_scan_next(scan, &entry); (*count)++)
		buffer_add(&names, entry.key);
	err = store_scan_close(scan);
	*puts = arena_array(arena, struct store_put, *count + 1);
	for (size_t i = 0; i < *count; i++)
		(*puts)[i] = (struct store_put){
			.op = STORE_DELETE,
			.table = TABLE_KEYS,
			.key = { names.data + i * ID_BYTES, ID_BYTES },
		};
	return err;
}

static void drop_from_cache(struct content_keys *keys, const struct store_put *puts,
			    size_t count)
{
	lock(keys);
	keys->destroyed_count++;
	for (size_t i = 0; i < count; i++) {
		struct cached_key *slot = cache_slot(keys, puts[i].key.data);

		if (memcmp(slot->id, puts[i].key.data, ID_BYTES) == 0)
			wipe(slot, sizeof(*slot));
	}
	unlock(keys);
}

enum err content_keys_destroy(struct content_keys *keys,
			      const struct content_key_id *first, uint32_t last_epoch,
			      size_t *destroyed, struct diag *diag)
{
	struct content_key_id last = *first;
	uint8_t from[ID_BYTES], to[ID_BYTES + 1] = { 0 };
	struct store_range range = { .table = TABLE_KEYS,
				     .from = { from, ID_BYTES },
				     .to = { to, ID_BYTES + 1 } };
	struct store_put *puts = NULL;
	struct store_view *view;
	struct arena scratch;
	enum err err;

	last.epoch = last_epoch;
	encode_id(first, from);
	/* One byte longer: the last name itself is in the range. */
	encode_id(&last, to);
	*destroyed = 0;
	err = store_read_begin(keys->store, diag, &view);
	if (err != ERR_OK)
		return err;
	arena_init(&scratch, (size_t)1 << 24);
	err = list_keys(view, &scratch, &range, &puts, destroyed);
	store_read_end(view);
	if (err == ERR_OK && *destroyed > 0)
		err = commit_puts(keys->store, puts, *destroyed, diag);
	if (err == ERR_OK)
		drop_from_cache(keys, puts, *destroyed);
	arena_release(&scratch);
	return err;
}

/* A new store gets a key of no use; in an old one it must unwrap. */
static enum err bind(struct content_keys *keys, bool create, struct diag *diag)
{
	struct content_key key;
	uint8_t name[ID_BYTES];
	enum err err;

	encode_id(&binding, name);
	err = read_key(keys, name, &key, diag);
	wipe(&key, sizeof(key));
	if (err == ERR_CONTENT_DAMAGED)
		return diag_error(diag, ERR_MASTER_KEY_WRONG, diag_at(""),
				  "the content keys are not wrapped by this master "
				  "key: give the file that was made with them");
	if (err == ERR_CONTENT_ABSENT && !create)
		return diag_error(diag, err, diag_at(""),
				  "the store of content keys is empty, but the log has "
				  "content: bring back the store that belongs to it");
	if (err != ERR_CONTENT_ABSENT)
		return err;
	err = content_keys_need(keys, &binding, &key, diag);
	wipe(&key, sizeof(key));
	return err == ERR_OK ? content_keys_sync(keys, diag) : err;
}

enum err content_keys_open(struct store *store, const struct master_key *master,
			   bool create, struct content_keys **out, struct diag *diag)
{
	struct content_keys *keys = calloc(1, sizeof(*keys));
	enum err err;

	if (keys == NULL)
		return diag_error(diag, ERR_NO_MEMORY, diag_at(""),
				  "no memory for the content keys");
	keys->store = store;
	keys->master = *master;
	ensure(pthread_mutex_init(&keys->lock, NULL) == 0);
	err = bind(keys, create, diag);
	if (err != ERR_OK) {
		content_keys_close(keys);
		return err;
	}
	*out = keys;
	return ERR_OK;
}

uint64_t content_keys_free_bytes(struct content_keys *keys)
{
	return store_free_bytes(keys->store);
}

enum err content_keys_reopen(struct content_keys *keys, struct diag *diag)
{
	content_keys_forget(keys);
	return store_reopen(keys->store, diag);
}

void content_keys_close(struct content_keys *keys)
{
	if (keys == NULL)
		return;
	ensure(pthread_mutex_destroy(&keys->lock) == 0);
	wipe(keys, sizeof(*keys));
	free(keys);
}
