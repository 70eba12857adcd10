#include "monitor/exposition.h"

#include <inttypes.h>

#include "base/attribute.h"

/* Suffix of a sample's name. */
static const char *const suffixes[] = {
	[METRIC_GAUGE] = "",
	[METRIC_COUNTER] = "_total",
	[METRIC_HISTOGRAM] = "",
	[METRIC_INFO] = "_info",
};

static const char *const types[] = {
	[METRIC_GAUGE] = "gauge",
	[METRIC_COUNTER] = "counter",
	[METRIC_HISTOGRAM] = "histogram",
	[METRIC_INFO] = "info",
};

/* "0.0005" of 500 with 6 decimals; at least one place where there are any. */
static void add_decimal(struct text *out, uint64_t value, unsigned decimals)
{
	uint64_t scale = 1;
	unsigned places = decimals;

	for (unsigned i = 0; i < decimals; i++)
		scale *= 10;
	text_printf(out, "%" PRIu64, value / scale);
	if (decimals == 0)
		return;
	for (value %= scale; places > 1 && value % 10 == 0; places--)
		value /= 10;
	text_printf(out, ".%0*" PRIu64, (int)places, value);
}

static void add_number(struct text *out, int64_t value, unsigned decimals)
{
	if (value < 0)
		text_add(out, "-");
	add_decimal(out, value < 0 ? -(uint64_t)value : (uint64_t)value, decimals);
}

static void add_escaped(struct text *out, const char *value)
{
	for (; *value != '\0'; value++) {
		if (*value == '\n')
			text_add(out, "\\n");
		else if (*value == '"' || *value == '\\')
			text_printf(out, "\\%c", *value);
		else
			text_add_n(out, value, 1);
	}
}

static void add_labels(struct text *out, const struct label *labels, size_t label_count)
{
	for (size_t i = 0; i < label_count; i++) {
		text_printf(out, "%s%s=\"", i == 0 ? "{" : ",", labels[i].name);
		add_escaped(out, labels[i].value);
		text_add(out, i + 1 == label_count ? "\"}" : "\"");
	}
}

void exposition_family(struct text *out, const struct metric *metric)
{
	text_printf(out, "# TYPE %s %s\n", metric->name, types[metric->type]);
	if (metric->unit[0] != '\0')
		text_printf(out, "# UNIT %s %s\n", metric->name, metric->unit);
	text_printf(out, "# HELP %s ", metric->name);
	add_escaped(out, metric->help);
	text_add(out, "\n");
}

void exposition_value(struct text *out, const struct metric *metric,
		      const struct label *labels, size_t label_count, int64_t value)
{
	text_printf(out, "%s%s", metric->name, suffixes[metric->type]);
	add_labels(out, labels, label_count);
	text_add(out, " ");
	add_number(out, value, metric->decimals);
	text_add(out, "\n");
}

void exposition_single(struct text *out, const struct metric *metric, int64_t value)
{
	exposition_family(out, metric);
	exposition_value(out, metric, NULL, 0, value);
}

/* Bounds are floating point numbers by the format, and so "1.0". */
void exposition_histogram(struct text *out, const struct metric *metric,
			  const struct histogram *histogram)
{
	uint64_t count = 0;

	exposition_family(out, metric);
	for (size_t i = 0; i <= histogram->bound_count; i++) {
		count += histogram->counts[i];
		text_printf(out, "%s_bucket{le=\"", metric->name);
		if (i == histogram->bound_count) {
			text_add(out, "+Inf");
		} else {
			add_decimal(out, histogram->bounds[i], metric->decimals);
			text_add(out, metric->decimals == 0 ? ".0" : "");
		}
		text_printf(out, "\"} %" PRIu64 "\n", count);
	}
	text_printf(out, "%s_sum ", metric->name);
	add_decimal(out, histogram->sum, metric->decimals);
	text_printf(out, "\n%s_count %" PRIu64 "\n", metric->name, count);
}

void exposition_end(struct text *out)
{
	text_add(out, "# EOF\n");
}
