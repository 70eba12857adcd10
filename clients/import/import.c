#include "import/import.h"

#include <string.h>

#include "import/hint.h"
#include "import/parts.h"
#include "import/run.h"

struct diag_place run_place(const struct run *run, uint32_t source, uint32_t line,
			    const char *path)
{
	return (struct diag_place){
		.file = run->request->files[source].name,
		.line = line,
		.path = path,
	};
}

bool run_character(const struct run *run, const char *text, const char *path,
		   uint8_t *out)
{
	if (text[0] == '\0')
		return true;
	*out = (uint8_t)text[0];
	if (text[1] == '\0')
		return true;
	diag_error(run->diag, ERR_IMPORT_MAPPING, diag_at(path),
		   "\"%s\" is longer than one character", text);
	return false;
}

static SlbDimensionSource *plain_dimension(struct arena *arena, char *name)
{
	SlbDimensionSource *source = arena_new(arena, SlbDimensionSource);

	slb_dimension_source__init(source);
	source->dimension = name;
	if (strcmp(name, "queue") == 0) {
		source->from_case = SLB_DIMENSION_SOURCE__FROM_COLUMN;
		source->column = arena_strdup(arena, "queue");
	} else if (strcmp(name, "channel") == 0) {
		source->from_case = SLB_DIMENSION_SOURCE__FROM_CONSTANT;
		source->constant = arena_strdup(arena, "voice");
	} else if (strcmp(name, "direction") == 0) {
		source->from_case = SLB_DIMENSION_SOURCE__FROM_CONSTANT;
		source->constant = arena_strdup(arena, "inbound");
	} else {
		return NULL;
	}
	return source;
}

/* What a queue_log says by its nature; other dimensions need a mapping. */
static const SlbMapping *plain_queue_log(struct arena *arena, const SlbTerms *terms)
{
	SlbMapping *mapping = arena_new(arena, SlbMapping);

	slb_mapping__init(mapping);
	mapping->title = arena_strdup(arena, "queue_log");
	mapping->format_case = SLB_MAPPING__FORMAT_QUEUE_LOG;
	mapping->queue_log = arena_new(arena, SlbQueueLogFormat);
	slb_queue_log_format__init(mapping->queue_log);
	mapping->dimensions =
		arena_array(arena, SlbDimensionSource *, terms->n_dimensions + 1);
	for (size_t i = 0; i < terms->n_dimensions; i++) {
		SlbDimensionSource *source =
			plain_dimension(arena, terms->dimensions[i]->name);

		if (source != NULL)
			mapping->dimensions[mapping->n_dimensions++] = source;
	}
	return mapping;
}

static const SlbSeries *find_series(struct run *run)
{
	const SlbTerms *terms = run->request->terms;
	const char *name = run->request->series != NULL ? run->request->series
							: run->mapping->series;
	const char **names = arena_array(run->arena, const char *, terms->n_series + 1);

	if (name[0] == '\0' && terms->n_series == 1)
		return terms->series[0];
	for (size_t i = 0; i < terms->n_series; i++) {
		names[i] = terms->series[i]->name;
		if (strcmp(names[i], name) == 0)
			return terms->series[i];
	}
	if (name[0] == '\0') {
		diag_error(run->diag, ERR_IMPORT_MAPPING, diag_at("series"),
			   "the terms have %zu series; say which one is filled",
			   terms->n_series);
		diag_hint(run->diag, "--series %s, or series: %s in the mapping",
			  names[0], names[0]);
	} else {
		diag_error(run->diag, ERR_IMPORT_MAPPING, diag_at("series"),
			   "the terms have no series \"%s\"", name);
		hint_nearest(run->diag, name, names, terms->n_series);
	}
	return NULL;
}

static enum err read_files(struct run *run)
{
	switch (run->mapping->format_case) {
	case SLB_MAPPING__FORMAT_QUEUE_LOG:
		return run_queue_log(run);
	case SLB_MAPPING__FORMAT_QUEUE_TABLE:
		return run_queue_table(run);
	case SLB_MAPPING__FORMAT_TABLE:
		return run_table(run);
	case SLB_MAPPING__FORMAT__NOT_SET:
	case _SLB_MAPPING__FORMAT__CASE_IS_INT_SIZE:
		break;
	}
	diag_error(run->diag, ERR_IMPORT_MAPPING, diag_at(NULL),
		   "the mapping does not say what the export is");
	diag_hint(run->diag, "queue_log: {}, queue_table: ... or table: ...");
	return ERR_IMPORT_MAPPING;
}

static void list_not_measured(const struct run *run, struct import_result *out)
{
	for (size_t i = 0; i < run->tally.column_count; i++) {
		if (!run->tally.columns[i].filled)
			out->not_measured[out->not_measured_count++] =
				run->tally.columns[i].name;
	}
}

static bool is_log(const struct run *run)
{
	return run->mapping->format_case != SLB_MAPPING__FORMAT_TABLE;
}

static enum err no_report(const struct run *run)
{
	const struct zone_table *zone = &run->grid.zone;
	struct diag_place place = run_place(run, 0, 0, NULL);
	struct arena *arena = run->diag->arena;

	if (!run->request->whole_days)
		return diag_error(run->diag, ERR_IMPORT_DATA, place,
				  "nothing in the export lies in the days that the "
				  "contract covers and that were asked for");
	diag_error(run->diag, ERR_IMPORT_DATA, place,
		   "the log covers no whole day of those that the contract covers and "
		   "that were asked for: it begins at %s and ends at %s",
		   zone_text(arena, zone, run->summary->first_s),
		   zone_text(arena, zone, run->summary->last_s));
	diag_hint(run->diag, "give the logs before and after it too, or ask for parts "
			     "of days as well");
	return ERR_IMPORT_DATA;
}

static enum err make_reports(struct run *run, struct import_result *out)
{
	struct parts parts;
	struct parts_request request = {
		.version_id = run->request->version_id,
		.first_s = run->summary->first_s,
		.last_s = run->summary->first_s,
	};
	enum err e;

	/* A log covers all that lies between its lines; a table only its rows. */
	if (is_log(run))
		request.last_s = run->summary->last_s;
	e = parts_make(&run->tally, &run->grid, &request, &parts, run->diag);
	out->reports = parts.reports;
	out->report_count = parts.count;
	if (e == ERR_OK && parts.count == 0)
		return no_report(run);
	if (is_log(run))
		out->edge_count =
			import_edges(parts.reports, parts.count, run->summary->first_s,
				     run->summary->last_s, out->edges);
	return e;
}

enum err import_run(struct arena *arena, const struct import_request *request,
		    struct import_result *out, struct diag *diag)
{
	struct run run = {
		.arena = arena,
		.request = request,
		.mapping = request->mapping,
		.diag = diag,
		.summary = &out->summary,
	};
	enum err e;

	memset(out, 0, sizeof(*out));
	if (request->file_count == 0)
		return diag_error(diag, ERR_USAGE, diag_at(NULL), "no file to import");
	if (run.mapping == NULL)
		run.mapping = plain_queue_log(arena, request->terms);
	if (request->whole_days && !is_log(&run))
		return diag_error(diag, ERR_USAGE, diag_at("table"),
				  "a table does not say how far it reaches, so whole "
				  "days are known of a log only");
	run.series = find_series(&run);
	if (run.series == NULL)
		return ERR_IMPORT_MAPPING;
	e = dimensions_plan(&run.dimensions, arena, request->terms, run.mapping, diag);
	if (e != ERR_OK)
		return e;
	grid_init(&run.grid, arena, request->terms, run.series);
	if (request->some_days)
		grid_clip(&run.grid, request->first_day, request->last_day + 1);
	tally_init(&run.tally, arena, request->terms, run.series);
	seen_init(&run.seen_rows, arena);
	seen_init(&run.seen_keys, arena);
	buffer_init(&run.row_text, arena);
	out->not_measured =
		arena_array(arena, const char *, run.tally.column_count + 1);
	e = read_files(&run);
	list_not_measured(&run, out);
	return e != ERR_OK ? e : make_reports(&run, out);
}
