#include "crypto/note.h"

#include <inttypes.h>
#include <string.h>

#include "base/ensure.h"

#define DASH       "\xe2\x80\x94 " /* U+2014, SP: begins a signature line */
#define DASH_LEN   (sizeof(DASH) - 1)
#define KEY_ID_LEN 4
#define TIME_LEN   8

static struct bytes slice(struct bytes bytes, size_t start, size_t end)
{
	return (struct bytes){ bytes.data + start, end - start };
}

static bool find_byte(struct bytes bytes, char wanted, size_t *at)
{
	const uint8_t *found =
		bytes.len == 0 ? NULL : memchr(bytes.data, wanted, bytes.len);

	if (found == NULL)
		return false;
	*at = (size_t)(found - bytes.data);
	return true;
}

/* White space of Unicode (property White_Space) outside ASCII, in UTF-8; U+2000..U+200A
 * differ in the last byte only. */
static bool begins_with_wide_space(struct bytes text)
{
	static const char *const spaces[] = {
		"\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\xa8",
		"\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80",
	};

	for (size_t i = 0; i < ARRAY_SIZE(spaces); i++) {
		size_t len = strlen(spaces[i]);

		if (text.len >= len && memcmp(text.data, spaces[i], len) == 0)
			return true;
	}
	return text.len >= 3 && memcmp(text.data, "\xe2\x80", 2) == 0 &&
	       text.data[2] >= 0x80 && text.data[2] <= 0x8a;
}

bool note_name_valid(struct bytes name)
{
	if (name.len == 0 || !utf8_valid(name))
		return false;
	for (size_t i = 0; i < name.len; i++) {
		if (name.data[i] <= ' ' || name.data[i] == '+')
			return false;
		if (begins_with_wide_space(slice(name, i, name.len)))
			return false;
	}
	return true;
}

struct note_key note_key_make(const char *name, enum note_key_type type,
			      const struct public_key *key)
{
	const uint8_t type_byte[] = { (uint8_t)type };
	struct sha256_stream stream;
	struct digest digest;
	struct cursor cursor;

	ensure(note_name_valid(bytes_of_string(name)));
	sha256_start(&stream);
	sha256_add(&stream, bytes_of_string(name));
	sha256_add(&stream, bytes_of_string("\n"));
	sha256_add(&stream, BYTES_OF_ARRAY(type_byte));
	sha256_add(&stream, BYTES_OF_ARRAY(key->bytes));
	digest = sha256_finish(&stream);
	cursor = cursor_over(digest_bytes(&digest));
	return (struct note_key){
		.name = name, .type = type, .id = cursor_u32be(&cursor), .key = *key
	};
}

char *note_key_text(struct arena *arena, const struct note_key *key)
{
	uint8_t data[1 + PUBLIC_KEY_BYTES] = { (uint8_t)key->type };

	memcpy(data + 1, key->key.bytes, PUBLIC_KEY_BYTES);
	return arena_printf(arena, "%s+%08" PRIx32 "+%s", key->name, key->id,
			    base64_encode(arena, BYTES_OF_ARRAY(data)));
}

enum err note_key_parse(struct arena *arena, struct bytes text, struct note_key *out,
			struct diag *diag)
{
	struct bytes rest = text;
	struct public_key key;
	struct bytes data;
	size_t plus;
	char *name;

	if (!find_byte(rest, '+', &plus) || !note_name_valid(slice(rest, 0, plus)))
		return diag_error(diag, ERR_KEY_MALFORMED, diag_at(NULL),
				  "a verifier key begins with a name without spaces, "
				  "then \"+\"");
	name = arena_strndup(arena, (const char *)rest.data, plus);
	rest = slice(rest, plus + 1, rest.len);
	if (rest.len < 9 || rest.data[8] != '+' ||
	    !base64_decode(arena, slice(rest, 9, rest.len), &data) ||
	    data.len != 1 + PUBLIC_KEY_BYTES)
		return diag_error(diag, ERR_KEY_MALFORMED, diag_at(NULL),
				  "the verifier key \"%s\" is not name, \"+\", 8 hex "
				  "digits, \"+\", base64 of 33 bytes",
				  name);
	if (data.data[0] != NOTE_ED25519 && data.data[0] != NOTE_COSIGNATURE)
		return diag_error(diag, ERR_KEY_MALFORMED, diag_at(NULL),
				  "the verifier key \"%s\" is of type %u; known are 1 "
				  "(Ed25519) and 4 (Ed25519 cosignature)",
				  name, data.data[0]);
	memcpy(key.bytes, data.data + 1, PUBLIC_KEY_BYTES);
	*out = note_key_make(name, (enum note_key_type)data.data[0], &key);
	/* The one spelling of this key: also checks the id and its lower case. */
	if (!bytes_equal(text, bytes_of_string(note_key_text(arena, out))))
		return diag_error(diag, ERR_KEY_MALFORMED, diag_at(NULL),
				  "the verifier key \"%s\" carries another key id than "
				  "%08" PRIx32 ", which its public key has",
				  name, out->id);
	return ERR_OK;
}

static enum err malformed(struct diag *diag, size_t line, const char *what)
{
	struct diag_place place = { .line = (uint32_t)line };

	return diag_error(diag, ERR_CHECKPOINT_INVALID, place, "%s", what);
}

static size_t count_lines(struct bytes text)
{
	size_t lines = 0;

	for (size_t i = 0; i < text.len; i++)
		lines += text.data[i] == '\n';
	return lines;
}

/* Past the last empty line, which ends the text; 0 where there is none. */
static size_t signatures_start(struct bytes note)
{
	for (size_t end = note.len; end >= 2; end--) {
		if (note.data[end - 1] == '\n' && note.data[end - 2] == '\n')
			return end;
	}
	return 0;
}

static bool has_control_characters(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] < 0x20 && text.data[i] != '\n')
			return true;
	}
	return false;
}

/* line without its LF. */
static bool parse_signature_line(struct arena *arena, struct bytes line,
				 struct note_signature *out)
{
	struct cursor cursor;
	struct bytes data;
	size_t space;

	if (line.len < DASH_LEN || memcmp(line.data, DASH, DASH_LEN) != 0)
		return false;
	line = slice(line, DASH_LEN, line.len);
	if (!find_byte(line, ' ', &space))
		return false;
	out->name = slice(line, 0, space);
	if (!note_name_valid(out->name) ||
	    !base64_decode(arena, slice(line, space + 1, line.len), &data) ||
	    data.len <= KEY_ID_LEN)
		return false;
	cursor = cursor_over(data);
	out->key_id = cursor_u32be(&cursor);
	out->blob = cursor.rest;
	return true;
}

enum err note_parse(struct arena *arena, struct bytes bytes, struct note *out,
		    struct diag *diag)
{
	size_t start = signatures_start(bytes);
	struct bytes rest = slice(bytes, start, bytes.len);
	size_t line_number;
	size_t count;

	if (bytes.len > NOTE_BYTES_MAX)
		return diag_error(diag, ERR_LIMIT_EXCEEDED, diag_at(NULL),
				  "the note has %zu bytes; at most %d", bytes.len,
				  NOTE_BYTES_MAX);
	if (!utf8_valid(bytes) || has_control_characters(bytes))
		return malformed(
			diag, 0,
			"the note is not UTF-8 text without control characters");
	if (start == 0 || rest.len == 0)
		return malformed(diag, 0,
				 "the note has no empty line followed by signatures");
	line_number = count_lines(slice(bytes, 0, start)) + 1;
	count = count_lines(rest);
	if (count > NOTE_SIGNATURES_MAX)
		return diag_error(diag, ERR_LIMIT_EXCEEDED, diag_at(NULL),
				  "the note has %zu signature lines; at most %d", count,
				  NOTE_SIGNATURES_MAX);
	*out = (struct note){
		.text = slice(bytes, 0, start - 1),
		.signatures = arena_array(arena, struct note_signature, count),
	};
	while (rest.len > 0) {
		struct note_signature *sig = &out->signatures[out->signature_count];
		size_t end;

		if (!find_byte(rest, '\n', &end) ||
		    !parse_signature_line(arena, slice(rest, 0, end), sig))
			return malformed(
				diag, line_number + out->signature_count,
				"a signature line is a dash (U+2014), a space, "
				"the key's name, a space, base64");
		out->signature_count++;
		rest = slice(rest, end + 1, rest.len);
	}
	return ERR_OK;
}

static struct bytes cosigned_message(struct arena *arena, struct bytes text,
				     uint64_t time_s)
{
	struct buffer buffer;

	buffer_init(&buffer, arena);
	buffer_add(&buffer,
		   bytes_of_string(arena_printf(
			   arena, "cosignature/v1\ntime %" PRIu64 "\n", time_s)));
	buffer_add(&buffer, text);
	return buffer_bytes(&buffer);
}

/* Of a line that names this key. */
static bool line_verifies(struct arena *arena, struct bytes text,
			  const struct note_key *key, struct bytes blob,
			  uint64_t *time_s)
{
	struct cursor cursor = cursor_over(blob);
	struct bytes message = text;
	struct signature signature;
	struct bytes data;

	*time_s = 0;
	if (key->type == NOTE_COSIGNATURE) {
		*time_s = cursor_u64be(&cursor);
		if (*time_s == 0 || *time_s > INT64_MAX)
			return false;
		message = cosigned_message(arena, text, *time_s);
	}
	data = cursor_take(&cursor, SIGNATURE_BYTES);
	if (!cursor_done(&cursor))
		return false;
	memcpy(signature.bytes, data.data, SIGNATURE_BYTES);
	return signature_verify(&key->key, message, &signature);
}

enum err note_verify(struct arena *arena, const struct note *note,
		     const struct note_key *keys, size_t key_count,
		     struct note_finding *findings, struct diag *diag)
{
	bool any = false;

	memset(findings, 0, key_count * sizeof(findings[0]));
	for (size_t k = 0; k < key_count; k++) {
		struct bytes name = bytes_of_string(keys[k].name);

		for (size_t s = 0; s < note->signature_count; s++) {
			const struct note_signature *sig = &note->signatures[s];

			if (sig->key_id != keys[k].id || !bytes_equal(sig->name, name))
				continue;
			if (!line_verifies(arena, note->text, &keys[k], sig->blob,
					   &findings[k].time_s))
				return diag_error(diag, ERR_CHECKPOINT_INVALID,
						  diag_at(NULL),
						  "the signature of \"%s\" does not "
						  "verify",
						  keys[k].name);
			findings[k].signed_by_key = true;
			any = true;
		}
	}
	if (!any)
		return diag_error(diag, ERR_CHECKPOINT_INVALID, diag_at(NULL),
				  "none of the expected keys signed the note");
	return ERR_OK;
}

static char *signature_line(struct arena *arena, const struct note_key *key,
			    struct bytes blob)
{
	struct buffer buffer;

	buffer_init(&buffer, arena);
	buffer_add_u32be(&buffer, key->id);
	buffer_add(&buffer, blob);
	return arena_printf(arena, DASH "%s %s\n", key->name,
			    base64_encode(arena, buffer_bytes(&buffer)));
}

char *note_signature_line(struct arena *arena, struct bytes text, const char *name,
			  const struct signing_key *key)
{
	struct note_key line =
		note_key_make(name, NOTE_ED25519, signing_key_public(key));
	struct signature signature = sign_message(key, text);

	return signature_line(arena, &line, BYTES_OF_ARRAY(signature.bytes));
}

char *note_cosignature_line(struct arena *arena, struct bytes text, const char *name,
			    const struct signing_key *key, uint64_t time_s)
{
	struct note_key line =
		note_key_make(name, NOTE_COSIGNATURE, signing_key_public(key));
	struct signature signature;
	struct buffer blob;

	ensure(time_s >= 1 && time_s <= INT64_MAX);
	signature = sign_message(key, cosigned_message(arena, text, time_s));
	buffer_init(&blob, arena);
	buffer_add_u64be(&blob, time_s);
	buffer_add(&blob, BYTES_OF_ARRAY(signature.bytes));
	return signature_line(arena, &line, buffer_bytes(&blob));
}

char *note_sign(struct arena *arena, struct bytes text, const char *name,
		const struct signing_key *key)
{
	return arena_printf(arena, "%.*s\n%s", (int)text.len, (const char *)text.data,
			    note_signature_line(arena, text, name, key));
}
