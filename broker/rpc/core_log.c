#include "rpc/core_log.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include <grpc/support/log.h>

#include "base/attribute.h"
#include "base/clock.h"
#include "base/ensure.h"

#define HANDSHAKE_FAILED "Handshake failed with fatal error"

/* What core says before it leaves a listener for good; the system's words follow. */
static const char *const before_deafness[] = { "Failed accept4: ",
					       "Failed getsockname: " };

/* Before what core quotes of what a peer sent: a header, the name of a server. */
static const char *const before_quotes[] = { " value=", " for server name: " };

/* gpr_set_log_function() takes a function without a context. */
static struct {
	pthread_mutex_t lock;
	core_log_say *say; /* NULL: nobody listens */
	void *context;
	struct line_limit limit;
	uint64_t failed_handshakes;
	char deaf[LINE_TEXT_BYTES]; /* why; "": no listener is */
} core = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void lock(void)
{
	ensure(pthread_mutex_lock(&core.lock) == 0);
}

static void unlock(void)
{
	ensure(pthread_mutex_unlock(&core.lock) == 0);
}

static int64_t now_ms(void)
{
	return clock_measure_us() / 1000;
}

bool core_log_tells_handshake(const struct line *line)
{
	return strncmp(line->text, HANDSHAKE_FAILED, sizeof HANDSHAKE_FAILED - 1) == 0;
}

/* The system's words, or NULL. */
static const char *deafness(const struct line *line)
{
	for (size_t i = 0; i < ARRAY_SIZE(before_deafness); i++) {
		size_t len = strlen(before_deafness[i]);

		if (strncmp(line->text, before_deafness[i], len) == 0)
			return line->text + len;
	}
	return NULL;
}

/* The first line, since core quotes base64 that it cannot read on the next. */
static size_t unquoted_len(const char *message)
{
	size_t len = strcspn(message, "\n");

	for (size_t i = 0; i < ARRAY_SIZE(before_quotes); i++) {
		const char *quote = strstr(message, before_quotes[i]);

		if (quote != NULL && (size_t)(quote - message) < len)
			len = (size_t)(quote - message);
	}
	return len;
}

static void copy_text(char out[LINE_TEXT_BYTES], const char *message)
{
	size_t len = unquoted_len(message);

	if (len > LINE_TEXT_BYTES - 1)
		len = LINE_TEXT_BYTES - 1;
	for (size_t i = 0; i < len; i++)
		out[i] = message[i] < ' ' || message[i] > '~' ? '?' : message[i];
	out[len] = '\0';
}

/* Core's errors are its own, but for those that a peer causes by knocking. */
static enum line_level level_of(gpr_log_severity severity, const struct line *line)
{
	switch (severity) {
	case GPR_LOG_SEVERITY_DEBUG:
		return LINE_DEBUG;
	case GPR_LOG_SEVERITY_INFO:
		return LINE_INFO;
	case GPR_LOG_SEVERITY_ERROR:
		break;
	}
	return core_log_tells_handshake(line) ? LINE_WARNING : LINE_ERROR;
}

static void take(const struct line *line)
{
	const char *why_deaf = deafness(line);

	if (core_log_tells_handshake(line))
		core.failed_handshakes++;
	if (why_deaf != NULL && core.deaf[0] == '\0')
		(void)snprintf(core.deaf, sizeof(core.deaf), "%s", why_deaf);
	if (core.say != NULL && line_limit_passes(&core.limit, line, now_ms()))
		core.say(core.context, line);
}

/* gpr's type. */
/* NOLINTNEXTLINE(readability-non-const-parameter) */
static void on_line(gpr_log_func_args *args)
{
	const char *slash = strrchr(args->file, '/');
	struct line line = { .file = slash == NULL ? args->file : slash + 1,
			     .number = args->line,
			     .count = 1 };

	copy_text(line.text, args->message);
	line.level = level_of(args->severity, &line);
	lock();
	take(&line);
	unlock();
}

static void tell(bool all)
{
	struct line line;

	while (line_limit_tells(&core.limit, now_ms(), all, &line))
		core.say(core.context, &line);
}

void core_log_begin(core_log_say *say, void *context)
{
	lock();
	memset(&core.limit, 0, sizeof core.limit);
	core.failed_handshakes = 0;
	core.deaf[0] = '\0';
	core.say = say;
	core.context = context;
	unlock();
	gpr_set_log_function(on_line);
}

void core_log_sweep(void)
{
	lock();
	if (core.say != NULL)
		tell(false);
	unlock();
}

void core_log_end(void)
{
	gpr_set_log_function(NULL);
	lock();
	tell(true);
	core.say = NULL;
	unlock();
}

uint64_t core_log_failed_handshakes(void)
{
	uint64_t count;

	lock();
	count = core.failed_handshakes;
	unlock();
	return count;
}

bool core_log_deaf(char why[LINE_TEXT_BYTES])
{
	lock();
	memcpy(why, core.deaf, sizeof(core.deaf));
	unlock();
	return why[0] != '\0';
}
