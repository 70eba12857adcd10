#include <criterion/criterion.h>
#include <string.h>

#include "base/attribute.h"

#include "rpc/arguments.h"

static const grpc_arg *find(const struct arguments *arguments, const char *key)
{
	const grpc_arg *found = NULL;

	for (size_t i = 0; i < arguments->list.num_args; i++)
		if (strcmp(arguments->list.args[i].key, key) == 0) {
			cr_expect_null(found, "%s stands twice", key);
			found = &arguments->list.args[i];
		}
	return found;
}

/* The names as gRPC documents them, in full: a misspelt one would do nothing. */
Test(arguments, set_what_our_safety_rests_on)
{
	static const struct {
		const char *key;
		int value;
	} cases[] = {
		{ "grpc.so_reuseport", 0 },
		{ "grpc.max_concurrent_streams", 100 },
		{ "grpc.max_receive_message_length", 12345 },
		{ "grpc.max_metadata_size", 8192 },
		{ "grpc.compression_enabled_algorithms_bitset", 1 },
		{ "grpc.per_message_decompression", 0 },
		{ "grpc.server_handshake_timeout_ms", 5000 },
		{ "grpc.keepalive_time_ms", 60000 },
		{ "grpc.keepalive_timeout_ms", 10000 },
		{ "grpc.http2.min_ping_interval_without_data_ms", 300000 },
		{ "grpc.http2.max_ping_strikes", 2 },
		{ "grpc.max_connection_idle_ms", 300000 },
		{ "grpc.max_connection_age_ms", 3600000 },
		{ "grpc.max_connection_age_grace_ms", 30000 },
		{ "grpc.enable_channelz", 0 },
		{ "grpc.census", 0 },
		{ "grpc.experimental.tcp_tx_zerocopy_enabled", 0 },
	};
	struct arguments arguments;

	grpc_init();
	arguments_init(&arguments, 12345);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const grpc_arg *row = find(&arguments, cases[i].key);

		cr_assert_not_null(row, "%s", cases[i].key);
		cr_expect_eq(row->type, GRPC_ARG_INTEGER);
		cr_expect_eq(row->value.integer, cases[i].value, "%s", cases[i].key);
	}
	cr_assert_not_null(find(&arguments, "grpc.resource_quota"));
	cr_expect_eq(find(&arguments, "grpc.resource_quota")->value.pointer.p,
		     arguments.quota);
	cr_expect_eq(arguments.list.num_args, ARRAY_SIZE(cases) + 1);
	cr_expect_null(find(&arguments, "grpc.http2.hpack_table_size.decoder"));
	arguments_release(&arguments);
	grpc_shutdown();
}
