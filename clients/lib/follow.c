#include "lib/follow.h"

#include <time.h>

#include "base/ensure.h"
#include "crypto/random.h"
#include "envelope/unpack.h"
#include "lib/answer.h"

#define UNAUTHENTICATED 16
#define CALL_MS         5000
#define TOKEN_LEAST_MS  60000 /* a stream that lived so long had a good token */

/* One opening of the stream, until it ends. */
struct round {
	struct follow *follow;
	struct session session;
	struct arena *arena;
	struct diag *diag;
	int64_t opened_us;
	bool has_spoken; /* the broker, in this stream */
	bool is_enough;
	struct refusal refusal; /* how the stream ended */
};

void follow_init(struct follow *follow, const struct follow_options *options)
{
	*follow = (struct follow){ .options = *options,
				   .patience = { .attempts_max = UINT32_MAX,
						 .first_ms = 500,
						 .longest_ms = 30000 } };
	ensure(pthread_mutex_init(&follow->lock, NULL) == 0);
	ensure(pthread_cond_init(&follow->changed, NULL) == 0);
}

void follow_release(struct follow *follow)
{
	ensure(pthread_cond_destroy(&follow->changed) == 0);
	ensure(pthread_mutex_destroy(&follow->lock) == 0);
}

static void lock(struct follow *follow)
{
	ensure(pthread_mutex_lock(&follow->lock) == 0);
}

static void unlock(struct follow *follow)
{
	ensure(pthread_mutex_unlock(&follow->lock) == 0);
}

void follow_stop(struct follow *follow)
{
	lock(follow);
	follow->is_stopped = true;
	if (follow->stream != NULL)
		stream_cancel(follow->stream);
	(void)pthread_cond_signal(&follow->changed);
	unlock(follow);
}

bool follow_is_open(struct follow *follow)
{
	bool is_open;

	lock(follow);
	is_open = follow->stream != NULL;
	unlock(follow);
	return is_open;
}

static bool is_stopped(struct follow *follow)
{
	bool stopped;

	lock(follow);
	stopped = follow->is_stopped;
	unlock(follow);
	return stopped;
}

/* From here on it can be cancelled; one that comes after a stop is, at once. */
static void set_stream(struct follow *follow, struct stream *stream)
{
	lock(follow);
	follow->stream = stream;
	if (stream != NULL && follow->is_stopped)
		stream_cancel(stream);
	unlock(follow);
}

static void wait_or_stop(struct follow *follow, uint32_t wait_ms)
{
	struct timespec until;
	int late = 0;

	(void)clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += wait_ms / 1000;
	until.tv_nsec += (long)(wait_ms % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	lock(follow);
	while (!follow->is_stopped && late == 0)
		late = pthread_cond_timedwait(&follow->changed, &follow->lock, &until);
	unlock(follow);
}

/* ---- one stream ---- */

static enum err take(struct round *round, struct bytes bytes)
{
	const struct follow_options *options = &round->follow->options;
	const struct method_row *row = method_row(options->method);
	const ProtobufCMessage *message =
		answer_unpack(round->arena, row->answer, bytes);

	round->has_spoken = true;
	if (message == NULL)
		return diag_error(round->diag, ERR_REFUSED, diag_at(NULL),
				  "what the broker sent on %s cannot be read",
				  row->path);
	return options->take(options->context, round->arena, message,
			     &round->is_enough);
}

static enum err receive(struct round *round, struct stream *stream)
{
	bool more = true;
	enum err e = ERR_OK;

	while (e == ERR_OK && more && !round->is_enough) {
		struct arena_mark mark = arena_mark(round->arena);
		struct bytes bytes;

		e = stream_receive(stream, round->arena, &more, &bytes);
		if (e == ERR_OK && more)
			e = take(round, bytes);
		if (e == ERR_OK)
			arena_rewind(round->arena, mark);
	}
	if (e != ERR_OK || round->is_enough)
		return e;
	return stream_end(stream, round->arena, &round->refusal);
}

static enum err follow_stream(struct round *round)
{
	const struct follow_options *options = &round->follow->options;
	const struct call call = {
		.method = method_row(options->method)->path,
		.token = session_token(&round->session),
	};
	struct bytes request =
		pack_message(round->arena, options->request(options->context));
	struct stream *stream;
	enum err e = stream_open(round->session.channel, &call, &stream);

	if (e != ERR_OK)
		return e;
	round->opened_us = clock_measure_us();
	set_stream(round->follow, stream);
	/* What fails here has ended the stream, and its end says why. */
	if (stream_send(stream, request))
		(void)!stream_half_close(stream);
	e = receive(round, stream);
	set_stream(round->follow, NULL);
	stream_close(stream);
	return e;
}

/* ERR_REFUSED: the refusal says how it ended, unless the diag does. */
static enum err run_round(struct round *round)
{
	struct checkpoint checkpoint;
	enum err e = session_open(&round->session, round->arena,
				  round->follow->options.session, round->diag);

	if (e != ERR_OK)
		return e;
	/* The pauses are ours; and who stops does not wait for long. */
	round->session.retry.attempts_max = 1;
	round->session.wait_ms = CALL_MS;
	e = session_checkpoint(&round->session, &checkpoint, NULL, round->diag);
	if (e == ERR_OK)
		e = follow_stream(round);
	session_close(&round->session);
	return e;
}

/* ---- again and again ---- */

/* The stream lived as long as its token. */
static bool has_outlived_token(const struct round *round)
{
	return round->refusal.code == UNAUTHENTICATED &&
	       (round->has_spoken || clock_measure_us() - round->opened_us >=
					     (int64_t)TOKEN_LEAST_MS * 1000);
}

/* What ended a stream, in words, where it is not told already. */
static enum err tell(struct round *round, enum err e)
{
	return e == ERR_REFUSED && round->refusal.code != 0
		       ? refusal_tell(&round->refusal, round->session.profile,
				      round->diag)
		       : e;
}

static uint32_t pause_ms(const struct round *round, unsigned attempts)
{
	struct refusal unreachable = { .code = 14, .message = "" };
	const struct refusal *refusal =
		round->refusal.code != 0 ? &round->refusal : &unreachable;
	uint32_t chance;

	random_fill((uint8_t *)&chance, sizeof chance);
	return retry_wait_ms(&round->follow->patience, attempts, refusal, chance);
}

enum err follow_run(struct follow *follow, struct arena *arena, struct diag *diag)
{
	const struct arena_mark mark = arena_mark(arena);
	const struct diag before = *diag;
	unsigned attempts = 0;

	while (!is_stopped(follow)) {
		struct round round = { .follow = follow, .arena = arena, .diag = diag };
		uint32_t wait_ms = 0;
		enum err e = run_round(&round);

		if (is_stopped(follow) || round.is_enough)
			return e == ERR_REFUSED || e == ERR_UNREACHABLE ? ERR_OK : e;
		attempts = round.has_spoken ? 1 : attempts + 1;
		if (!has_outlived_token(&round) && e != ERR_OK) {
			e = tell(&round, e);
			if (e != ERR_UNREACHABLE)
				return e;
		}
		if (!has_outlived_token(&round)) {
			wait_ms = pause_ms(&round, attempts);
			follow->options.lost(follow->options.context, diag, wait_ms);
		}
		*diag = before;
		arena_rewind(arena, mark);
		wait_or_stop(follow, wait_ms);
	}
	return ERR_OK;
}
