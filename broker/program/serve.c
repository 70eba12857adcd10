#include "service/serve.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "monitor/figures.h"
#include "monitor/scrape.h"
#include "program/commands.h"
#include "program/places.h"
#include "program/say.h"
#include "rpc/core_log.h"
#include "rpc/listener.h"

/* What a broker at work holds, in the order in which it is opened. */
struct running {
	struct stores stores;
	struct signing_key *log_key;
	struct signing_key *notice_key;
	struct signing_key *next_log_key; /* NULL: none */
	struct signing_key *next_notice_key;
	struct signed_batches *batches;
	struct ledger *ledger;
	struct certificates *certificates; /* NULL: no TLS */
	struct tallies tallies;
	struct figures_sources figures; /* what metrics are made of */
	const char *metrics;            /* an address; "": none are served */
	struct scrape *scrape;
};

/* On a thread of the ledger. */
static void say_ledger(void *context, const char *event, const struct diag *diag)
{
	(void)context;
	say_text(diag == NULL || diag->error_count == 0 ? "info" : "error", event,
		 NULL);
	if (diag != NULL)
		say_diag(diag);
}

static void say_serving(void *context, const char *event, const char *detail,
			const struct diag *diag)
{
	(void)context;
	say_text(diag == NULL || diag->error_count == 0 ? "info" : "error", event,
		 detail);
	if (diag != NULL)
		say_diag(diag);
}

/* On threads of gRPC. */
static void say_core(void *context, const struct line *line)
{
	(void)context;
	say_line(core_log_tells_handshake(line) ? "tls_handshake_failed" : "grpc",
		 line);
}

/* Before the first thread: all inherit it, and the main thread alone takes them. */
static sigset_t block_signals(void)
{
	sigset_t signals;

	(void)sigemptyset(&signals);
	(void)sigaddset(&signals, SIGTERM);
	(void)sigaddset(&signals, SIGINT);
	(void)sigaddset(&signals, SIGHUP);
	(void)pthread_sigmask(SIG_BLOCK, &signals, NULL);
	/* A reader that hangs up is no reason to end. */
	(void)signal(SIGPIPE, SIG_IGN);
	return signals;
}

/*
 * A connection is a descriptor, and a listener that finds none free is lost (core_log.h).
 * The soft limit, 1024 as a rule, is low for the sake of programs that use select(), of
 * which this is none.  Where it stays, fewer can connect, and that is no reason not to
 * start.
 */
static void raise_descriptor_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max)
		return;
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

/* Keys that a rotation may put in the place of those in force. */
static enum err open_next(struct invocation *in, enum option_name option,
			  enum key_purpose purpose, struct signing_key **out)
{
	return *in->values[option] == '\0' ? ERR_OK
					   : open_key(in, option, purpose, out);
}

static enum err open_keys(struct invocation *in, struct running *running)
{
	enum err err = open_key(in, OPTION_LOG_KEY, KEY_PURPOSE_LOG, &running->log_key);

	if (err == ERR_OK)
		err = open_key(in, OPTION_NOTICE_KEY, KEY_PURPOSE_NOTICES,
			       &running->notice_key);
	if (err == ERR_OK)
		err = open_next(in, OPTION_NEXT_LOG_KEY, KEY_PURPOSE_LOG,
				&running->next_log_key);
	if (err == ERR_OK)
		err = open_next(in, OPTION_NEXT_NOTICE_KEY, KEY_PURPOSE_NOTICES,
				&running->next_notice_key);
	return err;
}

static enum err open_ledger(struct invocation *in, struct running *running)
{
	struct ledger_options ledger = {
		.origin = in->values[OPTION_ORIGIN],
		.state_folder = in->values[OPTION_STATE],
		.master_key = &running->stores.master_key,
		.clock = clock_system(),
		.listener = { .say = say_ledger },
		.limits = { .lane_max = in->config->waiting_max_each,
			    .all_max = in->config->waiting_max },
	};
	enum err err = open_keys(in, running);

	if (err == ERR_OK)
		err = open_stores(in, STORES_HOLD, &running->stores);
	if (err != ERR_OK)
		return err;
	ledger.log = running->stores.log;
	ledger.content_keys = running->stores.content_keys;
	ledger.log_key = running->log_key;
	ledger.notice_key = running->notice_key;
	ledger.next_log_key = running->next_log_key;
	ledger.next_notice_key = running->next_notice_key;
	return ledger_open(&ledger, &running->ledger, &in->diag);
}

/* ---- metrics, beside the services --------------------------------------------------- */

static void gather(void *context, struct text *out)
{
	const struct running *running = context;

	figures_gather(&running->figures, out);
}

static enum err begin_metrics(void *context, const struct front *front,
			      struct diag *diag)
{
	struct running *running = context;
	const struct scrape_options scrape = { running->metrics, gather, running };
	char detail[128];
	enum err err;

	if (running->metrics[0] == '\0')
		return ERR_OK;
	running->figures.front = front;
	err = scrape_open(&scrape, &running->scrape, diag);
	if (err != ERR_OK)
		return err;
	listener_say(detail, sizeof(detail), running->metrics,
		     scrape_port(running->scrape));
	say_text("info", "metrics", detail);
	return ERR_OK;
}

static void end_metrics(void *context)
{
	struct running *running = context;

	scrape_close(running->scrape);
	running->scrape = NULL;
}

static void fill_figures(struct invocation *in, struct running *running)
{
	running->metrics = in->config->metrics;
	running->figures = (struct figures_sources){
		.version = VERSION,
		.clock = clock_system(),
		.ledger = running->ledger,
		.log_store = running->stores.log,
		.tallies = &running->tallies,
		.certificates = running->certificates,
	};
	running->figures.started_ms = clock_now_ms(&running->figures.clock);
}

static void close_all(struct running *running)
{
	ledger_close(running->ledger);
	close_stores(&running->stores);
	signed_batches_close(running->batches);
	signing_key_free(running->log_key);
	signing_key_free(running->notice_key);
	signing_key_free(running->next_log_key);
	signing_key_free(running->next_notice_key);
	certificates_close(running->certificates);
}

static enum err open_certificates(struct invocation *in, struct running *running)
{
	const SlbBrokerConfig *config = in->config;
	const struct certificate_files files = {
		.certificate = config->tls_certificate,
		.key = config->tls_key,
		.client_ca =
			config->tls_client_ca[0] == '\0' ? NULL : config->tls_client_ca,
	};

	return config->tls_certificate[0] == '\0'
		       ? ERR_OK
		       : certificates_open(&files, &running->certificates, &in->diag);
}

/* TLS is for the network; a unix socket has its folder and mode. */
static void fill_listeners(const SlbBrokerConfig *config,
			   struct certificates *certificates, struct listener *out)
{
	for (size_t i = 0; i < config->n_listen; i++) {
		const char *address = config->listen[i];
		bool is_socket = strncmp(address, "unix:", 5) == 0;

		out[i] = (struct listener){
			.address = address,
			.certificates = is_socket ? NULL : certificates,
			.plain_anywhere = config->plain_anywhere,
		};
	}
}

static void warn_of_plain(const struct listener *listener)
{
	char text[512];

	if (!listener->plain_anywhere || listener->certificates != NULL ||
	    listener_is_local(listener->address))
		return;
	(void)snprintf(
		text, sizeof(text),
		"%s takes calls of other machines without TLS, and whoever is on "
		"the way reads tokens and statements: only a proxy that "
		"terminates TLS and limits requests should reach it",
		listener->address);
	say_text("warning", "plain", text);
}

static enum err serve(struct invocation *in, struct running *running, sigset_t signals)
{
	const SlbBrokerConfig *config = in->config;
	struct service service = {
		.ledger = running->ledger,
		.origin = config->origin,
		.batches = running->batches,
		.clock = clock_system(),
		.tallies = &running->tallies,
	};
	struct listener listeners[CONFIG_LISTEN_MAX];
	const struct serve_options work = {
		.front = { .service = &service,
			   .listeners = listeners,
			   .listener_count = config->n_listen,
			   .queue_count = config->queues,
			   .worker_count = config->workers },
		.log_store = running->stores.log,
		.certificates = running->certificates,
		.signals = signals,
		.grace_ms = config->grace_s * 1000,
		.say = say_serving,
		.context = running,
		.begin_beside = begin_metrics,
		.end_beside = end_metrics,
	};

	fill_listeners(config, running->certificates, listeners);
	for (size_t i = 0; i < config->n_listen; i++)
		warn_of_plain(&listeners[i]);
	fill_figures(in, running);
	return serve_run(&work, &in->diag);
}

enum err run_serve(struct invocation *in)
{
	struct running running = { .ledger = NULL };
	sigset_t signals = block_signals();
	enum err err;

	raise_descriptor_limit();
	err = open_certificates(in, &running);
	if (err == ERR_OK)
		err = open_ledger(in, &running);
	/* Without memory for it every signature is checked, which costs time only. */
	running.batches = signed_batches_open();
	if (err == ERR_OK) {
		core_log_begin(say_core, NULL);
		err = serve(in, &running, signals);
		core_log_end();
	}
	close_all(&running);
	return err;
}
