#include "import/csv.h"

#include <string.h>

#include "import/byte_order_mark.h"

enum err csv_open(struct csv_reader *reader, struct arena *arena, struct bytes file,
		  struct csv_dialect dialect)
{
	memset(reader, 0, sizeof(*reader));
	reader->dialect = dialect;
	reader->rest = without_byte_order_mark(file);
	reader->next_line = 1;
	reader->undoubled = arena_try_alloc(arena, CSV_RECORD_MAX_BYTES);
	return reader->undoubled != NULL ? ERR_OK : ERR_NO_MEMORY;
}

const char *csv_result_text(enum csv_result result)
{
	static const char *const texts[] = {
		[CSV_RECORD] = "a record",
		[CSV_END] = "the end of the table",
		[CSV_QUOTE_OPEN] = "a quoted field begins here and does not end",
		[CSV_QUOTE_FOLLOWED] = "text follows the closing quote of a field",
		[CSV_TOO_WIDE] = "the row has more than 1,024 fields",
		[CSV_TOO_LONG] = "the row is longer than 64 KiB",
		[CSV_NOT_UTF8] = "the text is UTF-16 or binary; save it as UTF-8",
	};
	return texts[result];
}

static void skip(struct csv_reader *reader, size_t len)
{
	reader->rest.data += len;
	reader->rest.len -= len;
}

void csv_skip_lines(struct csv_reader *reader, size_t count)
{
	for (; count > 0 && reader->rest.len > 0; count--) {
		const uint8_t *feed = memchr(reader->rest.data, '\n', reader->rest.len);

		skip(reader,
		     feed ? (size_t)(feed - reader->rest.data) + 1 : reader->rest.len);
		reader->next_line++;
	}
}

/* LF, or CR LF, at the front: its length. */
static size_t line_end_len(struct bytes rest)
{
	if (rest.len > 0 && rest.data[0] == '\n')
		return 1;
	if (rest.len > 1 && rest.data[0] == '\r' && rest.data[1] == '\n')
		return 2;
	/* A carriage return that nothing follows ends the file. */
	return rest.len == 1 && rest.data[0] == '\r' ? 1 : 0;
}

static void skip_blank_lines(struct csv_reader *reader)
{
	size_t len;

	while ((len = line_end_len(reader->rest)) > 0) {
		skip(reader, len);
		reader->next_line++;
	}
}

/* Of what follows the opening quote: up to the closing one; doubled ones pass. */
static bool find_closing_quote(struct csv_reader *reader, struct bytes *inside,
			       bool *doubled)
{
	struct bytes rest = reader->rest;
	size_t len = 0;

	*doubled = false;
	while (len < rest.len && len <= CSV_RECORD_MAX_BYTES) {
		if (rest.data[len] == '\n')
			reader->next_line++;
		if (rest.data[len] != reader->dialect.quote) {
			len++;
			continue;
		}
		if (len + 1 == rest.len || rest.data[len + 1] != rest.data[len]) {
			*inside = (struct bytes){ rest.data, len };
			skip(reader, len + 1);
			return true;
		}
		*doubled = true;
		len += 2;
	}
	return false;
}

/* Each doubled quote becomes one; false when the room for that is used up. */
static bool undouble(struct csv_reader *reader, struct bytes inside, struct bytes *out)
{
	uint8_t *to = reader->undoubled + reader->undoubled_len;

	if (inside.len > CSV_RECORD_MAX_BYTES - reader->undoubled_len)
		return false;
	out->data = to;
	for (size_t i = 0; i < inside.len; i++) {
		*to++ = inside.data[i];
		if (inside.data[i] == reader->dialect.quote)
			i++;
	}
	out->len = (size_t)(to - out->data);
	reader->undoubled_len += out->len;
	return true;
}

static enum csv_result take_quoted(struct csv_reader *reader, struct bytes *out)
{
	bool doubled;

	skip(reader, 1);
	if (!find_closing_quote(reader, out, &doubled))
		return CSV_QUOTE_OPEN;
	if (doubled && !undouble(reader, *out, out))
		return CSV_TOO_LONG;
	return CSV_RECORD;
}

bool csv_is_passing(const struct csv_reader *reader, struct bytes field)
{
	return field.data >= reader->undoubled &&
	       field.data < reader->undoubled + CSV_RECORD_MAX_BYTES;
}

static void take_plain(struct csv_reader *reader, struct bytes *out)
{
	struct bytes rest = reader->rest;
	size_t len = 0;

	while (len < rest.len && rest.data[len] != reader->dialect.separator &&
	       line_end_len((struct bytes){ rest.data + len, rest.len - len }) == 0)
		len++;
	*out = (struct bytes){ rest.data, len };
	skip(reader, len);
}

static enum csv_result take_fields(struct csv_reader *reader)
{
	for (;;) {
		struct bytes *field;
		bool quoted;
		size_t end_len;

		if (reader->field_count == CSV_FIELDS_MAX)
			return CSV_TOO_WIDE;
		field = &reader->fields[reader->field_count++];
		quoted = reader->dialect.quote != 0 && reader->rest.len > 0 &&
			 reader->rest.data[0] == reader->dialect.quote;
		if (quoted) {
			enum csv_result result = take_quoted(reader, field);

			if (result != CSV_RECORD)
				return result;
		} else {
			take_plain(reader, field);
		}
		end_len = line_end_len(reader->rest);
		if (end_len > 0 || reader->rest.len == 0) {
			skip(reader, end_len);
			reader->next_line++;
			return CSV_RECORD;
		}
		if (reader->rest.data[0] != reader->dialect.separator)
			return CSV_QUOTE_FOLLOWED;
		skip(reader, 1);
	}
}

enum csv_result csv_next(struct csv_reader *reader)
{
	enum csv_result result;

	skip_blank_lines(reader);
	if (reader->rest.len == 0)
		return CSV_END;
	reader->line = reader->next_line;
	reader->text.data = reader->rest.data;
	reader->undoubled_len = 0;
	reader->field_count = 0;
	result = take_fields(reader);
	if (result != CSV_RECORD)
		return result;
	reader->text.len = (size_t)(reader->rest.data - reader->text.data);
	if (reader->text.len > CSV_RECORD_MAX_BYTES)
		return CSV_TOO_LONG;
	if (memchr(reader->text.data, '\0', reader->text.len))
		return CSV_NOT_UTF8;
	return CSV_RECORD;
}
