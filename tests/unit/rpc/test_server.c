#include <criterion/criterion.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "rpc/server.h"
#include "tests/unit/rpc/echo.pb-c.h"
#include "unit/rpc/client.h"
#include "unit/rpc/echo.h"

#define GRACE_MS 60000

#define OK                 0
#define CANCELLED          1
#define INVALID_ARGUMENT   3
#define DEADLINE_EXCEEDED  4
#define RESOURCE_EXHAUSTED 8
#define UNIMPLEMENTED      12
#define UNAVAILABLE        14

/* A server with the echo service on a free port, and a client of it. */
struct fixture {
	struct arena arena;
	struct diag diag;
	struct echo *echo;
	struct rpc_service service;
	struct server *server;
	struct client client;
};

static void fixture_open(struct fixture *fixture, struct server_options options)
{
	static const struct listener listener = { .address = "127.0.0.1:0" };
	char target[64];

	arena_init(&fixture->arena, 1 << 20);
	diag_init(&fixture->diag, &fixture->arena);
	fixture->echo = echo_open();
	fixture->service = echo_service(fixture->echo);
	options.services = &fixture->service;
	options.service_count = 1;
	options.listeners = &listener;
	options.listener_count = 1;
	cr_assert_eq(server_open(&options, &fixture->server, &fixture->diag), ERR_OK);
	(void)snprintf(target, sizeof target, "127.0.0.1:%d",
		       server_port(fixture->server, 0));
	client_open(&fixture->client, target);
}

static void fixture_close(struct fixture *fixture)
{
	client_close(&fixture->client);
	echo_let_go(fixture->echo);
	cr_expect_eq(server_stop(fixture->server, GRACE_MS), 0);
	cr_expect_eq(server_call_count(fixture->server), 0);
	server_close(fixture->server);
	echo_close(fixture->echo);
	arena_release(&fixture->arena);
}

static struct outcome call(struct fixture *fixture, const char *path,
			   const Echo__Request *request, Echo__Response **response)
{
	ProtobufCMessage *message = NULL;
	struct outcome outcome = client_unary(&fixture->client, path, &request->base,
					      &echo__response__descriptor, &message);

	if (response != NULL)
		*response = (Echo__Response *)message;
	return outcome;
}

/* text stays the caller's. */
static Echo__Request saying(char *text)
{
	Echo__Request request = echo_request();

	request.text = text;
	return request;
}

static struct client_call start(struct fixture *fixture, const char *path,
				unsigned deadline_ms)
{
	Echo__Request request = echo_request();
	struct client_call started =
		client_start(&fixture->client, path, deadline_ms, NULL);

	/* Its deadline may have passed before: then there is nobody to send to. */
	if (deadline_ms == 0)
		client_must_send(&started, &request.base);
	else
		(void)client_send_message(&started, &request.base);
	(void)client_half_close(&started);
	return started;
}

static void wait_until_open(struct fixture *fixture, size_t call_count)
{
	while (server_call_count(fixture->server) != call_count)
		(void)poll(NULL, 0, 1);
}

/* A conversation in which the server has answered.  A call that core failed is noticed
 * here; who waited for the server to count it would wait for ever. */
static struct client_call converse(struct fixture *fixture)
{
	Echo__Request request = echo_request();
	struct client_call started =
		client_start(&fixture->client, "/echo.Echo/Chat", 0, NULL);

	client_must_send(&started, &request.base);
	(void)client_must_receive(&started, &echo__response__descriptor);
	return started;
}

Test(server, answers_from_queue_worker_other_thread_and_back)
{
	static char paths[][24] = { "/echo.Echo/Unary", "/echo.Echo/Work",
				    "/echo.Echo/Later", "/echo.Echo/Back" };
	struct fixture fixture;

	fixture_open(&fixture, (struct server_options){ .queue_count = 2 });
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		Echo__Request request = saying(paths[i]);
		Echo__Response *response;
		struct outcome outcome = call(&fixture, paths[i], &request, &response);

		cr_assert_eq(outcome.code, OK, "%s: %s", paths[i], outcome.message);
		cr_expect_str_eq(response->text, paths[i]);
	}
	fixture_close(&fixture);
}

Test(server, tells_metadata_peer_and_time_left)
{
	struct fixture fixture;
	struct client_call started;
	Echo__Request request = echo_request();
	Echo__Response *response;

	fixture_open(&fixture, (struct server_options){ 0 });
	started = client_start(&fixture.client, "/echo.Echo/Work", 50000, "value");
	client_must_send(&started, &request.base);
	client_must_half_close(&started);
	response = (Echo__Response *)client_must_receive(&started,
							 &echo__response__descriptor);
	cr_expect_str_eq(response->metadata, "value");
	cr_expect_eq(strncmp(response->peer, "ipv4:127.0.0.1:", 15), 0);
	cr_expect_gt(response->remaining_ms, 0);
	/* What is left travels as a length of time, rounded up. */
	cr_expect_leq(response->remaining_ms, 51000);
	outcome_expect(client_finish(&started), OK);

	outcome_expect(call(&fixture, "/echo.Echo/Work", &request, &response), OK);
	cr_assert_not_null(response);
	cr_expect_str_eq(response->metadata, "");
	cr_expect_eq(response->remaining_ms, INT64_MAX);
	fixture_close(&fixture);
}

Test(server, takes_messages_of_many_slices)
{
	Echo__Request request = echo_request();
	static uint8_t payload[1 << 20];
	struct fixture fixture;
	Echo__Response *response;

	for (size_t i = 0; i < sizeof payload; i++)
		payload[i] = (uint8_t)(i * 7 + i / 251);
	request.payload = (ProtobufCBinaryData){ sizeof payload, payload };
	fixture_open(&fixture, (struct server_options){ 0 });
	outcome_expect(call(&fixture, "/echo.Echo/Work", &request, &response), OK);
	cr_assert_not_null(response);
	cr_expect_eq(response->payload.len, sizeof payload);
	cr_expect_eq(memcmp(response->payload.data, payload, sizeof payload), 0);
	fixture_close(&fixture);
}

Test(server, refuses_what_is_too_large)
{
	struct server_options options = { .message_max_bytes = 1000 };
	Echo__Request request = echo_request();
	uint8_t payload[1000] = { 0 };
	struct fixture fixture;

	request.payload = (ProtobufCBinaryData){ 990, payload };
	fixture_open(&fixture, options);
	outcome_expect(call(&fixture, "/echo.Echo/Unary", &request, NULL), OK);
	request.payload.len = 1000; /* and its tag and length */
	outcome_expect(call(&fixture, "/echo.Echo/Unary", &request, NULL),
		       RESOURCE_EXHAUSTED);
	fixture_close(&fixture);
}

Test(server, refuses_what_takes_too_much_memory)
{
	struct server_options options = { .request_max_bytes = 128 * 1024 };
	Echo__Request request = echo_request();
	struct fixture fixture;
	struct outcome outcome;
	uint64_t numbers[20000];

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		numbers[i] = 1;
	request.n_numbers = ARRAY_SIZE(numbers);
	request.numbers = numbers;
	fixture_open(&fixture, options);
	outcome = call(&fixture, "/echo.Echo/Unary", &request, NULL);
	outcome_expect(outcome, RESOURCE_EXHAUSTED);
	cr_expect_str_eq(outcome_reason(&fixture.client, &outcome), "LIMIT_EXCEEDED");
	fixture_close(&fixture);
}

Test(server, counts_calls_streams_and_refusals)
{
	Echo__Request request = echo_request();
	struct server_figures figures;
	struct client_call stream;
	struct fixture fixture;

	fixture_open(&fixture, (struct server_options){ 0 });
	outcome_expect(call(&fixture, "/echo.Echo/Unary", &request, NULL), OK);
	(void)call(&fixture, "/echo.Echo/Nothing", &request, NULL);
	wait_until_open(&fixture, 0);
	stream = converse(&fixture);
	server_figures(fixture.server, &figures);
	cr_expect_eq(figures.calls_open, 1);
	cr_expect_eq(figures.streams_open, 1);
	cr_expect_eq(figures.call_count, 3);
	cr_expect_eq(figures.refused_count[ERR_METHOD_UNKNOWN], 1);
	client_must_half_close(&stream);
	outcome_expect(client_finish(&stream), OK);
	wait_until_open(&fixture, 0);
	server_figures(fixture.server, &figures);
	cr_expect_eq(figures.streams_open, 0);
	fixture_close(&fixture);
}

Test(server, names_a_method_that_it_does_not_have)
{
	Echo__Request request = echo_request();
	struct fixture fixture;

	fixture_open(&fixture, (struct server_options){ .queue_count = 2 });
	for (int i = 0; i < 200; i++) { /* oftener than calls are kept requested */
		struct outcome outcome =
			call(&fixture, "/echo.Echo/Nope", &request, NULL);

		outcome_expect(outcome, UNIMPLEMENTED);
		cr_assert_str_eq(outcome.message,
				 "there is no method /echo.Echo/Nope here; "
				 "server reflection lists what there is");
		cr_assert_str_eq(outcome_reason(&fixture.client, &outcome),
				 "METHOD_UNKNOWN");
		arena_release(&fixture.client.arena);
	}
	fixture_close(&fixture);
}

Test(server, refuses_a_malformed_message_and_a_missing_one)
{
	static const uint8_t malformed[] = { 0x0a, 0xff, 0xff };
	struct fixture fixture;
	struct outcome outcome;
	struct client_call started;

	fixture_open(&fixture, (struct server_options){ 0 });
	started = client_start(&fixture.client, "/echo.Echo/Unary", 0, NULL);
	(void)client_send(&started, BYTES_OF_ARRAY(malformed));
	client_must_half_close(&started);
	outcome = client_finish(&started);
	outcome_expect(outcome, INVALID_ARGUMENT);
	cr_expect_str_eq(outcome_reason(&fixture.client, &outcome),
			 "REQUEST_MALFORMED");

	started = client_start(&fixture.client, "/echo.Echo/Unary", 0, NULL);
	client_must_half_close(&started);
	outcome = client_finish(&started);
	outcome_expect(outcome, INVALID_ARGUMENT);
	cr_expect_str_eq(outcome.message, "the call ended without a request message");
	fixture_close(&fixture);
}

static void expect_stream(const char *method)
{
	Echo__Request request = echo_request();
	struct client_call started;
	struct fixture fixture;

	fixture_open(&fixture, (struct server_options){ 0 });
	started = client_start(&fixture.client, method, 0, NULL);
	request.count = 1000;
	client_must_send(&started, &request.base);
	client_must_half_close(&started);
	for (uint32_t i = 0; i < 1000; i++) {
		Echo__Response *response = (Echo__Response *)client_must_receive(
			&started, &echo__response__descriptor);

		cr_assert_eq(response->number, i);
	}
	cr_expect_null(client_receive(&started, &echo__response__descriptor));
	outcome_expect(client_finish(&started), OK);
	echo_wait_streams_ended(fixture.echo, 1);
	fixture_close(&fixture);
}

Test(server, streams_as_fast_as_the_client_reads)
{
	expect_stream("/echo.Echo/Count");
}

Test(server, streams_what_workers_make_message_by_message)
{
	expect_stream("/echo.Echo/Toil");
}

Test(server, answers_a_conversation_in_order)
{
	struct client_call started;
	struct fixture fixture;

	fixture_open(&fixture, (struct server_options){ .worker_count = 4 });
	started = client_start(&fixture.client, "/echo.Echo/Chat", 0, NULL);
	for (uint32_t i = 0; i < 100; i++) { /* all are sent before one is read */
		char text[16];
		Echo__Request request = saying(text);

		(void)snprintf(text, sizeof text, "%u", i);
		client_must_send(&started, &request.base);
	}
	client_must_half_close(&started);
	for (uint32_t i = 0; i < 100; i++) {
		Echo__Response *response = (Echo__Response *)client_must_receive(
			&started, &echo__response__descriptor);
		char text[16];

		(void)snprintf(text, sizeof text, "%u", i);
		cr_assert_str_eq(response->text, text);
		cr_assert_eq(response->number, i);
	}
	cr_expect_null(client_receive(&started, &echo__response__descriptor));
	outcome_expect(client_finish(&started), OK);
	fixture_close(&fixture);
}

Test(server, ends_a_conversation_with_a_refusal)
{
	char refuse[] = "refuse";
	Echo__Request request = saying(refuse);
	struct client_call started;
	struct fixture fixture;
	struct outcome outcome;

	fixture_open(&fixture, (struct server_options){ 0 });
	started = client_start(&fixture.client, "/echo.Echo/Chat", 0, NULL);
	client_must_send(&started, &request.base);
	cr_expect_null(client_receive(&started, &echo__response__descriptor));
	outcome = client_finish(&started);
	cr_expect_str_eq(outcome_reason(&fixture.client, &outcome),
			 "SIGNATURE_INVALID");
	echo_wait_streams_ended(fixture.echo, 1);
	fixture_close(&fixture);
}

Test(server, frees_a_call_that_the_client_gives_up)
{
	struct client_call held, conversation;
	struct fixture fixture;

	fixture_open(&fixture, (struct server_options){ 0 });
	held = start(&fixture, "/echo.Echo/Hold", 0);
	conversation = client_start(&fixture.client, "/echo.Echo/Chat", 0, NULL);
	echo_wait_held(fixture.echo, 1);
	grpc_call_cancel(held.call, NULL);
	grpc_call_cancel(conversation.call, NULL);
	outcome_expect(client_finish(&held), CANCELLED);
	outcome_expect(client_finish(&conversation), CANCELLED);
	echo_wait_held(fixture.echo, 0);
	fixture_close(&fixture);
}

Test(server, notices_a_deadline)
{
	struct client_call held;
	struct fixture fixture;

	fixture_open(&fixture, (struct server_options){ 0 });
	held = start(&fixture, "/echo.Echo/Hold", 50);
	outcome_expect(client_finish(&held), DEADLINE_EXCEEDED);
	echo_wait_held(fixture.echo, 0);
	fixture_close(&fixture);
}

Test(server, ends_a_unary_call_that_lasts_too_long)
{
	struct client_call first, second;
	struct fixture fixture;
	struct outcome outcome;

	fixture_open(&fixture, (struct server_options){ .unary_ms = 50 });
	first = start(&fixture, "/echo.Echo/Hold", 0);
	second = start(&fixture, "/echo.Echo/Hold", 0);
	outcome = client_finish(&first);
	outcome_expect(outcome, DEADLINE_EXCEEDED);
	cr_expect_str_eq(outcome.message, "the call took longer than calls may here");
	outcome_expect(client_finish(&second), DEADLINE_EXCEEDED);
	fixture_close(&fixture);
}

Test(server, refuses_what_its_workers_cannot_take)
{
	struct server_options options = { .jobs_max = 1 };
	struct client_call running, waiting, refused;
	struct fixture fixture;
	struct outcome outcome;

	fixture_open(&fixture, options);
	running = start(&fixture, "/echo.Echo/Block", 0);
	echo_wait_held(fixture.echo, 1); /* the worker has it: the queue is empty */
	waiting = start(&fixture, "/echo.Echo/Block", 0);
	wait_until_open(&fixture, 2);
	refused = start(&fixture, "/echo.Echo/Block", 0);
	outcome = client_finish(&refused);
	outcome_expect(outcome, RESOURCE_EXHAUSTED);
	cr_expect_str_eq(outcome_reason(&fixture.client, &outcome), "BUSY");
	echo_let_go(fixture.echo);
	outcome_expect(client_finish(&running), OK);
	outcome_expect(client_finish(&waiting), OK);
	fixture_close(&fixture);
}

Test(server, serves_others_while_one_connection_has_more_than_can_be_taken)
{
	struct server_options options = { .jobs_max = 1 };
	struct client_call running, waiting, refused, others;
	Echo__Request request = echo_request();
	struct fixture fixture;
	struct client other;
	char target[64];

	fixture_open(&fixture, options);
	(void)snprintf(target, sizeof target, "127.0.0.1:%d",
		       server_port(fixture.server, 0));
	client_open(&other, target);
	running = start(&fixture, "/echo.Echo/Block", 0);
	echo_wait_held(fixture.echo, 1);
	waiting = start(&fixture, "/echo.Echo/Block", 0);
	wait_until_open(&fixture, 2);
	refused = start(&fixture, "/echo.Echo/Block", 0);
	outcome_expect(client_finish(&refused), RESOURCE_EXHAUSTED);
	others = client_start(&other, "/echo.Echo/Block", 0, NULL);
	client_must_send(&others, &request.base);
	client_must_half_close(&others);
	wait_until_open(&fixture, 3);
	echo_let_go(fixture.echo);
	outcome_expect(client_finish(&running), OK);
	outcome_expect(client_finish(&waiting), OK);
	outcome_expect(client_finish(&others), OK);
	client_close(&other);
	fixture_close(&fixture);
}

Test(server, refuses_more_calls_than_may_be_open)
{
	struct server_options options = { .calls_max = 1 };
	Echo__Request request = echo_request();
	struct client_call held;
	struct fixture fixture;
	struct outcome outcome;

	fixture_open(&fixture, options);
	held = start(&fixture, "/echo.Echo/Hold", 0);
	echo_wait_held(fixture.echo, 1);
	outcome = call(&fixture, "/echo.Echo/Unary", &request, NULL);
	outcome_expect(outcome, RESOURCE_EXHAUSTED);
	cr_expect_str_eq(outcome_reason(&fixture.client, &outcome), "BUSY");
	echo_let_go(fixture.echo);
	outcome_expect(client_finish(&held), OK);
	fixture_close(&fixture);
}

Test(server, cancels_what_is_open_when_the_grace_is_over)
{
	struct client_call held, conversation;
	struct fixture fixture;

	fixture_open(&fixture, (struct server_options){ .queue_count = 2 });
	held = start(&fixture, "/echo.Echo/Hold", 0);
	echo_wait_held(fixture.echo, 1);
	conversation = converse(&fixture);
	cr_expect_eq(server_stop(fixture.server, 20), 2);
	outcome_expect(client_finish(&held), UNAVAILABLE);
	outcome_expect(client_finish(&conversation), UNAVAILABLE);
	server_close(fixture.server);
	echo_close(fixture.echo);
	client_close(&fixture.client);
	arena_release(&fixture.arena);
}

Test(server, does_not_share_its_port)
{
	struct server_options options = { .listener_count = 1 };
	struct listener listener = { 0 };
	struct server *second = NULL;
	struct fixture fixture;
	char address[64];

	fixture_open(&fixture, (struct server_options){ 0 });
	(void)snprintf(address, sizeof address, "127.0.0.1:%d",
		       server_port(fixture.server, 0));
	listener.address = address;
	options.listeners = &listener;
	cr_expect_eq(server_open(&options, &second, &fixture.diag), ERR_IO);
	cr_expect_null(second);
	fixture_close(&fixture);
}
