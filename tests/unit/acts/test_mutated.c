#include "unit/acts/world.h"

#include "base/ensure.h"

/*
 * Statements changed at random: whatever can be unpacked is decided without breaking a
 * rule of our own, such as reading a row that was not asked for.
 */

#define MUTATIONS 1500 /* of each statement */

static struct world w;

static uint64_t next_random(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* A history with a contract in each stage, and one statement of each kind in it. */
static void live(void)
{
	SlbTerms *terms = world_terms(&w, "2026-01-01", "2026-12-31");
	struct world_contract contract = world_agree(&w, terms);
	SlbTerms *later = world_terms(&w, "2026-03-01", "2026-12-31");
	SlbStatement *offer = world_offer(&w, "lender", later, &contract);
	struct world_contract amendment = world_offered(&w, offer, later);
	SlbStatement *restated;

	world_takes(&w, offer, KEY_LENDER);
	world_takes(&w, world_decline(&w, "voicehouse", &amendment), KEY_VOICEHOUSE);
	later = world_terms(&w, "2026-04-01", "2026-12-31");
	offer = world_offer(&w, "lender", later, &contract);
	amendment = world_offered(&w, offer, later);
	world_takes(&w, offer, KEY_LENDER);
	world_takes(&w, world_withdraw(&w, "lender", &amendment), KEY_LENDER);
	world_takes(&w, world_report(&w, &contract, 1, "2026-01-01", 9, 8),
		    KEY_VOICEHOUSE);
	restated = world_report(&w, &contract, 2, "2026-01-01", 9, 9);
	world_restates(&w, restated, 1);
	world_takes(&w, restated, KEY_VOICEHOUSE);
	world_takes(&w, world_terminate(&w, "lender", &contract, "2026-02-01"),
		    KEY_LENDER);
	world_wait(&w, "2027-01-01T00:00:00Z", contract.id);
	world_takes(&w, world_redaction(&w, &contract, 600, 660), KEY_OPERATOR);
}

/* One to three changes: a byte, or some bytes moved or cut. */
static struct bytes mutate(struct arena *arena, struct bytes payload, uint64_t *state)
{
	uint8_t *copy = arena_alloc(arena, payload.len);
	size_t len = payload.len;
	uint64_t changes = 1 + next_random(state) % 3;

	memcpy(copy, payload.data, len);
	while (changes-- > 0 && len > 2) {
		size_t at = next_random(state) % len;

		if (next_random(state) % 4 != 0) {
			copy[at] = (uint8_t)next_random(state);
		} else {
			memmove(copy + at, copy + at + 1, len - at - 1);
			len--;
		}
	}
	return (struct bytes){ copy, len };
}

struct trial {
	struct act_case act;
	struct state state;
	struct act_effects effects;
	struct diag diag;
	enum err err;
};

static void decide(void *context)
{
	struct trial *trial = context;

	ensure(acts_load(&trial->act, &trial->state) == ERR_OK);
	trial->err =
		acts_decide(&trial->act, &trial->state, &trial->effects, &trial->diag);
}

/* Whether it was decided at all. */
static bool try_one(struct store_view *view, const struct world_entry *model,
		    const SlbStatement *statement, struct arena *arena)
{
	struct trial trial = { .act = { .acts = w.acts,
					.statement = statement,
					.content_id = { { 1 } },
					.signers = model->signers,
					.signer_count = model->signer_count,
					.index = w.entry_count,
					.origin = w.origin,
					.log_time_ms = w.now_ms } };
	struct ensure_failure failure = { 0 };

	diag_init(&trial.diag, arena);
	state_init(&trial.state, arena, view);
	cr_assert(ensure_run(decide, &trial, &failure), "%s:%d: %s", failure.file,
		  failure.line, failure.condition);
	cr_expect(trial.err == ERR_OK || trial.diag.error_count > 0,
		  "a refusal says why");
	return trial.err == ERR_OK;
}

static uint64_t seed = 7;
static size_t parsed_count;
static size_t taken_count;

static void try_mutations(struct store_view *view, const struct world_entry *model)
{
	struct arena arena;

	arena_init(&arena, LAW_ARENA_BYTES);
	for (size_t i = 0; i < MUTATIONS; i++) {
		struct envelope envelope = { .content_id = { { 0 } } };
		const SlbStatement *statement = NULL;
		struct diag diag;

		arena_release(&arena);
		diag_init(&diag, &arena);
		cr_assert_eq(envelope_parse(&arena, model->envelope, &envelope, &diag),
			     ERR_OK);
		envelope.payload = mutate(&arena, envelope.payload, &seed);
		if (statement_parse(&arena, &envelope, AUDIENCE, &statement, &diag) !=
		    ERR_OK)
			continue;
		parsed_count++;
		taken_count += try_one(view, model, statement, &arena);
	}
	arena_release(&arena);
}

Test(mutated, statements_are_decided_within_the_rules)
{
	world_open(&w);
	w.before = try_mutations;
	live();
	cr_expect_gt(parsed_count, 1000);
	cr_expect_gt(taken_count, 100);
	cr_expect_lt(taken_count, parsed_count);
	world_close(&w);
}
