#include <string.h>

#include "state/state.h"

void state_changes_init(struct state_changes *changes, struct arena *arena)
{
	*changes = (struct state_changes){ .arena = arena };
}

static struct bytes copy(struct arena *arena, struct bytes bytes)
{
	return (struct bytes){ (const uint8_t *)arena_strndup(
				       arena, (const char *)bytes.data, bytes.len),
			       bytes.len };
}

static struct store_put *add_put(struct state_changes *changes)
{
	if (changes->count == changes->room) {
		size_t room = changes->room == 0 ? 16 : 2 * changes->room;
		struct store_put *grown =
			arena_array(changes->arena, struct store_put, room);

		if (changes->count > 0)
			memcpy(grown, changes->puts, changes->count * sizeof(*grown));
		changes->puts = grown;
		changes->room = room;
	}
	return &changes->puts[changes->count++];
}

void state_put(struct state_changes *changes, const struct row_key *key,
	       const ProtobufCMessage *row)
{
	struct store_put *put = add_put(changes);
	size_t len = protobuf_c_message_get_packed_size(row);
	uint8_t *value = arena_alloc(changes->arena, len);

	put->op = STORE_PUT;
	put->table = TABLE_ROWS;
	put->key = copy(changes->arena, row_key_bytes(key));
	put->value = (struct bytes){ value, protobuf_c_message_pack(row, value) };
}

void state_delete(struct state_changes *changes, const struct row_key *key)
{
	struct store_put *put = add_put(changes);

	put->op = STORE_DELETE;
	put->table = TABLE_ROWS;
	put->key = copy(changes->arena, row_key_bytes(key));
}

static void put_due(struct state_changes *changes, enum store_op op,
		    const struct due_key *key)
{
	struct store_put *put = add_put(changes);

	put->op = op;
	put->table = TABLE_DUE;
	put->key = copy(changes->arena, BYTES_OF_ARRAY(key->bytes));
}

void state_put_due(struct state_changes *changes, const struct due_key *key)
{
	put_due(changes, STORE_PUT, key);
}

void state_delete_due(struct state_changes *changes, const struct due_key *key)
{
	put_due(changes, STORE_DELETE, key);
}

enum err state_apply(struct store_write *write, const struct state_changes *changes)
{
	return changes->count == 0
		       ? ERR_OK
		       : store_put_many(write, changes->puts, changes->count);
}
