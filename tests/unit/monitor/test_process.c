#include "monitor/process.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The sample of a name, as a whole number. */
static long long sample(const char *text, const char *name)
{
	char line[64];
	const char *at;

	snprintf(line, sizeof(line), "\n%s ", name);
	at = strstr(text, line);
	cr_assert_not_null(at, "%s in %s", name, text);
	return strtoll(at + strlen(line), NULL, 10);
}

Test(process, counts_what_it_has_open)
{
	struct arena arena;
	struct text before, after;
	int fds[3];

	arena_init(&arena, 1 << 20);
	text_init(&before, &arena);
	text_init(&after, &arena);
	process_gather(0, &before);
	for (int i = 0; i < 3; i++)
		fds[i] = open("/dev/null", O_RDONLY);
	process_gather(0, &after);
	cr_expect_eq(sample(text_chars(&after), "process_open_fds"),
		     sample(text_chars(&before), "process_open_fds") + 3);
	for (int i = 0; i < 3; i++)
		close(fds[i]);
	arena_release(&arena);
}

Test(process, tells_what_client_libraries_tell)
{
	struct arena arena;
	struct text text;

	arena_init(&arena, 1 << 20);
	text_init(&text, &arena);
	process_gather(1767225600123, &text);
	cr_expect_eq(sample(text_chars(&text), "process_start_time_seconds"),
		     1767225600);
	cr_expect_geq(sample(text_chars(&text), "process_cpu_seconds_total"), 0);
	cr_expect_gt(sample(text_chars(&text), "process_resident_memory_bytes"),
		     1 << 18);
	cr_expect_gt(sample(text_chars(&text), "process_virtual_memory_bytes"),
		     sample(text_chars(&text), "process_resident_memory_bytes"));
	cr_expect_gt(sample(text_chars(&text), "process_max_fds"),
		     sample(text_chars(&text), "process_open_fds"));
	arena_release(&arena);
}
