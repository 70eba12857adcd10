#include <criterion/criterion.h>
#include <string.h>

#include "base/arena.h"
#include "import/queue_log_file.h"
#include "import/visits.h"

/*
 * Each case is a log and what is understood of it, one visit after the other:
 *
 *     queue@enter answered|left END wait talk rings;   "?" is unknown, "-" no end
 *
 * and then the remarks, each with the lines it names.
 */

static const char *const end_names[VISIT_END_COUNT] = {
	[VISIT_END_NONE] = "-",
	[VISIT_END_COMPLETE] = "complete",
	[VISIT_END_BLIND] = "blind",
	[VISIT_END_ATTENDED] = "attended",
	[VISIT_END_ABANDON] = "abandon",
	[VISIT_END_TIMEOUT] = "timeout",
	[VISIT_END_EMPTY] = "empty",
	[VISIT_END_KEY] = "key",
	[VISIT_END_WITHDRAW] = "withdraw",
	[VISIT_END_AGENT_DUMP] = "dump",
	[VISIT_END_INCOMPATIBLE] = "incompatible",
};

static const char *const remark_names[] = {
#define X(name, text) #name,
	IMPORT_REMARK_TABLE(X)
#undef X
};

static enum err render(void *context, const struct visit *visit)
{
	struct text *out = context;
	text_add_n(out, (const char *)visit->queue.data, visit->queue.len);
	text_printf(out, "@%lld %s %s", (long long)visit->enter_s,
		    visit->answered ? "answered" : "left", end_names[visit->end]);
	if (visit->wait_known)
		text_printf(out, " %llu", (unsigned long long)visit->wait_s);
	else
		text_add(out, " ?");
	if (visit->talk_known)
		text_printf(out, " %llu", (unsigned long long)visit->talk_s);
	else
		text_add(out, " ?");
	text_printf(out, " %llu;", (unsigned long long)visit->rings);
	return ERR_OK;
}

static enum err understand(struct arena *arena, const char *const *logs, size_t count,
			   const char **out)
{
	struct import_summary summary = { 0 };
	struct import_place repeated[2] = { { 0, 0 }, { 0, 0 } };
	struct visit_book book;
	struct text text;
	size_t room = 0;

	for (size_t i = 0; i < count; i++)
		room += queue_log_file_lines(bytes_of_string(logs[i]));
	cr_assert_eq(visit_book_init(&book, arena, room, &summary), ERR_OK);
	for (size_t i = 0; i < count; i++)
		queue_log_file_read(bytes_of_string(logs[i]), (uint32_t)i, &book,
				    &summary);
	text_init(&text, arena);
	enum err e = visit_book_close(&book, render, &text, repeated);
	for (size_t r = 0; r < REMARK_COUNT; r++) {
		const struct import_remarks *remarks = &summary.remarks[r];
		if (remarks->count == 0)
			continue;
		text_printf(&text, " %s", remark_names[r]);
		for (size_t i = 0; i < remarks->place_count; i++)
			text_printf(&text, ":%u", remarks->places[i].line);
	}
	if (e)
		text_printf(&text, " twice %u:%u %u:%u", repeated[0].source,
			    repeated[0].line, repeated[1].source, repeated[1].line);
	*out = text_chars(&text);
	return e;
}

struct log_case {
	const char *what;
	const char *log;
	const char *understood;
};

#define ENTER   "100|c1|q|NONE|ENTERQUEUE||555|1\n"
#define CONNECT "103|c1|q|Ann|CONNECT|3|x.1|2\n"

static const struct log_case cases[] = {
	{ "answered and completed", ENTER CONNECT "110|c1|q|Ann|COMPLETECALLER|3|7|1\n",
	  "q@100 answered complete 3 7 0;" },
	{ "old lines with fewer parameters",
	  "100|c1|q|NONE|ENTERQUEUE||555\n103|c1|q|Ann|CONNECT|3\n"
	  "110|c1|q|Ann|COMPLETEAGENT|3|7\n",
	  "q@100 answered complete 3 7 0;" },
	{ "abandoned", ENTER "109|c1|q|NONE|ABANDON|1|1|9\n",
	  "q@100 left abandon 9 ? 0;" },
	{ "abandoned, the agent named", ENTER "109|c1|q|Ann|ABANDON|1|1|9\n",
	  "q@100 left abandon 9 ? 0;" },
	{ "timeout", ENTER "130|c1|q|NONE|EXITWITHTIMEOUT|1|1|30\n",
	  "q@100 left timeout 30 ? 0;" },
	{ "timeout of an old version says no wait",
	  ENTER "130|c1|q|NONE|EXITWITHTIMEOUT|1\n",
	  "q@100 left timeout 30 ? 0; WAIT_BY_CLOCK:2" },
	{ "empty", ENTER "105|c1|q|NONE|EXITEMPTY|1|1|5\n", "q@100 left empty 5 ? 0;" },
	{ "key", ENTER "105|c1|q|NONE|EXITWITHKEY|2|1|1|4\n", "q@100 left key 4 ? 0;" },
	{ "withdrawn, with and without words",
	  ENTER "105|c1|q|NONE|WITHDRAW|1|1|5|by supervisor\n"
		"200|c2|q|NONE|ENTERQUEUE||555|1\n206|c2|q|NONE|WITHDRAW|1|1|6|\n",
	  "q@100 left withdraw 5 ? 0;q@200 left withdraw 6 ? 0;" },
	{ "agent dump and incompatible say no wait",
	  ENTER "105|c1|q|Ann|AGENTDUMP|\n"
		"200|c2|q|NONE|ENTERQUEUE||555|1\n206|c2|q|Ann|SYSCOMPAT|\n",
	  "q@100 left dump 5 ? 0;q@200 left incompatible 6 ? 0; WAIT_BY_CLOCK:2:4" },
	{ "blind transfer",
	  ENTER CONNECT "120|c1|q|Ann|BLINDTRANSFER|600|from-q|3|17|1\n",
	  "q@100 answered blind 3 17 0;" },
	{ "legacy transfer without position",
	  ENTER CONNECT "120|c1|q|Ann|TRANSFER|600|from-q|3|17\n",
	  "q@100 answered blind 3 17 0;" },
	{ "transfer whose extension holds a bar",
	  ENTER CONNECT "120|c1|q|Ann|BLINDTRANSFER|60|0|from-q|3|17|1\n",
	  "q@100 answered blind 3 17 0;" },
	{ "attended transfer over a bridge",
	  ENTER CONNECT "120|c1|q|Ann|ATTENDEDTRANSFER|BRIDGE|b-7|3|17|1\n",
	  "q@100 answered attended 3 17 0;" },
	{ "attended transfer over a link has two channels",
	  ENTER CONNECT "120|c1|q|Ann|ATTENDEDTRANSFER|LINK|SIP/1|SIP/2|3|17|1\n",
	  "q@100 answered attended 3 17 0;" },
	{ "the same as a table keeps it",
	  ENTER CONNECT "120|c1|q|Ann|ATTENDEDTRANSFER|LINK|SIP/1|SIP/2|3|17\n",
	  "q@100 answered attended 3 17 0;" },
	{ "a transfer with too few numbers",
	  ENTER CONNECT "120|c1|q|Ann|ATTENDEDTRANSFER|BRIDGE|17|1\n",
	  "q@100 answered attended 3 ? 0; TALK_UNKNOWN:3 NUMBER_DAMAGED:3" },
	{ "rings are in milliseconds and count",
	  ENTER "101|c1|q|Ann|RINGNOANSWER|0\n102|c1|q|Bob|RINGNOANSWER|1000\n" CONNECT
		"110|c1|q|Ann|COMPLETEAGENT|3|7|1\n",
	  "q@100 answered complete 3 7 2;" },
	{ "a ring that ends after the caller has left",
	  ENTER "109|c1|q|NONE|ABANDON|1|1|9\n109|c1|q|Ann|RINGNOANSWER|9000\n",
	  "q@100 left abandon 9 ? 1;" },
	{ "a canceled ring only adds",
	  ENTER "109|c1|q|Ann|RINGCANCELED|9000\n109|c1|q|NONE|ABANDON|1|1|9\n",
	  "q@100 left abandon 9 ? 0; ASIDE_LINE:2" },
	{ "open at the end", ENTER, "q@100 left - ? ? 0;" },
	{ "answered, its end is missing", ENTER CONNECT, "q@100 answered - 3 ? 0;" },
	{ "one call, two queues, one after the other",
	  ENTER
	  "130|c1|q|NONE|EXITWITHTIMEOUT|1|1|30\n130|c1|r|NONE|ENTERQUEUE||555|1\n"
	  "133|c1|r|Ann|CONNECT|3|x|1\n140|c1|r|Ann|COMPLETEAGENT|3|7|1\n",
	  "q@100 left timeout 30 ? 0;r@130 answered complete 3 7 0;" },
	{ "one queue entered again, in the same second",
	  ENTER
	  "130|c1|q|NONE|EXITWITHTIMEOUT|1|1|30\n130|c1|q|NONE|ENTERQUEUE||555|1\n"
	  "133|c1|q|NONE|ABANDON|1|1|3\n",
	  "q@100 left timeout 30 ? 0;q@130 left abandon 3 ? 0;" },
	{ "the same twice within one second",
	  ENTER "100|c1|q|NONE|EXITEMPTY|1|1|0\n" ENTER
		"100|c1|q|NONE|EXITEMPTY|1|1|0\n",
	  "q@100 left empty 0 ? 0;q@100 left empty 0 ? 0;" },
	{ "entered again without having left",
	  ENTER "105|c1|q|NONE|ENTERQUEUE||555|1\n109|c1|q|NONE|ABANDON|1|1|4\n",
	  "q@100 left - ? ? 0;q@105 left abandon 4 ? 0; ENTERED_AGAIN:2" },
	{ "a line that stands twice",
	  ENTER ENTER CONNECT CONNECT
	  "110|c1|q|Ann|COMPLETEAGENT|3|7|1\n110|c1|q|Ann|COMPLETEAGENT|3|7|1\n",
	  "q@100 answered complete 3 7 0; REPEATED_LINE:2:4:6" },
	{ "ended twice, answered twice",
	  ENTER CONNECT
	  "104|c1|q|Bob|CONNECT|4|x.2|2\n110|c1|q|Ann|COMPLETEAGENT|3|7|1\n"
	  "111|c1|q|Ann|COMPLETECALLER|3|8|1\n112|c1|q|Bob|CONNECT|9|x|1\n",
	  "q@100 answered complete 3 7 0; ANSWERED_TWICE:3:6 ENDED_TWICE:5" },
	{ "answered, then abandoned", ENTER CONNECT "109|c1|q|NONE|ABANDON|1|1|9\n",
	  "q@100 answered abandon 3 ? 0; ODD_END:3" },
	{ "completed without an answer", ENTER "110|c1|q|Ann|COMPLETEAGENT|3|7|1\n",
	  "q@100 left complete ? ? 0; NO_ANSWER:2" },
	{ "the log begins in the middle of a call",
	  CONNECT "110|c1|q|Ann|COMPLETEAGENT|3|7|1\n105|c2|q|NONE|ABANDON|1|1|44\n",
	  " NO_ENTRY:1:3" },
	{ "lines one second out of order",
	  ENTER "110|c1|q|Ann|COMPLETEAGENT|3|7|1\n" CONNECT,
	  "q@100 answered complete 3 7 0;" },
	{ "an entry written late in its second",
	  "100|c1|q|Ann|CONNECT|0|x.1|2\n" ENTER "110|c1|q|Ann|COMPLETEAGENT|0|7|1\n",
	  "q@100 answered complete 0 7 0;" },
	{ "a late entry with its end before it", "100|c1|q|NONE|ABANDON|1|1|0\n" ENTER,
	  "q@100 left abandon 0 ? 0;" },
	{ "the end of a visit before the log, and an entry in its second",
	  "100|c1|q|NONE|EXITWITHTIMEOUT|1|1|180\n" ENTER
	  "109|c1|q|NONE|ABANDON|1|1|9\n",
	  "q@100 left abandon 9 ? 0; NO_ENTRY:1" },
	{ "the same after a talk",
	  "100|c1|q|Ann|BLINDTRANSFER|600|from-q|0|30|1\n" ENTER
	  "109|c1|q|NONE|ABANDON|1|1|9\n",
	  "q@100 left abandon 9 ? 0; NO_ENTRY:1" },
	{ "outbound calls are kept out",
	  "100|c1|q|Ann|CALLOUTBOUND||555\n103|c1|q|Ann|CONNECT|3\n"
	  "110|c1|q|Ann|COMPLETEAGENT|3|7\n"
	  "200|c2|q|Ann|CALLOUTBOUND||555\n203|c2|q|Ann|ABANDON|1|1|3\n",
	  " OUTBOUND_LINE:1:2:3:4:5" },
	{ "outbound, its lines in another queue or before it",
	  "100|c1|q2|Ann|CONNECT|0\n100|c1|q|Ann|CALLOUTBOUND||555\n"
	  "110|c1|q2|Ann|COMPLETEAGENT|0|7\n",
	  " OUTBOUND_LINE:1:2:3" },
	{ "an outbound call and an inbound one in a queue",
	  ENTER "109|c1|q|NONE|ABANDON|1|1|9\n300|c1|q|Ann|CALLOUTBOUND||555\n"
		"303|c1|q|Ann|CONNECT|3\n",
	  "q@100 left abandon 9 ? 0; OUTBOUND_LINE:3:4" },
	{ "a report of an outbound call", "100|c1|q|Ann|OUTCALL|ANSWER|44|50|555\n",
	  " OUTBOUND_LINE:1" },
	{ "agents, system, asides, verbs of a dial plan",
	  "1|NONE|NONE|NONE|QUEUESTART|\n2|NONE|q|Ann|PAUSE|lunch\n"
	  "3|REALTIME|q|Ann|ADDMEMBER|\n4|c9|q|Ann|INFO|FTR|1|x\n5|c9|q|x|MYVERB|1\n",
	  " STAFF_LINE:1:2:3 ASIDE_LINE:4 CUSTOM_LINE:5" },
	{ "a call without a name",
	  "1|NONE|q|NONE|ENTERQUEUE||5\n1|c1||NONE|ENTERQUEUE||5\n1|NONE|q|A|CALLOUTBOUND||5\n",
	  " OUTBOUND_LINE:3 NO_CALL:1:2" },
	{ "carriage returns and blank lines",
	  "100|c1|q|NONE|ENTERQUEUE||555|1\r\n\r\n\n109|c1|q|NONE|ABANDON|1|1|9\r\n",
	  "q@100 left abandon 9 ? 0; BLANK_LINE:2:3" },
	{ "lines that are none",
	  "hello\n1|2|3|4\n|c1|q|NONE|ENTERQUEUE|\n-1|c1|q|NONE|ENTERQUEUE|\n"
	  "1e9|c1|q|NONE|ENTERQUEUE|\n1|c1|q|NONE||\n99999999999999|c|q|N|ENTERQUEUE|\n",
	  " UNREADABLE:1:2:3:4:5:6:7" },
	{ "too many parameters, a clock too fine, a clock too late",
	  "1|c1|q|NONE|ENTERQUEUE|1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|17\n"
	  "1.1234567|c1|q|NONE|ENTERQUEUE|\n1.x|c1|q|NONE|ENTERQUEUE|\n"
	  "100000000001|c1|q|NONE|ENTERQUEUE|\n",
	  " UNREADABLE:1:2:3:4" },
	{ "a clock with a fraction",
	  "100.25|c1|q|NONE|ENTERQUEUE||\n109.5|c1|q|NONE|ABANDON|1|1|9\n",
	  "q@100 left abandon 9 ? 0;" },
	{ "damaged numbers",
	  ENTER "103|c1|q|Ann|CONNECT|three|x.1|2\n110|c1|q|Ann|COMPLETEAGENT|3|-7|1\n",
	  "q@100 answered complete 3 ? 0; WAIT_BY_CLOCK:2 TALK_UNKNOWN:3 "
	  "NUMBER_DAMAGED:2:3" },
	{ "cut off inside a number", ENTER "109|c1|q|NONE|ABANDON|1|1|1",
	  "q@100 left abandon 9 ? 0; CUT_OFF:2 WAIT_BY_CLOCK:2" },
	{ "cut off after what counts", ENTER CONNECT "110|c1|q|Ann|COMPLETEAGENT|3|7|1",
	  "q@100 answered complete 3 7 0; CUT_OFF:3" },
	{ "cut off inside a verb", ENTER "103|c1|q|Ann|CONNE",
	  "q@100 left - ? ? 0; UNREADABLE:2" },
};

Test(visits, a_log_is_understood_line_by_line)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct arena arena;
		const char *understood;
		arena_init(&arena, 1 << 20);
		cr_expect_eq(understand(&arena, &cases[i].log, 1, &understood), ERR_OK);
		cr_expect_str_eq(understood, cases[i].understood, "%s", cases[i].what);
		arena_release(&arena);
	}
}

Test(visits, a_call_may_cross_from_one_file_to_the_next)
{
	const char *logs[] = { ENTER, CONNECT "110|c1|q|Ann|COMPLETEAGENT|3|7|1\n" };
	struct arena arena;
	const char *understood;
	arena_init(&arena, 1 << 20);
	cr_expect_eq(understand(&arena, logs, 2, &understood), ERR_OK);
	cr_expect_str_eq(understood, "q@100 answered complete 3 7 0;");
	arena_release(&arena);
}

Test(visits, files_that_overlap_are_refused)
{
	const char *logs[] = { ENTER CONNECT,
			       CONNECT "110|c1|q|Ann|COMPLETEAGENT|3|7|1\n" };
	struct arena arena;
	const char *understood;
	arena_init(&arena, 1 << 20);
	cr_expect_eq(understand(&arena, logs, 2, &understood), ERR_IMPORT_DATA);
	cr_expect_str_eq(understood, " twice 0:2 1:1");
	arena_release(&arena);
}

Test(visits, a_line_longer_than_the_logger_writes_is_left_out)
{
	struct arena arena;
	const char *understood;
	arena_init(&arena, 1 << 20);
	struct text log;
	text_init(&log, &arena);
	text_add(&log, "100|c1|q|NONE|ENTERQUEUE|");
	while (log.len < QUEUE_LOG_LINE_MAX_BYTES)
		text_add(&log, "x");
	text_add(&log, "\n101|c1|q|NONE|ABANDON|1|1|1\n");
	const char *whole = text_chars(&log);
	cr_expect_eq(understand(&arena, &whole, 1, &understood), ERR_OK);
	cr_expect_str_eq(understood, "q@100 left abandon 1 ? 0;");
	text_init(&log, &arena);
	text_add(&log, "100|c1|q|NONE|ENTERQUEUE|");
	while (log.len < QUEUE_LOG_LINE_MAX_BYTES + 1)
		text_add(&log, "x");
	text_add(&log, "\n101|c1|q|NONE|ABANDON|1|1|1\n");
	whole = text_chars(&log);
	cr_expect_eq(understand(&arena, &whole, 1, &understood), ERR_OK);
	cr_expect_str_eq(understood, " UNREADABLE:1 NO_ENTRY:2");
	arena_release(&arena);
}

Test(visits, a_book_larger_than_its_arena_is_refused)
{
	struct import_summary summary = { 0 };
	struct visit_book book;
	struct arena arena;
	arena_init(&arena, 4096);
	cr_expect_eq(visit_book_init(&book, &arena, 1000, &summary), ERR_NO_MEMORY);
	arena_release(&arena);
}
