/*
 * Writes the exports of a contact centre that does not exist: the queue_log to the
 * standard output, chat contacts to a file.
 *
 *     callcentre_main --seed 7 --date 2026-03-02 --zone-offset 3600 --queues 3
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calendar/civil.h"
#include "support/callcentre.h"

struct options {
	struct callcentre_plan plan;
	int64_t day;
	int64_t zone_offset_s; /* seconds east of UTC on that day */
	const char *contacts;  /* file, or NULL */
};

static const char usage[] =
	"usage: callcentre_main [OPTION]...\n"
	"  --seed N           which centre it is (1)\n"
	"  --date YYYY-MM-DD  first local day (2026-03-02)\n"
	"  --zone-offset S    seconds east of UTC on that day (0)\n"
	"  --start-epoch S    first instant, instead of date and zone offset\n"
	"  --days N           how many days (1)\n"
	"  --queues N         voice queues (3)\n"
	"  --chat-queues N    chat queues (0)\n"
	"  --calls N          calls a day in each queue, about (600)\n"
	"  --agents N         agents of each queue (8)\n"
	"  --lost-ends N      of 1,000 ends of a call, how many are not written (0)\n"
	"  --contacts FILE    where chat contacts go, one row each\n";

static unsigned number(const char *text, unsigned most)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);
	if (end == text || *end != '\0' || value > most) {
		fprintf(stderr, "callcentre_main: %s is not a number from 0 to %u\n",
			text, most);
		exit(2);
	}
	return (unsigned)value;
}

static int64_t date(const char *text)
{
	int64_t day;
	if (!civil_parse_day(bytes_of_string(text), &day)) {
		fprintf(stderr, "callcentre_main: %s is not a day YYYY-MM-DD\n", text);
		exit(2);
	}
	return day;
}

static void take(struct options *options, int option, const char *text)
{
	struct callcentre_plan *plan = &options->plan;
	switch (option) {
	case 's':
		plan->seed = strtoull(text, NULL, 10);
		break;
	case 'd':
		options->day = date(text);
		break;
	case 'z':
		options->zone_offset_s = strtoll(text, NULL, 10);
		break;
	case 'e':
		plan->start_s = strtoll(text, NULL, 10);
		break;
	case 'n':
		plan->days = number(text, 3660);
		break;
	case 'q':
		plan->voice_queues = number(text, CALLCENTRE_QUEUES_MAX);
		break;
	case 'h':
		plan->chat_queues = number(text, CALLCENTRE_QUEUES_MAX);
		break;
	case 'c':
		plan->calls_per_day = number(text, 20000);
		break;
	case 'a':
		plan->agents = number(text, 64);
		break;
	case 'l':
		plan->lost_ends = number(text, 1000);
		break;
	case 'o':
		options->contacts = text;
		break;
	default:
		fputs(usage, stderr);
		exit(2);
	}
}

static void read_options(struct options *options, int argc, char **argv)
{
	static const struct option names[] = {
		{ "seed", 1, NULL, 's' },        { "date", 1, NULL, 'd' },
		{ "zone-offset", 1, NULL, 'z' }, { "start-epoch", 1, NULL, 'e' },
		{ "days", 1, NULL, 'n' },        { "queues", 1, NULL, 'q' },
		{ "chat-queues", 1, NULL, 'h' }, { "calls", 1, NULL, 'c' },
		{ "agents", 1, NULL, 'a' },      { "lost-ends", 1, NULL, 'l' },
		{ "contacts", 1, NULL, 'o' },    { NULL, 0, NULL, 0 },
	};
	int option;
	while ((option = getopt_long(argc, argv, "", names, NULL)) != -1)
		take(options, option, optarg);
	if (options->plan.start_s == 0)
		options->plan.start_s =
			options->day * CIVIL_DAY_S - options->zone_offset_s;
	unsigned queues = options->plan.voice_queues + options->plan.chat_queues;
	if (options->plan.voice_queues == 0 || queues > CALLCENTRE_QUEUES_MAX ||
	    options->plan.days == 0) {
		fprintf(stderr,
			"callcentre_main: 1 to %d queues, and at least one day\n",
			CALLCENTRE_QUEUES_MAX);
		exit(2);
	}
}

static void say_truth(const struct callcentre *centre)
{
	struct callcentre_lines all = { 1, UINT32_MAX };
	for (unsigned queue = 0; queue < centre->queue_count; queue++) {
		struct callcentre_counts counts = callcentre_count(
			centre, queue, centre->plan.start_s, centre->end_s, all);
		fprintf(stderr,
			"%s: offered %" PRIu64 ", answered %" PRIu64
			", within 20 s %" PRIu64 ", abandoned %" PRIu64
			", open %" PRIu64 "\n",
			centre->queue_names[queue], counts.offered, counts.answered,
			counts.answered_by_wait[0] + counts.answered_by_wait[1],
			counts.abandoned, counts.open);
	}
}

static int write_contacts(const struct callcentre *centre, const char *path)
{
	FILE *file = fopen(path, "w");
	if (!file || fputs(centre->contacts.chars, file) == EOF || fclose(file) != 0) {
		perror(path);
		return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct options options = {
		.plan = { .seed = 1,
			  .days = 1,
			  .voice_queues = 3,
			  .calls_per_day = 600,
			  .agents = 8 },
		.day = 20514, /* 2026-03-02 */
	};
	struct callcentre centre;
	struct arena arena;
	int status = 0;

	read_options(&options, argc, argv);
	arena_init(&arena, (size_t)8 << 30);
	callcentre_live(&centre, &arena, &options.plan);
	if (fputs(centre.log.chars, stdout) == EOF || fflush(stdout) != 0)
		status = 1;
	if (options.contacts)
		status |= write_contacts(&centre, options.contacts);
	say_truth(&centre);
	arena_release(&arena);
	return status;
}
