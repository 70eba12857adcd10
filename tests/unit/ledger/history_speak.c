#include "history.h"

#include "calendar/civil.h"

#define DAY_MS INT64_C(86400000)

static struct arena *arena_of(struct history *h)
{
	return &h->world.folder.arena;
}

static int64_t today(struct history *h)
{
	return h->world.now_ms / DAY_MS;
}

static const char *day_text(struct history *h, int64_t day)
{
	return civil_day_text(arena_of(h), day);
}

static struct speaker *either(struct history *h)
{
	return history_one_in(h, 2) ? &h->world.acme : &h->world.nordcall;
}

/* ---- statements ---------------------------------------------------------------------- */

static SlbStatement *begin(struct history *h, const struct pact *pact,
			   struct speaker *speaker, SlbStatement__BodyCase body)
{
	SlbStatement *statement = said_begin(arena_of(h), WORLD_ORIGIN, speaker);

	statement->body_case = body;
	statement->book = said_bytes(arena_of(h), pact->versions[0].agreed.contract_id,
				     CONTRACT_BYTES);
	return statement;
}

static ProtobufCBinaryData version_bytes(struct history *h,
					 const struct pact_version *version)
{
	return said_bytes(arena_of(h), version->agreed.version_id.bytes, DIGEST_BYTES);
}

/* The one that was offered last, or, now and then, any. */
static struct pact_version *pick_version(struct history *h, struct pact *pact)
{
	size_t last = pact->version_count - 1;

	return &pact->versions[history_one_in(h, 6) ? history_pick(h, last + 1) : last];
}

/* ---- contracts ----------------------------------------------------------------------- */

static SlbTerms *random_terms(struct history *h, int64_t first_day, int64_t last_day)
{
	static const SlbServingMode modes[] = {
		SLB_SERVING_MODE__SERVING_MODE_AUTOMATIC,
		SLB_SERVING_MODE__SERVING_MODE_ON_DECISION,
		SLB_SERVING_MODE__SERVING_MODE_ON_DECISION,
		SLB_SERVING_MODE__SERVING_MODE_REPORTED_ONLY,
	};
	struct arena *arena = arena_of(h);
	SlbTerms *terms =
		said_terms(arena, day_text(h, first_day), day_text(h, last_day));

	if (!history_one_in(h, 3)) {
		terms->period = arena_new(arena, SlbPeriod);
		slb_period__init(terms->period);
		terms->period->kind = SLB_PERIOD_KIND__PERIOD_KIND_DAY;
	}
	terms->kpis[0]->serving->mode = modes[history_pick(h, ARRAY_SIZE(modes))];
	terms->kpis[0]->target = law_text(arena, history_one_in(h, 2) ? "90" : "85.5");
	terms->claim_window = law_delay(arena, 10, SLB_DELAY_UNIT__DELAY_UNIT_DAYS);
	terms->series[0]->due_delay =
		law_delay(arena, 12 * (1 + (uint32_t)history_pick(h, 4)),
			  SLB_DELAY_UNIT__DELAY_UNIT_HOURS);
	return terms;
}

static struct said offer(struct history *h, struct pact *pact, struct speaker *speaker,
			 bool is_unilateral, SlbTerms *terms)
{
	struct arena *arena = arena_of(h);
	SlbStatement *statement =
		pact->version_count == 0
			? said_begin(arena, WORLD_ORIGIN, speaker)
			: begin(h, pact, speaker, SLB_STATEMENT__BODY_OFFER);
	struct pact_version *version = &pact->versions[pact->version_count];
	struct bytes packed = pack_message(arena, &terms->base);
	struct digest id = terms_id(packed);
	const struct digest *previous = NULL;
	struct said said;

	statement->body_case = SLB_STATEMENT__BODY_OFFER;
	statement->offer = arena_new(arena, SlbOffer);
	slb_offer__init(statement->offer);
	statement->offer->terms = said_bytes(arena, packed.data, packed.len);
	if (pact->version_count > 0) {
		previous = &pact->versions[pact->version_count - 1].agreed.version_id;
		statement->offer->previous_version_id =
			said_bytes(arena, previous->bytes, DIGEST_BYTES);
	}
	if (is_unilateral) {
		statement->offer->unilateral = arena_new(arena, SlbUnilateralRecord);
		slb_unilateral_record__init(statement->offer->unilateral);
		statement->offer->unilateral->paper_digest =
			said_bytes(arena, id.bytes, DIGEST_BYTES);
	}
	said = history_sign(h, statement, speaker);
	version->agreed.terms = terms;
	version->offerer = speaker;
	version->agreed.version_id = version_id(previous, &id);
	if (pact->version_count > 0) {
		memcpy(version->agreed.contract_id,
		       pact->versions[0].agreed.contract_id, CONTRACT_BYTES);
	} else {
		struct contract_id contract = contract_id_of(&said.envelope.content_id);

		memcpy(version->agreed.contract_id, contract.bytes, CONTRACT_BYTES);
	}
	return said;
}

/* Mostly by the other side. */
static void accept_version(struct history *h, struct pact *pact,
			   struct pact_version *version)
{
	bool by_acme =
		(version->offerer == &h->world.nordcall) != history_one_in(h, 10);
	struct said said = say_acceptance(arena_of(h), WORLD_ORIGIN,
					  by_acme ? &h->world.acme : &h->world.nordcall,
					  &version->agreed);

	if (history_say(h, &said)) {
		version->is_accepted = true;
		pact->is_unilateral = false;
	}
}

static void accept(struct history *h, struct pact *pact)
{
	accept_version(h, pact, pick_version(h, pact));
}

static void offer_new(struct history *h)
{
	int64_t first_day = today(h) + (int64_t)history_pick(h, 4);
	struct pact *pact = &h->pacts[h->pact_count];
	bool is_unilateral = history_one_in(h, 4);
	struct said said;

	*pact = (struct pact){ .is_unilateral = is_unilateral, .next_day = first_day };
	pact->versions[0].first_day = first_day;
	said = offer(h, pact, is_unilateral ? &h->world.acme : either(h), is_unilateral,
		     random_terms(h, first_day,
				  first_day + 20 + (int64_t)history_pick(h, 120)));
	if (!history_say(h, &said))
		return;
	pact->version_count = 1;
	h->pact_count++;
	if (!history_one_in(h, 3))
		accept_version(h, pact, &pact->versions[0]);
}

static void amend(struct history *h, struct pact *pact)
{
	int64_t first_day = today(h) + (int64_t)history_pick(h, 12);
	struct said said;

	if (pact->version_count == HISTORY_VERSIONS_MAX)
		return;
	pact->versions[pact->version_count] =
		(struct pact_version){ .first_day = first_day };
	said = offer(h, pact, either(h), false,
		     random_terms(h, first_day,
				  first_day + 20 + (int64_t)history_pick(h, 120)));
	pact->version_count += history_say(h, &said);
}

static void decline(struct history *h, struct pact *pact)
{
	struct speaker *speaker = either(h);
	SlbStatement *statement = begin(h, pact, speaker, SLB_STATEMENT__BODY_DECLINE);
	struct said said;

	statement->decline = arena_new(arena_of(h), SlbDecline);
	slb_decline__init(statement->decline);
	statement->decline->version_id = version_bytes(h, pick_version(h, pact));
	statement->decline->reason = law_text(arena_of(h), "the price is too high");
	said = history_sign(h, statement, speaker);
	(void)history_say(h, &said);
}

static void withdraw(struct history *h, struct pact *pact)
{
	struct speaker *speaker = either(h);
	SlbStatement *statement =
		begin(h, pact, speaker, SLB_STATEMENT__BODY_WITHDRAWAL);
	struct said said;

	statement->withdrawal = arena_new(arena_of(h), SlbWithdrawal);
	slb_withdrawal__init(statement->withdrawal);
	statement->withdrawal->version_id = version_bytes(h, pick_version(h, pact));
	statement->withdrawal->reason = law_text(arena_of(h), "offered by mistake");
	said = history_sign(h, statement, speaker);
	(void)history_say(h, &said);
}

static void terminate(struct history *h, struct pact *pact)
{
	struct speaker *speaker = either(h);
	SlbStatement *statement =
		begin(h, pact, speaker, SLB_STATEMENT__BODY_TERMINATION);
	int64_t last_day = today(h) + (int64_t)history_pick(h, 20);
	struct said said;

	statement->termination = arena_new(arena_of(h), SlbTermination);
	slb_termination__init(statement->termination);
	statement->termination->version_id = version_bytes(h, pick_version(h, pact));
	statement->termination->last_day = law_text(arena_of(h), day_text(h, last_day));
	statement->termination->reason = law_text(arena_of(h), "both agree");
	said = history_sign(h, statement, speaker);
	(void)history_say(h, &said);
}

/* ---- reports ------------------------------------------------------------------------- */

/* That judges a day, as far as the offers tell. */
static const struct pact_version *version_of_day(const struct pact *pact, int64_t day)
{
	const struct pact_version *found = &pact->versions[0];

	for (size_t i = 1; i < pact->version_count; i++) {
		if (pact->versions[i].is_accepted && pact->versions[i].first_day <= day)
			found = &pact->versions[i];
	}
	return found;
}

static const SlbSeriesRow *series_row(struct history *h, const struct pact *pact,
				      const char *slug)
{
	struct series_place place = { pact->versions[0].agreed.contract_id, slug,
				      "daily" };
	struct row_key key = series_row_key(&place);

	return (const SlbSeriesRow *)history_row(h, &key);
}

static struct said daily(struct history *h, struct pact *pact, struct speaker *speaker,
			 uint64_t sequence, int64_t day, uint64_t replaces)
{
	const struct pact_version *version = version_of_day(pact, day);
	struct arena *arena = arena_of(h);
	const SlbSeriesRow *row = series_row(h, pact, speaker->slug);
	SlbStatement *statement = begin(h, pact, speaker, SLB_STATEMENT__BODY_REPORT);
	unsigned answered = 75 + (unsigned)history_pick(h, 26);

	statement->report = law_daily(arena, version->agreed.terms, "daily",
				      day_text(h, day), "offered answered",
				      arena_printf(arena, "0 100 %u", answered));
	statement->report->version_id = version_bytes(h, version);
	if (replaces > 0)
		law_restate(arena, statement->report, replaces);
	statement->identity_case = SLB_STATEMENT__IDENTITY_POSITION;
	statement->position = arena_new(arena, SlbPosition);
	slb_position__init(statement->position);
	statement->position->sequence = sequence;
	if (row != NULL && sequence > 1)
		statement->position->previous =
			said_bytes(arena, row->content_id.data, row->content_id.len);
	else if (sequence > 1)
		statement->position->previous = said_bytes(
			arena, version->agreed.version_id.bytes, DIGEST_BYTES);
	return history_sign(h, statement, speaker);
}

static void note_report(struct pact *pact, uint64_t sequence, int64_t day)
{
	pact->days[sequence] = day;
	pact->last_sequence = sequence;
}

static void report(struct history *h, struct pact *pact)
{
	struct speaker *speaker = pact->is_unilateral != history_one_in(h, 30)
					  ? &h->world.acme
					  : &h->world.nordcall;
	const SlbSeriesRow *row = series_row(h, pact, speaker->slug);
	uint64_t sequence = row == NULL ? 1 : row->sequence + 1;
	uint64_t replaces = 0;
	struct said said;
	int64_t day;

	if (pact->next_day + 7 < today(h)) /* what was missed is too late by now */
		pact->next_day = today(h) - 1 - (int64_t)history_pick(h, 3);
	if (pact->next_day >= today(h) && !history_one_in(h, 20))
		return;
	day = pact->next_day;
	if (history_one_in(h, 20)) {
		sequence += history_pick(h, 3); /* a gap, or none */
	} else if (sequence > 1 && history_one_in(h, 3)) {
		uint64_t back = 1 + history_pick(h, 4); /* mostly one of the last */

		replaces = sequence > back ? sequence - back : 1;
		day = pact->days[replaces];
	} else if (history_one_in(h, 6)) {
		day++; /* one is left out, for now or for good */
	}
	if (sequence > HISTORY_DAYS_MAX)
		return;
	said = daily(h, pact, speaker, sequence, day, replaces);
	if (!history_say(h, &said))
		return;
	note_report(pact, sequence, day);
	if (day >= pact->next_day)
		pact->next_day = day + 1;
}

/* A day that was left out. */
static void report_late(struct history *h, struct pact *pact)
{
	int64_t day = pact->next_day - 1 - (int64_t)history_pick(h, 6);
	const SlbSeriesRow *row = series_row(h, pact, h->world.nordcall.slug);
	uint64_t sequence = row == NULL ? 1 : row->sequence + 1;
	struct said said;

	if (sequence > HISTORY_DAYS_MAX)
		return;
	said = daily(h, pact, &h->world.nordcall, sequence, day, 0);
	if (history_say(h, &said))
		note_report(pact, sequence, day);
}

/* ---- findings and notices ------------------------------------------------------------ */

static SlbFindingPlace *random_finding(struct history *h, struct pact *pact)
{
	uint64_t back = history_pick(h, 6);
	int64_t day = pact->last_sequence > back
			      ? pact->days[pact->last_sequence - back]
			      : pact->next_day - 1;
	const struct pact_version *version = version_of_day(pact, day);
	SlbFindingPlace *place = arena_new(arena_of(h), SlbFindingPlace);

	if (version->agreed.terms->period->kind == SLB_PERIOD_KIND__PERIOD_KIND_MONTH) {
		struct civil_date date = civil_date_of(day);

		day -= date.day - 1;
		if (day < version->first_day)
			day = version->first_day;
	}
	slb_finding_place__init(place);
	place->version_id = version_bytes(h, version);
	place->start_s = day * 86400;
	place->kpi = law_text(arena_of(h), "answered-share");
	return place;
}

static void serve(struct history *h, struct pact *pact)
{
	SlbStatement *statement =
		begin(h, pact, &h->world.acme, SLB_STATEMENT__BODY_SERVING);
	struct said said;

	statement->serving = arena_new(arena_of(h), SlbFindingServing);
	slb_finding_serving__init(statement->serving);
	statement->serving->finding = random_finding(h, pact);
	said = history_sign(h, statement, &h->world.acme);
	(void)history_say(h, &said);
}

static void hold(struct history *h, struct pact *pact)
{
	SlbStatement *statement =
		begin(h, pact, &h->world.acme, SLB_STATEMENT__BODY_HOLD);
	struct said said;

	statement->hold = arena_new(arena_of(h), SlbHold);
	slb_hold__init(statement->hold);
	statement->hold->finding = random_finding(h, pact);
	statement->hold->until_day = law_text(
		arena_of(h), day_text(h, today(h) + (int64_t)history_pick(h, 8)));
	statement->hold->reason = law_text(arena_of(h), "a cause is being looked for");
	said = history_sign(h, statement, &h->world.acme);
	(void)history_say(h, &said);
}

static uint64_t notice_count(struct history *h, struct pact *pact)
{
	struct row_key key = notice_row_key(pact->versions[0].agreed.contract_id,
					    pact->notice_count + 1);

	while (history_row(h, &key) != NULL) {
		pact->notice_count++;
		key = notice_row_key(pact->versions[0].agreed.contract_id,
				     pact->notice_count + 1);
	}
	return pact->notice_count;
}

/* Mostly one of the last. */
static uint64_t random_notice(struct history *h, struct pact *pact)
{
	uint64_t count = notice_count(h, pact);
	uint64_t back = history_pick(h, 3);

	return count > back ? count - back : 1;
}

/* One upon which a notice was given; any, where there is none. */
static SlbFindingPlace *served_finding(struct history *h, struct pact *pact)
{
	struct row_key key = notice_row_key(pact->versions[0].agreed.contract_id,
					    random_notice(h, pact));
	const SlbNoticeRow *row = (const SlbNoticeRow *)history_row(h, &key);
	SlbFindingPlace *place;

	if (row == NULL)
		return random_finding(h, pact);
	place = arena_new(arena_of(h), SlbFindingPlace);
	slb_finding_place__init(place);
	place->version_id = row->version_id;
	place->start_s = row->start_s;
	place->kpi = row->kpi;
	return place;
}

static void waive(struct history *h, struct pact *pact)
{
	SlbStatement *statement =
		begin(h, pact, &h->world.acme, SLB_STATEMENT__BODY_WAIVER);
	struct said said;

	statement->waiver = arena_new(arena_of(h), SlbWaiver);
	slb_waiver__init(statement->waiver);
	statement->waiver->finding = history_one_in(h, 2) ? served_finding(h, pact)
							  : random_finding(h, pact);
	statement->waiver->credit = history_one_in(h, 2);
	statement->waiver->strike = history_one_in(h, 2);
	statement->waiver->reason = law_text(arena_of(h), "a storm");
	said = history_sign(h, statement, &h->world.acme);
	(void)history_say(h, &said);
}

static void acknowledge(struct history *h, struct pact *pact)
{
	SlbStatement *statement =
		begin(h, pact, &h->world.nordcall, SLB_STATEMENT__BODY_ACKNOWLEDGEMENT);
	struct said said;

	statement->acknowledgement = arena_new(arena_of(h), SlbAcknowledgement);
	slb_acknowledgement__init(statement->acknowledgement);
	statement->acknowledgement->notice = random_notice(h, pact);
	said = history_sign(h, statement, &h->world.nordcall);
	(void)history_say(h, &said);
}

static void redact(struct history *h, struct pact *pact)
{
	struct civil_date date = civil_date_of(today(h));
	uint32_t month = (uint32_t)((date.year - 1970) * 12 + date.month - 1);
	struct said said = say_redaction(arena_of(h), WORLD_ORIGIN,
					 &h->world.operator, & pact->versions[0].agreed,
					 month - 1 - (uint32_t)history_pick(h, 2));

	(void)history_say(h, &said);
}

/* ---- whatever ------------------------------------------------------------------------ */

static void repeat(struct history *h)
{
	if (h->kept_count > 0)
		(void)history_say(h, &h->kept[history_pick(h, h->kept_count)]);
}

static const struct {
	unsigned weight;
	void (*speak)(struct history *h, struct pact *pact);
} about_a_contract[] = {
	{ 40, report },  { 4, report_late }, { 8, accept },      { 1, decline },
	{ 1, withdraw }, { 1, terminate },   { 2, amend },       { 8, serve },
	{ 6, hold },     { 4, waive },       { 8, acknowledge }, { 3, redact },
};

static void speak_of(struct history *h, struct pact *pact)
{
	uint64_t total = 0;
	uint64_t at;

	for (size_t i = 0; i < ARRAY_SIZE(about_a_contract); i++)
		total += about_a_contract[i].weight;
	at = history_pick(h, total);
	for (size_t i = 0; i < ARRAY_SIZE(about_a_contract); i++) {
		if (at < about_a_contract[i].weight) {
			about_a_contract[i].speak(h, pact);
			return;
		}
		at -= about_a_contract[i].weight;
	}
}

/* Mostly one of the last. */
static struct pact *pick_pact(struct history *h)
{
	uint64_t back = history_pick(h, history_pick(h, 10) == 0 ? h->pact_count : 2);

	return &h->pacts[back < h->pact_count ? h->pact_count - 1 - back : 0];
}

void history_speak(struct history *h)
{
	uint64_t at = history_pick(h, 100);

	if (h->pact_count == 0 || (at < 2 && h->pact_count < HISTORY_PACTS_MAX))
		offer_new(h);
	else if (at < 7)
		repeat(h);
	else if (at < 9)
		history_change_key(h);
	else if (at < 10)
		history_rotate(h);
	else
		speak_of(h, pick_pact(h));
}
