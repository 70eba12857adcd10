#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sla/files.h"

static struct arena arena;
static struct diag diag;
static char folder[] = "/tmp/sla-unit-XXXXXX";

static void open_folder(void)
{
	arena_init(&arena, 1 << 22);
	diag_init(&diag, &arena);
	cr_assert_not_null(mkdtemp(folder));
	cr_assert_eq(chdir(folder), 0);
}

static void close_folder(void)
{
	struct name_list names = { 0 };

	if (folder_list(&arena, folder, &names, &diag) == ERR_OK) {
		for (size_t i = 0; i < names.count; i++)
			(void)remove(names.names[i]);
	}
	(void)rmdir(folder);
	arena_release(&arena);
}

TestSuite(files, .init = open_folder, .fini = close_folder);

static enum err put(const char *name, const char *text)
{
	return file_write(&arena, name, bytes_of_string(text), &diag);
}

static const char *get(const char *name)
{
	struct bytes content;
	cr_assert_eq(file_read(&arena, name, 1 << 20, &content, &diag), ERR_OK);
	return arena_strndup(&arena, (const char *)content.data, content.len);
}

Test(files, written_and_read_again)
{
	cr_assert_eq(put("a", "one"), ERR_OK);
	cr_expect_str_eq(get("a"), "one");
	cr_assert_eq(put("a", "two, longer"), ERR_OK);
	cr_expect_str_eq(get("a"), "two, longer");
	cr_assert_eq(put("./a", ""), ERR_OK);
	cr_expect_str_eq(get("a"), "");
}

Test(files, a_large_file_is_read_whole)
{
	size_t len = 300000;
	char *text = malloc(len + 1);
	memset(text, 'x', len);
	text[len] = '\0';
	cr_assert_eq(put("large", text), ERR_OK);
	cr_expect_str_eq(get("large"), text);
	free(text);
}

Test(files, a_limit_is_a_limit)
{
	struct bytes content;
	cr_assert_eq(put("a", "12345"), ERR_OK);
	cr_expect_eq(file_read(&arena, "a", 5, &content, &diag), ERR_OK);
	cr_expect_eq(file_read(&arena, "a", 4, &content, &diag), ERR_LIMIT_EXCEEDED);
}

Test(files, reading_into_room_keeps_one_byte_free)
{
	uint8_t room[6];
	size_t len;
	cr_assert_eq(put("a", "12345"), ERR_OK);
	cr_expect_eq(file_read_into("a", room, 6, &len, &diag), ERR_OK);
	cr_expect_eq(len, 5);
	cr_expect_eq(file_read_into("a", room, 5, &len, &diag), ERR_LIMIT_EXCEEDED);
}

Test(files, secrets_are_never_written_over)
{
	cr_assert_eq(put("k", "slb-key/1\nname x\n"), ERR_OK);
	cr_expect_eq(put("k", "other"), ERR_IO);
	cr_expect_str_eq(get("k"), "slb-key/1\nname x\n");
	cr_assert_eq(put("p", "-----BEGIN PRIVATE KEY-----\n"), ERR_OK);
	cr_expect_eq(put("p", "other"), ERR_IO);
}

Test(files, a_secret_file_is_new_and_its_owners_alone)
{
	struct stat status;
	cr_assert_eq(file_write_secret("s", bytes_of_string("x"), &diag), ERR_OK);
	cr_assert_eq(stat("s", &status), 0);
	cr_expect_eq(status.st_mode & 0777, 0600);
	cr_expect_eq(file_write_secret("s", bytes_of_string("y"), &diag), ERR_IO);
	cr_expect_str_eq(get("s"), "x");
}

Test(files, links_and_folders_are_refused)
{
	cr_assert_eq(symlink("target", "link"), 0);
	cr_expect_eq(put("link", "x"), ERR_IO);
	cr_assert_eq(mkdir("sub", 0777), 0);
	cr_expect_eq(put("sub", "x"), ERR_IO);
	cr_expect_eq(put("absent/x", "x"), ERR_IO);
	cr_expect_eq(access("target", F_OK), -1);
}

Test(files, a_full_device_is_told)
{
	cr_expect_eq(put("/dev/full", "x"), ERR_IO);
	cr_expect_not_null(strstr(diag.first->text, "No space left"));
}

Test(files, a_folder_is_listed_in_order)
{
	struct name_list names = { 0 };
	cr_assert_eq(put("b", ""), ERR_OK);
	cr_assert_eq(put("a", ""), ERR_OK);
	cr_assert_eq(put(".hidden", ""), ERR_OK);
	cr_assert_eq(put("c", ""), ERR_OK);
	cr_assert_eq(folder_list(&arena, ".", &names, &diag), ERR_OK);
	cr_assert_eq(names.count, 3);
	cr_expect_str_eq(names.names[0], "./a");
	cr_expect_str_eq(names.names[2], "./c");
	cr_expect_eq(folder_list(&arena, "absent", &names, &diag), ERR_IO);
	(void)remove(".hidden");
}

Test(files, paths_are_joined_by_one_slash)
{
	cr_expect_str_eq(path_join(&arena, "a", "b"), "a/b");
	cr_expect_str_eq(path_join(&arena, "a/", "b"), "a/b");
	cr_expect_str_eq(path_join(&arena, "/", "b"), "/b");
}
