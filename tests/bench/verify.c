/*
 * How long evidence takes to verify, beside nothing but its signatures.
 *
 *	verify FOLDER QUEUES ROUNDS
 *
 * Makes FOLDER and, through the ledger, a log in which one contract has 1,100 daily
 * reports, each signed by itself; writes the contract's evidence into FOLDER/evidence.
 * Then, in turns, reads and verifies that file as "sla verify" does, and checks the
 * signatures of its entries, over the same bytes, on one thread.  (Those of the
 * checkpoint and of the heads of books are left out of the latter.)
 *
 * Prints "made signatures=S bytes=B cores=C", then for "signatures" and "evidence" a line
 * "WHAT seconds=S cpu=C", the least of ROUNDS: by the clock, and of all threads together.
 */

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bench/common/world.h"
#include "bundle/bundle.h"
#include "crypto/sign.h"
#include "envelope/pae.h"
#include "ledger/evidence.h"
#include "ledger/ledger.h"

#define REPORTS       1100
#define LANE          0
#define CHECKS_MAX    (2 * REPORTS)
#define CHUNK         200
#define ARENA_BYTES   ((size_t)4 << 30)
#define SCRATCH_BYTES ((size_t)1 << 30)

/* One signature. */
struct check {
	struct public_key key;
	struct bytes message;
	struct signature signature;
};

struct bench {
	const char *folder;
	struct arena arena;
	struct diag diag;
	struct bench_world world;
	struct store *log, *content_keys;
	struct master_key master_key;
	struct ledger *ledger;
	pthread_mutex_t lock; /* of the next two */
	pthread_cond_t answered;
	size_t waiting;
	const char *file; /* the evidence */
	struct check *checks;
	size_t check_count;
};

static void must(struct bench *bench, enum err err)
{
	if (err == ERR_OK)
		return;
	fprintf(stderr, "verify: %s: %s\n", err_name(err),
		bench->diag.first == NULL ? "" : bench->diag.first->text);
	exit(1);
}

static const char *below(struct bench *bench, const char *name)
{
	return arena_printf(&bench->arena, "%s/%s", bench->folder, name);
}

/* ---- a log with the reports --------------------------------------------------------- */

static void open_ledger(struct bench *bench)
{
	struct ledger_options options = {
		.origin = BENCH_ORIGIN,
		.state_folder = bench->folder,
		.master_key = &bench->master_key,
		.log_key = bench->world.log_key,
		.notice_key = bench->world.notice_key,
		.clock = clock_system(),
	};

	must(bench, master_key_create(below(bench, "master.key"), &bench->diag));
	must(bench, master_key_read(below(bench, "master.key"), &bench->master_key,
				    &bench->diag));
	options.log = bench->log = store_open_memory(&log_store);
	options.content_keys = bench->content_keys =
		store_open_memory(&content_keys_store);
	must(bench, ledger_create(&options, bench->world.operator.key, &bench->diag));
	must(bench, ledger_open(&options, &bench->ledger, &bench->diag));
}

struct item {
	struct ledger_submission submission;
	struct envelope envelope;
	struct diag diag;
};

static void answered(struct ledger_submission *submission, enum err err,
		     const struct ledger_receipt *receipt)
{
	struct bench *bench = submission->context;

	(void)receipt;
	must(bench, err);
	(void)pthread_mutex_lock(&bench->lock);
	bench->waiting--;
	(void)pthread_cond_signal(&bench->answered);
	(void)pthread_mutex_unlock(&bench->lock);
}

static void submit(struct bench *bench, struct arena *arena, struct bytes envelope,
		   const struct signing_key *key)
{
	struct item *item = arena_new(arena, struct item);
	struct ledger_submission *submission = &item->submission;

	diag_init(&item->diag, &bench->arena);
	must(bench, envelope_parse(arena, envelope, &item->envelope, &bench->diag));
	must(bench, statement_parse(arena, &item->envelope, BENCH_ORIGIN,
				    &submission->statement, &bench->diag));
	item->envelope.signers[0].key = *signing_key_public(key);
	submission->envelope = &item->envelope;
	submission->lane = submission->statement->issuer;
	submission->diag = &item->diag;
	submission->done = answered;
	submission->context = bench;
	(void)pthread_mutex_lock(&bench->lock);
	bench->waiting++;
	(void)pthread_mutex_unlock(&bench->lock);
	must(bench, ledger_submit(bench->ledger, submission));
}

static void wait_until_answered(struct bench *bench)
{
	(void)pthread_mutex_lock(&bench->lock);
	while (bench->waiting > 0)
		(void)pthread_cond_wait(&bench->answered, &bench->lock);
	(void)pthread_mutex_unlock(&bench->lock);
}

static void make_log(struct bench *bench, unsigned queues)
{
	struct bench_world *world = &bench->world;
	const size_t centre = bench_centre(LANE);
	struct arena arena;

	arena_init(&arena, SCRATCH_BYTES);
	for (size_t i = 0; i < BENCH_SETUP; i++) {
		submit(bench, &arena, world->setup[i],
		       bench_setup_speaker(world, i)->key);
		wait_until_answered(bench);
	}
	for (size_t i = 0; i < REPORTS; i++) {
		struct seal_item item = bench_report(world, &arena, LANE, queues);
		struct bytes envelope;

		bench_seal(world, &arena, centre, &item, 1, false, &envelope);
		submit(bench, &arena, envelope, world->centres[centre].key);
		if ((i + 1) % CHUNK != 0 && i + 1 < REPORTS)
			continue;
		wait_until_answered(bench);
		arena_empty(&arena);
	}
	arena_release(&arena);
}

/* ---- its evidence ------------------------------------------------------------------- */

/* The key of who can have signed an entry. */
static const struct public_key *find_key(const struct bench_world *world,
					 const char *key_id)
{
	const struct signing_key *keys[4 + 2 * BENCH_CENTRES] = {
		world->operator.key, world->client_root.key, world->client.key,
		world->notice_key
	};

	for (size_t i = 0; i < BENCH_CENTRES; i++) {
		keys[4 + 2 * i] = world->centre_roots[i].key;
		keys[5 + 2 * i] = world->centres[i].key;
	}
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		const struct public_key *key = signing_key_public(keys[i]);

		if (strcmp(key_id_of(key).hex, key_id) == 0)
			return key;
	}
	return NULL;
}

static void keep_check(struct bench *bench, struct bytes received)
{
	struct check *check = &bench->checks[bench->check_count++];
	struct envelope envelope;
	const struct public_key *key;

	must(bench, envelope_parse(&bench->arena, received, &envelope, &bench->diag));
	key = find_key(&bench->world, envelope.message->signatures[0]->keyid);
	ensure(envelope.signer_count == 1 && key != NULL &&
	       pae_encode(&bench->arena,
			  bytes_of_string(envelope.message->payload_type),
			  envelope.payload, &check->message));
	check->key = *key;
	check->signature = envelope.signers[0].signature;
}

static void write_record(FILE *file, const SlbEvidenceRecord *record)
{
	uint8_t length[BUNDLE_LENGTH_BYTES];
	struct arena arena;
	struct bytes message;

	arena_init(&arena, SCRATCH_BYTES);
	message = pack_message(&arena, &record->base);
	bundle_length(message.len, length);
	ensure(fwrite(length, sizeof(length), 1, file) == 1 &&
	       fwrite(message.data, message.len, 1, file) == 1);
	arena_release(&arena);
}

/* As LogService does. */
static void write_records(struct bench *bench, struct log_view *view, FILE *file)
{
	struct evidence_request request = {
		.contract_id = bench->world.contracts[LANE].contract_id,
		.checkpoint = ledger_checkpoint(bench->ledger, &bench->arena),
	};
	struct evidence evidence;
	SlbEvidenceRecord *record;

	must(bench, evidence_begin(view, &request, &evidence, &record));
	for (; record != NULL;) {
		write_record(file, record);
		if (record->record_case == SLB_EVIDENCE_RECORD__RECORD_ENTRY) {
			ProtobufCBinaryData *envelope = &record->entry->entry->envelope;

			ensure(bench->check_count < CHECKS_MAX);
			keep_check(bench,
				   (struct bytes){ envelope->data, envelope->len });
		}
		must(bench, evidence_next(view, &evidence, &record));
	}
}

static void make_evidence(struct bench *bench)
{
	struct log_view view;
	FILE *file;

	bench->file = below(bench, "evidence");
	file = fopen(bench->file, "wb");
	ensure(file != NULL &&
	       fwrite(BUNDLE_MAGIC, strlen(BUNDLE_MAGIC), 1, file) == 1);
	bench->checks = arena_array(&bench->arena, struct check, CHECKS_MAX);
	must(bench, log_view_begin(ledger_log(bench->ledger), &bench->arena,
				   &bench->diag, &view));
	write_records(bench, &view, file);
	log_view_end(&view);
	ensure(fclose(file) == 0);
}

/* ---- what is measured --------------------------------------------------------------- */

static enum err read_at(void *context, uint64_t offset, uint8_t *out, size_t len,
			size_t *got)
{
	const int *fd = context;
	ssize_t part = pread(*fd, out, len, (off_t)offset);

	*got = part < 0 ? 0 : (size_t)part;
	return part < 0 ? ERR_IO : ERR_OK;
}

static void verify_evidence(struct bench *bench)
{
	int fd = open(bench->file, O_RDONLY | O_CLOEXEC);
	struct bundle_source source = { read_at, &fd };
	struct bundle *bundle;
	struct diag diag;

	diag_init(&diag, &bench->arena);
	must(bench, bundle_open(&source, &bundle, &diag));
	ensure(bundle_facts(bundle)->counts.signature_count == bench->check_count);
	bundle_close(bundle);
	(void)close(fd);
}

static void check_signatures(struct bench *bench)
{
	for (size_t i = 0; i < bench->check_count; i++) {
		const struct check *check = &bench->checks[i];

		ensure(signature_verify(&check->key, check->message,
					&check->signature));
	}
}

struct took {
	double clock_s;
	double processor_s;
};

static double now_s(clockid_t clock)
{
	struct timespec now;

	(void)clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double least(double best, double now)
{
	return best == 0 || now < best ? now : best;
}

static void measure(struct bench *bench, void (*what)(struct bench *bench),
		    struct took *best)
{
	double clock_s = now_s(CLOCK_MONOTONIC);
	double processor_s = now_s(CLOCK_PROCESS_CPUTIME_ID);

	what(bench);
	best->clock_s = least(best->clock_s, now_s(CLOCK_MONOTONIC) - clock_s);
	best->processor_s =
		least(best->processor_s, now_s(CLOCK_PROCESS_CPUTIME_ID) - processor_s);
}

static void say(const char *what, const struct took *took)
{
	printf("%s seconds=%.6f cpu=%.6f\n", what, took->clock_s, took->processor_s);
}

/* ---- the whole ---------------------------------------------------------------------- */

static void close_ledger(struct bench *bench)
{
	ledger_close(bench->ledger);
	store_close(bench->log);
	store_close(bench->content_keys);
	wipe(&bench->master_key, sizeof(bench->master_key));
}

static void run(struct bench *bench, unsigned queues, unsigned rounds)
{
	struct took evidence = { 0, 0 }, signatures = { 0, 0 };
	struct stat status;

	bench_world_make(&bench->world, bench_first_day(), 1, BENCH_LATE_DAYS);
	open_ledger(bench);
	make_log(bench, queues);
	make_evidence(bench);
	close_ledger(bench);
	ensure(stat(bench->file, &status) == 0);
	printf("made signatures=%zu bytes=%lld cores=%ld\n", bench->check_count,
	       (long long)status.st_size, sysconf(_SC_NPROCESSORS_ONLN));
	for (unsigned i = 0; i < rounds; i++) {
		measure(bench, check_signatures, &signatures);
		measure(bench, verify_evidence, &evidence);
	}
	say("signatures", &signatures);
	say("evidence", &evidence);
}

int main(int argc, char **argv)
{
	static struct bench bench = { .lock = PTHREAD_MUTEX_INITIALIZER,
				      .answered = PTHREAD_COND_INITIALIZER };

	if (argc != 4 || mkdir(argv[1], 0700) != 0) {
		fprintf(stderr, "usage: verify NEW_FOLDER QUEUES ROUNDS\n");
		return 2;
	}
	bench.folder = argv[1];
	arena_init(&bench.arena, ARENA_BYTES);
	diag_init(&bench.diag, &bench.arena);
	run(&bench, (unsigned)strtoul(argv[2], NULL, 10),
	    (unsigned)strtoul(argv[3], NULL, 10));
	bench_world_release(&bench.world);
	arena_release(&bench.arena);
	return 0;
}
