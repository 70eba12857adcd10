#include "reading.h"
#include "support/vectors.h"

/* The committed table of what is read and what is refused. */

#define CASES "tests/vectors/document/cases.txt"

static const char line_feed_sign[] = "\xe2\x8f\x8e";

static const ProtobufCMessageDescriptor *descriptor_of(const struct vector *vector)
{
	const char *type = vector_find(vector, "type");

	return type && strcmp(type, "sample.Names") == 0 ? &sample__names__descriptor
							 : &sample__sample__descriptor;
}

static struct bytes shown_text(struct arena *arena, const char *shown)
{
	size_t sign_len = strlen(line_feed_sign);
	struct text text;

	text_init(&text, arena);
	while (*shown != '\0') {
		bool sign = strncmp(shown, line_feed_sign, sign_len) == 0;

		text_add_n(&text, sign ? "\n" : shown, 1);
		shown += sign ? sign_len : 1;
	}
	return bytes_of_string(text_chars(&text));
}

static struct document_input input_of(struct arena *arena, const struct vector *vector)
{
	struct document_input input = { .file_name = "cases" };
	const char *json = vector_find(vector, "json");
	const char *yaml = vector_find(vector, "yaml");
	const char *json_hex = vector_find(vector, "json_hex");

	input.format = json || json_hex ? DOCUMENT_JSON : DOCUMENT_YAML;
	if (json || yaml)
		input.text = shown_text(arena, json ? json : yaml);
	else
		input.text =
			vector_bytes(arena, vector, json_hex ? "json_hex" : "yaml_hex");
	return input;
}

static void check_accepted(struct reading *reading, const struct vector *vector)
{
	struct bytes wire = vector_bytes(&reading->arena, vector, "wire");
	uint8_t packed[1000];

	cr_assert_eq(reading->err, ERR_OK, "[%s] %s", vector->name,
		     reading_told(reading));
	cr_assert_leq(protobuf_c_message_get_packed_size(reading->message),
		      sizeof packed);
	cr_expect(bytes_equal(wire, (struct bytes){ packed, protobuf_c_message_pack(
								    reading->message,
								    packed) }),
		  "[%s] is read as something else", vector->name);
}

static void check_refused(struct reading *reading, const struct vector *vector)
{
	const char *says = vector_find(vector, "says");

	cr_expect_null(reading->message, "[%s]", vector->name);
	cr_expect(vector_is(vector, "refuse", err_name(reading->err)), "[%s] %s",
		  vector->name, err_name(reading->err));
	cr_expect_gt(reading->diag.error_count, 0, "[%s]", vector->name);
	if (says)
		cr_expect_not_null(strstr(reading_told(reading), says), "[%s] %s",
				   vector->name, reading_told(reading));
}

Test(cases, every_row_is_read_or_refused_as_it_says)
{
	struct arena arena;
	struct vectors vectors;

	arena_init(&arena, READING_CEILING);
	vectors = vectors_load(&arena, CASES);
	for (size_t i = 0; i < vectors.count; i++) {
		const struct vector *vector = &vectors.cases[i];
		struct document_input input = input_of(&arena, vector);
		struct reading reading;

		reading_of(&reading, &input, descriptor_of(vector));
		if (vector_find(vector, "refuse"))
			check_refused(&reading, vector);
		else
			check_accepted(&reading, vector);
		arena_release(&reading.arena);
	}
	arena_release(&arena);
}
