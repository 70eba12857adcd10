#include "ledger/recent.h"

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "crypto/sign.h"

#define KEPT_MAX 32768 /* as many reports of 1 KiB as have room in 32 MiB */
#define PART_MAX 1024  /* none has more than such a part of the room */

/* Positions count all bytes that there ever were: what lies further back than the room is
 * long was overwritten. */
struct kept {
	uint64_t index;
	uint64_t position;
	size_t length;
};

struct recent {
	uint8_t *bytes;
	size_t room;
	uint64_t end;   /* position of the next */
	uint64_t count; /* that there ever were; the last of them are in kept[] */
	struct kept kept[KEPT_MAX];
};

struct recent *recent_open(size_t room)
{
	struct recent *recent = calloc(1, sizeof(*recent));

	ensure(recent != NULL);
	recent->bytes = calloc(1, room);
	ensure(recent->bytes != NULL);
	recent->room = room;
	return recent;
}

void recent_forget(struct recent *recent)
{
	if (recent == NULL)
		return;
	wipe(recent->bytes, recent->end < recent->room ? recent->end : recent->room);
	recent->end = 0;
	recent->count = 0;
}

void recent_close(struct recent *recent)
{
	if (recent == NULL)
		return;
	recent_forget(recent);
	free(recent->bytes);
	free(recent);
}

/* One lies in one piece: where the rest of the room is too short, it is left. */
static uint64_t position_for(const struct recent *recent, size_t length)
{
	size_t at = recent->end % recent->room;

	return at + length <= recent->room ? recent->end
					   : recent->end + (recent->room - at);
}

void recent_keep(struct recent *recent, uint64_t index, struct bytes envelope)
{
	struct kept kept = { .index = index, .length = envelope.len };

	if (recent == NULL || envelope.len > recent->room / PART_MAX)
		return;
	ensure(recent->count == 0 ||
	       recent->kept[(recent->count - 1) % KEPT_MAX].index < index);
	kept.position = position_for(recent, envelope.len);
	memcpy(&recent->bytes[kept.position % recent->room], envelope.data,
	       envelope.len);
	recent->kept[recent->count++ % KEPT_MAX] = kept;
	recent->end = kept.position + envelope.len;
}

/* The first of which the index is not less; there may be none. */
static uint64_t search(const struct recent *recent, uint64_t index)
{
	uint64_t first = recent->count > KEPT_MAX ? recent->count - KEPT_MAX : 0;
	uint64_t end = recent->count;

	while (first < end) {
		uint64_t middle = first + (end - first) / 2;

		if (recent->kept[middle % KEPT_MAX].index < index)
			first = middle + 1;
		else
			end = middle;
	}
	return first;
}

bool recent_find(const struct recent *recent, uint64_t index, struct bytes *envelope)
{
	const struct kept *kept;
	uint64_t at;

	if (recent == NULL)
		return false;
	at = search(recent, index);
	if (at == recent->count)
		return false;
	kept = &recent->kept[at % KEPT_MAX];
	if (kept->index != index || kept->position + recent->room < recent->end)
		return false;
	*envelope = (struct bytes){ &recent->bytes[kept->position % recent->room],
				    kept->length };
	return true;
}
