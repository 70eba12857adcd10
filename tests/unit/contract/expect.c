#include "unit/contract/fixture.h"

static bool says(const struct diag_item *item, enum diag_severity severity,
		 const char *path, const char *text)
{
	return item->severity == severity && item->place.path != NULL &&
	       strcmp(item->place.path, path) == 0 && strstr(item->text, text) != NULL;
}

static const char *everything_said(void)
{
	struct text all;

	text_init(&all, ARENA);
	for (const struct diag_item *item = fixture_diag.first; item != NULL;
	     item = item->next)
		text_printf(&all, "\n  %s: %s: %s (%s)",
			    item->severity == DIAG_ERROR ? "error" : "warning",
			    item->place.path, item->text,
			    item->hint == NULL ? "" : item->hint);
	return text_chars(&all);
}

void expect_refused(const SlbTerms *terms, enum err code, const char *path,
		    const char *text, const char *hint)
{
	enum err err = contract_check(ARENA, terms, &fixture_diag);

	for (const struct diag_item *item = fixture_diag.first; item != NULL;
	     item = item->next) {
		cr_assert(item->hint != NULL || item->code == ERR_CONTRACT_INVALID,
			  "no hint: %s", item->text);
		if (!says(item, DIAG_ERROR, path, text))
			continue;
		cr_assert_eq(item->code, code, "%s: %s", err_name(item->code),
			     item->text);
		cr_assert(hint[0] == '\0' ||
				  (item->hint != NULL && strstr(item->hint, hint)),
			  "hint of \"%s\": %s", item->text, item->hint);
		cr_assert_neq(err, ERR_OK);
		cr_assert_eq(err, fixture_diag.first_error);
		return;
	}
	cr_assert_fail("not said at %s: %s; but:%s", path, text, everything_said());
}

void expect_refused_only(const SlbTerms *terms, enum err code, const char *path,
			 const char *text)
{
	diag_init(&fixture_diag, ARENA);
	expect_refused(terms, code, path, text, "");
	cr_assert_eq(fixture_diag.item_count, 1, "%s", everything_said());
}

void expect_warned(const SlbTerms *terms, const char *path, const char *text)
{
	cr_assert_eq(contract_check(ARENA, terms, &fixture_diag), ERR_OK, "%s",
		     everything_said());
	for (const struct diag_item *item = fixture_diag.first; item != NULL;
	     item = item->next) {
		cr_assert_not_null(item->hint);
		if (says(item, DIAG_WARNING, path, text))
			return;
	}
	cr_assert_fail("not warned of at %s: %s; but:%s", path, text,
		       everything_said());
}

void expect_passes(const SlbTerms *terms)
{
	cr_assert_eq(contract_check(ARENA, terms, &fixture_diag), ERR_OK, "%s",
		     everything_said());
	cr_assert_eq(fixture_diag.item_count, 0, "%s", everything_said());
}
