/*
 * Judges cases from standard input for run.py.
 *
 * A case: u32 length, Terms; i64 as_of_s; u32 count; for each report u64 sequence, u32
 * length, Report.  All numbers big-endian.  The answer: u32 length and a Judgement, or
 * u32 0xffffffff, u32 length and the refusal in words.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "base/ensure.h"
#include "contract/check.h"
#include "notice/judgement.h"
#include "slabroker/v1/contract.pb-c.h"
#include "slabroker/v1/report.pb-c.h"
#include "slabroker/v1/verdict.pb-c.h"

#define CASE_ARENA_BYTES ((size_t)1 << 30)

static uint64_t read_number(size_t width)
{
	uint64_t value = 0;

	for (size_t i = 0; i < width; i++) {
		int byte = getchar();

		if (byte == EOF)
			exit(i == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
		value = value << 8 | (uint64_t)byte;
	}
	return value;
}

static struct bytes read_block(struct arena *arena)
{
	size_t len = (size_t)read_number(4);
	uint8_t *data = arena_alloc(arena, len + 1);

	ensure(fread(data, 1, len, stdin) == len);
	return (struct bytes){ data, len };
}

static void write_block(const uint8_t *data, size_t len)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		putchar((int)(len >> shift & 0xff));
	(void)fwrite(data, 1, len, stdout);
}

static void write_refusal(struct arena *arena, const struct diag *diag)
{
	struct text text;

	text_init(&text, arena);
	for (const struct diag_item *item = diag->first; item; item = item->next)
		text_printf(&text, "%s%s\n", diag_place_text(arena, item->place),
			    item->text);
	for (int i = 0; i < 4; i++)
		putchar(0xff);
	write_block((const uint8_t *)text_chars(&text), text.len);
}

static void write_judgement(struct arena *arena, const SlbJudgement *judgement)
{
	size_t len = slb_judgement__get_packed_size(judgement);
	uint8_t *data = arena_alloc(arena, len + 1);

	ensure(slb_judgement__pack(judgement, data) == len);
	write_block(data, len);
}

static void *arena_for_protobuf(void *arena, size_t size)
{
	return arena_alloc(arena, size);
}

static void free_nothing(void *arena, void *memory)
{
	(void)arena;
	(void)memory;
}

/* Read, check and judge one case. */
static void run_case(struct arena *arena)
{
	ProtobufCAllocator allocator = { .alloc = arena_for_protobuf,
					 .free = free_nothing,
					 .allocator_data = arena };
	static const uint8_t version[32] = { 0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10,
					     11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
					     22, 23, 24, 25, 26, 27, 28, 29, 30, 31 };
	struct bytes block = read_block(arena);
	SlbTerms *terms = slb_terms__unpack(&allocator, block.len, block.data);
	int64_t as_of_s = (int64_t)read_number(8);
	size_t count = (size_t)read_number(4);
	struct report_input *inputs = arena_array(arena, struct report_input, count);
	struct judgement_request request = { .terms = terms,
					     .version_id = BYTES_OF_ARRAY(version),
					     .reports = inputs,
					     .report_count = count,
					     .as_of_s = as_of_s };
	SlbJudgement *judgement = NULL;
	struct diag diag;

	for (size_t i = 0; i < count; i++) {
		inputs[i].sequence = read_number(8);
		block = read_block(arena);
		inputs[i].report =
			slb_report__unpack(&allocator, block.len, block.data);
		inputs[i].source = arena_printf(arena, "report %zu", i + 1);
	}
	diag_init(&diag, arena);
	if (contract_check(arena, terms, &diag) != ERR_OK ||
	    judge(arena, &request, &judgement, &diag) != ERR_OK)
		write_refusal(arena, &diag);
	else
		write_judgement(arena, judgement);
	(void)fflush(stdout);
}

int main(void)
{
	struct arena arena;

	arena_init(&arena, CASE_ARENA_BYTES);
	for (;;) {
		run_case(&arena);
		arena_release(&arena);
	}
}
