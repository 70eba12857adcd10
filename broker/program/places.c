#include "program/places.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/keyfile.h"
#include "crypto/secret_file.h"
#include "ledger/log.h"

#define FOLDER_MODE 0700

static enum err read_passphrase(struct invocation *in, uint8_t *room, size_t room_bytes,
				struct bytes *out)
{
	const char *path = in->values[OPTION_PASSPHRASE_FILE];
	const uint8_t *end;
	size_t len;
	enum err err;

	if (path[0] == '\0')
		return diag_error(
			&in->diag, ERR_KEY_LOCKED, diag_at(NULL),
			"the operator's key is locked: give its passphrase with "
			"--passphrase-file");
	err = secret_file_read(path, room, room_bytes, &len, &in->diag);
	if (err != ERR_OK)
		return err;
	end = memchr(room, '\n', len);
	*out = (struct bytes){ room, end == NULL ? len : (size_t)(end - room) };
	return ERR_OK;
}

static enum err unlock(struct invocation *in, const struct keyfile *keyfile,
		       struct signing_key **out)
{
	struct bytes passphrase = { 0 };
	uint8_t room[1024];
	enum err err = ERR_OK;

	if (keyfile->locked && keyfile->owner.purpose == KEY_PURPOSE_OPERATOR)
		err = read_passphrase(in, room, sizeof(room), &passphrase);
	else if (keyfile->locked)
		err = diag_error(
			&in->diag, ERR_KEY_LOCKED, diag_at(NULL),
			"a key that the broker uses by itself has no passphrase: "
			"sla key new --no-passphrase");
	if (err == ERR_OK)
		err = keyfile_unlock(keyfile, passphrase, out, &in->diag);
	wipe(room, sizeof(room));
	return err;
}

static enum err read_key(struct invocation *in, enum option_name option,
			 enum key_purpose purpose, struct signing_key **out)
{
	const char *path = in->values[option];
	uint8_t room[KEYFILE_BYTES_MAX + 1];
	struct keyfile keyfile;
	size_t len;
	enum err err = secret_file_read(path, room, sizeof(room), &len, &in->diag);

	if (err == ERR_OK)
		err = keyfile_parse((struct bytes){ room, len }, &keyfile, &in->diag);
	wipe(room, sizeof(room));
	if (err != ERR_OK)
		return err;
	if (keyfile.owner.purpose != purpose)
		err = diag_error(&in->diag, ERR_KEY_NOT_FOR_THIS,
				 (struct diag_place){ .file = path },
				 "the key is for \"%s\", and --%s wants one for \"%s\"",
				 key_purpose_name(keyfile.owner.purpose),
				 options[option].name, key_purpose_name(purpose));
	else
		err = unlock(in, &keyfile, out);
	wipe(&keyfile, sizeof(keyfile));
	return err;
}

enum err open_key(struct invocation *in, enum option_name option,
		  enum key_purpose purpose, struct signing_key **out)
{
	const struct diag_item *before = in->diag.last;
	enum err err = read_key(in, option, purpose, out);

	diag_of_file(&in->diag, before, in->values[option]);
	return err;
}

static const char *keys_folder(struct invocation *in)
{
	return arena_printf(&in->arena, "%s/content-keys", in->values[OPTION_STATE]);
}

enum err open_stores(struct invocation *in, enum stores_use use, struct stores *out)
{
	struct store_options log = log_store, keys = content_keys_store;
	enum err err = master_key_read(in->values[OPTION_MASTER_KEY], &out->master_key,
				       &in->diag);

	log.create = keys.create = false;
	log.read_only = keys.read_only = use == STORES_READ;
	if (err == ERR_OK)
		err = store_open_lmdb(in->values[OPTION_STORE], &log, &out->log,
				      &in->diag);
	if (err == ERR_OK)
		err = store_open_lmdb(keys_folder(in), &keys, &out->content_keys,
				      &in->diag);
	return err;
}

void close_stores(struct stores *stores)
{
	store_close(stores->content_keys);
	store_close(stores->log);
	wipe(&stores->master_key, sizeof(stores->master_key));
}

/* ---- new ones ---- */

static enum err make_state(struct invocation *in, struct stores *out)
{
	const char *path = in->values[OPTION_STATE];

	out->made_state = mkdir(path, FOLDER_MODE) == 0;
	if (out->made_state || errno == EEXIST)
		return ERR_OK;
	return diag_error(
		&in->diag, ERR_IO, (struct diag_place){ .file = path },
		"the folder cannot be made; the one above it must be there and "
		"be ours");
}

/* The log's store may lie in the state folder.  Of two that make them at once, who holds
 * the store goes on, also in a folder that the other made. */
enum err make_stores(struct invocation *in, struct stores *out)
{
	struct store_options log = log_store, keys = content_keys_store;
	enum err err = make_state(in, out);

	log.create = keys.create = true;
	if (err == ERR_OK)
		err = store_open_lmdb(in->values[OPTION_STORE], &log, &out->log,
				      &in->diag);
	if (err == ERR_STORE_IN_USE)
		out->made_state = false;
	if (err == ERR_OK)
		err = store_open_lmdb(keys_folder(in), &keys, &out->content_keys,
				      &in->diag);
	return err;
}

void discard_stores(struct invocation *in, struct stores *stores)
{
	store_discard_lmdb(stores->content_keys);
	store_discard_lmdb(stores->log);
	if (stores->made_state)
		(void)rmdir(in->values[OPTION_STATE]);
	wipe(&stores->master_key, sizeof(stores->master_key));
}

enum err open_copy(const char *folder, const struct store_options *store_options,
		   struct store **store, struct diag *diag)
{
	struct store_options copied = *store_options;

	copied.create = false;
	return store_open_lmdb(folder, &copied, store, diag);
}
