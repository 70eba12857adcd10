#include "sla/page_statement.h"

#include <inttypes.h>
#include <string.h>

#include "calendar/civil.h"
#include "envelope/ids.h"
#include "sla/phrases.h"
#include "sla/value.h"

/* The same to people and to programs. */
static void say(const struct said *said, const char *title, const char *name,
		const char *text)
{
	page_fact(said->page, title, "%s", text);
	value_add_text(said->page->arena, said->value, name, text);
}

static void say_if(const struct said *said, const char *title, const char *name,
		   const char *text)
{
	if (text[0] != '\0')
		say(said, title, name, text);
}

static const char *hex_of(const struct said *said, const ProtobufCBinaryData *data)
{
	return hex_encode(said->page->arena, (struct bytes){ data->data, data->len });
}

static const char *instant_of(const struct said *said, int64_t at_s)
{
	return civil_instant_text(said->page->arena, at_s, 0);
}

static const char *key_id_text(const struct said *said, const ProtobufCBinaryData *key)
{
	struct digest id = sha256((struct bytes){ key->data, key->len });

	return hex_encode(said->page->arena, digest_bytes(&id));
}

/* ---- what each kind says ---- */

/* As acceptances and reports name it. */
static void say_offered_version(const struct said *said, const SlbOffer *offer,
				const struct digest *terms)
{
	const ProtobufCBinaryData *before = &offer->previous_version_id;
	struct digest previous;
	struct digest version;
	bool amends = digest_from_bytes((struct bytes){ before->data, before->len },
					&previous);

	version = version_id(amends ? &previous : NULL, terms);
	say(said, "Version", "version_id",
	    hex_encode(said->page->arena, digest_bytes(&version)));
	if (amends)
		say(said, "Amends version", "previous_version_id",
		    hex_of(said, before));
}

static void say_offer(const struct said *said, const SlbStatement *statement)
{
	const SlbOffer *offer = statement->offer;
	struct digest terms =
		terms_id((struct bytes){ offer->terms.data, offer->terms.len });

	say(said, "Terms", "terms_id",
	    hex_encode(said->page->arena, digest_bytes(&terms)));
	say_offered_version(said, offer, &terms);
	if (offer->unilateral != NULL)
		say(said, "Recorded by one side, of a paper with SHA-256",
		    "paper_digest", hex_of(said, &offer->unilateral->paper_digest));
}

static void say_acceptance(const struct said *said, const SlbStatement *statement)
{
	say(said, "Accepted version", "version_id",
	    hex_of(said, &statement->acceptance->version_id));
}

static void say_position(const struct said *said, const SlbPosition *position)
{
	struct arena *arena = said->page->arena;

	say(said, "Place in its series", "sequence",
	    arena_printf(arena, "%" PRIu64, position->sequence));
	if (position->attempt != 0)
		say(said, "Attempt", "attempt",
		    arena_printf(arena, "%u", (unsigned)position->attempt));
	if (position->previous.len > 0)
		say(said, "Report before it", "previous",
		    hex_of(said, &position->previous));
}

static void say_report(const struct said *said, const SlbStatement *statement)
{
	const SlbReport *report = statement->report;

	say_position(said, statement->position);
	say(said, "Series", "series", report->series);
	say(said, "From", "start", instant_of(said, report->start_s));
	say(said, "Until", "end", instant_of(said, report->end_s));
	if (report->restatement == NULL)
		return;
	say(said, "Replaces report", "replaces",
	    arena_printf(said->page->arena, "%" PRIu64, report->restatement->replaces));
	say(said, "Because", "reason", report->restatement->reason);
}

static void say_decline(const struct said *said, const SlbStatement *statement)
{
	say(said, "Declined version", "version_id",
	    hex_of(said, &statement->decline->version_id));
	say(said, "Because", "reason", statement->decline->reason);
}

static void say_withdrawal(const struct said *said, const SlbStatement *statement)
{
	say(said, "Withdrawn version", "version_id",
	    hex_of(said, &statement->withdrawal->version_id));
	say(said, "Because", "reason", statement->withdrawal->reason);
}

static void say_termination(const struct said *said, const SlbStatement *statement)
{
	say(said, "Ended version", "version_id",
	    hex_of(said, &statement->termination->version_id));
	say(said, "Last day", "last_day", statement->termination->last_day);
	say(said, "Because", "reason", statement->termination->reason);
}

/* A signature holds over a statement that names none, too; no broker takes it. */
static void say_finding(const struct said *said, const SlbFindingPlace *finding)
{
	if (finding == NULL) {
		say(said, "KPI", "kpi", "none is named");
		return;
	}
	say(said, "KPI", "kpi", finding->kpi);
	say(said, "Period that starts", "start", instant_of(said, finding->start_s));
	say(said, "Judged under version", "version_id",
	    hex_of(said, &finding->version_id));
}

static void say_serving(const struct said *said, const SlbStatement *statement)
{
	say_finding(said, statement->serving->finding);
}

static void say_hold(const struct said *said, const SlbStatement *statement)
{
	say_finding(said, statement->hold->finding);
	say(said, "No notice until the end of", "until_day",
	    statement->hold->until_day);
	say(said, "Because", "reason", statement->hold->reason);
}

/* Another waiver may have waived it before. */
static void say_waived(const struct said *said, const char *title, const char *name,
		       bool waived)
{
	page_fact(said->page, title, "%s", waived ? "waived" : "not waived by this");
	value_add_text(said->page->arena, said->value, name,
		       waived ? "waived" : "kept");
}

static void say_waiver(const struct said *said, const SlbStatement *statement)
{
	const SlbWaiver *waiver = statement->waiver;

	say_finding(said, waiver->finding);
	say_waived(said, "Credit", "credit", waiver->credit);
	say_waived(said, "Strike", "strike", waiver->strike);
	say(said, "Because", "reason", waiver->reason);
}

static void say_acknowledgement(const struct said *said, const SlbStatement *statement)
{
	say(said, "Receipt acknowledged of notice", "notice",
	    arena_printf(said->page->arena, "%" PRIu64,
			 statement->acknowledgement->notice));
}

static void say_enrolment(const struct said *said, const SlbStatement *statement)
{
	const SlbEnrolment *enrolment = statement->enrolment;

	say(said, "Organisation", "organisation", enrolment->organisation);
	say(said, "Legal name", "legal_name", enrolment->legal_name);
	say(said, "Registration number", "registration_number",
	    enrolment->registration_number);
	say(said, "Seat", "seat", enrolment->seat);
	say(said, "Root key", "root_key", hex_of(said, &enrolment->root_key));
	say(said, "Its key id", "key_id", key_id_text(said, &enrolment->root_key));
}

static void say_key_addition(const struct said *said, const SlbStatement *statement)
{
	const SlbKeyAddition *addition = statement->key_addition;
	struct arena *arena = said->page->arena;

	say(said, "Key", "key", hex_of(said, &addition->key));
	say(said, "Its key id", "key_id", key_id_text(said, &addition->key));
	say(said, "Purpose", "purpose",
	    phrase_enum(arena, &slb_key_purpose__descriptor, (int)addition->purpose));
	say_if(said, "Held by", "holder", addition->holder);
	if (addition->not_before_ms != 0)
		say(said, "Valid from", "not_before",
		    instant_of(said, addition->not_before_ms / 1000));
	if (addition->not_after_ms != 0)
		say(said, "Valid until", "not_after",
		    instant_of(said, addition->not_after_ms / 1000));
}

static void say_key_revocation(const struct said *said, const SlbStatement *statement)
{
	const SlbKeyRevocation *revocation = statement->key_revocation;

	say(said, "Revoked key id", "key_id", hex_of(said, &revocation->key_id));
	say(said, "Because", "reason",
	    phrase_enum(said->page->arena, &slb_revocation_reason__descriptor,
			(int)revocation->reason));
	say_if(said, "Key of", "organisation", revocation->organisation);
}

static void say_clock_correction(const struct said *said, const SlbStatement *statement)
{
	say(said, "The time is right, it is", "confirmed",
	    instant_of(said, statement->clock_correction->confirmed_ms / 1000));
}

/* Months are counted from January 1970 as 0. */
static const char *month_of(const struct said *said, uint32_t month)
{
	return arena_printf(said->page->arena, "%04u-%02u",
			    (unsigned)(1970 + month / 12), (unsigned)(month % 12 + 1));
}

static void say_redaction(const struct said *said, const SlbStatement *statement)
{
	const SlbRedaction *redaction = statement->redaction;
	struct contract_id id;

	if (redaction->contract_id.len == sizeof id.bytes) {
		memcpy(id.bytes, redaction->contract_id.data, sizeof id.bytes);
		say(said, "Evidence destroyed of contract", "redacted_contract",
		    contract_id_text(said->page->arena, &id));
	}
	say(said, "Logged from", "first_month", month_of(said, redaction->first_month));
	say(said, "Until the end of", "last_month",
	    month_of(said, redaction->last_month));
	say(said, "Legal basis", "legal_basis", redaction->legal_basis);
	say(said, "Ordered by", "authority", redaction->authority);
}

static void say_key_rotation(const struct said *said, const SlbStatement *statement)
{
	const SlbKeyRotation *rotation = statement->key_rotation;

	say(said, "Key that is replaced", "role",
	    phrase_enum(said->page->arena, &slb_broker_key_role__descriptor,
			(int)rotation->role));
	say(said, "By the key", "key", hex_of(said, &rotation->key));
	say(said, "Its key id", "key_id", key_id_text(said, &rotation->key));
}

static const struct {
	SlbStatement__BodyCase body;
	void (*say)(const struct said *said, const SlbStatement *statement);
} bodies[] = {
	{ SLB_STATEMENT__BODY_OFFER, say_offer },
	{ SLB_STATEMENT__BODY_ACCEPTANCE, say_acceptance },
	{ SLB_STATEMENT__BODY_REPORT, say_report },
	{ SLB_STATEMENT__BODY_DECLINE, say_decline },
	{ SLB_STATEMENT__BODY_WITHDRAWAL, say_withdrawal },
	{ SLB_STATEMENT__BODY_TERMINATION, say_termination },
	{ SLB_STATEMENT__BODY_SERVING, say_serving },
	{ SLB_STATEMENT__BODY_HOLD, say_hold },
	{ SLB_STATEMENT__BODY_WAIVER, say_waiver },
	{ SLB_STATEMENT__BODY_ACKNOWLEDGEMENT, say_acknowledgement },
	{ SLB_STATEMENT__BODY_ENROLMENT, say_enrolment },
	{ SLB_STATEMENT__BODY_CLOCK_CORRECTION, say_clock_correction },
	{ SLB_STATEMENT__BODY_REDACTION, say_redaction },
	{ SLB_STATEMENT__BODY_KEY_ROTATION, say_key_rotation },
	{ SLB_STATEMENT__BODY_KEY_ADDITION, say_key_addition },
	{ SLB_STATEMENT__BODY_KEY_REVOCATION, say_key_revocation },
};

const char *statement_kind_words(struct arena *arena, const char *kind)
{
	char *words = arena_strdup(arena, kind);

	for (char *c = words; *c != '\0'; c++)
		*c = *c == '_' ? ' ' : *c;
	return words;
}

void page_statement(const struct said *said, const SlbStatement *statement,
		    const char *kind, const struct digest *content_id)
{
	struct arena *arena = said->page->arena;
	struct contract_id book;
	size_t i;

	page_fact(said->page, "Kind", "%s", statement_kind_words(arena, kind));
	value_add_text(arena, said->value, "kind", kind);
	say(said, "Said by", "issuer", statement->issuer);
	say(said, "Meant for", "audience", statement->audience);
	if (statement->book.len == sizeof book.bytes) {
		memcpy(book.bytes, statement->book.data, sizeof book.bytes);
		say(said, "Contract", "contract", contract_id_text(arena, &book));
	}
	say(said, "Claimed time", "claimed_time",
	    instant_of(said, statement->claimed_time_ms / 1000));
	say(said, "Content id (SHA-256)", "content_id",
	    hex_encode(arena, digest_bytes(content_id)));
	for (i = 0; i < ARRAY_SIZE(bodies); i++) {
		if (bodies[i].body == statement->body_case)
			bodies[i].say(said, statement);
	}
}
