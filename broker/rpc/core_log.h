#ifndef BROKER_RPC_CORE_LOG_H
#define BROKER_RPC_CORE_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "rpc/line_limit.h"

/*
 * What gRPC core has to say, for a log of ours: what it would write on standard error is
 * handed on a line at a time, limited (line_limit.h), so that whoever knocks at a port
 * cannot fill a disk.  Nothing of what peers send is in it: text is cut before what core
 * quotes, and has printable ASCII only.
 *
 * Core has one log for a process, whose function gets no context; so there is one of these
 * for a process, too, and its state is static.
 *
 * Threads: begin, sweep and end by one.
 */

/* From any thread, one at a time; calls nothing of gRPC. */
typedef void core_log_say(void *context, const struct line *line);

/* Before core is first used, or its first lines are its own. */
void core_log_begin(core_log_say *say, void *context);

/* Tells what was counted; now and then. */
void core_log_sweep(void);

/* Tells what was counted last; from then on core speaks for itself again. */
void core_log_end(void);

/* Since core_log_begin: TLS handshakes that failed.  Any thread. */
uint64_t core_log_failed_handshakes(void);

/* Whether a line tells of such a handshake, which is its peer's fault or ours. */
bool core_log_tells_handshake(const struct line *line);

/*
 * Since core_log_begin: whether a listener went deaf, and the system's words for why, the
 * first time.  Where accept4() fails with anything but EINTR, EAGAIN or ECONNABORTED (no
 * descriptor was free, say), core 1.51 says so and never looks at that listener again
 * (tcp_server_posix.cc, on_read), whatever becomes free; it tells nobody in another way.
 * Any thread.
 */
bool core_log_deaf(char why[LINE_TEXT_BYTES]);

#endif
