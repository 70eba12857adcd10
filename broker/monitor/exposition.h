#ifndef BROKER_MONITOR_EXPOSITION_H
#define BROKER_MONITOR_EXPOSITION_H

#include "base/bytes.h"
#include "base/histogram.h"

/*
 * Text in the form of OpenMetrics 1.0 (prometheus.io/docs/specs/om/open_metrics_spec):
 *
 *	exposition_family(&text, &metric);
 *	exposition_value(&text, &metric, labels, label_count, value);    as often as wanted
 *	...
 *	exposition_end(&text);
 *
 * Values are whole numbers of 10 to the minus `decimals` of the unit, printed as decimal
 * fractions.  Threads: no shared state.
 */

enum metric_type { METRIC_GAUGE, METRIC_COUNTER, METRIC_HISTOGRAM, METRIC_INFO };

struct metric {
	const char *name; /* ends on the unit, where it has one; without "_total" */
	enum metric_type type;
	const char *unit; /* "seconds", "bytes"; "" for counts */
	unsigned decimals;
	const char *help; /* one line */
};

struct label {
	const char *name;
	const char *value; /* UTF-8 */
};

void exposition_family(struct text *out, const struct metric *metric);

/* Of a gauge, a counter, or info (whose value is 1). */
void exposition_value(struct text *out, const struct metric *metric,
		      const struct label *labels, size_t label_count, int64_t value);

void exposition_histogram(struct text *out, const struct metric *metric,
			  const struct histogram *histogram);

/* The family and its one value without labels. */
void exposition_single(struct text *out, const struct metric *metric, int64_t value);

void exposition_end(struct text *out);

#endif
