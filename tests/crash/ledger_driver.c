/*
 * A ledger and a fixed series of statements, for run_ledger_kill.py to interfere with.
 *
 *	ledger_driver write|mend FOLDER FIRST COUNT
 *	ledger_driver check FOLDER RECEIPTS
 *	ledger_driver prove FOLDER
 *
 * write: opens the ledger in FOLDER, making it where there is none, and submits the
 * statements FIRST to FIRST + COUNT - 1 of the series, some at a time.  A line for each
 * that is answered,
 *
 *	receipt STATEMENT INDEX LEAF CHECKPOINT HASH,HASH,...
 *
 * in hex.  After a failure "failed ERROR", and exit status 3.
 * mend: waits instead until the ledger serves again, and sends the rest once more.
 *
 * check: opens the ledger, then holds every line of the file RECEIPTS (as printed) against
 * it: the leaf is where it was, proved by the new checkpoint; the old checkpoint's tree is
 * the beginning of the new one; the receipt proves by itself.  Then the whole log is
 * replayed.  "holds SIZE", or exit status 4.
 *
 * prove: for programs of others: "verifier TEXT", "checkpoint NOTE", then
 * "inclusion INDEX LEAF HASH,..." of every entry in that tree, and
 * "consistency OLD-SIZE OLD-ROOT HASH,..." of every older one.
 *
 * The series: ledger_series.h.
 */

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "crash/ledger_series.h"

#include "ledger/check.h"
#include "ledger/ledger.h"
#include "ledger/log_tree.h"
#include "ledger/read.h"
#include "merkle/checkpoint.h"

#define NOW_MS      INT64_C(1861833600000) /* 2028-12-31T00:00:00Z */
#define ARENA_BYTES ((size_t)1 << 30)
#define WINDOW      8 /* statements on their way at a time */
#define LINE_BYTES  65536
#define MEND_TRIES  4000 /* of 5 ms */

struct driver {
	const char *folder;
	struct arena arena;
	struct diag diag;
	struct store *log;
	struct store *content_keys;
	struct master_key master_key;
	struct signing_key *log_key;
	struct signing_key *notice_key;
	struct series series;
	struct ledger *ledger;
	bool mends;
};

static int64_t fixed_now(void *context)
{
	(void)context;
	return NOW_MS;
}

static void start(struct driver *d, const char *folder)
{
	*d = (struct driver){
		.folder = folder,
		.log_key = speaker_make("broker", 1).key,
		.notice_key = speaker_make("broker", 2).key,
	};
	memset(d->master_key.bytes, 9, sizeof(d->master_key.bytes));
	arena_init(&d->arena, ARENA_BYTES);
	diag_init(&d->diag, &d->arena);
	d->series = series_begin(&d->arena);
}

static const char *below(struct driver *d, const char *name)
{
	return arena_printf(&d->arena, "%s/%s", d->folder, name);
}

/* ---- opening ------------------------------------------------------------------------ */

/* For who looks into a failure. */
static void say_event(void *context, const char *event, const struct diag *diag)
{
	(void)context;
	fprintf(stderr, "ledger_driver: %s: %s\n", event,
		diag->last != NULL ? diag->last->text : "");
}

static struct ledger_options ledger_options(struct driver *d)
{
	return (struct ledger_options){
		.foresee_cells = 1,
		.origin = ORIGIN,
		.state_folder = below(d, "state"),
		.log = d->log,
		.content_keys = d->content_keys,
		.master_key = &d->master_key,
		.log_key = d->log_key,
		.next_log_key = d->series.next_log_key,
		.notice_key = d->notice_key,
		.clock = { fixed_now, NULL },
		.listener = { say_event, NULL },
	};
}

static enum err open_stores(struct driver *d)
{
	enum err err;

	(void)mkdir(d->folder, 0700);
	(void)mkdir(below(d, "state"), 0700);
	err = store_open_lmdb(below(d, "store"), &log_store, &d->log, &d->diag);
	if (err == ERR_OK)
		err = store_open_lmdb(below(d, "state/content-keys"),
				      &content_keys_store, &d->content_keys, &d->diag);
	return err;
}

/* A log that a crash left half opened is opened again by who starts it. */
static enum err open_ledger(struct driver *d)
{
	struct ledger_options options = ledger_options(d);
	enum err err = ledger_open(&options, &d->ledger, &d->diag);

	if (err != ERR_LOG_ABSENT && err != ERR_CHECKPOINT_MISSING)
		return err;
	err = ledger_create(&options, d->series.operator.key, &d->diag);
	return err == ERR_OK ? ledger_open(&options, &d->ledger, &d->diag) : err;
}

static int say_failed(const struct driver *d, enum err err)
{
	printf("failed %s\n", err_name(err));
	if (d->diag.last != NULL)
		fprintf(stderr, "ledger_driver: %s\n", d->diag.last->text);
	return 3;
}

static void stop(struct driver *d)
{
	ledger_close(d->ledger);
	store_close(d->content_keys);
	store_close(d->log);
	arena_release(&d->arena);
}

/* ---- write -------------------------------------------------------------------------- */

struct sent {
	struct ledger_submission submission;
	struct said said;
	uint64_t number;
	struct window *window;
	struct arena arena;
	struct diag diag;
	bool has_receipt;
};

struct window {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	size_t count;
	size_t open_count;
	enum err err;
};

static void print_hex(const uint8_t *data, size_t len)
{
	for (size_t i = 0; i < len; i++)
		printf("%02x", data[i]);
}

static void print_receipt(uint64_t number, const struct ledger_receipt *receipt)
{
	printf("receipt %lu %lu ", (unsigned long)number,
	       (unsigned long)receipt->index);
	print_hex(receipt->leaf, LEAF_BYTES);
	printf(" ");
	print_hex((const uint8_t *)receipt->checkpoint, strlen(receipt->checkpoint));
	printf(" ");
	for (size_t i = 0; i < receipt->inclusion.count; i++) {
		print_hex(receipt->inclusion.hashes[i].bytes, DIGEST_BYTES);
		printf(",");
	}
	printf("\n");
	fflush(stdout);
}

static void answered(struct ledger_submission *submission, enum err err,
		     const struct ledger_receipt *receipt)
{
	struct sent *sent = submission->context;
	struct window *window = sent->window;

	pthread_mutex_lock(&window->lock);
	sent->has_receipt = receipt != NULL;
	if (receipt != NULL)
		print_receipt(sent->number, receipt);
	else if (window->err == ERR_OK)
		window->err = err;
	window->open_count--;
	pthread_cond_signal(&window->changed);
	pthread_mutex_unlock(&window->lock);
}

static void make_window(struct driver *d, uint64_t first, struct window *window,
			struct sent *sent)
{
	for (size_t i = 0; i < window->count; i++) {
		arena_init(&sent[i].arena, 1 << 20);
		diag_init(&sent[i].diag, &sent[i].arena);
		sent[i].said = series_statement(&d->series, first + i);
		sent[i].number = first + i;
		sent[i].window = window;
		sent[i].submission = (struct ledger_submission){
			.envelope = &sent[i].said.envelope,
			.statement = sent[i].said.statement,
			.lane = sent[i].said.statement->issuer,
			.diag = &sent[i].diag,
			.done = answered,
			.context = &sent[i],
		};
	}
}

/* Submits what has no receipt yet, in order, and waits for the answers. */
static void submit_window(struct driver *d, struct window *window, struct sent *sent)
{
	window->err = ERR_OK;
	for (size_t i = 0; i < window->count; i++) {
		if (sent[i].has_receipt)
			continue;
		pthread_mutex_lock(&window->lock);
		window->open_count++;
		pthread_mutex_unlock(&window->lock);
		ensure(ledger_submit(d->ledger, &sent[i].submission) == ERR_OK);
	}
	pthread_mutex_lock(&window->lock);
	while (window->open_count > 0)
		pthread_cond_wait(&window->changed, &window->lock);
	pthread_mutex_unlock(&window->lock);
}

/* Whether the ledger has got over a failure. */
static bool is_mended(struct driver *d)
{
	const struct timespec pause = { .tv_nsec = 5000000 };

	unsigned tries = 0;

	while (!ledger_status(d->ledger).is_serving && tries++ < MEND_TRIES)
		(void)nanosleep(&pause, NULL);
	return tries <= MEND_TRIES;
}

static enum err send_window(struct driver *d, uint64_t first, size_t count)
{
	struct window window = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER,
				 count, 0, ERR_OK };
	struct sent *sent = arena_array(&d->arena, struct sent, count);

	make_window(d, first, &window, sent);
	submit_window(d, &window, sent);
	for (unsigned tries = 0; window.err != ERR_OK && d->mends && tries < 3; tries++)
		if (is_mended(d))
			submit_window(d, &window, sent);
	for (size_t i = 0; i < count; i++) {
		if (window.err != ERR_OK && sent[i].diag.last != NULL)
			fprintf(stderr, "ledger_driver: statement %lu: %s\n",
				(unsigned long)(first + i), sent[i].diag.last->text);
		arena_release(&sent[i].arena);
	}
	return window.err;
}

/* What comes before the reports depends on what was said before: one at a time. */
static enum err send(struct driver *d, uint64_t first, uint64_t count)
{
	uint64_t end = first + count;
	enum err err = ERR_OK;

	for (uint64_t number = 0; number < first; number++)
		(void)series_statement(&d->series, number);
	for (uint64_t number = first; number < end && err == ERR_OK;) {
		uint64_t some = number < SERIES_BEFORE ? 1 : WINDOW;

		if (some > end - number)
			some = end - number;
		err = send_window(d, number, (size_t)some);
		number += some;
	}
	return err;
}

static int write_series(struct driver *d, uint64_t first, uint64_t count)
{
	enum err err = open_stores(d);

	if (err == ERR_OK)
		err = open_ledger(d);
	if (err == ERR_OK)
		err = send(d, first, count);
	return err == ERR_OK ? 0 : say_failed(d, err);
}

/* ---- check -------------------------------------------------------------------------- */

struct receipt_line {
	uint64_t number;
	uint64_t index;
	struct bytes leaf;
	struct bytes checkpoint;
	struct proof inclusion;
};

static struct bytes hex_word(struct driver *d, char **rest)
{
	struct bytes bytes = { 0 };
	char *word = strtok_r(NULL, " \n", rest);

	if (word != NULL)
		ensure(hex_decode(&d->arena, bytes_of_string(word), &bytes));
	return bytes;
}

static void read_line(struct driver *d, char *line, struct receipt_line *out)
{
	char *rest = line;
	char *hashes;

	*out = (struct receipt_line){ .number = 0 };
	ensure(strcmp(strtok_r(line, " ", &rest), "receipt") == 0);
	out->number = strtoul(strtok_r(NULL, " ", &rest), NULL, 10);
	out->index = strtoul(strtok_r(NULL, " ", &rest), NULL, 10);
	out->leaf = hex_word(d, &rest);
	out->checkpoint = hex_word(d, &rest);
	hashes = strtok_r(NULL, " \n", &rest);
	for (char *hash = hashes == NULL ? NULL : strtok_r(hashes, ",", &rest);
	     hash != NULL; hash = strtok_r(NULL, ",", &rest)) {
		struct bytes bytes;

		ensure(hex_decode(&d->arena, bytes_of_string(hash), &bytes));
		ensure(digest_from_bytes(
			bytes, &out->inclusion.hashes[out->inclusion.count++]));
	}
}

static int wrong(const struct receipt_line *line, const char *what)
{
	printf("damaged: the receipt of statement %lu: %s\n",
	       (unsigned long)line->number, what);
	return 4;
}

/* A note of this log, signed by the key of its size. */
static bool opens(struct driver *d, struct log_view *view, struct bytes note,
		  struct checkpoint *out)
{
	const SlbLogRow *row;
	struct note_key key;

	return signing_row(view->store, &d->arena, &d->diag, &row) == ERR_OK &&
	       checkpoint_read(&d->arena, note, out, &d->diag) == ERR_OK &&
	       signing_verifier(row, out->tree.size, &key) &&
	       checkpoint_open(&d->arena, note, &key, out, &d->diag) == ERR_OK;
}

static int check_receipt(struct driver *d, struct log_view *view,
			 const struct receipt_line *line, const struct tree_head *now)
{
	struct digest hash = treehash_leaf(line->leaf);
	struct checkpoint then;
	struct log_entry entry;
	struct proof proof;

	if (!opens(d, view, line->checkpoint, &then) ||
	    proof_verify_inclusion(&then.tree, line->index, &hash,
				   line->inclusion.hashes,
				   line->inclusion.count) != ERR_OK)
		return wrong(line, "does not prove by itself");
	if (log_view_entry(view, line->index, &entry) != ERR_OK ||
	    !bytes_equal(entry.leaf_bytes, line->leaf))
		return wrong(line, "its leaf is not in the log any more");
	if (log_view_inclusion(view, line->index, now->size, &proof) != ERR_OK ||
	    proof_verify_inclusion(now, line->index, &hash, proof.hashes,
				   proof.count) != ERR_OK)
		return wrong(line, "its leaf is not under the new checkpoint");
	if (log_view_consistency(view, then.tree.size, now->size, &proof) != ERR_OK ||
	    proof_verify_consistency(&then.tree, now, proof.hashes, proof.count) !=
		    ERR_OK)
		return wrong(line,
			     "its checkpoint is not the beginning of the new one");
	return 0;
}

static int check_receipts(struct driver *d, FILE *file)
{
	const char *note = ledger_checkpoint(d->ledger, &d->arena);
	static char text[LINE_BYTES];
	struct checkpoint now;
	struct log_view view;
	int status;

	if (log_view_begin(ledger_log(d->ledger), &d->arena, &d->diag, &view) != ERR_OK)
		return 4;
	status = opens(d, &view, bytes_of_string(note), &now) ? 0 : 4;
	while (status == 0 && fgets(text, sizeof(text), file) != NULL) {
		struct receipt_line line;

		read_line(d, text, &line);
		status = check_receipt(d, &view, &line, &now.tree);
	}
	log_view_end(&view);
	return status;
}

static int replay(struct driver *d)
{
	struct check_options options = {
		.origin = ORIGIN,
		.state_folder = below(d, "state"),
		.log = d->log,
		.content_keys = d->content_keys,
		.master_key = &d->master_key,
	};
	struct check_report report;
	enum err err = ledger_check(&options, &report, &d->diag);

	if (err != ERR_OK) {
		printf("damaged %s\n", err_name(err));
		if (d->diag.last != NULL)
			fprintf(stderr, "ledger_driver: %s\n", d->diag.last->text);
		return 4;
	}
	printf("holds %lu\n", (unsigned long)report.size);
	return 0;
}

static int check(struct driver *d, const char *receipts)
{
	FILE *file = fopen(receipts, "r");
	enum err err = open_stores(d);
	int status;

	ensure(file != NULL);
	if (err == ERR_OK)
		err = open_ledger(d);
	if (err != ERR_OK) {
		(void)fclose(file);
		return say_failed(d, err);
	}
	status = check_receipts(d, file);
	(void)fclose(file);
	ledger_close(d->ledger);
	d->ledger = NULL;
	return status == 0 ? replay(d) : status;
}

/* ---- prove -------------------------------------------------------------------------- */

static void print_proof(const struct proof *proof)
{
	for (size_t i = 0; i < proof->count; i++) {
		print_hex(proof->hashes[i].bytes, DIGEST_BYTES);
		printf(",");
	}
	printf("\n");
}

static enum err prove_all(struct log_view *view)
{
	struct log_tree tree = { .view = view->store,
				 .arena = view->arena,
				 .diag = view->diag };
	enum err err = ERR_OK;

	for (uint64_t i = 0; i < view->size && err == ERR_OK; i++) {
		struct tree_edge edge;
		struct log_entry entry;
		struct digest root;
		struct proof proof;

		err = log_view_entry(view, i, &entry);
		if (err == ERR_OK)
			err = log_view_inclusion(view, i, view->size, &proof);
		printf("inclusion %lu ", (unsigned long)i);
		print_hex(entry.leaf_bytes.data, entry.leaf_bytes.len);
		printf(" ");
		print_proof(&proof);
		if (err == ERR_OK)
			err = log_tree_edge(&tree, i + 1, &edge);
		if (err == ERR_OK)
			err = log_view_consistency(view, i + 1, view->size, &proof);
		root = tree_edge_root(&edge);
		printf("consistency %lu ", (unsigned long)i + 1);
		print_hex(root.bytes, DIGEST_BYTES);
		printf(" ");
		print_proof(&proof);
	}
	return err;
}

static int prove(struct driver *d)
{
	struct note_key key;
	const SlbLogRow *row;
	struct log_view view;
	const char *note;
	enum err err = open_stores(d);

	if (err == ERR_OK)
		err = open_ledger(d);
	if (err == ERR_OK)
		err = log_view_begin(ledger_log(d->ledger), &d->arena, &d->diag, &view);
	if (err == ERR_OK)
		err = signing_row(view.store, &d->arena, &d->diag, &row);
	if (err != ERR_OK)
		return say_failed(d, err);
	ensure(signing_verifier(row, view.size, &key));
	note = ledger_checkpoint(d->ledger, &d->arena);
	printf("verifier %s\ncheckpoint ", note_key_text(&d->arena, &key));
	print_hex((const uint8_t *)note, strlen(note));
	printf("\n");
	err = prove_all(&view);
	log_view_end(&view);
	return err == ERR_OK ? 0 : say_failed(d, err);
}

int main(int argc, char **argv)
{
	struct driver d;
	int status = 2;

	if (argc < 3)
		return status;
	start(&d, argv[2]);
	d.mends = strcmp(argv[1], "mend") == 0;
	if ((d.mends || strcmp(argv[1], "write") == 0) && argc == 5)
		status = write_series(&d, strtoul(argv[3], NULL, 10),
				      strtoul(argv[4], NULL, 10));
	else if (strcmp(argv[1], "check") == 0 && argc == 4)
		status = check(&d, argv[3]);
	else if (strcmp(argv[1], "prove") == 0 && argc == 3)
		status = prove(&d);
	stop(&d);
	return status;
}
