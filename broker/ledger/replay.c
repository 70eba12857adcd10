#include "ledger/replay.h"

#include <inttypes.h>

#include "fold/fold.h"
#include "ledger/log_tree.h"
#include "ledger/take.h"

#define PROGRESS_ENTRIES 1024

struct replay {
	const struct replay_options *options;
	struct fold fold;
	struct log_reader reader;
	struct arena *arena; /* for the entry at hand */
	struct replay_result result;
	struct diag *diag;
};

static enum err wrong(struct replay *replay, uint64_t index, const char *what)
{
	return diag_error(replay->diag, ERR_LOG_DAMAGED, diag_at(""),
			  "entry %" PRIu64 ": %s", index, what);
}

/* ---- what a store adds to its entries ----------------------------------------- */

/* What appending the leaf would put must lie in the store. */
static enum err check_tree(struct replay *replay, const struct log_entry *entry)
{
	struct store_key *keys;
	struct bytes *stored;
	struct puts puts;
	enum err err;

	puts_init(&puts, replay->arena);
	log_tree_append(&replay->result.edge, &entry->leaf, &puts);
	keys = arena_array(replay->arena, struct store_key, puts.count);
	stored = arena_array(replay->arena, struct bytes, puts.count);
	for (size_t i = 0; i < puts.count; i++)
		keys[i] = (struct store_key){ puts.list[i].table, puts.list[i].key };
	err = store_get_many(replay->options->view, replay->arena, keys, puts.count,
			     stored);
	for (size_t i = 0; i < puts.count && err == ERR_OK; i++) {
		if (stored[i].data == NULL ||
		    !bytes_equal(stored[i], puts.list[i].value))
			err = wrong(replay, entry->index,
				    "a hash above it in the tree is not that of what "
				    "lies below");
	}
	return err;
}

static enum err check_leaf(struct replay *replay, const struct log_entry *entry)
{
	uint64_t listed;
	enum err err =
		log_book_index(replay->options->view, replay->arena, entry->leaf.book,
			       entry->leaf.number, &listed, replay->diag);

	if (err != ERR_OK)
		return err;
	if (listed != entry->index)
		return wrong(replay, entry->index,
			     "its book lists another entry in its place");
	return check_tree(replay, entry);
}

static enum err check_sealing(struct replay *replay, const struct log_entry *entry)
{
	const struct act_kind *kind = act_kind(entry->leaf.kind);
	uint8_t content_class = entry->key_id.content_class;

	if (entry->is_erased || kind == NULL ||
	    (content_class == (uint8_t)kind->content &&
	     entry->key_id.epoch ==
		     content_epoch(content_class, entry->leaf.log_time_ms)))
		return ERR_OK;
	return wrong(replay, entry->index,
		     "its content is sealed with another key than its kind and log "
		     "time ask for");
}

/* ---- the whole log ------------------------------------------------------------ */

static enum err replay_one(struct replay *replay, uint64_t index)
{
	struct fold_entry folded = { .index = index };
	struct log_entry entry;
	enum err err;

	replay->arena = fold_arena(&replay->fold);
	err = log_entry_read(replay->options->log, replay->options->view, replay->arena,
			     index, &entry, replay->diag);
	if (err == ERR_OK)
		err = check_leaf(replay, &entry);
	if (err == ERR_OK)
		err = check_sealing(replay, &entry);
	if (err != ERR_OK)
		return err;
	folded.leaf = entry.leaf;
	folded.leaf_hash = leaf_hash(&entry.leaf);
	folded.is_erased = entry.is_erased;
	folded.salt = entry.content.salt;
	folded.envelope = entry.content.envelope;
	return fold_take(&replay->fold, &folded);
}

static enum err replay_all(struct replay *replay, uint64_t size)
{
	const struct replay_progress *progress = &replay->options->progress;
	enum err err = ERR_OK;

	for (uint64_t index = 0; index < size && err == ERR_OK; index++) {
		if (progress->step != NULL && index % PROGRESS_ENTRIES == 0)
			progress->step(progress->context, index, size);
		err = replay_one(replay, index);
	}
	if (err == ERR_OK)
		err = fold_finish(&replay->fold);
	if (err == ERR_OK && progress->step != NULL)
		progress->step(progress->context, size, size);
	return err;
}

static void start(struct replay *replay, const struct replay_options *options,
		  struct diag *diag)
{
	*replay = (struct replay){
		.options = options,
		.reader = { .log = options->log, .view = options->view, .diag = diag },
		.diag = diag,
	};
	tree_edge_init(&replay->result.edge);
	fold_init(&replay->fold, &(struct fold_options){
					 .origin = options->log->origin,
					 .target = options->target,
					 .reader = log_act_reader(&replay->reader),
					 .wrong = ERR_LOG_DAMAGED,
					 .diag = diag,
				 });
}

enum err replay_log(const struct replay_options *options, struct replay_result *out,
		    struct diag *diag)
{
	struct replay replay;
	struct log_head head;
	enum err err;

	start(&replay, options, diag);
	err = log_head_read(options->view, fold_arena(&replay.fold), &head, diag);
	if (err == ERR_OK)
		err = replay_all(&replay, head.edge.size);
	err = fold_settle(&replay.fold, err);
	*out = replay.result;
	out->last_ms = replay.fold.counts.last_ms;
	out->outcome_count = replay.fold.counts.outcome_count;
	out->erased_count = replay.fold.counts.erased_count;
	fold_release(&replay.fold);
	return err;
}
