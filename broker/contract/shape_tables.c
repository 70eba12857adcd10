#include <string.h>

#include "contract/need.h"
#include "contract/shape.h"

#define SERIES_MAX       16
#define BOUNDS_MAX       63
#define DAY_S            86400
#define CONSERVATION_MAX 64

static void shape_dimension(struct inquiry *inquiry, const SlbDimension *dimension,
			    const struct path *path)
{
	struct path name = path_field(path, "name");
	struct path title = path_field(path, "title");

	need_name(inquiry, &name, dimension->name, "the name of a dimension");
	need_text(inquiry, &title, dimension->title, "what the dimension means",
		  "\"the queue a call waited in\"");
}

static void shape_interval(struct inquiry *inquiry, const SlbSeries *series,
			   const struct path *path)
{
	struct path interval_s = path_field(path, "interval_s");
	struct path cadence = path_field(path, "cadence");

	if (series->interval == SLB_INTERVAL_KIND__INTERVAL_KIND_SECONDS) {
		if (series->interval_s >= CONTRACT_INTERVAL_S_MIN &&
		    series->interval_s <= DAY_S && DAY_S % series->interval_s == 0)
			return;
		say(inquiry, series->interval_s == 0 ? MISSING : WRONG, &interval_s,
		    "an interval of %u seconds does not divide a day into equal parts "
		    "of at least a minute",
		    (unsigned)series->interval_s);
		diag_hint(inquiry->diag,
			  "write interval_s: 1800 for half an hour, 900 for a quarter");
		return;
	}
	if (series->interval_s != 0) {
		say(inquiry, WRONG, &interval_s,
		    "a length in seconds stands beside an interval that is not counted "
		    "in seconds");
		diag_hint(inquiry->diag,
			  "leave interval_s: out, or write interval: seconds");
	}
	if (series->interval == SLB_INTERVAL_KIND__INTERVAL_KIND_PERIOD &&
	    series->cadence == SLB_CADENCE__CADENCE_DAILY) {
		say(inquiry, CLASHES, &cadence,
		    "series %s counts by the period and is expected daily",
		    shown(series->name).chars);
		diag_hint(inquiry->diag, "write cadence: period");
	}
}

static void shape_series(struct inquiry *inquiry, const SlbSeries *series,
			 const struct path *path)
{
	struct path name = path_field(path, "name");
	struct path source = path_field(path, "source");
	struct path interval = path_field(path, "interval");
	struct path cadence = path_field(path, "cadence");
	struct path due_delay = path_field(path, "due_delay");

	need_name(inquiry, &name, series->name, "the name of a series of reports");
	need_choice(inquiry, &source, (int)series->source, &slb_party_role__descriptor,
		    "who reports this series: whose data count");
	if (need_choice(inquiry, &interval, (int)series->interval,
			&slb_interval_kind__descriptor,
			"what a row's interval is in this series"))
		shape_interval(inquiry, series, path);
	need_choice(inquiry, &cadence, (int)series->cadence, &slb_cadence__descriptor,
		    "when the reports of this series are expected");
	need_delay(inquiry, &due_delay, series->due_delay,
		   "how long after its day or period a report is due");
}

static void shape_counter(struct inquiry *inquiry, const SlbCounter *counter,
			  const struct path *path)
{
	struct path name = path_field(path, "name");
	struct path title = path_field(path, "title");
	struct path unit = path_field(path, "unit");
	struct path role = path_field(path, "role");
	struct path pooling = path_field(path, "pooling");
	struct path series = path_field(path, "series");

	need_name(inquiry, &name, counter->name, "the name of a counter");
	need_text(inquiry, &title, counter->title, "what the counter counts",
		  "\"calls that entered the queue\"");
	need_choice(inquiry, &unit, (int)counter->unit, &slb_counter_unit__descriptor,
		    "what this counter counts");
	need_choice(inquiry, &role, (int)counter->role, &slb_counter_role__descriptor,
		    "what this counter is in the accounting of contacts");
	need_choice(inquiry, &pooling, (int)counter->pooling, &slb_pooling__descriptor,
		    "how this counter is taken together over rows");
	need_name(inquiry, &series, counter->series,
		  "the series that carries the counter");
}

static void shape_bounds(struct inquiry *inquiry, const SlbHistogram *histogram,
			 const struct path *path)
{
	struct path list = path_field(path, "bounds");
	uint64_t before = 0;

	if (!need_count(inquiry, &list, histogram->n_bounds, BOUNDS_MAX,
			"upper bound of a bucket"))
		return;
	for (size_t i = 0; i < histogram->n_bounds; i++) {
		struct path item = path_item(path, "bounds", i);

		if (histogram->bounds[i] > before) {
			before = histogram->bounds[i];
			continue;
		}
		say(inquiry, WRONG, &item,
		    "the bounds of %s do not ascend: %llu does not lie above what "
		    "stands before it",
		    shown(histogram->name).chars,
		    (unsigned long long)histogram->bounds[i]);
		diag_hint(inquiry->diag,
			  "write each bound once, the smallest first, from 1 on");
		return;
	}
}

static void shape_histogram(struct inquiry *inquiry, const SlbHistogram *histogram,
			    const struct path *path)
{
	struct path name = path_field(path, "name");
	struct path title = path_field(path, "title");
	struct path unit = path_field(path, "unit");
	struct path role = path_field(path, "role");
	struct path series = path_field(path, "series");

	need_name(inquiry, &name, histogram->name, "the name of a histogram");
	need_text(inquiry, &title, histogram->title, "what the histogram counts",
		  "\"answered calls by how long they waited\"");
	need_choice(inquiry, &unit, (int)histogram->unit, &slb_counter_unit__descriptor,
		    "the unit of the histogram's bounds");
	need_choice(inquiry, &role, (int)histogram->role, &slb_counter_role__descriptor,
		    "what the counted contacts are in the accounting of contacts");
	need_name(inquiry, &series, histogram->series,
		  "the series that carries the histogram");
	shape_bounds(inquiry, histogram, path);
}

static struct names names_room(struct inquiry *inquiry, size_t count)
{
	return (struct names){ arena_array(inquiry->arena, const char *, count),
			       count };
}

static void shape_columns(struct inquiry *inquiry)
{
	const SlbTerms *terms = inquiry->terms;
	struct names columns =
		names_room(inquiry, terms->n_counters + terms->n_histograms);

	inquiry->counters = (struct names){ columns.names, terms->n_counters };
	inquiry->histograms = (struct names){ columns.names + terms->n_counters,
					      terms->n_histograms };
	for (size_t i = 0; i < terms->n_counters; i++) {
		struct path path = path_item(NULL, "counters", i);

		inquiry->counters.names[i] = terms->counters[i]->name;
		shape_counter(inquiry, terms->counters[i], &path);
	}
	for (size_t i = 0; i < terms->n_histograms; i++) {
		struct path path = path_item(NULL, "histograms", i);
		struct path name = path_field(&path, "name");
		size_t twin = names_find(inquiry->counters, terms->histograms[i]->name);

		inquiry->histograms.names[i] = terms->histograms[i]->name;
		shape_histogram(inquiry, terms->histograms[i], &path);
		if (twin == terms->n_counters)
			continue;
		say(inquiry, WRONG, &name,
		    "the name %s is already that of counters[%zu]",
		    shown(terms->histograms[i]->name).chars, twin);
		diag_hint(inquiry->diag,
			  "give counters and histograms different names");
	}
	need_distinct(inquiry, NULL, "counters", "name", inquiry->counters);
	need_distinct(inquiry, NULL, "histograms", "name", inquiry->histograms);
}

static bool tables_fit(struct inquiry *inquiry)
{
	const SlbTerms *terms = inquiry->terms;
	struct path dimensions = path_field(NULL, "dimensions");
	struct path series = path_field(NULL, "series");
	struct path counters = path_field(NULL, "counters");
	struct path conservation = path_field(NULL, "conservation");
	struct path comparisons = path_field(NULL, "comparisons");
	bool fit = need_count(inquiry, &series, terms->n_series, SERIES_MAX,
			      "series of reports");

	fit &= need_count(inquiry, &counters, terms->n_counters + terms->n_histograms,
			  CONTRACT_COLUMNS_MAX, "counter or histogram");
	if (terms->n_dimensions != 0)
		fit &= need_count(inquiry, &dimensions, terms->n_dimensions,
				  CONTRACT_DIMENSIONS_MAX, "dimension");
	if (terms->n_conservation != 0)
		fit &= need_count(inquiry, &conservation, terms->n_conservation,
				  CONSERVATION_MAX, "identity");
	if (terms->n_comparisons != 0)
		fit &= need_count(inquiry, &comparisons, terms->n_comparisons,
				  CONTRACT_COMPARISONS_MAX, "comparison");
	return fit;
}

bool shape_tables(struct inquiry *inquiry)
{
	const SlbTerms *terms = inquiry->terms;

	if (!tables_fit(inquiry))
		return false;
	inquiry->dimensions = names_room(inquiry, terms->n_dimensions);
	for (size_t i = 0; i < terms->n_dimensions; i++) {
		struct path path = path_item(NULL, "dimensions", i);

		inquiry->dimensions.names[i] = terms->dimensions[i]->name;
		shape_dimension(inquiry, terms->dimensions[i], &path);
	}
	need_distinct(inquiry, NULL, "dimensions", "name", inquiry->dimensions);
	inquiry->series = names_room(inquiry, terms->n_series);
	for (size_t i = 0; i < terms->n_series; i++) {
		struct path path = path_item(NULL, "series", i);

		inquiry->series.names[i] = terms->series[i]->name;
		shape_series(inquiry, terms->series[i], &path);
	}
	need_distinct(inquiry, NULL, "series", "name", inquiry->series);
	shape_columns(inquiry);
	return true;
}

/* A percentage, 0 to 100. */
static void shape_share(struct inquiry *inquiry, const struct path *path,
			const char *text, const char *what)
{
	struct ratio percent;

	if (!need_decimal(inquiry, path, text, what, &percent))
		return;
	if (ratio_sign(percent) >= 0 && ratio_compare(percent, ratio_int(100)) <= 0)
		return;
	say(inquiry, WRONG, path, "a share of %s %% cannot be", shown(text).chars);
	diag_hint(inquiry->diag, "write a percentage from \"0\" to \"100\"");
}

void shape_conservation(struct inquiry *inquiry, const SlbConservation *conservation,
			const struct path *path)
{
	struct path name = path_field(path, "name");
	struct path level = path_field(path, "level");
	struct path tolerated = path_field(path, "tolerated_percent");
	struct path excess = path_field(path, "excess");

	need_name(inquiry, &name, conservation->name, "the name of an identity");
	shape_term_list(inquiry, conservation->total, conservation->n_total, path,
			"total");
	shape_term_list(inquiry, conservation->parts, conservation->n_parts, path,
			"parts");
	need_choice(inquiry, &level, (int)conservation->level,
		    &slb_conservation_level__descriptor,
		    "where this identity must hold");
	need_choice(inquiry, &excess, (int)conservation->excess,
		    &slb_conservation_excess__descriptor,
		    "what happens when more is unaccounted for than tolerated");
	shape_share(inquiry, &tolerated, conservation->tolerated_percent,
		    "the tolerated share that is unaccounted for");
}

void shape_comparison(struct inquiry *inquiry, const SlbComparison *comparison,
		      const struct path *path)
{
	struct path name = path_field(path, "name");
	struct path slicing = path_field(path, "slicing");
	struct path tolerated = path_field(path, "tolerated_percent");

	need_name(inquiry, &name, comparison->name, "the name of a comparison");
	shape_term_list(inquiry, comparison->record, comparison->n_record, path,
			"record");
	shape_term_list(inquiry, comparison->control, comparison->n_control, path,
			"control");
	if (comparison->slicing != NULL)
		shape_slicing(inquiry, comparison->slicing, &slicing);
	shape_scope(inquiry, comparison->scope, comparison->n_scope, path);
	if (comparison->tolerated_percent[0] != '\0') {
		shape_share(inquiry, &tolerated, comparison->tolerated_percent,
			    "the tolerated difference");
		return;
	}
	say(inquiry, MISSING, &tolerated,
	    "it is not said by how much the two counts may differ");
	diag_hint(inquiry->diag,
		  "write tolerated_percent: \"1\" for 1 %% of the count of record, or "
		  "\"0\" where they must be equal; tolerated_number: adds what is "
		  "tolerated in any case");
}
