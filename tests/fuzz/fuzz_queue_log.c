#include "import_fuzz.h"

/*
 * Any bytes as a queue_log, or as two of them when they hold a NUL: reading never
 * crashes, and every visit is counted as exactly one thing.
 */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SUM(name, unit)                               \
	"  - { name: " name ", title: t, unit: " unit \
	", role: other, pooling: sum, series: s }\n"

static const char terms[] = FUZZ_TERMS_HEAD "counters:\n" SUM(
	"offered", "contacts") SUM("answered", "contacts") SUM("abandoned", "contacts")
	SUM("flowout_timeout", "contacts") SUM("flowout_key", "contacts") SUM(
		"flowout_empty",
		"contacts") SUM("withdrawn",
				"contacts") SUM("agent_dump",
						"contacts") SUM("incompatible",
								"contacts")
		SUM("open", "contacts") SUM("handled", "contacts") SUM(
			"transfers_blind",
			"contacts") SUM("transfers_attended",
					"contacts") SUM("wait_answered_s",
							"seconds") SUM("wait_s",
								       "seconds")
			SUM("talk_s",
			    "seconds") "histograms:\n"
				       "  - { name: wait_answered, title: t, unit: seconds, role: answered,"
				       " bounds: [5, 20], series: s }\n"
				       "  - { name: wait_abandoned, title: t, unit: milliseconds, role: abandoned,"
				       " bounds: [5000, 20000], series: s }\n";

enum column { OFFERED, ANSWERED, OPEN = 9, HANDLED, BLIND, ATTENDED };

static uint64_t sum_row(const SlbHistogramColumn *column, size_t row)
{
	return column->counts[3 * row] + column->counts[3 * row + 1] +
	       column->counts[3 * row + 2];
}

static void check_row(const SlbReport *report, size_t row)
{
	SlbColumn *const *columns = report->columns;
	uint64_t kinds = 0;

	for (size_t c = ANSWERED; c <= OPEN; c++)
		kinds += columns[c]->values[row];
	fuzz_demand(columns[OFFERED]->values[row] >= kinds);
	fuzz_demand(columns[OFFERED]->values[row] > 0);
	fuzz_demand(columns[ANSWERED]->values[row] >= columns[HANDLED]->values[row]);
	fuzz_demand(columns[ANSWERED]->values[row] >=
		    columns[BLIND]->values[row] + columns[ATTENDED]->values[row]);
	fuzz_demand(sum_row(report->histograms[0], row) ==
		    columns[ANSWERED]->values[row]);
	fuzz_demand(sum_row(report->histograms[1], row) == columns[2]->values[row]);
}

static void check_visits(const struct import_result *result)
{
	uint64_t offered = 0;
	uint64_t open = 0;

	for (size_t r = 0; r < result->report_count; r++) {
		const SlbReport *report = result->reports[r];
		for (size_t i = 0; i < report->n_interval; i++) {
			check_row(report, i);
			offered += report->columns[OFFERED]->values[i];
			open += report->columns[OPEN]->values[i];
		}
	}
	fuzz_demand(offered == result->summary.contacts);
	fuzz_demand(open == result->summary.open);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *cut = size > 0 ? memchr(data, '\0', size) : NULL;
	size_t first = cut ? (size_t)(cut - data) : size;
	struct import_file files[2] = { { "log", { data, first } },
					{ "log.1", { cut, size - first } } };
	struct import_result result;
	struct arena arena;
	struct arena said;
	struct diag diag;

	arena_init(&arena, FUZZ_ARENA_CEILING);
	arena_init(&said, FUZZ_ARENA_CEILING);
	diag_init(&diag, &said);
	struct import_request request = {
		.terms = fuzz_terms(terms),
		.files = files,
		.file_count = cut ? 2 : 1,
	};
	enum err e = import_run(&arena, &request, &result, &diag);
	fuzz_check_result(e, &result, &diag);
	if (!e)
		check_visits(&result);
	arena_release(&arena);
	arena_release(&said);
	return 0;
}
