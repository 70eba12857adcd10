#include "sla/commands.h"

#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/ensure.h"
#include "calendar/civil.h"
#include "document/document.h"
#include "lib/file.h"
#include "lib/follow.h"
#include "notice/waived.h"
#include "sla/answer.h"
#include "sla/remote.h"
#include "slabroker/v1/notice_service.pb-c.h"

/* sla notice watch: one line for each thing that becomes of a notice. */

#define SEEN_FILE      "notices-seen"
#define SEEN_BYTES_MAX 32
#define IDLE_S_MAX     86400

/* clang-format off */
const struct option notice_watch_options[] = {
	OPTION_ROW_PROFILE,
	{ "from", OPTION_NUMBER, 0, false, false, "CURSOR", NULL,
	  "begin there, 0 for the first notice, and remember nothing" },
	{ "count", OPTION_NUMBER, 0, false, false, "N", NULL,
	  "end after so many" },
	{ "idle-s", OPTION_NUMBER, 0, false, false, "SECONDS", NULL,
	  "end when nothing more has come for so long" },
	OPTION_ROW_PASSPHRASE_FILE,
	OPTION_ROW_PASSPHRASE_FD,
	OPTION_ROW_OUTPUT,
	OPTION_ROW_END
};
/* clang-format on */

struct watching {
	struct invocation *in;
	struct follow follow;
	SlbWatchRequest request; /* where to go on from */
	const char *seen_file;   /* NULL: nothing is remembered */
	int64_t left;            /* how many more; negative: without an end */
	int64_t idle_us;         /* 0: without an end */
	_Atomic int64_t spoken_us;
	bool was_away; /* the broker, at the end; read after the stopping thread's */
	pthread_t stopping;
	sigset_t signals;
};

/* ---- where it goes on ---- */

static enum err read_seen(struct watching *watching)
{
	struct invocation *in = watching->in;
	const struct diag_place place = { .file = watching->seen_file };
	struct bytes content;
	size_t digits = 0;
	enum err e;

	if (access(watching->seen_file, F_OK) != 0)
		return ERR_OK;
	e = file_read(in->arena, watching->seen_file, SEEN_BYTES_MAX, &content,
		      &in->diag);
	if (e != ERR_OK)
		return e;
	for (; digits < content.len && content.data[digits] >= '0' &&
	       content.data[digits] <= '9' && digits < 19;
	     digits++)
		watching->request.cursor = watching->request.cursor * 10 +
					   (uint64_t)(content.data[digits] - '0');
	if (digits > 0 && digits + 1 == content.len && content.data[digits] == '\n')
		return ERR_OK;
	(void)diag_error(&in->diag, ERR_DOCUMENT_VALUE, place,
			 "the file should hold where the last watch ended, one number");
	diag_hint(&in->diag, "remove it, and all notices are told once more");
	return ERR_DOCUMENT_VALUE;
}

/* After what was told has left the process: what a crash comes between is told twice. */
static enum err remember(struct watching *watching, struct arena *arena)
{
	const char *line;

	if (watching->seen_file == NULL)
		return ERR_OK;
	line = arena_printf(arena, "%" PRIu64 "\n", watching->request.cursor);
	return file_replace(arena, watching->seen_file, bytes_of_string(line),
			    &watching->in->diag);
}

/* ---- what is told ---- */

/* What was waived of it in an entry; NULL: nothing. */
static const SlbLoggedWaiver *waived_by(const SlbLoggedNotice *logged,
					uint64_t log_index)
{
	for (size_t i = 0; i < logged->n_waivers; i++) {
		if (logged->waivers[i]->log_index == log_index &&
		    logged->waivers[i]->waiver != NULL)
			return logged->waivers[i];
	}
	return NULL;
}

/* What became of it in an entry; the broker says how it stands now, which may be more. */
static void tell_event(FILE *out, struct arena *arena, const SlbLoggedNotice *logged,
		       uint64_t log_index)
{
	const SlbLoggedWaiver *waived = waived_by(logged, log_index);

	if (logged->ended_index == log_index && logged->replaced_by != 0)
		(void)fprintf(out, "replaced by notice %" PRIu64 " at %s",
			      logged->replaced_by,
			      civil_instant_text(arena, logged->ended_ms / 1000, 0));
	else if (logged->ended_index == log_index)
		(void)fprintf(out, "withdrawn at %s",
			      civil_instant_text(arena, logged->ended_ms / 1000, 0));
	else if (logged->acknowledged_index == log_index)
		(void)fprintf(
			out, "acknowledged at %s%s",
			civil_instant_text(arena, logged->acknowledged_ms / 1000, 0),
			logged->acknowledged_late ? ", late" : "");
	else if (waived != NULL)
		(void)fprintf(out, "%s waived at %s", waived_parts(waived->waiver),
			      civil_instant_text(arena, waived->log_time_ms / 1000, 0));
	else
		(void)fprintf(
			out, "given at %s",
			civil_instant_text(arena, logged->notice->given_ms / 1000, 0));
}

static void tell_notice(const struct watching *watching, struct arena *arena,
			const SlbWatchResponse *response, const SlbLoggedNotice *logged)
{
	const SlbNotice *notice = logged->notice;
	FILE *out = watching->in->out.stream;

	if (notice == NULL || notice->obligation == NULL)
		return;
	(void)fprintf(out, "%s  notice %" PRIu64 " ",
		      text_harmless(arena, response->contract, false), notice->number);
	tell_event(out, arena, logged, response->log_index);
	(void)fprintf(out, ": %s, %s",
		      text_harmless(arena, notice->obligation->title, false),
		      text_harmless(arena, notice->obligation->period, false));
	if (logged->state == SLB_NOTICE_STATE__NOTICE_STATE_GIVEN)
		(void)fprintf(out, "; receipt to be acknowledged by %s",
			      civil_instant_text(arena, notice->acknowledge_by_s, 0));
	(void)fputs("\n", out);
}

/* JSON of several lines as one: strings in it have no line feeds. */
static void put_as_line(FILE *out, struct bytes json)
{
	for (size_t i = 0; i < json.len; i++) {
		if (json.data[i] != '\n') {
			(void)fputc(json.data[i], out);
			continue;
		}
		while (i + 1 < json.len && json.data[i + 1] == ' ')
			i++;
	}
	(void)fputc('\n', out);
}

static enum err tell_document(const struct watching *watching, struct arena *arena,
			      const SlbWatchResponse *response)
{
	struct invocation *in = watching->in;
	bool is_json = output_is(in, "json");
	struct bytes content;
	enum err e =
		document_write_typed(arena, &response->base,
				     is_json ? DOCUMENT_JSON : DOCUMENT_YAML, &content);

	if (e != ERR_OK)
		return diag_error(&in->diag, e, diag_at(NULL),
				  "what came cannot be written as a document");
	if (is_json) {
		put_as_line(in->out.stream, content);
		return ERR_OK;
	}
	(void)fputs("---\n", in->out.stream);
	(void)fwrite(content.data, 1, content.len, in->out.stream);
	return ERR_OK;
}

static enum err tell(const struct watching *watching, struct arena *arena,
		     const SlbWatchResponse *response)
{
	struct invocation *in = watching->in;
	enum err e = ERR_OK;

	if (!output_is(in, "table"))
		e = tell_document(watching, arena, response);
	for (size_t i = 0; i < response->n_notices && output_is(in, "table"); i++)
		tell_notice(watching, arena, response, response->notices[i]);
	if (e == ERR_OK && (fflush(in->out.stream) != 0 || ferror(in->out.stream) != 0))
		e = diag_error(&in->diag, ERR_IO, diag_at(NULL),
			       "the answer cannot be written to standard output");
	return e;
}

/* ---- what is followed ---- */

static const ProtobufCMessage *request_now(void *context)
{
	const struct watching *watching = context;

	return &watching->request.base;
}

static enum err take(void *context, struct arena *arena,
		     const ProtobufCMessage *message, bool *is_enough)
{
	const SlbWatchResponse *response = (const SlbWatchResponse *)message;
	struct watching *watching = context;
	enum err e = ERR_OK;

	atomic_store(&watching->spoken_us, clock_measure_us());
	if (response->cursor <= watching->request.cursor)
		return diag_error(&watching->in->diag, ERR_RECEIPT_INVALID,
				  diag_at("cursor"),
				  "the broker tells what it told before: its cursor "
				  "does not go on");
	e = tell(watching, arena, response);
	watching->request.cursor = response->cursor;
	if (e == ERR_OK)
		e = remember(watching, arena);
	if (watching->left > 0)
		*is_enough = --watching->left == 0;
	return e;
}

static void lost(void *context, const struct diag *said, uint32_t wait_ms)
{
	const struct watching *watching = context;

	(void)fprintf(
		watching->in->err.stream, "sla: %s; asking again in %" PRIu32 " s\n",
		said->first == NULL ? "the broker ended the watch" : said->first->text,
		(wait_ms + 999) / 1000);
}

/* ---- when it ends ---- */

/* One of the signals, or the end of what --idle-s allows. */
static void *wait_for_end(void *context)
{
	struct watching *watching = context;
	int64_t left_us = watching->idle_us;
	int signal = -1;

	while (signal < 0 && (watching->idle_us == 0 || left_us > 0)) {
		struct timespec wait = { .tv_sec = left_us / 1000000,
					 .tv_nsec = left_us % 1000000 * 1000 };

		signal = sigtimedwait(&watching->signals, NULL,
				      watching->idle_us == 0 ? NULL : &wait);
		left_us = atomic_load(&watching->spoken_us) + watching->idle_us -
			  clock_measure_us();
	}
	watching->was_away = signal < 0 && !follow_is_open(&watching->follow);
	follow_stop(&watching->follow);
	return NULL;
}

static enum err run(struct watching *watching)
{
	struct invocation *in = watching->in;
	enum err e;

	ensure(pthread_create(&watching->stopping, NULL, wait_for_end, watching) == 0);
	e = follow_run(&watching->follow, in->arena, &in->diag);
	/* It takes the signal as it takes one from outside.
	 * NOLINTNEXTLINE(bugprone-bad-signal-to-kill-thread,cert-pos44-c) */
	(void)pthread_kill(watching->stopping, SIGTERM);
	ensure(pthread_join(watching->stopping, NULL) == 0);
	if (e == ERR_OK && watching->was_away)
		e = diag_error(&in->diag, ERR_UNREACHABLE, diag_at(NULL),
			       "the broker could not be reached until the end of the "
			       "watch");
	return e;
}

static enum err prepare(struct watching *watching, struct connection *connection)
{
	struct invocation *in = watching->in;
	const char *contract = in->operand_count > 0 ? in->operands[0] : NULL;
	const char *folder = connection->profile.message->state_folder;
	struct contract_id id;
	enum err e = ERR_OK;

	if (connection->tokens_key == NULL)
		e = usage_error(in, "a watch needs a key for tokens, and the profile "
				    "names none");
	if (e == ERR_OK && contract != NULL)
		e = contract_named(in, contract, &id);
	if (e != ERR_OK)
		return e;
	if (contract != NULL)
		watching->request.contract = arena_strdup(in->arena, contract);
	if (option_given(&in->options, "from")) {
		watching->request.cursor =
			(uint64_t)option_number(&in->options, "from", 0);
		return ERR_OK;
	}
	watching->seen_file = arena_printf(in->arena, "%s/" SEEN_FILE "%s%s", folder,
					   contract == NULL ? "" : "-",
					   contract == NULL ? "" : contract);
	return read_seen(watching);
}

static enum err watch(struct invocation *in, struct watching *watching)
{
	struct session_options session = { .clock = in->clock };
	const struct follow_options options = {
		.session = &session,
		.method = METHOD_WATCH_NOTICES,
		.request = request_now,
		.take = take,
		.lost = lost,
		.context = watching,
	};
	struct connection connection;
	enum err e = connection_open(in, CONNECTION_READ, &connection);

	if (e == ERR_OK)
		e = prepare(watching, &connection);
	if (e == ERR_OK) {
		session.profile = &connection.profile;
		session.tokens_key = connection.tokens_key;
		follow_init(&watching->follow, &options);
		e = run(watching);
		follow_release(&watching->follow);
	}
	connection_close(&connection);
	return e;
}

enum err notice_watch(struct invocation *in)
{
	struct watching watching = {
		.in = in,
		.left = option_number(&in->options, "count", -1),
	};
	int64_t idle_s = option_number(&in->options, "idle-s", 0);

	if (watching.left == 0 || idle_s > IDLE_S_MAX)
		return usage_error(in, "--count is at least 1, --idle-s at most %d",
				   IDLE_S_MAX);
	watching.idle_us = idle_s * 1000000;
	slb_watch_request__init(&watching.request);
	atomic_init(&watching.spoken_us, clock_measure_us());
	/* Before the first thread: all inherit it, and one alone takes them. */
	(void)sigemptyset(&watching.signals);
	(void)sigaddset(&watching.signals, SIGINT);
	(void)sigaddset(&watching.signals, SIGTERM);
	(void)pthread_sigmask(SIG_BLOCK, &watching.signals, NULL);
	return watch(in, &watching);
}
