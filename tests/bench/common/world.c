#include "bench/common/world.h"

#include <stdio.h>
#include <time.h>

#include "envelope/pae.h"

#define INTERVALS         48 /* a day */
#define INTERVAL_S        1800
#define COUNTERS          6
/* A report may come at most 3,650 days late. */
#define BACK_DAYS         3600
#define WORLD_ARENA_BYTES ((size_t)1 << 28)

static const char *const series_names[BENCH_SERIES] = { "chat", "mail", "video",
							"voice" };
static const char *const counter_names[COUNTERS] = {
	"abandoned", "answered", "handled", "offered", "redialled", "within",
};

/* ---- terms ------------------------------------------------------------------------- */

static char *counter_of(struct arena *arena, const char *series, unsigned counter)
{
	return arena_printf(arena, "%s-%s", series, counter_names[counter]);
}

static void add_series(struct arena *arena, SlbTerms *terms, const char *series)
{
	char *answered = arena_printf(arena, "%s-answered", series);
	char *offered = arena_printf(arena, "%s-offered", series);
	SlbKpi *kpi;

	law_add_series(arena, terms, series, INTERVAL_S)->due_delay =
		law_delay(arena, 48, SLB_DELAY_UNIT__DELAY_UNIT_HOURS);
	for (unsigned i = 0; i < COUNTERS; i++) {
		char *name = counter_of(arena, series, i);
		SlbCounterRole role = SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER;

		if (strcmp(name, offered) == 0)
			role = SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED;
		else if (strcmp(name, answered) == 0)
			role = SLB_COUNTER_ROLE__COUNTER_ROLE_ANSWERED;
		law_add_counter(arena, terms, series, name, role);
	}
	kpi = law_add_kpi(arena, terms, arena_printf(arena, "%s-share", series),
			  SLB_COMPARATOR__COMPARATOR_AT_LEAST, "90");
	LAW_APPEND(arena, kpi, steps,
		   law_quotient(arena, "share", SLB_STAGE__STAGE_WINDOW, answered,
				offered));
	law_set_volume(arena, kpi, offered);
	kpi->abandons = SLB_ABANDON_RULE__ABANDON_RULE_ALL;
	kpi->numerator_title = arena_strdup(arena, "answered");
}

/* Not all on one day, or every month would close at the same moment. */
static int64_t first_day_of(const struct bench_world *world, size_t contract)
{
	return world->first_day + (int64_t)(contract % 32);
}

/* Those of said_terms() with what is reported here. */
static SlbTerms *terms_with(struct bench_world *world, const char *centre,
			    size_t number, size_t series_count,
			    int64_t restatement_days)
{
	struct arena *arena = &world->arena;
	int64_t first_day = first_day_of(world, number);
	SlbTerms *terms =
		said_terms(arena, civil_day_text(arena, first_day),
			   civil_day_text(arena, first_day + BENCH_LANE_REPORTS - 1));

	terms->title = arena_printf(arena, "Contacts %zu", number);
	for (size_t i = 0; i < terms->n_parties; i++) {
		if (terms->parties[i]->role == SLB_PARTY_ROLE__PARTY_ROLE_CENTRE)
			terms->parties[i]->organisation = arena_strdup(arena, centre);
	}
	terms->restatement_window =
		law_delay(arena, restatement_days, SLB_DELAY_UNIT__DELAY_UNIT_DAYS);
	terms->n_series = 0;
	terms->n_counters = 0;
	terms->n_kpis = 0;
	law_add_dimension(arena, terms, "queue");
	for (size_t i = 0; i < series_count; i++)
		add_series(arena, terms, series_names[i]);
	return terms;
}

/* ---- who, and what they agree on --------------------------------------------------- */

static void keep(struct bench_world *world, size_t *count, const struct said *said)
{
	world->setup[(*count)++] = said->envelope.received;
}

static void enrol(struct bench_world *world, size_t *count, struct speaker *root,
		  const struct speaker *speaker)
{
	struct arena *arena = &world->arena;
	struct said said = say_enrolment(arena, BENCH_ORIGIN, &world->operator, root);

	keep(world, count, &said);
	said = say_key_addition(arena, BENCH_ORIGIN, root, speaker->key,
				SLB_KEY_PURPOSE__KEY_PURPOSE_STATEMENTS);
	keep(world, count, &said);
}

static void agree(struct bench_world *world, size_t *count, size_t number,
		  size_t series_count, int64_t restatement_days)
{
	struct arena *arena = &world->arena;
	struct speaker *centre = &world->centres[bench_centre(number)];
	struct agreed *agreed = &world->contracts[number];
	SlbTerms *terms =
		terms_with(world, centre->slug, number, series_count, restatement_days);
	struct said said =
		say_offer(arena, BENCH_ORIGIN, &world->client, terms, agreed);

	keep(world, count, &said);
	said = say_acceptance(arena, BENCH_ORIGIN, centre, agreed);
	keep(world, count, &said);
}

int64_t bench_first_day(void)
{
	return (int64_t)time(NULL) / LAW_DAY_S - BACK_DAYS;
}

void bench_world_make(struct bench_world *world, int64_t first_day, size_t series_count,
		      int64_t restatement_days)
{
	size_t count = 0;

	*world = (struct bench_world){
		.first_day = first_day,
		.log_key = speaker_make("broker", 1).key,
		.notice_key = speaker_make("broker", 2).key,
		.operator= speaker_make("operator", 3),
		.client_root = speaker_make("acme", 4),
		.client = speaker_make("acme", 5),
	};
	arena_init(&world->arena, WORLD_ARENA_BYTES);
	world->client.request = 1 << 20;
	enrol(world, &count, &world->client_root, &world->client);
	for (size_t i = 0; i < BENCH_CENTRES; i++) {
		const char *slug = arena_printf(&world->arena, "centre-%zu", i);

		world->centre_roots[i] = speaker_make(slug, (uint8_t)(0x40 + i));
		world->centres[i] = speaker_make(slug, (uint8_t)(0x80 + i));
		world->centres[i].request = 1 << 20;
		enrol(world, &count, &world->centre_roots[i], &world->centres[i]);
	}
	for (size_t i = 0; i < BENCH_CONTRACTS; i++)
		agree(world, &count, i, series_count, restatement_days);
	ensure(count == BENCH_SETUP);
}

/* As enrol() and agree() say it. */
const struct speaker *bench_setup_speaker(const struct bench_world *world, size_t at)
{
	const size_t enrolments = 2 + 2 * BENCH_CENTRES;

	if (at >= enrolments)
		return at % 2 == 0
			       ? &world->client
			       : &world->centres[bench_centre((at - enrolments) / 2)];
	if (at % 2 == 0)
		return &world->operator;
	return at == 1 ? &world->client_root : &world->centre_roots[at / 2 - 1];
}

void bench_world_release(struct bench_world *world)
{
	signing_key_free(world->log_key);
	signing_key_free(world->notice_key);
	signing_key_free(world->operator.key);
	signing_key_free(world->client_root.key);
	signing_key_free(world->client.key);
	for (size_t i = 0; i < BENCH_CENTRES; i++) {
		signing_key_free(world->centre_roots[i].key);
		signing_key_free(world->centres[i].key);
	}
	arena_release(&world->arena);
}

/* ---- reports ----------------------------------------------------------------------- */

/* Knuth's MMIX; two processes with the same seed say the same. */
static uint32_t next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*state >> 33);
}

static SlbDimensionColumn *queue_column(struct arena *arena, unsigned queues)
{
	SlbDimensionColumn *column = arena_new(arena, SlbDimensionColumn);

	slb_dimension_column__init(column);
	column->dimension = arena_strdup(arena, "queue");
	column->n_values = queues;
	column->values = arena_array(arena, char *, queues);
	for (unsigned i = 0; i < queues; i++)
		column->values[i] = arena_printf(arena, "q%03u", i);
	column->n_index = (size_t)queues * INTERVALS;
	column->index = arena_array(arena, uint32_t, column->n_index);
	for (size_t row = 0; row < column->n_index; row++)
		column->index[row] = (uint32_t)(row % queues);
	return column;
}

/* The value of a counter: the parts of "offered" never add up to more than it. */
static uint64_t cell(uint64_t *seed, unsigned counter)
{
	uint64_t value = next_random(seed) % 200;

	return strcmp(counter_names[counter], "offered") == 0 ? 300 + value : value;
}

static SlbReport *make_report(struct arena *arena, const char *series, uint64_t seed,
			      unsigned queues)
{
	SlbReport *report = arena_new(arena, SlbReport);
	size_t rows = (size_t)queues * INTERVALS;

	slb_report__init(report);
	report->series = arena_strdup(arena, series);
	report->n_interval = rows;
	report->interval = arena_array(arena, uint32_t, rows);
	for (size_t row = 0; row < rows; row++)
		report->interval[row] = (uint32_t)(row / queues);
	report->n_dimensions = 1;
	report->dimensions = arena_new(arena, SlbDimensionColumn *);
	report->dimensions[0] = queue_column(arena, queues);
	report->n_columns = COUNTERS;
	report->columns = arena_array(arena, SlbColumn *, COUNTERS);
	for (unsigned i = 0; i < COUNTERS; i++) {
		SlbColumn *column = arena_new(arena, SlbColumn);

		slb_column__init(column);
		column->counter = counter_of(arena, series, i);
		column->n_values = rows;
		column->values = arena_array(arena, uint64_t, rows);
		for (size_t row = 0; row < rows; row++)
			column->values[row] = cell(&seed, i);
		report->columns[i] = column;
	}
	return report;
}

int64_t bench_lane_day(const struct bench_world *world, size_t lane)
{
	return first_day_of(world, lane % BENCH_CONTRACTS) +
	       (int64_t)world->lanes[lane].sequence;
}

struct seal_item bench_report(struct bench_world *world, struct arena *arena,
			      size_t lane, unsigned queues)
{
	const struct agreed *agreed = &world->contracts[lane % BENCH_CONTRACTS];
	struct bench_lane *at = &world->lanes[lane];
	struct speaker *centre = &world->centres[bench_centre(lane)];
	SlbStatement *statement = said_begin(arena, BENCH_ORIGIN, centre);
	SlbReport *report = make_report(arena, series_names[lane / BENCH_CONTRACTS],
					at->sequence * BENCH_LANES + lane, queues);
	SlbPosition *position = arena_new(arena, SlbPosition);
	struct seal_item item = {
		.payload_type = statement_payload_type(arena, "report"),
	};

	report->start_s = bench_lane_day(world, lane) * LAW_DAY_S;
	report->end_s = report->start_s + LAW_DAY_S;
	report->version_id = said_bytes(arena, agreed->version_id.bytes, DIGEST_BYTES);
	slb_position__init(position);
	if (at->sequence > 0)
		position->previous = said_bytes(arena, at->last.bytes, DIGEST_BYTES);
	position->sequence = ++at->sequence;
	statement->book = said_bytes(arena, agreed->contract_id, CONTRACT_BYTES);
	statement->identity_case = SLB_STATEMENT__IDENTITY_POSITION;
	statement->position = position;
	statement->body_case = SLB_STATEMENT__BODY_REPORT;
	statement->report = report;
	item.payload = pack_message(arena, &statement->base);
	at->last = pae_content_id(bytes_of_string(item.payload_type), item.payload);
	return item;
}

void bench_seal(const struct bench_world *world, struct arena *arena, size_t centre,
		const struct seal_item *items, size_t count, bool as_batch,
		struct bytes *envelopes)
{
	const struct signing_key *key = world->centres[centre].key;

	if (as_batch) {
		envelope_seal_batch(arena, items, count, &key, 1, envelopes);
		return;
	}
	for (size_t i = 0; i < count; i++)
		envelopes[i] = envelope_seal(arena, &items[i], &key, 1);
}

/* ---- how far it has come ----------------------------------------------------------- */

static FILE *open_lanes(const char *folder, const char *mode)
{
	char path[512];

	(void)snprintf(path, sizeof(path), "%s/lanes", folder);
	return fopen(path, mode);
}

bool bench_world_read(struct bench_world *world, const char *folder)
{
	FILE *file = open_lanes(folder, "rb");
	int64_t first_day;
	bool done;

	if (file == NULL)
		return false;
	done = fread(&first_day, sizeof(first_day), 1, file) == 1;
	if (done) {
		bench_world_make(world, first_day, BENCH_SERIES, BENCH_LATE_DAYS);
		done = fread(world->lanes, sizeof(world->lanes), 1, file) == 1;
	}
	(void)fclose(file);
	return done;
}

bool bench_world_write(const struct bench_world *world, const char *folder)
{
	FILE *file = open_lanes(folder, "wb");
	bool done;

	if (file == NULL)
		return false;
	done = fwrite(&world->first_day, sizeof(world->first_day), 1, file) == 1 &&
	       fwrite(world->lanes, sizeof(world->lanes), 1, file) == 1;
	return fclose(file) == 0 && done;
}
