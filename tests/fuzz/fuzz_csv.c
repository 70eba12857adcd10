#include "import_fuzz.h"

#include "import/csv.h"

/*
 * A mapping in YAML, a line "=====", and a table: neither crashes the importer, whatever
 * the other says; and what the reader of tables reads is read again the same when each
 * field is quoted.
 */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MARK "\n=====\n"

static const char terms[] = FUZZ_TERMS_HEAD
	"counters:\n"
	"  - { name: offered, title: t, unit: contacts, role: offered, pooling: sum,"
	" series: s }\n"
	"  - { name: talk_s, title: t, unit: seconds, role: other, pooling: sum,"
	" series: s }\n"
	"  - { name: longest_ms, title: t, unit: milliseconds, role: other,"
	" pooling: maximum, series: s }\n"
	"histograms:\n"
	"  - { name: wait, title: t, unit: seconds, role: answered, bounds: [5, 20],"
	" series: s }\n"
	"kpis: [{ name: sl, unit: percent }]\n";

static struct bytes quote_all(struct arena *arena, const struct csv_reader *reader)
{
	struct buffer out;
	buffer_init(&out, arena);
	for (size_t i = 0; i < reader->field_count; i++) {
		if (i > 0)
			buffer_add_byte(&out, ',');
		buffer_add_byte(&out, '"');
		for (size_t b = 0; b < reader->fields[i].len; b++) {
			if (reader->fields[i].data[b] == '"')
				buffer_add_byte(&out, '"');
			buffer_add_byte(&out, reader->fields[i].data[b]);
		}
		buffer_add_byte(&out, '"');
	}
	buffer_add_byte(&out, '\n');
	return buffer_bytes(&out);
}

static void check_reader(struct arena *arena, struct bytes table)
{
	struct csv_dialect dialect = { ',', '"' };
	struct csv_reader *reader = arena_alloc(arena, sizeof(*reader));
	struct csv_reader *again = arena_alloc(arena, sizeof(*again));
	uint32_t line = 0;

	fuzz_demand(csv_open(reader, arena, table, dialect) == ERR_OK);
	for (int i = 0; i < 64 && csv_next(reader) == CSV_RECORD; i++) {
		struct bytes quoted = quote_all(arena, reader);
		fuzz_demand(reader->line > line);
		line = reader->line;
		if (quoted.len > CSV_RECORD_MAX_BYTES)
			continue;
		fuzz_demand(csv_open(again, arena, quoted, dialect) == ERR_OK);
		fuzz_demand(csv_next(again) == CSV_RECORD);
		fuzz_demand(again->field_count == reader->field_count);
		for (size_t f = 0; f < reader->field_count; f++)
			fuzz_demand(bytes_equal(again->fields[f], reader->fields[f]));
		fuzz_demand(csv_next(again) == CSV_END);
	}
}

static const uint8_t *find_mark(const uint8_t *data, size_t size)
{
	for (size_t i = 0; i + strlen(MARK) <= size; i++) {
		if (memcmp(data + i, MARK, strlen(MARK)) == 0)
			return data + i;
	}
	return NULL;
}

static void import(struct arena *arena, struct arena *said, struct bytes mapping,
		   struct bytes table)
{
	struct document_input input = { mapping, DOCUMENT_YAML, "mapping", NULL };
	struct import_file file = { "table", table };
	ProtobufCMessage *message = NULL;
	struct import_result result;
	struct diag diag;

	diag_init(&diag, said);
	if (document_read(said, &input, &slb_mapping__descriptor, &message, NULL,
			  &diag))
		return;
	struct import_request request = {
		.terms = fuzz_terms(terms),
		.mapping = (SlbMapping *)message,
		.files = &file,
		.file_count = 1,
	};
	enum err e = import_run(arena, &request, &result, &diag);
	fuzz_check_result(e, &result, &diag);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *mark = find_mark(data, size);
	struct bytes mapping = { data, mark ? (size_t)(mark - data) + 1 : 0 };
	struct bytes table = { data, size };
	struct arena arena;
	struct arena said;

	if (mark) {
		table.data = mark + strlen(MARK);
		table.len = size - (size_t)(table.data - data);
	}
	arena_init(&arena, FUZZ_ARENA_CEILING);
	arena_init(&said, FUZZ_ARENA_CEILING);
	if (mark)
		import(&arena, &said, mapping, table);
	check_reader(&said, table);
	arena_release(&arena);
	arena_release(&said);
	return 0;
}
