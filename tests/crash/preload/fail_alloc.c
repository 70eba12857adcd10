/*
 * Preloaded (ld.so(8), LD_PRELOAD) into a program under test: the n-th time that it asks
 * for memory it gets none.
 *
 *	FAIL_NTH    from 1; 0 or absent: none fails
 *	FAIL_WHERE  main    asked for by the first thread
 *	            others  asked for by the others
 *	FAIL_MARK   this file is made when the n-th comes
 */

#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The C library's own, behind the names that we take. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static atomic_ulong counted;

static bool is_counted(void)
{
	const char *where = getenv("FAIL_WHERE");
	bool is_main = gettid() == getpid();

	return where != NULL && is_main == (strcmp(where, "main") == 0);
}

static bool fails(void)
{
	const char *nth = getenv("FAIL_NTH");
	const char *mark = getenv("FAIL_MARK");
	int fd;

	if (nth == NULL || !is_counted() ||
	    atomic_fetch_add(&counted, 1) + 1 != strtoul(nth, NULL, 10))
		return false;
	fd = mark != NULL ? open(mark, O_WRONLY | O_CREAT | O_CLOEXEC, 0600) : -1;
	if (fd >= 0)
		(void)close(fd);
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
	if (fails())
		return ENOMEM;
	*out = __libc_memalign(alignment, size);
	return *out != NULL ? 0 : ENOMEM;
}
