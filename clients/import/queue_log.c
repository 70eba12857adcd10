#include "import/queue_log.h"

#include <string.h>

#include "base/attribute.h"

#define MICROSECONDS 1000000
#define SECONDS_MAX  100000000000 /* the year 5138: beyond, it is not a clock */

/* clang-format off */
static const struct queue_log_event events[] = {
	/* verb                role                end                    wait talk ring right */
	{ "ENTERQUEUE",        QUEUE_LOG_ENTER,    VISIT_END_NONE,         0, 0, 0, 0 },
	{ "CONNECT",           QUEUE_LOG_CONNECT,  VISIT_END_NONE,         1, 0, 0, 0 },
	{ "RINGNOANSWER",      QUEUE_LOG_RING,     VISIT_END_NONE,         0, 0, 1, 0 },
	{ "RINGCANCELED",      QUEUE_LOG_ASIDE,    VISIT_END_NONE,         0, 0, 1, 0 },
	{ "COMPLETEAGENT",     QUEUE_LOG_END,      VISIT_END_COMPLETE,     1, 2, 0, 0 },
	{ "COMPLETECALLER",    QUEUE_LOG_END,      VISIT_END_COMPLETE,     1, 2, 0, 0 },
	{ "BLINDTRANSFER",     QUEUE_LOG_END,      VISIT_END_BLIND,        3, 4, 0, 5 },
	{ "TRANSFER",          QUEUE_LOG_END,      VISIT_END_BLIND,        3, 4, 0, 5 },
	{ "ATTENDEDTRANSFER",  QUEUE_LOG_END,      VISIT_END_ATTENDED,     3, 4, 0, 5 },
	{ "ABANDON",           QUEUE_LOG_END,      VISIT_END_ABANDON,      3, 0, 0, 0 },
	{ "EXITWITHTIMEOUT",   QUEUE_LOG_END,      VISIT_END_TIMEOUT,      3, 0, 0, 0 },
	{ "EXITEMPTY",         QUEUE_LOG_END,      VISIT_END_EMPTY,        3, 0, 0, 0 },
	{ "EXITWITHKEY",       QUEUE_LOG_END,      VISIT_END_KEY,          4, 0, 0, 0 },
	{ "WITHDRAW",          QUEUE_LOG_END,      VISIT_END_WITHDRAW,     3, 0, 0, 0 },
	{ "AGENTDUMP",         QUEUE_LOG_END,      VISIT_END_AGENT_DUMP,   0, 0, 0, 0 },
	{ "SYSCOMPAT",         QUEUE_LOG_END,      VISIT_END_INCOMPATIBLE, 0, 0, 0, 0 },
	{ "CALLOUTBOUND",      QUEUE_LOG_OUTBOUND, VISIT_END_NONE,         0, 0, 0, 0 },
	{ "OUTCALL",           QUEUE_LOG_OUTBOUND, VISIT_END_NONE,         0, 0, 0, 0 },
	{ "CALLSTATUS",        QUEUE_LOG_ASIDE,    VISIT_END_NONE,         0, 0, 0, 0 },
	{ "INFO",              QUEUE_LOG_ASIDE,    VISIT_END_NONE,         0, 0, 0, 0 },
	{ "CALLERONHOLD",      QUEUE_LOG_ASIDE,    VISIT_END_NONE,         0, 0, 0, 0 },
	{ "CALLEROFFHOLD",     QUEUE_LOG_ASIDE,    VISIT_END_NONE,         0, 0, 0, 0 },
	{ "DID",               QUEUE_LOG_ASIDE,    VISIT_END_NONE,         0, 0, 0, 0 },
	{ "QUEUESTART",        QUEUE_LOG_STAFF,    VISIT_END_NONE,         0, 0, 0, 0 },
	{ "CONFIGRELOAD",      QUEUE_LOG_STAFF,    VISIT_END_NONE,         0, 0, 0, 0 },
	{ "ADDMEMBER",         QUEUE_LOG_STAFF,    VISIT_END_NONE,         0, 0, 0, 0 },
	{ "REMOVEMEMBER",      QUEUE_LOG_STAFF,    VISIT_END_NONE,         0, 0, 0, 0 },
	{ "PAUSE",             QUEUE_LOG_STAFF,    VISIT_END_NONE,         0, 0, 0, 0 },
	{ "UNPAUSE",           QUEUE_LOG_STAFF,    VISIT_END_NONE,         0, 0, 0, 0 },
	{ "PAUSEALL",          QUEUE_LOG_STAFF,    VISIT_END_NONE,         0, 0, 0, 0 },
	{ "UNPAUSEALL",        QUEUE_LOG_STAFF,    VISIT_END_NONE,         0, 0, 0, 0 },
	{ "PAUSEREASON",       QUEUE_LOG_STAFF,    VISIT_END_NONE,         0, 0, 0, 0 },
	{ "PENALTY",           QUEUE_LOG_STAFF,    VISIT_END_NONE,         0, 0, 0, 0 },
	{ "RINGINUSE",         QUEUE_LOG_STAFF,    VISIT_END_NONE,         0, 0, 0, 0 },
	{ "AGENTLOGIN",        QUEUE_LOG_STAFF,    VISIT_END_NONE,         0, 0, 0, 0 },
	{ "AGENTLOGOFF",       QUEUE_LOG_STAFF,    VISIT_END_NONE,         0, 0, 0, 0 },
	{ "AGENTCALLBACKLOGIN",  QUEUE_LOG_STAFF,  VISIT_END_NONE,         0, 0, 0, 0 },
	{ "AGENTCALLBACKLOGOFF", QUEUE_LOG_STAFF,  VISIT_END_NONE,         0, 0, 0, 0 },
	{ "HOTDESK",           QUEUE_LOG_STAFF,    VISIT_END_NONE,         0, 0, 0, 0 },
};
/* clang-format on */

const struct queue_log_event *queue_log_event_named(struct bytes verb)
{
	for (size_t i = 0; i < ARRAY_SIZE(events); i++) {
		if (bytes_equal(verb, bytes_of_string(events[i].verb)))
			return &events[i];
	}
	return NULL;
}

bool queue_log_number(struct bytes text, int64_t *out)
{
	int64_t value = 0;

	if (text.len == 0 || text.len > 18)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		value = value * 10 + (text.data[i] - '0');
	}
	*out = value;
	return true;
}

bool queue_log_seconds(struct bytes text, int64_t *out_s)
{
	return queue_log_number(text, out_s) && *out_s <= SECONDS_MAX;
}

bool queue_log_no_call(struct bytes call)
{
	static const char *const words[] = { "", "NONE", "REALTIME", "MANAGER", "CLI" };
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (bytes_equal(call, bytes_of_string(words[i])))
			return true;
	}
	return false;
}

/* What stands before the next bar; *rest begins after it, or is empty with *more false. */
static struct bytes take_field(struct bytes *rest, bool *more)
{
	const uint8_t *bar = rest->len ? memchr(rest->data, '|', rest->len) : NULL;
	struct bytes field = *rest;

	*more = bar != NULL;
	if (bar) {
		field.len = (size_t)(bar - rest->data);
		rest->data = bar + 1;
		rest->len -= field.len + 1;
	} else {
		rest->len = 0;
	}
	return field;
}

/* "1266833361", as the core writes it, or with a fraction, as some tools do. */
static bool read_clock(struct bytes text, int64_t *out_us)
{
	const uint8_t *point = text.len ? memchr(text.data, '.', text.len) : NULL;
	struct bytes whole = text;
	int64_t micros = 0;
	int64_t seconds;

	if (point) {
		struct bytes part;

		whole.len = (size_t)(point - text.data);
		part = (struct bytes){ point + 1, text.len - whole.len - 1 };
		if (part.len > 6 || !queue_log_number(part, &micros))
			return false;
		for (size_t i = part.len; i < 6; i++)
			micros *= 10;
	}
	if (!queue_log_seconds(whole, &seconds))
		return false;
	*out_us = seconds * MICROSECONDS + micros;
	return true;
}

enum queue_log_result queue_log_split(struct bytes text, struct queue_log_fields *out)
{
	struct bytes head[5];
	bool more = true;

	if (text.len > 0 && text.data[text.len - 1] == '\r')
		text.len--;
	if (text.len == 0)
		return QUEUE_LOG_BLANK;
	if (text.len > QUEUE_LOG_LINE_MAX_BYTES)
		return QUEUE_LOG_TOO_LONG;
	if (memchr(text.data, '\0', text.len))
		return QUEUE_LOG_NOT_A_LINE;

	for (size_t i = 0; i < ARRAY_SIZE(head); i++) {
		if (!more)
			return QUEUE_LOG_NOT_A_LINE;
		head[i] = take_field(&text, &more);
	}
	if (!read_clock(head[0], &out->time_us) || head[4].len == 0)
		return QUEUE_LOG_NOT_A_LINE;
	out->call = head[1];
	out->queue = head[2];
	out->verb = head[4];
	out->param_count = 0;
	while (more) {
		struct bytes param = take_field(&text, &more);

		if (out->param_count == QUEUE_LOG_PARAMS_MAX)
			return QUEUE_LOG_NOT_A_LINE;
		out->params[out->param_count++] = param;
	}
	return QUEUE_LOG_OK;
}

/* An event without parameters ends with a bar, and a table has five columns for all. */
static size_t count_without_empty_end(const struct queue_log_fields *fields)
{
	size_t count = fields->param_count;

	while (count > 0 && fields->params[count - 1].len == 0)
		count--;
	return count;
}

/*
 * By how many places the numbers of a transfer lie to the right of where its table row
 * says: more parameters when a name holds a bar or the method is LINK (two channels), one
 * less in logs before Asterisk 1.4, whose TRANSFER has no position; a table keeps five,
 * so there a LINK has lost its last.  Below 0: too few, and none of them is to be trusted.
 */
static int shift_of(const struct queue_log_event *event,
		    const struct queue_log_fields *fields, size_t count)
{
	int shift;
	bool link;
	bool last_is_missing;

	if (event->from_right == 0)
		return 0;
	shift = (int)count - event->from_right;
	link = event->end == VISIT_END_ATTENDED && count > 0 &&
	       bytes_equal(fields->params[0], bytes_of_string("LINK"));
	last_is_missing =
		(link && shift == 0) || (event->end == VISIT_END_BLIND && shift == -1);
	return last_is_missing ? shift + 1 : shift;
}

static int64_t number_at(const struct queue_log_fields *fields, size_t count, int place,
			 bool *unreadable)
{
	int64_t value;

	if (place < 1 || (size_t)place > count)
		return QUEUE_LOG_UNKNOWN;
	if (!queue_log_number(fields->params[place - 1], &value)) {
		*unreadable = true;
		return QUEUE_LOG_UNKNOWN;
	}
	return value;
}

struct queue_log_line queue_log_understand(const struct queue_log_fields *fields)
{
	const struct queue_log_event *event = queue_log_event_named(fields->verb);
	struct queue_log_line line = {
		.time_us = fields->time_us,
		.call = fields->call,
		.queue = fields->queue,
		.role = event ? event->role : QUEUE_LOG_CUSTOM,
		.end = event ? event->end : VISIT_END_NONE,
		.wait_s = QUEUE_LOG_UNKNOWN,
		.talk_s = QUEUE_LOG_UNKNOWN,
		.ring_ms = QUEUE_LOG_UNKNOWN,
	};
	size_t count;
	int shift;
	bool *bad;

	if (event == NULL)
		return line;
	count = count_without_empty_end(fields);
	shift = shift_of(event, fields, count);
	bad = &line.number_unreadable;
	if (shift < 0) {
		*bad = true;
		return line;
	}
	if (event->wait_param)
		line.wait_s = number_at(fields, count, event->wait_param + shift, bad);
	if (event->talk_param)
		line.talk_s = number_at(fields, count, event->talk_param + shift, bad);
	if (event->ring_param)
		line.ring_ms = number_at(fields, count, event->ring_param, bad);
	return line;
}
