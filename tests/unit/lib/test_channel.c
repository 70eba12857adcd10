#include <criterion/criterion.h>
#include <string.h>

#include "envelope/unpack.h"
#include "grpc/health/v1/health.pb-c.h"
#include "lib/answer.h"
#include "lib/channel.h"
#include "lib/methods.h"
#include "slabroker/v1/log_service.pb-c.h"
#include "unit/lib/broker.h"

#define UNAVAILABLE       14
#define DEADLINE_EXCEEDED 4
#define UNIMPLEMENTED     12

struct fixture {
	struct made_broker broker;
	struct channel *channel;
	struct diag diag;
};

static void set_up(struct fixture *f)
{
	struct channel_options options = { 0 };

	broker_open(&f->broker);
	options.address = f->broker.address;
	diag_init(&f->diag, &f->broker.arena);
	cr_assert_eq(channel_open(&options, &f->channel, &f->diag), ERR_OK);
}

static void tear_down(struct fixture *f)
{
	channel_close(f->channel);
	broker_close(&f->broker);
}

static enum err call(struct fixture *f, const char *method, unsigned wait_ms,
		     struct bytes *answer, struct refusal *refusal)
{
	const struct call call = { .method = method, .wait_ms = wait_ms };

	return channel_call(f->channel, &f->broker.arena, &call,
			    (struct bytes){ NULL, 0 }, answer, refusal);
}

Test(channel, a_call_is_answered)
{
	const struct method_row *row = method_row(METHOD_GET_CHECKPOINT);
	struct refusal refusal;
	struct bytes answer;
	struct fixture f;
	const SlbCheckpoint *checkpoint;

	set_up(&f);
	cr_assert_eq(call(&f, row->path, 60000, &answer, &refusal), ERR_OK);
	checkpoint = (const SlbCheckpoint *)answer_unpack(&f.broker.arena, row->answer,
							  answer);
	cr_expect_str_eq(checkpoint->note,
			 made_note(&f.broker.arena, &f.broker.log, 1));
	tear_down(&f);
}

Test(channel, a_refusal_brings_its_details)
{
	struct refusal refusal;
	struct bytes answer;
	struct fixture f;

	set_up(&f);
	f.broker.refusals = 1;
	f.broker.refuse_with = ERR_BUSY;
	cr_assert_eq(call(&f, method_row(METHOD_GET_CHECKPOINT)->path, 60000, &answer,
			  &refusal),
		     ERR_REFUSED);
	cr_expect_eq(refusal.code, 8);
	cr_expect_str_eq(refusal.reason, "BUSY");
	cr_expect(refusal.says_when && refusal.retry_ms > 0);
	tear_down(&f);
}

Test(channel, a_method_that_is_not_there_is_refused)
{
	struct refusal refusal;
	struct bytes answer;
	struct fixture f;

	set_up(&f);
	cr_assert_eq(
		call(&f, "/slabroker.v1.LogService/Nothing", 60000, &answer, &refusal),
		ERR_REFUSED);
	cr_expect_eq(refusal.code, UNIMPLEMENTED);
	tear_down(&f);
}

Test(channel, a_broker_that_is_silent_is_given_up)
{
	struct refusal refusal;
	struct bytes answer;
	struct fixture f;

	set_up(&f);
	f.broker.holds = true;
	cr_assert_eq(call(&f, method_row(METHOD_GET_CHECKPOINT)->path, 200, &answer,
			  &refusal),
		     ERR_REFUSED);
	cr_expect_eq(refusal.code, DEADLINE_EXCEEDED);
	tear_down(&f);
}

Test(channel, nobody_there_is_unavailable)
{
	struct channel_options options = { .address = "unix:build/no-such-socket" };
	const struct call call = { "/slabroker.v1.LogService/GetCheckpoint", NULL,
				   60000 };
	struct channel *channel;
	struct refusal refusal;
	struct bytes answer;
	struct arena arena;
	struct diag diag;

	arena_init(&arena, 1 << 20);
	diag_init(&diag, &arena);
	cr_assert_eq(channel_open(&options, &channel, &diag), ERR_OK);
	cr_assert_eq(channel_call(channel, &arena, &call, (struct bytes){ NULL, 0 },
				  &answer, &refusal),
		     ERR_REFUSED);
	cr_expect_eq(refusal.code, UNAVAILABLE);
	cr_expect_str_neq(refusal.message, "");
	channel_close(channel);
	arena_release(&arena);
}

Test(channel, an_answer_that_does_not_fit_the_arena_is_refused)
{
	const struct call call = { "/slabroker.v1.LogService/GetCheckpoint", NULL,
				   60000 };
	struct refusal refusal;
	struct bytes answer;
	struct arena small;
	struct fixture f;

	set_up(&f);
	arena_init(&small, 64);
	cr_expect_eq(channel_call(f.channel, &small, &call, (struct bytes){ NULL, 0 },
				  &answer, &refusal),
		     ERR_LIMIT_EXCEEDED);
	arena_release(&small);
	tear_down(&f);
}

static int status_of_message(struct fixture *f, struct bytes message)
{
	ProtobufCMessage *answer = answer_unpack(
		&f->broker.arena, &grpc__health__v1__health_check_response__descriptor,
		message);

	return (int)((Grpc__Health__V1__HealthCheckResponse *)answer)->status;
}

Test(channel, a_stream_from_the_server_goes_on_until_it_ends)
{
	const struct call call = { "/grpc.health.v1.Health/Watch", NULL, 0 };
	struct refusal refusal;
	struct stream *stream;
	struct bytes message;
	struct fixture f;
	bool more;

	set_up(&f);
	cr_assert_eq(stream_open(f.channel, &call, &stream), ERR_OK);
	cr_assert(stream_send(stream, (struct bytes){ NULL, 0 }));
	cr_assert(stream_half_close(stream));
	cr_assert_eq(stream_receive(stream, &f.broker.arena, &more, &message), ERR_OK);
	cr_assert(more);
	cr_expect_eq(status_of_message(&f, message), 1);
	health_set(f.broker.health, false);
	cr_assert_eq(stream_receive(stream, &f.broker.arena, &more, &message), ERR_OK);
	cr_assert(more);
	cr_expect_eq(status_of_message(&f, message), 2);
	health_stop(f.broker.health);
	cr_assert_eq(stream_receive(stream, &f.broker.arena, &more, &message), ERR_OK);
	cr_expect_not(more);
	cr_expect_eq(stream_end(stream, &f.broker.arena, &refusal), ERR_REFUSED);
	cr_expect_str_eq(refusal.reason, "STOPPING");
	stream_close(stream);
	tear_down(&f);
}

Test(channel, a_stream_may_be_left_in_the_middle)
{
	const struct call call = { "/grpc.health.v1.Health/Watch", NULL, 0 };
	struct stream *stream;
	struct bytes message;
	struct fixture f;
	bool more;

	set_up(&f);
	cr_assert_eq(stream_open(f.channel, &call, &stream), ERR_OK);
	cr_assert(stream_send(stream, (struct bytes){ NULL, 0 }));
	cr_assert_eq(stream_receive(stream, &f.broker.arena, &more, &message), ERR_OK);
	stream_close(stream);
	tear_down(&f);
}

Test(channel, tls_files_that_are_not_there_are_named)
{
	SlbProfileTls tls;
	struct channel_options options = { .address = "broker.example:443",
					   .tls = &tls };
	char ca_file[] = "build/no-such-ca.pem";
	struct channel *channel;
	struct arena arena;
	struct diag diag;

	slb_profile_tls__init(&tls);
	tls.ca_file = ca_file;
	arena_init(&arena, 1 << 20);
	diag_init(&diag, &arena);
	cr_expect_eq(channel_open(&options, &channel, &diag), ERR_IO);
	cr_expect_null(channel);
	cr_expect_str_eq(diag.first->place.file, ca_file);
	arena_release(&arena);
}
