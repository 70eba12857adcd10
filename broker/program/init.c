#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/note.h"
#include "ledger/checkpoint_file.h"
#include "ledger/ledger.h"
#include "program/commands.h"
#include "program/places.h"
#include "program/say.h"

/* What was not there before, and goes again where no log is opened. */
struct made {
	bool master_key;
	bool log; /* its checkpoint is there */
};

/* Once the stores are ours: nobody else's log can have begun with a key that may go. */
static enum err open_master_key(struct invocation *in, struct stores *stores,
				struct made *made)
{
	const char *path = in->values[OPTION_MASTER_KEY];
	struct stat status;
	enum err err = ERR_OK;

	if (stat(path, &status) != 0 && errno == ENOENT) {
		err = master_key_create(path, &in->diag);
		made->master_key = err == ERR_OK;
	}
	return err == ERR_OK ? master_key_read(path, &stores->master_key, &in->diag)
			     : err;
}

static void take_back(struct invocation *in, const struct made *made,
		      struct stores *stores)
{
	if (made->master_key)
		(void)unlink(in->values[OPTION_MASTER_KEY]);
	discard_stores(in, stores);
}

struct broker_keys {
	struct signing_key *operator_key;
	struct signing_key *log_key;
	struct signing_key *notice_key;
};

static enum err open_keys(struct invocation *in, struct broker_keys *keys)
{
	enum err err = open_key(in, OPTION_LOG_KEY, KEY_PURPOSE_LOG, &keys->log_key);

	if (err == ERR_OK)
		err = open_key(in, OPTION_NOTICE_KEY, KEY_PURPOSE_NOTICES,
			       &keys->notice_key);
	if (err == ERR_OK)
		err = open_key(in, OPTION_OPERATOR_KEY, KEY_PURPOSE_OPERATOR,
			       &keys->operator_key);
	return err;
}

static void say_opened(struct invocation *in, const struct made *made,
		       const struct note_key *verifier)
{
	if (made->master_key)
		say_text("info", "master-key",
			 arena_printf(&in->arena,
				      "made in %s: without it nobody reads the log, in "
				      "no backup either; keep a copy of it, apart from "
				      "the backups",
				      in->values[OPTION_MASTER_KEY]));
	say_event("info", "opened", "verifier=\"%s\"",
		  note_key_text(&in->arena, verifier));
}

static enum err create_log(struct invocation *in, const struct stores *stores,
			   const struct broker_keys *keys, struct made *made)
{
	struct ledger_options ledger = {
		.origin = in->values[OPTION_ORIGIN],
		.state_folder = in->values[OPTION_STATE],
		.log = stores->log,
		.content_keys = stores->content_keys,
		.master_key = &stores->master_key,
		.log_key = keys->log_key,
		.notice_key = keys->notice_key,
		.clock = clock_system(),
	};
	bool had_checkpoint = checkpoint_file_is_in(ledger.state_folder);
	struct note_key verifier;
	enum err err = ledger_create(&ledger, keys->operator_key, &in->diag);

	made->log = !had_checkpoint && checkpoint_file_is_in(ledger.state_folder);
	if (err != ERR_OK)
		return err;
	verifier = note_key_make(ledger.origin, NOTE_ED25519,
				 signing_key_public(keys->log_key));
	say_opened(in, made, &verifier);
	return ERR_OK;
}

enum err run_init(struct invocation *in)
{
	struct broker_keys keys = { .log_key = NULL };
	struct stores stores = { .log = NULL };
	struct made made = { .log = false };
	enum err err = open_keys(in, &keys);

	if (err == ERR_OK)
		err = make_stores(in, &stores);
	if (err == ERR_OK)
		err = open_master_key(in, &stores, &made);
	if (err == ERR_OK)
		err = create_log(in, &stores, &keys, &made);
	if (made.log)
		close_stores(&stores);
	else
		take_back(in, &made, &stores);
	signing_key_free(keys.operator_key);
	signing_key_free(keys.log_key);
	signing_key_free(keys.notice_key);
	return err;
}
