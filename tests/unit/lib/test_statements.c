#include <criterion/criterion.h>
#include <string.h>

#include "unit/lib/made.h"

/* Every kind as it is built: accepted by the reader of statements, with its kind. */

static struct arena arena;
static struct diag diag;
static struct contract_id book;
static struct digest version;

static void set_up(void)
{
	arena_init(&arena, 1 << 22);
	diag_init(&diag, &arena);
	memset(book.bytes, 0xb0, sizeof book.bytes);
	memset(version.bytes, 0x11, sizeof version.bytes);
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(statements, .init = set_up, .fini = tear_down);

static struct statement_head head_of(const char *issuer, bool in_book)
{
	return (struct statement_head){ ORIGIN, issuer, 1795339800000,
					in_book ? &book : NULL };
}

/* Sealed and read again, strictly. */
static const SlbStatement *read_back(const SlbStatement *statement, const char *kind)
{
	struct statement_bytes bytes = statement_pack(&arena, statement);
	struct signing_key *key = made_key(0);
	const struct signing_key *keys[] = { key };
	const SlbStatement *again = NULL;
	struct envelope envelope;

	cr_expect_str_eq(bytes.kind, kind);
	cr_assert_eq(envelope_parse(&arena, envelope_seal(&arena, &bytes.item, keys, 1),
				    &envelope, &diag),
		     ERR_OK, "%s", kind);
	cr_assert_eq(statement_parse(&arena, &envelope, ORIGIN, &again, &diag), ERR_OK,
		     "%s: %s", kind, diag.first == NULL ? "" : diag.first->text);
	cr_expect(digest_equal(&envelope.content_id, &bytes.content_id));
	signing_key_free(key);
	return again;
}

static bool is_version(const ProtobufCBinaryData *data)
{
	return bytes_equal((struct bytes){ data->data, data->len },
			   digest_bytes(&version));
}

Test(statements, an_offer_opens_amends_or_records)
{
	struct statement_head opening = head_of("acme", false);
	struct statement_head amending = head_of("acme", true);
	const SlbStatement *read;

	read = read_back(
		statement_offer(&arena, &opening, bytes_of_string("terms"), NULL, NULL),
		"offer");
	cr_expect_eq(read->offer->terms.len, 5);
	cr_expect_eq(read->book.len, 0);
	cr_expect_null(read->offer->unilateral);
	read = read_back(statement_offer(&arena, &amending, bytes_of_string("terms"),
					 &version, NULL),
			 "offer");
	cr_expect(is_version(&read->offer->previous_version_id));
	read = read_back(statement_offer(&arena, &opening, bytes_of_string("terms"),
					 NULL, &version),
			 "offer");
	cr_expect(is_version(&read->offer->unilateral->paper_digest));
}

Test(statements, answers_to_an_offer_name_its_version)
{
	struct statement_head head = head_of("callco", true);
	struct termination termination = { version, "2026-12-31", "notice" };
	const SlbStatement *read;

	read = read_back(statement_acceptance(&arena, &head, &version), "acceptance");
	cr_expect(is_version(&read->acceptance->version_id));
	read = read_back(statement_decline(&arena, &head, &version, "no"), "decline");
	cr_expect(is_version(&read->decline->version_id));
	cr_expect_str_eq(read->decline->reason, "no");
	read = read_back(statement_withdrawal(&arena, &head, &version, "ours"),
			 "withdrawal");
	cr_expect(is_version(&read->withdrawal->version_id));
	cr_expect_str_eq(read->withdrawal->reason, "ours");
	read = read_back(statement_termination(&arena, &head, &termination),
			 "termination");
	cr_expect(is_version(&read->termination->version_id));
	cr_expect_str_eq(read->termination->last_day, "2026-12-31");
	cr_expect_str_eq(read->termination->reason, "notice");
}

static bool is_place(const SlbFindingPlace *finding)
{
	return is_version(&finding->version_id) && finding->start_s == 1793487600 &&
	       strcmp(finding->kpi, "service-level") == 0;
}

Test(statements, what_becomes_of_a_finding_names_its_place)
{
	struct statement_head head = head_of("acme", true);
	struct finding_place place = { version, 1793487600, "service-level" };
	struct waiver credit = { .credit = true, .reason = "a storm" };
	struct waiver strike = { .strike = true, .reason = "a flood" };
	const SlbStatement *read;

	read = read_back(statement_serving(&arena, &head, &place), "serving");
	cr_expect(is_place(read->serving->finding));
	read = read_back(
		statement_hold(&arena, &head, &place, "2026-12-15", "looked into"),
		"hold");
	cr_expect(is_place(read->hold->finding));
	cr_expect_str_eq(read->hold->until_day, "2026-12-15");
	cr_expect_str_eq(read->hold->reason, "looked into");
	read = read_back(statement_waiver(&arena, &head, &place, &credit), "waiver");
	cr_expect(is_place(read->waiver->finding));
	cr_expect(read->waiver->credit && !read->waiver->strike);
	cr_expect_str_eq(read->waiver->reason, "a storm");
	read = read_back(statement_waiver(&arena, &head, &place, &strike), "waiver");
	cr_expect(!read->waiver->credit && read->waiver->strike);
}

Test(statements, an_acknowledgement_names_its_notice)
{
	struct statement_head head = head_of("callco", true);
	const SlbStatement *read = read_back(
		statement_acknowledgement(&arena, &head, 7), "acknowledgement");

	cr_expect_eq(read->acknowledgement->notice, 7);
}

Test(statements, a_report_stands_at_its_place)
{
	struct statement_head head = head_of("callco", true);
	struct report_place first = { .sequence = 1,
				      .attempt = 2,
				      .previous = version };
	struct report_place second = { .sequence = 2, .previous = version };
	char series[] = "calls";
	const SlbStatement *read;
	SlbReport report;

	slb_report__init(&report);
	report.series = series;
	read = read_back(statement_report(&arena, &head, &report, &first), "report");
	cr_expect_eq(read->position->sequence, 1);
	cr_expect_eq(read->position->attempt, 2);
	cr_expect_eq(read->position->previous.len, 0, "the first has none before it");
	read = read_back(statement_report(&arena, &head, &report, &second), "report");
	cr_expect(is_version(&read->position->previous));
	cr_expect_str_eq(read->report->series, "calls");
}

Test(statements, keys_and_organisations_stand_in_no_contract)
{
	struct statement_head operator_head = head_of("operator", false);
	struct statement_head head = head_of("acme", false);
	SlbEnrolment enrolment;
	SlbKeyAddition addition;
	SlbKeyRevocation revocation;

	slb_enrolment__init(&enrolment);
	slb_key_addition__init(&addition);
	slb_key_revocation__init(&revocation);
	(void)read_back(statement_request(&arena, &operator_head,
					  SLB_STATEMENT__BODY_ENROLMENT,
					  &enrolment.base),
			"enrolment");
	(void)read_back(statement_request(&arena, &head,
					  SLB_STATEMENT__BODY_KEY_ADDITION,
					  &addition.base),
			"key_addition");
	(void)read_back(statement_request(&arena, &head,
					  SLB_STATEMENT__BODY_KEY_REVOCATION,
					  &revocation.base),
			"key_revocation");
}

Test(statements, no_two_requests_are_one)
{
	struct statement_head head = head_of("callco", true);
	const SlbStatement *one = statement_acceptance(&arena, &head, &version);
	const SlbStatement *other = statement_acceptance(&arena, &head, &version);

	cr_expect_eq(one->request_id.len, 16);
	cr_expect_neq(memcmp(one->request_id.data, other->request_id.data, 16), 0);
}
