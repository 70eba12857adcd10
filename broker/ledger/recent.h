#ifndef BROKER_LEDGER_RECENT_H
#define BROKER_LEDGER_RECENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/*
 * Envelopes that were entered lately.  Whoever judges a month reads each of its reports
 * again, and to find, open and copy a short one takes longer than to judge it.
 *
 * Nothing rests on it: what is not here is in the log, and whoever gives up what he wrote
 * forgets all.  They lie here in plain text, and so do not outlive a redaction.  Threads:
 * one.  NULL keeps nothing.
 */
struct recent;

/* Room for so many bytes of envelopes; memory is used as they come. */
struct recent *recent_open(size_t room);
void recent_close(struct recent *recent);

/* The envelope of an entry, copied; index is above those of all that are kept.  One that
 * would take more than a 1024th of the room is not kept. */
void recent_keep(struct recent *recent, uint64_t index, struct bytes envelope);

/* True: *envelope lies here until the next is kept. */
bool recent_find(const struct recent *recent, uint64_t index, struct bytes *envelope);

/* All, and their bytes are overwritten. */
void recent_forget(struct recent *recent);

#endif
