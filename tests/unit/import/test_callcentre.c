#include <criterion/criterion.h>
#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "sample.h"
#include "support/callcentre.h"

/*
 * What is imported from a contact centre that does not exist is what happened in it, in
 * every interval of every queue: for many centres, whole logs and cut ones.
 */

#define SEEDS      12
#define INTERVAL_S 1800
#define START_S    1772409600 /* 2026-03-02T00:00Z */

static const struct {
	const char *counter;
	size_t offset;
} counters[] = {
#define ROW(name)                                               \
	{                                                       \
#name, offsetof(struct callcentre_counts, name) \
	}
	ROW(offered),
	ROW(answered),
	ROW(abandoned),
	ROW(flowout_timeout),
	ROW(flowout_key),
	ROW(flowout_empty),
	ROW(withdrawn),
	ROW(agent_dump),
	ROW(incompatible),
	ROW(open),
	ROW(handled),
	ROW(transfers_blind),
	ROW(transfers_attended),
	ROW(ring_no_answer),
	ROW(wait_answered_s),
	ROW(wait_abandoned_s),
	ROW(max_wait_s),
	ROW(talk_s),
#undef ROW
};

static uint64_t count_at(const struct callcentre_counts *counts, size_t offset)
{
	uint64_t value;
	memcpy(&value, (const char *)counts + offset, sizeof(value));
	return value;
}

/* The place of a row in a report; SIZE_MAX when it has none. */
static size_t find_row(const SlbReport *report, uint32_t interval, const char *queue)
{
	const SlbDimensionColumn *queues = report->dimensions[0];
	for (size_t i = 0; i < report->n_interval; i++) {
		if (report->interval[i] == interval &&
		    strcmp(queues->values[queues->index[i]], queue) == 0)
			return i;
	}
	return SIZE_MAX;
}

static void check_row(const SlbReport *report, size_t row,
		      const struct callcentre_counts *counts, const char *where)
{
	for (size_t c = 0; c < ARRAY_SIZE(counters); c++) {
		uint64_t truth = count_at(counts, counters[c].offset);
		cr_assert_str_eq(report->columns[c]->counter, counters[c].counter);
		if (report->columns[c]->present.len > 0)
			continue; /* not measured */
		cr_assert_eq(report->columns[c]->values[row], truth,
			     "%s: %s is %" PRIu64 ", happened %" PRIu64, where,
			     counters[c].counter, report->columns[c]->values[row],
			     truth);
	}
	for (size_t b = 0; b < 3; b++)
		cr_assert_eq(report->histograms[0]->counts[row * 3 + b],
			     counts->answered_by_wait[b], "%s: bucket %zu", where, b);
}

/* Every interval of the queues of one kind, and no row beside them. */
static void check(const struct sample *sample, const struct callcentre *centre,
		  bool chat, struct callcentre_lines lines)
{
	const SlbReport *report = sample->result.reports[0];
	size_t rows = 0;

	cr_assert_eq(sample->error, ERR_OK);
	cr_assert_eq(sample->result.report_count, 1);
	for (unsigned queue = 0; queue < centre->queue_count; queue++) {
		for (uint32_t i = 0; i < 48 && centre->is_chat[queue] == chat; i++) {
			const char *name = centre->queue_names[queue];
			int64_t from_s = START_S + (int64_t)i * INTERVAL_S;
			struct callcentre_counts counts = callcentre_count(
				centre, queue, from_s, from_s + INTERVAL_S, lines);
			size_t row = find_row(report, i, name);
			cr_assert_eq(row != SIZE_MAX, counts.offered > 0, "%s %u", name,
				     i);
			if (row == SIZE_MAX)
				continue;
			check_row(report, row, &counts, name);
			rows++;
		}
	}
	cr_assert_eq(report->n_interval, rows);
}

static void live(struct callcentre *centre, struct sample *sample, uint64_t seed)
{
	struct callcentre_plan plan = {
		.seed = seed,
		.start_s = START_S,
		.days = 1,
		.voice_queues = 1 + (unsigned)(seed % 3),
		.chat_queues = 1,
		.calls_per_day = 150,
		.agents = 1 + (unsigned)(seed % 4),
		.lost_ends = seed % 2 ? 0 : 40,
	};
	callcentre_live(centre, &sample->arena, &plan);
}

static const struct callcentre_lines all_lines = { 1, UINT32_MAX };

Test(callcentre, a_log_is_counted_as_it_happened)
{
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct callcentre centre;
		struct sample sample;
		sample_open(&sample, "import/callcentre.terms", NULL);
		live(&centre, &sample, seed);
		sample_import(&sample, text_chars(&centre.log));
		check(&sample, &centre, false, all_lines);
		cr_assert_eq(sample.result.summary.lines, centre.line_count);
		cr_assert_eq(sample_remarks(&sample, REMARK_NO_ENTRY), 0);
		cr_assert_eq(sample_remarks(&sample, REMARK_NUMBER_DAMAGED), 0);
		sample_close(&sample);
	}
}

Test(callcentre, a_table_of_contacts_is_counted_as_it_happened)
{
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct callcentre centre;
		struct sample sample;
		sample_open(&sample, "import/callcentre.terms",
			    "tests/vectors/import/chat.mapping");
		live(&centre, &sample, seed);
		sample_import(&sample, text_chars(&centre.contacts));
		check(&sample, &centre, true, all_lines);
		sample_close(&sample);
	}
}

/* Where a line of the log begins. */
static const char *line_of(const struct callcentre *centre, uint32_t line)
{
	const char *at = centre->log.chars;
	while (--line > 0)
		at = strchr(at, '\n') + 1;
	return at;
}

Test(callcentre, a_log_cut_at_both_ends_is_counted_as_far_as_it_goes)
{
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct callcentre centre;
		struct sample sample;
		sample_open(&sample, "import/callcentre.terms", NULL);
		live(&centre, &sample, seed);
		struct callcentre_lines lines = {
			.first = 2 + (uint32_t)(seed * 37 % (centre.line_count / 3)),
			.last = centre.line_count -
				(uint32_t)(seed * 53 % (centre.line_count / 3)),
		};
		const char *from = line_of(&centre, lines.first);
		const char *to = line_of(&centre, lines.last + 1);
		sample_import(&sample,
			      arena_strndup(&sample.arena, from, (size_t)(to - from)));
		check(&sample, &centre, false, lines);
		sample_close(&sample);
	}
}

static void import_two(struct sample *sample, struct bytes first, struct bytes second)
{
	struct import_file files[] = { { "queue_log.1", first },
				       { "queue_log", second } };
	sample->request.terms = sample->terms;
	sample->request.files = files;
	sample->request.file_count = 2;
	sample->error = import_run(&sample->arena, &sample->request, &sample->result,
				   &sample->diag);
}

Test(callcentre, a_rotated_log_is_counted_as_one)
{
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct callcentre centre;
		struct sample sample;
		sample_open(&sample, "import/callcentre.terms", NULL);
		live(&centre, &sample, seed);
		const char *log = text_chars(&centre.log);
		const char *cut =
			line_of(&centre, centre.line_count / 2 + (uint32_t)seed);
		struct bytes first = { (const uint8_t *)log, (size_t)(cut - log) };
		import_two(&sample, first, bytes_of_string(cut));
		check(&sample, &centre, false, all_lines);
		sample_close(&sample);
	}
}

/* Lines of different seconds or calls change places: nothing else may change. */
Test(callcentre, lines_slightly_out_of_order_count_the_same)
{
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct callcentre centre;
		struct sample sample;
		sample_open(&sample, "import/callcentre.terms", NULL);
		live(&centre, &sample, seed);
		struct text swapped;
		text_init(&swapped, &sample.arena);
		const char *at = text_chars(&centre.log);
		while (*at != '\0') {
			const char *next = strchr(at, '\n') + 1;
			const char *after = *next ? strchr(next, '\n') + 1 : next;
			bool other_second = strncmp(at, next, 10) != 0;
			if (other_second && *next)
				text_add_n(&swapped, next, (size_t)(after - next));
			text_add_n(&swapped, at, (size_t)(next - at));
			if (!other_second && *next)
				text_add_n(&swapped, next, (size_t)(after - next));
			at = after;
		}
		sample_import(&sample, text_chars(&swapped));
		check(&sample, &centre, false, all_lines);
		sample_close(&sample);
	}
}

Test(callcentre, one_seed_is_one_centre)
{
	struct callcentre a;
	struct callcentre b;
	struct sample sample;
	sample_open(&sample, "import/callcentre.terms", NULL);
	live(&a, &sample, 5);
	live(&b, &sample, 5);
	cr_expect_str_eq(text_chars(&a.log), text_chars(&b.log));
	live(&b, &sample, 6);
	cr_expect_str_neq(text_chars(&a.log), text_chars(&b.log));
	sample_close(&sample);
}
