/*
 * Preloaded (ld.so(8), LD_PRELOAD) into a program under test: makes the n-th write,
 * sync, truncation or rename below one folder fail.
 *
 *	FAIL_UNDER  only this absolute path and what lies below it is counted
 *	FAIL_NTH    from 1; 0 or absent: only count
 *	FAIL_HOW    once   EIO, once
 *	            full   ENOSPC, from then on
 *	            short  half of it is written, once; what writes nothing fails with EIO
 *	            kill   SIGKILL before it
 *	            tear   half of it is written, then SIGKILL
 *	FAIL_MARK   this file is made when the n-th comes
 */

#define _GNU_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_ulong counted;

/* The function that ours hides. */
static void find(void *function, const char *name)
{
	void *found = dlsym(RTLD_NEXT, name);

	if (found == NULL)
		abort();
	memcpy(function, &found, sizeof(found));
}

#define REAL(type, name, ...)      \
	type (*real)(__VA_ARGS__); \
	find(&real, #name)

static const char *setting(const char *name)
{
	const char *value = getenv(name);

	return value != NULL ? value : "";
}

static bool lies_under(const char *path)
{
	const char *under = setting("FAIL_UNDER");
	size_t len = strlen(under);

	return len > 0 && strncmp(path, under, len) == 0 && path[len] == '/';
}

static bool is_counted(int fd)
{
	char link[64], path[4096];
	ssize_t len;

	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, path, sizeof(path) - 2);
	if (len < 0)
		return false;
	path[len] = '/'; /* the folder itself counts too */
	path[len + 1] = '\0';
	return lies_under(path);
}

static bool how(const char *name)
{
	return strcmp(setting("FAIL_HOW"), name) == 0;
}

static void mark(void)
{
	int fd = open(setting("FAIL_MARK"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	if (fd >= 0)
		(void)close(fd);
}

enum fate { GOES_ON, FAILS, HALF, HALF_THEN_DIES };

/* What becomes of the call that comes now; errno is set when it fails. */
static enum fate fate_of(bool counts)
{
	unsigned long nth = strtoul(setting("FAIL_NTH"), NULL, 10);
	unsigned long now = counts ? atomic_fetch_add(&counted, 1) + 1 : 0;

	if (nth == 0 || now == 0 || now < nth || (now > nth && !how("full")))
		return GOES_ON;
	if (now == nth)
		mark();
	if (how("kill"))
		(void)raise(SIGKILL);
	errno = how("full") ? ENOSPC : EIO;
	if (how("short"))
		return HALF;
	return how("tear") ? HALF_THEN_DIES : FAILS;
}

/* The same for what cannot be done by half. */
static bool fails(bool counts)
{
	enum fate fate = fate_of(counts);

	if (fate == HALF_THEN_DIES)
		(void)raise(SIGKILL);
	return fate != GOES_ON;
}

static ssize_t after_half(enum fate fate, ssize_t done)
{
	if (fate == HALF_THEN_DIES)
		(void)raise(SIGKILL);
	return done;
}

ssize_t write(int fd, const void *data, size_t len)
{
	enum fate fate = fate_of(is_counted(fd));

	REAL(ssize_t, write, int, const void *, size_t);
	if (fate == FAILS)
		return -1;
	return after_half(fate, real(fd, data, fate == GOES_ON ? len : len / 2));
}

ssize_t pwrite(int fd, const void *data, size_t len, off_t offset)
{
	enum fate fate = fate_of(is_counted(fd));

	REAL(ssize_t, pwrite, int, const void *, size_t, off_t);
	if (fate == FAILS)
		return -1;
	return after_half(fate,
			  real(fd, data, fate == GOES_ON ? len : len / 2, offset));
}

/* By half: the first of the pieces, or half of the only one. */
static void halve(const struct iovec *pieces, int count, struct iovec *half,
		  int *half_count)
{
	*half = pieces[0];
	if (count == 1)
		half->iov_len /= 2;
	*half_count = 1;
}

ssize_t writev(int fd, const struct iovec *pieces, int count)
{
	enum fate fate = fate_of(is_counted(fd));
	struct iovec half;

	REAL(ssize_t, writev, int, const struct iovec *, int);
	if (fate == FAILS)
		return -1;
	if (fate == GOES_ON)
		return real(fd, pieces, count);
	halve(pieces, count, &half, &count);
	return after_half(fate, real(fd, &half, count));
}

ssize_t pwritev(int fd, const struct iovec *pieces, int count, off_t offset)
{
	enum fate fate = fate_of(is_counted(fd));
	struct iovec half;

	REAL(ssize_t, pwritev, int, const struct iovec *, int, off_t);
	if (fate == FAILS)
		return -1;
	if (fate == GOES_ON)
		return real(fd, pieces, count, offset);
	halve(pieces, count, &half, &count);
	return after_half(fate, real(fd, &half, count, offset));
}

int fsync(int fd)
{
	REAL(int, fsync, int);
	return fails(is_counted(fd)) ? -1 : real(fd);
}

int fdatasync(int fd)
{
	REAL(int, fdatasync, int);
	return fails(is_counted(fd)) ? -1 : real(fd);
}

int ftruncate(int fd, off_t len)
{
	REAL(int, ftruncate, int, off_t);
	return fails(is_counted(fd)) ? -1 : real(fd, len);
}

int rename(const char *from, const char *to)
{
	REAL(int, rename, const char *, const char *);
	return fails(lies_under(to)) ? -1 : real(from, to);
}

int renameat(int from_fd, const char *from, int to_fd, const char *to)
{
	bool counts = to[0] == '/' ? lies_under(to) : is_counted(to_fd);

	REAL(int, renameat, int, const char *, int, const char *);
	return fails(counts) ? -1 : real(from_fd, from, to_fd, to);
}
