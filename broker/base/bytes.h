#ifndef BROKER_BASE_BYTES_H
#define BROKER_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/*
 * Bytes owned by someone else (a view), a growing buffer in an arena, a reading cursor
 * with a sticky error, and the text encodings we use.
 */

struct bytes {
	const uint8_t *data; /* may be NULL when len is 0 */
	size_t len;
};

#define BYTES_OF_ARRAY(array) ((struct bytes){ (array), sizeof(array) })

struct bytes bytes_of_string(const char *text); /* without the NUL */
bool bytes_equal(struct bytes a, struct bytes b);
/* Order of the bytes as unsigned numbers, a prefix before what it begins: <0, 0, >0. */
int bytes_compare(struct bytes a, struct bytes b);

/* A buffer that grows in an arena; its memory is the arena's.  Never fails (arena.h). */
struct buffer {
	struct arena *arena;
	uint8_t *data;
	size_t len;
	size_t room;
};

void buffer_init(struct buffer *buffer, struct arena *arena);
void buffer_add(struct buffer *buffer, struct bytes bytes);
void buffer_add_byte(struct buffer *buffer, uint8_t byte);
void buffer_add_u32be(struct buffer *buffer, uint32_t value);
void buffer_add_u64be(struct buffer *buffer, uint64_t value);
struct bytes buffer_bytes(const struct buffer *buffer); /* valid until the next add */

/* Text that grows in an arena, always NUL-terminated. */
struct text {
	struct arena *arena;
	char *chars;
	size_t len;
	size_t room;
};

void text_init(struct text *text, struct arena *arena);
void text_add(struct text *text, const char *chars);
void text_add_n(struct text *text, const char *chars, size_t len);
void text_printf(struct text *text, const char *format, ...) PRINTF_LIKE(2, 3);
const char *text_chars(const struct text *text); /* valid until the next add */

/*
 * Reads fixed-width fields from untrusted bytes.  After the first read past the end,
 * failed is true and every read gives zeros: check once, at the end.
 */
struct cursor {
	struct bytes rest;
	bool failed;
};

struct cursor cursor_over(struct bytes bytes);
struct bytes cursor_take(struct cursor *cursor, size_t len);
uint8_t cursor_u8(struct cursor *cursor);
uint32_t cursor_u32be(struct cursor *cursor);
uint64_t cursor_u64be(struct cursor *cursor);
/* All was read, and nothing failed. */
bool cursor_done(const struct cursor *cursor);

/* RFC 4648: lower-case hex; base64 (s4, padded) and base64url (s5, unpadded). */
char *hex_encode(struct arena *arena, struct bytes bytes);
char *base64_encode(struct arena *arena, struct bytes bytes);
char *base64url_encode(struct arena *arena, struct bytes bytes);

/*
 * One accepted spelling each: hex in either case; base64 with padding, base64url
 * without; unused trailing bits zero; nothing else between.  *out lives in the arena.
 * False when text is not that, or the arena is full.
 */
bool hex_decode(struct arena *arena, struct bytes text, struct bytes *out) MUST_CHECK;
bool base64_decode(struct arena *arena, struct bytes text,
		   struct bytes *out) MUST_CHECK;
bool base64url_decode(struct arena *arena, struct bytes text,
		      struct bytes *out) MUST_CHECK;

/*
 * Crockford base32 (crockford.com/base32.html), lower case, most significant bit first,
 * zero bits appended to fill the last digit; used to print contract ids.
 */
char *crockford_encode(struct arena *arena, struct bytes bytes);
/* The same spelling only: lower case, no digit more than needed, zero bits at the end. */
bool crockford_decode(struct arena *arena, struct bytes text,
		      struct bytes *out) MUST_CHECK;

/* Well-formed UTF-8 (Unicode 15, table 3-7) without NUL. */
bool utf8_valid(struct bytes text);
/* No tab, line break or other control character of ASCII. */
bool text_is_one_line(const char *text);
bool bytes_are_one_line(struct bytes text);

#endif
