#include "monitor/scrape.h"

#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define CONNECTIONS_MAX  8
#define CONNECTION_BYTES ((size_t)16 * 1024) /* request line and headers, too */
#define SILENCE_S        5
#define TEXT_BYTES       ((size_t)64 << 20)
#define CONTENT_TYPE     "application/openmetrics-text; version=1.0.0; charset=utf-8"

struct scrape {
	struct scrape_options options;
	struct MHD_Daemon *daemon;
};

/* ---- the address ---------------------------------------------------------------- */

static bool is_loopback(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET) {
		const struct sockaddr_in *ipv4 = (const void *)address;

		return ntohl(ipv4->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
	}
	return address->sa_family == AF_INET6 &&
	       IN6_IS_ADDR_LOOPBACK(
		       &((const struct sockaddr_in6 *)(const void *)address)
				->sin6_addr);
}

/* "HOST:PORT" in two; brackets around an IPv6 host go. */
static bool split(const char *address, char *host, size_t host_size, const char **port)
{
	const char *colon = strrchr(address, ':');
	size_t len = colon == NULL ? 0 : (size_t)(colon - address);
	bool has_brackets = len > 2 && address[0] == '[' && address[len - 1] == ']';

	if (has_brackets) {
		address++;
		len -= 2;
	}
	if (len == 0 || len >= host_size ||
	    (!has_brackets && memchr(address, ':', len) != NULL))
		return false;
	memcpy(host, address, len);
	host[len] = '\0';
	*port = colon + 1;
	return true;
}

/* Freed with freeaddrinfo(); NULL when it is not a loopback address. */
static struct addrinfo *parse(const char *address)
{
	const struct addrinfo hints = {
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
		.ai_socktype = SOCK_STREAM,
	};
	struct addrinfo *found = NULL;
	const char *port;
	char host[64];

	if (!split(address, host, sizeof(host), &port) || port[0] == '\0' ||
	    getaddrinfo(host, port, &hints, &found) != 0)
		return NULL;
	if (is_loopback(found->ai_addr))
		return found;
	freeaddrinfo(found);
	return NULL;
}

bool scrape_address_valid(const char *address)
{
	struct addrinfo *found = parse(address);

	if (found != NULL)
		freeaddrinfo(found);
	return found != NULL;
}

/* ---- answers -------------------------------------------------------------------- */

struct answer {
	unsigned status;
	const char *type;
	struct bytes body;
};

static enum MHD_Result send_answer(struct MHD_Connection *connection,
				   const struct answer *answer)
{
	union {
		const uint8_t *given;
		void *taken; /* and copied */
	} body = { .given = answer->body.data };
	struct MHD_Response *response = MHD_create_response_from_buffer(
		answer->body.len, body.taken, MHD_RESPMEM_MUST_COPY);
	enum MHD_Result result;

	if (response == NULL)
		return MHD_NO;
	(void)MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE,
				      answer->type);
	if (answer->status == MHD_HTTP_METHOD_NOT_ALLOWED)
		(void)MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW,
					      "GET, HEAD");
	result = MHD_queue_response(connection, answer->status, response);
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result refuse(struct MHD_Connection *connection, unsigned status,
			      const char *words)
{
	const struct answer answer = { status, "text/plain; charset=utf-8",
				       bytes_of_string(words) };

	return send_answer(connection, &answer);
}

static enum MHD_Result send_metrics(const struct scrape *scrape,
				    struct MHD_Connection *connection)
{
	struct answer answer = { MHD_HTTP_OK, CONTENT_TYPE, { NULL, 0 } };
	enum MHD_Result result;
	struct arena arena;
	struct text text;

	arena_init(&arena, TEXT_BYTES);
	text_init(&text, &arena);
	scrape->options.gather(scrape->options.context, &text);
	answer.body = (struct bytes){ (const uint8_t *)text_chars(&text), text.len };
	result = send_answer(connection, &answer);
	arena_release(&arena);
	return result;
}

/* What a request may carry beside its headers is not waited for: the connection ends
 * instead. */
/* NOLINTBEGIN(readability-function-size,readability-non-const-parameter): the library's
 * type, MHD_AccessHandlerCallback */
static enum MHD_Result answer_request(void *context, struct MHD_Connection *connection,
				      const char *path, const char *method,
				      const char *version, const char *upload,
				      size_t *upload_len, void **state)
{
	(void)version;
	(void)upload;
	(void)upload_len;
	(void)state;
	if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 &&
	    strcmp(method, MHD_HTTP_METHOD_HEAD) != 0)
		return refuse(connection, MHD_HTTP_METHOD_NOT_ALLOWED,
			      "metrics are only read\n");
	if (strcmp(path, "/metrics") != 0)
		return refuse(connection, MHD_HTTP_NOT_FOUND,
			      "there is /metrics here and nothing else\n");
	return send_metrics(context, connection);
}
/* NOLINTEND(readability-function-size,readability-non-const-parameter) */

/* ---- from outside --------------------------------------------------------------- */

static struct MHD_Daemon *start(struct scrape *scrape, const struct addrinfo *address)
{
	unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL;

	if (address->ai_family == AF_INET6)
		flags |= MHD_USE_IPv6;
	return MHD_start_daemon(flags, 0, NULL, NULL, answer_request, scrape,
				MHD_OPTION_SOCK_ADDR, address->ai_addr,
				MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
				MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_BYTES,
				MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)SILENCE_S,
				MHD_OPTION_END);
}

enum err scrape_open(const struct scrape_options *options, struct scrape **out,
		     struct diag *diag)
{
	struct addrinfo *address = parse(options->address);
	struct scrape *scrape;

	if (address == NULL)
		return diag_error(
			diag, ERR_USAGE, diag_at("metrics"),
			"metrics are for this machine alone, as on 127.0.0.1:9464 or "
			"[::1]:9464; \"%s\" is no such address",
			options->address);
	scrape = calloc(1, sizeof(*scrape));
	if (scrape != NULL) {
		scrape->options = *options;
		errno = 0;
		scrape->daemon = start(scrape, address);
	}
	freeaddrinfo(address);
	if (scrape != NULL && scrape->daemon != NULL) {
		*out = scrape;
		return ERR_OK;
	}
	free(scrape);
	return diag_error(diag, ERR_IO, diag_at("metrics"),
			  "metrics cannot be served on %s; another process may listen "
			  "there",
			  options->address);
}

int scrape_port(const struct scrape *scrape)
{
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(scrape->daemon, MHD_DAEMON_INFO_BIND_PORT);

	return info == NULL ? 0 : info->port;
}

void scrape_close(struct scrape *scrape)
{
	if (scrape == NULL)
		return;
	MHD_stop_daemon(scrape->daemon);
	free(scrape);
}
