#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"
#include "store/folder.h"

Test(folder, knows_file_systems_that_lie_elsewhere)
{
	/* linux/magic.h; CIFS: fs/smb/client/cifsglob.h; ext4, tmpfs, xfs are local */
	cr_expect_str_eq(folder_remote_filesystem(0x6969), "NFS");
	cr_expect_str_eq(folder_remote_filesystem(0xff534d42), "CIFS");
	cr_expect_str_eq(folder_remote_filesystem(0xfe534d42), "SMB2");
	cr_expect_str_eq(folder_remote_filesystem(0x65735546), "FUSE");
	cr_expect_str_eq(folder_remote_filesystem(0x01021997), "9P");
	cr_expect_null(folder_remote_filesystem(0xef53));
	cr_expect_null(folder_remote_filesystem(0x01021994));
	cr_expect_null(folder_remote_filesystem(0x58465342));
}

Test(folder, is_taken_by_one_at_a_time)
{
	struct folder first, second;
	struct fixture f;

	fixture_start(&f);
	cr_assert_eq(folder_take(&first, f.store_path, true, &f.diag), ERR_OK);
	cr_assert_eq(folder_take(&second, f.store_path, true, &f.diag),
		     ERR_STORE_IN_USE);
	cr_assert_str_eq(f.diag.first->place.file, f.store_path);
	cr_assert_str_eq(said(&f),
			 arena_printf(&f.arena,
				      "the store in this folder is open already, in "
				      "process %ld",
				      (long)getpid()));
	folder_leave(&first);
	cr_assert_eq(folder_take(&second, f.store_path, true, &f.diag), ERR_OK);
	cr_assert_eq(folder_sync(&second, &f.diag), ERR_OK);
	folder_leave(&second);
	fixture_end(&f);
}

Test(folder, without_a_store_is_left_as_it_is)
{
	struct folder folder;
	struct fixture f;

	fixture_start(&f);
	cr_assert_eq(folder_take(&folder, f.store_path, false, &f.diag),
		     ERR_STORE_ABSENT);
	cr_assert_eq(access(f.store_path, F_OK), -1);
	cr_assert_eq(mkdir(f.store_path, 0700), 0);
	cr_assert_eq(folder_take(&folder, f.store_path, false, &f.diag),
		     ERR_STORE_ABSENT);
	cr_assert_eq(rmdir(f.store_path), 0, "something was left in it");
	fixture_end(&f);
}

Test(folder, is_not_made_where_it_cannot_be)
{
	struct folder folder;
	struct fixture f;
	const char *path;

	fixture_start(&f);
	path = arena_printf(&f.arena, "%s/not/there", f.folder);
	cr_assert_eq(folder_take(&folder, path, true, &f.diag), ERR_IO);
	cr_assert_str_eq(said(&f),
			 "making the store's folder failed: No such file or directory");
	fixture_end(&f);
}

Test(folder, of_a_copy_must_be_empty)
{
	struct folder_copy copy;
	struct fixture f;

	fixture_start(&f);
	cr_assert_eq(mkdir(f.store_path, 0700), 0);
	cr_assert_eq(folder_copy_begin(&copy, f.folder, &f.diag), ERR_IO);
	cr_assert_str_eq(said(&f), "the folder for the copy is not empty; name one "
				   "that is, or one that does not exist");
	cr_assert_eq(folder_copy_begin(&copy, f.store_path, &f.diag), ERR_OK);
	folder_copy_drop(&copy);
	cr_assert_eq(rmdir(f.store_path), 0, "the copy left something");
	cr_assert_eq(folder_copy_begin(&copy, f.store_path, &f.diag), ERR_OK);
	folder_copy_drop(&copy);
	cr_assert_eq(access(f.store_path, F_OK), -1);
	fixture_end(&f);
}
