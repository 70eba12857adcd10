#include <criterion/criterion.h>
#include <string.h>

#include "document/document.h"
#include "lib/statements.h"
#include "sla/page_statement.h"
#include "sla/value.h"

/* What is shown before it is signed: every kind says what it is about. */

struct fixture {
	struct arena arena;
	struct statement_head head;
	struct contract_id book;
	struct digest version;
	const char *text;
	const char *json;
};

static const struct terminal plain = { .stream = NULL };

static void set_up(struct fixture *f)
{
	arena_init(&f->arena, 1 << 22);
	memset(f->book.bytes, 0, sizeof f->book.bytes);
	memset(f->version.bytes, 0x11, sizeof f->version.bytes);
	f->head = (struct statement_head){ "broker.example/log", "acme", 1795339800000,
					   &f->book };
}

static void show(struct fixture *f, const SlbStatement *statement)
{
	struct statement_bytes bytes = statement_pack(&f->arena, statement);
	struct page page;
	struct said said = { &page, value_fields(&f->arena) };
	struct bytes json;

	page_init(&page, &f->arena, "Said");
	page_statement(&said, statement, bytes.kind, &bytes.content_id);
	f->text = page_text(&page, &plain);
	cr_assert_eq(value_write(&f->arena, said.value, DOCUMENT_JSON, &json), ERR_OK);
	f->json = arena_strndup(&f->arena, (const char *)json.data, json.len);
}

static void both_say(const struct fixture *f, const char *words)
{
	cr_expect_not_null(strstr(f->text, words), "%s in\n%s", words, f->text);
	cr_expect_not_null(strstr(f->json, words), "%s in\n%s", words, f->json);
}

#define ELEVENS "1111111111111111111111111111111111111111111111111111111111111111"

Test(page_statement, who_says_it_to_whom_about_what)
{
	struct fixture f;

	set_up(&f);
	show(&f, statement_acceptance(&f.arena, &f.head, &f.version));
	both_say(&f, "acceptance");
	both_say(&f, "acme");
	both_say(&f, "broker.example/log");
	both_say(&f, "c-00000000000000000000000000");
	both_say(&f, "2026-11-22T09:30:00Z");
	both_say(&f, ELEVENS);
	arena_release(&f.arena);
}

Test(page_statement, why_and_until_when)
{
	struct fixture f;
	struct termination termination;

	set_up(&f);
	termination = (struct termination){ f.version, "2026-12-31", "notice given" };
	show(&f, statement_termination(&f.arena, &f.head, &termination));
	both_say(&f, "2026-12-31");
	both_say(&f, "notice given");
	show(&f, statement_decline(&f.arena, &f.head, &f.version, "clause 4"));
	both_say(&f, "clause 4");
	show(&f, statement_withdrawal(&f.arena, &f.head, &f.version, "our mistake"));
	both_say(&f, "our mistake");
	arena_release(&f.arena);
}

Test(page_statement, what_becomes_of_a_finding)
{
	struct waiver waiver = { .credit = true, .reason = "a storm" };
	struct finding_place place;
	struct fixture f;

	set_up(&f);
	place = (struct finding_place){ f.version, 1795339800, "service-level" };
	show(&f, statement_serving(&f.arena, &f.head, &place));
	both_say(&f, "service-level");
	both_say(&f, "2026-11-22T09:30:00Z");
	both_say(&f, ELEVENS);
	show(&f,
	     statement_hold(&f.arena, &f.head, &place, "2026-12-15", "looked into"));
	both_say(&f, "service-level");
	both_say(&f, "2026-12-15");
	both_say(&f, "looked into");
	show(&f, statement_waiver(&f.arena, &f.head, &place, &waiver));
	both_say(&f, "service-level");
	both_say(&f, "waived");
	cr_expect_not_null(strstr(f.text, "not waived by this"), "%s", f.text);
	cr_expect_not_null(strstr(f.json, "kept"), "%s", f.json);
	both_say(&f, "a storm");
	show(&f, statement_acknowledgement(&f.arena, &f.head, 4711));
	both_say(&f, "4711");
	arena_release(&f.arena);
}

Test(page_statement, a_finding_that_is_not_named)
{
	struct finding_place place = { { { 0 } }, 0, "service-level" };
	SlbStatement *statement;
	struct fixture f;

	set_up(&f);
	statement = statement_serving(&f.arena, &f.head, &place);
	statement->serving->finding = NULL;
	show(&f, statement);
	both_say(&f, "serving");
	both_say(&f, "none is named");
	arena_release(&f.arena);
}

Test(page_statement, kinds_as_people_write_them)
{
	struct fixture f;

	set_up(&f);
	cr_expect_str_eq(statement_kind_words(&f.arena, "key_addition"),
			 "key addition");
	cr_expect_str_eq(statement_kind_words(&f.arena, "offer"), "offer");
	arena_release(&f.arena);
}

Test(page_statement, an_offer_and_what_it_amends_or_records)
{
	struct fixture f;

	set_up(&f);
	show(&f, statement_offer(&f.arena, &f.head, bytes_of_string("terms"),
				 &f.version, NULL));
	cr_expect_not_null(strstr(f.text, "Amends version"));
	both_say(&f, ELEVENS);
	f.head.book = NULL;
	show(&f, statement_offer(&f.arena, &f.head, bytes_of_string("terms"), NULL,
				 &f.version));
	cr_expect_not_null(strstr(f.text, "Recorded by one side"));
	both_say(&f, ELEVENS);
	arena_release(&f.arena);
}

Test(page_statement, a_report_its_place_and_what_it_replaces)
{
	struct report_place place = { .sequence = 7, .attempt = 2 };
	SlbRestatement restatement;
	char reason[] = "counted twice";
	char series[] = "calls";
	SlbReport report;
	struct fixture f;

	set_up(&f);
	slb_report__init(&report);
	slb_restatement__init(&restatement);
	report.series = series;
	report.end_s = 86400;
	report.restatement = &restatement;
	restatement.replaces = 6;
	restatement.reason = reason;
	place.previous = f.version;
	show(&f, statement_report(&f.arena, &f.head, &report, &place));
	both_say(&f, "calls");
	both_say(&f, "7");
	both_say(&f, "counted twice");
	both_say(&f, "1970-01-02T00:00:00Z");
	both_say(&f, ELEVENS);
	cr_expect_not_null(strstr(f.text, "Attempt"));
	cr_expect_not_null(strstr(f.text, "Replaces report"));
	arena_release(&f.arena);
}

Test(page_statement, keys_by_what_names_them_and_what_they_may)
{
	/* printf '' | sha256sum */
	static const char of_nothing[] =
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
	char holder[] = "head of supply";
	SlbKeyRevocation revocation;
	SlbKeyAddition addition;
	SlbEnrolment enrolment;
	struct fixture f;

	set_up(&f);
	slb_key_addition__init(&addition);
	addition.purpose = SLB_KEY_PURPOSE__KEY_PURPOSE_TOKENS;
	addition.holder = holder;
	addition.not_after_ms = 1795339800000;
	show(&f, statement_request(&f.arena, &f.head, SLB_STATEMENT__BODY_KEY_ADDITION,
				   &addition.base));
	both_say(&f, of_nothing);
	both_say(&f, "tokens");
	both_say(&f, "head of supply");
	cr_expect_not_null(strstr(f.text, "Valid until"));
	cr_expect_null(strstr(f.text, "Valid from"));
	slb_key_revocation__init(&revocation);
	revocation.key_id = binary_copy(&f.arena, digest_bytes(&f.version));
	revocation.reason = SLB_REVOCATION_REASON__REVOCATION_REASON_COMPROMISED;
	show(&f,
	     statement_request(&f.arena, &f.head, SLB_STATEMENT__BODY_KEY_REVOCATION,
			       &revocation.base));
	both_say(&f, ELEVENS);
	both_say(&f, "compromised");
	slb_enrolment__init(&enrolment);
	enrolment.legal_name = holder;
	show(&f, statement_request(&f.arena, &f.head, SLB_STATEMENT__BODY_ENROLMENT,
				   &enrolment.base));
	both_say(&f, "head of supply");
	both_say(&f, of_nothing);
	arena_release(&f.arena);
}
