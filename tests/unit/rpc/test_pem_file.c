#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "rpc/pem_file.h"

static struct arena arena;
static struct diag diag;

static void setup(void)
{
	arena_init(&arena, 1 << 20);
	diag_init(&diag, &arena);
}

static void teardown(void)
{
	arena_release(&arena);
}

TestSuite(pem_file, .init = setup, .fini = teardown);

Test(pem_file, is_read_whole_or_not_at_all)
{
	char path[] = "/tmp/test_pem_file_XXXXXX";
	int fd = mkstemp(path);
	char room[8];

	cr_assert_eq(write(fd, "1234567", 7), 7);
	cr_expect_eq(pem_file_read(path, room, 8, &diag), ERR_OK);
	cr_expect_str_eq(room, "1234567");
	cr_expect_eq(pem_file_read(path, room, 7, &diag), ERR_USAGE);
	cr_expect_str_eq(diag.first->text, "the file cannot be read: File too large");
	(void)close(fd);
	(void)unlink(path);
}

Test(pem_file, that_is_a_folder_or_absent_is_told)
{
	char room[8];

	cr_expect_eq(pem_file_read("/nowhere/at/all.pem", room, 8, &diag), ERR_USAGE);
	cr_expect_str_eq(diag.first->text,
			 "the file cannot be read: No such file or directory");
	cr_expect_str_eq(diag.first->place.file, "/nowhere/at/all.pem");
	cr_expect_eq(pem_file_read("/", room, 8, &diag), ERR_USAGE);
	cr_expect_str_eq(diag.last->text, "the file cannot be read: Is a directory");
}
