#include "unit/contract/fixture.h"

#include "contract/need.h"
#include "contract/rules.h"
#include "contract/say.h"
#include "contract/shape.h"

/* 16 bytes that go on with a character that never began. */
#define NO_START "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80"

Test(say, shows_input_in_quotes_cut_and_without_control_characters)
{
	static const struct {
		const char *text;
		const char *shown;
	} rows[] = {
		{ "", "\"\"" },
		{ "sales", "\"sales\"" },
		{ "a\x1b[2Jb\nc\x7f", "\"a?[2Jb?c?\"" },
		{ "a\xc2\x9b"
		  "b",
		  "\"a?b\"" },
		{ "\x1f\x20", "\"? \"" },
		{ "\xc2\x80\xc2\x9f\xc2\xa0", "\"??\xc2\xa0\"" },
		{ "\xc2\x7f", "\"\xc2?\"" },
		{ "caf\xc3\xa9 \xc2\xa0x", "\"caf\xc3\xa9 \xc2\xa0x\"" },
		{ "\xc2", "\"\xc2\"" },
		{ "01234567890123456789012345678901234567890123456789012345678",
		  "\"01234567890123456789012345678901234567890123456789012345678\"" },
		{ "012345678901234567890123456789012345678901234567890123456789",
		  "\"01234567890123456789012345678901234567890123456789012345678...\"" },
		{ "0123456789012345678901234567890123456789012345678901234567\xc3\xa9z",
		  "\"0123456789012345678901234567890123456789012345678901234567...\"" },
		{ "012345678901234567890123456789012345678901234567890123456\xc3\xa9z",
		  "\"012345678901234567890123456789012345678901234567890123456...\"" },
		{ NO_START NO_START NO_START NO_START, "\"...\"" },
		{ "0123456789012345678901234567890123456789012345678901234567\xc0zz",
		  "\"0123456789012345678901234567890123456789012345678901234567...\"" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		cr_expect_str_eq(shown(rows[i].text).chars, rows[i].shown, "row %zu",
				 i);
}

Test(say, writes_paths_as_documents_do)
{
	struct arena arena;
	struct diag diag;
	struct inquiry inquiry = { .arena = &arena, .diag = &diag };
	struct path kpi = path_item(NULL, "kpis", 2);
	struct path step = path_item(&kpi, "steps", 0);
	struct path quotient = path_field(&step, "quotient");
	struct path term = path_item(&quotient, "numerator", 1);
	struct path counter = path_field(&term, "counter");

	arena_init(&arena, 1 << 20);
	diag_init(&diag, &arena);
	say(&inquiry, WARNED, &counter, "so");
	cr_assert_eq(inquiry.first, ERR_OK);
	cr_assert_str_eq(diag.last->place.path,
			 "kpis[2].steps[0].quotient.numerator[1].counter");
	inquiry.kpi = "level";
	say(&inquiry, CLASHES, NULL, "this is %d", 7);
	cr_assert_str_eq(diag.last->place.path, "");
	cr_assert_str_eq(diag.last->text, "KPI \"level\": this is 7");
	cr_assert_eq(inquiry.first, ERR_CONTRACT_INVALID);
	cr_assert_eq(inquiry.flaw_count, 0);
	arena_release(&arena);
}

Test(say, counts_flaws_and_keeps_the_first_error)
{
	static const struct {
		enum finding finding;
		enum err code;
		size_t flaws;
	} rows[] = {
		{ WRONG, ERR_CONTRACT_INVALID, 1 },
		{ MISSING, ERR_CONTRACT_INCOMPLETE, 1 },
		{ CLASHES, ERR_CONTRACT_INVALID, 0 },
		{ UNSAID, ERR_CONTRACT_INCOMPLETE, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct arena arena;
		struct diag diag;
		struct inquiry inquiry = { .arena = &arena, .diag = &diag };

		arena_init(&arena, 1 << 20);
		diag_init(&diag, &arena);
		say(&inquiry, rows[i].finding, NULL, "first");
		cr_expect_eq(inquiry.first, rows[i].code, "row %zu", i);
		cr_expect_eq(inquiry.flaw_count, rows[i].flaws, "row %zu", i);
		said(&inquiry, ERR_OK);
		cr_expect_eq(inquiry.flaw_count, rows[i].flaws, "row %zu", i);
		said(&inquiry, ERR_LIMIT_EXCEEDED);
		cr_expect_eq(inquiry.flaw_count, rows[i].flaws + 1, "row %zu", i);
		cr_expect_eq(inquiry.first, rows[i].code, "row %zu", i);
		arena_release(&arena);
	}
}

Test(say, names_choices_as_yaml_writes_them)
{
	cr_assert_str_eq(enum_choices(&slb_rounding__descriptor).chars,
			 "half_up, half_even, down, up");
	cr_assert_str_eq(enum_choices(&slb_abandon_rule__descriptor).chars,
			 "not_concerned, ignored, all, short_excluded, short_good");
}

Test(say, goes_on_when_there_is_more_to_say_than_is_kept)
{
	SlbTerms *t = fixture_terms();
	SlbKpi *kpis[64];

	for (size_t i = 0; i < ARRAY_SIZE(kpis); i++) {
		kpis[i] = arena_new(ARENA, SlbKpi);
		slb_kpi__init(kpis[i]);
	}
	t->kpis = kpis;
	t->n_kpis = ARRAY_SIZE(kpis);
	cr_assert_eq(contract_check(ARENA, t, &fixture_diag), ERR_CONTRACT_INCOMPLETE);
	cr_assert_eq(fixture_diag.item_count, DIAG_ITEMS_MAX);
	cr_assert_gt(fixture_diag.dropped_count, 100);
}

static const char *text_of_length(size_t count)
{
	char *text = arena_alloc(ARENA, count + 1);

	memset(text, 'a', count);
	return text;
}

/* The longest path has 159 characters, the longest part of one 63 with its dot. */
Test(say, has_room_for_the_longest_path)
{
	struct inquiry inquiry = { .arena = ARENA, .diag = &fixture_diag };
	struct path first;
	struct path second;
	struct path third;

	(void)fixture_terms();
	first = path_field(NULL, text_of_length(60));
	second = path_item(&first, text_of_length(59), 7);
	third = path_field(&second, text_of_length(35));
	say(&inquiry, WRONG, &third, "so");
	cr_assert_eq(strlen(fixture_diag.last->place.path), 159);
	cr_assert_eq(strncmp(fixture_diag.last->place.path, "aaa", 3), 0);
}

Test(say, cuts_a_sentence_of_more_than_999_bytes)
{
	struct inquiry inquiry = { .arena = ARENA, .diag = &fixture_diag };

	(void)fixture_terms();
	say(&inquiry, WARNED, NULL, "%s", text_of_length(1100));
	cr_assert_eq(strlen(fixture_diag.last->text), 999);
	inquiry.kpi = "level";
	say(&inquiry, WRONG, NULL, "%s", text_of_length(1100));
	cr_assert_eq(strlen(fixture_diag.last->text), 999);
	cr_assert_eq(strncmp(fixture_diag.last->text, "KPI \"level\": aaa", 16), 0);
}

Test(say, makes_every_capital_small)
{
	cr_assert_eq(lower_ascii('A'), 'a');
	cr_assert_eq(lower_ascii('Z'), 'z');
	cr_assert_eq(lower_ascii('@'), '@');
	cr_assert_eq(lower_ascii('['), '[');
}
