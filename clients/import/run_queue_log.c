#include <string.h>

#include "import/measures.h"
#include "import/queue_log_file.h"
#include "import/queue_table.h"
#include "import/run.h"
#include "import/visits.h"

static enum err check_attribution(const struct run *run)
{
	const SlbMeasurement *measurement = run->request->terms->measurement;

	if (measurement->attribution == SLB_ATTRIBUTION__ATTRIBUTION_ENTERED_QUEUE)
		return ERR_OK;
	return diag_error(
		run->diag, ERR_IMPORT_MAPPING, diag_at(NULL),
		"a queue_log is counted in the interval of ENTERQUEUE, but the "
		"terms count a contact elsewhere: measurement.attribution");
}

static enum err check_dimension_columns(const struct run *run)
{
	for (size_t i = 0; i < run->dimensions.count; i++) {
		const SlbDimensionSource *source = run->dimensions.sources[i];

		if (source->from_case != SLB_DIMENSION_SOURCE__FROM_COLUMN ||
		    strcmp(source->column, "queue") == 0)
			continue;
		return diag_error(run->diag, ERR_IMPORT_MAPPING, diag_at("dimensions"),
				  "a queue_log has no column \"%s\" for dimension "
				  "\"%s\"; it has \"queue\"",
				  source->column, source->dimension);
	}
	return ERR_OK;
}

static enum err plan(struct run *run, struct measures *measures,
		     SlbQueueSource *const *sources, size_t source_count,
		     const char *path)
{
	enum err e;

	*measures = (struct measures){
		.tally = &run->tally,
		.grid = &run->grid,
		.dimensions = &run->dimensions,
		.summary = run->summary,
		.diag = run->diag,
	};
	e = check_attribution(run);
	if (e == ERR_OK)
		e = check_dimension_columns(run);
	return e != ERR_OK ? e : measures_plan(measures, sources, source_count, path);
}

static enum err open_book(struct run *run, struct visit_book *book)
{
	size_t lines = 0;
	enum err e;

	for (size_t i = 0; i < run->request->file_count; i++)
		lines += queue_log_file_lines(run->request->files[i].bytes);
	e = visit_book_init(book, run->arena, lines, run->summary);
	if (e != ERR_OK)
		diag_error(
			run->diag, e, run_place(run, 0, 0, NULL),
			"%zu lines do not fit into memory; import fewer days at once",
			lines);
	return e;
}

static enum err close_book(struct run *run, struct visit_book *book,
			   struct measures *measures)
{
	struct import_place repeated[2] = { { 0, 0 }, { 0, 0 } };
	size_t errors_before = run->diag->error_count;
	enum err e;

	if (run->request->whole_days)
		grid_clip_to_whole(&run->grid, run->summary->first_s,
				   run->summary->last_s + 1);
	e = visit_book_close(book, measures_take, measures, repeated);
	if (e != ERR_OK && run->diag->error_count == errors_before)
		return diag_error(
			run->diag, e,
			run_place(run, repeated[1].source, repeated[1].line, NULL),
			"this line stands also in %s, line %u: the files "
			"overlap, and its call would count twice",
			run->request->files[repeated[0].source].name, repeated[0].line);
	if (e == ERR_OK && run->summary->first_s == 0 && run->summary->last_s == 0)
		return diag_error(run->diag, ERR_IMPORT_DATA,
				  run_place(run, 0, 1, NULL),
				  "no line of a queue_log here; expected "
				  "EPOCH|CALLID|QUEUE|AGENT|EVENT|...");
	return e;
}

enum err run_queue_log(struct run *run)
{
	const SlbQueueLogFormat *format = run->mapping->queue_log;
	struct measures measures;
	struct visit_book book;

	enum err e =
		plan(run, &measures, format->sources, format->n_sources, "queue_log");
	if (e == ERR_OK)
		e = open_book(run, &book);
	if (e != ERR_OK)
		return e;
	for (uint32_t i = 0; i < run->request->file_count; i++)
		queue_log_file_read(run->request->files[i].bytes, i, &book,
				    run->summary);
	return close_book(run, &book, &measures);
}

enum err run_queue_table(struct run *run)
{
	const SlbQueueTableFormat *format = run->mapping->queue_table;
	struct measures measures;
	struct visit_book book;

	enum err e =
		plan(run, &measures, format->sources, format->n_sources, "queue_table");
	if (e == ERR_OK)
		e = open_book(run, &book);
	for (uint32_t i = 0; e == ERR_OK && i < run->request->file_count; i++)
		e = queue_table_read(run, i, &book);
	return e != ERR_OK ? e : close_book(run, &book, &measures);
}
