#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "rpc/descriptors.h"
#include "slabroker/descriptors.h"

static struct descriptors *descriptors;

static void setup(void)
{
	descriptors = descriptors_open(
		(struct bytes){ slabroker_descriptors, slabroker_descriptors_bytes });
	cr_assert_not_null(descriptors);
}

static void teardown(void)
{
	descriptors_close(descriptors);
}

TestSuite(descriptors, .init = setup, .fini = teardown);

static size_t file_number(const char *name)
{
	size_t number;

	cr_assert(descriptors_find_file(descriptors, bytes_of_string(name), &number),
		  "%s", name);
	return number;
}

Test(descriptors, find_what_a_file_declares)
{
	static const struct {
		const char *symbol;
		const char *file;
	} cases[] = {
		{ "grpc.health.v1.Health", "grpc/health/v1/health.proto" },
		{ "grpc.health.v1.Health.Watch", "grpc/health/v1/health.proto" },
		{ "grpc.health.v1.HealthCheckRequest", "grpc/health/v1/health.proto" },
		{ "grpc.health.v1.HealthCheckRequest.service",
		  "grpc/health/v1/health.proto" },
		{ "grpc.health.v1.HealthCheckResponse.ServingStatus",
		  "grpc/health/v1/health.proto" },
		{ "grpc.health.v1.HealthCheckResponse.ServingStatus.SERVING",
		  "grpc/health/v1/health.proto" },
		{ "grpc.reflection.v1.ServerReflectionRequest.message_request",
		  "grpc/reflection/v1/reflection.proto" },
		{ "grpc.reflection.v1alpha.ServerReflection",
		  "grpc/reflection/v1alpha/reflection.proto" },
		{ "slabroker.v1.Terms", "slabroker/v1/contract.proto" },
		{ "slabroker.v1.Report", "slabroker/v1/report.proto" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		size_t number = 0;

		cr_expect(descriptors_find_symbol(descriptors,
						  bytes_of_string(cases[i].symbol),
						  &number),
			  "%s", cases[i].symbol);
		cr_expect_eq(number, file_number(cases[i].file), "%s", cases[i].symbol);
	}
}

Test(descriptors, find_nothing_else)
{
	static const char *const symbols[] = {
		"",
		".",
		"grpc",
		"grpc.health.v1",
		"grpc.health.v1.",
		"grpc.health.v1.Healt",
		"grpc.health.v1.Health.",
		"grpc.health.v1.Health..Watch",
		"grpc.health.v1.Health.Watch.more",
		"grpc.health.v1xHealth",
		".grpc.health.v1.Health",
		"Health",
	};
	size_t number;

	for (size_t i = 0; i < ARRAY_SIZE(symbols); i++)
		cr_expect_not(descriptors_find_symbol(descriptors,
						      bytes_of_string(symbols[i]),
						      &number),
			      "%s", symbols[i]);
	cr_expect_not(descriptors_find_file(descriptors,
					    bytes_of_string("health.proto"), &number));
}

Test(descriptors, follow_imports_to_the_end)
{
	/* statement.proto imports contract.proto, which imports common.proto */
	bool *wanted = calloc(descriptors_file_count(descriptors), sizeof *wanted);

	descriptors_mark_imports(descriptors,
				 file_number("slabroker/v1/statement.proto"), wanted);
	cr_expect(wanted[file_number("slabroker/v1/statement.proto")]);
	cr_expect(wanted[file_number("slabroker/v1/common.proto")]);
	cr_expect_not(wanted[file_number("grpc/health/v1/health.proto")]);
	free(wanted);
}

Test(descriptors, are_not_made_of_what_is_no_set)
{
	static const uint8_t cut[] = { 0x0a, 0x05, 0x0a };

	cr_expect_null(descriptors_open((struct bytes){ NULL, 0 }));
	cr_expect_null(descriptors_open(BYTES_OF_ARRAY(cut)));
	descriptors_close(NULL);
}
