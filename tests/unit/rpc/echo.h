#ifndef TESTS_UNIT_RPC_ECHO_H
#define TESTS_UNIT_RPC_ECHO_H

#include <stddef.h>

#include "rpc/server.h"
#include "tests/unit/rpc/echo.pb-c.h"

/* The service of echo.proto, with a thread of its own that answers some of the calls. */

struct echo;

/* Empty messages. */
Echo__Request echo_request(void);
Echo__Response echo_response(void);

struct echo *echo_open(void);
struct rpc_service echo_service(struct echo *echo);

/* Waits until count calls of Hold and Block are held at the same time. */
void echo_wait_held(struct echo *echo, size_t count);

/* Answers all that is held, and whatever would be held from now on. */
void echo_let_go(struct echo *echo);

/* Waits until count calls of Count and Chat were freed. */
void echo_wait_streams_ended(struct echo *echo, size_t count);

void echo_close(struct echo *echo);

#endif
