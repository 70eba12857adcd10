#include "rpc/arguments.h"

#include "base/attribute.h"
#include "base/ensure.h"

#define SECOND_MS 1000
#define MINUTE_MS (60 * SECOND_MS)

#define BUFFERS_MAX_BYTES ((size_t)256 << 20)

/*
 * What stands here was measured against gRPC core 1.51.1; a value that is core's default
 * is stated where our safety rests on it.
 */
/* clang-format off */
static const struct {
	const char *key;
	int value;
} table[] = {
	/* A second process must not share the port without a word. */
	{ GRPC_ARG_ALLOW_REUSEPORT, 0 },

	/* Of one connection.  Its own ceiling, not a guard against resets: that is the
	 * number of requested calls (server.c). */
	{ GRPC_ARG_MAX_CONCURRENT_STREAMS, 100 },
	/* All headers of a call together; core looks only after it has read them. */
	{ GRPC_ARG_MAX_METADATA_SIZE, 8 * 1024 },

	/* No compression: a small request cannot become a large one.  The bit set holds
	 * "identity" alone; anything else is refused with UNIMPLEMENTED. */
	{ GRPC_COMPRESSION_CHANNEL_ENABLED_ALGORITHMS_BITSET, 1 << GRPC_COMPRESS_NONE },
	{ GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION, 0 },

	/* Who connects and then says nothing. */
	{ GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, 5 * SECOND_MS },
	/* Who has gone without a word, in the middle of a call. */
	{ GRPC_ARG_KEEPALIVE_TIME_MS, MINUTE_MS },
	{ GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10 * SECOND_MS },
	/* Who pings us oftener than this, twice over, is disconnected. */
	{ GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 5 * MINUTE_MS },
	{ GRPC_ARG_HTTP2_MAX_PING_STRIKES, 2 },
	/* Who has no call open. */
	{ GRPC_ARG_MAX_CONNECTION_IDLE_MS, 5 * MINUTE_MS },
	/* New certificates and a proxy's balance reach everybody within this time. */
	{ GRPC_ARG_MAX_CONNECTION_AGE_MS, 60 * MINUTE_MS },
	{ GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, 30 * SECOND_MS },

	/* Nothing to look into from outside, and nothing experimental. */
	{ GRPC_ARG_ENABLE_CHANNELZ, 0 },
	{ GRPC_ARG_ENABLE_CENSUS, 0 },
	{ GRPC_ARG_TCP_TX_ZEROCOPY_ENABLED, 0 }, /* CVE-2024-11407 */

	/* grpc.http2.hpack_table_size.decoder stays at its default: 0 would keep HAProxy
	 * from ever getting through. */
};
/* clang-format on */

static void add(struct arguments *arguments, grpc_arg row)
{
	ensure(arguments->list.num_args < ARGUMENTS_MAX);
	arguments->rows[arguments->list.num_args++] = row;
}

/* Core takes keys that it does not change through a pointer to char. */
static grpc_arg integer(const char *key, int value)
{
	union {
		const char *given;
		char *taken;
	} text = { .given = key };
	grpc_arg row = { .type = GRPC_ARG_INTEGER, .key = text.taken };

	row.value.integer = value;
	return row;
}

void arguments_init(struct arguments *arguments, size_t message_max_bytes)
{
	grpc_arg quota = integer(GRPC_ARG_RESOURCE_QUOTA, 0);

	*arguments = (struct arguments){ .list = { .num_args = 0 } };
	arguments->list.args = arguments->rows;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		add(arguments, integer(table[i].key, table[i].value));
	/* Beyond it the answer is core's own. */
	add(arguments,
	    integer(GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH, (int)message_max_bytes));

	/* What core's buffers take together.  Past it core closes connections without a
	 * call and cancels calls; it refuses no new connection, though it means to
	 * (IsMemoryPressureHigh() asks for more than 1.0 of what is at most 1.0). */
	arguments->quota = grpc_resource_quota_create("slabroker");
	grpc_resource_quota_resize(arguments->quota, BUFFERS_MAX_BYTES);
	quota.type = GRPC_ARG_POINTER;
	quota.value.pointer.p = arguments->quota;
	quota.value.pointer.vtable = grpc_resource_quota_arg_vtable();
	add(arguments, quota);
}

void arguments_release(struct arguments *arguments)
{
	grpc_resource_quota_unref(arguments->quota);
}
