#include <criterion/criterion.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/file.h"
#include "unit/lib/made.h"

static struct arena arena;
static struct diag diag;
static const char *folder;

static void set_up(void)
{
	arena_init(&arena, 1 << 22);
	diag_init(&diag, &arena);
	folder = made_folder(&arena);
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(file, .init = set_up, .fini = tear_down);

static bool holds(const char *name, const char *text)
{
	struct bytes content;

	return file_read(&arena, name, 1000, &content, &diag) == ERR_OK &&
	       bytes_equal(content, bytes_of_string(text));
}

static size_t file_count(const char *name)
{
	struct name_list names = { 0 };

	cr_assert_eq(folder_list(&arena, name, &names, &diag), ERR_OK);
	return names.count;
}

Test(file, is_replaced_whole_and_leaves_nothing_beside_it)
{
	const char *name = path_join(&arena, folder, "a");

	cr_expect_eq(file_replace(&arena, name, bytes_of_string("one"), &diag), ERR_OK);
	cr_expect_eq(file_replace(&arena, name, bytes_of_string("two"), &diag), ERR_OK);
	cr_expect(holds(name, "two"));
	cr_expect_eq(file_count(folder), 1);
}

Test(file, where_nothing_can_be_written_says_so)
{
	const char *name = path_join(&arena, folder, "nothing/a");

	cr_expect_eq(file_replace(&arena, name, bytes_of_string("one"), &diag), ERR_IO);
	cr_expect_str_eq(diag.first->place.file, name);
	cr_expect_not_null(strstr(diag.first->text, "No such file"));
}

Test(file, moves_over_what_is_there)
{
	const char *from = path_join(&arena, folder, "from");
	const char *to = path_join(&arena, folder, "to");

	cr_assert_eq(file_replace(&arena, from, bytes_of_string("new"), &diag), ERR_OK);
	cr_assert_eq(file_replace(&arena, to, bytes_of_string("old"), &diag), ERR_OK);
	cr_expect_eq(file_move(&arena, from, to, &diag), ERR_OK);
	cr_expect(holds(to, "new"));
	cr_expect_eq(file_count(folder), 1);
	cr_expect_eq(file_move(&arena, from, to, &diag), ERR_IO);
}

Test(file, private_folders_are_made_with_their_parents_for_their_owner_alone)
{
	const char *parent = path_join(&arena, folder, "a");
	const char *inner = path_join(&arena, folder, "a/b/c");
	struct stat status;

	cr_expect_eq(folder_make_private(&arena, inner, &diag), ERR_OK);
	cr_expect_eq(folder_make_private(&arena, inner, &diag), ERR_OK);
	cr_assert_eq(stat(parent, &status), 0);
	cr_expect_eq(status.st_mode & 0777, 0700);
	cr_assert_eq(stat(inner, &status), 0);
	cr_expect_eq(status.st_mode & 0777, 0700);
}

Test(file, in_the_way_of_a_folder_is_told)
{
	const char *name = path_join(&arena, folder, "a");

	cr_assert_eq(file_replace(&arena, name, bytes_of_string("x"), &diag), ERR_OK);
	cr_expect_eq(
		folder_make_private(&arena, path_join(&arena, folder, "a/b"), &diag),
		ERR_IO);
	cr_expect_eq(folder_make_private(&arena, name, &diag), ERR_IO);
}

Test(file, the_folder_that_we_work_in_is_known)
{
	char *here = folder_here(&arena);

	cr_assert_not_null(here);
	cr_expect_eq(here[0], '/');
	cr_expect(folder_is(here));
}
