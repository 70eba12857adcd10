#include <errno.h>
#include <sys/stat.h>

#include "crypto/note.h"
#include "ledger/ledger.h"
#include "program/commands.h"
#include "program/places.h"
#include "program/say.h"

#define FOLDER_MODE 0700

static enum err make_folder(struct invocation *in, const char *path)
{
	if (mkdir(path, FOLDER_MODE) == 0 || errno == EEXIST)
		return ERR_OK;
	return diag_error(
		&in->diag, ERR_IO, (struct diag_place){ .file = path },
		"the folder cannot be made; the one above it must be there and "
		"be ours");
}

static enum err make_master_key(struct invocation *in, const char *path)
{
	enum err err = master_key_create(path, &in->diag);

	if (err == ERR_OK)
		say_text("info", "master-key",
			 arena_printf(&in->arena,
				      "made in %s: without it nobody reads the log, in "
				      "no backup either; keep a copy of it, apart from "
				      "the backups",
				      path));
	return err;
}

static enum err make_places(struct invocation *in)
{
	const char *master = in->values[OPTION_MASTER_KEY];
	struct stat status;
	enum err err = make_folder(in, in->values[OPTION_STATE]);

	if (err == ERR_OK && stat(master, &status) != 0 && errno == ENOENT)
		err = make_master_key(in, master);
	return err;
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

static enum err create_log(struct invocation *in, const struct stores *stores,
			   const struct broker_keys *keys)
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
	struct note_key verifier;
	enum err err = ledger_create(&ledger, keys->operator_key, &in->diag);

	if (err != ERR_OK)
		return err;
	verifier = note_key_make(ledger.origin, NOTE_ED25519,
				 signing_key_public(keys->log_key));
	say_event("info", "opened", "verifier=\"%s\"",
		  note_key_text(&in->arena, &verifier));
	return ERR_OK;
}

enum err run_init(struct invocation *in)
{
	struct broker_keys keys = { .log_key = NULL };
	struct stores stores = { .log = NULL };
	enum err err = open_keys(in, &keys);

	if (err == ERR_OK)
		err = make_places(in);
	if (err == ERR_OK)
		err = open_stores(in, STORES_MAKE, &stores);
	if (err == ERR_OK)
		err = create_log(in, &stores, &keys);
	close_stores(&stores);
	signing_key_free(keys.operator_key);
	signing_key_free(keys.log_key);
	signing_key_free(keys.notice_key);
	return err;
}
