#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contract/check.h"
#include "document/document.h"
#include "notice/judgement.h"
#include "policy/recognise.h"
#include "sla/template.h"

/*
 * What is shipped in policies/, and the contracts of tests/vectors/contract: each passes
 * its own check in silence, and the metrics compute the trade's published examples.
 */

#define METRICS   "policies/metrics"
#define CONTRACTS "tests/vectors/contract"

static struct arena arena;
static struct diag diag;

static void start(void)
{
	arena_init(&arena, (size_t)1 << 30);
	diag_init(&diag, &arena);
}

static struct bytes file_read(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data = arena_alloc(&arena, 1 << 18);
	struct bytes bytes = { data, 0 };

	cr_assert_not_null(file, "%s cannot be opened", path);
	bytes.len = fread(data, 1, 1 << 18, file);
	fclose(file);
	return bytes;
}

static const char *said(void)
{
	return diag.first == NULL ? "" : diag.first->text;
}

static ProtobufCMessage *message_of(struct bytes text, const char *path,
				    const ProtobufCMessageDescriptor *descriptor)
{
	const struct document_input input = { text, DOCUMENT_YAML, path, NULL };
	ProtobufCMessage *message = NULL;

	cr_assert_eq(document_read(&arena, &input, descriptor, &message, NULL, &diag),
		     ERR_OK, "%s: %s", path, said());
	return message;
}

static SlbMetric *metric_of(const char *file_name)
{
	const char *path = arena_printf(&arena, METRICS "/%s", file_name);

	return (SlbMetric *)message_of(file_read(path), path, &slb_metric__descriptor);
}

/* Calls each for every .yaml file of a folder; how many there were. */
static size_t each_file(const char *folder, void (*each)(const char *file_name))
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	size_t count = 0;

	cr_assert_not_null(dir, "%s cannot be opened", folder);
	while ((entry = readdir(dir)) != NULL) {
		if (strstr(entry->d_name, ".yaml") == NULL)
			continue;
		each(arena_strdup(&arena, entry->d_name));
		count++;
	}
	closedir(dir);
	return count;
}

static SlbMetric *shipped[64];
static size_t shipped_count;

static void check_metric(const char *file_name)
{
	SlbMetric *metric = metric_of(file_name);

	cr_expect_eq(metric_check(&arena, metric, &diag), ERR_OK, "%s: %s", file_name,
		     said());
	cr_expect_eq(diag.item_count, 0, "%s: %s", file_name, said());
	cr_expect_str_eq(arena_printf(&arena, "%s.yaml", metric->name), file_name);
	shipped[shipped_count++] = metric;
}

Test(shipped_policies, metrics_pass_their_check)
{
	start();
	cr_assert_geq(each_file(METRICS, check_metric), 17);
}

static SlbTerms *template_terms(const char *name)
{
	static const char zone[] =
		"zone:\n  name: Europe/Rome\n  tzdata_version: 2024a\n"
		"  first_offset_s: 3600\n  transitions:\n"
		"  - {at_s: 1806195600, offset_s: 7200}\n"
		"  - {at_s: 1824944400, offset_s: 3600}";
	struct template_value list[] = {
		{ "title", "Inbound voice", NULL },
		{ "client", "acme-retail", NULL },
		{ "client_legal_name", "Acme Retail Ltd", NULL },
		{ "client_registration_number", "HRB 12345, Frankfurt", NULL },
		{ "client_seat", "1 High Street, London", NULL },
		{ "client_email", "contracts@acme.example", NULL },
		{ "centre", "nordcall", NULL },
		{ "centre_legal_name", "Nordcall Oy", NULL },
		{ "centre_registration_number", "FI 2345", NULL },
		{ "centre_seat", "Mannerheimintie 1, Helsinki", NULL },
		{ "centre_email", "operations@nordcall.example", NULL },
		{ "first_day", "2027-01-01", NULL },
		{ "last_day", "2027-12-31", NULL },
		{ "zone_table", zone, NULL },
	};
	const struct template_values values = { list, ARRAY_SIZE(list) };
	const char *path = arena_printf(&arena, "policies/templates/%s.yaml", name);
	struct bytes text;

	cr_assert_eq(
		template_fill(&arena, file_read(path), path, &values, &text, &diag),
		ERR_OK, "%s: %s", path, said());
	return (SlbTerms *)message_of(text, path, &slb_terms__descriptor);
}

static void expect_silence(const SlbTerms *terms, const char *name)
{
	cr_expect_eq(contract_check(&arena, terms, &diag), ERR_OK, "%s: %s", name,
		     said());
	cr_expect_eq(diag.item_count, 0, "%s: %s", name, said());
}

Test(shipped_policies, templates_pass_in_silence_and_are_what_they_claim)
{
	static const char *const names[] = { "inbound-voice", "service-desk" };

	start();
	(void)each_file(METRICS, check_metric);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		SlbTerms *terms = template_terms(names[i]);

		expect_silence(terms, names[i]);
		metric_claims_check(&arena, terms,
				    (struct metric_set){ shipped, shipped_count },
				    &diag);
		cr_expect_eq(diag.item_count, 0, "%s: %s", names[i], said());
		for (size_t k = 0; k < terms->n_kpis; k++)
			cr_expect_str_neq(terms->kpis[k]->metric, "");
	}
}

static void check_contract(const char *file_name)
{
	const char *path = arena_printf(&arena, CONTRACTS "/%s", file_name);

	expect_silence(
		(SlbTerms *)message_of(file_read(path), path, &slb_terms__descriptor),
		file_name);
}

Test(shipped_policies, contracts_of_the_public_data_pass_in_silence)
{
	start();
	cr_assert_eq(each_file(CONTRACTS, check_contract), 4);
}

/* ---- the trade's examples, by the metrics and the law ---- */

/* One cell, or the buckets, of an input. */
struct cell {
	const char *input;
	uint64_t values[6];
};

static const struct cell *cell_of(const struct cell *cells, const char *input)
{
	while (cells->input != NULL && strcmp(cells->input, input) != 0)
		cells++;
	cr_assert_not_null(cells->input, "the example does not say %s", input);
	return cells;
}

/* Terms that have one reading as their only KPI, in everything else the template's. */
static SlbTerms *terms_of(struct metric_reading reading)
{
	static const struct metric_thresholds usual = { NULL, 0 };
	SlbTerms *terms = template_terms("inbound-voice");
	SlbKpi *kpi = terms->kpis[2];
	SlbTerms *of_metric = metric_terms(&arena, reading, "calls", usual);
	const SlbKpi *metric_kpi = of_metric->kpis[0];

	terms->counters = of_metric->counters;
	terms->n_counters = of_metric->n_counters;
	terms->histograms = of_metric->histograms;
	terms->n_histograms = of_metric->n_histograms;
	terms->n_conservation = 0;
	terms->measurement->callbacks = SLB_CALLBACK_RULE__CALLBACK_RULE_NOT_OFFERED;
	terms->money = NULL;
	terms->kpis[0] = kpi;
	terms->n_kpis = 1;
	kpi->metric = metric_kpi->metric;
	kpi->steps = metric_kpi->steps;
	kpi->n_steps = metric_kpi->n_steps;
	kpi->slicing = metric_kpi->slicing;
	kpi->unit = metric_kpi->unit;
	kpi->abandons = metric_kpi->abandons;
	kpi->minimum_volume->at_least = 1;
	kpi->minimum_volume->below = SLB_BELOW_MINIMUM__BELOW_MINIMUM_JUDGED;
	if (terms->n_counters == 0) {
		SlbTerm *volume = kpi->minimum_volume->volume[0];

		volume->operand_case = SLB_TERM__OPERAND_RANGE;
		volume->range = arena_new(&arena, SlbRange);
		slb_range__init(volume->range);
		volume->range->histogram = terms->histograms[0]->name;
	} else {
		kpi->minimum_volume->volume[0]->counter = terms->counters[0]->name;
	}
	return terms;
}

/* 1 January 2027, first half-hour, queue "sales". */
static SlbReport *report_of(const SlbTerms *terms, const struct cell *cells,
			    struct bytes version_id)
{
	static uint32_t zero;
	SlbReport *report = arena_new(&arena, SlbReport);
	SlbDimensionColumn *queue = arena_new(&arena, SlbDimensionColumn);

	slb_report__init(report);
	slb_dimension_column__init(queue);
	report->version_id.data = arena_alloc(&arena, version_id.len);
	memcpy(report->version_id.data, version_id.data, version_id.len);
	report->version_id.len = version_id.len;
	report->series = terms->series[0]->name;
	report->start_s = 1798758000;
	report->end_s = 1798758000 + 86400;
	report->interval = &zero;
	report->n_interval = 1;
	queue->dimension = terms->dimensions[0]->name;
	queue->values = arena_array(&arena, char *, 1);
	queue->values[0] = arena_strdup(&arena, "sales");
	queue->n_values = 1;
	queue->index = &zero;
	queue->n_index = 1;
	report->dimensions = arena_array(&arena, SlbDimensionColumn *, 1);
	report->dimensions[report->n_dimensions++] = queue;
	report->columns = arena_array(&arena, SlbColumn *, terms->n_counters + 1);
	for (size_t i = 0; i < terms->n_counters; i++) {
		SlbColumn *column = arena_new(&arena, SlbColumn);
		const struct cell *cell = cell_of(cells, terms->counters[i]->name);

		slb_column__init(column);
		column->counter = terms->counters[i]->name;
		column->values = arena_array(&arena, uint64_t, 1);
		column->values[0] = cell->values[0];
		column->n_values = 1;
		report->columns[report->n_columns++] = column;
	}
	report->histograms =
		arena_array(&arena, SlbHistogramColumn *, terms->n_histograms + 1);
	for (size_t i = 0; i < terms->n_histograms; i++) {
		SlbHistogramColumn *column = arena_new(&arena, SlbHistogramColumn);
		const struct cell *cell = cell_of(cells, terms->histograms[i]->name);

		slb_histogram_column__init(column);
		column->histogram = terms->histograms[i]->name;
		column->n_counts = terms->histograms[i]->n_bounds + 1;
		column->counts = arena_array(&arena, uint64_t, column->n_counts);
		memcpy(column->counts, cell->values,
		       column->n_counts * sizeof(uint64_t));
		report->histograms[report->n_histograms++] = column;
	}
	return report;
}

static const char *value_of(const char *metric_file, const char *variant,
			    const struct cell *cells)
{
	static const uint8_t id[32] = { 7 };
	SlbMetric *metric = metric_of(metric_file);
	struct metric_reading reading;
	SlbTerms *terms;
	struct report_input input = { .source = "example",
				      .digest = BYTES_OF_ARRAY(id) };
	struct judgement_request request = { .version_id = BYTES_OF_ARRAY(id),
					     .reports = &input,
					     .report_count = 1,
					     .as_of_s = 1798758000 + 3600 };
	SlbJudgement *judgement = NULL;

	cr_assert_eq(metric_find(&arena, (struct metric_set){ &metric, 1 },
				 arena_printf(&arena, "%s/%s", metric->name, variant),
				 &reading, &diag),
		     ERR_OK, "%s", said());
	terms = terms_of(reading);
	cr_assert_eq(contract_check(&arena, terms, &diag), ERR_OK, "%s/%s: %s",
		     metric_file, variant, said());
	input.report = report_of(terms, cells, request.version_id);
	request.terms = terms;
	cr_assert_eq(judge(&arena, &request, &judgement, &diag), ERR_OK, "%s", said());
	return judgement->periods[0]->verdicts[0]->value;
}

/* ICMI's example: 1,000 answered, 860 of them within 20 s; 60 abandoned, 20 of them
 * within 20 s, 10 of those within 5 s. */
Test(shipped_policies, the_seven_treatments_give_seven_figures)
{
	static const struct cell cells[] = {
		{ "offered", { 1075 } },
		{ "answered", { 1000 } },
		{ "abandoned", { 60 } },
		{ "wait_answered", { 100, 760, 140 } },
		{ "wait_abandoned", { 10, 10, 40 } },
		{ NULL, { 0 } },
	};
	static const struct {
		const char *variant;
		const char *value;
	} rows[] = {
		{ "abandons-ignored", "86" },            /* 860 of 1,000 */
		{ "all-abandons-count", "4300/53" },     /* 860 of 1,060: 81.13 */
		{ "early-abandons-removed", "1075/13" }, /* 860 of 1,040: 82.69 */
		{ "early-abandons-good", "4400/53" },    /* 880 of 1,060: 83.02 */
		{ "short-abandons-removed", "1720/21" }, /* 860 of 1,050: 81.90 */
		{ "short-abandons-good", "4350/53" },    /* 870 of 1,060: 82.08 */
		{ "of-offered", "80" },                  /* 860 of 1,075 */
	};

	start();
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		cr_expect_str_eq(value_of("service-level.yaml", rows[i].variant, cells),
				 rows[i].value, "%s", rows[i].variant);
}

static const struct {
	const char *metric;
	const char *variant;
	struct cell cells[6];
	const char *value;
} published[] = {
	/* Rows of a Genesys export: answered less those over the time. */
	{ "service-level.yaml",
	  "all-abandons-count",
	  { { "answered", { 787 } },
	    { "abandoned", { 83 } },
	    { "wait_answered", { 0, 414, 373 } } },
	  "1380/29" }, /* 414 of 870: 47.586 */
	{ "service-level.yaml",
	  "all-abandons-count",
	  { { "answered", { 181 } },
	    { "abandoned", { 18 } },
	    { "wait_answered", { 0, 90, 91 } } },
	  "9000/199" }, /* 45.226 */
	{ "service-level.yaml",
	  "all-abandons-count",
	  { { "answered", { 475 } },
	    { "abandoned", { 37 } },
	    { "wait_answered", { 0, 259, 216 } } },
	  "6475/128" }, /* 259 of 512: 50.586 */
	{ "service-level.yaml",
	  "all-abandons-count",
	  { { "answered", { 0 } },
	    { "abandoned", { 40 } },
	    { "wait_answered", { 0, 0, 0 } } },
	  "0" },
	/* 50 drops, 100 machines, 900 live calls: 45 people dropped. */
	{ "outbound-abandoned.yaml",
	  "machines-estimated",
	  { { "dialler_drops", { 50 } },
	    { "agent_machines", { 100 } },
	    { "live_calls", { 900 } } },
	  "100/21" }, /* 45 of 945: 4.762 */
	{ "net-promoter.yaml",
	  "standard",
	  { { "recommendation", { 40, 60, 100 } } },
	  "30" },
	/* 95 of 100 and 400 of 800, pooled. */
	{ "answer-rate.yaml",
	  "of-offered",
	  { { "answered", { 495 } }, { "offered", { 900 } } },
	  "55" },
	{ "satisfaction.yaml",
	  "top-two-box",
	  { { "satisfaction", { 1, 2, 5, 20, 22 } } },
	  "84" }, /* 42 of 50 */
	{ "complaints.yaml",
	  "received",
	  { { "complaints_received", { 3 } }, { "handled", { 2000 } } },
	  "3/2" },
	{ "availability.yaml",
	  "planned-excluded",
	  { { "service_time_s", { 2592000 } },
	    { "planned_down_s", { 0 } },
	    { "excluded_down_s", { 0 } },
	    { "down_s", { 2592 } } },
	  "999/10" },
	{ "quality-score.yaml",
	  "mean-of-forms",
	  { { "quality_form_basis_points", { 18550 } }, { "quality_forms", { 2 } } },
	  "371/4" }, /* 92.75 */
	{ "handling-time.yaml",
	  "talk-hold-after",
	  { { "talk_s", { 900 } },
	    { "hold_s", { 60 } },
	    { "after_contact_s", { 240 } },
	    { "handled", { 4 } } },
	  "300" },
	{ "occupancy.yaml",
	  "contact-time",
	  { { "on_contact_s", { 80 } }, { "idle_s", { 20 } } },
	  "80" },
};

Test(shipped_policies, other_published_figures)
{
	start();
	for (size_t i = 0; i < ARRAY_SIZE(published); i++)
		cr_expect_str_eq(value_of(published[i].metric, published[i].variant,
					  published[i].cells),
				 published[i].value, "row %zu, %s", i,
				 published[i].metric);
}
