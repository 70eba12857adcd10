#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "google/rpc/error_details.pb-c.h"
#include "google/rpc/status.pb-c.h"
#include "rpc/status.h"

/* A status with its details unpacked. */
struct reading {
	struct arena arena;
	struct status status;
	Google__Rpc__Status *packed;
	Google__Rpc__ErrorInfo *info;
	Google__Rpc__BadRequest *bad;
	Google__Rpc__PreconditionFailure *failure;
	Google__Rpc__RetryInfo *retry;
};

static void *detail(const struct reading *reading,
		    const ProtobufCMessageDescriptor *type)
{
	char url[100];

	(void)snprintf(url, sizeof url, "type.googleapis.com/%s", type->name);
	for (size_t i = 0; i < reading->packed->n_details; i++) {
		const Google__Protobuf__Any *any = reading->packed->details[i];

		if (strcmp(any->type_url, url) == 0)
			return protobuf_c_message_unpack(type, NULL, any->value.len,
							 any->value.data);
	}
	return NULL;
}

static void reading_init(struct reading *reading, enum err err, const struct diag *diag)
{
	arena_init(&reading->arena, STATUS_ARENA_BYTES);
	reading->status = status_of(&reading->arena, err, diag);
	reading->packed = google__rpc__status__unpack(NULL, reading->status.details.len,
						      reading->status.details.data);
	cr_assert_not_null(reading->packed);
	cr_expect_eq(reading->packed->code, reading->status.code);
	cr_expect_str_eq(reading->packed->message, reading->status.message);
	reading->info = detail(reading, &google__rpc__error_info__descriptor);
	reading->bad = detail(reading, &google__rpc__bad_request__descriptor);
	reading->failure =
		detail(reading, &google__rpc__precondition_failure__descriptor);
	reading->retry = detail(reading, &google__rpc__retry_info__descriptor);
	cr_assert_not_null(reading->info);
	cr_expect_str_eq(reading->info->reason, err_name(err));
	cr_expect_str_eq(reading->info->domain, "slabroker");
}

static void free_message(ProtobufCMessage *message)
{
	protobuf_c_message_free_unpacked(message, NULL);
}

static void reading_release(struct reading *reading)
{
	free_message((ProtobufCMessage *)reading->packed);
	free_message((ProtobufCMessage *)reading->info);
	free_message((ProtobufCMessage *)reading->bad);
	free_message((ProtobufCMessage *)reading->failure);
	free_message((ProtobufCMessage *)reading->retry);
	arena_release(&reading->arena);
}

static struct arena arena;
static struct diag diag;

static void setup(void)
{
	arena_init(&arena, 1 << 20);
	diag_init(&diag, &arena);
}

static void teardown(void)
{
	arena_release(&arena);
}

TestSuite(status, .init = setup, .fini = teardown);

Test(status, every_error_has_its_code_and_reason)
{
	for (enum err e = ERR_OK + 1; e < ERR_COUNT; e++) {
		struct reading reading;

		reading_init(&reading, e, NULL);
		cr_expect_eq(reading.status.code, err_grpc(e));
		cr_expect_str_eq(reading.status.message, err_text(e));
		cr_expect_null(reading.bad);
		cr_expect_null(reading.failure);
		reading_release(&reading);
	}
}

Test(status, mistakes_with_a_path_are_field_violations)
{
	struct reading reading;

	diag_warning(&diag, diag_at("rows"), "a warning is no violation");
	(void)diag_error(&diag, ERR_REPORT_MALFORMED, diag_at("rows[3].offered"),
			 "%d is less than answered", 7);
	diag_hint(&diag, "count calls that were answered among those offered");
	(void)diag_error(&diag, ERR_REPORT_MALFORMED, diag_at(NULL), "something else");
	(void)diag_error(&diag, ERR_REPORT_MALFORMED, diag_at("series"), "is empty");
	reading_init(&reading, ERR_REPORT_MALFORMED, &diag);
	cr_expect_str_eq(reading.status.message,
			 "rows[3].offered: 7 is less than answered; count calls that "
			 "were answered among those offered (and 2 more)");
	cr_assert_not_null(reading.bad);
	cr_assert_eq(reading.bad->n_field_violations, 2);
	cr_expect_str_eq(reading.bad->field_violations[0]->field, "rows[3].offered");
	cr_expect_str_eq(reading.bad->field_violations[0]->description,
			 "7 is less than answered; count calls that were answered "
			 "among those offered");
	cr_expect_str_eq(reading.bad->field_violations[1]->field, "series");
	cr_expect_str_eq(reading.bad->field_violations[1]->description, "is empty");
	cr_expect_null(reading.failure);
	cr_expect_null(reading.retry);
	cr_expect_eq(reading.info->n_metadata, 0);
	reading_release(&reading);
}

Test(status, a_state_that_does_not_fit_is_a_failed_precondition)
{
	struct reading reading;

	(void)diag_error(&diag, ERR_REPORT_SEQUENCE, diag_at("sequence"),
			 "7 comes after 5");
	reading_init(&reading, ERR_REPORT_SEQUENCE, &diag);
	cr_expect_null(reading.bad);
	cr_assert_not_null(reading.failure);
	cr_assert_eq(reading.failure->n_violations, 1);
	cr_expect_str_eq(reading.failure->violations[0]->type, "REPORT_SEQUENCE");
	cr_expect_str_eq(reading.failure->violations[0]->subject, "sequence");
	cr_expect_str_eq(reading.failure->violations[0]->description,
			 "7 comes after 5");
	reading_release(&reading);
}

Test(status, what_passes_by_itself_says_when_to_try_again)
{
	struct reading reading;

	reading_init(&reading, ERR_BUSY, NULL);
	cr_assert_not_null(reading.retry);
	cr_expect_eq(reading.retry->retry_delay->seconds, 0);
	cr_expect_eq(reading.retry->retry_delay->nanos, 250000000);
	reading_release(&reading);

	reading_init(&reading, ERR_STOPPING, NULL);
	cr_assert_not_null(reading.retry);
	cr_expect_eq(reading.retry->retry_delay->seconds, 1);
	cr_expect_eq(reading.retry->retry_delay->nanos, 0);
	reading_release(&reading);

	cr_expect_eq(status_retry_ms(ERR_LIMIT_EXCEEDED), 0);
	cr_expect_eq(status_retry_ms(ERR_QUEUE_FULL), 250);
	cr_expect_eq(status_retry_ms(ERR_SIGNATURE_INVALID), 0);
}

/* A client takes 8 KiB of metadata: the details in base64, the message with three
 * characters for each byte that is not ASCII, and 200 for the rest. */
static void expect_to_fit(const struct status *status)
{
	size_t message_bytes = 3 * strlen(status->message);

	cr_expect_leq((status->details.len + 2) / 3 * 4 + message_bytes + 200, 8192);
	cr_expect(utf8_valid(bytes_of_string(status->message)));
}

Test(status, a_thousand_mistakes_fit_and_are_counted)
{
	struct reading reading;
	struct diag_path path;

	for (unsigned i = 0; i < 1000; i++)
		(void)diag_error(&diag, ERR_REPORT_MALFORMED,
				 diag_at_path(&path, "rows[%u].answered", i),
				 "%u is more than what was offered", i);
	reading_init(&reading, ERR_REPORT_MALFORMED, &diag);
	expect_to_fit(&reading.status);
	cr_assert_eq(reading.info->n_metadata, 1);
	cr_expect_str_eq(reading.info->metadata[0]->key, "left_out");
	cr_expect_eq(strtoul(reading.info->metadata[0]->value, NULL, 10),
		     1000 - reading.bad->n_field_violations);
	cr_expect_geq(reading.bad->n_field_violations, 20);
	reading_release(&reading);
}

Test(status, long_text_is_cut_between_characters)
{
	struct reading reading;
	char euros[3 * 1000 + 1];
	size_t end;

	for (size_t i = 0; i < 1000; i++)
		memcpy(euros + 3 * i, "\xe2\x82\xac", 4);
	for (size_t extra = 0; extra < 3; extra++) {
		diag_init(&diag, &arena);
		(void)diag_error(&diag, ERR_REPORT_MALFORMED, diag_at(euros), "%.*s%s",
				 (int)extra, "aa", euros);
		diag_hint(&diag, "%s", euros);
		reading_init(&reading, ERR_REPORT_MALFORMED, &diag);
		expect_to_fit(&reading.status);
		end = strlen(reading.status.message);
		cr_expect_str_eq(reading.status.message + end - 3, "...");
		cr_expect(utf8_valid(bytes_of_string(
			reading.bad->field_violations[0]->description)));
		cr_expect(utf8_valid(
			bytes_of_string(reading.bad->field_violations[0]->field)));
		reading_release(&reading);
	}
}

Test(status, bytes_that_are_no_text_are_masked)
{
	struct reading reading;

	(void)diag_error(&diag, ERR_DOCUMENT_SYNTAX, diag_at(NULL), "found \xc3\x28");
	reading_init(&reading, ERR_DOCUMENT_SYNTAX, &diag);
	cr_expect_str_eq(reading.status.message, "found ?(");
	reading_release(&reading);
}
