#ifndef TESTS_UNIT_IMPORT_SAMPLE_H
#define TESTS_UNIT_IMPORT_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "import/import.h"

/* One import in a test: terms, a mapping, an export. */
struct sample {
	struct arena arena;
	struct diag diag;
	SlbTerms *terms;
	SlbMapping *mapping; /* NULL: none */
	struct import_request request;
	struct import_result result;
	enum err error;
};

/* Reads tests/vectors/TERMS.yaml and, unless mapping is NULL, MAPPING.yaml. */
void sample_open(struct sample *sample, const char *terms, const char *mapping);
void sample_close(struct sample *sample);

/* A mapping written in the test. */
SlbMapping *sample_mapping(struct sample *sample, const char *yaml);

/* Imports one text, or one file below ../shared/data, which is skipped when absent. */
void sample_import(struct sample *sample, const char *text);
void sample_import_shared(struct sample *sample, const char *path);

/* Over all reports: the sum of a counter, of a part of them, of some buckets. */
uint64_t sample_sum(const struct sample *sample, const char *counter);
uint64_t sample_sum_in(const struct sample *sample, size_t report, const char *counter);
uint64_t sample_buckets(const struct sample *sample, const char *histogram,
			size_t first, size_t count);
/* How often something was remarked. */
uint64_t sample_remarks(const struct sample *sample, enum import_remark remark);

/*
 * All reports as text, one line for each row:
 *
 *     START INTERVAL VALUES counter=1 counter=? histogram=1/2/3 kpi:stated
 *
 * and, after an error or remarks, what was said.
 */
const char *sample_text(struct sample *sample);
/* What was said to the person, one line for each: "line 3: column: text". */
const char *sample_said(struct sample *sample);

#endif
