#ifndef CLIENTS_LIB_CHANNEL_INSIDE_H
#define CLIENTS_LIB_CHANNEL_INSIDE_H

#include <grpc/grpc.h>

/* Private to channel.c and stream.c. */
struct channel {
	grpc_channel *grpc;
};

#endif
