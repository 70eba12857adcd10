#include "rpc/reflection.h"

#include <stdlib.h>
#include <string.h>

#include "grpc/reflection/v1/reflection.pb-c.h"
#include "rpc/descriptors.h"
#include "rpc/service_name.h"

typedef Grpc__Reflection__V1__ServerReflectionRequest request_message;
typedef Grpc__Reflection__V1__ServerReflectionResponse response_message;

#define QUESTION(name) \
	GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_##name
#define ANSWER(name) \
	GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_##name

#define NOT_FOUND        5
#define INVALID_ARGUMENT 3

struct reflection {
	struct descriptors *descriptors;
	const struct rpc_service *services;
	size_t service_count;
};

/* ---- answers, each a part of the response and in the call's arena ---- */

static void answer_error(struct arena *arena, response_message *response, int code,
			 const char *what, const char *name)
{
	Grpc__Reflection__V1__ErrorResponse *error =
		arena_new(arena, Grpc__Reflection__V1__ErrorResponse);

	grpc__reflection__v1__error_response__init(error);
	error->error_code = code;
	error->error_message = arena_printf(arena, "%s%s", what, name);
	response->message_response_case = ANSWER(ERROR_RESPONSE);
	response->error_response = error;
}

static void answer_file(struct arena *arena, response_message *response,
			const struct descriptors *descriptors, size_t number)
{
	Grpc__Reflection__V1__FileDescriptorResponse *answer =
		arena_new(arena, Grpc__Reflection__V1__FileDescriptorResponse);
	bool *wanted = arena_array(arena, bool, descriptors_file_count(descriptors));

	grpc__reflection__v1__file_descriptor_response__init(answer);
	answer->file_descriptor_proto =
		arena_array(arena, ProtobufCBinaryData, number + 1);
	descriptors_mark_imports(descriptors, number, wanted);
	/* What was asked for first, then what it needs. */
	for (size_t i = number + 1; i-- > 0;) {
		struct bytes file = descriptors_file(descriptors, i);
		ProtobufCBinaryData *row =
			&answer->file_descriptor_proto[answer->n_file_descriptor_proto];

		if (!wanted[i])
			continue;
		row->len = file.len;
		row->data = arena_alloc(arena, file.len);
		memcpy(row->data, file.data, file.len);
		answer->n_file_descriptor_proto++;
	}
	response->message_response_case = ANSWER(FILE_DESCRIPTOR_RESPONSE);
	response->file_descriptor_response = answer;
}

static void answer_file_named(struct arena *arena, response_message *response,
			      const struct descriptors *descriptors, const char *name)
{
	size_t number;

	if (descriptors_find_file(descriptors, bytes_of_string(name), &number))
		answer_file(arena, response, descriptors, number);
	else
		answer_error(arena, response, NOT_FOUND, "there is no file ", name);
}

static void answer_symbol(struct arena *arena, response_message *response,
			  const struct descriptors *descriptors, const char *name)
{
	size_t number;

	if (descriptors_find_symbol(descriptors, bytes_of_string(name), &number))
		answer_file(arena, response, descriptors, number);
	else
		answer_error(arena, response, NOT_FOUND, "nothing is called ", name);
}

/* No message of ours is extended. */
static void answer_extensions(struct arena *arena, response_message *response,
			      const struct descriptors *descriptors, const char *type)
{
	Grpc__Reflection__V1__ExtensionNumberResponse *answer;
	size_t number;

	if (!descriptors_find_symbol(descriptors, bytes_of_string(type), &number)) {
		answer_error(arena, response, NOT_FOUND, "nothing is called ", type);
		return;
	}
	answer = arena_new(arena, Grpc__Reflection__V1__ExtensionNumberResponse);
	grpc__reflection__v1__extension_number_response__init(answer);
	answer->base_type_name = arena_strdup(arena, type);
	response->message_response_case = ANSWER(ALL_EXTENSION_NUMBERS_RESPONSE);
	response->all_extension_numbers_response = answer;
}

struct list {
	struct arena *arena;
	Grpc__Reflection__V1__ListServiceResponse *answer;
};

static void add_service(struct list *list, struct bytes name)
{
	Grpc__Reflection__V1__ServiceResponse *row;
	size_t count = list->answer->n_service;

	if (count > 0 &&
	    bytes_equal(bytes_of_string(list->answer->service[count - 1]->name), name))
		return; /* the methods of a service stand together */
	row = arena_new(list->arena, Grpc__Reflection__V1__ServiceResponse);
	grpc__reflection__v1__service_response__init(row);
	row->name = arena_strndup(list->arena, (const char *)name.data, name.len);
	list->answer->service[list->answer->n_service++] = row;
}

static void answer_list(struct arena *arena, response_message *response,
			const struct reflection *reflection)
{
	struct list list = {
		arena, arena_new(arena, Grpc__Reflection__V1__ListServiceResponse)
	};
	size_t method_count = 0;

	grpc__reflection__v1__list_service_response__init(list.answer);
	for (size_t i = 0; i < reflection->service_count; i++)
		method_count += reflection->services[i].method_count;
	list.answer->service = arena_array(
		arena, Grpc__Reflection__V1__ServiceResponse *, method_count);
	for (size_t i = 0; i < reflection->service_count; i++)
		for (size_t k = 0; k < reflection->services[i].method_count; k++)
			add_service(&list,
				    service_of_path(
					    reflection->services[i].methods[k].path));
	response->message_response_case = ANSWER(LIST_SERVICES_RESPONSE);
	response->list_services_response = list.answer;
}

static void answer(struct arena *arena, const struct reflection *reflection,
		   request_message *request, response_message *response)
{
	const struct descriptors *descriptors = reflection->descriptors;

	switch ((int)request->message_request_case) {
	case QUESTION(FILE_BY_FILENAME):
		answer_file_named(arena, response, descriptors,
				  request->file_by_filename);
		break;
	case QUESTION(FILE_CONTAINING_SYMBOL):
		answer_symbol(arena, response, descriptors,
			      request->file_containing_symbol);
		break;
	case QUESTION(FILE_CONTAINING_EXTENSION):
		answer_error(arena, response, NOT_FOUND, "there is no extension of ",
			     request->file_containing_extension->containing_type);
		break;
	case QUESTION(ALL_EXTENSION_NUMBERS_OF_TYPE):
		answer_extensions(arena, response, descriptors,
				  request->all_extension_numbers_of_type);
		break;
	case QUESTION(LIST_SERVICES):
		answer_list(arena, response, reflection);
		break;
	case QUESTION(_NOT_SET):
	default:
		answer_error(arena, response, INVALID_ARGUMENT,
			     "the request asks for nothing that is known here", "");
		break;
	}
}

static void info(struct rpc_call *call)
{
	union {
		const ProtobufCMessage *given;
		request_message *echoed; /* packed again, not changed */
	} request = { .given = rpc_request(call) };
	response_message response;

	grpc__reflection__v1__server_reflection_response__init(&response);
	response.valid_host = request.echoed->host;
	response.original_request = request.echoed;
	answer(rpc_arena(call), rpc_context(call), request.echoed, &response);
	rpc_reply(call, &response.base);
}

#define METHOD(version)                                                                \
	{                                                                              \
		.path = "/grpc.reflection." version                                    \
			".ServerReflection/ServerReflectionInfo",                      \
		.request =                                                             \
			&grpc__reflection__v1__server_reflection_request__descriptor,  \
		.response =                                                            \
			&grpc__reflection__v1__server_reflection_response__descriptor, \
		.kind = RPC_BIDI, .thread = RPC_ON_QUEUE, .handle = info               \
	}

static const struct rpc_method methods[] = { METHOD("v1"), METHOD("v1alpha") };

struct reflection *reflection_open(struct bytes descriptor_set)
{
	struct reflection *made = calloc(1, sizeof *made);

	if (made == NULL)
		return NULL;
	made->descriptors = descriptors_open(descriptor_set);
	if (made->descriptors == NULL) {
		free(made);
		return NULL;
	}
	return made;
}

struct rpc_service reflection_service(struct reflection *reflection)
{
	return (struct rpc_service){ .methods = methods,
				     .method_count = ARRAY_SIZE(methods),
				     .context = reflection };
}

void reflection_list(struct reflection *reflection, const struct rpc_service *services,
		     size_t service_count)
{
	reflection->services = services;
	reflection->service_count = service_count;
}

void reflection_close(struct reflection *reflection)
{
	if (reflection == NULL)
		return;
	descriptors_close(reflection->descriptors);
	free(reflection);
}
