#include "ledger/backup.h"
#include "program/commands.h"
#include "program/places.h"
#include "program/say.h"

static enum err backup_to_operand(struct invocation *in,
				  const struct check_options *check,
				  struct check_report *report)
{
	struct backup_options backup = { .folder = in->operand, .open = open_copy };

	return ledger_backup(check, &backup, report, &in->diag);
}

static enum err check_log(struct invocation *in, const struct check_options *check,
			  struct check_report *report)
{
	return ledger_check(check, report, &in->diag);
}

static enum err rebuild_log(struct invocation *in, const struct check_options *check,
			    struct check_report *report)
{
	return ledger_rebuild(check, report, &in->diag);
}

/* What all three begin and end with. */
static enum err over_log(struct invocation *in, const char *event, enum stores_use use,
			 enum err (*work)(struct invocation *in,
					  const struct check_options *check,
					  struct check_report *report))
{
	struct stores stores = { .log = NULL };
	struct check_report report;
	uint64_t told_percent = 0;
	enum err err = open_stores(in, use, &stores);

	if (err == ERR_OK) {
		struct check_options check = {
			.origin = in->values[OPTION_ORIGIN],
			.state_folder = in->values[OPTION_STATE],
			.log = stores.log,
			.content_keys = stores.content_keys,
			.master_key = &stores.master_key,
			.progress = { say_progress, &told_percent },
		};

		err = work(in, &check, &report);
	}
	if (err == ERR_OK)
		say_report(event, &report);
	close_stores(&stores);
	return err;
}

enum err run_check(struct invocation *in)
{
	return over_log(in, "checked", STORES_HOLD, check_log);
}

enum err run_rebuild(struct invocation *in)
{
	return over_log(in, "rebuilt", STORES_HOLD, rebuild_log);
}

enum err run_backup(struct invocation *in)
{
	return over_log(in, "backed-up", STORES_READ, backup_to_operand);
}
