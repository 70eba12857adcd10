#include "world.h"

#include <sys/stat.h>

#include "ledger/log_tree.h"
#include "merkle/checkpoint.h"

static int64_t now(void *context)
{
	const struct world *world = context;

	return world->now_ms;
}

static void note_event(void *context, const char *event, const struct diag *diag)
{
	struct world *world = context;

	pthread_mutex_lock(&world->lock);
	cr_expect(strcmp(event, "stopped") != 0 || diag->error_count > 0,
		  "it says why it stopped");
	cr_expect(diag->first_error != ERR_CLOCK_AHEAD || diag->last->hint != NULL,
		  "it says who lets it go on");
	cr_assert_lt(strlen(world->events) + strlen(event) + 2, sizeof(world->events));
	strcat(strcat(world->events, event), " ");
	pthread_mutex_unlock(&world->lock);
}

const char *world_events(struct world *world)
{
	const char *events;

	pthread_mutex_lock(&world->lock);
	events = arena_strdup(&world->folder.arena, world->events);
	pthread_mutex_unlock(&world->lock);
	return events;
}

struct store *world_open_lmdb(struct world *world, const char *name,
			      const struct store_options *options)
{
	struct store_options small = *options;
	struct store *store = NULL;
	enum err err;

	small.size_bytes_max = (uint64_t)1 << 28;
	err = store_open_lmdb(folder_file(&world->folder, name), &small, &store,
			      &world->folder.diag);
	cr_assert_eq(err, ERR_OK, "%s", err_name(err));
	return store;
}

static struct store *open_store(struct world *world, const char *name,
				const struct store_options *options)
{
	return world->on_disk ? world_open_lmdb(world, name, options)
			      : store_open_memory(options);
}

void world_open_stores(struct world *world)
{
	world->log = open_store(world, "store", &log_store);
	world->content_keys = open_store(world, "content-keys", &content_keys_store);
}

void world_close_stores(struct world *world)
{
	store_close(world->log);
	store_close(world->content_keys);
}

static struct signing_key *key_of(uint8_t byte)
{
	return speaker_make("broker", byte).key;
}

void world_make(struct world *world, bool on_disk)
{
	*world = (struct world){
		.on_disk = on_disk,
		.log_key = key_of(1),
		.notice_key = key_of(2),
		.operator= speaker_make("operator", 3),
		.acme_root = speaker_make("acme", 4),
		.nordcall_root = speaker_make("nordcall", 5),
		.acme = speaker_make("acme", 6),
		.nordcall = speaker_make("nordcall", 7),
		.now_ms = WORLD_T,
		.lock = PTHREAD_MUTEX_INITIALIZER,
	};
	/* Statements of one organisation carry request ids of their own, whatever key. */
	world->acme.request = 1000;
	world->nordcall.request = 1000;
	memset(world->master_key.bytes, 9, sizeof(world->master_key.bytes));
	folder_make(&world->folder);
	world_open_stores(world);
}

void world_remove(struct world *world)
{
	struct signing_key *keys[] = { world->log_key,           world->notice_key,
				       world->operator.key,      world->acme_root.key,
				       world->nordcall_root.key, world->acme.key,
				       world->nordcall.key,      world->next_log_key,
				       world->next_notice_key };

	world_close(world);
	world_close_stores(world);
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		signing_key_free(keys[i]);
	folder_remove(&world->folder);
}

struct ledger_options world_options(struct world *world)
{
	return (struct ledger_options){
		.origin = WORLD_ORIGIN,
		.state_folder = world->folder.path,
		.log = world->log,
		.content_keys = world->content_keys,
		.master_key = &world->master_key,
		.log_key = world->log_key,
		.notice_key = world->notice_key,
		.next_log_key = world->next_log_key,
		.next_notice_key = world->next_notice_key,
		.clock = { now, world },
		.listener = { note_event, world },
		.foresee_cells = 1,
	};
}

struct check_options world_check_options(struct world *world)
{
	return (struct check_options){
		.origin = WORLD_ORIGIN,
		.state_folder = world->folder.path,
		.log = world->log,
		.content_keys = world->content_keys,
		.master_key = &world->master_key,
	};
}

static const char *said_of(const struct diag *diag)
{
	return diag->last == NULL ? "" : diag->last->text;
}

enum err world_open(struct world *world)
{
	struct ledger_options options = world_options(world);

	return ledger_open(&options, &world->ledger, &world->folder.diag);
}

void world_close(struct world *world)
{
	ledger_close(world->ledger);
	world->ledger = NULL;
}

void world_start(struct world *world)
{
	struct ledger_options options = world_options(world);
	enum err err =
		ledger_create(&options, world->operator.key, &world->folder.diag);

	cr_assert_eq(err, ERR_OK, "%s", said_of(&world->folder.diag));
	err = world_open(world);
	cr_assert_eq(err, ERR_OK, "%s", said_of(&world->folder.diag));
}

void world_restart(struct world *world)
{
	enum err err;

	world_close(world);
	if (world->on_disk) {
		world_close_stores(world);
		world_open_stores(world);
	}
	err = world_open(world);
	cr_assert_eq(err, ERR_OK, "%s", said_of(&world->folder.diag));
}

/* ---- statements --------------------------------------------------------------- */

struct waiting {
	struct ledger_submission submission;
	struct answered *answered;
	struct hall *hall;
};

struct hall {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	size_t open_count;
};

static void keep_answer(struct ledger_submission *submission, enum err err,
			const struct ledger_receipt *receipt)
{
	struct waiting *waiting = submission->context;
	struct answered *answered = waiting->answered;
	struct hall *hall = waiting->hall;

	answered->err = err;
	if (receipt != NULL) {
		answered->receipt = *receipt;
		snprintf(answered->checkpoint, sizeof(answered->checkpoint), "%s",
			 receipt->checkpoint);
		answered->receipt.checkpoint = answered->checkpoint;
		answered->head_count = receipt->head_count;
		for (size_t i = 0; i < receipt->head_count; i++)
			answered->heads[i] =
				book_head_copy(&answered->arena, receipt->heads[i]);
	}
	pthread_mutex_lock(&hall->lock);
	hall->open_count--;
	pthread_cond_signal(&hall->changed);
	pthread_mutex_unlock(&hall->lock);
}

void world_say_all(struct world *world, const struct said *said, size_t count,
		   struct answered *answers)
{
	struct waiting *waiting =
		arena_array(&world->folder.arena, struct waiting, count);
	struct hall hall = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER,
			     count };

	for (size_t i = 0; i < count; i++) {
		arena_init(&answers[i].arena, 1 << 20);
		diag_init(&answers[i].diag, &answers[i].arena);
		waiting[i] = (struct waiting){
			.submission = { .envelope = &said[i].envelope,
					.lane = said[i].statement->issuer,
					.statement = said[i].statement,
					.diag = &answers[i].diag,
					.done = keep_answer,
					.context = &waiting[i] },
			.answered = &answers[i],
			.hall = &hall,
		};
		cr_assert_eq(ledger_submit(world->ledger, &waiting[i].submission),
			     ERR_OK);
	}
	pthread_mutex_lock(&hall.lock);
	while (hall.open_count > 0)
		pthread_cond_wait(&hall.changed, &hall.lock);
	pthread_mutex_unlock(&hall.lock);
}

struct answered *world_say(struct world *world, const struct said *said)
{
	struct answered *answered = arena_new(&world->folder.arena, struct answered);

	world_say_all(world, said, 1, answered);
	return answered;
}

void world_assert_proves(struct world *world, const struct said *said,
			 const struct answered *answered)
{
	const struct ledger_receipt *receipt = &answered->receipt;
	struct arena *arena = &world->folder.arena;
	struct note_key key = note_key_make(WORLD_ORIGIN, NOTE_ED25519,
					    signing_key_public(world->log_key));
	struct digest hash = treehash_leaf(BYTES_OF_ARRAY(receipt->leaf));
	struct checkpoint checkpoint;
	struct digest commitment;
	struct leaf leaf;

	cr_assert_eq(checkpoint_open(arena, bytes_of_string(receipt->checkpoint), &key,
				     &checkpoint, &world->folder.diag),
		     ERR_OK);
	cr_assert_eq(proof_verify_inclusion(&checkpoint.tree, receipt->index, &hash,
					    receipt->inclusion.hashes,
					    receipt->inclusion.count),
		     ERR_OK);
	cr_assert_eq(
		leaf_decode(BYTES_OF_ARRAY(receipt->leaf), &leaf, &world->folder.diag),
		ERR_OK);
	cr_assert_geq(answered->head_count, 1);
	for (size_t i = 0; i < answered->head_count; i++) {
		struct head_list list;

		cr_assert(head_list_of(arena, answered->heads[i], &list));
		cr_assert_eq(list.tree_size, checkpoint.tree.size);
		cr_assert(head_list_verify(arena, WORLD_ORIGIN,
					   signing_key_public(world->log_key), &list));
	}
	cr_assert_geq(answered->heads[0]->number, leaf.number);
	cr_assert_arr_eq(answered->heads[0]->pseudonym.data, leaf.book,
			 sizeof(leaf.book));
	cr_assert(receipt->has_salt);
	commitment =
		leaf_commitment(arena, receipt->salt, &said->envelope.content_id,
				said->envelope.signers, said->envelope.signer_count);
	cr_assert(digest_equal(&commitment, &leaf.commitment));
	cr_assert_eq(leaf.kind, (uint16_t)said->statement->body_case);
}

void world_expect(struct world *world, const struct said *said, uint64_t index)
{
	struct answered *answered = world_say(world, said);

	cr_assert_eq(answered->err, ERR_OK, "%s: %s", err_name(answered->err),
		     said_of(&answered->diag));
	cr_assert_eq(answered->receipt.index, index, "logged at %lu, not %lu",
		     (unsigned long)answered->receipt.index, (unsigned long)index);
	cr_assert_not(answered->receipt.logged_before);
	world_assert_proves(world, said, answered);
	arena_release(&answered->arena);
}

void world_expect_again(struct world *world, const struct said *said, uint64_t index)
{
	struct answered *answered = world_say(world, said);

	cr_assert_eq(answered->err, ERR_OK, "%s: %s", err_name(answered->err),
		     said_of(&answered->diag));
	cr_assert(answered->receipt.logged_before);
	cr_assert_eq(answered->receipt.index, index);
	arena_release(&answered->arena);
}

void world_expect_refused(struct world *world, const struct said *said, enum err err)
{
	struct answered *answered = world_say(world, said);

	cr_assert_eq(answered->err, err, "%s: %s", err_name(answered->err),
		     said_of(&answered->diag));
	arena_release(&answered->arena);
}

void world_enrol(struct world *world)
{
	struct arena *arena = &world->folder.arena;
	struct said said = say_enrolment(arena, WORLD_ORIGIN,
					 &world->operator, & world->acme_root);

	world_expect(world, &said, 1);
	said = say_enrolment(arena, WORLD_ORIGIN,
			     &world->operator, & world->nordcall_root);
	world_expect(world, &said, 2);
	said = say_key_addition(arena, WORLD_ORIGIN, &world->acme_root, world->acme.key,
				SLB_KEY_PURPOSE__KEY_PURPOSE_STATEMENTS);
	world_expect(world, &said, 3);
	said = say_key_addition(arena, WORLD_ORIGIN, &world->nordcall_root,
				world->nordcall.key,
				SLB_KEY_PURPOSE__KEY_PURPOSE_STATEMENTS);
	world_expect(world, &said, 4);
}

/* A statement that is refused is answered after all that was to be done before it. */
void world_tick(struct world *world, int64_t now_ms)
{
	struct speaker nobody = speaker_make("nobody", 200);
	struct speaker enrolled = speaker_make("nobody-else", 201);
	struct said said;
	struct answered *answered;

	world->now_ms = now_ms;
	ledger_wake(world->ledger);
	for (int i = 0; i < 2; i++) {
		said = say_enrolment(&world->folder.arena, WORLD_ORIGIN, &nobody,
				     &enrolled);
		answered = world_say(world, &said);
		cr_assert_neq(answered->err, ERR_OK);
		arena_release(&answered->arena);
	}
	signing_key_free(nobody.key);
	signing_key_free(enrolled.key);
}

uint16_t world_kind(struct world *world, uint64_t index)
{
	struct log_view view;
	struct log_entry entry;

	cr_assert_eq(log_view_begin(ledger_log(world->ledger), &world->folder.arena,
				    &world->folder.diag, &view),
		     ERR_OK);
	cr_assert_eq(log_view_entry(&view, index, &entry), ERR_OK, "entry %lu: %s",
		     (unsigned long)index, said_of(&world->folder.diag));
	log_view_end(&view);
	return entry.leaf.kind;
}

struct check_report world_check(struct world *world)
{
	struct check_options options = world_check_options(world);
	struct check_report report;
	enum err err = ledger_check(&options, &report, &world->folder.diag);

	cr_assert_eq(err, ERR_OK, "%s: %s", err_name(err),
		     said_of(&world->folder.diag));
	return report;
}
