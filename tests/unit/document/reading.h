#ifndef TESTS_UNIT_DOCUMENT_READING_H
#define TESTS_UNIT_DOCUMENT_READING_H

#include <criterion/criterion.h>
#include <string.h>

#include "document/document.h"
#include "tests/unit/document/sample.pb-c.h"

/* One reading of a text, and what was told about it. */

#define READING_CEILING ((size_t)64 << 20)

struct reading {
	struct arena arena;
	struct diag diag;
	enum err err;
	ProtobufCMessage *message;
	struct document_source *source;
};

static inline struct document_input reading_input(const char *text,
						  enum document_format format)
{
	return (struct document_input){ bytes_of_string(text), format, "cases", NULL };
}

static inline void reading_of(struct reading *reading,
			      const struct document_input *input,
			      const ProtobufCMessageDescriptor *descriptor)
{
	memset(reading, 0, sizeof *reading);
	arena_init(&reading->arena, READING_CEILING);
	diag_init(&reading->diag, &reading->arena);
	reading->err =
		document_read(&reading->arena, input, descriptor, &reading->message,
			      &reading->source, &reading->diag);
}

/* Every mistake on a line of its own: place, text, "; " and hint. */
static inline const char *reading_told(struct reading *reading)
{
	struct text text;

	text_init(&text, &reading->arena);
	for (const struct diag_item *item = reading->diag.first; item;
	     item = item->next)
		text_printf(&text, "%s%s%s%s\n",
			    diag_place_text(&reading->arena, item->place), item->text,
			    item->hint ? "; " : "", item->hint ? item->hint : "");
	return text_chars(&text);
}

/* The sample message that a text holds; the test fails when it is refused. */
static inline const Sample__Sample *
reading_sample(struct reading *reading, const char *text, enum document_format format)
{
	struct document_input input = reading_input(text, format);

	reading_of(reading, &input, &sample__sample__descriptor);
	cr_assert_eq(reading->err, ERR_OK, "%s", reading_told(reading));
	return (const Sample__Sample *)reading->message;
}

/* A refusal of a sample message, and exactly what is told about it. */
static inline void reading_refused(const char *text, enum document_format format,
				   enum err err, const char *told)
{
	struct document_input input = reading_input(text, format);
	struct reading reading;

	reading_of(&reading, &input, &sample__sample__descriptor);
	cr_expect_eq(reading.err, err, "%s: %s", text, err_name(reading.err));
	cr_expect_null(reading.message);
	cr_expect_str_eq(reading_told(&reading), told);
	arena_release(&reading.arena);
}

#endif
