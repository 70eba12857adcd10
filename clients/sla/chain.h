#ifndef CLIENTS_SLA_CHAIN_H
#define CLIENTS_SLA_CHAIN_H

#include "sla/input.h"

/*
 * Signed reports of a series name the one before them, so that nobody can later swap one
 * or tell two stories.  Where two neighbours of a series are both given, the later must
 * name the earlier: ERR_REPORT_SEQUENCE otherwise.  Neighbours that are not given are not
 * missed here.
 */
enum err chain_check(struct invocation *in, const struct report_file *reports,
		     size_t count) MUST_CHECK;

#endif
