#include "envelope/scan.h"

#include <inttypes.h>
#include <stdint.h>
#include <string.h>

#include "base/ensure.h"
#include "envelope/small_numbers.h"

/* A message of ours has at most this many oneofs. */
#define ONEOFS_MAX 8
#define LAST_SHIFT 63 /* of the tenth byte of a varint, which has one bit */

enum wire_type {
	WIRE_VARINT = 0,
	WIRE_64_BIT = 1,
	WIRE_LENGTH = 2,
	WIRE_32_BIT = 5,
};

/* The field that is being read in one of the open messages. */
struct step {
	uint64_t number;                       /* 0: none yet */
	const ProtobufCFieldDescriptor *field; /* NULL: the schema has none */
	size_t index;                          /* in a list */
};

struct scan {
	struct bytes wire;
	size_t at; /* next byte */
	struct step steps[SCAN_DEPTH_MAX];
	unsigned depth; /* steps in use: the messages that are open */
	enum scan_rule rule;
	size_t refused_at;
};

/* What of a message came before. */
struct fields_seen {
	uint32_t last_number;
	unsigned oneofs[ONEOFS_MAX]; /* quantifier offsets, which name a oneof */
	size_t oneof_count;
};

static const struct {
	const char *name;
	const char *text;
} rules[] = {
#define X(rule, name, text) { name, text },
	SCAN_RULE_TABLE(X)
#undef X
};

const char *scan_rule_name(enum scan_rule rule)
{
	ensure((unsigned)rule < ARRAY_SIZE(rules));
	return rules[rule].name;
}

const char *scan_rule_text(enum scan_rule rule)
{
	ensure((unsigned)rule < ARRAY_SIZE(rules));
	return rules[rule].text;
}

static bool refuse(struct scan *scan, enum scan_rule rule, size_t at)
{
	scan->rule = rule;
	scan->refused_at = at;
	return false;
}

static bool read_varint(struct scan *scan, size_t end, uint64_t *out)
{
	size_t start = scan->at;
	uint64_t value = 0;

	for (unsigned shift = 0;; shift += 7) {
		uint8_t byte;

		if (scan->at == end)
			return refuse(scan, SCAN_TRUNCATED, start);
		byte = scan->wire.data[scan->at++];
		if (shift == LAST_SHIFT && byte > 1)
			return refuse(scan, SCAN_VARINT_RANGE, start);
		value |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80) {
			*out = value;
			if (byte == 0 && shift != 0)
				return refuse(scan, SCAN_VARINT_LONG, start);
			return true;
		}
	}
}

static enum wire_type wire_type_of(ProtobufCType type)
{
	static const enum wire_type wire_types[] = {
		[PROTOBUF_C_TYPE_INT32] = WIRE_VARINT,
		[PROTOBUF_C_TYPE_SINT32] = WIRE_VARINT,
		[PROTOBUF_C_TYPE_SFIXED32] = WIRE_32_BIT,
		[PROTOBUF_C_TYPE_INT64] = WIRE_VARINT,
		[PROTOBUF_C_TYPE_SINT64] = WIRE_VARINT,
		[PROTOBUF_C_TYPE_SFIXED64] = WIRE_64_BIT,
		[PROTOBUF_C_TYPE_UINT32] = WIRE_VARINT,
		[PROTOBUF_C_TYPE_FIXED32] = WIRE_32_BIT,
		[PROTOBUF_C_TYPE_UINT64] = WIRE_VARINT,
		[PROTOBUF_C_TYPE_FIXED64] = WIRE_64_BIT,
		[PROTOBUF_C_TYPE_FLOAT] = WIRE_32_BIT,
		[PROTOBUF_C_TYPE_DOUBLE] = WIRE_64_BIT,
		[PROTOBUF_C_TYPE_BOOL] = WIRE_VARINT,
		[PROTOBUF_C_TYPE_ENUM] = WIRE_VARINT,
		[PROTOBUF_C_TYPE_STRING] = WIRE_LENGTH,
		[PROTOBUF_C_TYPE_BYTES] = WIRE_LENGTH,
		[PROTOBUF_C_TYPE_MESSAGE] = WIRE_LENGTH,
	};

	ensure((unsigned)type < ARRAY_SIZE(wire_types));
	return wire_types[type];
}

static bool fits(ProtobufCType type, uint64_t value)
{
	if (type == PROTOBUF_C_TYPE_BOOL)
		return value <= 1;
	if (type == PROTOBUF_C_TYPE_UINT32 || type == PROTOBUF_C_TYPE_SINT32)
		return value <= UINT32_MAX;
	if (type == PROTOBUF_C_TYPE_INT32 || type == PROTOBUF_C_TYPE_ENUM)
		return value <= INT32_MAX || value >= (uint64_t)INT32_MIN;
	return true;
}

static bool scan_varint(struct scan *scan, const ProtobufCFieldDescriptor *field,
			size_t end, bool *zero)
{
	size_t start = scan->at;
	uint64_t value;

	if (!read_varint(scan, end, &value))
		return false;
	if (!fits(field->type, value))
		return refuse(scan, SCAN_VARINT_RANGE, start);
	if (field->type == PROTOBUF_C_TYPE_ENUM &&
	    protobuf_c_enum_descriptor_get_value(field->descriptor,
						 (int)(int64_t)value) == NULL)
		return refuse(scan, SCAN_ENUM_UNKNOWN, start);
	*zero = value == 0;
	return true;
}

static bool scan_fixed(struct scan *scan, size_t width, size_t end, bool *zero)
{
	static const uint8_t zeros[8];

	if (end - scan->at < width)
		return refuse(scan, SCAN_TRUNCATED, scan->at);
	*zero = memcmp(scan->wire.data + scan->at, zeros, width) == 0;
	scan->at += width;
	return true;
}

/* One number of a field that is, or holds, numbers. */
static bool scan_number(struct scan *scan, const ProtobufCFieldDescriptor *field,
			size_t end, bool *zero)
{
	enum wire_type wire_type = wire_type_of(field->type);

	if (wire_type == WIRE_VARINT)
		return scan_varint(scan, field, end, zero);
	return scan_fixed(scan, wire_type == WIRE_32_BIT ? 4 : 8, end, zero);
}

/* Whether every number below 2^14 is one of the field's type. */
static bool takes_small_numbers(const ProtobufCFieldDescriptor *field)
{
	return field->type == PROTOBUF_C_TYPE_UINT32 ||
	       field->type == PROTOBUF_C_TYPE_UINT64;
}

/* Passes over numbers of one and two bytes, which counters mostly are; how many.  Some
 * may be left: those near the end, and what is near one of another kind. */
static size_t pass_small_numbers(struct scan *scan, size_t end)
{
	size_t count = 0;

	while (end - scan->at >= WORD_BYTES) {
		uint64_t word = word_at(scan->wire.data + scan->at);

		if ((word_has_long(word) | word_has_padded(word)) != 0)
			break;
		/* The last byte may begin a number. */
		scan->at += WORD_BYTES - (size_t)(word >> 63);
		count += word_ends(word);
	}
	return count;
}

static bool scan_packed(struct scan *scan, const ProtobufCFieldDescriptor *field,
			size_t end)
{
	const bool may_pass = takes_small_numbers(field);
	size_t count = 0;
	bool zero;

	while (scan->at < end) {
		if (may_pass)
			count += pass_small_numbers(scan, end);
		if (scan->at == end)
			break;
		scan->steps[scan->depth - 1].index = count++;
		if (!scan_number(scan, field, end, &zero))
			return false;
	}
	return true;
}

static bool scan_text(struct scan *scan, size_t end)
{
	struct bytes text = { scan->wire.data + scan->at, end - scan->at };

	if (memchr(text.data, '\0', text.len) != NULL)
		return refuse(scan, SCAN_STRING_NUL, scan->at);
	if (!utf8_valid(text))
		return refuse(scan, SCAN_STRING_UTF8, scan->at);
	scan->at = end;
	return true;
}

static bool scan_fields(struct scan *scan, const ProtobufCMessageDescriptor *type,
			size_t end);

/* protoc-c turns map<K, V> into a list of messages "...Entry" with key and value. */
static bool is_map_entry(const ProtobufCMessageDescriptor *type)
{
	size_t len = strlen(type->short_name);

	return type->n_fields == 2 && len > 5 &&
	       strcmp(type->short_name + len - 5, "Entry") == 0 &&
	       strcmp(type->fields[0].name, "key") == 0 &&
	       strcmp(type->fields[1].name, "value") == 0;
}

static bool scan_submessage(struct scan *scan, const ProtobufCFieldDescriptor *field,
			    size_t end)
{
	const ProtobufCMessageDescriptor *type = field->descriptor;
	bool accepted;

	if (is_map_entry(type))
		return refuse(scan, SCAN_MAP, scan->at);
	if (scan->depth == SCAN_DEPTH_MAX)
		return refuse(scan, SCAN_DEPTH, scan->at);
	scan->depth++;
	accepted = scan_fields(scan, type, end);
	/* A refusal keeps its steps: they are its path. */
	if (accepted)
		scan->depth--;
	return accepted;
}

/* A value of wire type LENGTH. */
static bool scan_length(struct scan *scan, const ProtobufCFieldDescriptor *field,
			size_t end, bool *empty)
{
	size_t start = scan->at;
	uint64_t len;

	if (!read_varint(scan, end, &len))
		return false;
	if (len > end - scan->at)
		return refuse(scan, SCAN_TRUNCATED, start);
	*empty = len == 0;
	end = scan->at + (size_t)len;
	if (field->type == PROTOBUF_C_TYPE_STRING)
		return scan_text(scan, end);
	if (field->type == PROTOBUF_C_TYPE_MESSAGE)
		return scan_submessage(scan, field, end);
	if (field->type != PROTOBUF_C_TYPE_BYTES)
		return scan_packed(scan, field, end);
	scan->at = end;
	return true;
}

static bool is_in_oneof(const ProtobufCFieldDescriptor *field)
{
	return (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
}

static bool is_number_list(const ProtobufCFieldDescriptor *field)
{
	return field->label == PROTOBUF_C_LABEL_REPEATED &&
	       wire_type_of(field->type) != WIRE_LENGTH;
}

/* Whether absence says the same as zero: then zero is not written. */
static bool absence_is_zero(const ProtobufCFieldDescriptor *field)
{
	if (field->type == PROTOBUF_C_TYPE_MESSAGE || is_in_oneof(field))
		return false;
	return field->label != PROTOBUF_C_LABEL_REPEATED || is_number_list(field);
}

static bool scan_value(struct scan *scan, const ProtobufCFieldDescriptor *field,
		       size_t end, size_t tag_at)
{
	bool zero = false;
	bool accepted;

	if (wire_type_of(field->type) == WIRE_LENGTH || is_number_list(field))
		accepted = scan_length(scan, field, end, &zero);
	else
		accepted = scan_number(scan, field, end, &zero);
	if (!accepted)
		return false;
	if (zero && absence_is_zero(field))
		return refuse(scan, SCAN_IMPLICIT_ZERO, tag_at);
	return true;
}

/* A field of another number than the one before: does it follow? */
static bool check_place(struct scan *scan, const ProtobufCFieldDescriptor *field,
			struct fields_seen *seen, size_t tag_at)
{
	if (field->id < seen->last_number)
		return refuse(scan, SCAN_FIELD_ORDER, tag_at);
	seen->last_number = field->id;
	if (!is_in_oneof(field))
		return true;
	for (size_t i = 0; i < seen->oneof_count; i++) {
		if (seen->oneofs[i] == field->quantifier_offset)
			return refuse(scan, SCAN_ONEOF_TWICE, tag_at);
	}
	ensure(seen->oneof_count < ONEOFS_MAX);
	seen->oneofs[seen->oneof_count++] = field->quantifier_offset;
	return true;
}

/* The same field again: is it a list that is written piece by piece? */
static bool check_repetition(struct scan *scan, const ProtobufCFieldDescriptor *field,
			     size_t tag_at)
{
	if (is_number_list(field))
		return refuse(scan, SCAN_NOT_PACKED, tag_at);
	if (field->label != PROTOBUF_C_LABEL_REPEATED)
		return refuse(scan, SCAN_FIELD_TWICE, tag_at);
	return true;
}

static bool check_wire_type(struct scan *scan, const ProtobufCFieldDescriptor *field,
			    unsigned wire_type, size_t tag_at)
{
	bool list = is_number_list(field);

	if (list && wire_type == wire_type_of(field->type))
		return refuse(scan, SCAN_NOT_PACKED, tag_at);
	if (wire_type != (list ? WIRE_LENGTH : wire_type_of(field->type)))
		return refuse(scan, SCAN_WIRE_TYPE, tag_at);
	return true;
}

/* The tag of a field, and where it leads: the step of the innermost open message. */
static bool read_tag(struct scan *scan, const ProtobufCMessageDescriptor *type,
		     size_t end, unsigned *wire_type)
{
	struct step *step = &scan->steps[scan->depth - 1];
	struct step before = *step;
	size_t tag_at = scan->at;
	uint64_t tag;

	*step = (struct step){ .number = 0 };
	if (!read_varint(scan, end, &tag))
		return false;
	step->number = tag >> 3;
	*wire_type = tag & 7;
	if (*wire_type > WIRE_LENGTH && *wire_type != WIRE_32_BIT)
		return refuse(scan, SCAN_GROUP, tag_at);
	if (tag <= UINT32_MAX)
		step->field = protobuf_c_message_descriptor_get_field(
			type, (unsigned)step->number);
	if (step->field == NULL)
		return refuse(scan, SCAN_UNKNOWN_FIELD, tag_at);
	if (step->number == before.number)
		step->index = before.index + 1;
	return true;
}

static bool scan_field(struct scan *scan, const ProtobufCMessageDescriptor *type,
		       size_t end, struct fields_seen *seen)
{
	const ProtobufCFieldDescriptor *field;
	size_t tag_at = scan->at;
	unsigned wire_type;
	bool may_stand;

	if (!read_tag(scan, type, end, &wire_type))
		return false;
	field = scan->steps[scan->depth - 1].field;
	if (field->id == seen->last_number)
		may_stand = check_repetition(scan, field, tag_at);
	else
		may_stand = check_place(scan, field, seen, tag_at);
	return may_stand && check_wire_type(scan, field, wire_type, tag_at) &&
	       scan_value(scan, field, end, tag_at);
}

static bool scan_fields(struct scan *scan, const ProtobufCMessageDescriptor *type,
			size_t end)
{
	struct fields_seen seen = { .last_number = 0 };

	scan->steps[scan->depth - 1] = (struct step){ .number = 0 };
	while (scan->at < end) {
		if (!scan_field(scan, type, end, &seen))
			return false;
	}
	return true;
}

static const char *path_text(struct arena *arena, const struct scan *scan)
{
	struct text path;

	text_init(&path, arena);
	for (unsigned i = 0; i < scan->depth && scan->steps[i].number != 0; i++) {
		const struct step *step = &scan->steps[i];

		if (i > 0)
			text_add(&path, ".");
		if (step->field == NULL) {
			text_printf(&path, "%" PRIu64, step->number);
			continue;
		}
		text_add(&path, step->field->name);
		if (step->field->label == PROTOBUF_C_LABEL_REPEATED)
			text_printf(&path, "[%zu]", step->index);
	}
	return text_chars(&path);
}

bool scan_wire(struct arena *arena, const ProtobufCMessageDescriptor *type,
	       struct bytes wire, struct scan_refusal *refusal)
{
	struct scan scan = { .wire = wire, .depth = 1 };

	if (scan_fields(&scan, type, wire.len))
		return true;
	*refusal = (struct scan_refusal){
		.rule = scan.rule,
		.offset = scan.refused_at,
		.path = path_text(arena, &scan),
	};
	return false;
}
