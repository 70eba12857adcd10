#include "monitor/process.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "monitor/exposition.h"

/* clang-format off */
static const struct metric cpu = { "process_cpu_seconds", METRIC_COUNTER, "seconds", 6,
	"Processor time used, by the program and for it." };
static const struct metric started = { "process_start_time_seconds", METRIC_GAUGE, "seconds", 3,
	"When the process started, since 1970." };
static const struct metric resident = { "process_resident_memory_bytes", METRIC_GAUGE, "bytes", 0,
	"Memory in use, pages of the store that are mapped included." };
static const struct metric virtual = { "process_virtual_memory_bytes", METRIC_GAUGE, "bytes", 0,
	"Address space in use; the store's ceiling is mapped whole." };
static const struct metric open_fds = { "process_open_fds", METRIC_GAUGE, "", 0,
	"File descriptors that are open." };
static const struct metric max_fds = { "process_max_fds", METRIC_GAUGE, "", 0,
	"File descriptors that may be open." };
/* clang-format on */

static void gather_memory(struct text *out)
{
	long page_bytes = sysconf(_SC_PAGESIZE);
	FILE *file = fopen("/proc/self/statm", "re");
	char line[256];
	char *rest;

	if (file == NULL)
		return;
	if (fgets(line, sizeof(line), file) != NULL) {
		exposition_single(out, &virtual, strtoll(line, &rest, 10) * page_bytes);
		exposition_single(out, &resident, strtoll(rest, NULL, 10) * page_bytes);
	}
	(void)fclose(file);
}

static void gather_descriptors(struct text *out)
{
	DIR *dir = opendir("/proc/self/fd");
	struct rlimit limit;
	int64_t count = -3; /* ".", "..", and what reads them */

	if (dir == NULL)
		return;
	while (readdir(dir) != NULL) /* NOLINT(concurrency-mt-unsafe): a DIR of ours */
		count++;
	(void)closedir(dir);
	exposition_single(out, &open_fds, count);
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur <= INT64_MAX)
		exposition_single(out, &max_fds, (int64_t)limit.rlim_cur);
}

void process_gather(int64_t started_ms, struct text *out)
{
	struct timespec used;

	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) == 0)
		exposition_single(out, &cpu,
				  (int64_t)used.tv_sec * 1000000 + used.tv_nsec / 1000);
	exposition_single(out, &started, started_ms);
	gather_memory(out);
	gather_descriptors(out);
}
