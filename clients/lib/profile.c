#include "lib/profile.h"

#include <string.h>

#include "document/document.h"
#include "lib/file.h"

#define PROFILE_BYTES_MAX 65536
#define UNIX_PREFIX       "unix:"
#define SOCKET_PATH_MAX   107 /* sun_path of unix(7), without its zero byte */

static bool starts_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

bool address_is_local(const char *address)
{
	return starts_with(address, UNIX_PREFIX) || starts_with(address, "127.") ||
	       starts_with(address, "[::1]:");
}

enum err profile_find(struct arena *arena, const struct profile_places *places,
		      const char *name, const char **out, struct diag *diag)
{
	size_t len = strlen(name);

	*out = NULL;
	if (strchr(name, '/') != NULL ||
	    (len > 5 && strcmp(name + len - 5, ".yaml") == 0))
		*out = name;
	else if (places->config_home != NULL)
		*out = arena_printf(arena, "%s/slabroker/%s.yaml", places->config_home,
				    name);
	else if (places->home != NULL)
		*out = arena_printf(arena, "%s/.config/slabroker/%s.yaml", places->home,
				    name);
	if (*out != NULL)
		return ERR_OK;
	return diag_error(diag, ERR_USAGE, diag_at(NULL),
			  "neither XDG_CONFIG_HOME nor HOME says where profile %s lies",
			  name);
}

/* ---- checks ---- */

static bool is_slug(const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
	size_t len = strlen(text);

	return len >= 3 && len <= 40 && strchr(letters, text[0]) != NULL &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

static enum err refuse(struct diag *diag, const char *field, const char *found,
		       const char *expected)
{
	if (found[0] == '\0')
		return diag_error(diag, ERR_DOCUMENT_VALUE, diag_at(field),
				  "is not said; expected %s", expected);
	return diag_error(diag, ERR_DOCUMENT_VALUE, diag_at(field),
			  "is \"%s\"; expected %s", found, expected);
}

/* Core would refuse it in words of its own. */
static enum err check_broker(const SlbProfile *message, struct diag *diag)
{
	const char *broker = message->broker;
	size_t path_len;

	if (broker[0] == '\0')
		return refuse(diag, "broker", "",
			      "where the broker listens, as in 127.0.0.1:7443");
	if (!starts_with(broker, UNIX_PREFIX))
		return ERR_OK;
	path_len = strlen(broker) - strlen(UNIX_PREFIX);
	if (path_len <= SOCKET_PATH_MAX)
		return ERR_OK;
	return diag_error(diag, ERR_DOCUMENT_VALUE, diag_at("broker"),
			  "names a socket by a path of %zu bytes; this system takes at "
			  "most %d",
			  path_len, SOCKET_PATH_MAX);
}

static enum err check_log_key(struct arena *arena, const SlbProfile *message,
			      struct note_key *log_key, struct diag *diag)
{
	const char *text = message->log_key;
	struct diag unheard;

	diag_init(&unheard, arena);
	if (note_key_parse(arena, bytes_of_string(text), log_key, &unheard) != ERR_OK ||
	    log_key->type != NOTE_ED25519)
		return refuse(diag, "log_key", text,
			      "the verifier key of the broker's log, as in "
			      "broker.example/log+95548e22+AQOh...");
	if (strcmp(log_key->name, message->origin) == 0)
		return ERR_OK;
	return diag_error(diag, ERR_DOCUMENT_VALUE, diag_at("log_key"),
			  "is a key of %s; expected one of the origin, %s",
			  log_key->name, message->origin);
}

static enum err check_tls(const SlbProfile *message, struct diag *diag)
{
	const SlbProfileTls *tls = message->tls;

	if (tls == NULL && !address_is_local(message->broker)) {
		(void)diag_error(diag, ERR_DOCUMENT_VALUE, diag_at("tls"),
				 "is not said, and %s is not this machine",
				 message->broker);
		diag_hint(diag, "write \"tls: {}\" (--tls) to trust the authorities of "
				"this system, or name a ca_file (--tls-ca)");
		return ERR_DOCUMENT_VALUE;
	}
	if (tls == NULL ||
	    (tls->certificate_file[0] == '\0') == (tls->key_file[0] == '\0'))
		return ERR_OK;
	return diag_error(diag, ERR_DOCUMENT_VALUE, diag_at("tls.certificate_file"),
			  "a certificate and its key stand together: certificate_file "
			  "and key_file");
}

enum err profile_check(struct arena *arena, const SlbProfile *message,
		       struct note_key *log_key, struct diag *diag)
{
	size_t before = diag->error_count;

	if (check_broker(message, diag) == ERR_OK)
		(void)check_tls(message, diag);
	if (!note_name_valid(bytes_of_string(message->origin)))
		(void)refuse(diag, "origin", message->origin,
			     "the origin of the broker's log, as in "
			     "broker.example/log");
	else
		(void)check_log_key(arena, message, log_key, diag);
	if (!is_slug(message->organisation))
		(void)refuse(diag, "organisation", message->organisation,
			     "3 to 40 of a-z, 0-9 and -, a letter first");
	return diag->error_count == before ? ERR_OK : ERR_DOCUMENT_VALUE;
}

/* ---- paths ---- */

/* A file that a profile names lies beside the profile. */
static void complete(struct arena *arena, const char *profile_file, char **path)
{
	const char *slash = strrchr(profile_file, '/');

	if ((*path)[0] == '\0' || (*path)[0] == '/' || slash == NULL)
		return;
	*path = arena_printf(arena, "%.*s/%s", (int)(slash - profile_file),
			     profile_file, *path);
}

static void complete_all(struct arena *arena, const char *file, SlbProfile *message)
{
	complete(arena, file, &message->statements_key);
	complete(arena, file, &message->tokens_key);
	complete(arena, file, &message->root_key);
	complete(arena, file, &message->state_folder);
	if (message->tls == NULL)
		return;
	complete(arena, file, &message->tls->ca_file);
	complete(arena, file, &message->tls->certificate_file);
	complete(arena, file, &message->tls->key_file);
}

static enum err choose_state_folder(struct arena *arena,
				    const struct profile_places *places,
				    const char *file, SlbProfile *message,
				    struct diag *diag)
{
	const char *slash = strrchr(file, '/');
	const char *name = slash == NULL ? file : slash + 1;
	size_t len = strcspn(name, ".");

	if (message->state_folder[0] != '\0')
		return ERR_OK;
	if (places->state_home != NULL)
		message->state_folder = arena_printf(
			arena, "%s/slabroker/%.*s", places->state_home, (int)len, name);
	else if (places->home != NULL)
		message->state_folder =
			arena_printf(arena, "%s/.local/state/slabroker/%.*s",
				     places->home, (int)len, name);
	else
		return refuse(diag, "state_folder", "",
			      "a folder, as neither XDG_STATE_HOME nor HOME is set");
	return ERR_OK;
}

/* What was told about fields gets their lines. */
static void locate(const struct document_source *source, struct diag *diag,
		   const struct diag_item *before)
{
	struct diag_item *item = before == NULL ? diag->first : before->next;

	for (; item != NULL; item = item->next) {
		if (item->place.path != NULL && item->place.line == 0)
			item->place = document_place(source, item->place.path);
	}
}

enum err profile_read(struct arena *arena, const struct profile_places *places,
		      const char *file, struct profile *out, struct diag *diag)
{
	struct document_input input = { .format = DOCUMENT_YAML, .file_name = file };
	struct document_source *source = NULL;
	const struct diag_item *before;
	ProtobufCMessage *message;
	enum err e = file_read(arena, file, PROFILE_BYTES_MAX, &input.text, diag);

	*out = (struct profile){ .file = file };
	if (e == ERR_OK)
		e = document_read(arena, &input, &slb_profile__descriptor, &message,
				  &source, diag);
	if (e != ERR_OK)
		return e;
	out->message = (SlbProfile *)message;
	before = diag->last;
	e = profile_check(arena, out->message, &out->log_key, diag);
	if (e == ERR_OK)
		e = choose_state_folder(arena, places, file, out->message, diag);
	locate(source, diag, before);
	complete_all(arena, file, out->message);
	return e;
}
