#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/secret_file.h"

struct fixture {
	struct arena arena;
	struct diag diag;
	char folder[32];
	const char *path;
};

static void start(struct fixture *f)
{
	strcpy(f->folder, "/tmp/secret-file-XXXXXX");
	cr_assert_not_null(mkdtemp(f->folder));
	arena_init(&f->arena, 1 << 16);
	diag_init(&f->diag, &f->arena);
	f->path = arena_printf(&f->arena, "%s/key", f->folder);
}

static void end(struct fixture *f)
{
	(void)unlink(f->path);
	cr_assert_eq(rmdir(f->folder), 0);
	arena_release(&f->arena);
}

Test(secret_file, is_made_for_its_owner_alone_and_read_back)
{
	struct stat status;
	uint8_t room[16];
	struct fixture f;
	size_t len;

	start(&f);
	cr_assert_eq(secret_file_create(f.path, bytes_of_string("secret"), &f.diag),
		     ERR_OK);
	cr_assert_eq(stat(f.path, &status), 0);
	cr_assert_eq(status.st_mode & 0777u, 0600);
	cr_assert_eq(secret_file_read(f.path, room, sizeof(room), &len, &f.diag),
		     ERR_OK);
	cr_assert_eq(len, 6);
	cr_assert_arr_eq(room, "secret", 6);
	end(&f);
}

Test(secret_file, never_takes_the_place_of_another)
{
	uint8_t room[16];
	struct fixture f;
	size_t len;

	start(&f);
	cr_assert_eq(secret_file_create(f.path, bytes_of_string("first"), &f.diag),
		     ERR_OK);
	cr_assert_eq(secret_file_create(f.path, bytes_of_string("second"), &f.diag),
		     ERR_IO);
	cr_assert_str_eq(f.diag.first->place.file, f.path);
	cr_assert_eq(secret_file_read(f.path, room, sizeof(room), &len, &f.diag),
		     ERR_OK);
	cr_assert_arr_eq(room, "first", 5);
	end(&f);
}

Test(secret_file, does_not_follow_a_link_when_it_is_made)
{
	struct fixture f;
	char *target;

	start(&f);
	target = arena_printf(&f.arena, "%s/target", f.folder);
	cr_assert_eq(symlink(target, f.path), 0);
	cr_assert_eq(secret_file_create(f.path, bytes_of_string("x"), &f.diag), ERR_IO);
	cr_assert_neq(access(target, F_OK), 0);
	end(&f);
}

Test(secret_file, that_others_may_touch_is_refused_with_the_remedy)
{
	static const mode_t exposed[] = { 0640, 0604, 0610, 0602, 0777 };
	uint8_t room[16];
	struct fixture f;
	size_t len;

	start(&f);
	cr_assert_eq(secret_file_create(f.path, bytes_of_string("x"), &f.diag), ERR_OK);
	for (size_t i = 0; i < ARRAY_SIZE(exposed); i++) {
		cr_assert_eq(chmod(f.path, exposed[i]), 0);
		cr_assert_eq(
			secret_file_read(f.path, room, sizeof(room), &len, &f.diag),
			ERR_KEY_EXPOSED);
	}
	cr_assert_not_null(strstr(f.diag.first->text, "mode 640"));
	cr_assert_not_null(strstr(f.diag.first->hint, "chmod 600 "));
	end(&f);
}

Test(secret_file, must_be_there_be_a_file_and_fit)
{
	uint8_t room[6];
	struct fixture f;
	size_t len;

	start(&f);
	cr_assert_eq(secret_file_read(f.path, room, sizeof(room), &len, &f.diag),
		     ERR_IO);
	cr_assert_not_null(strstr(f.diag.first->text, "No such file"));
	cr_assert_eq(secret_file_read(f.folder, room, sizeof(room), &len, &f.diag),
		     ERR_IO);
	cr_assert_eq(secret_file_create(f.path, bytes_of_string("123456"), &f.diag),
		     ERR_OK);
	cr_assert_eq(secret_file_read(f.path, room, sizeof(room), &len, &f.diag),
		     ERR_LIMIT_EXCEEDED);
	end(&f);
}

Test(secret_file, in_a_folder_that_is_not_there_is_not_made)
{
	struct fixture f;
	char *path;

	start(&f);
	path = arena_printf(&f.arena, "%s/none/key", f.folder);
	cr_assert_eq(secret_file_create(path, bytes_of_string("x"), &f.diag), ERR_IO);
	end(&f);
}

Test(secret_file, that_cannot_be_written_whole_is_not_left_behind)
{
	const struct rlimit small = { .rlim_cur = 3, .rlim_max = RLIM_INFINITY };
	const struct rlimit none = { .rlim_cur = RLIM_INFINITY,
				     .rlim_max = RLIM_INFINITY };
	struct fixture f;
	enum err err;

	start(&f);
	(void)signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
	err = secret_file_create(f.path, bytes_of_string("secret"), &f.diag);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &none), 0);
	cr_assert_eq(err, ERR_IO);
	cr_assert_neq(access(f.path, F_OK), 0);
	end(&f);
}
