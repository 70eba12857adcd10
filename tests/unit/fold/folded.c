#include "unit/fold/folded.h"

static enum err fold_entries(struct fold *fold, const struct log *log)
{
	enum err err = ERR_OK;

	for (uint64_t i = 0; i < log->count && err == ERR_OK; i++) {
		(void)fold_arena(fold);
		err = fold_take(fold, &log->entries[i]);
	}
	return err == ERR_OK ? fold_finish(fold) : fold_settle(fold, err);
}

static const char *last_text(const struct diag *diag)
{
	const struct diag_item *item = diag->first;

	while (item != NULL && item->next != NULL)
		item = item->next;
	return item == NULL ? "" : item->text;
}

struct folded folded_of(struct world *w, struct log *log, bool is_part)
{
	struct store *target = store_open_memory(&fold_store);
	struct fold_options options = {
		.origin = AUDIENCE,
		.target = target,
		.reader = log_reader(log),
		.is_part = is_part,
		.wrong = ERR_LOG_DAMAGED,
		.diag = &w->diag,
	};
	struct folded folded = { .target = target };
	struct fold fold;

	diag_init(&w->diag, &w->arena);
	fold_init(&fold, &options);
	folded.err = fold_entries(&fold, log);
	folded.counts = fold.counts;
	folded.text = last_text(&w->diag);
	fold_release(&fold);
	if (folded.err != ERR_OK)
		store_close(target);
	return folded;
}
