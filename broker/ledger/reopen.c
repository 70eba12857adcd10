#include "ledger/reopen.h"

#include <inttypes.h>
#include <time.h>

#include "base/ensure.h"
#include "ledger/own.h"

#define FIRST_WAIT_MS   100
#define LONGEST_WAIT_MS 30000
#define FREE_BYTES_MIN  (4 << 20) /* a few of the largest statements */

/* Of a clock that nobody sets. */
static int64_t monotonic_ms(void)
{
	struct timespec now;

	ensure(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Another broker, another log or a fault of ours does not pass by itself. */
static bool may_pass(enum err stopped_by)
{
	return stopped_by == ERR_STORE_FAILED || stopped_by == ERR_IO;
}

enum err ledger_after_commit(enum err err)
{
	static const enum err passing[] = { ERR_STORE_FULL, ERR_NO_MEMORY,
					    ERR_LIMIT_EXCEEDED };

	for (size_t i = 0; i < ARRAY_SIZE(passing); i++) {
		if (err == passing[i])
			return ERR_STORE_FAILED;
	}
	return err;
}

/* A store that was full takes a little again at once, in pages that it had; that is no
 * reason to take statements. */
static enum err check_room(struct ledger *ledger)
{
	uint64_t log = store_free_bytes(ledger->log.store);
	uint64_t keys = content_keys_free_bytes(ledger->log.keys);
	uint64_t least = log < keys ? log : keys;

	if (least >= FREE_BYTES_MIN)
		return ERR_OK;
	return diag_error(&ledger->said, ERR_STORE_FAILED, diag_at(""),
			  "the disk of the %s has %" PRIu64
			  " KiB left; statements are taken again when it has %d",
			  log < keys ? "store" : "state folder", least >> 10,
			  FREE_BYTES_MIN >> 10);
}

/* The state version over itself: whether the disk takes anything at all. */
static enum err try_write(struct ledger *ledger)
{
	struct store_put put = log_state_put(&ledger->step_arena, STATE_VERSION);
	struct store_write *write;
	enum err err = store_write_begin(ledger->log.store, &ledger->said, &write);

	if (err != ERR_OK)
		return err;
	err = store_put_many(write, &put, 1);
	if (err == ERR_OK)
		return store_commit(write);
	store_abort(write);
	return err;
}

static enum err reopen(struct ledger *ledger)
{
	enum err err = check_room(ledger);

	if (err == ERR_OK)
		err = store_reopen(ledger->log.store, &ledger->said);
	if (err == ERR_OK)
		err = content_keys_reopen(ledger->log.keys, &ledger->said);
	if (err == ERR_OK)
		err = checkpoint_file_reopen(&ledger->file, &ledger->said);
	if (err == ERR_OK)
		err = try_write(ledger);
	if (err == ERR_OK)
		err = ledger_check_log(ledger);
	return err;
}

static void attempt(struct ledger *ledger)
{
	enum err err;

	diag_init(&ledger->said, &ledger->said_arena);
	ledger_forget(ledger);
	finisher_wait_idle(ledger->finisher); /* it reads the checkpoint's file */
	err = ledger_after_commit(reopen(ledger));
	if (err != ERR_OK)
		ledger_say(ledger, &ledger->said, "not-reopened");
	ledger_set_stopped(ledger, err);
	arena_release(&ledger->step_arena);
	arena_release(&ledger->said_arena);
}

static void plan_next(struct reopening *reopening)
{
	int64_t wait_ms = reopening->wait_ms * 2;

	if (reopening->wait_ms == 0)
		wait_ms = FIRST_WAIT_MS;
	if (wait_ms > LONGEST_WAIT_MS)
		wait_ms = LONGEST_WAIT_MS;
	reopening->wait_ms = wait_ms;
	reopening->next_ms = monotonic_ms() + wait_ms;
	reopening->is_planned = true;
}

void ledger_reopen_when_due(struct ledger *ledger)
{
	struct reopening *reopening = &ledger->reopening;

	if (!reopening->is_planned || monotonic_ms() < reopening->next_ms)
		return;
	reopening->is_planned = false;
	attempt(ledger);
}

int64_t ledger_reopen_wait_ms(struct ledger *ledger, int64_t otherwise_ms)
{
	struct reopening *reopening = &ledger->reopening;
	int64_t left_ms;

	if (!reopening->is_planned && !may_pass(ledger->status.stopped_by))
		return otherwise_ms;
	if (!reopening->is_planned)
		plan_next(reopening);
	left_ms = reopening->next_ms - monotonic_ms();
	return left_ms > 0 ? left_ms : 0;
}

void ledger_has_written(struct ledger *ledger)
{
	ledger->reopening = (struct reopening){ .is_planned = false };
}
