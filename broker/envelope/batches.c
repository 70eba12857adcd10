#include "envelope/batches.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/ensure.h"

#define SLOTS \
	4096 /* 128 KiB; batches of 64 make this a quarter of a million statements */

struct signed_batches {
	pthread_mutex_t lock;       /* of the slots */
	struct digest slots[SLOTS]; /* all zero: empty */
};

struct signed_batches *signed_batches_open(void)
{
	struct signed_batches *batches = calloc(1, sizeof(*batches));
	bool memory_is_left = batches != NULL;

	ensure(memory_is_left);
	ensure(pthread_mutex_init(&batches->lock, NULL) == 0);
	return batches;
}

void signed_batches_close(struct signed_batches *batches)
{
	if (batches == NULL)
		return;
	ensure(pthread_mutex_destroy(&batches->lock) == 0);
	free(batches);
}

static struct digest name_of(const struct public_key *key, struct bytes message,
			     const struct signature *signature)
{
	struct sha256_stream stream;

	sha256_start(&stream);
	sha256_add(&stream, BYTES_OF_ARRAY(key->bytes));
	sha256_add(&stream, BYTES_OF_ARRAY(signature->bytes));
	sha256_add(&stream, message);
	return sha256_finish(&stream);
}

static struct digest *slot_of(struct signed_batches *batches, const struct digest *name)
{
	return &batches->slots[(name->bytes[0] << 8 | name->bytes[1]) % SLOTS];
}

static bool is_known(struct signed_batches *batches, const struct digest *name)
{
	bool found;

	ensure(pthread_mutex_lock(&batches->lock) == 0);
	found = digest_equal(slot_of(batches, name), name);
	ensure(pthread_mutex_unlock(&batches->lock) == 0);
	return found;
}

static void remember(struct signed_batches *batches, const struct digest *name)
{
	ensure(pthread_mutex_lock(&batches->lock) == 0);
	*slot_of(batches, name) = *name;
	ensure(pthread_mutex_unlock(&batches->lock) == 0);
}

bool signed_batches_verify(struct signed_batches *batches, const struct public_key *key,
			   struct bytes message, const struct signature *signature)
{
	struct digest name;

	if (batches == NULL)
		return signature_verify(key, message, signature);
	name = name_of(key, message, signature);
	if (is_known(batches, &name))
		return true;
	if (!signature_verify(key, message, signature))
		return false;
	remember(batches, &name);
	return true;
}
