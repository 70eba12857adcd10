#include "sample.h"

/* Seals a statement as that kind; statement_parse() judges it. */
static enum err parse_as(struct sample *sample, const char *kind,
			 const SlbStatement *statement)
{
	struct seal_item item = sample_item(sample, kind, statement);
	struct bytes bytes =
		envelope_seal(&sample->arena, &item, sample_keys(sample), 1);
	const SlbStatement *out;
	struct envelope envelope;

	diag_init(&sample->diag, &sample->arena);
	cr_assert_eq(envelope_parse(&sample->arena, bytes, &envelope, &sample->diag),
		     ERR_OK);
	return statement_parse(&sample->arena, &envelope, AUDIENCE, &out,
			       &sample->diag);
}

static void assert_wrong(struct sample *sample, const char *kind,
			 const SlbStatement *statement, const char *path)
{
	cr_assert_eq(parse_as(sample, kind, statement), ERR_ENVELOPE_SHAPE, "%s", path);
	cr_assert_str_eq(sample->diag.first->place.path, path);
}

Test(statement, each_kind_is_accepted)
{
	struct sample s;

	sample_start(&s);
	cr_assert_eq(parse_as(&s, "acceptance", sample_acceptance(&s)), ERR_OK);
	cr_assert_eq(parse_as(&s, "report", sample_report(&s)), ERR_OK);
	cr_assert_eq(parse_as(&s, "offer", sample_offer(&s)), ERR_OK);
	sample_end(&s);
}

Test(statement, kinds_are_the_bodies_of_the_schema)
{
	struct arena arena;
	char *type;

	arena_init(&arena, 1 << 12);
	type = statement_payload_type(&arena, "report");
	cr_assert_str_eq(type, "application/vnd.slabroker.report.v1+protobuf");
	cr_assert_str_eq(statement_kind(bytes_of_string(type)), "report");
	arena_release(&arena);
}

Test(statement, the_payload_is_scanned_too)
{
	static const uint8_t payload[] = { 0x08, 0x00 };
	const SlbStatement *out;
	struct envelope envelope;
	struct seal_item item;
	struct bytes bytes;
	struct sample s;

	sample_start(&s);
	item = sample_item(&s, "report", sample_report(&s));
	item.payload = BYTES_OF_ARRAY(payload);
	bytes = envelope_seal(&s.arena, &item, sample_keys(&s), 1);
	cr_assert_eq(envelope_parse(&s.arena, bytes, &envelope, &s.diag), ERR_OK);
	cr_assert_eq(statement_parse(&s.arena, &envelope, AUDIENCE, &out, &s.diag),
		     ERR_WIRE_NOT_CANONICAL);
	cr_assert_str_eq(s.diag.first->place.path, "edition");
	cr_assert_str_eq(s.diag.first->text,
			 "byte 0 of Statement: a zero or empty value is left out, not "
			 "written");
	sample_end(&s);
}

Test(statement, another_edition_comes_before_another_audience)
{
	SlbStatement *statement;
	struct sample s;

	sample_start(&s);
	statement = sample_acceptance(&s);
	statement->audience = arena_strdup(&s.arena, "other.example/log");
	statement->issuer = arena_strdup(&s.arena, "X");
	statement->edition = 1;
	cr_assert_eq(parse_as(&s, "acceptance", statement), ERR_EDITION_UNKNOWN);
	statement->edition = 0;
	cr_assert_eq(parse_as(&s, "acceptance", statement), ERR_AUDIENCE_WRONG);
	sample_end(&s);
}

Test(statement, a_reader_of_others_records_takes_any_audience)
{
	const SlbStatement *out;
	struct envelope envelope;
	SlbStatement *statement;
	struct seal_item item;
	struct sample s;

	sample_start(&s);
	statement = sample_acceptance(&s);
	statement->audience = arena_strdup(&s.arena, "other.example/log");
	item = sample_item(&s, "acceptance", statement);
	cr_assert_eq(envelope_parse(&s.arena,
				    envelope_seal(&s.arena, &item, sample_keys(&s), 1),
				    &envelope, &s.diag),
		     ERR_OK);
	cr_assert_eq(statement_parse(&s.arena, &envelope, NULL, &out, &s.diag), ERR_OK);
	cr_assert_str_eq(out->audience, "other.example/log");
	sample_end(&s);
}

Test(statement, the_body_is_what_the_payload_type_says)
{
	SlbStatement *empty;
	struct sample s;

	sample_start(&s);
	assert_wrong(&s, "report", sample_acceptance(&s), "body");
	empty = sample_acceptance(&s);
	empty->body_case = SLB_STATEMENT__BODY__NOT_SET;
	assert_wrong(&s, "acceptance", empty, "body");
	sample_end(&s);
}

Test(statement, an_issuer_is_a_slug)
{
	static const struct {
		const char *issuer;
		bool good;
	} table[] = {
		{ "abc", true },
		{ "a-0", true },
		{ "abcdefghijabcdefghijabcdefghijabcdefghij", true },
		{ "abcdefghijabcdefghijabcdefghijabcdefghijk", false },
		{ "", false },
		{ "ab", false },
		{ "0bc", false },
		{ "-bc", false },
		{ "{bc", false },
		{ "Abc", false },
		{ "ab_c", false },
		{ "abc\xc3\xa9", false },
	};
	struct sample s;

	sample_start(&s);
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		SlbStatement *statement = sample_acceptance(&s);

		statement->issuer = arena_strdup(&s.arena, table[i].issuer);
		if (table[i].good)
			cr_assert_eq(parse_as(&s, "acceptance", statement), ERR_OK);
		else
			assert_wrong(&s, "acceptance", statement, "issuer");
	}
	sample_end(&s);
}

Test(statement, only_an_opening_offer_stands_outside_a_book)
{
	SlbStatement *statement;
	struct sample s;

	sample_start(&s);
	statement = sample_acceptance(&s);
	statement->book.len = 0;
	assert_wrong(&s, "acceptance", statement, "book");
	statement->book.len = 15;
	assert_wrong(&s, "acceptance", statement, "book");
	statement = sample_offer(&s);
	statement->book = sample_binary(&s, 16);
	assert_wrong(&s, "offer", statement, "book");
	statement->offer->previous_version_id = sample_binary(&s, 32);
	cr_assert_eq(parse_as(&s, "offer", statement), ERR_OK);
	statement->book.len = 0;
	assert_wrong(&s, "offer", statement, "book");
	sample_end(&s);
}

Test(statement, a_report_counts_in_its_series_and_nothing_else_does)
{
	SlbStatement *statement;
	SlbPosition *position;
	struct sample s;

	sample_start(&s);
	statement = sample_report(&s);
	position = statement->position;
	position->sequence = 0;
	assert_wrong(&s, "report", statement, "position.sequence");
	position->sequence = 2;
	assert_wrong(&s, "report", statement, "position.previous");
	position->previous = sample_binary(&s, 32);
	cr_assert_eq(parse_as(&s, "report", statement), ERR_OK);
	position->sequence = 1;
	assert_wrong(&s, "report", statement, "position.previous");
	statement->identity_case = SLB_STATEMENT__IDENTITY__NOT_SET;
	assert_wrong(&s, "report", statement, "position");
	statement = sample_acceptance(&s);
	statement->request_id.len = 15;
	assert_wrong(&s, "acceptance", statement, "request_id");
	statement->identity_case = SLB_STATEMENT__IDENTITY_POSITION;
	statement->position = position;
	assert_wrong(&s, "acceptance", statement, "request_id");
	sample_end(&s);
}
