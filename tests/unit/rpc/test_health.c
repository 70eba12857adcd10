#include <criterion/criterion.h>

#include "grpc/health/v1/health.pb-c.h"
#include "rpc/health.h"
#include "unit/rpc/served.h"

/* grpc/health/v1/health.proto */
enum { SERVING = 1, NOT_SERVING = 2, SERVICE_UNKNOWN = 3 };
enum { OK = 0, NOT_FOUND = 5, CANCELLED = 1, UNAVAILABLE = 14 };

struct fixture {
	struct health *health;
	struct rpc_service service;
	struct served served;
};

static void fixture_open(struct fixture *fixture)
{
	fixture->health = health_open();
	cr_assert_not_null(fixture->health);
	fixture->service = health_service(fixture->health);
	health_know(fixture->health, &fixture->service, 1);
	served_open(&fixture->served, &fixture->service, 1);
}

static void fixture_close(struct fixture *fixture)
{
	served_close(&fixture->served);
	health_close(fixture->health);
}

/* The status, or 100 and the code of the refusal. */
static int check(struct fixture *fixture, char *service)
{
	Grpc__Health__V1__HealthCheckRequest request;
	ProtobufCMessage *message;
	struct outcome outcome;

	grpc__health__v1__health_check_request__init(&request);
	request.service = service;
	outcome = client_unary(
		&fixture->served.client, "/grpc.health.v1.Health/Check", &request.base,
		&grpc__health__v1__health_check_response__descriptor, &message);
	if (outcome.code != OK)
		return 100 + outcome.code;
	return (int)((Grpc__Health__V1__HealthCheckResponse *)message)->status;
}

static struct client_call watch(struct fixture *fixture, char *service)
{
	Grpc__Health__V1__HealthCheckRequest request;
	struct client_call call = client_start(&fixture->served.client,
					       "/grpc.health.v1.Health/Watch", 0, NULL);

	grpc__health__v1__health_check_request__init(&request);
	request.service = service;
	client_must_send(&call, &request.base);
	client_must_half_close(&call);
	return call;
}

/* The next status of a watch; 0 when there is none. */
static int next(struct client_call *call)
{
	ProtobufCMessage *message = client_receive(
		call, &grpc__health__v1__health_check_response__descriptor);

	return message == NULL ? 0
			       : (int)((Grpc__Health__V1__HealthCheckResponse *)message)
					 ->status;
}

Test(health, is_told_for_the_server_and_its_services)
{
	char none[] = "", known[] = "grpc.health.v1.Health", unknown[] = "no.Such";
	struct fixture fixture;

	fixture_open(&fixture);
	cr_expect_eq(check(&fixture, none), NOT_SERVING);
	health_set(fixture.health, true);
	cr_expect_eq(check(&fixture, none), SERVING);
	cr_expect_eq(check(&fixture, known), SERVING);
	cr_expect_eq(check(&fixture, unknown), 100 + NOT_FOUND);
	health_set(fixture.health, false);
	cr_expect_eq(check(&fixture, known), NOT_SERVING);
	fixture_close(&fixture);
}

Test(health, is_watched)
{
	char none[] = "", unknown[] = "no.Such";
	struct client_call first, second, third;
	struct fixture fixture;

	fixture_open(&fixture);
	first = watch(&fixture, none);
	second = watch(&fixture, none);
	third = watch(&fixture, unknown);
	cr_expect_eq(next(&first), NOT_SERVING);
	cr_expect_eq(next(&second), NOT_SERVING);
	cr_expect_eq(next(&third), SERVICE_UNKNOWN);
	health_set(fixture.health, true);
	cr_expect_eq(next(&first), SERVING);
	cr_expect_eq(next(&second), SERVING);
	grpc_call_cancel(first.call, NULL);
	outcome_expect(client_finish(&first), CANCELLED);
	health_set(fixture.health, true); /* nothing new */
	health_set(fixture.health, false);
	cr_expect_eq(next(&second), NOT_SERVING);
	health_stop(fixture.health);
	cr_expect_eq(next(&second), 0);
	outcome_expect(client_finish(&second), UNAVAILABLE);
	outcome_expect(client_finish(&third), UNAVAILABLE);
	fixture_close(&fixture);
}

Test(health, stays_down_once_stopped)
{
	struct client_call late;
	struct fixture fixture;
	char none[] = "";

	fixture_open(&fixture);
	health_set(fixture.health, true);
	health_stop(fixture.health);
	health_set(fixture.health, true);
	cr_expect_eq(check(&fixture, none), NOT_SERVING);
	late = watch(&fixture, none);
	outcome_expect(client_finish(&late), UNAVAILABLE);
	fixture_close(&fixture);
}

Test(health, that_was_not_opened_is_closed_without_harm)
{
	health_close(NULL);
}
