#include "base/diag.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/attribute.h"
#include "base/bytes.h"
#include "base/ensure.h"

static struct arena arena;
static struct diag diag;

static void set_up(void)
{
	arena_init(&arena, 4 << 20);
	diag_init(&diag, &arena);
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(diag, .init = set_up, .fini = tear_down);

Test(diag, is_empty_at_first)
{
	cr_assert_null(diag.first);
	cr_assert_eq(diag.first_error, ERR_OK);
	cr_assert_eq(diag.item_count + diag.error_count + diag.warning_count, 0);
}

Test(diag, keeps_items_in_order_and_the_first_error)
{
	struct diag_place place = { .file = "terms.yaml", .line = 3, .column = 7 };

	diag_note(&diag, place, "read %d lines", 12);
	diag_warning(&diag, diag_at("zone"), "the zone is old");
	cr_assert_eq(diag_error(&diag, ERR_CONTRACT_INVALID, diag_at("kpis[0]"),
				"name '%s' is used twice", "sl"),
		     ERR_CONTRACT_INVALID);
	cr_assert_eq(diag_error(&diag, ERR_IO, place, "gone"), ERR_IO);
	cr_assert_eq(diag.item_count, 4);
	cr_assert_eq(diag.error_count, 2);
	cr_assert_eq(diag.warning_count, 1);
	cr_assert_eq(diag.first_error, ERR_CONTRACT_INVALID);
	cr_assert_eq(diag.first->severity, DIAG_NOTE);
	cr_assert_str_eq(diag.first->text, "read 12 lines");
	cr_assert_eq(diag.first->place.line, 3);
	cr_assert_eq(diag.first->code, ERR_OK);
	cr_assert_eq(diag.first->next->severity, DIAG_WARNING);
	cr_assert_str_eq(diag.first->next->place.path, "zone");
	cr_assert_str_eq(diag.first->next->next->text, "name 'sl' is used twice");
	cr_assert_eq(diag.last->code, ERR_IO);
	cr_assert_null(diag.last->next);
}

Test(diag, copies_the_place)
{
	char path[] = "kpis[1]";
	char file[] = "a.yaml";

	(void)diag_error(&diag, ERR_IO,
			 (struct diag_place){ .file = file, .path = path }, "x");
	memset(path, '?', sizeof path - 1);
	memset(file, '?', sizeof file - 1);
	cr_assert_str_eq(diag.last->place.path, "kpis[1]");
	cr_assert_str_eq(diag.last->place.file, "a.yaml");
}

Test(diag, says_in_which_field_a_path_begins)
{
	diag_under(&diag, "offer.terms");
	diag_note(&diag, diag_at("kpis[1]"), "a field of it");
	cr_assert_str_eq(diag.last->place.path, "offer.terms.kpis[1]");
	diag_note(&diag, diag_at(NULL), "all of it");
	cr_assert_str_eq(diag.last->place.path, "offer.terms");
	diag_under(&diag, NULL);
	diag_note(&diag, diag_at("issuer"), "another");
	cr_assert_str_eq(diag.last->place.path, "issuer");
	diag_note(&diag, diag_at(NULL), "no field");
	cr_assert_null(diag.last->place.path);
}

Test(diag, gives_a_hint_to_the_item_added_last)
{
	diag_note(&diag, diag_at("a"), "one");
	diag_note(&diag, diag_at("b"), "two");
	diag_hint(&diag, "write %d", 2);
	cr_assert_null(diag.first->hint);
	cr_assert_str_eq(diag.last->hint, "write 2");
}

Test(diag, says_everything_on_one_line)
{
	static const struct {
		const char *said;
		const char *kept;
	} rows[] = {
		{ "- dimension: queue\n  column: NAME",
		  "- dimension: queue column: NAME" },
		{ "a \r\n\n\tb\n", "a b " },
		{ "\n\n", " " },
		{ "two  blanks\tand a tab", "two  blanks\tand a tab" },
		{ "", "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		diag_warning(&diag, diag_at("a\nb"), "%s", rows[i].said);
		diag_hint(&diag, "%s", rows[i].said);
		cr_expect_str_eq(diag.last->text, rows[i].kept);
		cr_expect_str_eq(diag.last->hint, rows[i].kept);
		cr_expect_str_eq(diag.last->place.path, "a\nb");
	}
}

Test(diag, makes_a_path_of_parts)
{
	struct diag_path path;
	char name[300];

	cr_assert_str_eq(diag_at_path(&path, "%s[%d].name", "kpis", 3).path,
			 "kpis[3].name");
	memset(name, 'n', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	cr_assert_eq(strlen(diag_at_path(&path, "%s", name).path),
		     sizeof path.chars - 1);
}

Test(diag, counts_what_is_too_much_and_keeps_what_came_first)
{
	for (int i = 0; i < DIAG_ITEMS_MAX + 5; i++) {
		(void)diag_error(&diag, ERR_IO, diag_at("p"), "error %d", i);
		diag_hint(&diag, "hint %d", i);
	}
	diag_warning(&diag, diag_at("p"), "one more");
	diag_note(&diag, diag_at("p"), "and more");
	cr_assert_eq(diag.item_count, DIAG_ITEMS_MAX);
	cr_assert_eq(diag.error_count, DIAG_ITEMS_MAX + 5);
	cr_assert_eq(diag.warning_count, 1);
	cr_assert_eq(diag.dropped_count, 7);
	cr_assert_str_eq(diag.first->hint, "hint 0");
	cr_assert_str_eq(diag.last->text, "error 199");
	cr_assert_str_eq(diag.last->hint, "hint 199");
}

Test(diag, keeps_the_error_when_the_arena_is_full)
{
	struct arena small;

	arena_init(&small, 300);
	diag_init(&diag, &small);
	for (int i = 0; i < 20; i++)
		cr_assert_eq(diag_error(&diag, ERR_LIMIT_EXCEEDED,
					diag_at("a.path.of.some.length"),
					"a sentence that is longer than a few words"),
			     ERR_LIMIT_EXCEEDED);
	cr_assert_eq(diag.first_error, ERR_LIMIT_EXCEEDED);
	cr_assert_eq(diag.error_count, 20);
	cr_assert_geq(diag.dropped_count, 17);
	cr_assert_eq(diag.item_count + diag.dropped_count, 20);
	arena_release(&small);
}

Test(diag, drops_an_item_whose_text_finds_no_room)
{
	struct arena small;
	char longish[600];

	memset(longish, 'x', sizeof longish - 1);
	longish[sizeof longish - 1] = '\0';
	arena_init(&small, 400);
	diag_init(&diag, &small);
	diag_note(&diag, diag_at(NULL), "%s", longish);
	cr_assert_eq(diag.item_count, 0);
	cr_assert_eq(diag.dropped_count, 1);
	diag_hint(&diag, "of no item");
	arena_release(&small);
}

static void hint_at_nothing(void *context)
{
	diag_hint(context, "what?");
}

static void call_success_an_error(void *context)
{
	(void)diag_error(context, ERR_OK, diag_at(NULL), "fine");
}

Test(diag, breaks_an_invariant_when_misused)
{
	struct ensure_failure failure;

	cr_assert_not(ensure_run(hint_at_nothing, &diag, &failure));
	cr_assert_not(ensure_run(call_success_an_error, &diag, &failure));
}

Test(diag, cuts_a_long_text_between_characters)
{
	/* Each character has 3 bytes: 999 are kept of 1000. */
	char euros[3 * 500 + 1] = "";

	for (size_t i = 0; i < 500; i++)
		strcat(euros, "\xe2\x82\xac");
	diag_note(&diag, diag_at("p"), "%s", euros);
	cr_assert_eq(strlen(diag.last->text), 999 + 3);
	cr_assert(utf8_valid(bytes_of_string(diag.last->text)));
	cr_assert_str_eq(diag.last->text + 999, "\xe2\x80\xa6");
	diag_note(&diag, diag_at("p"), "%01000d", 0);
	cr_assert_eq(strlen(diag.last->text), 1000, "what just fits is not cut");
	diag_note(&diag, diag_at("p"), "%01001d", 0);
	cr_assert_eq(strlen(diag.last->text), 1000 + 3);
}

static const struct {
	struct diag_place place;
	const char *text;
} places[] = {
	{ { NULL, NULL, 0, 0 }, "" },
	{ { "a.yaml", NULL, 0, 0 }, "a.yaml: " },
	{ { "a.yaml", NULL, 3, 0 }, "a.yaml:3: " },
	{ { "a.yaml", NULL, 3, 7 }, "a.yaml:3:7: " },
	{ { "a.yaml", "kpis[2].name", 3, 7 }, "a.yaml:3:7: kpis[2].name: " },
	{ { NULL, "kpis[2].name", 0, 0 }, "kpis[2].name: " },
	{ { NULL, "kpis[2].name", 4, 0 }, "4: kpis[2].name: " },
	{ { NULL, "", 0, 0 }, "" },
};

Test(diag, prints_the_parts_of_a_place_that_are_known)
{
	for (size_t i = 0; i < ARRAY_SIZE(places); i++)
		cr_assert_str_eq(diag_place_text(&arena, places[i].place),
				 places[i].text);
}

Test(diag, gives_a_file_to_what_names_none)
{
	const struct diag_item *before;

	diag_note(&diag, diag_at("zone"), "said before");
	before = diag.last;
	diag_note(&diag, (struct diag_place){ .file = "a" }, "of a file");
	diag_note(&diag, (struct diag_place){ .line = 3 }, "of a line");
	diag_of_file(&diag, before, "b");
	cr_assert_null(diag.first->place.file);
	cr_assert_str_eq(before->next->place.file, "a");
	cr_assert_str_eq(diag.last->place.file, "b");
	diag_of_file(&diag, NULL, "c");
	cr_assert_str_eq(diag.first->place.file, "c");
	cr_assert_str_eq(diag.last->place.file, "b");
}
