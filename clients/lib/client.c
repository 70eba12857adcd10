#include "lib/client.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/keyfile.h"
#include "crypto/secret_file.h"
#include "lib/result.h"

#define KEPT_BYTES_MAX       ((size_t)16 << 20)
#define GIVEN_BYTES_MAX      ((size_t)1 << 30)
#define PASSPHRASE_BYTES_MAX 1024

/* ---- one call ---- */

void client_begin(struct slabroker *client)
{
	arena_release(&client->given);
	diag_init(&client->diag, &client->given);
	client->said = "";
	/* The session's own things lie in given, too, where they are made on the way. */
	client->session.arena = &client->given;
	client->session.token = NULL;
}

enum err client_check_open(struct slabroker *client)
{
	if (client->is_open)
		return ERR_OK;
	return diag_error(&client->diag, ERR_USAGE, diag_at(NULL),
			  "the client was not opened well");
}

enum slabroker_result client_end(struct slabroker *client, enum err e)
{
	const struct diag_item *item;
	struct text text;

	text_init(&text, &client->given);
	for (item = client->diag.first; item != NULL; item = item->next)
		text_printf(&text, "%s%s%s%s\n",
			    diag_place_text(&client->given, item->place), item->text,
			    item->hint == NULL ? "" : "; ",
			    item->hint == NULL ? "" : item->hint);
	if (e != ERR_OK && client->diag.first == NULL)
		text_printf(&text, "%s\n", err_text(e));
	client->said = text_chars(&text);
	return result_of(e);
}

const char *slabroker_said(const struct slabroker *client)
{
	return client->said;
}

/* ---- keys ---- */

static enum err unlock(struct slabroker *client, const char *file,
		       const struct keyfile *keyfile, struct signing_key **out)
{
	char passphrase[PASSPHRASE_BYTES_MAX];
	struct bytes bytes = { (const uint8_t *)passphrase, 0 };
	enum err e;

	if (keyfile->locked && client->options.passphrase != NULL)
		bytes.len = client->options.passphrase(client->options.context, file,
						       passphrase, sizeof passphrase);
	if (keyfile->locked && (bytes.len == 0 || bytes.len > sizeof passphrase))
		e = diag_error(&client->diag, ERR_KEY_LOCKED,
			       (struct diag_place){ .file = file },
			       "the key file is locked, and no passphrase was given");
	else
		e = keyfile_unlock(keyfile, bytes, out, &client->diag);
	wipe(passphrase, sizeof passphrase);
	return e;
}

enum err client_key(struct slabroker *client, const char *file,
		    enum key_purpose purpose, struct signing_key **out)
{
	uint8_t text[KEYFILE_BYTES_MAX];
	struct keyfile keyfile = { 0 };
	size_t len = 0;
	enum err e;

	if (file[0] == '\0')
		return diag_error(&client->diag, ERR_USAGE, diag_at(NULL),
				  "the profile names no key of purpose %s",
				  key_purpose_name(purpose));
	e = secret_file_read(file, text, sizeof text, &len, &client->diag);
	if (e == ERR_OK)
		e = keyfile_parse((struct bytes){ text, len }, &keyfile, &client->diag);
	if (e == ERR_OK && keyfile.owner.purpose != purpose)
		e = diag_error(&client->diag, ERR_USAGE,
			       (struct diag_place){ .file = file },
			       "the key's purpose is %s; expected %s",
			       key_purpose_name(keyfile.owner.purpose),
			       key_purpose_name(purpose));
	if (e == ERR_OK)
		e = unlock(client, file, &keyfile, out);
	wipe(text, sizeof text);
	wipe(&keyfile, sizeof keyfile);
	return e;
}

/* ---- opening ---- */

/* The one place where the library looks at the environment. */
static struct profile_places places_of_environment(void)
{
	return (struct profile_places){
		getenv("XDG_CONFIG_HOME"), /* NOLINT(concurrency-mt-unsafe) */
		getenv("XDG_STATE_HOME"),  /* NOLINT(concurrency-mt-unsafe) */
		getenv("HOME"),            /* NOLINT(concurrency-mt-unsafe) */
	};
}

static enum err open_client(struct slabroker *client)
{
	struct profile_places places = places_of_environment();
	struct session_options options = { .profile = &client->profile,
					   .clock = clock_system() };
	const char *name = client->options.profile;
	const char *file;
	enum err e =
		profile_find(&client->kept, &places, name == NULL ? "default" : name,
			     &file, &client->diag);

	if (e == ERR_OK)
		e = profile_read(&client->kept, &places, file, &client->profile,
				 &client->diag);
	if (e == ERR_OK && client->profile.message->tokens_key[0] != '\0')
		e = client_key(client, client->profile.message->tokens_key,
			       KEY_PURPOSE_TOKENS, &client->tokens_key);
	options.tokens_key = client->tokens_key;
	if (e == ERR_OK)
		e = session_open(&client->session, &client->kept, &options,
				 &client->diag);
	client->is_open = e == ERR_OK;
	return e;
}

enum slabroker_result slabroker_open(const struct slabroker_options *options,
				     struct slabroker **out)
{
	struct slabroker *client = calloc(1, sizeof *client);

	*out = client;
	if (client == NULL)
		return SLABROKER_INTERNAL;
	arena_init(&client->kept, KEPT_BYTES_MAX);
	arena_init(&client->given, GIVEN_BYTES_MAX);
	client->options = *options;
	client_begin(client);
	return client_end(client, open_client(client));
}

void slabroker_close(struct slabroker *client)
{
	if (client == NULL)
		return;
	if (client->is_open)
		session_close(&client->session);
	signing_key_free(client->tokens_key);
	arena_release(&client->given);
	arena_release(&client->kept);
	free(client);
}
