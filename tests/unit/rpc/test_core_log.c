#include <criterion/criterion.h>
#include <string.h>

#include <grpc/support/log.h>

#include "base/attribute.h"
#include "rpc/core_log.h"

/* What came, the last line whole. */
struct heard {
	size_t line_count;
	struct line last;
};

static void hear(void *context, const struct line *line)
{
	struct heard *heard = context;

	heard->line_count++;
	heard->last = *line;
}

static void set_up(void)
{
	gpr_set_log_verbosity(GPR_LOG_SEVERITY_DEBUG);
}

TestSuite(core_log, .init = set_up);

Test(core_log, lines_come_with_place_and_level)
{
	static const struct {
		gpr_log_severity severity;
		const char *message;
		enum line_level level;
	} cases[] = {
		{ GPR_LOG_SEVERITY_DEBUG, "a word", LINE_DEBUG },
		{ GPR_LOG_SEVERITY_INFO, "a word", LINE_INFO },
		{ GPR_LOG_SEVERITY_ERROR, "assertion failed: x", LINE_ERROR },
		{ GPR_LOG_SEVERITY_ERROR,
		  "Handshake failed with fatal error SSL_ERROR_SSL: unknown ca.",
		  LINE_WARNING },
	};
	struct heard heard = { 0 };

	core_log_begin(hear, &heard);
	for (int i = 0; i < (int)ARRAY_SIZE(cases); i++) {
		gpr_log("./src/core/tsi/some.cc", i, cases[i].severity, "%s",
			cases[i].message);
		cr_expect_eq(heard.line_count, (size_t)i + 1);
		cr_expect_str_eq(heard.last.file, "some.cc");
		cr_expect_eq(heard.last.number, i);
		cr_expect_eq(heard.last.level, cases[i].level);
		cr_expect_str_eq(heard.last.text, cases[i].message);
		cr_expect_eq(heard.last.count, 1);
	}
	core_log_end();
	cr_expect_eq(heard.line_count, 4);
}

Test(core_log, what_peers_send_is_not_in_it)
{
	static const struct {
		const char *message;
		const char *text;
	} cases[] = {
		{ "Error parsing metadata: error=invalid value key=te value=secret",
		  "Error parsing metadata: error=invalid value key=te" },
		{ "Base64 decoding failed, input string:\nsecret\n",
		  "Base64 decoding failed, input string:" },
		{ "No match found for server name: secret.example.", "No match found" },
		{ "odd \x1b[2J\xc3\xa9\x7f.", "odd ?[2J???." },
		{ "two\nlines value=x", "two" },
	};
	struct heard heard = { 0 };
	char longer[2 * LINE_TEXT_BYTES];

	core_log_begin(hear, &heard);
	for (int i = 0; i < (int)ARRAY_SIZE(cases); i++) {
		gpr_log("some.cc", i, GPR_LOG_SEVERITY_ERROR, "%s", cases[i].message);
		cr_expect_str_eq(heard.last.text, cases[i].text);
	}
	memset(longer, 'x', sizeof longer - 1);
	longer[sizeof longer - 1] = '\0';
	gpr_log("some.cc", 9, GPR_LOG_SEVERITY_ERROR, "%s", longer);
	cr_expect_eq(strlen(heard.last.text), LINE_TEXT_BYTES - 1);
	core_log_end();
}

Test(core_log, a_listener_that_is_lost_is_remembered_with_its_first_reason)
{
	static const struct {
		const char *message;
		const char *why; /* "": it is none of these */
	} cases[] = {
		{ "Failed accept4: Too many open files", "Too many open files" },
		{ "Failed getsockname: Bad file descriptor", "Bad file descriptor" },
		{ "Failed accept4", "" },
		{ "peer says Failed accept4: Too many open files", "" },
		{ "Handshake failed with fatal error SSL_ERROR_SSL", "" },
	};
	struct heard heard = { 0 };
	char why[LINE_TEXT_BYTES];

	for (int i = 0; i < (int)ARRAY_SIZE(cases); i++) {
		core_log_begin(hear, &heard);
		cr_expect_not(core_log_deaf(why));
		gpr_log("tcp.cc", i, GPR_LOG_SEVERITY_ERROR, "%s", cases[i].message);
		cr_expect_eq(core_log_deaf(why), cases[i].why[0] != '\0');
		cr_expect_str_eq(why, cases[i].why);
		core_log_end();
	}
	core_log_begin(hear, &heard);
	gpr_log("tcp.cc", 1, GPR_LOG_SEVERITY_ERROR, "Failed accept4: the first");
	gpr_log("tcp.cc", 1, GPR_LOG_SEVERITY_ERROR, "Failed accept4: the second");
	cr_expect(core_log_deaf(why));
	cr_expect_str_eq(why, "the first");
	core_log_end();
}

static void fail_handshake(void)
{
	gpr_log("ssl.cc", 1501, GPR_LOG_SEVERITY_ERROR,
		"Handshake failed with fatal error %s", "SSL_ERROR_SSL");
}

Test(core_log, handshakes_that_fail_are_counted_and_told_at_the_end)
{
	struct heard heard = { 0 };

	core_log_begin(hear, &heard);
	for (int i = 0; i < 100; i++)
		fail_handshake();
	core_log_sweep();
	cr_expect_eq(heard.line_count, 1);
	cr_expect_eq(core_log_failed_handshakes(), 100);
	core_log_end();
	cr_expect_eq(heard.line_count, 2);
	cr_expect_eq(heard.last.count, 99);
	cr_expect(core_log_tells_handshake(&heard.last));

	core_log_begin(hear, &heard);
	cr_expect_eq(core_log_failed_handshakes(), 0);
	fail_handshake();
	cr_expect_eq(heard.line_count, 3);
	core_log_end();
	fail_handshake(); /* core's own again */
	cr_expect_eq(heard.line_count, 3);
}
