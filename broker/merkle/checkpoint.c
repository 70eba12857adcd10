#include "merkle/checkpoint.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "base/ensure.h"

char *checkpoint_text(struct arena *arena, const struct checkpoint *checkpoint)
{
	ensure(note_name_valid(bytes_of_string(checkpoint->origin)));
	ensure(checkpoint->tree.size <= TREE_SIZE_MAX);
	return arena_printf(arena, "%s\n%" PRIu64 "\n%s\n", checkpoint->origin,
			    checkpoint->tree.size,
			    base64_encode(arena, digest_bytes(&checkpoint->tree.root)));
}

/* The next line without its LF; false when there is no further LF. */
static bool take_line(struct bytes *rest, struct bytes *line)
{
	for (size_t len = 0; len < rest->len; len++) {
		if (rest->data[len] != '\n')
			continue;
		*line = (struct bytes){ rest->data, len };
		*rest = (struct bytes){ rest->data + len + 1, rest->len - len - 1 };
		return true;
	}
	return false;
}

/* Decimal digits, no leading zero but in "0", at most TREE_SIZE_MAX. */
static bool parse_size(struct bytes digits, uint64_t *out)
{
	uint64_t size = 0;

	if (digits.len == 0 || (digits.data[0] == '0' && digits.len > 1))
		return false;
	for (size_t i = 0; i < digits.len; i++) {
		uint64_t digit = (uint64_t)digits.data[i] - '0';

		if (digit > 9 || size > ((uint64_t)TREE_SIZE_MAX - digit) / 10)
			return false;
		size = 10 * size + digit;
	}
	*out = size;
	return true;
}

static enum err malformed(struct diag *diag, uint32_t line, const char *what)
{
	struct diag_place place = { .line = line };

	return diag_error(diag, ERR_CHECKPOINT_INVALID, place, "%s", what);
}

enum err checkpoint_parse(struct arena *arena, struct bytes text,
			  struct checkpoint *out, struct diag *diag)
{
	struct digest empty = treehash_empty();
	struct bytes rest = text;
	uint32_t line_number = 4;
	struct bytes root;
	struct bytes line;

	if (!take_line(&rest, &line) || !note_name_valid(line))
		return malformed(diag, 1, "a checkpoint begins with the log's origin");
	out->origin = arena_strndup(arena, (const char *)line.data, line.len);
	if (!take_line(&rest, &line) || !parse_size(line, &out->tree.size))
		return malformed(diag, 2,
				 "expected the number of entries in decimal digits");
	if (!take_line(&rest, &line) || !base64_decode(arena, line, &root) ||
	    !digest_from_bytes(root, &out->tree.root))
		return malformed(diag, 3, "expected the root: base64 of 32 bytes");
	if (out->tree.size == 0 && !digest_equal(&out->tree.root, &empty))
		return malformed(diag, 3, "this is not the root of an empty log");
	for (; take_line(&rest, &line); line_number++) {
		if (line.len == 0)
			return malformed(diag, line_number,
					 "an extension line is not empty");
	}
	if (rest.len != 0)
		return malformed(diag, line_number, "the last line has no end");
	return ERR_OK;
}

char *checkpoint_sign(struct arena *arena, const struct checkpoint *checkpoint,
		      const struct signing_key *key)
{
	return note_sign(arena, bytes_of_string(checkpoint_text(arena, checkpoint)),
			 checkpoint->origin, key);
}

enum err checkpoint_read(struct arena *arena, struct bytes note, struct checkpoint *out,
			 struct diag *diag)
{
	struct note parsed;
	enum err err = note_parse(arena, note, &parsed, diag);

	return err == ERR_OK ? checkpoint_parse(arena, parsed.text, out, diag) : err;
}

enum err checkpoint_open(struct arena *arena, struct bytes note,
			 const struct note_key *log_key, struct checkpoint *out,
			 struct diag *diag)
{
	struct note_finding finding;
	struct note parsed;
	enum err err;

	err = note_parse(arena, note, &parsed, diag);
	if (err != ERR_OK)
		return err;
	err = note_verify(arena, &parsed, log_key, 1, &finding, diag);
	if (err != ERR_OK)
		return err;
	err = checkpoint_parse(arena, parsed.text, out, diag);
	if (err != ERR_OK)
		return err;
	if (strcmp(out->origin, log_key->name) != 0)
		return diag_error(diag, ERR_CHECKPOINT_INVALID, diag_at(NULL),
				  "the checkpoint is of \"%s\"; expected \"%s\"",
				  out->origin, log_key->name);
	return ERR_OK;
}
