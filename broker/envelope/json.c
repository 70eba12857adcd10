#include <inttypes.h>

#include "envelope/envelope.h"

static char *base64_of(struct arena *arena, ProtobufCBinaryData data)
{
	return base64_encode(arena, (struct bytes){ data.data, data.len });
}

static void add_batch(struct text *json, const SlbBatchPath *batch)
{
	text_printf(json,
		    ",\"batch\":{\"size\":\"%" PRIu64 "\",\"index\":\"%" PRIu64
		    "\",\"hashes\":[",
		    batch->size, batch->index);
	for (size_t i = 0; i < batch->n_hashes; i++)
		text_printf(json, "%s\"%s\"", i == 0 ? "" : ",",
			    base64_of(json->arena, batch->hashes[i]));
	text_add(json, "]}");
}

/* Nothing needs escaping: the type is one of ours, the key id is hex, the rest base64. */
char *envelope_json(struct arena *arena, const struct envelope *envelope)
{
	const SlbEnvelope *message = envelope->message;
	struct text json;

	text_init(&json, arena);
	text_printf(&json,
		    "{\"payload\":\"%s\",\"payloadType\":\"%s\",\"signatures\":[",
		    base64_of(arena, message->payload), message->payload_type);
	for (size_t i = 0; i < message->n_signatures; i++) {
		const SlbSignature *signature = message->signatures[i];

		text_printf(&json, "%s{\"keyid\":\"%s\",\"sig\":\"%s\"",
			    i == 0 ? "" : ",", signature->keyid,
			    base64_of(arena, signature->sig));
		if (signature->batch != NULL)
			add_batch(&json, signature->batch);
		text_add(&json, "}");
	}
	text_add(&json, "]}");
	return json.chars;
}
