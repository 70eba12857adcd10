#include "lib/channel.h"

#include <grpc/grpc_security.h>
#include <grpc/support/alloc.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret_file.h"
#include "crypto/sign.h"
#include "crypto/tls_files.h"
#include "lib/channel_inside.h"
#include "lib/file.h"
#include "lib/profile.h"

#define PEM_FILE_BYTES_MAX    ((size_t)1 << 20)
#define PEM_KEY_BYTES_MAX     16384
#define ANSWER_BYTES_MAX      (64 << 20)
#define RECONNECT_FIRST_MS    100
#define RECONNECT_AT_LEAST_MS 1000
#define ARGUMENTS_MAX         8

/* ---- what protects the way ---- */

struct tls_files {
	const char *ca;          /* PEM, or NULL: the system's */
	const char *certificate; /* PEM, or NULL */
	char key[PEM_KEY_BYTES_MAX + 1];
};

static enum err read_pem(struct arena *arena, const char *file, const char **out,
			 struct diag *diag)
{
	struct tls_file certificates = { .path = file };
	enum err e;

	*out = NULL;
	if (file[0] == '\0')
		return ERR_OK;
	e = file_read(arena, file, PEM_FILE_BYTES_MAX, &certificates.pem, diag);
	/* To the broker these files are options of its command line; here they are not. */
	if (e == ERR_OK && tls_files_check_authorities(&certificates, diag) != ERR_OK)
		e = ERR_IO;
	if (e == ERR_OK)
		*out = arena_strndup(arena, (const char *)certificates.pem.data,
				     certificates.pem.len);
	return e;
}

static enum err read_tls(struct arena *arena, const SlbProfileTls *tls,
			 struct tls_files *out, struct diag *diag)
{
	size_t len = 0;
	enum err e = read_pem(arena, tls->ca_file, &out->ca, diag);

	if (e == ERR_OK)
		e = read_pem(arena, tls->certificate_file, &out->certificate, diag);
	if (e == ERR_OK && out->certificate != NULL)
		e = secret_file_read(tls->key_file, (uint8_t *)out->key,
				     PEM_KEY_BYTES_MAX, &len, diag);
	out->key[len] = '\0';
	return e;
}

static enum err tls_credentials(const SlbProfileTls *tls,
				grpc_channel_credentials **out, struct diag *diag)
{
	struct tls_files files = { 0 };
	grpc_ssl_pem_key_cert_pair pair = { 0 };
	struct arena arena;
	enum err e;

	arena_init(&arena, 4 * PEM_FILE_BYTES_MAX);
	e = read_tls(&arena, tls, &files, diag);
	pair.private_key = files.key;
	pair.cert_chain = files.certificate;
	if (e == ERR_OK)
		*out = grpc_ssl_credentials_create_ex(
			files.ca, files.certificate == NULL ? NULL : &pair, NULL, NULL);
	wipe(&files, sizeof files);
	arena_release(&arena);
	if (e == ERR_OK && *out == NULL)
		e = diag_error(diag, ERR_IO, diag_at("tls"),
			       "the certificates cannot be used");
	return e;
}

enum err channel_files_check(const SlbProfileTls *tls, struct diag *diag)
{
	struct tls_files files = { 0 };
	struct arena arena;
	enum err e;

	arena_init(&arena, 4 * PEM_FILE_BYTES_MAX);
	e = read_tls(&arena, tls, &files, diag);
	wipe(&files, sizeof files);
	arena_release(&arena);
	return e;
}

/* ---- the channel ---- */

struct arguments {
	grpc_arg rows[ARGUMENTS_MAX];
	grpc_channel_args list;
};

/* gRPC's keys are texts that it only reads. */
static grpc_arg *add_argument(struct arguments *arguments, const char *name)
{
	grpc_arg *row = &arguments->rows[arguments->list.num_args++];
	union {
		const char *read;
		char *text;
	} key = { .read = name };

	row->key = key.text;
	return row;
}

static void add_integer(struct arguments *arguments, const char *name, int value)
{
	grpc_arg *row = add_argument(arguments, name);

	row->type = GRPC_ARG_INTEGER;
	row->value.integer = value;
}

static void choose_arguments(const struct channel_options *options,
			     struct arguments *out)
{
	*out = (struct arguments){ .list = { .args = out->rows } };
	add_integer(out, GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH, ANSWER_BYTES_MAX);
	/* What is sent again, and when, is decided by who knows what may be. */
	add_integer(out, GRPC_ARG_ENABLE_RETRIES, 0);
	add_integer(out, GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, RECONNECT_FIRST_MS);
	add_integer(out, GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, RECONNECT_AT_LEAST_MS);
	if (address_is_local(options->address))
		add_integer(out, GRPC_ARG_ENABLE_HTTP_PROXY, 0);
	if (options->tls != NULL && options->tls->server_name[0] != '\0') {
		grpc_arg *row = add_argument(out, GRPC_SSL_TARGET_NAME_OVERRIDE_ARG);

		row->type = GRPC_ARG_STRING;
		row->value.string = options->tls->server_name;
	}
}

enum err channel_open(const struct channel_options *options, struct channel **out,
		      struct diag *diag)
{
	grpc_channel_credentials *credentials = NULL;
	struct arguments arguments;
	struct channel *channel;
	enum err e = ERR_OK;

	*out = NULL;
	channel = calloc(1, sizeof *channel);
	if (channel == NULL)
		return ERR_NO_MEMORY;
	grpc_init();
	if (options->tls != NULL)
		e = tls_credentials(options->tls, &credentials, diag);
	else
		credentials = grpc_insecure_credentials_create();
	if (e != ERR_OK) {
		grpc_shutdown();
		free(channel);
		return e;
	}
	choose_arguments(options, &arguments);
	channel->grpc =
		grpc_channel_create(options->address, credentials, &arguments.list);
	grpc_channel_credentials_release(credentials);
	*out = channel;
	return ERR_OK;
}

void channel_close(struct channel *channel)
{
	if (channel == NULL)
		return;
	grpc_channel_destroy(channel->grpc);
	free(channel);
	grpc_shutdown();
}

enum err channel_call(struct channel *channel, struct arena *arena,
		      const struct call *call, struct bytes request,
		      struct bytes *answer, struct refusal *refusal)
{
	struct stream *stream = NULL;
	bool more = false;
	enum err ended;
	enum err e = stream_open(channel, call, &stream);

	if (e != ERR_OK)
		return e;
	/* What fails here has ended the call, and its end says why. */
	if (stream_send(stream, request) && stream_half_close(stream))
		e = stream_receive(stream, arena, &more, answer);
	if (e == ERR_OK) {
		ended = stream_end(stream, arena, refusal);
		if (ended != ERR_OK || more) {
			e = ended;
		} else {
			refusal_read(arena, GRPC_STATUS_INTERNAL,
				     "the call ended well and without an answer",
				     (struct bytes){ NULL, 0 }, refusal);
			e = ERR_REFUSED;
		}
	}
	stream_close(stream);
	return e;
}
