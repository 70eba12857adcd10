#include "rpc/service_name.h"

#include <string.h>

struct bytes service_of_path(const char *path)
{
	const char *start = path + 1;

	return (struct bytes){ (const uint8_t *)start, strcspn(start, "/") };
}

static bool has_service(const struct rpc_service *service, struct bytes name)
{
	for (size_t i = 0; i < service->method_count; i++)
		if (bytes_equal(service_of_path(service->methods[i].path), name))
			return true;
	return false;
}

bool service_is_listed(const struct rpc_service *services, size_t service_count,
		       const char *name)
{
	for (size_t i = 0; i < service_count; i++)
		if (has_service(&services[i], bytes_of_string(name)))
			return true;
	return false;
}
