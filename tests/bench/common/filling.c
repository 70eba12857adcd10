#include "bench/common/filling.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/keyfile.h"

#define ITEM_BYTES  ((size_t)1 << 20)
#define CHUNK_BYTES ((size_t)1 << 30)

int filling_fail(struct filling *fill, const char *program, enum err err)
{
	fprintf(stderr, "%s: %s\n", program, err_name(err));
	for (struct diag_item *item = fill->diag.first; item; item = item->next)
		fprintf(stderr, "%s: %s\n", program, item->text);
	return 1;
}

static const char *below(struct filling *fill, const char *name)
{
	return arena_printf(&fill->arena, "%s/%s", fill->folder, name);
}

/* ---- the folder --------------------------------------------------------------------- */

static enum err cannot(struct filling *fill, const char *path)
{
	return diag_error(&fill->diag, ERR_IO, diag_at(""), "%s: %s", path,
			  strerror(errno));
}

static enum err write_file(struct filling *fill, const char *name, const char *text,
			   size_t len)
{
	const char *path = below(fill, name);
	FILE *file = fopen(path, "wb");
	bool done = file != NULL && fchmod(fileno(file), 0600) == 0 &&
		    fwrite(text, 1, len, file) == len;

	if (file != NULL)
		done = fclose(file) == 0 && done;
	return done ? ERR_OK : cannot(fill, path);
}

static enum err write_key(struct filling *fill, const char *file_name, const char *name,
			  enum key_purpose purpose, const struct signing_key *key)
{
	struct secret_text text;
	enum err err = keyfile_write(name, purpose, key, NULL, &text);

	return err == ERR_OK ? write_file(fill, file_name, text.chars, text.len) : err;
}

static enum err write_config(struct filling *fill)
{
	const char *f = fill->folder;
	const char *text = arena_printf(
		&fill->arena,
		"origin: %s\nstore: %s/store\nstate: %s/state\nmaster_key: %s/master.key\n"
		"log_key: %s/log.key\nnotice_key: %s/notices.key\n"
		"listen: [\"unix:%s/socket\"]\n",
		BENCH_ORIGIN, f, f, f, f, f, f);

	return write_file(fill, "slabroker.yaml", text, strlen(text));
}

static enum err make_folder(struct filling *fill)
{
	enum err err = ERR_OK;

	if (mkdir(fill->folder, 0700) != 0 || mkdir(below(fill, "state"), 0700) != 0)
		return cannot(fill, fill->folder);
	err = master_key_create(below(fill, "master.key"), &fill->diag);
	if (err == ERR_OK)
		err = write_key(fill, "log.key", BENCH_ORIGIN, KEY_PURPOSE_LOG,
				fill->world.log_key);
	if (err == ERR_OK)
		err = write_key(fill, "operator.key", "operator", KEY_PURPOSE_OPERATOR,
				fill->world.operator.key);
	if (err == ERR_OK)
		err = write_key(fill, "notices.key", "notices", KEY_PURPOSE_NOTICES,
				fill->world.notice_key);
	return err == ERR_OK ? write_config(fill) : err;
}

static enum err open_stores(struct filling *fill)
{
	enum err err = master_key_read(below(fill, "master.key"), &fill->master_key,
				       &fill->diag);

	if (err == ERR_OK)
		err = store_open_lmdb(below(fill, "store"), &log_store, &fill->log,
				      &fill->diag);
	if (err == ERR_OK)
		err = store_open_lmdb(below(fill, "state/content-keys"),
				      &content_keys_store, &fill->content_keys,
				      &fill->diag);
	return err;
}

static enum err open_ledger(struct filling *fill, bool is_new)
{
	const struct ledger_options options = {
		.origin = BENCH_ORIGIN,
		.state_folder = below(fill, "state"),
		.log = fill->log,
		.content_keys = fill->content_keys,
		.master_key = &fill->master_key,
		.log_key = fill->world.log_key,
		.notice_key = fill->world.notice_key,
		.clock = fill->clock,
	};
	enum err err = ERR_OK;

	if (is_new)
		err = ledger_create(&options, fill->world.operator.key, &fill->diag);
	return err == ERR_OK ? ledger_open(&options, &fill->ledger, &fill->diag) : err;
}

/* ---- submitting --------------------------------------------------------------------- */

static void answered(struct ledger_submission *submission, enum err err,
		     const struct ledger_receipt *receipt)
{
	struct filled *item = submission->context;
	struct filling *fill = item->filling;

	(void)receipt;
	(void)pthread_mutex_lock(&fill->lock);
	if (err != ERR_OK && fill->err == ERR_OK) {
		fill->err = err;
		fprintf(stderr, "refused: %s\n",
			item->diag.first == NULL ? err_name(err)
						 : item->diag.first->text);
	}
	item->chunk->waiting--;
	(void)pthread_cond_signal(&fill->changed);
	(void)pthread_mutex_unlock(&fill->lock);
}

/* What the way in does, but for the signatures, which were made a moment ago. */
enum err filling_submit(struct filling *fill, struct chunk *chunk, size_t at,
			struct bytes envelope, const struct signing_key *key)
{
	struct filled *item = &chunk->items[at];
	enum err err;

	item->filling = fill;
	item->chunk = chunk;
	diag_init(&item->diag, &chunk->said);
	err = envelope_parse(&chunk->arena, envelope, &item->envelope, &fill->diag);
	if (err == ERR_OK)
		err = statement_parse(&chunk->arena, &item->envelope, BENCH_ORIGIN,
				      &item->submission.statement, &fill->diag);
	if (err != ERR_OK)
		return err;
	item->envelope.signers[0].key = *signing_key_public(key);
	item->submission.envelope = &item->envelope;
	item->submission.lane = item->submission.statement->issuer;
	item->submission.diag = &item->diag;
	item->submission.done = answered;
	item->submission.context = item;
	(void)pthread_mutex_lock(&fill->lock);
	chunk->waiting++;
	(void)pthread_mutex_unlock(&fill->lock);
	return ledger_submit(fill->ledger, &item->submission);
}

/* Until the chunk was answered; then it is empty. */
enum err filling_wait(struct filling *fill, struct chunk *chunk)
{
	enum err err;

	(void)pthread_mutex_lock(&fill->lock);
	while (chunk->waiting > 0)
		(void)pthread_cond_wait(&fill->changed, &fill->lock);
	err = fill->err;
	(void)pthread_mutex_unlock(&fill->lock);
	arena_release(&chunk->arena);
	arena_release(&chunk->said);
	return err;
}

/* One at a time, since each rests on those before. */
static enum err enter_setup(struct filling *fill, struct chunk *chunk)
{
	struct bench_world *world = &fill->world;
	enum err err = ERR_OK;

	for (size_t i = 0; i < BENCH_SETUP && err == ERR_OK; i++) {
		const struct speaker *speaker = bench_setup_speaker(world, i);

		err = filling_submit(fill, chunk, 0, world->setup[i], speaker->key);
		if (err == ERR_OK)
			err = filling_wait(fill, chunk);
	}
	return err;
}

/* ---- the whole ---------------------------------------------------------------------- */

void chunk_init(struct chunk *chunk)
{
	arena_init(&chunk->arena, CHUNK_BYTES);
	arena_init(&chunk->said, ITEM_BYTES);
}

enum err filling_make(struct filling *fill, struct chunk *chunk)
{
	enum err err = make_folder(fill);

	if (err == ERR_OK)
		err = open_stores(fill);
	if (err == ERR_OK)
		err = open_ledger(fill, true);
	return err == ERR_OK ? enter_setup(fill, chunk) : err;
}

enum err filling_open(struct filling *fill)
{
	enum err err;

	if (!bench_world_read(&fill->world, fill->folder))
		return cannot(fill, below(fill, "lanes"));
	err = open_stores(fill);
	return err == ERR_OK ? open_ledger(fill, false) : err;
}

enum err filling_end(struct filling *fill)
{
	return bench_world_write(&fill->world, fill->folder)
		       ? ERR_OK
		       : cannot(fill, below(fill, "lanes"));
}

void filling_close(struct filling *fill)
{
	ledger_close(fill->ledger);
	store_close(fill->content_keys);
	store_close(fill->log);
	wipe(&fill->master_key, sizeof(fill->master_key));
	bench_world_release(&fill->world);
	arena_release(&fill->arena);
}
