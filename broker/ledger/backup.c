#include "ledger/backup.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/secret_file.h"
#include "ledger/checkpoint_file.h"

#define FOLDER_MODE   0700
#define SCRATCH_BYTES ((size_t)1 << 20)

struct backup {
	const struct check_options *source;
	const struct backup_options *options;
	struct arena arena;
	struct diag *diag;
	const char *store_folder;
	const char *state_folder;
	const char *keys_folder;
	const char *incomplete;
};

static enum err io_error(struct backup *backup, const char *path, const char *doing)
{
	char reason[128];

	if (strerror_r(errno, reason, sizeof(reason)) != 0)
		reason[0] = '\0';
	return diag_error(backup->diag, ERR_IO, (struct diag_place){ .file = path },
			  "%s failed: %s", doing, reason);
}

static enum err make_folders(struct backup *backup)
{
	const char *folders[] = { backup->options->folder, backup->store_folder,
				  backup->state_folder, backup->keys_folder };

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		if (mkdir(folders[i], FOLDER_MODE) != 0)
			return io_error(backup, folders[i], "making the folder");
	}
	return secret_file_create(
		backup->incomplete,
		bytes_of_string("this copy was not finished and not checked\n"),
		backup->diag);
}

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
static enum err copy(struct backup *backup)
{
	struct checkpoint_file file;
	enum err err =
		checkpoint_file_open(&file, backup->source->state_folder, backup->diag);

	if (err == ERR_OK && file.note == NULL)
		err = diag_error(
			backup->diag, ERR_CHECKPOINT_MISSING,
			(struct diag_place){ .file = file.path },
			"there is no checkpoint: what would be copied cannot be "
			"told from an old copy");
	if (err == ERR_OK)
		err = store_copy(backup->source->log, backup->store_folder,
				 backup->diag);
	if (err == ERR_OK)
		err = store_copy(backup->source->content_keys, backup->keys_folder,
				 backup->diag);
	if (err == ERR_OK)
		err = write_checkpoint(backup, file.note);
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

enum err ledger_backup(const struct check_options *source,
		       const struct backup_options *options,
		       struct check_report *report, struct diag *diag)
{
	struct backup backup = { .source = source, .options = options, .diag = diag };
	enum err err;

	arena_init(&backup.arena, SCRATCH_BYTES);
	backup.store_folder = arena_printf(&backup.arena, "%s/store", options->folder);
	backup.state_folder = arena_printf(&backup.arena, "%s/state", options->folder);
	backup.keys_folder =
		arena_printf(&backup.arena, "%s/content-keys", backup.state_folder);
	backup.incomplete =
		arena_printf(&backup.arena, "%s/incomplete", options->folder);
	*report = (struct check_report){ .size = 0 };
	err = make_folders(&backup);
	if (err == ERR_OK)
		err = copy(&backup);
	if (err == ERR_OK)
		err = check_copy(&backup, report);
	if (err == ERR_OK && unlink(backup.incomplete) != 0)
		err = io_error(&backup, backup.incomplete, "removing the file");
	arena_release(&backup.arena);
	return err;
}
