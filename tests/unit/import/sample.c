#include "sample.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "document/document.h"

static struct bytes read_file(struct sample *sample, FILE *file)
{
	struct buffer buffer;
	uint8_t block[65536];
	size_t len;

	buffer_init(&buffer, &sample->arena);
	while ((len = fread(block, 1, sizeof(block), file)) > 0)
		buffer_add(&buffer, (struct bytes){ block, len });
	fclose(file);
	return buffer_bytes(&buffer);
}

static ProtobufCMessage *read_document(struct sample *sample, struct bytes text,
				       const char *name,
				       const ProtobufCMessageDescriptor *descriptor)
{
	struct document_input input = { text, DOCUMENT_YAML, name, NULL };
	ProtobufCMessage *message = NULL;

	enum err e = document_read(&sample->arena, &input, descriptor, &message, NULL,
				   &sample->diag);
	cr_assert_eq(e, ERR_OK, "%s: %s", name, sample_said(sample));
	return message;
}

static ProtobufCMessage *read_named(struct sample *sample, const char *path,
				    const ProtobufCMessageDescriptor *descriptor)
{
	FILE *file = fopen(path, "rb");

	cr_assert_not_null(file, "%s cannot be opened", path);
	return read_document(sample, read_file(sample, file), path, descriptor);
}

void sample_open(struct sample *sample, const char *terms, const char *mapping)
{
	memset(sample, 0, sizeof(*sample));
	arena_init(&sample->arena, 256 << 20);
	diag_init(&sample->diag, &sample->arena);
	sample->terms = (SlbTerms *)read_named(
		sample, arena_printf(&sample->arena, "tests/vectors/%s.yaml", terms),
		&slb_terms__descriptor);
	if (mapping != NULL)
		sample->mapping = (SlbMapping *)read_named(
			sample, arena_printf(&sample->arena, "%s.yaml", mapping),
			&slb_mapping__descriptor);
}

void sample_close(struct sample *sample)
{
	arena_release(&sample->arena);
}

SlbMapping *sample_mapping(struct sample *sample, const char *yaml)
{
	sample->mapping = (SlbMapping *)read_document(
		sample, bytes_of_string(yaml), "mapping", &slb_mapping__descriptor);
	return sample->mapping;
}

static void import_bytes(struct sample *sample, struct bytes bytes)
{
	struct import_file file = { "export", bytes };

	sample->request.terms = sample->terms;
	sample->request.mapping = sample->mapping;
	sample->request.files = &file;
	sample->request.file_count = 1;
	sample->error = import_run(&sample->arena, &sample->request, &sample->result,
				   &sample->diag);
}

void sample_import(struct sample *sample, const char *text)
{
	import_bytes(sample, bytes_of_string(text));
}

void sample_import_shared(struct sample *sample, const char *path)
{
	FILE *file =
		fopen(arena_printf(&sample->arena, "../shared/data/%s", path), "rb");
	if (!file)
		cr_skip("no ../shared");
	import_bytes(sample, read_file(sample, file));
}

uint64_t sample_sum_in(const struct sample *sample, size_t report, const char *counter)
{
	const SlbReport *of = sample->result.reports[report];
	uint64_t sum = 0;
	for (size_t c = 0; c < of->n_columns; c++) {
		if (strcmp(of->columns[c]->counter, counter) != 0)
			continue;
		for (size_t i = 0; i < of->columns[c]->n_values; i++)
			sum += of->columns[c]->values[i];
	}
	return sum;
}

uint64_t sample_sum(const struct sample *sample, const char *counter)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < sample->result.report_count; i++)
		sum += sample_sum_in(sample, i, counter);
	return sum;
}

static uint64_t buckets_of(const SlbHistogramColumn *column, size_t rows, size_t first,
			   size_t count)
{
	uint64_t sum = 0;
	size_t width = rows ? column->n_counts / rows : 0;
	for (size_t i = 0; i < rows; i++) {
		for (size_t b = first; b < first + count; b++)
			sum += column->counts[i * width + b];
	}
	return sum;
}

uint64_t sample_buckets(const struct sample *sample, const char *histogram,
			size_t first, size_t count)
{
	uint64_t sum = 0;
	for (size_t r = 0; r < sample->result.report_count; r++) {
		const SlbReport *report = sample->result.reports[r];
		for (size_t h = 0; h < report->n_histograms; h++) {
			if (strcmp(report->histograms[h]->histogram, histogram) == 0)
				sum += buckets_of(report->histograms[h],
						  report->n_interval, first, count);
		}
	}
	return sum;
}

uint64_t sample_remarks(const struct sample *sample, enum import_remark remark)
{
	return sample->result.summary.remarks[remark].count;
}

static bool present(ProtobufCBinaryData bits, size_t row)
{
	return bits.len == 0 || (bits.data[row / 8] >> (row % 8) & 1) != 0;
}

static void print_histogram(struct text *out, const SlbHistogramColumn *column,
			    size_t rows, size_t row)
{
	size_t width = column->n_counts / rows;
	text_printf(out, " %s=", column->histogram);
	if (!present(column->present, row)) {
		text_add(out, "?");
		return;
	}
	for (size_t b = 0; b < width; b++)
		text_printf(out, "%s%" PRIu64, b ? "/" : "",
			    column->counts[row * width + b]);
}

static void print_row(struct text *out, const SlbReport *report, size_t row)
{
	text_printf(out, "%" PRId64 " %u", report->start_s, report->interval[row]);
	for (size_t d = 0; d < report->n_dimensions; d++)
		text_printf(out, " %s",
			    report->dimensions[d]
				    ->values[report->dimensions[d]->index[row]]);
	for (size_t c = 0; c < report->n_columns; c++) {
		const SlbColumn *column = report->columns[c];
		if (present(column->present, row))
			text_printf(out, " %s=%" PRIu64, column->counter,
				    column->values[row]);
		else
			text_printf(out, " %s=?", column->counter);
	}
	for (size_t h = 0; h < report->n_histograms; h++)
		print_histogram(out, report->histograms[h], report->n_interval, row);
	for (size_t s = 0; s < report->n_stated; s++) {
		if (report->stated[s]->row == row + 1)
			text_printf(out, " %s:%s", report->stated[s]->kpi,
				    report->stated[s]->value);
	}
	text_add(out, "\n");
}

const char *sample_said(struct sample *sample)
{
	struct text out;
	text_init(&out, &sample->arena);
	for (const struct diag_item *item = sample->diag.first; item;
	     item = item->next) {
		if (item->place.line)
			text_printf(&out, "line %u: ", item->place.line);
		if (item->place.path)
			text_printf(&out, "%s: ", item->place.path);
		text_printf(&out, "%s\n", item->text);
	}
	return text_chars(&out);
}

const char *sample_text(struct sample *sample)
{
	struct text out;
	text_init(&out, &sample->arena);
	for (size_t r = 0; !sample->error && r < sample->result.report_count; r++) {
		const SlbReport *report = sample->result.reports[r];
		for (size_t i = 0; i < report->n_interval; i++)
			print_row(&out, report, i);
		if (report->n_interval == 0)
			text_printf(&out, "%" PRId64 " nothing\n", report->start_s);
	}
	text_add(&out, sample_said(sample));
	for (size_t r = 0; r < REMARK_COUNT; r++) {
		const struct import_remarks *remarks =
			&sample->result.summary.remarks[r];
		if (remarks->count == 0)
			continue;
		text_printf(&out, "%s: %" PRIu64,
			    import_remark_text((enum import_remark)r), remarks->count);
		for (size_t i = 0; i < remarks->place_count; i++)
			text_printf(&out, "%s%u", i ? ", " : " at ",
				    remarks->places[i].line);
		text_add(&out, "\n");
	}
	return text_chars(&out);
}
