#include <stdio.h>

#include "unit/bundle/made.h"
#include "unit/fold/erased.h"

/*
 * Bundles of contracts whose evidence was erased in part.  With ERASED_TO in the
 * environment they are also written into that folder, for other readers: what begins with
 * "holds" is to be accepted, what begins with "lies" is not.
 */

static struct story story;
static struct made made;

static void tear_down(void)
{
	story_end(&story);
}

TestSuite(erased, .fini = tear_down);

static void write_out(const char *name, struct bytes file)
{
	const char *folder = getenv("ERASED_TO");
	FILE *out;

	if (folder == NULL)
		return;
	out = fopen(arena_printf(&story.w.arena, "%s/%s", folder, name), "wb");
	cr_assert_not_null(out);
	cr_assert_eq(fwrite(file.data, 1, file.len, out), file.len);
	cr_assert_eq(fclose(out), 0);
}

static void expect_accepted(const char *name, uint64_t erased_count)
{
	struct opened opened;

	made_of_story(&made, &story, 0);
	opened = open_file(&story.w, made_file(&made));
	cr_assert_eq(opened.err, ERR_OK, "%s", opened.text);
	cr_expect_eq(bundle_facts(opened.bundle)->counts.erased_count, erased_count);
	cr_expect_eq(bundle_facts(opened.bundle)->counts.restored_count, 1);
	bundle_close(opened.bundle);
	write_out(name, made_file(&made));
}

Test(erased, a_contract_that_was_amended_verifies)
{
	erased_amended(&story);
	expect_accepted("holds-amended", 19);
}

Test(erased, a_contract_that_one_side_recorded_verifies)
{
	erased_recorded(&story);
	expect_accepted("holds-recorded", 19);
}

Test(erased, a_period_that_goes_on_verifies)
{
	erased_quarter(&story);
	expect_accepted("holds-quarter", 20);
}

Test(erased, what_the_broker_said_instead_is_refused)
{
	erased_amended(&story);
	for (size_t i = 0; i < erased_lie_count; i++) {
		struct opened opened;

		log_of_world(&story.w, &made.log);
		erased_tell(&story, &made.log, &erased_lies[i]);
		made_of_log(&made, &story, 0);
		opened = open_file(&story.w, made_file(&made));
		cr_expect_neq(opened.err, ERR_OK, "%s", erased_lies[i].what);
		write_out(arena_printf(&story.w.arena, "lies-%s", erased_lies[i].what),
			  made_file(&made));
	}
}
