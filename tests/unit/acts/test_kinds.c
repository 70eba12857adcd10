#include <criterion/criterion.h>

#include "acts/acts.h"
#include "acts/own.h"
#include "envelope/envelope.h"
#include "envelope/unpack.h"

/* Every kind that a statement can be is one that is decided, under the same name. */
Test(kinds, are_those_of_the_statement)
{
	const ProtobufCMessageDescriptor *type = &slb_statement__descriptor;
	struct arena arena;
	size_t count = 0;

	arena_init(&arena, 1 << 20);
	for (unsigned i = 0; i < type->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &type->fields[i];
		const struct act_kind *kind = act_kind(field->id);
		char *payload_type = statement_payload_type(&arena, field->name);

		if (statement_kind(bytes_of_string(payload_type)) == NULL) {
			cr_expect_null(kind, "%s", field->name);
			continue;
		}
		cr_assert_not_null(kind, "%s", field->name);
		cr_expect_str_eq(kind->name, field->name);
		count++;
	}
	cr_expect_eq(count, 20);
	cr_expect_null(act_kind(0));
	arena_release(&arena);
}

Test(kinds, have_the_class_of_their_content)
{
	cr_expect_eq(act_kind(SLB_STATEMENT__BODY_REPORT)->content, CONTENT_EVIDENCE);
	cr_expect_eq(act_kind(SLB_STATEMENT__BODY_OUTCOME)->content, CONTENT_RECORD);
	cr_expect_eq(act_kind(SLB_STATEMENT__BODY_OFFER)->content, CONTENT_STANDING);
}

/* What the broker says has one form, which anyone makes again from the log. */
Test(kinds, the_brokers_own_statements_are_well_formed)
{
	const struct own_place place = { "broker.example/log", 258, 1700000000123 };
	const uint8_t request_id[16] = { [14] = 1, [15] = 2 };
	const SlbStatement *statement;
	ProtobufCMessage *message = NULL;
	struct arena arena;
	struct diag diag;

	arena_init(&arena, 1 << 20);
	diag_init(&diag, &arena);
	cr_assert_eq(unpack_message(&arena, &slb_statement__descriptor,
				    own_outage_payload(&arena, &place, 1600000000000),
				    &message, &diag),
		     ERR_OK);
	statement = (const SlbStatement *)message;
	cr_expect_str_eq(statement->audience, "broker.example/log");
	cr_expect_str_eq(statement->issuer, "broker");
	cr_expect_eq(statement->claimed_time_ms, 1700000000123);
	cr_assert_eq(statement->request_id.len, 16);
	cr_expect_eq(memcmp(statement->request_id.data, request_id, 16), 0);
	cr_expect_eq(statement->outage->from_ms, 1600000000000);
	cr_expect_eq(statement->outage->until_ms, 1700000000123);
	cr_assert_eq(unpack_message(&arena, &slb_statement__descriptor,
				    own_clock_payload(&arena, &place), &message, &diag),
		     ERR_OK);
	cr_expect_not_null(((const SlbStatement *)message)->clock);
	arena_release(&arena);
}
