#include "ledger/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/checkpoint_file.h"
#include "ledger/quarantine.h"

#define FOLDER_MODE   0700
#define SCRATCH_BYTES ((size_t)1 << 20)
#define ATTEMPTS      3 /* evidence is erased by hand, seldom */
#define OPEN_FOLDER   (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

struct backup {
	const struct check_options *source;
	const struct backup_options *options;
	struct arena arena;
	struct diag *diag;
	const char *name; /* what it will be called, without a slash at the end */
	const char *parent;
	const char *partial; /* what it is called until then */
	const char *store_folder;
	const char *state_folder;
	const char *keys_folder;
	int partial_fd; /* locked while the backup is made */
};

static enum err io_error(struct backup *backup, const char *path, const char *doing)
{
	char reason[128];

	if (strerror_r(errno, reason, sizeof(reason)) != 0)
		reason[0] = '\0';
	return diag_error(backup->diag, ERR_IO, (struct diag_place){ .file = path },
			  "%s failed: %s", doing, reason);
}

static void name_places(struct backup *backup, const char *folder)
{
	struct arena *arena = &backup->arena;
	size_t len = strlen(folder);
	const char *slash;

	while (len > 1 && folder[len - 1] == '/')
		len--;
	backup->name = arena_strndup(arena, folder, len);
	slash = strrchr(backup->name, '/');
	backup->parent = slash == NULL
				 ? "."
				 : arena_strndup(arena, folder,
						 (size_t)(slash - backup->name) + 1);
	backup->partial = arena_printf(arena, "%s.incomplete", backup->name);
	backup->store_folder = arena_printf(arena, "%s/store", backup->partial);
	backup->state_folder = arena_printf(arena, "%s/state", backup->partial);
	backup->keys_folder =
		arena_printf(arena, "%s/content-keys", backup->state_folder);
}

/* ---- the folder ----------------------------------------------------------------- */

static enum err check_is_new(struct backup *backup)
{
	struct stat status;

	if (lstat(backup->name, &status) != 0)
		return errno == ENOENT
			       ? ERR_OK
			       : io_error(backup, backup->name, "looking there");
	(void)diag_error(backup->diag, ERR_IO,
			 (struct diag_place){ .file = backup->name },
			 "something of this name is there already");
	diag_hint(backup->diag,
		  "each backup is a new folder: name one that is not there, "
		  "for instance after the time");
	return ERR_IO;
}

/* Makes the folder, or takes the one that a killed backup left. */
static enum err take_partial(struct backup *backup)
{
	if (mkdir(backup->partial, FOLDER_MODE) != 0 && errno != EEXIST)
		return io_error(backup, backup->partial, "making the folder");
	backup->partial_fd = open(backup->partial, OPEN_FOLDER);
	if (backup->partial_fd < 0)
		return io_error(backup, backup->partial, "opening the folder");
	if (flock(backup->partial_fd, LOCK_EX | LOCK_NB) == 0)
		return ERR_OK;
	(void)diag_error(backup->diag, ERR_IO,
			 (struct diag_place){ .file = backup->partial },
			 "another backup of this name is being made");
	(void)close(backup->partial_fd);
	backup->partial_fd = -1;
	return ERR_IO;
}

static enum err remove_one(struct backup *backup, const char *path,
			   int (*removing)(const char *path))
{
	return removing(path) == 0 || errno == ENOENT
		       ? ERR_OK
		       : io_error(backup, path, "removing");
}

/* What we make in it, and nothing else. */
static enum err clear_partial(struct backup *backup)
{
	static const char *const files[] = { "checkpoint", "checkpoint.new",
					     "quarantine" };
	enum err err = store_copy_remove(backup->store_folder, backup->diag);

	if (err == ERR_OK)
		err = store_copy_remove(backup->keys_folder, backup->diag);
	for (size_t i = 0; i < ARRAY_SIZE(files) && err == ERR_OK; i++)
		err = remove_one(backup,
				 arena_printf(&backup->arena, "%s/%s",
					      backup->state_folder, files[i]),
				 unlink);
	return err == ERR_OK ? remove_one(backup, backup->state_folder, rmdir) : err;
}

/* Of a backup that did not come about.  What is in the way here is seldom of interest
 * beside what was before. */
static void drop_partial(struct backup *backup)
{
	if (backup->partial_fd < 0)
		return;
	if (clear_partial(backup) == ERR_OK)
		(void)remove_one(backup, backup->partial, rmdir);
	(void)close(backup->partial_fd);
}

static enum err sync_folder(struct backup *backup, const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum err err = ERR_OK;

	if (fd < 0 || fsync(fd) != 0)
		err = io_error(backup, path, "syncing the folder");
	if (fd >= 0)
		(void)close(fd);
	return err;
}

/* From here on it is called a backup. */
static enum err keep_partial(struct backup *backup)
{
	enum err err = sync_folder(backup, backup->state_folder);

	if (err == ERR_OK)
		err = sync_folder(backup, backup->partial);
	if (err == ERR_OK && rename(backup->partial, backup->name) != 0)
		err = io_error(backup, backup->name, "naming the folder");
	if (err != ERR_OK)
		return err;
	(void)close(backup->partial_fd);
	backup->partial_fd = -1;
	return sync_folder(backup, backup->parent);
}

/* ---- copies --------------------------------------------------------------------- */

static enum err write_checkpoint(struct backup *backup, const char *note)
{
	struct checkpoint_file file;
	enum err err = checkpoint_file_open(&file, backup->state_folder, backup->diag);

	if (err == ERR_OK)
		err = checkpoint_file_replace(&file, note, backup->diag);
	checkpoint_file_release(&file);
	return err;
}

/* In this order: see backup.h. */
static enum err copy_after(struct backup *backup, const struct checkpoint_file *file)
{
	const struct check_options *source = backup->source;
	enum err err;

	if (file->note == NULL)
		return diag_error(
			backup->diag, ERR_CHECKPOINT_MISSING,
			(struct diag_place){ .file = file->path },
			"there is no checkpoint: what would be copied cannot be "
			"told from an old copy");
	if (mkdir(backup->state_folder, FOLDER_MODE) != 0)
		return io_error(backup, backup->state_folder, "making the folder");
	err = store_copy(source->log, backup->store_folder, backup->diag);
	if (err == ERR_OK)
		err = store_copy(source->content_keys, backup->keys_folder,
				 backup->diag);
	if (err == ERR_OK)
		err = quarantine_copy(source->state_folder, backup->state_folder,
				      backup->diag);
	return err == ERR_OK ? write_checkpoint(backup, file->note) : err;
}

static enum err copy(struct backup *backup)
{
	struct checkpoint_file file;
	enum err err =
		checkpoint_file_open(&file, backup->source->state_folder, backup->diag);

	if (err == ERR_OK)
		err = copy_after(backup, &file);
	checkpoint_file_release(&file);
	return err;
}

static enum err check_copy(struct backup *backup, struct check_report *report)
{
	struct check_options copied = *backup->source;
	enum err err;

	copied.state_folder = backup->state_folder;
	copied.log = NULL;
	copied.content_keys = NULL;
	err = backup->options->open(backup->store_folder, &log_store, &copied.log,
				    backup->diag);
	if (err == ERR_OK)
		err = backup->options->open(backup->keys_folder, &content_keys_store,
					    &copied.content_keys, backup->diag);
	if (err == ERR_OK)
		err = ledger_check(&copied, report, backup->diag);
	store_close(copied.content_keys);
	store_close(copied.log);
	return err;
}

static enum err make_copy(struct backup *backup, struct check_report *report)
{
	struct diag before = *backup->diag;
	enum err err;

	for (unsigned attempt = 1;; attempt++) {
		err = clear_partial(backup);
		if (err == ERR_OK)
			err = copy(backup);
		if (err == ERR_OK)
			err = check_copy(backup, report);
		if (err != ERR_CONTENT_ABSENT || attempt == ATTEMPTS)
			return err;
		*backup->diag = before; /* what was said of this attempt is void */
		if (before.last != NULL)
			before.last->next = NULL;
		diag_note(backup->diag, diag_at(""),
			  "evidence was erased while it was copied; all is copied once "
			  "more");
	}
}

enum err ledger_backup(const struct check_options *source,
		       const struct backup_options *options,
		       struct check_report *report, struct diag *diag)
{
	struct backup backup = {
		.source = source,
		.options = options,
		.diag = diag,
		.partial_fd = -1,
	};
	enum err err;

	arena_init(&backup.arena, SCRATCH_BYTES);
	name_places(&backup, options->folder);
	*report = (struct check_report){ .size = 0 };
	err = check_is_new(&backup);
	if (err == ERR_OK)
		err = take_partial(&backup);
	if (err == ERR_OK)
		err = make_copy(&backup, report);
	if (err == ERR_OK)
		err = keep_partial(&backup);
	if (err != ERR_OK)
		drop_partial(&backup);
	arena_release(&backup.arena);
	return err;
}
