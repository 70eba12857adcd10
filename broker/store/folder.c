#include "store/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/attribute.h"

#define DATA_FILE   "data.mdb"
#define LOCK_FILE   "open.lock"
#define READER_FILE "lock.mdb"
#define OPEN_FOLDER (O_RDONLY | O_DIRECTORY | O_CLOEXEC)

static enum err io_error(struct diag *diag, const char *path, const char *doing,
			 int number)
{
	struct diag_place place = { .file = path };
	char reason[128];

	if (strerror_r(number, reason, sizeof(reason)) != 0)
		reason[0] = '\0';
	(void)diag_error(diag, ERR_IO, place, "%s the store's folder failed: %s", doing,
			 reason);
	if (number == EACCES || number == EPERM)
		diag_hint(diag, "run this as the user that serves; what another user, "
				"such as root, has made in the folder is to be that "
				"user's: chown -R");
	return ERR_IO;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

/* ---- where it lies -------------------------------------------------------------- */

struct filesystem {
	unsigned long
		magic; /* linux/magic.h, and the kernel's fs/ for those not there */
	const char *name;
};

static const struct filesystem remote[] = {
	{ 0x6969, "NFS" },      { 0x517b, "SMB" },       { 0xfe534d42, "SMB2" },
	{ 0xff534d42, "CIFS" }, { 0x65735546, "FUSE" },  { 0x01021997, "9P" },
	{ 0x00c36400, "Ceph" }, { 0x5346414f, "AFS" },   { 0x73757245, "Coda" },
	{ 0x564c, "NCP" },      { 0x47504653, "GPFS" },  { 0x0bd00bd0, "Lustre" },
	{ 0x01161970, "GFS2" }, { 0x7461636f, "OCFS2" },
};

const char *folder_remote_filesystem(unsigned long magic)
{
	for (size_t i = 0; i < ARRAY_SIZE(remote); i++)
		if (remote[i].magic == magic)
			return remote[i].name;
	return NULL;
}

static enum err check_filesystem(int dir_fd, const char *path, struct diag *diag)
{
	struct diag_place place = { .file = path };
	struct statfs status;
	const char *name;

	if (fstatfs(dir_fd, &status) != 0)
		return io_error(diag, path, "looking at", errno);
	name = folder_remote_filesystem((unsigned long)status.f_type & 0xffffffffu);
	if (name == NULL)
		return ERR_OK;
	(void)diag_error(diag, ERR_IO, place,
			 "the store's folder lies on a %s file system, where a store "
			 "can lose what it has promised to keep",
			 name);
	diag_hint(diag, "put the store on a local disk (ext4, xfs, btrfs, zfs)");
	return ERR_IO;
}

static enum err absent(const char *path, struct diag *diag)
{
	struct diag_place place = { .file = path };

	(void)diag_error(diag, ERR_STORE_ABSENT, place,
			 "there is no store in this folder");
	diag_hint(diag, "check the path, and that its disk is mounted; what a log had "
			"here is brought back from a backup; only where there never "
			"was a log, slabroker init makes one");
	return ERR_STORE_ABSENT;
}

static enum err open_folder(const char *path, int *dir_fd, struct diag *diag)
{
	*dir_fd = open(path, OPEN_FOLDER);
	if (*dir_fd < 0)
		return errno == ENOENT ? absent(path, diag)
				       : io_error(diag, path, "opening", errno);
	return check_filesystem(*dir_fd, path, diag);
}

static enum err sync_folder(int dir_fd, const char *path, struct diag *diag)
{
	int parent_fd = openat(dir_fd, "..", OPEN_FOLDER);
	bool synced = parent_fd >= 0 && fsync(dir_fd) == 0 && fsync(parent_fd) == 0;
	int number = errno;

	close_fd(&parent_fd);
	return synced ? ERR_OK : io_error(diag, path, "syncing", number);
}

enum err folder_sync(const struct folder *folder, struct diag *diag)
{
	return sync_folder(folder->dir_fd, folder->path, diag);
}

uint64_t folder_free_bytes(const struct folder *folder)
{
	struct statfs status;

	if (fstatfs(folder->dir_fd, &status) != 0)
		return 0;
	return (uint64_t)status.f_bavail * (uint64_t)status.f_bsize;
}

/* ---- who holds it --------------------------------------------------------------- */

static enum err in_use(const struct folder *folder, struct diag *diag)
{
	struct diag_place place = { .file = folder->path };
	char holder[16];
	ssize_t len = read(folder->lock_fd, holder, sizeof(holder));
	size_t digits = 0;

	while (len > 0 && digits < (size_t)len && holder[digits] >= '0' &&
	       holder[digits] <= '9')
		digits++;
	(void)diag_error(diag, ERR_STORE_IN_USE, place,
			 "the store in this folder is open already, in process %.*s",
			 digits > 0 ? (int)digits : 7, digits > 0 ? holder : "unknown");
	diag_hint(diag, "stop that process first, or give each broker its own folder");
	return ERR_STORE_IN_USE;
}

/* Whoever held it may have removed it with the folder's store: then it is no lock. */
static bool is_removed(int lock_fd)
{
	struct stat status;

	return fstat(lock_fd, &status) != 0 || status.st_nlink == 0;
}

static enum err take_lock(struct folder *folder, struct diag *diag)
{
	char holder[16];
	int len = snprintf(holder, sizeof(holder), "%ld\n", (long)getpid());

	folder->made_lock = faccessat(folder->dir_fd, LOCK_FILE, F_OK, 0) != 0;
	folder->lock_fd =
		openat(folder->dir_fd, LOCK_FILE,
		       O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
	if (folder->lock_fd < 0)
		return io_error(diag, folder->path, "locking", errno);
	if (flock(folder->lock_fd, LOCK_EX | LOCK_NB) != 0)
		return errno == EWOULDBLOCK
			       ? in_use(folder, diag)
			       : io_error(diag, folder->path, "locking", errno);
	if (is_removed(folder->lock_fd))
		return in_use(folder, diag);
	folder->is_held = true;
	if (ftruncate(folder->lock_fd, 0) != 0 ||
	    write(folder->lock_fd, holder, (size_t)len) != len)
		return io_error(diag, folder->path, "locking", errno);
	return ERR_OK;
}

static enum err look_for_store(struct folder *folder, struct diag *diag)
{
	struct stat status;

	folder->has_store =
		fstatat(folder->dir_fd, DATA_FILE, &status, AT_SYMLINK_NOFOLLOW) == 0;
	return folder->has_store || errno == ENOENT
		       ? ERR_OK
		       : io_error(diag, folder->path, "looking at", errno);
}

/* A folder without a store is left as it is, unless one is to be made. */
enum err folder_take(struct folder *folder, const char *path, bool create,
		     struct diag *diag)
{
	enum err err;

	*folder = (struct folder){ .path = path, .dir_fd = -1, .lock_fd = -1 };
	folder->made_folder = create && mkdir(path, S_IRWXU) == 0;
	if (create && !folder->made_folder && errno != EEXIST)
		return io_error(diag, path, "making", errno);
	err = open_folder(path, &folder->dir_fd, diag);
	if (err == ERR_OK)
		err = look_for_store(folder, diag);
	if (err == ERR_OK && !create && !folder->has_store)
		err = absent(path, diag);
	if (err == ERR_OK)
		err = take_lock(folder, diag);
	if (err == ERR_OK) /* another may have made it before the lock was ours */
		err = look_for_store(folder, diag);
	folder->made_store = err == ERR_OK && !folder->has_store;
	if (err != ERR_OK)
		folder_discard(folder);
	return err;
}

/*
 * Whether this very process holds the folder.  The lock is tried only where the number in
 * the file is ours: it must not be in the way of a broker that starts just now.
 */
static bool is_held_by_us(const struct folder *folder)
{
	int fd = openat(folder->dir_fd, LOCK_FILE, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char holder[16], ours[16];
	int len = snprintf(ours, sizeof(ours), "%ld\n", (long)getpid());
	bool is_held = fd >= 0 && read(fd, holder, sizeof(holder)) == len &&
		       memcmp(holder, ours, (size_t)len) == 0 &&
		       flock(fd, LOCK_SH | LOCK_NB) != 0;

	close_fd(&fd);
	return is_held;
}

enum err folder_visit(struct folder *folder, const char *path, struct diag *diag)
{
	enum err err;

	*folder = (struct folder){ .path = path, .dir_fd = -1, .lock_fd = -1 };
	err = open_folder(path, &folder->dir_fd, diag);
	if (err == ERR_OK)
		err = look_for_store(folder, diag);
	if (err == ERR_OK && !folder->has_store)
		err = absent(path, diag);
	if (err == ERR_OK && is_held_by_us(folder))
		err = diag_error(diag, ERR_STORE_IN_USE,
				 (struct diag_place){ .file = path },
				 "the store in this folder is open in this process "
				 "already");
	if (err != ERR_OK)
		folder_leave(folder);
	return err;
}

void folder_leave(struct folder *folder)
{
	close_fd(&folder->lock_fd); /* which lets go of the lock */
	close_fd(&folder->dir_fd);
}

/* The lock goes last: what another makes here meanwhile is not ours to remove. */
void folder_discard(struct folder *folder)
{
	static const char *const files[] = { FOLDER_NEW_FILE, DATA_FILE, READER_FILE };

	for (size_t i = 0; folder->made_store && i < ARRAY_SIZE(files); i++)
		(void)unlinkat(folder->dir_fd, files[i], 0);
	if (folder->is_held && folder->made_lock)
		(void)unlinkat(folder->dir_fd, LOCK_FILE, 0);
	if (folder->made_folder)
		(void)rmdir(folder->path);
	folder_leave(folder);
}

/* ---- a new store ---------------------------------------------------------------- */

enum err folder_make_begin(const struct folder *folder, struct diag *diag)
{
	if (unlinkat(folder->dir_fd, FOLDER_NEW_FILE, 0) == 0 || errno == ENOENT)
		return ERR_OK;
	return io_error(diag, folder->path, "clearing", errno);
}

enum err folder_make_keep(struct folder *folder, struct diag *diag)
{
	if (renameat(folder->dir_fd, FOLDER_NEW_FILE, folder->dir_fd, DATA_FILE) != 0)
		return io_error(diag, folder->path, "naming the new file in", errno);
	folder->has_store = true;
	return ERR_OK;
}

/* ---- a copy --------------------------------------------------------------------- */

static enum err check_empty(int dir_fd, const char *path, struct diag *diag)
{
	struct diag_place place = { .file = path };
	int fd = openat(dir_fd, ".", OPEN_FOLDER);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *file;

	if (dir == NULL) {
		int number = errno;

		close_fd(&fd);
		return io_error(diag, path, "reading", number);
	}
	do
		file = readdir(dir); /* NOLINT(concurrency-mt-unsafe): a DIR of ours */
	while (file != NULL &&
	       (strcmp(file->d_name, ".") == 0 || strcmp(file->d_name, "..") == 0));
	(void)closedir(dir);
	if (file == NULL)
		return ERR_OK;
	return diag_error(diag, ERR_IO, place,
			  "the folder for the copy is not empty; name one that is, or "
			  "one that does not exist");
}

enum err folder_copy_begin(struct folder_copy *copy, const char *path,
			   struct diag *diag)
{
	enum err err;

	*copy = (struct folder_copy){ .path = path, .dir_fd = -1, .file_fd = -1 };
	copy->made = mkdir(path, S_IRWXU) == 0;
	if (!copy->made && errno != EEXIST)
		return io_error(diag, path, "making", errno);
	err = open_folder(path, &copy->dir_fd, diag);
	if (err == ERR_OK)
		err = check_empty(copy->dir_fd, path, diag);
	if (err == ERR_OK) {
		copy->file_fd = openat(copy->dir_fd, DATA_FILE,
				       O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
				       S_IRUSR | S_IWUSR);
		if (copy->file_fd < 0)
			err = io_error(diag, path, "making a file in", errno);
	}
	if (err != ERR_OK)
		folder_copy_drop(copy);
	return err;
}

enum err folder_copy_keep(struct folder_copy *copy, struct diag *diag)
{
	enum err err = ERR_OK;

	if (fsync(copy->file_fd) != 0)
		err = io_error(diag, copy->path, "syncing a file in", errno);
	if (err == ERR_OK)
		err = sync_folder(copy->dir_fd, copy->path, diag);
	if (err != ERR_OK) {
		folder_copy_drop(copy);
		return err;
	}
	close_fd(&copy->file_fd);
	close_fd(&copy->dir_fd);
	return ERR_OK;
}

void folder_copy_drop(struct folder_copy *copy)
{
	if (copy->file_fd >= 0)
		(void)unlinkat(copy->dir_fd, DATA_FILE, 0);
	if (copy->made)
		(void)rmdir(copy->path);
	close_fd(&copy->file_fd);
	close_fd(&copy->dir_fd);
}

enum err folder_copy_remove(const char *path, struct diag *diag)
{
	static const char *const files[] = { DATA_FILE, READER_FILE, LOCK_FILE };
	int dir_fd = open(path, OPEN_FOLDER | O_NOFOLLOW);
	bool is_gone = true;
	int number;

	if (dir_fd < 0)
		return errno == ENOENT ? ERR_OK
				       : io_error(diag, path, "opening", errno);
	for (size_t i = 0; is_gone && i < ARRAY_SIZE(files); i++)
		is_gone = unlinkat(dir_fd, files[i], 0) == 0 || errno == ENOENT;
	is_gone = is_gone && rmdir(path) == 0;
	number = errno;
	close_fd(&dir_fd);
	return is_gone ? ERR_OK : io_error(diag, path, "removing", number);
}
