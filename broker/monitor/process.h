#ifndef BROKER_MONITOR_PROCESS_H
#define BROKER_MONITOR_PROCESS_H

#include "base/bytes.h"

/*
 * What every Prometheus client library tells of its process, by the same names
 * (prometheus.io/docs/instrumenting/writing_clientlibs, "Process metrics").  Read from
 * /proc/self; what is not to be had there is left out.  Threads: any.
 */
void process_gather(int64_t started_ms, struct text *out);

#endif
