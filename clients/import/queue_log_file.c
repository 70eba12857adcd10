#include "import/queue_log_file.h"

#include <string.h>

#include "import/byte_order_mark.h"
#include "import/queue_log.h"

size_t queue_log_file_lines(struct bytes file)
{
	size_t lines = 1;

	for (size_t i = 0; i < file.len; i++)
		lines += file.data[i] == '\n';
	return lines;
}

/* False where what the line says may depend on what is missing at its end. */
static bool usable_without_end(struct queue_log_fields *fields)
{
	if (fields->param_count > 0)
		fields->param_count--;
	return queue_log_event_named(fields->verb) != NULL;
}

static void read_line(struct bytes text, bool whole, struct import_place place,
		      struct visit_book *book, struct import_summary *summary)
{
	struct queue_log_fields fields;
	enum queue_log_result result = queue_log_split(text, &fields);
	struct queue_log_line line;

	summary->lines++;
	if (result == QUEUE_LOG_BLANK) {
		import_remark(summary, REMARK_BLANK_LINE, place);
		return;
	}
	if (result != QUEUE_LOG_OK || (!whole && !usable_without_end(&fields))) {
		import_remark(summary, REMARK_UNREADABLE, place);
		return;
	}
	if (!whole)
		import_remark(summary, REMARK_CUT_OFF, place);
	import_note_clock(summary, fields.time_us / 1000000);
	line = queue_log_understand(&fields);
	visit_book_add(book, &line, text, place);
}

void queue_log_file_read(struct bytes file, uint32_t source, struct visit_book *book,
			 struct import_summary *summary)
{
	struct import_place place = { .source = source };

	file = without_byte_order_mark(file);
	while (file.len > 0) {
		const uint8_t *feed = memchr(file.data, '\n', file.len);
		size_t len = feed ? (size_t)(feed - file.data) : file.len;

		place.line++;
		read_line((struct bytes){ file.data, len }, feed != NULL, place, book,
			  summary);
		file.data += len;
		file.len -= len;
		if (feed) {
			file.data++;
			file.len--;
		}
	}
}
