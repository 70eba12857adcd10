#include <sys/stat.h>

#include "ledger/checkpoint_file.h"

#include "folder.h"

Test(checkpoint_file, is_absent_then_replaced_then_read)
{
	struct checkpoint_file file;
	struct folder f;

	folder_make(&f);
	cr_assert_eq(checkpoint_file_open(&file, f.path, &f.diag), ERR_OK);
	cr_assert_null(file.note);
	cr_assert_eq(checkpoint_file_replace(&file, "one\n", &f.diag), ERR_OK);
	cr_assert_str_eq(file.note, "one\n");
	cr_assert_eq(checkpoint_file_replace(&file, "two\n", &f.diag), ERR_OK);
	checkpoint_file_release(&file);
	cr_assert_eq(checkpoint_file_open(&file, f.path, &f.diag), ERR_OK);
	cr_assert_str_eq(file.note, "two\n");
	cr_assert_str_eq(folder_read(&f, "checkpoint"), "two\n");
	cr_assert_null(folder_read(&f, "checkpoint.new"));
	checkpoint_file_release(&file);
	folder_remove(&f);
}

Test(checkpoint_file, stops_who_is_not_the_only_one)
{
	struct checkpoint_file first, second;
	struct folder f;

	folder_make(&f);
	cr_assert_eq(checkpoint_file_open(&first, f.path, &f.diag), ERR_OK);
	cr_assert_eq(checkpoint_file_open(&second, f.path, &f.diag), ERR_OK);
	cr_assert_eq(checkpoint_file_replace(&first, "one\n", &f.diag), ERR_OK);
	cr_assert_eq(checkpoint_file_replace(&second, "two\n", &f.diag),
		     ERR_CHECKPOINT_CHANGED);
	cr_assert_str_eq(folder_read(&f, "checkpoint"), "one\n");
	cr_assert_eq(unlink(folder_file(&f, "checkpoint")), 0);
	cr_assert_eq(checkpoint_file_replace(&first, "three\n", &f.diag),
		     ERR_CHECKPOINT_CHANGED);
	cr_assert_null(folder_read(&f, "checkpoint"));
	checkpoint_file_release(&first);
	checkpoint_file_release(&second);
	folder_remove(&f);
}

Test(checkpoint_file, goes_over_what_a_crash_left_beside_it)
{
	struct checkpoint_file file;
	struct folder f;

	folder_make(&f);
	folder_write(&f, "checkpoint", "one\n");
	folder_write(&f, "checkpoint.new", "a longer text, half written");
	cr_assert_eq(checkpoint_file_open(&file, f.path, &f.diag), ERR_OK);
	cr_assert_str_eq(file.note, "one\n");
	cr_assert_eq(checkpoint_file_replace(&file, "two\n", &f.diag), ERR_OK);
	cr_assert_str_eq(folder_read(&f, "checkpoint"), "two\n");
	checkpoint_file_release(&file);
	folder_remove(&f);
}

Test(checkpoint_file, that_cannot_be_written_keeps_the_old_note)
{
	struct checkpoint_file file;
	struct folder f;

	folder_make(&f);
	cr_assert_eq(checkpoint_file_open(&file, f.path, &f.diag), ERR_OK);
	cr_assert_eq(checkpoint_file_replace(&file, "one\n", &f.diag), ERR_OK);
	cr_assert_eq(mkdir(folder_file(&f, "checkpoint.new"), 0700), 0);
	cr_assert_eq(checkpoint_file_replace(&file, "two\n", &f.diag), ERR_IO);
	cr_assert_str_eq(folder_read(&f, "checkpoint"), "one\n");
	cr_assert_str_eq(file.note, "one\n");
	checkpoint_file_release(&file);
	folder_remove(&f);
}

Test(checkpoint_file, after_a_failure_is_the_old_note_or_the_new_one)
{
	struct checkpoint_file file;
	struct folder f;

	folder_make(&f);
	cr_assert_eq(checkpoint_file_open(&file, f.path, &f.diag), ERR_OK);
	cr_assert_eq(checkpoint_file_replace(&file, "one\n", &f.diag), ERR_OK);
	cr_assert_eq(mkdir(folder_file(&f, "checkpoint.new"), 0700), 0);
	cr_assert_eq(checkpoint_file_replace(&file, "two\n", &f.diag), ERR_IO);
	folder_write(&f, "checkpoint", "three\n");
	cr_assert_eq(checkpoint_file_reopen(&file, &f.diag), ERR_CHECKPOINT_CHANGED);
	cr_assert_eq(unlink(folder_file(&f, "checkpoint")), 0);
	cr_assert_eq(checkpoint_file_reopen(&file, &f.diag), ERR_CHECKPOINT_CHANGED);
	folder_write(&f, "checkpoint", "two\n");
	cr_assert_eq(checkpoint_file_reopen(&file, &f.diag), ERR_OK);
	cr_assert_str_eq(file.note, "two\n");
	folder_write(&f, "checkpoint", "one\n");
	cr_assert_eq(checkpoint_file_reopen(&file, &f.diag), ERR_CHECKPOINT_CHANGED);
	checkpoint_file_release(&file);
	folder_remove(&f);
}

Test(checkpoint_file, of_more_than_a_note_is_refused)
{
	struct checkpoint_file file;
	struct folder f;
	FILE *stream;

	folder_make(&f);
	stream = fopen(folder_file(&f, "checkpoint"), "wb");
	cr_assert_not_null(stream);
	for (int i = 0; i < 65537; i++)
		fputc('x', stream);
	fclose(stream);
	cr_assert_eq(checkpoint_file_open(&file, f.path, &f.diag), ERR_LIMIT_EXCEEDED);
	checkpoint_file_release(&file);
	folder_remove(&f);
}
