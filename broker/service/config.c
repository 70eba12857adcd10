#include "service/config.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "crypto/note.h"
#include "document/document.h"

#define THREADS_MAX      64
#define GRACE_S_MAX      3600
#define ORIGIN_BYTES_MAX 255
#define DEFAULT_GRACE_S  10
#define DEFAULT_STATE    "/var/lib/slabroker/"
#define DEFAULT_FOLDER   "/etc/slabroker/"
#define DEFAULT_SOCKET   "unix:/run/slabroker/socket"
#define DEFAULT_LOOPBACK "127.0.0.1:7443"

struct checking {
	const struct document_source *source;
	struct diag *diag;
};

static void wrong(const struct checking *checking, const char *path, const char *what)
{
	(void)diag_error(checking->diag, ERR_USAGE,
			 document_place(checking->source, path), "%s", what);
}

static void check_number(const struct checking *checking, const char *path,
			 uint32_t number, uint32_t max)
{
	if (number > max)
		(void)diag_error(checking->diag, ERR_USAGE,
				 document_place(checking->source, path),
				 "%s is 1 to %" PRIu32 ", not %" PRIu32, path, max,
				 number);
}

static void check_listener(const struct checking *checking,
			   const SlbBrokerListener *listener, const char *path)
{
	if (listener->address[0] == '\0')
		wrong(checking, path,
		      "a listener has an address, e.g. \"127.0.0.1:7443\" or "
		      "\"unix:/run/slabroker/socket\"");
	if ((listener->certificate_file[0] == '\0') != (listener->key_file[0] == '\0'))
		wrong(checking, path,
		      "TLS needs both a certificate_file and a key_file");
	if (listener->client_ca_file[0] != '\0' &&
	    listener->certificate_file[0] == '\0')
		wrong(checking, path,
		      "client_ca_file asks clients for certificates, which needs TLS: "
		      "a certificate_file and a key_file");
	if (listener->plain_anywhere && listener->certificate_file[0] != '\0')
		wrong(checking, path,
		      "plain_anywhere is for a listener without TLS; this one has a "
		      "certificate_file");
}

static void check(struct arena *arena, const struct checking *checking,
		  const SlbBrokerConfig *config)
{
	struct bytes origin = bytes_of_string(config->origin);

	if (!note_name_valid(origin) || origin.len > ORIGIN_BYTES_MAX)
		wrong(checking, "origin",
		      "origin is the log's name, such as broker.example/log: 1 to 255 "
		      "bytes without blanks and \"+\"");
	check_number(checking, "queue_count", config->queue_count, THREADS_MAX);
	check_number(checking, "worker_count", config->worker_count, THREADS_MAX);
	check_number(checking, "grace_s", config->grace_s, GRACE_S_MAX);
	for (size_t i = 0; i < config->n_listeners; i++)
		check_listener(checking, config->listeners[i],
			       arena_printf(arena, "listeners[%zu]", i));
	if (config->log_folder[0] != '\0' &&
	    strcmp(config->log_folder, config->state_folder) == 0)
		wrong(checking, "state_folder",
		      "log_folder and state_folder are two folders: an old copy of the "
		      "one must not bring back the other");
}

static void fill_text(struct arena *arena, char **text, const char *otherwise)
{
	if ((*text)[0] == '\0')
		*text = arena_strdup(arena, otherwise);
}

static SlbBrokerListener *listener_at(struct arena *arena, const char *address)
{
	SlbBrokerListener *listener = arena_new(arena, SlbBrokerListener);

	slb_broker_listener__init(listener);
	listener->address = arena_strdup(arena, address);
	return listener;
}

static void fill(struct arena *arena, SlbBrokerConfig *config)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	uint32_t count = processors < 1             ? 1
			 : processors > THREADS_MAX ? THREADS_MAX
						    : (uint32_t)processors;

	fill_text(arena, &config->log_folder, DEFAULT_STATE "log");
	fill_text(arena, &config->state_folder, DEFAULT_STATE "state");
	fill_text(arena, &config->log_key_file, DEFAULT_FOLDER "log.key");
	fill_text(arena, &config->notice_key_file, DEFAULT_FOLDER "notices.key");
	fill_text(arena, &config->master_key_file, DEFAULT_FOLDER "master.key");
	if (config->n_listeners == 0) {
		config->n_listeners = 2;
		config->listeners = arena_array(arena, SlbBrokerListener *, 2);
		config->listeners[0] = listener_at(arena, DEFAULT_SOCKET);
		config->listeners[1] = listener_at(arena, DEFAULT_LOOPBACK);
	}
	if (config->queue_count == 0)
		config->queue_count = count > 1 ? count - 1 : 1;
	if (config->worker_count == 0)
		config->worker_count = count;
	if (config->grace_s == 0)
		config->grace_s = DEFAULT_GRACE_S;
}

enum err config_parse(struct arena *arena, const char *file_name, struct bytes text,
		      SlbBrokerConfig **out, struct diag *diag)
{
	struct document_input input = { text, DOCUMENT_YAML, file_name, NULL };
	struct checking checking = { .diag = diag };
	struct document_source *source;
	ProtobufCMessage *message;
	size_t errors = diag->error_count;
	enum err err;

	err = document_read(arena, &input, &slb_broker_config__descriptor, &message,
			    &source, diag);
	if (err != ERR_OK)
		return err;
	checking.source = source;
	check(arena, &checking, (const SlbBrokerConfig *)message);
	if (diag->error_count > errors)
		return ERR_USAGE;
	*out = (SlbBrokerConfig *)message;
	fill(arena, *out);
	return ERR_OK;
}

enum err config_read(struct arena *arena, const char *file_name, SlbBrokerConfig **out,
		     struct diag *diag)
{
	uint8_t *room = arena_alloc(arena, CONFIG_BYTES_MAX + 1);
	struct diag_place place = { .file = file_name };
	FILE *file = fopen(file_name, "rb");
	size_t len = 0;
	int why = errno;

	if (file != NULL) {
		len = fread(room, 1, CONFIG_BYTES_MAX + 1, file);
		why = ferror(file) ? errno : 0;
		(void)fclose(file);
	}
	if (file == NULL || why != 0)
		return diag_error(diag, ERR_IO, place,
				  "the configuration cannot be read: %s",
				  strerror(why));
	if (len > CONFIG_BYTES_MAX)
		return diag_error(diag, ERR_LIMIT_EXCEEDED, place,
				  "a configuration has at most %d bytes",
				  CONFIG_BYTES_MAX);
	return config_parse(arena, file_name, (struct bytes){ room, len }, out, diag);
}
