#include "import/table_plan.h"

#include <stdlib.h>
#include <string.h>

#include "calendar/civil.h"
#include "import/hint.h"
#include "import/stamp.h"

/* What is laid over what, and where a mistake is said. */
struct planner {
	struct run *run;
	struct table_plan *plan;
	struct arena *arena;
	size_t *found_count; /* columns that the mapping names and the export has */
};

#define SAY(planner, path, ...) \
	diag_error((planner)->run->diag, ERR_IMPORT_MAPPING, diag_at(path), __VA_ARGS__)

enum err table_dialect(const struct run *run, struct csv_dialect *out)
{
	const SlbTableFormat *format = run->mapping->table;
	bool fits = true;

	*out = (struct csv_dialect){ ',', '"' };
	fits &= run_character(run, format->separator, "table.separator",
			      &out->separator);
	if (strcmp(format->quote, "none") == 0)
		out->quote = 0;
	else
		fits &= run_character(run, format->quote, "table.quote", &out->quote);
	return fits ? ERR_OK : ERR_IMPORT_MAPPING;
}

/* "name#2" is the second column of that name; 1 without it. */
static unsigned long occurrence_of(const char *name, size_t *name_len)
{
	const char *hash = strrchr(name, '#');
	unsigned long occurrence = 0;

	*name_len = strlen(name);
	if (hash != NULL && hash[1] >= '1' && hash[1] <= '9' && hash[2] == '\0') {
		occurrence = (unsigned long)(hash[1] - '0');
		*name_len = (size_t)(hash - name);
	}
	return occurrence;
}

static size_t nth_named(const struct table_plan *plan, const char *name, size_t len,
			unsigned long nth)
{
	for (size_t i = 0; i < plan->column_count; i++) {
		if (strlen(plan->names[i]) == len &&
		    memcmp(plan->names[i], name, len) == 0 && --nth == 0)
			return i;
	}
	return plan->column_count;
}

/* The place of a column; 0, with the mistake said, when it has none or several. */
static size_t find_column(const struct planner *planner, const char *name,
			  const char *path)
{
	const struct table_plan *plan = planner->plan;
	size_t len = strlen(name);
	size_t first = nth_named(plan, name, len, 1);
	unsigned long nth;

	if (len == 0) {
		SAY(planner, path, "a column is needed here");
		return 0;
	}
	if (first < plan->column_count) {
		++*planner->found_count;
		if (nth_named(plan, name, len, 2) < plan->column_count) {
			SAY(planner, path, "the export has several columns \"%s\"",
			    name);
			diag_hint(planner->run->diag,
				  "\"%s#2\" is the second one, "
				  "\"%s#1\" the first",
				  name, name);
		}
		return first;
	}
	nth = occurrence_of(name, &len);
	if (nth > 0) {
		first = nth_named(plan, name, len, nth);
		if (first < plan->column_count) {
			++*planner->found_count;
			return first;
		}
	}
	SAY(planner, path, "the export has no column \"%s\"", name);
	hint_nearest(planner->run->diag, name, plan->names, plan->column_count);
	return 0;
}

static struct plan_filter make_filter(const struct planner *planner,
				      const SlbFilter *filter, const char *path)
{
	if (filter->n_equals == 0 && filter->n_not_equals == 0)
		SAY(planner, path, "the filter on \"%s\" needs equals or not_equals",
		    filter->column);
	return (struct plan_filter){ find_column(planner, filter->column, path),
				     filter };
}

static struct plan_filters make_filters(const struct planner *planner,
					SlbFilter *const *filters, size_t count,
					const char *path)
{
	struct plan_filters made = {
		.items = arena_array(planner->arena, struct plan_filter, count + 1),
		.count = count,
	};

	for (size_t i = 0; i < count; i++)
		made.items[i] =
			make_filter(planner, filters[i],
				    arena_printf(planner->arena, "%s[%zu]", path, i));
	return made;
}

static enum cell_unit unit_of(const struct planner *planner, SlbCellUnit unit,
			      const char *path)
{
	static const enum cell_unit units[] = {
		[SLB_CELL_UNIT__CELL_UNIT_COUNT] = CELL_COUNT,
		[SLB_CELL_UNIT__CELL_UNIT_MILLISECONDS] = CELL_MILLISECONDS,
		[SLB_CELL_UNIT__CELL_UNIT_SECONDS] = CELL_SECONDS,
		[SLB_CELL_UNIT__CELL_UNIT_MINUTES] = CELL_MINUTES,
		[SLB_CELL_UNIT__CELL_UNIT_HOURS] = CELL_HOURS,
		[SLB_CELL_UNIT__CELL_UNIT_DAYS] = CELL_DAYS,
		[SLB_CELL_UNIT__CELL_UNIT_H_MM_SS] = CELL_HMS,
		[SLB_CELL_UNIT__CELL_UNIT_M_SS] = CELL_MS,
		[SLB_CELL_UNIT__CELL_UNIT_SHARE] = CELL_SHARE,
	};

	if (unit == SLB_CELL_UNIT__CELL_UNIT_UNSPECIFIED ||
	    (size_t)unit >= sizeof(units) / sizeof(units[0])) {
		SAY(planner, path,
		    "say what the cells count in: unit: count, seconds, milliseconds, "
		    "minutes, hours, days, h_mm_ss or m_ss");
		return CELL_COUNT;
	}
	return units[unit];
}

/* Into what a column of the terms turns its cells; says when a unit does not fit. */
static enum cell_target target_of(const struct planner *planner,
				  const struct tally_column *column,
				  enum cell_unit from, const char *path)
{
	SlbCounterUnit unit =
		column->counter ? column->counter->unit : column->histogram->unit;
	bool is_time = unit == SLB_COUNTER_UNIT__COUNTER_UNIT_SECONDS ||
		       unit == SLB_COUNTER_UNIT__COUNTER_UNIT_MILLISECONDS;

	if (from == CELL_SHARE)
		SAY(planner, path, "\"%s\" is not a share; a share can only be stated",
		    column->name);
	else if (is_time == (from == CELL_COUNT))
		SAY(planner, path,
		    is_time ? "\"%s\" is a time; say in which unit the cells are"
			    : "\"%s\" is not a time; its cells are of unit count",
		    column->name);
	if (!is_time)
		return CELL_TO_COUNT;
	return unit == SLB_COUNTER_UNIT__COUNTER_UNIT_SECONDS ? CELL_TO_SECONDS
							      : CELL_TO_MILLISECONDS;
}

/* The column of the terms, of the kind asked for, not yet filled; or NULL, said. */
static struct tally_column *find_target(const struct planner *planner, const char *name,
					bool histogram, const char *path)
{
	struct tally_column *column = tally_column_named(&planner->run->tally, name);

	if (column == NULL || (column->histogram != NULL) != histogram) {
		SAY(planner, path,
		    histogram ? "the series has no histogram \"%s\""
			      : "the series has no counter \"%s\"",
		    name);
		hint_column(planner->run->diag, &planner->run->tally, name);
		return NULL;
	}
	return column;
}

static void make_counter(const struct planner *planner, const SlbCounterSource *source,
			 struct plan_counter *out, const char *path)
{
	bool contacts = planner->plan->format->rows == SLB_ROWS__ROWS_CONTACTS;
	bool maximum;

	out->column = find_target(planner, source->counter, false, path);
	out->where = make_filters(planner, source->where, source->n_where,
				  arena_printf(planner->arena, "%s.where", path));
	out->cell_count = source->n_columns;
	out->cells = arena_array(planner->arena, size_t, source->n_columns + 1);
	for (size_t i = 0; i < source->n_columns; i++)
		out->cells[i] = find_column(planner, source->columns[i], path);
	if (out->column == NULL)
		return;
	maximum = out->column->counter->pooling == SLB_POOLING__POOLING_MAXIMUM;
	if (maximum && source->n_columns != 1)
		SAY(planner, path, "\"%s\" is a maximum: it needs exactly one column",
		    source->counter);
	if (source->n_columns > 0) {
		out->unit = unit_of(planner, source->unit, path);
		out->target = target_of(planner, out->column, out->unit, path);
	} else if (!contacts) {
		SAY(planner, path, "\"%s\" needs columns: rows are intervals",
		    source->counter);
	}
	out->since_totals_known = !maximum;
}

static void make_counters(const struct planner *planner)
{
	struct table_plan *plan = planner->plan;
	const SlbTableFormat *format = plan->format;

	plan->counter_count = format->n_counters;
	plan->counters = arena_array(planner->arena, struct plan_counter,
				     format->n_counters + 1);
	for (size_t i = 0; i < format->n_counters; i++) {
		const char *path =
			arena_printf(planner->arena, "table.counters[%zu]", i);

		make_counter(planner, format->counters[i], &plan->counters[i], path);
		for (size_t j = 0; j < i; j++) {
			if (strcmp(format->counters[j]->counter,
				   format->counters[i]->counter) == 0)
				SAY(planner, path, "counter \"%s\" is given twice",
				    format->counters[i]->counter);
		}
	}
}

/* A column for each bucket, in the order of the terms. */
static void make_buckets(const struct planner *planner,
			 const SlbHistogramSource *source, struct plan_histogram *out,
			 const char *path)
{
	const SlbHistogram *histogram = out->column->histogram;

	out->cumulative = source->cumulative;
	out->buckets = arena_array(planner->arena, size_t, histogram->n_bounds + 1);
	if (source->n_buckets != histogram->n_bounds + 1) {
		SAY(planner, path,
		    "\"%s\" needs one column for each bound of the terms, and one for "
		    "what is larger than the last",
		    source->histogram);
		return;
	}
	for (size_t i = 0; i < source->n_buckets; i++) {
		uint64_t bound = i < histogram->n_bounds ? histogram->bounds[i] : 0;

		if (source->buckets[i]->up_to != bound)
			SAY(planner, path,
			    "the buckets of \"%s\" do not have the bounds of the terms",
			    source->histogram);
		out->buckets[i] =
			find_column(planner, source->buckets[i]->column, path);
	}
}

static void make_histogram(const struct planner *planner,
			   const SlbHistogramSource *source, struct plan_histogram *out,
			   const char *path)
{
	out->column = find_target(planner, source->histogram, true, path);
	out->where = make_filters(planner, source->where, source->n_where,
				  arena_printf(planner->arena, "%s.where", path));
	if (out->column == NULL)
		return;
	if (planner->plan->format->rows == SLB_ROWS__ROWS_INTERVALS) {
		make_buckets(planner, source, out, path);
		return;
	}
	out->cell = find_column(planner, source->column, path);
	out->unit = unit_of(planner, source->unit, path);
	out->target = target_of(planner, out->column, out->unit, path);
}

static void make_histograms(const struct planner *planner)
{
	struct table_plan *plan = planner->plan;
	const SlbTableFormat *format = plan->format;

	plan->histogram_count = format->n_histograms;
	plan->histograms = arena_array(planner->arena, struct plan_histogram,
				       format->n_histograms + 1);
	for (size_t i = 0; i < format->n_histograms; i++) {
		const char *path =
			arena_printf(planner->arena, "table.histograms[%zu]", i);

		make_histogram(planner, format->histograms[i], &plan->histograms[i],
			       path);
		for (size_t j = 0; j < i; j++) {
			if (strcmp(format->histograms[j]->histogram,
				   format->histograms[i]->histogram) == 0)
				SAY(planner, path, "histogram \"%s\" is given twice",
				    format->histograms[i]->histogram);
		}
	}
}

static const SlbKpi *find_kpi(const struct planner *planner, const char *name,
			      const char *path)
{
	const SlbTerms *terms = planner->run->request->terms;
	const char **names =
		arena_array(planner->arena, const char *, terms->n_kpis + 1);

	for (size_t i = 0; i < terms->n_kpis; i++) {
		names[i] = terms->kpis[i]->name;
		if (strcmp(names[i], name) == 0)
			return terms->kpis[i];
	}
	SAY(planner, path, "the terms have no KPI \"%s\"", name);
	hint_nearest(planner->run->diag, name, names, terms->n_kpis);
	return NULL;
}

static void make_stated(const struct planner *planner)
{
	struct table_plan *plan = planner->plan;
	const SlbTableFormat *format = plan->format;

	if (format->n_stated > 0 && format->rows == SLB_ROWS__ROWS_CONTACTS)
		SAY(planner, "table.stated", "a row of a contact states nothing");
	plan->stated_count = format->n_stated;
	plan->stated =
		arena_array(planner->arena, struct plan_stated, format->n_stated + 1);
	for (size_t i = 0; i < format->n_stated; i++) {
		const SlbStatedSource *source = format->stated[i];
		const char *path = arena_printf(planner->arena, "table.stated[%zu]", i);

		plan->stated[i] = (struct plan_stated){
			.kpi = find_kpi(planner, source->kpi, path),
			.cell = find_column(planner, source->column, path),
			.unit = unit_of(planner, source->unit, path),
		};
	}
}

static void make_start(const struct planner *planner)
{
	const SlbRowStart *start = planner->plan->format->start;
	struct table_plan *plan = planner->plan;
	struct stamp_format date;
	struct stamp_format time = { .time = true };

	if (start == NULL) {
		SAY(planner, "table.start", "say when a row begins");
		return;
	}
	plan->date = find_column(planner, start->column, "table.start.column");
	if (!stamp_format_check(start->format, &date) || !(date.date || date.instant))
		SAY(planner, "table.start.format",
		    "\"%s\" is not the format of a date, such as %%Y-%%m-%%d",
		    start->format);
	plan->has_time = start->time_column[0] != '\0';
	if (plan->has_time) {
		plan->time = find_column(planner, start->time_column,
					 "table.start.time_column");
		if (!stamp_format_check(start->time_format, &time) || !time.time)
			SAY(planner, "table.start.time_format",
			    "\"%s\" is not the format of a time, such as %%H:%%M:%%S",
			    start->time_format);
	}
	if (strstr(start->format, "%j") &&
	    !civil_parse_day(bytes_of_string(start->first_day), &plan->first_day))
		SAY(planner, "table.start.first_day",
		    "%%j counts days: \"%s\" is not day 1 as YYYY-MM-DD",
		    start->first_day);
}

static void make_dimensions(const struct planner *planner)
{
	const struct dimensions *dimensions = &planner->run->dimensions;

	for (size_t i = 0; i < dimensions->count; i++) {
		const SlbDimensionSource *source = dimensions->sources[i];

		if (source->from_case == SLB_DIMENSION_SOURCE__FROM_COLUMN)
			planner->plan->dimensions[i] =
				find_column(planner, source->column, "dimensions");
	}
}

static void copy_names(const struct planner *planner, const struct csv_reader *header)
{
	struct table_plan *plan = planner->plan;

	plan->column_count = header->field_count;
	plan->names = arena_array(planner->arena, const char *, plan->column_count + 1);
	for (size_t i = 0; i < plan->column_count; i++) {
		struct bytes name = cell_trim(header->fields[i]);

		plan->names[i] = arena_strndup(planner->arena, (const char *)name.data,
					       name.len);
	}
}

static void make_form(const struct planner *planner)
{
	const SlbTableFormat *format = planner->plan->format;
	uint8_t decimal = '.';
	uint8_t thousands = 0;

	run_character(planner->run, format->decimal, "table.decimal", &decimal);
	run_character(planner->run, format->thousands, "table.thousands", &thousands);
	if (decimal != '.' && decimal != ',')
		SAY(planner, "table.decimal", "\"%s\" is neither \".\" nor \",\"",
		    format->decimal);
	if (thousands == decimal)
		SAY(planner, "table.thousands",
		    "\"%s\" cannot separate thousands and decimals alike",
		    format->thousands);
	planner->plan->form = (struct cell_form){ (char)decimal, (char)thousands };
}

/* Not one column is there: then it is hardly their names that are wrong. */
static void doubt_separator(const struct planner *planner,
			    const struct csv_reader *header)
{
	size_t count = header->field_count;

	SAY(planner, "table.separator",
	    "the export has none of the columns that the mapping names: its line %u has "
	    "%zu column%s with the separator \"%c\"",
	    (unsigned)header->line, count, count == 1 ? "" : "s",
	    header->dialect.separator);
	diag_hint(planner->run->diag,
		  "say under separator what stands between its cells, and under "
		  "skip_lines how many lines stand before the names of its columns");
}

static void mark_filled(const struct table_plan *plan)
{
	for (size_t i = 0; i < plan->counter_count; i++)
		plan->counters[i].column->filled = true;
	for (size_t i = 0; i < plan->histogram_count; i++)
		plan->histograms[i].column->filled = true;
}

enum err table_plan_make(struct run *run, const struct csv_reader *header,
			 struct table_plan *out)
{
	size_t found_count = 0;
	struct planner planner = { run, out, run->arena, &found_count };
	const SlbTableFormat *format = run->mapping->table;
	size_t errors_before = run->diag->error_count;

	memset(out, 0, sizeof(*out));
	out->format = format;
	if (format->rows != SLB_ROWS__ROWS_INTERVALS &&
	    format->rows != SLB_ROWS__ROWS_CONTACTS)
		SAY(&planner, "table.rows", "say what a row is: intervals or contacts");
	copy_names(&planner, header);
	make_form(&planner);
	make_start(&planner);
	make_dimensions(&planner);
	out->filters = make_filters(&planner, format->filters, format->n_filters,
				    "table.filters");
	out->has_complete = format->complete != NULL;
	if (out->has_complete)
		out->complete =
			make_filter(&planner, format->complete, "table.complete");
	if (format->totals != NULL)
		out->totals = make_filters(&planner, format->totals->known_by,
					   format->totals->n_known_by,
					   "table.totals.known_by");
	make_counters(&planner);
	make_histograms(&planner);
	make_stated(&planner);
	if (found_count == 0 && run->diag->error_count > errors_before)
		doubt_separator(&planner, header);
	if (out->counter_count == 0 && out->histogram_count == 0)
		SAY(&planner, "table.counters", "the mapping fills no counter");
	if (run->diag->error_count > errors_before)
		return ERR_IMPORT_MAPPING;
	mark_filled(out);
	return ERR_OK;
}
