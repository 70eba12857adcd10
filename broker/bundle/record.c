#include <inttypes.h>
#include <string.h>

#include "bundle/opening.h"
#include "envelope/envelope.h"
#include "envelope/unpack.h"

/* ---- bytes -------------------------------------------------------------------- */

bool bundle_begins(struct bytes first)
{
	struct bytes magic = bytes_of_string(BUNDLE_MAGIC);

	return first.len >= magic.len && memcmp(first.data, magic.data, magic.len) == 0;
}

void bundle_length(size_t record_bytes, uint8_t out[BUNDLE_LENGTH_BYTES])
{
	for (unsigned i = 0; i < BUNDLE_LENGTH_BYTES; i++)
		out[i] = (uint8_t)(record_bytes >> (24 - 8 * i));
}

/* *whole: all of them were there. */
static enum err read_bytes(struct bundle *bundle, uint64_t offset, uint8_t *out,
			   size_t len, bool *whole)
{
	const struct bundle_source *source = &bundle->source;
	size_t got = 0;
	enum err err = source->read(source->context, offset, out, len, &got);

	*whole = got == len;
	return err;
}

static enum err cut_short(struct bundle *bundle)
{
	return bundle_wrong(bundle, ERR_BUNDLE_FORM,
			    "the file ends within the record at byte %" PRIu64
			    ", or before its last record: it is not whole",
			    bundle->offset);
}

enum err read_magic(struct bundle *bundle)
{
	uint8_t first[sizeof(BUNDLE_MAGIC) - 1];
	bool whole;
	enum err err = read_bytes(bundle, 0, first, sizeof(first), &whole);

	if (err != ERR_OK)
		return err;
	if (!whole || !bundle_begins(BYTES_OF_ARRAY(first)))
		return bundle_wrong(bundle, ERR_BUNDLE_FORM,
				    "this is no bundle of evidence: one begins with "
				    "\"slb-evidence/1\" and a line feed");
	bundle->offset = sizeof(first);
	return ERR_OK;
}

enum err check_file_ends(struct bundle *bundle)
{
	uint8_t byte;
	bool whole;
	enum err err = read_bytes(bundle, bundle->offset, &byte, 1, &whole);

	if (err != ERR_OK || !whole)
		return err;
	return bundle_wrong(bundle, ERR_BUNDLE_FORM,
			    "something stands after the last record, at byte %" PRIu64,
			    bundle->offset);
}

/* ---- records ------------------------------------------------------------------ */

static enum err read_length(struct bundle *bundle, size_t *len)
{
	uint8_t bytes[BUNDLE_LENGTH_BYTES];
	struct cursor cursor = cursor_over(BYTES_OF_ARRAY(bytes));
	bool whole;
	enum err err = read_bytes(bundle, bundle->offset, bytes, sizeof(bytes), &whole);

	if (err != ERR_OK)
		return err;
	if (!whole)
		return cut_short(bundle);
	*len = cursor_u32be(&cursor);
	if (*len > 0 && *len <= BUNDLE_RECORD_BYTES_MAX)
		return ERR_OK;
	return bundle_wrong(bundle, ERR_BUNDLE_FORM,
			    "the record at byte %" PRIu64
			    " would have %zu bytes; it has 1 to %d",
			    bundle->offset, *len, BUNDLE_RECORD_BYTES_MAX);
}

static enum err unpack(struct bundle *bundle, struct arena *arena, struct bytes wire,
		       struct record *out)
{
	ProtobufCMessage *message = NULL;
	enum err err = unpack_message(arena, &slb_evidence_record__descriptor, wire,
				      &message, &bundle->diag);

	if (err != ERR_OK)
		return bundle_wrong(bundle, ERR_BUNDLE_FORM,
				    "the record at byte %" PRIu64
				    " is not written as one",
				    bundle->offset);
	out->message = (const SlbEvidenceRecord *)message;
	return ERR_OK;
}

enum err read_record(struct bundle *bundle, struct arena *arena, struct record *out)
{
	uint8_t *wire;
	size_t len = 0;
	bool whole;
	enum err err = read_length(bundle, &len);

	if (err != ERR_OK)
		return err;
	wire = arena_alloc(arena, len);
	*out = (struct record){ bundle->offset + BUNDLE_LENGTH_BYTES, len, NULL };
	err = read_bytes(bundle, out->offset, wire, len, &whole);
	if (err != ERR_OK)
		return err;
	if (!whole)
		return cut_short(bundle);
	err = unpack(bundle, arena, (struct bytes){ wire, len }, out);
	bundle->offset = out->offset + len;
	return err;
}

/* ---- envelopes again ---------------------------------------------------------- */

/* In the one form of the bytes the envelope is what a record of an entry ends with. */
enum err keep_place(struct bundle *bundle, const struct record *record)
{
	const SlbLoggedStatement *entry = record->message->entry->entry;
	struct place *place;

	if (bundle->place_count == bundle->place_room) {
		size_t room = bundle->place_room == 0 ? 256 : 2 * bundle->place_room;
		struct place *grown =
			arena_try_alloc_array(&bundle->arena, room, sizeof(*grown));

		if (grown == NULL)
			return bundle_wrong(bundle, ERR_LIMIT_EXCEEDED,
					    "the bundle has more entries than fit the "
					    "memory that is set aside for it");
		if (bundle->place_count > 0)
			memcpy(grown, bundle->places,
			       bundle->place_count * sizeof(*grown));
		bundle->places = grown;
		bundle->place_room = room;
	}
	place = &bundle->places[bundle->place_count++];
	place->index = entry->log_index;
	place->len = entry->envelope.len;
	place->offset = record->offset + record->len - place->len;
	return ERR_OK;
}

static const struct place *find_place(const struct bundle *bundle, uint64_t index)
{
	size_t low = 0, high = bundle->place_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (bundle->places[middle].index < index)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == bundle->place_count || bundle->places[low].index != index)
		return NULL;
	return &bundle->places[low];
}

static enum err read_envelope(void *context, struct arena *arena, uint64_t index,
			      struct bytes *envelope)
{
	struct bundle *bundle = context;
	const struct place *place = find_place(bundle, index);
	uint8_t *bytes;
	bool whole;
	enum err err;

	if (place == NULL)
		return ERR_LOG_ENTRY;
	if (place->len == 0)
		return ERR_EVIDENCE_ERASED;
	bytes = arena_try_alloc(arena, place->len);
	if (bytes == NULL)
		return ERR_LIMIT_EXCEEDED;
	err = read_bytes(bundle, place->offset, bytes, place->len, &whole);
	if (err == ERR_OK && !whole)
		err = ERR_IO;
	*envelope = (struct bytes){ bytes, place->len };
	return err;
}

struct act_reader envelope_reader(struct bundle *bundle)
{
	return (struct act_reader){ .read = read_envelope, .context = bundle };
}

enum err bundle_statement_read(struct bundle *bundle, struct arena *arena,
			       uint64_t index, struct bundle_statement *out,
			       struct diag *diag)
{
	struct envelope envelope;
	struct bytes received;
	enum err err = read_envelope(bundle, arena, index, &received);

	if (err != ERR_OK)
		return err;
	err = envelope_parse(arena, received, &envelope, diag);
	if (err == ERR_OK)
		err = statement_parse(arena, &envelope, bundle->facts.checkpoint.origin,
				      &out->message, diag);
	if (err == ERR_OK)
		out->content_id = envelope.content_id;
	return err;
}
