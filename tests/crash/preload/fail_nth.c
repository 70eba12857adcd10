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
 *	            power  before it the power fails: what was written to a file and not
 *	                   synced is undone, then SIGKILL
 *	            some   the same, but every other of these writes had reached the disk
 *	FAIL_MARK   this file is made when the n-th comes
 *
 * What is written through a descriptor with O_DSYNC counts as synced.  Names of files
 * are not undone.  For one writing thread at a time.
 */

#define _GNU_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

/* False when it has no path. */
static bool path_of(int fd, char path[PATH_MAX])
{
	char link[64];
	ssize_t len;

	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, path, PATH_MAX - 2);
	path[len > 0 ? len : 0] = '\0';
	return len > 0;
}

static bool is_counted(int fd)
{
	char path[PATH_MAX];

	if (!path_of(fd, path))
		return false;
	strcat(path, "/"); /* the folder itself counts too */
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

/* ---- what a power failure takes back -------------------------------------------- */

/* What stood in a file before a write, or before its length was set. */
struct before {
	struct before *earlier;
	char path[PATH_MAX];
	off_t offset;
	off_t file_len;
	size_t len;
	unsigned char bytes[]; /* zeros where there was no file yet */
};

static struct before *unsynced;

static void remember(int fd, off_t offset, size_t len)
{
	struct before *before = calloc(1, sizeof(*before) + len);
	struct stat status;
	int readable;

	if (before == NULL || !path_of(fd, before->path) || fstat(fd, &status) != 0)
		abort();
	/* The descriptor itself may be for writing only. */
	readable = open(before->path, O_RDONLY | O_CLOEXEC);
	if (readable < 0 || pread(readable, before->bytes, len, offset) < 0)
		abort();
	(void)close(readable);
	before->offset = offset;
	before->file_len = status.st_size;
	before->len = len;
	before->earlier = unsynced;
	unsynced = before;
}

/* Before a write at the offset, at the descriptor's own when it is -1. */
static void will_write(int fd, off_t offset, size_t len)
{
	if ((!how("power") && !how("some")) || !is_counted(fd) ||
	    (fcntl(fd, F_GETFL) & O_DSYNC) != 0)
		return;
	remember(fd, offset >= 0 ? offset : lseek(fd, 0, SEEK_CUR), len);
}

static void was_synced(int fd)
{
	struct before **link = &unsynced;
	char path[PATH_MAX];

	if (!path_of(fd, path))
		return;
	while (*link != NULL) {
		struct before *before = *link;

		if (strcmp(before->path, path) != 0) {
			link = &before->earlier;
			continue;
		}
		*link = before->earlier;
		free(before);
	}
}

static void take_back(const struct before *before, bool length_too)
{
	int fd = open(before->path, O_WRONLY | O_CLOEXEC);

	REAL(ssize_t, pwrite, int, const void *, size_t, off_t);
	if (fd < 0)
		return; /* it is gone */
	if (real(fd, before->bytes, before->len, before->offset) !=
	    (ssize_t)before->len)
		abort();
	if (length_too && truncate(before->path, before->file_len) != 0)
		abort();
	(void)close(fd);
}

static void fail_power(void)
{
	bool reached_disk = false;

	for (; unsynced != NULL; unsynced = unsynced->earlier) {
		if (!reached_disk)
			take_back(unsynced, how("power"));
		reached_disk = how("some") && !reached_disk;
	}
	(void)raise(SIGKILL);
}

/* ---- which call, and what becomes of it ------------------------------------------ */

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
	if (how("power") || how("some"))
		fail_power();
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
	will_write(fd, -1, len);
	if (fate == FAILS)
		return -1;
	return after_half(fate, real(fd, data, fate == GOES_ON ? len : len / 2));
}

ssize_t pwrite(int fd, const void *data, size_t len, off_t offset)
{
	enum fate fate = fate_of(is_counted(fd));

	REAL(ssize_t, pwrite, int, const void *, size_t, off_t);
	will_write(fd, offset, len);
	if (fate == FAILS)
		return -1;
	return after_half(fate,
			  real(fd, data, fate == GOES_ON ? len : len / 2, offset));
}

static size_t length_of(const struct iovec *pieces, int count)
{
	size_t len = 0;

	for (int i = 0; i < count; i++)
		len += pieces[i].iov_len;
	return len;
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
	will_write(fd, -1, length_of(pieces, count));
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
	will_write(fd, offset, length_of(pieces, count));
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
	if (fails(is_counted(fd)) || real(fd) != 0)
		return -1;
	was_synced(fd);
	return 0;
}

int fdatasync(int fd)
{
	REAL(int, fdatasync, int);
	if (fails(is_counted(fd)) || real(fd) != 0)
		return -1;
	was_synced(fd);
	return 0;
}

int ftruncate(int fd, off_t len)
{
	REAL(int, ftruncate, int, off_t);
	if (fails(is_counted(fd)))
		return -1;
	will_write(fd, 0, 0); /* its length; what is cut off is not brought back */
	return real(fd, len);
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
