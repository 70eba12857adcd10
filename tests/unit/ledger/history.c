#include "history.h"

#include "ledger/log_time.h"

#define HOUR_MS     INT64_C(3600000)
#define ARENA_BYTES ((size_t)1 << 30) /* it keeps all that is ever said */

/* splitmix64: the same history from the same seed. */
uint64_t history_pick(struct history *history, uint64_t count)
{
	uint64_t z = (history->seed += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (z ^ (z >> 31)) % count;
}

bool history_one_in(struct history *history, uint64_t count)
{
	return history_pick(history, count) == 0;
}

/* ---- saying -------------------------------------------------------------------------- */

struct said history_sign(struct history *h, const SlbStatement *statement,
			 const struct speaker *speaker)
{
	const struct act_kind *kind = act_kind((unsigned)statement->body_case);

	return said_sign(&h->world.folder.arena, kind->name, statement, speaker->key);
}

static void keep(struct history *h, const struct said *said)
{
	size_t place = h->kept_count < HISTORY_KEPT ? h->kept_count++
						    : history_pick(h, HISTORY_KEPT);

	h->kept[place] = *said;
}

bool history_say(struct history *h, const struct said *said)
{
	struct answered *answered = world_say(&h->world, said);
	unsigned kind = (unsigned)said->statement->body_case;
	enum err err = answered->err;
	bool is_new = err == ERR_OK && !answered->receipt.logged_before;

	/* A refusal of the acts: no fault of the broker, of its disk or its clock. */
	cr_assert(err_grpc(err) != 13 && err_grpc(err) != 14, "%s: %s", err_name(err),
		  law_said(&answered->diag));
	h->statements++;
	h->taken[kind] += is_new;
	h->repeated += err == ERR_OK && !is_new;
	h->refused[err] += err != ERR_OK;
	arena_release(&answered->arena);
	keep(h, said);
	return is_new;
}

const ProtobufCMessage *history_row(struct history *h, const struct row_key *key)
{
	struct arena *arena = &h->world.folder.arena;
	const ProtobufCMessage *row = NULL;
	struct store_view *view = NULL;
	struct state state;

	cr_assert_eq(store_read_begin(h->world.log, &h->world.folder.diag, &view),
		     ERR_OK);
	state_init(&state, arena, view);
	cr_assert_eq(state_fetch(&state, key, &row), ERR_OK);
	store_read_end(view);
	return row;
}

/* ---- time ---------------------------------------------------------------------------- */

static int64_t last_ms(struct history *h)
{
	return ledger_status(h->world.ledger).last_ms;
}

/* As a broker that runs: what is due is told when it is due. */
static void run_for(struct history *h, int64_t length_ms)
{
	int64_t until_ms = last_ms(h) + length_ms;

	while (last_ms(h) + LOG_TIME_CLOCK_MS < until_ms)
		world_tick(&h->world, last_ms(h) + LOG_TIME_CLOCK_MS);
	world_tick(&h->world, until_ms);
}

/* As one that was away, and whose operator confirms the time. */
static void leap(struct history *h, int64_t length_ms)
{
	struct said said;

	h->world.now_ms = last_ms(h) + length_ms;
	said = say_clock_correction(&h->world.folder.arena, WORLD_ORIGIN,
				    &h->world.operator, h->world.now_ms);
	cr_assert(history_say(h, &said));
}

static void let_pass(struct history *h)
{
	switch (history_pick(h, 8)) {
	case 0:
		run_for(h, (int64_t)history_pick(h, 16) * HOUR_MS);
		break;
	case 1:
		leap(h, 2 * HOUR_MS + (int64_t)history_pick(h, 100) * HOUR_MS);
		break;
	case 2:
		world_tick(&h->world, last_ms(h) + (int64_t)history_pick(h, HOUR_MS));
		break;
	default:
		world_tick(&h->world, last_ms(h) + (int64_t)history_pick(h, 600000));
		break;
	}
}

/* ---- the whole ----------------------------------------------------------------------- */

/* What the ledger told of its clock is not looked at here. */
static void forget_events(struct history *h)
{
	pthread_mutex_lock(&h->world.lock);
	h->world.events[0] = '\0';
	pthread_mutex_unlock(&h->world.lock);
}

void history_begin(struct history *h, uint64_t seed)
{
	*h = (struct history){ .seed = seed };
	world_make(&h->world, false);
	h->world.folder.arena.ceiling_bytes = ARENA_BYTES;
	h->world.next_log_key = speaker_make("broker", 21).key;
	h->world.next_notice_key = speaker_make("broker", 22).key;
	world_start(&h->world);
	world_enrol(&h->world);
}

void history_go_on(struct history *h, unsigned steps)
{
	for (unsigned step = 0; step < steps; step++) {
		forget_events(h);
		if (history_one_in(h, 2))
			let_pass(h);
		history_speak(h);
		if (history_one_in(h, 100)) {
			world_restart(&h->world);
			h->restarts++;
		}
	}
}

void history_end(struct history *h)
{
	world_remove(&h->world);
}

static void hash_part(struct sha256_stream *stream, struct bytes part)
{
	uint8_t len[2] = { (uint8_t)(part.len >> 8), (uint8_t)part.len };

	sha256_add(stream, BYTES_OF_ARRAY(len));
	sha256_add(stream, part);
}

static void hash_table(struct store_view *view, uint8_t table, bool only_retained,
		       struct sha256_stream *stream)
{
	struct store_range range = { .table = table };
	struct store_entry entry;
	struct store_scan *scan;

	cr_assert_eq(store_scan_open(view, &range, &scan), ERR_OK);
	while (store_scan_next(scan, &entry)) {
		if (only_retained && table == TABLE_ROWS &&
		    !acts_row_is_retained(entry.key))
			continue;
		hash_part(stream, entry.key);
		hash_part(stream, entry.value);
	}
	cr_assert_eq(store_scan_close(scan), ERR_OK);
}

size_t history_row_count(struct history *h, enum row_type type)
{
	struct store_range range = { .table = TABLE_ROWS };
	struct store_entry entry;
	struct store_view *view;
	struct store_scan *scan;
	size_t count = 0;

	cr_assert_eq(store_read_begin(h->world.log, &h->world.folder.diag, &view),
		     ERR_OK);
	cr_assert_eq(store_scan_open(view, &range, &scan), ERR_OK);
	while (store_scan_next(scan, &entry))
		count += row_key_type(entry.key) == (uint8_t)type;
	cr_assert_eq(store_scan_close(scan), ERR_OK);
	store_read_end(view);
	return count;
}

struct digest history_rows(struct history *h, bool only_retained)
{
	struct sha256_stream stream;
	struct store_view *view;

	cr_assert_eq(store_read_begin(h->world.log, &h->world.folder.diag, &view),
		     ERR_OK);
	sha256_start(&stream);
	hash_table(view, TABLE_ROWS, only_retained, &stream);
	hash_table(view, TABLE_DUE, only_retained, &stream);
	store_read_end(view);
	return sha256_finish(&stream);
}
