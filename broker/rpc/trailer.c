#include "rpc/trailer.h"

#include "rpc/status.h"

void trailer_init(struct trailer *trailer, enum err err, const struct diag *diag)
{
	struct status status;
	struct arena arena;

	arena_init(&arena, STATUS_ARENA_BYTES);
	status = status_of(&arena, err, diag);
	*trailer = (struct trailer){
		.code = (grpc_status_code)status.code,
		.message = grpc_slice_from_copied_string(status.message),
	};
	trailer->details.key = grpc_slice_from_static_string("grpc-status-details-bin");
	trailer->details.value = grpc_slice_from_copied_buffer(
		(const char *)status.details.data, status.details.len);
	arena_release(&arena);
}

grpc_op trailer_op(struct trailer *trailer)
{
	return (grpc_op){
		.op = GRPC_OP_SEND_STATUS_FROM_SERVER,
		.data.send_status_from_server = {
			.status = trailer->code,
			.status_details = &trailer->message,
			.trailing_metadata = &trailer->details,
			.trailing_metadata_count = 1,
		},
	};
}

void trailer_release(struct trailer *trailer)
{
	grpc_slice_unref(trailer->message);
	grpc_slice_unref(trailer->details.value);
}
