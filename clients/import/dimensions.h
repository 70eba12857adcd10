#ifndef CLIENTS_IMPORT_DIMENSIONS_H
#define CLIENTS_IMPORT_DIMENSIONS_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "import/tally.h"
#include "slabroker/v1/import.pb-c.h"

/* The values of the contract's dimensions, from the columns or constants of a mapping. */

struct dimensions {
	size_t count;
	const SlbDimensionSource
		*sources[TALLY_DIMENSIONS_MAX]; /* in the terms' order */
};

/* ERR_IMPORT_MAPPING, told in diag, unless each dimension of the terms has one source. */
enum err dimensions_plan(struct dimensions *dimensions, struct arena *arena,
			 const SlbTerms *terms, const SlbMapping *mapping,
			 struct diag *diag) MUST_CHECK;

enum dimension_result {
	DIMENSION_OK,
	DIMENSION_LEFT_OUT, /* the mapping leaves this value out */
	DIMENSION_REFUSED,  /* the mapping does not know it and refuses others */
	DIMENSION_EMPTY,
	DIMENSION_TOO_LONG,
	DIMENSION_NOT_UTF8,
	DIMENSION_NOT_ONE_LINE,
};

/* The value under which one found in the export stands in the contract. */
enum dimension_result dimension_value(const SlbDimensionSource *source,
				      struct bytes found, struct bytes *out);

/* What is wrong, for a person; static storage. */
const char *dimension_result_text(enum dimension_result result);

#endif
