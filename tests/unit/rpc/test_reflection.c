#include <criterion/criterion.h>

#include "grpc/reflection/v1/reflection.pb-c.h"
#include "rpc/reflection.h"
#include "slabroker/descriptors.h"
#include "unit/rpc/served.h"

typedef Grpc__Reflection__V1__ServerReflectionRequest request_message;
typedef Grpc__Reflection__V1__ServerReflectionResponse response_message;

#define V1    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"
#define ALPHA "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"

#define ASKED(name) \
	GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_##name
#define ANSWERED(name) \
	GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_##name

struct fixture {
	struct reflection *reflection;
	struct rpc_service service;
	struct served served;
	struct client_call call;
};

static void fixture_open(struct fixture *fixture, const char *path)
{
	fixture->reflection = reflection_open(
		(struct bytes){ slabroker_descriptors, slabroker_descriptors_bytes });
	cr_assert_not_null(fixture->reflection);
	fixture->service = reflection_service(fixture->reflection);
	reflection_list(fixture->reflection, &fixture->service, 1);
	served_open(&fixture->served, &fixture->service, 1);
	fixture->call = client_start(&fixture->served.client, path, 0, NULL);
}

static void fixture_close(struct fixture *fixture)
{
	client_must_half_close(&fixture->call);
	outcome_expect(client_finish(&fixture->call), 0);
	served_close(&fixture->served);
	reflection_close(fixture->reflection);
}

static response_message *ask(struct fixture *fixture, int what, char *name)
{
	Grpc__Reflection__V1__ExtensionRequest extension;
	request_message request;

	grpc__reflection__v1__server_reflection_request__init(&request);
	grpc__reflection__v1__extension_request__init(&extension);
	request.message_request_case = what;
	request.file_by_filename = name; /* as all the others, but one */
	if (what == ASKED(FILE_CONTAINING_EXTENSION)) {
		extension.containing_type = name;
		request.file_containing_extension = &extension;
	}
	client_must_send(&fixture->call, &request.base);
	return (response_message *)client_must_receive(
		&fixture->call,
		&grpc__reflection__v1__server_reflection_response__descriptor);
}

Test(reflection, lists_the_services_in_both_versions)
{
	static const char *const paths[] = { V1, ALPHA };
	char all[] = "*";

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		struct fixture fixture;
		response_message *response;

		fixture_open(&fixture, paths[i]);
		response = ask(&fixture, ASKED(LIST_SERVICES), all);
		cr_assert_eq(response->message_response_case,
			     ANSWERED(LIST_SERVICES_RESPONSE));
		cr_assert_eq(response->list_services_response->n_service, 2);
		cr_expect_str_eq(response->list_services_response->service[0]->name,
				 "grpc.reflection.v1.ServerReflection");
		cr_expect_str_eq(response->list_services_response->service[1]->name,
				 "grpc.reflection.v1alpha.ServerReflection");
		cr_expect_str_eq(response->original_request->list_services, "*");
		fixture_close(&fixture);
	}
}

Test(reflection, gives_the_file_of_a_name_or_symbol)
{
	char file[] = "grpc/health/v1/health.proto",
	     symbol[] = "slabroker.v1.Statement";
	char type[] = "slabroker.v1.Report";
	struct fixture fixture;
	response_message *response;

	fixture_open(&fixture, V1);
	response = ask(&fixture, ASKED(FILE_BY_FILENAME), file);
	cr_assert_eq(response->message_response_case,
		     ANSWERED(FILE_DESCRIPTOR_RESPONSE));
	cr_expect_eq(response->file_descriptor_response->n_file_descriptor_proto, 1);
	response = ask(&fixture, ASKED(FILE_CONTAINING_SYMBOL), symbol);
	cr_assert_eq(response->message_response_case,
		     ANSWERED(FILE_DESCRIPTOR_RESPONSE));
	cr_expect_gt(response->file_descriptor_response->n_file_descriptor_proto, 1);
	response = ask(&fixture, ASKED(ALL_EXTENSION_NUMBERS_OF_TYPE), type);
	cr_assert_eq(response->message_response_case,
		     ANSWERED(ALL_EXTENSION_NUMBERS_RESPONSE));
	cr_expect_str_eq(response->all_extension_numbers_response->base_type_name,
			 type);
	fixture_close(&fixture);
}

Test(reflection, says_what_it_does_not_have_and_goes_on)
{
	static const struct {
		int what;
		int code;
		const char *message;
	} cases[] = {
		{ ASKED(FILE_BY_FILENAME), 5, "there is no file no.such" },
		{ ASKED(FILE_CONTAINING_SYMBOL), 5, "nothing is called no.such" },
		{ ASKED(FILE_CONTAINING_EXTENSION), 5,
		  "there is no extension of no.such" },
		{ ASKED(ALL_EXTENSION_NUMBERS_OF_TYPE), 5,
		  "nothing is called no.such" },
		{ ASKED(_NOT_SET), 3,
		  "the request asks for nothing that is known here" },
	};
	char name[] = "no.such";
	struct fixture fixture;

	fixture_open(&fixture, V1);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		response_message *response = ask(&fixture, cases[i].what, name);

		cr_assert_eq(response->message_response_case, ANSWERED(ERROR_RESPONSE));
		cr_expect_eq(response->error_response->error_code, cases[i].code);
		cr_expect_str_eq(response->error_response->error_message,
				 cases[i].message);
	}
	fixture_close(&fixture);
}

Test(reflection, is_not_made_of_what_is_no_descriptor_set)
{
	static const uint8_t cut[] = { 0x0a, 0x05, 0x0a };

	cr_expect_null(reflection_open(BYTES_OF_ARRAY(cut)));
	reflection_close(NULL);
}
