#include "program/config.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "crypto/keyfile.h"
#include "crypto/note.h"
#include "document/document.h"
#include "ledger/ledger.h"
#include "monitor/scrape.h"

#define THREADS_MAX     64
#define GRACE_S_MAX     3600
#define GRACE_S_DEFAULT 10
#define WAITING_MIN     LEDGER_SUBMIT_MAX /* what one message of a stream may bring */
#define WAITING_MAX     100000
#define STATE_FOLDER    "/var/lib/slabroker/"
#define KEY_FOLDER      "/etc/slabroker/"

/* ---- the file ----------------------------------------------------------------------- */

static enum err unreadable(struct diag *diag, struct diag_place place, int why)
{
	char reason[128];

	if (strerror_r(why, reason, sizeof(reason)) != 0)
		(void)snprintf(reason, sizeof(reason), "error %d", why);
	(void)diag_error(diag, ERR_IO, place, "the configuration cannot be read: %s",
			 reason);
	if (why == EACCES)
		diag_hint(diag, "run this as the user that serves, who may read the "
				"file and enter its folder");
	return ERR_IO;
}

enum err config_read(struct arena *arena, const char *file_name, SlbBrokerConfig **out,
		     struct diag *diag)
{
	struct document_input input = { .format = DOCUMENT_YAML,
					.file_name = file_name };
	uint8_t *room = arena_alloc(arena, CONFIG_BYTES_MAX + 1);
	struct diag_place place = { .file = file_name };
	FILE *file = fopen(file_name, "rb");
	ProtobufCMessage *message;
	int why = errno;
	enum err err;

	if (file != NULL) {
		input.text = (struct bytes){ room, fread(room, 1, CONFIG_BYTES_MAX + 1,
							 file) };
		why = ferror(file) ? errno : 0;
		(void)fclose(file);
	}
	if (file == NULL || why != 0)
		return unreadable(diag, place, why);
	if (input.text.len > CONFIG_BYTES_MAX)
		return diag_error(diag, ERR_LIMIT_EXCEEDED, place,
				  "a configuration has at most %d bytes",
				  CONFIG_BYTES_MAX);
	err = document_read(arena, &input, &slb_broker_config__descriptor, &message,
			    NULL, diag);
	if (err == ERR_OK)
		*out = (SlbBrokerConfig *)message;
	return err;
}

/* ---- the command line --------------------------------------------------------------- */

static const ProtobufCFieldDescriptor *field_named(const char *option)
{
	char name[32] = "";

	for (size_t i = 0; option[i] != '\0' && i < sizeof(name) - 1; i++)
		name[i] = option[i] == '-' ? '_' : option[i];
	return protobuf_c_message_descriptor_get_field_by_name(
		&slb_broker_config__descriptor, name);
}

static enum err set_number(uint32_t *out, const char *name, const char *value,
			   struct diag *diag)
{
	size_t digits = strspn(value, "0123456789");

	if (digits == 0 || digits > 6 || value[digits] != '\0')
		return diag_error(diag, ERR_USAGE, diag_at(name),
				  "\"%s\" is not a number such as 2", value);
	*out = 0;
	for (size_t i = 0; i < digits; i++)
		*out = *out * 10 + (uint32_t)(value[i] - '0');
	return ERR_OK;
}

static enum err add_listener(struct arena *arena, struct config_change *change,
			     const char *value, struct diag *diag)
{
	SlbBrokerConfig *config = change->config;

	if (!change->listens) {
		config->listen = arena_array(arena, char *, CONFIG_LISTEN_MAX);
		config->n_listen = 0;
		change->listens = true;
	}
	if (config->n_listen == CONFIG_LISTEN_MAX)
		return diag_error(diag, ERR_USAGE, diag_at("listen"),
				  "there are at most %d addresses to listen on",
				  CONFIG_LISTEN_MAX);
	config->listen[config->n_listen++] = arena_strdup(arena, value);
	return ERR_OK;
}

enum err config_set(struct arena *arena, struct config_change *change, const char *name,
		    const char *value, struct diag *diag)
{
	const ProtobufCFieldDescriptor *field = field_named(name);
	uint8_t *place = (uint8_t *)change->config + field->offset;

	if (field->label == PROTOBUF_C_LABEL_REPEATED)
		return add_listener(arena, change, value, diag);
	if (field->type == PROTOBUF_C_TYPE_UINT32)
		return set_number((uint32_t *)(void *)place, name, value, diag);
	if (field->type == PROTOBUF_C_TYPE_BOOL)
		*(protobuf_c_boolean *)(void *)place = 1;
	else
		*(char **)(void *)place = arena_strdup(arena, value);
	return ERR_OK;
}

/* ---- what must hold ----------------------------------------------------------------- */

static void wrong(struct diag *diag, const char *field, const char *what)
{
	(void)diag_error(diag, ERR_USAGE, diag_at(field), "%s", what);
}

/* 0 says nothing. */
static void check_number(struct diag *diag, const char *field, uint32_t number,
			 uint32_t min, uint32_t max)
{
	if (number != 0 && (number < min || number > max))
		(void)diag_error(diag, ERR_USAGE, diag_at(field),
				 "this is %" PRIu32 " to %" PRIu32 ", not %" PRIu32,
				 min, max, number);
}

static void check_waiting(const SlbBrokerConfig *config, struct diag *diag)
{
	uint32_t all =
		config->waiting_max == 0 ? LEDGER_WAITING_MAX_ALL : config->waiting_max;

	check_number(diag, "waiting_max", config->waiting_max, WAITING_MIN,
		     WAITING_MAX);
	check_number(diag, "waiting_max_each", config->waiting_max_each, WAITING_MIN,
		     WAITING_MAX);
	if (config->waiting_max_each > all)
		(void)diag_error(diag, ERR_USAGE, diag_at("waiting_max_each"),
				 "one organisation's part, %" PRIu32
				 ", is more than what may wait of all, %" PRIu32
				 " (waiting_max)",
				 config->waiting_max_each, all);
}

static void check_tls(const SlbBrokerConfig *config, struct diag *diag)
{
	bool has_certificate = config->tls_certificate[0] != '\0';

	if (has_certificate != (config->tls_key[0] != '\0'))
		wrong(diag, "tls_certificate",
		      "TLS needs both a tls_certificate and a tls_key");
	if (config->tls_client_ca[0] != '\0' && !has_certificate)
		wrong(diag, "tls_client_ca",
		      "to ask clients for certificates needs TLS: a tls_certificate and "
		      "a tls_key");
	if (config->plain_anywhere && has_certificate)
		wrong(diag, "plain_anywhere",
		      "this is for listening without TLS, and there is a "
		      "tls_certificate");
}

static void check(const SlbBrokerConfig *config, struct diag *diag)
{
	struct bytes origin = bytes_of_string(config->origin);

	if (!note_name_valid(origin) || origin.len > KEYFILE_NAME_MAX)
		(void)diag_error(
			diag, ERR_USAGE, diag_at("origin"),
			"%s: the log has a name, such as broker.example/log, of 1 to "
			"128 bytes without blanks and \"+\"; write origin: NAME into "
			"the configuration, or --origin NAME",
			origin.len == 0 ? "it is missing" : "this is none");
	check_number(diag, "queues", config->queues, 1, THREADS_MAX);
	check_number(diag, "workers", config->workers, 1, THREADS_MAX);
	check_number(diag, "grace_s", config->grace_s, 1, GRACE_S_MAX);
	check_waiting(config, diag);
	check_tls(config, diag);
	if (config->metrics[0] != '\0' && !scrape_address_valid(config->metrics))
		wrong(diag, "metrics",
		      "metrics are for this machine alone: 127.0.0.1:9464 or "
		      "[::1]:9464, for instance");
	if (config->n_listen > CONFIG_LISTEN_MAX)
		wrong(diag, "listen", "there are at most 8 addresses to listen on");
	if (config->store[0] != '\0' && strcmp(config->store, config->state) == 0)
		wrong(diag, "state",
		      "store and state are two folders: an old copy of the one must not "
		      "bring back the other");
}

static void fill_text(struct arena *arena, char **text, const char *otherwise)
{
	if ((*text)[0] == '\0')
		*text = arena_strdup(arena, otherwise);
}

static void fill_listen(struct arena *arena, SlbBrokerConfig *config)
{
	if (config->n_listen > 0)
		return;
	config->n_listen = 2;
	config->listen = arena_array(arena, char *, 2);
	config->listen[0] = arena_strdup(arena, "unix:/run/slabroker/socket");
	config->listen[1] = arena_strdup(arena, "127.0.0.1:7443");
}

static void fill(struct arena *arena, SlbBrokerConfig *config)
{
	long online = sysconf(_SC_NPROCESSORS_ONLN);
	uint32_t processors = online < 1 ? 1 : (uint32_t)online;

	if (processors > THREADS_MAX)
		processors = THREADS_MAX;
	fill_text(arena, &config->store, STATE_FOLDER "store");
	fill_text(arena, &config->state, STATE_FOLDER "state");
	fill_text(arena, &config->master_key, KEY_FOLDER "master.key");
	fill_text(arena, &config->log_key, KEY_FOLDER "log.key");
	fill_text(arena, &config->notice_key, KEY_FOLDER "notice.key");
	fill_listen(arena, config);
	if (config->queues == 0)
		config->queues = processors > 1 ? processors - 1 : 1;
	if (config->workers == 0)
		config->workers = processors;
	if (config->grace_s == 0)
		config->grace_s = GRACE_S_DEFAULT;
}

enum err config_complete(struct arena *arena, SlbBrokerConfig *config,
			 struct diag *diag)
{
	size_t errors = diag->error_count;

	check(config, diag);
	if (diag->error_count > errors)
		return ERR_USAGE;
	fill(arena, config);
	return ERR_OK;
}
