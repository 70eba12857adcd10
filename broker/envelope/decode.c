#include "envelope/decode.h"

#include <string.h>

#include "base/ensure.h"
#include "envelope/small_numbers.h"

/* What is read, and where it has come to. */
struct decoding {
	struct arena *arena;
	const uint8_t *at;
	const uint8_t *end;
};

/* The scan has seen to it.  Should it ever not have, nothing is read beyond the end. */
static void ensure_left(const struct decoding *decoding, uint64_t len)
{
	ensure(len <= (size_t)(decoding->end - decoding->at));
}

/* ---- numbers ------------------------------------------------------------------ */

static uint64_t take_varint(struct decoding *decoding)
{
	uint64_t value = 0;
	uint8_t byte;

	for (unsigned shift = 0;; shift += 7) {
		ensure_left(decoding, 1);
		ensure(shift < 64);
		byte = *decoding->at++;
		value |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return value;
	}
}

static uint64_t take_fixed(struct decoding *decoding, unsigned width)
{
	uint64_t value = 0;

	ensure_left(decoding, width);
	for (unsigned i = 0; i < width; i++)
		value |= (uint64_t)decoding->at[i] << (8 * i);
	decoding->at += width;
	return value;
}

/* How a number is written, and what it is in memory. */
enum written {
	IN_VARINT,
	IN_ZIGZAG,
	IN_FIXED,
};

static const struct {
	enum written written;
	uint8_t width; /* in memory; 0: no number */
} numbers[] = {
	[PROTOBUF_C_TYPE_INT32] = { IN_VARINT, 4 },
	[PROTOBUF_C_TYPE_SINT32] = { IN_ZIGZAG, 4 },
	[PROTOBUF_C_TYPE_SFIXED32] = { IN_FIXED, 4 },
	[PROTOBUF_C_TYPE_INT64] = { IN_VARINT, 8 },
	[PROTOBUF_C_TYPE_SINT64] = { IN_ZIGZAG, 8 },
	[PROTOBUF_C_TYPE_SFIXED64] = { IN_FIXED, 8 },
	[PROTOBUF_C_TYPE_UINT32] = { IN_VARINT, 4 },
	[PROTOBUF_C_TYPE_FIXED32] = { IN_FIXED, 4 },
	[PROTOBUF_C_TYPE_UINT64] = { IN_VARINT, 8 },
	[PROTOBUF_C_TYPE_FIXED64] = { IN_FIXED, 8 },
	[PROTOBUF_C_TYPE_FLOAT] = { IN_FIXED, 4 },
	[PROTOBUF_C_TYPE_DOUBLE] = { IN_FIXED, 8 },
	[PROTOBUF_C_TYPE_BOOL] = { IN_VARINT, sizeof(protobuf_c_boolean) },
	[PROTOBUF_C_TYPE_ENUM] = { IN_VARINT, sizeof(int) },
	[PROTOBUF_C_TYPE_STRING] = { IN_VARINT, 0 },
	[PROTOBUF_C_TYPE_BYTES] = { IN_VARINT, 0 },
	[PROTOBUF_C_TYPE_MESSAGE] = { IN_VARINT, 0 },
};

_Static_assert(sizeof(protobuf_c_boolean) == 4 && sizeof(int) == 4,
	       "what is no 64-bit number is one of 32 bits");

static void put_number(void *list, size_t at, unsigned width, uint64_t value)
{
	if (width == 8)
		((uint64_t *)list)[at] = value;
	else
		((uint32_t *)list)[at] = (uint32_t)value;
}

static void take_number(struct decoding *decoding, ProtobufCType type, void *list,
			size_t at)
{
	unsigned width = numbers[type].width;
	uint64_t value;

	if (numbers[type].written == IN_FIXED)
		value = take_fixed(decoding, width);
	else
		value = take_varint(decoding);
	if (numbers[type].written == IN_ZIGZAG)
		value = value >> 1 ^ (0 - (value & 1));
	put_number(list, at, width, value);
}

static inline void take_eight_bytes(uint64_t word, void *list, size_t at,
				    unsigned width)
{
	for (unsigned i = 0; i < WORD_BYTES; i++)
		put_number(list, at + i, width, word >> (8 * i) & 0x7f);
}

/* Four numbers of one or two bytes, without a jump that depends on which; how many bytes
 * they take. */
static inline unsigned take_four(uint64_t word, void *list, size_t at, unsigned width)
{
	unsigned bits = 0;

	for (unsigned i = 0; i < 4; i++) {
		uint64_t goes_on = word >> 7 & 1;
		uint64_t above = word >> 1 & (0x3f80 & (0 - goes_on));

		put_number(list, at + i, width, (word & 0x7f) | above);
		word >>= 8U << goes_on;
		bits += 8U << goes_on;
	}
	return bits / 8;
}

/* As long as eight numbers are left, there are eight bytes. */
static inline void take_varints(struct decoding *decoding, void *list, size_t count,
				unsigned width)
{
	size_t i = 0;

	while (count - i >= WORD_BYTES) {
		uint64_t word = word_at(decoding->at);

		if ((word & TOP_BITS) == 0) {
			take_eight_bytes(word, list, i, width);
			decoding->at += WORD_BYTES;
			i += WORD_BYTES;
		} else if (word_has_long(word) == 0) {
			decoding->at += take_four(word, list, i, width);
			i += 4;
		} else {
			put_number(list, i++, width, take_varint(decoding));
		}
	}
	while (i < count)
		put_number(list, i++, width, take_varint(decoding));
}

static size_t count_varints(struct bytes packed)
{
	size_t count = 0, at = 0;

	for (; packed.len - at >= WORD_BYTES; at += WORD_BYTES)
		count += word_ends(word_at(packed.data + at));
	for (; at < packed.len; at++)
		count += packed.data[at] < 0x80;
	return count;
}

/* Of what follows: it is there. */
static size_t take_len(struct decoding *decoding)
{
	uint64_t len = take_varint(decoding);

	ensure_left(decoding, len);
	return (size_t)len;
}

static bool take_packed(struct decoding *decoding, ProtobufCType type, size_t *count,
			void **list)
{
	size_t len = take_len(decoding);
	unsigned width = numbers[type].width;
	enum written written = numbers[type].written;

	*count = written == IN_FIXED
			 ? len / width
			 : count_varints((struct bytes){ decoding->at, len });
	*list = arena_try_alloc_array(decoding->arena, *count, width);
	if (*list == NULL)
		return false;
	if (written == IN_VARINT && width == 8)
		take_varints(decoding, *list, *count, 8);
	else if (written == IN_VARINT)
		take_varints(decoding, *list, *count, 4);
	for (size_t i = 0; i < *count && written != IN_VARINT; i++)
		take_number(decoding, type, *list, i);
	return true;
}

/* ---- what has a length -------------------------------------------------------- */

static bool take_string(struct decoding *decoding, char **out)
{
	size_t len = take_len(decoding);

	*out = arena_try_alloc(decoding->arena, len + 1);
	if (*out == NULL)
		return false;
	memcpy(*out, decoding->at, len);
	decoding->at += len;
	return true;
}

static bool take_bytes(struct decoding *decoding, ProtobufCBinaryData *out)
{
	out->len = take_len(decoding);
	out->data = NULL;
	if (out->len == 0)
		return true;
	out->data = arena_try_alloc(decoding->arena, out->len);
	if (out->data == NULL)
		return false;
	memcpy(out->data, decoding->at, out->len);
	decoding->at += out->len;
	return true;
}

static bool take_submessage(struct decoding *decoding,
			    const ProtobufCFieldDescriptor *field,
			    ProtobufCMessage **out)
{
	size_t len = take_len(decoding);

	*out = decode_message(decoding->arena, field->descriptor,
			      (struct bytes){ decoding->at, len });
	decoding->at += len;
	return *out != NULL;
}

/* ---- fields ------------------------------------------------------------------- */

/* The one at a place of a list, or the only one. */
static bool take_value(struct decoding *decoding, const ProtobufCFieldDescriptor *field,
		       void *list, size_t at)
{
	if (field->type == PROTOBUF_C_TYPE_STRING)
		return take_string(decoding, (char **)list + at);
	if (field->type == PROTOBUF_C_TYPE_BYTES)
		return take_bytes(decoding, (ProtobufCBinaryData *)list + at);
	if (field->type == PROTOBUF_C_TYPE_MESSAGE)
		return take_submessage(decoding, field, (ProtobufCMessage **)list + at);
	take_number(decoding, field->type, list, at);
	return true;
}

/* Values of one field that follow each other; the tag of the first was read. */
static size_t count_values(struct decoding decoding, uint64_t tag)
{
	size_t count = 0;

	for (;;) {
		size_t len = take_len(&decoding);

		decoding.at += len;
		count++;
		if (decoding.at == decoding.end || take_varint(&decoding) != tag)
			return count;
	}
}

/* A list of what is no number: each with its tag before it. */
static bool take_list(struct decoding *decoding, const ProtobufCFieldDescriptor *field,
		      size_t *count, void **list)
{
	uint64_t tag = (uint64_t)field->id << 3 | 2;
	size_t size = field->type == PROTOBUF_C_TYPE_BYTES ? sizeof(ProtobufCBinaryData)
							   : sizeof(void *);

	*count = count_values(*decoding, tag);
	*list = arena_try_alloc_array(decoding->arena, *count, size);
	if (*list == NULL)
		return false;
	for (size_t i = 0; i < *count; i++) {
		if (i > 0)
			ensure(take_varint(decoding) == tag);
		if (!take_value(decoding, field, *list, i))
			return false;
	}
	return true;
}

static bool take_field(struct decoding *decoding, const ProtobufCFieldDescriptor *field,
		       ProtobufCMessage *message)
{
	uint8_t *base = (uint8_t *)message;
	void *place = base + field->offset;
	void *quantifier = base + field->quantifier_offset;

	if (field->label == PROTOBUF_C_LABEL_REPEATED) {
		if (numbers[field->type].width > 0)
			return take_packed(decoding, field->type, quantifier, place);
		return take_list(decoding, field, quantifier, place);
	}
	ensure(field->label == PROTOBUF_C_LABEL_NONE);
	if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0)
		*(uint32_t *)quantifier = field->id;
	return take_value(decoding, field, place, 0);
}

ProtobufCMessage *decode_message(struct arena *arena,
				 const ProtobufCMessageDescriptor *type,
				 struct bytes wire)
{
	ProtobufCMessage *message = arena_try_alloc(arena, type->sizeof_message);
	struct decoding decoding = { arena, wire.data, wire.data };

	if (message == NULL)
		return NULL;
	type->message_init(message);
	if (wire.len == 0)
		return message;
	decoding.end = wire.data + wire.len;
	while (decoding.at < decoding.end) {
		uint64_t tag = take_varint(&decoding);
		const ProtobufCFieldDescriptor *field =
			protobuf_c_message_descriptor_get_field(type,
								(unsigned)(tag >> 3));

		ensure(field != NULL);
		if (!take_field(&decoding, field, message))
			return NULL;
	}
	return message;
}
