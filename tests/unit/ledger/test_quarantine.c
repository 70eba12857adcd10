#include "ledger/quarantine.h"

#include "folder.h"

static const struct ensure_failure failure = {
	.condition = "count < room",
	.file = "broker/acts/report.c",
	.function = "decide",
	.line = 17,
};

static struct digest digest_of(uint8_t byte)
{
	struct digest digest;

	memset(digest.bytes, byte, DIGEST_BYTES);
	return digest;
}

Test(quarantine, keeps_what_was_added)
{
	struct digest one = digest_of(0x11), two = digest_of(0x22);
	struct quarantine list;
	struct folder f;

	folder_make(&f);
	cr_assert_eq(quarantine_open(&list, f.path, &f.diag), ERR_OK);
	cr_assert_not(quarantine_has(&list, &one));
	cr_assert_eq(quarantine_add(&list, &one, &failure, &f.diag), ERR_OK);
	cr_assert(quarantine_has(&list, &one));
	cr_assert_not(quarantine_has(&list, &two));
	quarantine_release(&list);
	cr_assert_str_eq(
		folder_read(&f, "quarantine"),
		"1111111111111111111111111111111111111111111111111111111111111111 "
		"broker/acts/report.c:17: decide: count < room\n");
	cr_assert_eq(quarantine_open(&list, f.path, &f.diag), ERR_OK);
	cr_assert(quarantine_has(&list, &one));
	cr_assert_eq(list.count, 1);
	quarantine_release(&list);
	folder_remove(&f);
}

Test(quarantine, passes_over_a_line_that_a_crash_cut)
{
	struct digest one = digest_of(0x11), two = digest_of(0x22);
	struct quarantine list;
	struct folder f;

	folder_make(&f);
	folder_write(&f, "quarantine",
		     "1111111111111111111111111111111111111111111111111111111111111111 "
		     "x\n222222222222222222222222");
	cr_assert_eq(quarantine_open(&list, f.path, &f.diag), ERR_OK);
	cr_assert_eq(list.count, 1);
	cr_assert(quarantine_has(&list, &one));
	cr_assert_eq(quarantine_add(&list, &two, &failure, &f.diag), ERR_OK);
	quarantine_release(&list);
	cr_assert_eq(quarantine_open(&list, f.path, &f.diag), ERR_OK);
	cr_assert_eq(list.count, 2);
	cr_assert(quarantine_has(&list, &two));
	quarantine_release(&list);
	folder_remove(&f);
}

Test(quarantine, cuts_a_long_condition_and_not_the_line)
{
	struct ensure_failure long_failure = failure;
	struct digest one = digest_of(0x11), two = digest_of(0x22);
	struct quarantine list;
	struct folder f;
	char *condition;

	folder_make(&f);
	condition = arena_alloc(&f.arena, 2001);
	memset(condition, 'x', 2000);
	long_failure.condition = condition;
	cr_assert_eq(quarantine_open(&list, f.path, &f.diag), ERR_OK);
	cr_assert_eq(quarantine_add(&list, &one, &long_failure, &f.diag), ERR_OK);
	cr_assert_eq(quarantine_add(&list, &two, &failure, &f.diag), ERR_OK);
	quarantine_release(&list);
	cr_assert_eq(quarantine_open(&list, f.path, &f.diag), ERR_OK);
	cr_assert_eq(list.count, 2);
	quarantine_release(&list);
	folder_remove(&f);
}

Test(quarantine, that_cannot_be_written_still_holds_in_memory)
{
	struct digest one = digest_of(0x11);
	struct quarantine list;
	struct folder f;

	folder_make(&f);
	cr_assert_eq(quarantine_open(&list, folder_file(&f, "none"), &f.diag), ERR_OK);
	cr_assert_eq(quarantine_add(&list, &one, &failure, &f.diag), ERR_IO);
	cr_assert(quarantine_has(&list, &one));
	quarantine_release(&list);
	folder_remove(&f);
}
