#include <criterion/criterion.h>

#include "rpc/service_name.h"

Test(service_name, is_the_first_part_of_a_path)
{
	cr_expect(bytes_equal(service_of_path("/echo.Echo/Unary"),
			      bytes_of_string("echo.Echo")));
}

Test(service_name, is_listed_when_a_method_is)
{
	static const struct rpc_method methods[] = { { .path = "/a.A/One" },
						     { .path = "/a.B/Two" } };
	static const struct rpc_service services[] = { { NULL, 0, NULL },
						       { methods, 2, NULL } };

	cr_expect(service_is_listed(services, 2, "a.A"));
	cr_expect(service_is_listed(services, 2, "a.B"));
	cr_expect_not(service_is_listed(services, 2, "a.C"));
	cr_expect_not(service_is_listed(services, 2, "a."));
	cr_expect_not(service_is_listed(services, 2, ""));
	cr_expect_not(service_is_listed(services, 1, "a.A"));
}
