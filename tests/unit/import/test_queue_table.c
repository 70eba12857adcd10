#include <criterion/criterion.h>

#include "base/attribute.h"
#include "sample.h"

/* The realtime table says what the log says: the same calls in another form. */

#define MAPPING \
	"title: t\nseries: calls\ndimensions: [{ dimension: queue, column: queue }]\n"
#define HEADER "id,time,callid,queuename,agent,event,data1,data2,data3,data4,data5\n"
#define SOURCES                                                        \
	"  sources: [{ counter: longest_s, measures: [max_wait_s] }, " \
	"{ counter: wait, measures: [wait_answered_s] }]\n"

struct table_case {
	const char *what;
	const char *mapping;
	const char *table;
	const char *text;
};

/* 2026-03-02T00:00 in Rome. */
#define DAY "1772406000"

static const struct table_case cases[] = {
	{ "local time with microseconds, quoted, in no order",
	  MAPPING "queue_table:\n" SOURCES,
	  HEADER
	  "\"3\",\"2026-03-02 00:00:19.000001\",\"c1\",\"q\",\"Ann\",\"COMPLETEAGENT\",\"9\",\"10\",\"1\",\"\",\"\"\n"
	  "\"2\",\"2026-03-02 00:00:09.100000\",\"c1\",\"q\",\"Ann\",\"CONNECT\",\"9\",\"x\",\"3\",\"\",\"\"\n"
	  "\"1\",\"2026-03-02 00:00:00.500000\",\"c1\",\"q\",\"NONE\",\"ENTERQUEUE\",\"\",\"555\",\"1\",\"\",\"\"\n",
	  DAY " 0 q offered=1 answered=1 talk_s=10 longest_s=9 wait=1/0/0\n" },
	{ "two events of one second keep their order by the fraction",
	  MAPPING "queue_table:\n" SOURCES,
	  HEADER "2,2026-03-02 00:00:00.900000,c1,q,NONE,ABANDON,1,1,0,,\n"
		 "1,2026-03-02 00:00:00.100000,c1,q,NONE,ENTERQUEUE,,555,1,,\n",
	  DAY " 0 q offered=1 answered=0 talk_s=0 longest_s=0 wait=0/0/0\n" },
	{ "columns in any order, others ignored, one with joined parameters",
	  MAPPING "queue_table: { separator: \"\\t\" }\n",
	  "data\tevent\tserverid\tqueuename\tcallid\ttime\n"
	  "|555|1\tENTERQUEUE\t7\tq\tc1\t2026-03-02 00:00:00\n"
	  "9|x|3\tCONNECT\t7\tq\tc1\t2026-03-02 00:00:09\n"
	  "BRIDGE|b-1|9|10|1\tATTENDEDTRANSFER\t7\tq\tc1\t2026-03-02 00:00:19\n",
	  DAY " 0 q offered=1 answered=1 talk_s=10 longest_s=? wait=?\n" },
	{ "a transfer over a link has lost its position", MAPPING "queue_table: {}\n",
	  HEADER
	  "1,2026-03-02 00:00:00,c1,q,NONE,ENTERQUEUE,,555,1,,\n"
	  "2,2026-03-02 00:00:09,c1,q,Ann,CONNECT,9,x,3,,\n"
	  "3,2026-03-02 00:00:19,c1,q,Ann,ATTENDEDTRANSFER,LINK,SIP/1,SIP/2,9,10\n",
	  DAY " 0 q offered=1 answered=1 talk_s=10 longest_s=? wait=?\n" },
	{ "seconds since 1970 are UTC; NULL is nothing", MAPPING "queue_table: {}\n",
	  HEADER "1,1772406000,c1,q,NONE,ENTERQUEUE,NULL,555,1,\\N,NULL\n"
		 "2,1772406009,c1,q,NONE,ABANDON,1,1,9,NULL,NULL\n",
	  DAY " 0 q offered=1 answered=0 talk_s=0 longest_s=? wait=?\n" },
	{ "a clock in UTC", MAPPING "queue_table: { clock: utc }\n",
	  HEADER "1,2026-03-01 23:00:00,c1,q,NONE,ENTERQUEUE,,555,1,,\n",
	  DAY
	  " 0 q offered=1 answered=0 talk_s=0 longest_s=? wait=?\n"
	  "calls neither answered nor ended in the log: counted as open: 1 at 2\n" },
	{ "names with quotes in them live on", MAPPING "queue_table: {}\n",
	  HEADER
	  "1,2026-03-02 00:00:00,\"c\"\"1\",\"q \"\"A\"\"\",NONE,ENTERQUEUE,,555,1,,\n"
	  "2,2026-03-02 00:00:09,\"c\"\"1\",\"q \"\"A\"\"\",NONE,ABANDON,1,1,9,,\n",
	  DAY " 0 q \"A\" offered=1 answered=0 talk_s=0 longest_s=? wait=?\n" },
	{ "rows without a time or an event are doubted", MAPPING "queue_table: {}\n",
	  HEADER "1,yesterday,c1,q,NONE,ENTERQUEUE,,555,1,,\n"
		 "2,2026-03-02 00:00:00,c1,q,NONE,,1,1,9,,\n"
		 "3,2026-03-02 00:00:00,c1,q\n"
		 "4,2026-03-02 00:00:00,c2,q,NONE,ENTERQUEUE\n",
	  DAY
	  " 0 q offered=1 answered=0 talk_s=0 longest_s=? wait=?\n"
	  "lines that are not lines of a queue_log, left out: 3 at 2, 3, 4\n"
	  "calls neither answered nor ended in the log: counted as open: 1 at 5\n" },
	{ "a number that is no clock is doubted", MAPPING "queue_table: {}\n",
	  HEADER "1,999999999999999999,c1,q,NONE,ENTERQUEUE,,555,1,,\n"
		 "2,1772406000,c1,q,NONE,ENTERQUEUE,,555,1,,\n",
	  DAY
	  " 0 q offered=1 answered=0 talk_s=0 longest_s=? wait=?\n"
	  "lines that are not lines of a queue_log, left out: 1 at 2\n"
	  "calls neither answered nor ended in the log: counted as open: 1 at 3\n" },
	{ "an hour shown twice", MAPPING "queue_table: {}\n",
	  HEADER "1,2026-10-25 02:30:00,c1,q,NONE,ENTERQUEUE,,555,1,,\n",
	  "line 2: time: the time was shown twice in the contract's zone, since clocks were "
	  "put back: say which under repeated_hour\n" },
	{ "an hour shown twice, decided",
	  MAPPING "queue_table: { repeated_hour: earlier }\n",
	  HEADER "1,2026-10-25 02:30:00,c1,q,NONE,ENTERQUEUE,,555,1,,\n",
	  "1792879200 5 q offered=1 answered=0 talk_s=0 longest_s=? wait=?\n"
	  "calls neither answered nor ended in the log: counted as open: 1 at 2\n" },
	{ "no header", MAPPING "queue_table: {}\n",
	  "1,2026-10-25 02:30:00,c1,q,NONE,ENTERQUEUE,,555,1,,\n",
	  "line 1: the first line names no column \"time\"\n" },
	{ "no callid", MAPPING "queue_table: {}\n", "time,queuename,event,data1\n",
	  "line 1: the first line names no column \"callid\"\n" },
	{ "no queue", MAPPING "queue_table: {}\n", "time,callid,event,data1\n",
	  "line 1: the first line names no column \"queuename\"\n" },
	{ "no event", MAPPING "queue_table: {}\n", "time,callid,queuename,data1\n",
	  "line 1: the first line names no column \"event\"\n" },
	{ "no parameters", MAPPING "queue_table: {}\n", "time,callid,queuename,event\n",
	  "line 1: the first line names no column \"data1\"\n" },
	{ "nothing", MAPPING "queue_table: {}\n", "", "line 1: the file is empty\n" },
	{ "a broken quote", MAPPING "queue_table: {}\n", HEADER "\"1,2\n",
	  "line 2: a quoted field begins here and does not end\n" },
	{ "a header with a broken quote", MAPPING "queue_table: {}\n", "\"id,time\n",
	  "line 1: a quoted field begins here and does not end\n" },
	{ "a long separator", MAPPING "queue_table: { separator: ab }\n", HEADER,
	  "queue_table.separator: \"ab\" is longer than one character\n" },
	{ "only a header", MAPPING "queue_table: {}\n", HEADER,
	  "line 1: no line of a queue_log here; expected "
	  "EPOCH|CALLID|QUEUE|AGENT|EVENT|...\n" },
};

Test(queue_table, a_dump_is_understood_like_the_log)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct sample sample;
		sample_open(&sample, "import/table.terms", NULL);
		sample_mapping(&sample, cases[i].mapping);
		sample_import(&sample, cases[i].table);
		cr_expect_str_eq(sample_text(&sample), cases[i].text, "%s",
				 cases[i].what);
		sample_close(&sample);
	}
}
