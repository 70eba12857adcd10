#include <criterion/criterion.h>
#include <string.h>

#include "lib/refusal.h"
#include "rpc/status.h"

struct fixture {
	struct arena arena;
	struct diag sent; /* what the broker says */
	struct diag told; /* what the client makes of it */
	struct refusal refusal;
	SlbProfile message;
	struct profile profile;
};

static void set_up(struct fixture *f)
{
	arena_init(&f->arena, 1 << 22);
	diag_init(&f->sent, &f->arena);
	diag_init(&f->told, &f->arena);
	slb_profile__init(&f->message);
	f->message.broker = arena_strdup(&f->arena, "unix:/s");
	f->profile = (struct profile){ .file = "/home/x.yaml", .message = &f->message };
}

/* The way through the trailer: written by the server's own code. */
static enum err pass(struct fixture *f, enum err err)
{
	struct status status = status_of(&f->arena, err, &f->sent);

	refusal_read(&f->arena, status.code, status.message, status.details,
		     &f->refusal);
	return refusal_tell(&f->refusal, &f->profile, &f->told);
}

Test(refusal, says_the_reason_and_every_field)
{
	struct fixture f;

	set_up(&f);
	(void)diag_error(&f.sent, ERR_REPORT_MALFORMED, diag_at("report.rows"),
			 "has 3 rows; expected 4");
	(void)diag_error(&f.sent, ERR_REPORT_MALFORMED, diag_at("report.columns[2]"),
			 "there is no counter \"talk\"");
	cr_expect_eq(pass(&f, ERR_REPORT_MALFORMED), ERR_REFUSED);
	cr_expect_str_eq(f.refusal.reason, "REPORT_MALFORMED");
	cr_expect_eq(f.refusal.code, 3);
	cr_expect_not(f.refusal.says_when);
	cr_assert_eq(f.refusal.fault_count, 2);
	cr_expect_str_eq(f.refusal.faults[1].field, "report.columns[2]");
	cr_expect_eq(f.told.first->code, ERR_REPORT_MALFORMED);
	cr_expect_str_eq(f.told.last->place.path, "report.columns[2]");
	cr_expect_str_eq(f.told.last->text, "there is no counter \"talk\"");
	arena_release(&f.arena);
}

Test(refusal, of_a_condition_is_read_alike)
{
	struct fixture f;

	set_up(&f);
	(void)diag_error(&f.sent, ERR_REPORT_SEQUENCE, diag_at("position.sequence"),
			 "is 9; expected 8");
	cr_expect_eq(pass(&f, ERR_REPORT_SEQUENCE), ERR_REFUSED);
	cr_assert_eq(f.refusal.fault_count, 1);
	cr_expect_str_eq(f.refusal.faults[0].field, "position.sequence");
	/* Message and fault say the same: it is told once. */
	cr_expect_eq(f.told.error_count, 1);
	cr_expect_not_null(strstr(f.told.first->text, "(REPORT_SEQUENCE)"));
	arena_release(&f.arena);
}

Test(refusal, may_pass_where_waiting_helps)
{
	static const struct {
		enum err sent;
		bool passes;
	} rows[] = {
		{ ERR_BUSY, true },
		{ ERR_STOPPING, true },
		{ ERR_STORE_FAILED, true },
		{ ERR_LIMIT_EXCEEDED, false },
		{ ERR_SIGNATURE_INVALID, false },
		{ ERR_TOKEN_INVALID, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fixture f;
		enum err e;

		set_up(&f);
		e = pass(&f, rows[i].sent);
		cr_expect_eq(refusal_may_pass(&f.refusal), rows[i].passes, "%s",
			     err_name(rows[i].sent));
		cr_expect_eq(e, rows[i].passes ? ERR_UNREACHABLE : ERR_REFUSED);
		cr_expect_eq(f.refusal.retry_ms, status_retry_ms(rows[i].sent));
		arena_release(&f.arena);
	}
}

Test(refusal, of_core_itself_comes_bare)
{
	static const struct {
		int code;
		enum err expected;
		const char *says;
	} rows[] = {
		{ 14, ERR_UNREACHABLE, "the broker at unix:/s does not answer" },
		{ 4, ERR_UNREACHABLE, "does not answer in time" },
		{ 8, ERR_REFUSED, "(RESOURCE_EXHAUSTED)" },
		{ 12, ERR_REFUSED, "(UNIMPLEMENTED)" },
		{ 99, ERR_REFUSED, "a status that does not exist" },
		{ -1, ERR_REFUSED, "a status that does not exist" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fixture f;

		set_up(&f);
		refusal_read(&f.arena, rows[i].code, "connection refused",
			     (struct bytes){ NULL, 0 }, &f.refusal);
		cr_expect_eq(refusal_tell(&f.refusal, &f.profile, &f.told),
			     rows[i].expected);
		cr_expect_not_null(strstr(f.told.first->text, rows[i].says), "%s",
				   f.told.first->text);
		arena_release(&f.arena);
	}
}

Test(refusal, nobody_there_is_told_with_what_to_check)
{
	static const struct {
		const char *broker;
		bool tls;
		const char *says;
	} rows[] = {
		{ "unix:/s", false, "use its socket" },
		{ "127.0.0.1:7443", false, "without TLS" },
		{ "broker.example:443", true, "certificates hold" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fixture f;
		SlbProfileTls tls;
		const char *hint;

		set_up(&f);
		slb_profile_tls__init(&tls);
		f.message.broker = arena_strdup(&f.arena, rows[i].broker);
		f.message.tls = rows[i].tls ? &tls : NULL;
		refusal_read(&f.arena, 14, "connection refused",
			     (struct bytes){ NULL, 0 }, &f.refusal);
		cr_expect_eq(refusal_tell(&f.refusal, &f.profile, &f.told),
			     ERR_UNREACHABLE);
		cr_expect_not_null(strstr(f.told.first->text, rows[i].broker));
		hint = f.told.first->hint;
		cr_expect_not_null(strstr(hint, "stands in /home/x.yaml: "), "%s",
				   hint);
		cr_expect_not_null(strstr(hint, rows[i].says), "%s", hint);
		/* Other people's words come last, and only where there are any. */
		cr_expect_str_eq(strstr(hint, "; gRPC"),
				 "; gRPC says: connection refused");
		f.refusal.message = "";
		(void)refusal_tell(&f.refusal, &f.profile, &f.told);
		cr_expect_null(strstr(f.told.last->hint, "gRPC"));
		arena_release(&f.arena);
	}
}

Test(refusal, details_that_cannot_be_read_are_left_out)
{
	static const uint8_t garbage[] = { 0x1a, 0xff, 0xff, 0x01 };
	struct fixture f;

	set_up(&f);
	refusal_read(&f.arena, 3, "no", BYTES_OF_ARRAY(garbage), &f.refusal);
	cr_expect_null(f.refusal.reason);
	cr_expect_eq(refusal_tell(&f.refusal, &f.profile, &f.told), ERR_REFUSED);
	cr_expect_not_null(strstr(f.told.first->text, "(INVALID_ARGUMENT): no"));
	arena_release(&f.arena);
}

/* Details with a RetryInfo of so long. */
static void read_retry(struct fixture *f, int64_t seconds, int32_t nanos)
{
	uint8_t duration[32];
	uint8_t details[128];
	size_t len = 0;
	size_t at = 0;
	static const char type[] = "type.googleapis.com/google.rpc.RetryInfo";
	uint64_t value;

	duration[len++] = 0x08;
	for (value = (uint64_t)seconds; value > 127; value >>= 7)
		duration[len++] = (uint8_t)(value | 0x80);
	duration[len++] = (uint8_t)value;
	duration[len++] = 0x10;
	for (value = (uint64_t)(int64_t)nanos; value > 127; value >>= 7)
		duration[len++] = (uint8_t)(value | 0x80);
	duration[len++] = (uint8_t)value;
	details[at++] = 0x1a;
	details[at++] = (uint8_t)(2 + strlen(type) + 2 + 2 + len);
	details[at++] = 0x0a;
	details[at++] = (uint8_t)strlen(type);
	memcpy(details + at, type, strlen(type));
	at += strlen(type);
	details[at++] = 0x12;
	details[at++] = (uint8_t)(2 + len);
	details[at++] = 0x0a;
	details[at++] = (uint8_t)len;
	memcpy(details + at, duration, len);
	refusal_read(&f->arena, 8, "later", (struct bytes){ details, at + len },
		     &f->refusal);
}

Test(refusal, a_wait_is_bounded_whatever_is_sent)
{
	static const struct {
		int64_t seconds;
		int32_t nanos;
		bool says_when;
		uint32_t wait_ms;
	} rows[] = {
		{ 1, 500000000, true, 1500 }, { 59, 999999999, true, 59999 },
		{ 60, 0, true, 60000 },       { INT64_MAX, 0, true, 60000 },
		{ -1, 0, false, 0 },          { 0, -1, false, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fixture f;

		set_up(&f);
		read_retry(&f, rows[i].seconds, rows[i].nanos);
		cr_expect_eq(f.refusal.says_when, rows[i].says_when, "%zu", i);
		cr_expect_eq(f.refusal.retry_ms, rows[i].wait_ms, "%zu: %u", i,
			     f.refusal.retry_ms);
		arena_release(&f.arena);
	}
}
