#ifndef BROKER_RPC_STATUS_H
#define BROKER_RPC_STATUS_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "base/err.h"

/*
 * A refusal as a gRPC client reads it: a status code, a message for a person, and the
 * trailer "grpc-status-details-bin", a packed google.rpc.Status with details
 * (google.aip.dev/193, googleapis google/rpc/error_details.proto):
 *
 *   ErrorInfo            reason = err_name(err), domain STATUS_DOMAIN; metadata
 *                        "left_out" = how many mistakes did not fit below
 *   BadRequest           a violation for each mistake that has a field path
 *   PreconditionFailure  the same, in place of BadRequest, where the code is 9
 *   RetryInfo            where trying again later helps, and after how long
 *
 * Both parts are cut so that they pass a client's limit of 8 KiB for metadata, in base64
 * and percent-encoded.
 *
 * Threads: pure functions.
 */

#define STATUS_DOMAIN            "slabroker"
#define STATUS_MESSAGE_MAX_BYTES 700
#define STATUS_DETAILS_MAX_BYTES 3600

struct status {
	int code;             /* 0..16 */
	const char *message;  /* UTF-8 */
	struct bytes details; /* not yet in base64 */
};

/* How long to wait before the same request may succeed; 0: waiting does not help. */
unsigned status_retry_ms(enum err err);

/* err is not ERR_OK; diag may be NULL.  Everything lies in the arena, which needs
 * STATUS_ARENA_BYTES. */
#define STATUS_ARENA_BYTES ((size_t)256 * 1024)
struct status status_of(struct arena *arena, enum err err, const struct diag *diag);

#endif
