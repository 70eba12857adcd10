/*
 * What a broker costs without its logic: the same server, taking the same messages, that
 * scans, unpacks and verifies them, hashes and seals them, puts as many rows of as many
 * bytes into the same store, commits, signs and syncs a checkpoint for each group, signs
 * the heads of its books, and answers receipts of the same size.  It decides nothing:
 * whatever is well signed is put.
 *
 *	composite FOLDER COUNT [WORKERS]
 *
 * Puts about COUNT reports into a new store first; listens on unix:FOLDER/socket, says
 * "listening", and serves until its standard input ends.
 */

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/stat.h>

#include "bench/common/rows.h"
#include "bench/common/world.h"
#include "crypto/random.h"
#include "envelope/ids.h"
#include "ledger/book_heads.h"
#include "ledger/checkpoint_file.h"
#include "ledger/job_queue.h"
#include "ledger/log_tree.h"
#include "ledger/sealing.h"
#include "merkle/checkpoint.h"
#include "rpc/server.h"
#include "slabroker/v1/statement_service.pb-c.h"
#include "state/tables.h"
#include "store/puts.h"

#define GROUP_MAX     256 /* as in ledger/ */
#define ENVELOPES_MAX 64
#define BATCH         64
#define FILL_GROUP    4096
#define HEAD_BYTES    240 /* of the row that says where the log stands */
#define ARENA_BYTES   ((size_t)1 << 30)
#define ANSWER_BYTES  ((size_t)1 << 20)

struct composite {
	const char *folder;
	struct arena arena;       /* of the program */
	struct arena group_arena; /* of what is being written */
	struct diag diag;
	struct store *store;
	struct checkpoint_file file;
	struct job_queue *queue;
	struct server *server;
	struct tree_edge edge;
	struct content_key content_key;
	struct bench_world world;
	struct key_id key_ids[BENCH_CENTRES];
	struct signed_batches *batches;
};

static void must(struct composite *composite, enum err err)
{
	if (err == ERR_OK)
		return;
	fprintf(stderr, "composite: %s: %s\n", err_name(err),
		composite->diag.first == NULL ? "" : composite->diag.first->text);
	exit(1);
}

/* ---- what is put for one statement -------------------------------------------------- */

struct logged {
	uint64_t index;
	uint8_t leaf[LEAF_BYTES];
	uint8_t salt[LEAF_SALT_BYTES];
	struct book_end end;         /* of its book, as it is the last in it */
	const SlbBookHead *heads[2]; /* of its book, and its issuer's */
};

static struct leaf make_leaf(struct composite *composite,
			     const struct envelope *envelope,
			     const SlbStatement *statement, const uint8_t *salt)
{
	struct leaf leaf = {
		.kind = (uint16_t)statement->body_case,
		.number = composite->edge.size,
		.commitment = leaf_commitment(&composite->group_arena, salt,
					      &envelope->content_id, envelope->signers,
					      envelope->signer_count),
	};

	memcpy(leaf.book, statement->book.data, CONTRACT_BYTES);
	return leaf;
}

static void log_one(struct composite *composite, struct store_write *write,
		    const struct envelope *envelope, const SlbStatement *statement,
		    struct logged *out)
{
	struct arena *arena = &composite->group_arena;
	struct content content = { .envelope = envelope->received };
	struct content_place place = {
		.origin = BENCH_ORIGIN,
		.log_index = composite->edge.size,
		.kind = (uint16_t)statement->body_case,
		.key_id = { .content_class = 2 },
	};
	struct leaf leaf;
	struct puts puts;

	puts_init(&puts, arena);
	random_fill(content.salt, sizeof(content.salt));
	leaf = make_leaf(composite, envelope, statement, content.salt);
	out->index = composite->edge.size;
	leaf_encode(&leaf, out->leaf);
	out->end.number = leaf.number;
	out->end.leaf_hash = leaf_hash(&leaf);
	memcpy(out->end.book, leaf.book, sizeof(out->end.book));
	memcpy(out->salt, content.salt, sizeof(out->salt));
	log_tree_append(&composite->edge, &leaf, &puts);
	puts_append_at(&puts, TABLE_CONTENTS, out->index,
		       content_seal(arena, &place, &composite->content_key, &content));
	bench_put_rows(&puts, statement, out->index);
	must(composite, store_put_many(write, puts.list, puts.count));
}

/* The note of the new head, on disk with its folder. */
static void commit(struct composite *composite, struct store_write *write)
{
	struct arena *arena = &composite->group_arena;
	const struct checkpoint checkpoint = {
		.origin = BENCH_ORIGIN,
		.tree = { composite->edge.size, tree_edge_root(&composite->edge) },
	};
	struct store_put head = {
		.op = STORE_PUT,
		.table = TABLE_META,
		.key = bytes_of_string("head"),
		.value = { (const uint8_t *)&composite->edge, HEAD_BYTES },
	};

	must(composite, store_put_many(write, &head, 1));
	must(composite, store_commit(write));
	must(composite,
	     checkpoint_file_replace(
		     &composite->file,
		     checkpoint_sign(arena, &checkpoint, composite->world.log_key),
		     &composite->diag));
}

/* ---- calls -------------------------------------------------------------------------- */

struct submitting;

struct item {
	struct job job; /* the first member */
	struct submitting *all;
	struct envelope envelope;
	const SlbStatement *statement;
	enum err err;
	struct logged logged;
	SlbReceipt *receipt;
};

struct submitting {
	struct rpc_call *call;
	struct arena answer;
	struct diag diag;
	bool is_stream;
	atomic_size_t pending;
	char *checkpoint;
	size_t count;
	struct item items[];
};

static ProtobufCBinaryData copied(struct arena *arena, const void *data, size_t len)
{
	return said_bytes(arena, data, len);
}

static SlbReceipt *receipt_of(struct composite *composite, struct item *item)
{
	struct arena *arena = &item->all->answer;
	SlbReceipt *receipt = arena_new(arena, SlbReceipt);
	struct contract_id id;

	slb_receipt__init(receipt);
	receipt->log_index = item->logged.index;
	receipt->leaf = copied(arena, item->logged.leaf, LEAF_BYTES);
	receipt->salt = copied(arena, item->logged.salt, LEAF_SALT_BYTES);
	for (uint64_t size = composite->edge.size; size > 1; size /= 2)
		receipt->n_inclusion++;
	receipt->inclusion =
		arena_array(arena, ProtobufCBinaryData, receipt->n_inclusion);
	for (size_t i = 0; i < receipt->n_inclusion; i++)
		receipt->inclusion[i] =
			copied(arena, composite->edge.subtrees[0].bytes, DIGEST_BYTES);
	receipt->checkpoint = arena_strdup(arena, composite->file.note);
	receipt->n_heads = ARRAY_SIZE(item->logged.heads);
	receipt->heads = arena_array(arena, SlbBookHead *, receipt->n_heads);
	for (size_t i = 0; i < receipt->n_heads; i++)
		receipt->heads[i] = book_head_copy(arena, item->logged.heads[i]);
	memcpy(id.bytes, item->statement->book.data, sizeof(id.bytes));
	receipt->contract = contract_id_text(arena, &id);
	return receipt;
}

static void answer(struct submitting *submitting)
{
	struct rpc_call *call = submitting->call;
	struct arena *arena = &submitting->answer;
	SlbSubmitStreamResponse response;

	if (!submitting->is_stream) {
		rpc_reply(call, &submitting->items[0].receipt->base);
		return;
	}
	slb_submit_stream_response__init(&response);
	response.n_answers = submitting->count;
	response.answers = arena_array(arena, SlbSubmitAnswer *, submitting->count);
	for (size_t i = 0; i < submitting->count; i++) {
		SlbSubmitAnswer *one = arena_new(arena, SlbSubmitAnswer);

		slb_submit_answer__init(one);
		one->answer_case = SLB_SUBMIT_ANSWER__ANSWER_RECEIPT;
		one->receipt = submitting->items[i].receipt;
		response.answers[i] = one;
	}
	rpc_reply(call, &response.base);
}

static bool find_key(void *context, const char *key_id, struct public_key *out)
{
	const struct composite *composite = context;

	for (size_t i = 0; i < BENCH_CENTRES; i++) {
		if (strcmp(composite->key_ids[i].hex, key_id) == 0) {
			*out = *signing_key_public(composite->world.centres[i].key);
			return true;
		}
	}
	return false;
}

static enum err check_in(struct composite *composite, struct arena *arena,
			 ProtobufCBinaryData received, struct item *item)
{
	struct key_ring keys = { find_key, composite };
	struct diag *diag = &item->all->diag;
	struct bytes bytes = { received.data, received.len };
	enum err err = envelope_parse(arena, bytes, &item->envelope, diag);

	if (err == ERR_OK)
		err = statement_parse(arena, &item->envelope, BENCH_ORIGIN,
				      &item->statement, diag);
	return err == ERR_OK ? envelope_verify_among(arena, &item->envelope, &keys,
						     composite->batches, diag)
			     : err;
}

static void submitting_free(struct submitting *submitting)
{
	if (submitting == NULL)
		return;
	arena_release(&submitting->answer);
	free(submitting);
}

static struct submitting *submitting_new(struct rpc_call *call, size_t count)
{
	struct submitting *submitting =
		calloc(1, sizeof(*submitting) + count * sizeof(submitting->items[0]));

	ensure(submitting != NULL);
	submitting_free(rpc_state(call));
	rpc_set_state(call, submitting);
	submitting->call = call;
	submitting->count = count;
	atomic_init(&submitting->pending, count);
	arena_init(&submitting->answer, count * ANSWER_BYTES);
	diag_init(&submitting->diag, &submitting->answer);
	return submitting;
}

static void take(struct rpc_call *call, const ProtobufCBinaryData *envelopes,
		 size_t count, bool is_stream)
{
	struct composite *composite = rpc_context(call);
	struct submitting *submitting = submitting_new(call, count);
	struct job_push pushes[ENVELOPES_MAX];
	enum err err = ERR_OK;

	submitting->is_stream = is_stream;
	for (size_t i = 0; i < count && err == ERR_OK; i++) {
		submitting->items[i].all = submitting;
		err = check_in(composite, rpc_arena(call), envelopes[i],
			       &submitting->items[i]);
	}
	if (err != ERR_OK) {
		rpc_refuse(call, err, &submitting->diag);
		return;
	}
	for (size_t i = 0; i < count; i++)
		pushes[i] = (struct job_push){
			.lane = submitting->items[i].statement->issuer,
			.job = &submitting->items[i].job,
			.diag = &composite->diag,
		};
	job_queue_push_all(composite->queue, pushes, count);
	for (size_t i = 0; i < count; i++)
		must(composite, pushes[i].err);
}

static void submit(struct rpc_call *call)
{
	const SlbSubmitRequest *request = (const SlbSubmitRequest *)rpc_request(call);

	take(call, &request->envelope, 1, false);
}

static void submit_stream(struct rpc_call *call)
{
	const SlbSubmitStreamRequest *request =
		(const SlbSubmitStreamRequest *)rpc_request(call);

	take(call, request->envelopes, request->n_envelopes, true);
}

static void ended(struct rpc_call *call)
{
	submitting_free(rpc_state(call));
}

/* ---- the writer --------------------------------------------------------------------- */

/* The book with an issuer's keys. */
static struct book_end issuers_book(const struct composite *composite,
				    const char *issuer)
{
	struct book_end end = { .number = 1 };

	for (size_t i = 0; i < BENCH_CENTRES; i++) {
		if (strcmp(composite->world.centres[i].slug, issuer) == 0)
			memcpy(end.book, composite->key_ids[i].hex, sizeof(end.book));
	}
	return end;
}

/* Two heads for each receipt, all of a group under one signature; of a book that has
 * several of its statements, the head of the last one. */
static void sign_heads(struct composite *composite, struct job *const *jobs,
		       size_t count)
{
	const struct log log = { .origin = BENCH_ORIGIN };
	struct log_view view = { .log = &log, .arena = &composite->group_arena };
	struct book_heads heads = { .view = &view,
				    .tree_size = composite->edge.size,
				    .log_key = composite->world.log_key };

	for (size_t i = count; i-- > 0;) {
		struct item *item = (struct item *)jobs[i];
		struct book_end end = issuers_book(composite, item->statement->issuer);

		item->logged.heads[0] = book_heads_add(&heads, &item->logged.end);
		item->logged.heads[1] = book_heads_add(&heads, &end);
	}
	book_heads_sign(&heads);
}

static void write_group(struct composite *composite, struct job *const *jobs,
			size_t count)
{
	struct store_write *write;

	must(composite, store_write_begin(composite->store, &composite->diag, &write));
	for (size_t i = 0; i < count; i++) {
		struct item *item = (struct item *)jobs[i];

		log_one(composite, write, &item->envelope, item->statement,
			&item->logged);
	}
	commit(composite, write);
	sign_heads(composite, jobs, count);
	for (size_t i = 0; i < count; i++) {
		struct item *item = (struct item *)jobs[i];

		item->receipt = receipt_of(composite, item);
		if (atomic_fetch_sub(&item->all->pending, 1) == 1)
			answer(item->all);
	}
	arena_release(&composite->group_arena);
}

static void *write_on(void *context)
{
	struct composite *composite = context;
	struct job *jobs[GROUP_MAX + 1];

	while (job_queue_wait(composite->queue, 1000)) {
		size_t count = 0;

		job_queue_begin(composite->queue, GROUP_MAX);
		while ((jobs[count] = job_queue_next(composite->queue)) != NULL)
			count++;
		if (count > 0)
			write_group(composite, jobs, count);
	}
	return NULL;
}

/* ---- the program -------------------------------------------------------------------- */

/* A report of each of 64 lanes, of one centre, under one signature. */
static void fill_batch(struct composite *composite, struct store_write *write,
		       struct arena *made, size_t centre)
{
	struct seal_item items[BATCH];
	struct bytes sealed[BATCH];

	for (size_t i = 0; i < BATCH; i++)
		items[i] = bench_report(&composite->world, made,
					centre + i * BENCH_CENTRES, BENCH_QUEUES_1K);
	bench_seal(&composite->world, made, centre, items, BATCH, true, sealed);
	for (size_t i = 0; i < BATCH; i++) {
		struct envelope envelope;
		const SlbStatement *statement;
		struct logged logged;

		must(composite,
		     envelope_parse(made, sealed[i], &envelope, &composite->diag));
		must(composite, statement_parse(made, &envelope, NULL, &statement,
						&composite->diag));
		log_one(composite, write, &envelope, statement, &logged);
	}
}

static void fill(struct composite *composite, size_t count)
{
	for (size_t done = 0; done < count; done += FILL_GROUP) {
		struct store_write *write;
		struct arena made;

		arena_init(&made, ARENA_BYTES);
		must(composite,
		     store_write_begin(composite->store, &composite->diag, &write));
		for (size_t i = 0; i < FILL_GROUP / BATCH; i++)
			fill_batch(composite, write, &made, i % BENCH_CENTRES);
		commit(composite, write);
		arena_release(&composite->group_arena);
		arena_release(&made);
	}
}

static const char *below(struct composite *composite, const char *name)
{
	return arena_printf(&composite->arena, "%s/%s", composite->folder, name);
}

static void open_all(struct composite *composite)
{
	const struct job_limits limits = { 1024, 8192 };

	if (mkdir(composite->folder, 0700) != 0) {
		perror(composite->folder);
		exit(1);
	}
	bench_world_make(&composite->world, bench_first_day(), BENCH_SERIES,
			 BENCH_LATE_DAYS);
	for (size_t i = 0; i < BENCH_CENTRES; i++)
		composite->key_ids[i] =
			key_id_of(signing_key_public(composite->world.centres[i].key));
	random_fill(composite->content_key.bytes, AEAD_KEY_BYTES);
	composite->batches = signed_batches_open();
	tree_edge_init(&composite->edge);
	must(composite,
	     store_open_lmdb(below(composite, "store"),
			     &(struct store_options){ .purpose = "bench/composite/0",
						      .tables = ledger_table_names,
						      .table_count = TABLE_COUNT,
						      .create = true },
			     &composite->store, &composite->diag));
	must(composite, checkpoint_file_open(&composite->file, composite->folder,
					     &composite->diag));
	must(composite, job_queue_open(&limits, &composite->queue, &composite->diag));
}

static void serve(struct composite *composite, unsigned workers)
{
	static const struct rpc_method methods[] = {
		{ .path = "/slabroker.v1.StatementService/Submit",
		  .request = &slb_submit_request__descriptor,
		  .response = &slb_receipt__descriptor,
		  .kind = RPC_UNARY,
		  .thread = RPC_ON_WORKER,
		  .handle = submit,
		  .ended = ended },
		{ .path = "/slabroker.v1.StatementService/SubmitStream",
		  .request = &slb_submit_stream_request__descriptor,
		  .response = &slb_submit_stream_response__descriptor,
		  .kind = RPC_BIDI,
		  .thread = RPC_ON_WORKER,
		  .handle = submit_stream,
		  .ended = ended },
	};
	const struct rpc_service service = { methods, ARRAY_SIZE(methods), composite };
	const struct listener listener = {
		.address = arena_printf(&composite->arena, "unix:%s/socket",
					composite->folder),
	};
	const struct server_options options = { .services = &service,
						.service_count = 1,
						.listeners = &listener,
						.listener_count = 1,
						.queue_count = 1,
						.worker_count = workers };
	pthread_t writer;

	ensure(pthread_create(&writer, NULL, write_on, composite) == 0);
	must(composite, server_open(&options, &composite->server, &composite->diag));
	puts("listening");
	(void)fflush(stdout);
	while (getchar() != EOF)
		continue;
	(void)server_stop(composite->server, 1000);
	server_close(composite->server);
	job_queue_stop(composite->queue);
	ensure(pthread_join(writer, NULL) == 0);
}

int main(int argc, char **argv)
{
	static struct composite composite;
	size_t count;

	if (argc < 3) {
		fprintf(stderr, "usage: composite FOLDER COUNT [WORKERS]\n");
		return 2;
	}
	(void)signal(SIGPIPE, SIG_IGN);
	composite.folder = argv[1];
	count = strtoul(argv[2], NULL, 10);
	arena_init(&composite.arena, (size_t)1 << 24);
	arena_init(&composite.group_arena, ARENA_BYTES);
	diag_init(&composite.diag, &composite.arena);
	open_all(&composite);
	fill(&composite, count);
	serve(&composite, argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : 2);
	job_queue_close(composite.queue);
	checkpoint_file_release(&composite.file);
	store_close(composite.store);
	signed_batches_close(composite.batches);
	bench_world_release(&composite.world);
	arena_release(&composite.arena);
	return 0;
}
