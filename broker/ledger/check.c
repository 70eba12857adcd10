#include "ledger/check.h"

#include <inttypes.h>
#include <string.h>

#include "base/ensure.h"
#include "ledger/checkpoint_file.h"
#include "ledger/compare.h"
#include "ledger/log_tree.h"
#include "merkle/checkpoint.h"

#define ARENA_BYTES ((size_t)4 << 30)

struct check {
	const struct check_options *options;
	struct log log;
	struct checkpoint_file file;
	struct store *target;
	struct store_view *view;   /* of the log */
	struct store_view *folded; /* of the target, after the replay */
	struct arena arena;
	struct diag *diag;
	struct replay_result result;
	struct checkpoint checkpoint;
};

/* ---- the checkpoint ----------------------------------------------------------- */

static enum err behind(struct check *check, uint64_t signed_size)
{
	(void)diag_error(check->diag, ERR_LOG_BEHIND, diag_at(""),
			 "the store has %" PRIu64 " entries, and %" PRIu64
			 " were signed: this is an old copy",
			 check->result.edge.size, signed_size);
	diag_hint(check->diag, "bring back the store that was in use last");
	return ERR_LOG_BEHIND;
}

/* Signed by the key that the log itself names for a tree of its size. */
static enum err open_checkpoint(struct check *check)
{
	struct bytes note = bytes_of_string(check->file.note);
	struct note_key verifier;
	const SlbLogRow *row;
	enum err err =
		checkpoint_read(&check->arena, note, &check->checkpoint, check->diag);

	if (err == ERR_OK && check->checkpoint.tree.size > check->result.edge.size)
		err = behind(check, check->checkpoint.tree.size);
	if (err == ERR_OK)
		err = signing_row(check->folded, &check->arena, check->diag, &row);
	if (err != ERR_OK)
		return err;
	ensure(signing_verifier(row, check->checkpoint.tree.size, &verifier));
	return checkpoint_open(&check->arena, note, &verifier, &check->checkpoint,
			       check->diag);
}

/* The replayed tree ends where the log does; the checkpoint's may end before. */
static enum err check_checkpoint(struct check *check)
{
	struct tree_head signed_tree, whole = { check->result.edge.size,
						tree_edge_root(&check->result.edge) };
	struct log_tree tree = {
		.view = check->view,
		.arena = &check->arena,
		.diag = check->diag,
	};
	struct proof proof;
	enum err err;

	if (check->file.note == NULL) {
		err = diag_error(check->diag, ERR_CHECKPOINT_MISSING,
				 (struct diag_place){ .file = check->file.path },
				 "there is no checkpoint file: nothing shows that the "
				 "log is the one that was signed");
		diag_hint(check->diag, "bring back the state folder that belongs to "
				       "this store, or restore a backup of both");
		return err;
	}
	err = open_checkpoint(check);
	if (err == ERR_CHECKPOINT_INVALID)
		checkpoint_file_hint(&check->file, check->diag);
	if (err != ERR_OK)
		return err;
	signed_tree = check->checkpoint.tree;
	err = log_tree_consistency(&tree, signed_tree.size, whole.size, &proof);
	if (err != ERR_OK)
		return err;
	if (proof_verify_consistency(&signed_tree, &whole, proof.hashes, proof.count) ==
	    ERR_OK)
		return ERR_OK;
	return diag_error(check->diag, ERR_LOG_OTHER, diag_at(""),
			  "the first %" PRIu64
			  " entries are not those that were signed",
			  signed_tree.size);
}

static enum err check_head(struct check *check)
{
	struct digest replayed = tree_edge_root(&check->result.edge), stored;
	struct log_head head;
	enum err err = log_head_read(check->view, &check->arena, &head, check->diag);

	if (err != ERR_OK)
		return err;
	stored = tree_edge_root(&head.edge);
	if (digest_equal(&replayed, &stored) && head.last_ms == check->result.last_ms)
		return ERR_OK;
	return diag_error(check->diag, ERR_LOG_DAMAGED, diag_at(""),
			  "the log's head is not that of its entries");
}

/* ---- the rows ----------------------------------------------------------------- */

/* What makes the store's rows those of the replay.  Where evidence was erased, rows of
 * single reports cannot be had again and do not count; unless they are of another edition
 * and nobody can read them, then there is only what the replay knows. */
static enum err find_difference(struct check *check, struct puts *difference)
{
	struct compared compared = {
		.ours = check->view,
		.theirs = check->folded,
		.table = TABLE_ROWS,
	};
	uint32_t version;
	enum err err = log_state_version(check->view, &check->arena, &version);

	puts_init(difference, &check->arena);
	if (err != ERR_OK)
		return err;
	if (check->result.erased_count > 0 && version == STATE_VERSION)
		compared.counts = acts_row_is_retained;
	err = compare_tables(&compared, difference);
	compared.table = TABLE_DUE;
	compared.counts = NULL;
	return err == ERR_OK ? compare_tables(&compared, difference) : err;
}

static enum err check_rows(struct check *check)
{
	struct puts difference;
	enum err err = log_state_check(check->view, &check->arena, check->diag);

	if (err == ERR_OK)
		err = find_difference(check, &difference);
	if (err != ERR_OK || difference.count == 0)
		return err;
	(void)diag_error(
		check->diag, ERR_LOG_DAMAGED, diag_at(""),
		"%zu of the rows that the store derives from its log are not what "
		"the log gives; the first key is %s",
		difference.count, hex_encode(&check->arena, difference.list[0].key));
	diag_hint(check->diag,
		  "the log itself holds; `slabroker rebuild` makes the rows "
		  "anew");
	return ERR_LOG_DAMAGED;
}

/* ---- the whole ---------------------------------------------------------------- */

static enum err replay(struct check *check)
{
	struct replay_options replay = {
		.log = &check->log,
		.view = check->view,
		.target = check->target,
		.progress = check->options->progress,
	};
	enum err err = replay_log(&replay, &check->result, check->diag);

	if (err == ERR_OK && check->result.edge.size == 0)
		err = diag_error(check->diag, ERR_LOG_ABSENT, diag_at(""),
				 "no log was opened here");
	if (err == ERR_OK)
		err = store_read_begin(check->target, check->diag, &check->folded);
	if (err == ERR_OK)
		err = check_head(check);
	return err == ERR_OK ? check_checkpoint(check) : err;
}

/* Before anything is opened with it: under another origin all content looks damaged.  A
 * checkpoint that cannot be read is told when its turn comes. */
static enum err check_origin(struct check *check)
{
	const char *origin = check->options->origin;
	struct checkpoint checkpoint;
	struct diag unread;

	diag_init(&unread, &check->arena);
	if (check->file.note == NULL ||
	    checkpoint_read(&check->arena, bytes_of_string(check->file.note),
			    &checkpoint, &unread) != ERR_OK ||
	    strcmp(checkpoint.origin, origin) == 0)
		return ERR_OK;
	(void)diag_error(check->diag, ERR_LOG_OTHER, diag_at("origin"),
			 "the log's checkpoint is of the origin \"%s\", not of \"%s\"",
			 checkpoint.origin, origin);
	diag_hint(check->diag, "give the origin that the log was opened with");
	return ERR_LOG_OTHER;
}

static enum err begin(struct check *check)
{
	const struct check_options *options = check->options;
	enum err err = content_keys_open(options->content_keys, options->master_key,
					 false, &check->log.keys, check->diag);

	if (err == ERR_OK)
		err = checkpoint_file_open(&check->file, options->state_folder,
					   check->diag);
	if (err == ERR_OK)
		err = check_origin(check);
	if (err == ERR_OK)
		err = store_read_begin(options->log, check->diag, &check->view);
	return err == ERR_OK ? replay(check) : err;
}

static void start(struct check *check, const struct check_options *options,
		  struct diag *diag)
{
	*check = (struct check){
		.options = options,
		.log = { .origin = options->origin, .store = options->log },
		.target = store_open_memory(&log_store),
		.diag = diag,
	};
	arena_init(&check->arena, ARENA_BYTES);
}

static void end(struct check *check, struct check_report *report)
{
	*report = (struct check_report){
		.size = check->result.edge.size,
		.signed_size = check->checkpoint.tree.size,
		.outcome_count = check->result.outcome_count,
		.erased_count = check->result.erased_count,
	};
	if (check->folded != NULL)
		store_read_end(check->folded);
	if (check->view != NULL)
		store_read_end(check->view);
	checkpoint_file_release(&check->file);
	content_keys_close(check->log.keys);
	store_close(check->target);
	arena_release(&check->arena);
}

enum err ledger_check(const struct check_options *options, struct check_report *report,
		      struct diag *diag)
{
	struct check check;
	enum err err;

	start(&check, options, diag);
	err = begin(&check);
	if (err == ERR_OK)
		err = check_rows(&check);
	end(&check, report);
	return err;
}

static enum err write_difference(struct check *check)
{
	struct store_put state = log_state_put(&check->arena, STATE_VERSION);
	struct store_write *write;
	struct puts difference;
	enum err err = find_difference(check, &difference);

	if (err == ERR_OK)
		err = store_write_begin(check->options->log, check->diag, &write);
	if (err != ERR_OK)
		return err;
	err = store_put_many(write, difference.list, difference.count);
	if (err == ERR_OK)
		err = store_put_many(write, &state, 1);
	if (err == ERR_OK)
		return store_commit(write);
	store_abort(write);
	return err;
}

enum err ledger_rebuild(const struct check_options *options,
			struct check_report *report, struct diag *diag)
{
	struct check check;
	enum err err;

	start(&check, options, diag);
	err = begin(&check);
	if (err == ERR_OK)
		err = write_difference(&check);
	end(&check, report);
	return err;
}
