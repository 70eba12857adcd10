#ifndef BROKER_SERVICE_PROBE_H
#define BROKER_SERVICE_PROBE_H

#include <stdbool.h>

#include "base/attribute.h"

/*
 * Does a listener still take new connections?  A server that once ran out of descriptors
 * may never accept again while old connections work on (CVE-2023-4785 in gRPC 1.51), so a
 * watchdog must open a new one.
 *
 * It connects, sends the preface of HTTP/2 (RFC 9113, section 3.4) with empty settings,
 * and waits for the server's own settings.  For listeners without TLS.
 *
 * Threads: no shared state.
 */

/* address as in struct listener, with the port that was bound: "unix:PATH",
 * "127.0.0.1", "[::1]".  False after timeout_ms, or when anything else comes back. */
bool probe_listener(const char *address, int port, int timeout_ms) MUST_CHECK;

#endif
