#include "service/serve.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "rpc/core_log.h"
#include "service/notify.h"
#include "service/probe.h"

#define LOOK_MS              200 /* how soon health follows the ledger */
#define CHECK_READERS_MS     60000
#define LOOK_CERTIFICATES_MS 2000
#define PROBE_TIMEOUT_MS     5000
#define SAID_BYTES           ((size_t)64 * 1024)
#define DAY_S                86400

struct serving {
	const struct serve_options *options;
	struct front *front;
	struct diag *diag;
	int64_t watchdog_ms; /* between two signs of life; 0: none wanted */
	int64_t next_sign_ms;
	int64_t next_check_ms;
	int64_t next_certificates_ms;
	bool is_serving;
};

static int64_t monotonic_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void say(const struct serving *serving, const char *event, const char *detail,
		const struct diag *diag)
{
	serving->options->say(serving->options->context, event, detail, diag);
}

static void say_listeners(const struct serving *serving)
{
	const struct front_options *front = &serving->options->front;
	char detail[512];

	for (size_t i = 0; i < front->listener_count; i++) {
		listener_say(detail, sizeof(detail), front->listeners[i].address,
			     front_port(serving->front, i));
		say(serving, "listening", detail, NULL);
	}
}

static void follow_ledger(struct serving *serving)
{
	struct ledger_status status =
		ledger_status(serving->options->front.service->ledger);

	if (status.is_serving == serving->is_serving)
		return;
	serving->is_serving = status.is_serving;
	front_set_serving(serving->front, status.is_serving);
	say(serving, status.is_serving ? "serving" : "not_serving",
	    status.is_serving ? NULL : err_text(status.stopped_by), NULL);
}

/* A new connection to a listener without TLS: all else may work while that does not. */
static bool takes_connections(const struct serving *serving)
{
	const struct front_options *front = &serving->options->front;

	for (size_t i = 0; i < front->listener_count; i++) {
		if (front->listeners[i].certificates == NULL)
			return probe_listener(front->listeners[i].address,
					      front_port(serving->front, i),
					      PROBE_TIMEOUT_MS);
	}
	return true; /* not to be told */
}

static void sign_of_life(struct serving *serving, int64_t now_ms)
{
	if (serving->watchdog_ms == 0 || now_ms < serving->next_sign_ms)
		return;
	serving->next_sign_ms = now_ms + serving->watchdog_ms / 2;
	if (takes_connections(serving))
		service_notify("WATCHDOG=1");
	else
		say(serving, "no_connections", "a new connection is not answered",
		    NULL);
}

/* A listener that core has left comes back with a new process alone. */
static enum err say_deaf(const struct serving *serving, const char *why)
{
	struct arena arena;
	struct diag diag;
	enum err err;

	arena_init(&arena, SAID_BYTES);
	diag_init(&diag, &arena);
	err = diag_error(&diag, ERR_UNREACHABLE, diag_at("listen"),
			 "no further connection can be taken on a listener, where the "
			 "system said: %s; the broker answers what it took in, and "
			 "ends, to be started again",
			 why);
	diag_hint(&diag,
		  "where too many files are open, raise LimitNOFILE of the unit, or "
		  "ulimit -n, and look who holds the connections (ss -xp, ss -tp)");
	say(serving, "listener_deaf", NULL, &diag);
	arena_release(&arena);
	return err;
}

static void check_readers(struct serving *serving, int64_t now_ms)
{
	uint32_t cleared = 0;

	if (now_ms < serving->next_check_ms)
		return;
	serving->next_check_ms = now_ms + CHECK_READERS_MS;
	if (store_check_readers(serving->options->log_store, &cleared, serving->diag) !=
		    ERR_OK ||
	    cleared > 0)
		say(serving, "stale_readers", NULL, serving->diag);
}

/* ---- certificates -------------------------------------------------------------------- */

/* Served all the same: a unix socket beside it does not suffer, and a wrong clock here does
 * not make it wrong elsewhere. */
static void say_ended(const struct serving *serving, const char *end)
{
	struct arena arena;
	struct diag diag;

	arena_init(&arena, SAID_BYTES);
	diag_init(&diag, &arena);
	(void)diag_error(&diag, ERR_USAGE, diag_at("tls_certificate"),
			 "the certificate ended at %s, and clients refuse it", end);
	diag_hint(&diag,
		  "put a renewed one in its place: it is read within seconds; or "
		  "set the clock of this machine, where that is wrong");
	say(serving, "certificate_ended", NULL, &diag);
	arena_release(&arena);
}

static void say_certificate(const struct serving *serving)
{
	struct certificates *certificates = serving->options->certificates;
	int64_t now_ms = clock_now_ms(&serving->options->front.service->clock);
	time_t end_s = (time_t)certificates_end_s(certificates);
	int64_t left_days = (end_s - now_ms / 1000) / DAY_S;
	struct tm utc;
	char end[32] = "";
	char detail[96];

	if (gmtime_r(&end_s, &utc) != NULL)
		(void)strftime(end, sizeof(end), "%Y-%m-%dT%H:%M:%SZ", &utc);
	if (end_s * 1000 <= now_ms) {
		say_ended(serving, end);
		return;
	}
	(void)snprintf(detail, sizeof(detail), "in use until %s, days left: %" PRId64,
		       end, left_days);
	say(serving, "certificate", detail, NULL);
}

static void look_at_certificates(const struct serving *serving, bool at_once)
{
	struct arena arena;
	struct diag diag;

	arena_init(&arena, SAID_BYTES);
	diag_init(&diag, &arena);
	switch (certificates_look(serving->options->certificates, at_once, &diag)) {
	case CERTIFICATES_SAME:
		break;
	case CERTIFICATES_NEW:
		say_certificate(serving);
		break;
	case CERTIFICATES_UNUSABLE:
		say(serving, "certificate_unusable",
		    "the certificate before stays in use", &diag);
		break;
	}
	arena_release(&arena);
}

static void follow_certificates(struct serving *serving, int64_t now_ms)
{
	if (serving->options->certificates == NULL ||
	    now_ms < serving->next_certificates_ms)
		return;
	serving->next_certificates_ms = now_ms + LOOK_CERTIFICATES_MS;
	look_at_certificates(serving, false);
}

static void reload(const struct serving *serving)
{
	if (serving->options->certificates == NULL)
		say(serving, "reload", "there is no certificate to look at", NULL);
	else
		look_at_certificates(serving, true);
}

/* ---- from the start to the end ------------------------------------------------------- */

static enum err begin_beside(const struct serving *serving)
{
	const struct serve_options *options = serving->options;

	return options->begin_beside == NULL
		       ? ERR_OK
		       : options->begin_beside(options->context, serving->front,
					       serving->diag);
}

/* Until one of the signals comes that end it, or nobody can reach a listener any more. */
static enum err look_after(struct serving *serving)
{
	const struct timespec wait = { .tv_nsec = LOOK_MS * 1000000L };
	char why[LINE_TEXT_BYTES];

	for (;;) {
		int number = sigtimedwait(&serving->options->signals, NULL, &wait);
		int64_t now_ms = monotonic_ms();

		if (number > 0 && number != SIGHUP)
			return ERR_OK;
		if (core_log_deaf(why))
			return say_deaf(serving, why);
		if (number == SIGHUP)
			reload(serving);
		follow_ledger(serving);
		follow_certificates(serving, now_ms);
		sign_of_life(serving, now_ms);
		check_readers(serving, now_ms);
		core_log_sweep();
	}
}

enum err serve_run(const struct serve_options *options, struct diag *diag)
{
	struct serving serving = {
		.options = options,
		.diag = diag,
		.watchdog_ms = service_watchdog_ms(),
		.next_check_ms = monotonic_ms() + CHECK_READERS_MS,
	};
	char detail[64];
	size_t cancelled;
	enum err err = front_open(&options->front, &serving.front, diag);

	if (err != ERR_OK)
		return err;
	err = begin_beside(&serving);
	if (err != ERR_OK) {
		(void)front_close(serving.front, 0);
		return err;
	}
	say_listeners(&serving);
	if (options->certificates != NULL)
		say_certificate(&serving);
	follow_ledger(&serving);
	service_notify("READY=1");
	err = look_after(&serving);
	service_notify("STOPPING=1");
	say(&serving, "stopping", NULL, NULL);
	if (options->end_beside != NULL)
		options->end_beside(options->context);
	cancelled = front_close(serving.front, options->grace_ms);
	(void)snprintf(detail, sizeof(detail), "%zu calls cancelled", cancelled);
	say(&serving, "stopped", cancelled == 0 ? NULL : detail, NULL);
	return err;
}
