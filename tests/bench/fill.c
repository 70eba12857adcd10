/*
 * Fills a broker's folder with reports: everything goes through the ledger and its acts as
 * if it had been submitted; signatures are of batches of 64, and are not checked again.
 *
 *	fill FOLDER COUNT [QUEUES]
 *
 * Makes the folder where there is none, with keys, a log with the parties and contracts of
 * common/world.h, and "slabroker.yaml" to serve it with; then adds COUNT reports, each
 * over so many queues.  Prints "filled COUNT seconds=S log=SIZE".
 */

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bench/common/world.h"
#include "crypto/keyfile.h"
#include "ledger/ledger.h"

#define BATCH       64
#define CHUNK       (BATCH * BENCH_CENTRES)
#define CHUNKS      3 /* on their way, or being made */
#define ITEM_BYTES  ((size_t)1 << 20)
#define CHUNK_BYTES ((size_t)1 << 30)

struct fill;

struct item {
	struct ledger_submission submission;
	struct envelope envelope;
	struct diag diag;
	struct fill *fill;
	struct chunk *chunk;
};

struct chunk {
	struct arena arena; /* what was submitted */
	struct arena said;  /* what is said of it, on the writer's thread */
	size_t waiting;
	struct item items[CHUNK];
};

struct fill {
	const char *folder;
	struct arena arena;
	struct diag diag;
	struct store *log;
	struct store *content_keys;
	struct master_key master_key;
	struct ledger *ledger;
	struct bench_world world;
	pthread_mutex_t lock; /* of what follows, and of waiting */
	pthread_cond_t changed;
	enum err err;
	struct chunk chunks[CHUNKS];
};

static int fail(struct fill *fill, enum err err)
{
	fprintf(stderr, "fill: %s\n", err_name(err));
	for (struct diag_item *item = fill->diag.first; item; item = item->next)
		fprintf(stderr, "fill: %s\n", item->text);
	return 1;
}

static const char *below(struct fill *fill, const char *name)
{
	return arena_printf(&fill->arena, "%s/%s", fill->folder, name);
}

/* ---- the folder --------------------------------------------------------------------- */

static enum err cannot(struct fill *fill, const char *path)
{
	return diag_error(&fill->diag, ERR_IO, diag_at(""), "%s: %s", path,
			  strerror(errno));
}

static enum err write_file(struct fill *fill, const char *name, const char *text,
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

static enum err write_key(struct fill *fill, const char *file_name, const char *name,
			  enum key_purpose purpose, const struct signing_key *key)
{
	struct secret_text text;
	enum err err = keyfile_write(name, purpose, key, NULL, &text);

	return err == ERR_OK ? write_file(fill, file_name, text.chars, text.len) : err;
}

static enum err write_config(struct fill *fill)
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

static enum err make_folder(struct fill *fill)
{
	enum err err = ERR_OK;

	if (mkdir(fill->folder, 0700) != 0 || mkdir(below(fill, "state"), 0700) != 0)
		return cannot(fill, fill->folder);
	err = master_key_create(below(fill, "master.key"), &fill->diag);
	if (err == ERR_OK)
		err = write_key(fill, "log.key", BENCH_ORIGIN, KEY_PURPOSE_LOG,
				fill->world.log_key);
	if (err == ERR_OK)
		err = write_key(fill, "notices.key", "notices", KEY_PURPOSE_NOTICES,
				fill->world.notice_key);
	return err == ERR_OK ? write_config(fill) : err;
}

static enum err open_stores(struct fill *fill)
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

static enum err open_ledger(struct fill *fill, bool is_new)
{
	const struct ledger_options options = {
		.origin = BENCH_ORIGIN,
		.state_folder = below(fill, "state"),
		.log = fill->log,
		.content_keys = fill->content_keys,
		.master_key = &fill->master_key,
		.log_key = fill->world.log_key,
		.notice_key = fill->world.notice_key,
		.clock = clock_system(),
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
	struct item *item = submission->context;
	struct fill *fill = item->fill;

	(void)receipt;
	(void)pthread_mutex_lock(&fill->lock);
	if (err != ERR_OK && fill->err == ERR_OK) {
		fill->err = err;
		fprintf(stderr, "fill: refused: %s\n",
			item->diag.first == NULL ? err_name(err)
						 : item->diag.first->text);
	}
	item->chunk->waiting--;
	(void)pthread_cond_signal(&fill->changed);
	(void)pthread_mutex_unlock(&fill->lock);
}

/* What the way in does, but for the signatures, which were made a moment ago. */
static enum err submit(struct fill *fill, struct chunk *chunk, size_t at,
		       struct bytes envelope, const struct signing_key *key)
{
	struct item *item = &chunk->items[at];
	enum err err;

	item->fill = fill;
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
static enum err wait_for(struct fill *fill, struct chunk *chunk)
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
static enum err enter_setup(struct fill *fill)
{
	struct bench_world *world = &fill->world;
	struct chunk *chunk = &fill->chunks[0];
	enum err err = ERR_OK;

	for (size_t i = 0; i < BENCH_SETUP && err == ERR_OK; i++) {
		const struct speaker *speaker = bench_setup_speaker(world, i);

		err = submit(fill, chunk, 0, world->setup[i], speaker->key);
		if (err == ERR_OK)
			err = wait_for(fill, chunk);
	}
	return err;
}

/* The next reports of every centre, in batches. */
static enum err submit_chunk(struct fill *fill, struct chunk *chunk, unsigned queues)
{
	struct bench_world *world = &fill->world;
	struct seal_item items[BATCH];
	struct bytes envelopes[BATCH];
	enum err err = ERR_OK;

	for (size_t centre = 0; centre < BENCH_CENTRES && err == ERR_OK; centre++) {
		for (size_t i = 0; i < BATCH; i++) {
			size_t lane = centre + i * BENCH_CENTRES % BENCH_LANES;

			items[i] = bench_report(world, &chunk->arena, lane, queues);
		}
		bench_seal(world, &chunk->arena, centre, items, BATCH, true, envelopes);
		for (size_t i = 0; i < BATCH && err == ERR_OK; i++)
			err = submit(fill, chunk, centre * BATCH + i, envelopes[i],
				     world->centres[centre].key);
	}
	return err;
}

static enum err fill_in(struct fill *fill, size_t count, unsigned queues)
{
	size_t chunk_count = (count + CHUNK - 1) / CHUNK;
	enum err err = ERR_OK;

	for (size_t i = 0; i < chunk_count && err == ERR_OK; i++) {
		struct chunk *chunk = &fill->chunks[i % CHUNKS];

		err = wait_for(fill, chunk);
		if (err == ERR_OK)
			err = submit_chunk(fill, chunk, queues);
	}
	for (size_t i = 0; i < CHUNKS; i++) {
		enum err last = wait_for(fill, &fill->chunks[i]);

		err = err == ERR_OK ? last : err;
	}
	return err;
}

/* ---- the whole ---------------------------------------------------------------------- */

static double now_s(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static enum err run(struct fill *fill, size_t count, unsigned queues)
{
	bool is_new = access(fill->folder, F_OK) != 0;
	enum err err = ERR_OK;
	double began_s;

	if (is_new) {
		bench_world_make(&fill->world, bench_first_day(), BENCH_SERIES);
		err = make_folder(fill);
	} else if (!bench_world_read(&fill->world, fill->folder)) {
		return cannot(fill, below(fill, "lanes"));
	}
	if (err == ERR_OK)
		err = open_stores(fill);
	if (err == ERR_OK)
		err = open_ledger(fill, is_new);
	if (err == ERR_OK && is_new)
		err = enter_setup(fill);
	began_s = now_s();
	if (err == ERR_OK)
		err = fill_in(fill, count, queues);
	if (err != ERR_OK)
		return err;
	if (!bench_world_write(&fill->world, fill->folder))
		return cannot(fill, below(fill, "lanes"));
	printf("filled %zu seconds=%.3f log=%llu\n", count, now_s() - began_s,
	       (unsigned long long)ledger_status(fill->ledger).tree_size);
	return ERR_OK;
}

static void close_all(struct fill *fill)
{
	ledger_close(fill->ledger);
	store_close(fill->content_keys);
	store_close(fill->log);
	wipe(&fill->master_key, sizeof(fill->master_key));
	bench_world_release(&fill->world);
	arena_release(&fill->arena);
}

int main(int argc, char **argv)
{
	static struct fill fill = { .lock = PTHREAD_MUTEX_INITIALIZER,
				    .changed = PTHREAD_COND_INITIALIZER };
	unsigned queues;
	enum err err;
	int status;

	if (argc < 3) {
		fprintf(stderr, "usage: fill FOLDER COUNT [QUEUES]\n");
		return 2;
	}
	queues = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : BENCH_QUEUES_1K;
	fill.folder = argv[1];
	arena_init(&fill.arena, (size_t)1 << 24);
	diag_init(&fill.diag, &fill.arena);
	for (size_t i = 0; i < CHUNKS; i++) {
		arena_init(&fill.chunks[i].arena, CHUNK_BYTES);
		arena_init(&fill.chunks[i].said, ITEM_BYTES);
	}
	err = run(&fill, strtoul(argv[2], NULL, 10), queues);
	status = err == ERR_OK ? 0 : fail(&fill, err);
	close_all(&fill);
	return status;
}
