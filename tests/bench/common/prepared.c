#include "bench/common/prepared.h"

#include "slabroker/v1/statement_service.pb-c.h"

#define ARENA_BYTES   ((size_t)8 << 30)
#define SCRATCH_BYTES ((size_t)1 << 30)

static ProtobufCBinaryData binary(struct bytes bytes)
{
	union {
		const uint8_t *given;
		uint8_t *taken;
	} data = { .given = bytes.data };

	return (ProtobufCBinaryData){ .len = bytes.len, .data = data.taken };
}

static struct bytes pack_one(struct prepared *prepared, struct bytes envelope,
			     bool is_stream)
{
	ProtobufCBinaryData item = binary(envelope);
	SlbSubmitStreamRequest stream;
	SlbSubmitRequest unary;

	if (!is_stream) {
		slb_submit_request__init(&unary);
		unary.envelope = item;
		return pack_message(&prepared->arena, &unary.base);
	}
	slb_submit_stream_request__init(&stream);
	stream.n_envelopes = 1;
	stream.envelopes = &item;
	return pack_message(&prepared->arena, &stream.base);
}

static struct bytes pack_many(struct prepared *prepared, const struct bytes *envelopes)
{
	ProtobufCBinaryData items[PREPARED_BATCH];
	SlbSubmitStreamRequest stream;

	for (size_t i = 0; i < PREPARED_BATCH; i++)
		items[i] = binary(envelopes[i]);
	slb_submit_stream_request__init(&stream);
	stream.n_envelopes = PREPARED_BATCH;
	stream.envelopes = items;
	return pack_message(&prepared->arena, &stream.base);
}

static void add(struct prepared *prepared, size_t line, struct bytes message)
{
	struct prepared_line *to = &prepared->lines[line];

	to->messages[to->count++] = message;
}

/* A report of each lane of one centre: 64 statements. */
static void prepare_round(struct prepared *prepared, struct bench_world *world,
			  const struct prepare *prepare, size_t centre)
{
	struct seal_item items[PREPARED_BATCH];
	struct bytes envelopes[PREPARED_BATCH];
	struct arena scratch;

	arena_init(&scratch, SCRATCH_BYTES);
	for (size_t i = 0; i < PREPARED_BATCH; i++)
		items[i] = bench_report(world, &scratch, centre + i * BENCH_CENTRES,
					prepare->queues);
	bench_seal(world, &scratch, centre, items, PREPARED_BATCH, prepare->as_batch,
		   envelopes);
	if (prepare->is_many)
		add(prepared, centre, pack_many(prepared, envelopes));
	for (size_t i = 0; i < PREPARED_BATCH && !prepare->is_many; i++)
		add(prepared, centre + i * BENCH_CENTRES,
		    pack_one(prepared, envelopes[i], prepare->is_stream));
	arena_release(&scratch);
}

void prepared_make(struct prepared *prepared, struct bench_world *world,
		   const struct prepare *prepare)
{
	size_t round_size = prepare->centre_count * PREPARED_BATCH;
	size_t rounds = (prepare->statement_count + round_size - 1) / round_size;

	*prepared = (struct prepared){
		.per_message = prepare->is_many ? PREPARED_BATCH : 1,
		.line_count = prepare->is_many ? BENCH_CENTRES : BENCH_LANES,
	};
	arena_init(&prepared->arena, ARENA_BYTES);
	for (size_t line = 0; line < prepared->line_count; line++)
		prepared->lines[line].messages =
			arena_array(&prepared->arena, struct bytes, rounds);
	for (size_t round = 0; round < rounds; round++) {
		for (size_t i = 0; i < prepare->centre_count; i++)
			prepare_round(prepared, world, prepare,
				      prepare->first_centre + i);
	}
}

void prepared_release(struct prepared *prepared)
{
	arena_release(&prepared->arena);
}
