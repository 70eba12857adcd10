#include "unit/acts/world.h"

/* Enrolment, key_addition, key_revocation. */

static struct world w;

static void set_up(void)
{
	world_open(&w);
}

static void tear_down(void)
{
	world_close(&w);
}

TestSuite(keys, .init = set_up, .fini = tear_down);

static ProtobufCBinaryData public_of(enum world_key key)
{
	struct public_key public = world_public(&w, key);

	return world_binary(&w, public.bytes, PUBLIC_KEY_BYTES);
}

static struct digest id_of(enum world_key key)
{
	struct public_key public = world_public(&w, key);

	return sha256(BYTES_OF_ARRAY(public.bytes));
}

static const char *name_of(enum world_key key)
{
	struct digest id = id_of(key);

	return hex_encode(&w.arena, (struct bytes){ id.bytes, 8 });
}

static const SlbKeyRow *row_of(enum world_key key)
{
	struct digest id = id_of(key);
	struct row_key row_key = key_row_key(&id);

	return (const SlbKeyRow *)world_row(&w, &row_key);
}

static SlbStatement *enrolment(const char *slug)
{
	SlbStatement *statement =
		world_statement(&w, "operator", SLB_STATEMENT__BODY_ENROLMENT);

	statement->enrolment = arena_new(&w.arena, SlbEnrolment);
	slb_enrolment__init(statement->enrolment);
	statement->enrolment->organisation = law_text(&w.arena, slug);
	statement->enrolment->legal_name = law_text(&w.arena, "Call Co Ltd");
	statement->enrolment->registration_number = law_text(&w.arena, "HRB 2");
	statement->enrolment->seat = law_text(&w.arena, "2 High Street, Leeds");
	statement->enrolment->root_key = public_of(KEY_SPARE);
	return statement;
}

static SlbStatement *addition(enum world_key key, SlbKeyPurpose purpose)
{
	SlbStatement *statement =
		world_statement(&w, "lender", SLB_STATEMENT__BODY_KEY_ADDITION);

	statement->key_addition = arena_new(&w.arena, SlbKeyAddition);
	slb_key_addition__init(statement->key_addition);
	statement->key_addition->key = public_of(key);
	statement->key_addition->purpose = purpose;
	return statement;
}

static SlbStatement *revocation(const char *issuer, enum world_key key,
				const char *organisation)
{
	SlbStatement *statement =
		world_statement(&w, issuer, SLB_STATEMENT__BODY_KEY_REVOCATION);
	struct digest id = id_of(key);

	statement->key_revocation = arena_new(&w.arena, SlbKeyRevocation);
	slb_key_revocation__init(statement->key_revocation);
	statement->key_revocation->key_id = world_binary(&w, id.bytes, DIGEST_BYTES);
	statement->key_revocation->reason =
		SLB_REVOCATION_REASON__REVOCATION_REASON_CEASED;
	statement->key_revocation->organisation = law_text(&w.arena, organisation);
	return statement;
}

/* ---- enrolment ----------------------------------------------------------------------- */

Test(keys, an_enrolment_opens_the_organisations_book)
{
	struct book book = book_of_organisation("call-co");
	struct row_key key = organisation_row_key("call-co");
	const SlbOrganisationRow *row;
	uint64_t index = world_takes(&w, enrolment("call-co"), KEY_OPERATOR);

	cr_expect(book_same(&w.book, &book));
	row = (const SlbOrganisationRow *)world_row(&w, &key);
	cr_assert_not_null(row);
	cr_expect_str_eq(row->legal_name, "Call Co Ltd");
	cr_expect_str_eq(row->registration_number, "HRB 2");
	cr_expect_str_eq(row->seat, "2 High Street, Leeds");
	cr_expect_eq(row->enrolled_index, index);
	cr_expect_eq(row->enrolled_ms, w.now_ms);
	cr_expect_eq(row_of(KEY_SPARE)->use, SLB_KEY_USE__KEY_USE_ROOT);
	cr_expect_str_eq(row_of(KEY_SPARE)->owner, "call-co");
}

static const struct {
	const char *slug;
	enum err code;
	const char *text;
} bad_names[] = {
	{ "lender", ERR_ORGANISATION_EXISTS,
	  "an organisation \"lender\" is enrolled already" },
	{ "broker", ERR_STATEMENT_FIELD,
	  "\"broker\" is reserved: no organisation has this name" },
	{ "operator", ERR_STATEMENT_FIELD,
	  "\"operator\" is reserved: no organisation has this name" },
	{ "ab", ERR_STATEMENT_FIELD,
	  "an organisation's name is 3 to 40 of a-z, 0-9 and \"-\", a letter first" },
	{ "1st", ERR_STATEMENT_FIELD,
	  "an organisation's name is 3 to 40 of a-z, 0-9 and \"-\", a letter first" },
	{ "Call", ERR_STATEMENT_FIELD,
	  "an organisation's name is 3 to 40 of a-z, 0-9 and \"-\", a letter first" },
	{ "a2345678901234567890123456789012345678901", ERR_STATEMENT_FIELD,
	  "an organisation's name is 3 to 40 of a-z, 0-9 and \"-\", a letter first" },
};

Test(keys, an_enrolment_names_somebody_new)
{
	for (size_t i = 0; i < ARRAY_SIZE(bad_names); i++)
		world_refuses(&w, enrolment(bad_names[i].slug), KEY_OPERATOR,
			      bad_names[i].code, bad_names[i].text);
	world_takes(&w, enrolment("a234567890123456789012345678901234567890"),
		    KEY_OPERATOR);
}

Test(keys, an_enrolment_says_who_it_is)
{
	SlbStatement *statement = enrolment("call-co");

	statement->enrolment->seat = law_text(&w.arena, "");
	world_refuses(&w, statement, KEY_OPERATOR, ERR_STATEMENT_FIELD,
		      "1 to 1000 bytes of text are expected here; there are 0");
	statement = enrolment("call-co");
	statement->enrolment->legal_name = law_text(&w.arena, "Evil\x1b[31m\nLtd");
	world_refuses(&w, statement, KEY_OPERATOR, ERR_STATEMENT_FIELD,
		      "one line of plain text is expected here, without tabs, line "
		      "breaks and other control characters");
	statement = enrolment("call-co");
	statement->enrolment->root_key = public_of(KEY_LENDER);
	world_refuses(&w, statement, KEY_OPERATOR, ERR_KEY_EXISTS,
		      arena_printf(&w.arena,
				   "key %s was added before; a key is added once in "
				   "the life of a log, so make a new one",
				   name_of(KEY_LENDER)));
}

/* It would spend the name of the organisation for good. */
Test(keys, a_key_is_one_that_somebody_can_hold)
{
	static const char why[] =
		"these 32 bytes are no Ed25519 public key: nothing that is signed could "
		"be verified with it; give the one that was made with the signing key";
	uint8_t small[PUBLIC_KEY_BYTES] = { 1 };
	const ProtobufCBinaryData key = { sizeof(small), small };
	SlbStatement *statement = enrolment("call-co");

	statement->enrolment->root_key = key;
	world_refuses(&w, statement, KEY_OPERATOR, ERR_STATEMENT_FIELD, why);
	statement = addition(KEY_SPARE, SLB_KEY_PURPOSE__KEY_PURPOSE_STATEMENTS);
	statement->key_addition->key = key;
	world_refuses(&w, statement, KEY_LENDER_ROOT, ERR_STATEMENT_FIELD, why);
}

/* ---- addition ------------------------------------------------------------------------ */

Test(keys, an_addition_goes_into_the_book_of_its_issuer)
{
	struct book book = book_of_organisation("lender");
	struct digest id = id_of(KEY_SPARE);
	struct row_key key = owned_key_row_key("lender", &id);
	SlbStatement *statement =
		addition(KEY_SPARE, SLB_KEY_PURPOSE__KEY_PURPOSE_TOKENS);

	statement->key_addition->holder = law_text(&w.arena, "supplier management");
	world_takes(&w, statement, KEY_LENDER_ROOT);
	cr_expect(book_same(&w.book, &book));
	cr_expect_str_eq(row_of(KEY_SPARE)->holder, "supplier management");
	cr_expect_eq(row_of(KEY_SPARE)->use, SLB_KEY_USE__KEY_USE_TOKENS);
	cr_expect_not_null(world_row(&w, &key));
}

Test(keys, an_addition_says_what_and_until_when)
{
	SlbStatement *statement =
		addition(KEY_SPARE, SLB_KEY_PURPOSE__KEY_PURPOSE_UNSPECIFIED);

	world_refuses(&w, statement, KEY_LENDER_ROOT, ERR_STATEMENT_FIELD,
		      "the purpose of the key is not said; it is one of root, "
		      "statements, tokens");
	statement = addition(KEY_SPARE, SLB_KEY_PURPOSE__KEY_PURPOSE_TOKENS);
	statement->key_addition->not_after_ms = w.now_ms - 1000;
	world_refuses(&w, statement, KEY_LENDER_ROOT, ERR_STATEMENT_FIELD,
		      "the key would never be valid: it ends at 2026-01-10T11:59:59Z");
	statement = addition(KEY_SPARE, SLB_KEY_PURPOSE__KEY_PURPOSE_TOKENS);
	statement->key_addition->not_before_ms = -1;
	world_refuses(&w, statement, KEY_LENDER_ROOT, ERR_STATEMENT_FIELD,
		      "times are ms since 1970-01-01T00:00:00Z, not negative");
}

/* ---- revocation ---------------------------------------------------------------------- */

Test(keys, a_revoked_key_signs_nothing_from_there_on)
{
	SlbTerms *terms = world_terms(&w, "2026-02-01", "2026-12-31");
	uint64_t index =
		world_takes(&w, revocation("lender", KEY_LENDER, ""), KEY_LENDER_ROOT);

	cr_expect_eq(row_of(KEY_LENDER)->revoked_index, index);
	cr_expect_eq(row_of(KEY_LENDER)->revocation,
		     SLB_REVOCATION_REASON__REVOCATION_REASON_CEASED);
	world_refuses(&w, world_offer(&w, "lender", terms, NULL), KEY_LENDER,
		      ERR_KEY_REVOKED,
		      arena_printf(&w.arena,
				   "key %s was revoked at entry %llu of the log, "
				   "2026-01-10T12:00:00Z",
				   name_of(KEY_LENDER), (unsigned long long)index));
	world_refuses(&w, addition(KEY_LENDER, SLB_KEY_PURPOSE__KEY_PURPOSE_TOKENS),
		      KEY_LENDER_ROOT, ERR_KEY_EXISTS,
		      arena_printf(&w.arena,
				   "key %s was added before; a key is added once in "
				   "the life of a log, so make a new one",
				   name_of(KEY_LENDER)));
}

Test(keys, the_operator_revokes_for_an_organisation)
{
	struct book book = book_of_organisation("lender");

	world_refuses(&w, revocation("operator", KEY_LENDER, ""), KEY_OPERATOR,
		      ERR_STATEMENT_FIELD,
		      "the operator names the organisation whose key it is");
	world_takes(&w, revocation("operator", KEY_LENDER_ROOT, "lender"),
		    KEY_OPERATOR);
	cr_expect(book_same(&w.book, &book));
	cr_expect_neq(row_of(KEY_LENDER_ROOT)->revoked_index, 0);
}

Test(keys, a_revocation_names_a_key_of_its_issuer)
{
	SlbStatement *statement = revocation("lender", KEY_LENDER, "lender");

	world_refuses(&w, statement, KEY_LENDER_ROOT, ERR_STATEMENT_FIELD,
		      "an organisation revokes its own keys, and names none");
	world_refuses(&w, revocation("lender", KEY_VOICEHOUSE, ""), KEY_LENDER_ROOT,
		      ERR_KEY_ABSENT,
		      arena_printf(&w.arena, "\"lender\" has no key %s",
				   name_of(KEY_VOICEHOUSE)));
	world_refuses(
		&w, revocation("lender", KEY_SPARE, ""), KEY_LENDER_ROOT,
		ERR_KEY_ABSENT,
		arena_printf(&w.arena, "\"lender\" has no key %s", name_of(KEY_SPARE)));
	world_refuses(&w, revocation("operator", KEY_NOTICE, "broker"), KEY_OPERATOR,
		      ERR_KEY_ABSENT,
		      arena_printf(&w.arena, "\"broker\" has no key %s",
				   name_of(KEY_NOTICE)));
	world_refuses(&w, revocation("lender", KEY_LENDER_ROOT, ""), KEY_LENDER_ROOT,
		      ERR_KEY_NOT_FOR_THIS,
		      arena_printf(&w.arena,
				   "key %s cannot revoke itself: another root key "
				   "signs, or the operator",
				   name_of(KEY_LENDER_ROOT)));
	statement = revocation("lender", KEY_LENDER, "");
	statement->key_revocation->reason =
		SLB_REVOCATION_REASON__REVOCATION_REASON_UNSPECIFIED;
	world_refuses(&w, statement, KEY_LENDER_ROOT, ERR_STATEMENT_FIELD,
		      "the reason is not said; it is one of superseded, ceased, "
		      "compromised");
}
