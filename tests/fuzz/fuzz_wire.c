#include <stdlib.h>

#include "envelope/unpack.h"
#include "slabroker/v1/contract.pb-c.h"
#include "slabroker/v1/envelope.pb-c.h"
#include "slabroker/v1/report.pb-c.h"
#include "slabroker/v1/statement.pb-c.h"

/*
 * Any bytes as a message of the type that the first byte chooses: what the scan accepts is
 * what protobuf-c writes of it, byte for byte, and so has one form.
 */

#define FUZZ_ARENA_CEILING ((size_t)64 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const ProtobufCMessageDescriptor *const types[] = {
		&slb_statement__descriptor,
		&slb_report__descriptor,
		&slb_terms__descriptor,
		&slb_envelope__descriptor,
	};
	ProtobufCMessage *message;
	struct arena arena;
	struct bytes wire;
	struct diag diag;

	if (size == 0)
		return 0;
	wire = (struct bytes){ data + 1, size - 1 };
	arena_init(&arena, FUZZ_ARENA_CEILING);
	diag_init(&diag, &arena);
	if (unpack_message(&arena, types[data[0] % ARRAY_SIZE(types)], wire, &message,
			   &diag) == ERR_OK) {
		if (!bytes_equal(pack_message(&arena, message), wire))
			abort();
	} else if (diag.error_count == 0) {
		abort();
	}
	arena_release(&arena);
	return 0;
}
