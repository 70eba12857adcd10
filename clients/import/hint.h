#ifndef CLIENTS_IMPORT_HINT_H
#define CLIENTS_IMPORT_HINT_H

#include <stddef.h>

#include "base/diag.h"
#include "import/tally.h"

/* After an error about a name that is not known: what may have been meant. */

/* The nearest of count names, if one is near. */
void hint_nearest(struct diag *diag, const char *name, const char *const *names,
		  size_t count);

/* The nearest counter, or the nearest histogram, of the series. */
void hint_column(struct diag *diag, const struct tally *tally, const char *name);

#endif
