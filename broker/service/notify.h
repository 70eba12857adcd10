#ifndef BROKER_SERVICE_NOTIFY_H
#define BROKER_SERVICE_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What a service tells systemd (sd_notify(3), sd_watchdog_enabled(3)): a datagram to the
 * socket that the environment names.  Without systemd nothing happens.
 *
 * Threads: the environment is only read.
 */

/* "READY=1", "STOPPING=1", "WATCHDOG=1". */
void service_notify(const char *state);

/* How often the watchdog wants to hear from this process; 0: never. */
int64_t service_watchdog_ms(void);

#endif
