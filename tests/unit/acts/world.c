#include "unit/acts/world.h"

#include <stdio.h>

#include "calendar/civil.h"
#include "envelope/seal.h"
#include "envelope/unpack.h"
#include "unit/acts/world_private.h"

#define FORESEEN_MS 5000

#define ARENA_BYTES ((size_t)4 << 30)

ProtobufCBinaryData world_binary(struct world *w, const void *data, size_t len)
{
	return (ProtobufCBinaryData){ len,
				      (uint8_t *)arena_strndup(&w->arena, data, len) };
}

int64_t world_ms(const char *instant)
{
	int64_t at_s = 0;

	cr_assert(civil_parse_instant(bytes_of_string(instant), &at_s, NULL));
	return at_s * 1000;
}

struct public_key world_public(const struct world *w, enum world_key key)
{
	return *signing_key_public(w->keys[key]);
}

static ProtobufCBinaryData public_of(struct world *w, enum world_key key)
{
	struct public_key public = world_public(w, key);

	return world_binary(w, public.bytes, sizeof(public.bytes));
}

/* ---- entries ------------------------------------------------------------------------- */

static enum err read_entry(void *context, struct arena *arena, uint64_t index,
			   struct bytes *envelope)
{
	const struct world *w = context;

	(void)arena;
	cr_assert_lt(index, w->entry_count);
	if (w->entries[index].is_erased)
		return ERR_EVIDENCE_ERASED;
	*envelope = w->entries[index].envelope;
	return ERR_OK;
}

static struct world_entry entry_of(struct world *w, struct bytes sealed)
{
	struct world_entry entry = { .envelope = sealed, .log_time_ms = w->now_ms };
	struct envelope envelope;
	struct diag diag;

	diag_init(&diag, &w->arena);
	cr_assert_eq(envelope_parse(&w->arena, sealed, &envelope, &diag), ERR_OK, "%s",
		     law_said(&diag));
	cr_assert_eq(statement_parse(&w->arena, &envelope, AUDIENCE, &entry.statement,
				     &diag),
		     ERR_OK, "%s", law_said(&diag));
	entry.content_id = envelope.content_id;
	entry.signers = envelope.signers;
	entry.signer_count = envelope.signer_count;
	return entry;
}

/* Signed by both; or by one, given twice. */
static struct world_entry seal_by_two(struct world *w, const char *kind,
				      struct bytes payload, enum world_key key,
				      enum world_key second)
{
	const struct signing_key *const keys[] = { w->keys[key], w->keys[second] };
	const struct seal_item item = { statement_payload_type(&w->arena, kind),
					payload };
	size_t count = key == second ? 1 : 2;
	struct world_entry entry =
		entry_of(w, envelope_seal(&w->arena, &item, keys, count));
	struct signer *signers = arena_array(&w->arena, struct signer, 2);

	signers[0].key = world_public(w, key);
	signers[1].key = world_public(w, second);
	entry.signers = signers;
	return entry;
}

struct world_entry world_seal(struct world *w, const char *kind, struct bytes payload,
			      enum world_key key)
{
	return seal_by_two(w, kind, payload, key, key);
}

struct store_write *world_begin(struct world *w)
{
	struct store_write *write = NULL;

	cr_assert_eq(store_write_begin(w->store, &w->diag, &write), ERR_OK);
	return write;
}

void world_append(struct world *w, const struct world_entry *entry)
{
	cr_assert_lt(w->entry_count, WORLD_ENTRIES_MAX);
	w->entries[w->entry_count++] = *entry;
}

struct act_reader world_reader_of(struct world *w)
{
	return (struct act_reader){ .read = read_entry, .context = w };
}

struct act_moment world_moment_of(struct world *w, const struct act_reader *reader)
{
	return (struct act_moment){ .acts = w->acts,
				    .reader = reader,
				    .log_time_ms = w->now_ms,
				    .outcome_index = w->entry_count };
}

struct bytes world_outcome_payload(struct world *w, const uint8_t *contract_id,
				   const SlbOutcome *outcome)
{
	struct own_place place = { AUDIENCE, w->entry_count, w->now_ms };

	return own_outcome_payload(&w->arena, &place, contract_id, outcome);
}

static void enter(struct world *w, struct store_write *write,
		  const uint8_t *contract_id, const struct act_conclusion *conclusion)
{
	struct world_entry entry;

	cr_assert_eq(state_apply(write, &conclusion->changes), ERR_OK);
	if (conclusion->outcome == NULL)
		return;
	entry = world_seal(w, "outcome",
			   world_outcome_payload(w, contract_id, conclusion->outcome),
			   KEY_NOTICE);
	entry.is_outcome = true;
	world_append(w, &entry);
}

static void fire_due(struct world *w, struct store_write *write,
		     const uint8_t *contract_id)
{
	struct act_reader reader = world_reader_of(w);
	bool is_overdue = true;

	while (is_overdue) {
		struct act_moment moment = world_moment_of(w, &reader);
		struct act_conclusion conclusion;
		struct state state;

		state_init(&state, &w->arena, store_write_view(write));
		cr_assert_eq(acts_due(&moment, contract_id, &state, &is_overdue,
				      &conclusion),
			     ERR_OK);
		if (is_overdue)
			enter(w, write, contract_id, &conclusion);
	}
}

/* Before the report is entered, some time before. */
static void foresee(struct world *w, const struct act_case *act,
		    const struct act_effects *effects, struct state *state,
		    struct act_foresight *out)
{
	struct act_reader reader = world_reader_of(w);
	struct act_moment moment = world_moment_of(w, &reader);

	moment.log_time_ms -= FORESEEN_MS;
	cr_assert_eq(acts_foresee(&moment, act, effects, state, out), ERR_OK);
}

static void conclude_from(struct world *w, struct store_write *write,
			  const struct act_case *act, const struct act_effects *effects,
			  const struct act_foresight *foresight,
			  struct act_conclusion *out)
{
	struct act_reader reader = world_reader_of(w);
	struct act_moment moment = world_moment_of(w, &reader);
	struct state state;

	moment.foresight = foresight;
	state_init(&state, &w->arena, store_write_view(write));
	cr_assert_eq(acts_conclude(&moment, act, effects, &state, out), ERR_OK);
}

static void expect_same(struct world *w, const struct act_conclusion *a,
			const struct act_conclusion *b)
{
	cr_assert_eq(a->changes.count, b->changes.count);
	for (size_t i = 0; i < a->changes.count; i++) {
		const struct store_put *puts[] = { &a->changes.puts[i],
						   &b->changes.puts[i] };

		cr_expect_eq(puts[0]->op, puts[1]->op);
		cr_expect(bytes_equal(puts[0]->key, puts[1]->key));
		cr_expect(bytes_equal(puts[0]->value, puts[1]->value));
	}
	cr_assert_eq(a->outcome == NULL, b->outcome == NULL);
	if (a->outcome != NULL)
		cr_expect(bytes_equal(pack_message(&w->arena, &a->outcome->base),
				      pack_message(&w->arena, &b->outcome->base)),
			  "foreseen, another outcome is concluded");
}

/* Whatever was foreseen, the same is concluded. */
static void conclude(struct world *w, struct store_write *write,
		     const struct act_case *act, const struct act_effects *effects,
		     const struct act_foresight *foresight)
{
	struct act_conclusion judged;
	struct act_conclusion foreseen;

	conclude_from(w, write, act, effects, NULL, &judged);
	conclude_from(w, write, act, effects, foresight, &foreseen);
	expect_same(w, &judged, &foreseen);
	enter(w, write, act->statement->book.data, &foreseen);
}

struct act_case world_case_of(struct world *w, const struct world_entry *entry)
{
	return (struct act_case){ .acts = w->acts,
				  .statement = entry->statement,
				  .content_id = entry->content_id,
				  .signers = entry->signers,
				  .signer_count = entry->signer_count,
				  .index = w->entry_count,
				  .log_time_ms = w->now_ms,
				  .origin = w->origin };
}

static enum err take(struct world *w, struct store_write *write,
		     const struct world_entry *entry)
{
	struct act_foresight foresight;
	struct act_effects effects;
	struct act_case act;
	struct state state;
	enum err err;

	if (entry->statement->book.len == CONTRACT_BYTES)
		fire_due(w, write, entry->statement->book.data);
	if (w->before != NULL)
		w->before(store_write_view(write), entry);
	act = world_case_of(w, entry);
	state_init(&state, &w->arena, store_write_view(write));
	cr_assert_eq(acts_load(&act, &state), ERR_OK);
	err = acts_decide(&act, &state, &effects, &w->diag);
	if (err != ERR_OK)
		return err;
	w->was_duplicate = effects.is_duplicate;
	w->first_index = effects.first_index;
	w->book = effects.book;
	w->content = effects.content;
	w->has_redaction = effects.redaction != NULL;
	if (effects.is_duplicate)
		return ERR_OK;
	world_append(w, entry);
	if (effects.touched.has_report)
		foresee(w, &act, &effects, &state, &foresight);
	cr_assert_eq(state_apply(write, &effects.changes), ERR_OK);
	conclude(w, write, &act, &effects,
		 effects.touched.has_report ? &foresight : NULL);
	return ERR_OK;
}

static const char *kind_of(const SlbStatement *statement)
{
	const struct act_kind *kind = act_kind((unsigned)statement->body_case);

	cr_assert_not_null(kind);
	return kind->name;
}

enum err world_say_by_two(struct world *w, const SlbStatement *statement,
			  enum world_key key, enum world_key second)
{
	struct world_entry entry =
		seal_by_two(w, kind_of(statement),
			    pack_message(&w->arena, &statement->base), key, second);
	struct store_write *write;
	enum err err;

	diag_init(&w->diag, &w->arena);
	write = world_begin(w);
	err = take(w, write, &entry);
	cr_assert_eq(store_commit(write), ERR_OK);
	return err;
}

enum err world_say(struct world *w, const SlbStatement *statement, enum world_key key)
{
	return world_say_by_two(w, statement, key, key);
}

static void say_own(struct world *w, const char *kind, struct bytes payload)
{
	struct world_entry entry = world_seal(w, kind, payload, KEY_NOTICE);
	struct store_write *write;

	diag_init(&w->diag, &w->arena);
	w->origin = ACT_OWN;
	write = world_begin(w);
	cr_assert_eq(take(w, write, &entry), ERR_OK, "%s", law_said(&w->diag));
	cr_assert_eq(store_commit(write), ERR_OK);
	w->origin = ACT_SUBMITTED;
}

void world_clock(struct world *w)
{
	const struct own_place place = { AUDIENCE, w->entry_count, w->now_ms };

	say_own(w, "clock", own_clock_payload(&w->arena, &place));
}

void world_outage(struct world *w, int64_t from_ms)
{
	const struct own_place place = { AUDIENCE, w->entry_count, w->now_ms };

	say_own(w, "outage", own_outage_payload(&w->arena, &place, from_ms));
}

uint64_t world_takes(struct world *w, const SlbStatement *statement, enum world_key key)
{
	enum err err = world_say(w, statement, key);
	uint64_t index = w->entry_count - 1;

	cr_assert_eq(err, ERR_OK, "%s: %s", kind_of(statement), law_said(&w->diag));
	while (w->entries[index].is_outcome)
		index--;
	return index;
}

/* The first mistake; what terms are warned of stands beside it. */
static const char *first_error(const struct diag *diag)
{
	const struct diag_item *item = diag->first;

	while (item != NULL && item->severity != DIAG_ERROR)
		item = item->next;
	return item == NULL ? "" : item->text;
}

void world_refuses(struct world *w, const SlbStatement *statement, enum world_key key,
		   enum err code, const char *text)
{
	struct digest before;
	enum err err;

	if (statement->book.len == CONTRACT_BYTES) {
		struct store_write *write = world_begin(w);

		fire_due(w, write, statement->book.data);
		cr_assert_eq(store_commit(write), ERR_OK);
	}
	before = world_rows(w);
	err = world_say(w, statement, key);
	cr_expect_str_eq(err_name(err), err_name(code), "%s", first_error(&w->diag));
	if (text != NULL)
		cr_expect_str_eq(first_error(&w->diag), text);
	cr_expect(bytes_equal(BYTES_OF_ARRAY(before.bytes),
			      BYTES_OF_ARRAY(world_rows(w).bytes)),
		  "a refusal changed the state");
}

void world_wait(struct world *w, const char *instant, const uint8_t *contract_id)
{
	struct store_write *write;

	diag_init(&w->diag, &w->arena);
	w->now_ms = world_ms(instant);
	write = world_begin(w);
	fire_due(w, write, contract_id);
	cr_assert_eq(store_commit(write), ERR_OK);
}

/* ---- looking ------------------------------------------------------------------------- */

static void hash_part(struct sha256_stream *stream, struct bytes part)
{
	uint8_t len[2] = { (uint8_t)(part.len >> 8), (uint8_t)part.len };

	sha256_add(stream, BYTES_OF_ARRAY(len));
	sha256_add(stream, part);
}

static struct digest hash_rows(struct world *w, bool only_retained)
{
	struct store_view *view = NULL;
	struct sha256_stream stream;

	cr_assert_eq(store_read_begin(w->store, &w->diag, &view), ERR_OK);
	sha256_start(&stream);
	for (uint8_t table = TABLE_ROWS; table <= TABLE_DUE; table++) {
		struct store_range range = { .table = table };
		struct store_entry entry;
		struct store_scan *scan;

		cr_assert_eq(store_scan_open(view, &range, &scan), ERR_OK);
		while (store_scan_next(scan, &entry)) {
			if (only_retained && table == TABLE_ROWS &&
			    !acts_row_is_retained(entry.key))
				continue;
			hash_part(&stream, entry.key);
			hash_part(&stream, entry.value);
		}
		cr_assert_eq(store_scan_close(scan), ERR_OK);
	}
	store_read_end(view);
	return sha256_finish(&stream);
}

struct digest world_rows(struct world *w)
{
	return hash_rows(w, false);
}

struct digest world_retained(struct world *w)
{
	return hash_rows(w, true);
}

const ProtobufCMessage *world_row(struct world *w, const struct row_key *key)
{
	struct store_view *view = NULL;
	const ProtobufCMessage *row = NULL;
	struct state state;

	cr_assert_eq(store_read_begin(w->store, &w->diag, &view), ERR_OK);
	state_init(&state, &w->arena, view);
	cr_assert_eq(state_fetch(&state, key, &row), ERR_OK);
	store_read_end(view);
	return row;
}

const SlbOutcome *world_last_outcome(const struct world *w)
{
	const struct world_entry *last = &w->entries[w->entry_count - 1];

	return last->is_outcome ? last->statement->outcome : NULL;
}

/* ---- opening ------------------------------------------------------------------------- */

SlbStatement *world_statement(struct world *w, const char *issuer,
			      SlbStatement__BodyCase body)
{
	SlbStatement *statement = arena_new(&w->arena, SlbStatement);
	char id[17];

	snprintf(id, sizeof(id), "request %08llu", (unsigned long long)w->request++);
	slb_statement__init(statement);
	statement->audience = law_text(&w->arena, AUDIENCE);
	statement->issuer = law_text(&w->arena, issuer);
	statement->identity_case = SLB_STATEMENT__IDENTITY_REQUEST_ID;
	statement->request_id = world_binary(w, id, REQUEST_BYTES);
	statement->body_case = body;
	return statement;
}

void world_open_empty(struct world *w)
{
	const struct store_options options = { .purpose = "slabroker/acts-test",
					       .tables = ledger_table_names,
					       .table_count = TABLE_COUNT };

	memset(w, 0, sizeof(*w));
	arena_init(&w->arena, ARENA_BYTES);
	diag_init(&w->diag, &w->arena);
	w->store = store_open_memory(&options);
	w->acts = acts_open(64);
	w->now_ms = world_ms("2026-01-10T12:00:00Z");
	for (size_t i = 0; i < WORLD_KEY_COUNT; i++) {
		uint8_t seed[SEED_BYTES] = { (uint8_t)(i + 1) };

		cr_assert_eq(signing_key_from_seed(seed, &w->keys[i]), ERR_OK);
	}
}

static void enrol(struct world *w, const char *slug, enum world_key root,
		  enum world_key statements)
{
	SlbStatement *enrolment =
		world_statement(w, "operator", SLB_STATEMENT__BODY_ENROLMENT);
	SlbStatement *addition =
		world_statement(w, slug, SLB_STATEMENT__BODY_KEY_ADDITION);

	enrolment->enrolment = arena_new(&w->arena, SlbEnrolment);
	slb_enrolment__init(enrolment->enrolment);
	enrolment->enrolment->organisation = law_text(&w->arena, slug);
	enrolment->enrolment->legal_name = law_text(&w->arena, "A legal name Ltd");
	enrolment->enrolment->registration_number = law_text(&w->arena, "HRB 1");
	enrolment->enrolment->seat = law_text(&w->arena, "1 High Street, London");
	enrolment->enrolment->root_key = public_of(w, root);
	world_takes(w, enrolment, KEY_OPERATOR);
	addition->key_addition = arena_new(&w->arena, SlbKeyAddition);
	slb_key_addition__init(addition->key_addition);
	addition->key_addition->key = public_of(w, statements);
	addition->key_addition->purpose = SLB_KEY_PURPOSE__KEY_PURPOSE_STATEMENTS;
	world_takes(w, addition, root);
}

void world_open(struct world *w)
{
	SlbStatement *opening;

	world_open_empty(w);
	opening = world_statement(w, "operator", SLB_STATEMENT__BODY_OPENING);
	opening->opening = arena_new(&w->arena, SlbLogOpening);
	slb_log_opening__init(opening->opening);
	opening->opening->operator_key = public_of(w, KEY_OPERATOR);
	opening->opening->log_key = public_of(w, KEY_LOG);
	opening->opening->notice_key = public_of(w, KEY_NOTICE);
	world_takes(w, opening, KEY_OPERATOR);
	enrol(w, "lender", KEY_LENDER_ROOT, KEY_LENDER);
	enrol(w, "voicehouse", KEY_VOICEHOUSE_ROOT, KEY_VOICEHOUSE);
	enrol(w, "stranger", KEY_STRANGER_ROOT, KEY_STRANGER);
}

void world_close(struct world *w)
{
	acts_close(w->acts);
	store_close(w->store);
	for (size_t i = 0; i < WORLD_KEY_COUNT; i++)
		signing_key_free(w->keys[i]);
	arena_release(&w->arena);
}

SlbStatement *world_redaction(struct world *w, const struct world_contract *contract,
			      uint32_t first_month, uint32_t last_month)
{
	SlbStatement *statement =
		world_statement(w, "operator", SLB_STATEMENT__BODY_REDACTION);

	statement->redaction = arena_new(&w->arena, SlbRedaction);
	slb_redaction__init(statement->redaction);
	statement->redaction->contract_id =
		world_binary(w, contract->id, CONTRACT_BYTES);
	statement->redaction->first_month = first_month;
	statement->redaction->last_month = last_month;
	statement->redaction->legal_basis = law_text(&w->arena, "GDPR article 17");
	statement->redaction->authority = law_text(&w->arena, "the controller");
	return statement;
}

void world_erase(struct world *w, const struct world_contract *contract,
		 const char *before)
{
	for (uint64_t i = 0; i < w->entry_count; i++) {
		struct world_entry *entry = &w->entries[i];

		if (entry->statement->body_case == SLB_STATEMENT__BODY_REPORT &&
		    memcmp(entry->statement->book.data, contract->id, CONTRACT_BYTES) ==
			    0 &&
		    entry->log_time_ms < world_ms(before))
			entry->is_erased = true;
	}
}
