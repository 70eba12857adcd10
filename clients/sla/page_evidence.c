#include <inttypes.h>
#include <stdlib.h>

#include "calendar/civil.h"
#include "sla/showing_evidence.h"
#include "sla/value.h"

#define ADD_TABLE(page, columns) page_table((page), (columns), ARRAY_SIZE(columns))

const char *evidence_time(const struct showing *showing, int64_t at_ms)
{
	return civil_instant_text(showing->arena, at_ms / 1000, 0);
}

const char *evidence_entry(const struct showing *showing, int64_t at_ms, uint64_t index)
{
	return arena_printf(showing->arena, "%s, entry %" PRIu64,
			    evidence_time(showing, at_ms), index);
}

static enum err fetch_rows(struct showing *showing, const struct row_key *from,
			   struct state_entries *out)
{
	struct state_range range = { .from = *from, .to = row_key_after(from) };
	enum err e;

	state_want_range(&showing->state, &range);
	e = state_load(&showing->state);
	if (e == ERR_OK)
		*out = state_rows(&showing->state, &range);
	return e;
}

static enum err rows_of_this(struct showing *showing, enum row_type type,
			     struct state_entries *out)
{
	struct row_key from = rows_of_contract(type, showing->facts->contract_id);

	return fetch_rows(showing, &from, out);
}

static enum err rows_in_series(struct showing *showing, enum row_type type,
			       struct state_entries *out)
{
	struct row_key from = series_rows_of_contract(showing->facts->contract_id);
	const struct state_range range = { .from = from,
					   .to = row_key_after(&from),
					   .type = (uint8_t)type };

	return state_fetch_rows(&showing->state, &range, out);
}

/* ---- the log ------------------------------------------------------------- */

static const char *verifier_of(const struct showing *showing)
{
	const struct bundle_facts *facts = showing->facts;
	struct note_key key =
		note_key_make(facts->checkpoint.origin, NOTE_ED25519, &facts->log_key);

	return note_key_text(showing->arena, &key);
}

static void show_key(const struct showing *showing)
{
	const struct opened_bundle *opened = showing->shown->opened;

	switch (opened->known_from) {
	case KNOWN_OPTION:
		page_fact(showing->page, "Its key", "the one that --log-key names");
		break;
	case KNOWN_PROFILE:
		page_fact(showing->page, "Its key", "the one that %s knows%s",
			  opened->profile,
			  opened->is_last_seen ? "; the log stands as it was seen last"
					       : "");
		break;
	case KNOWN_NOT:
	default:
		page_fact(showing->page, "Its key", "%s", verifier_of(showing));
		page_paragraph(
			showing->page, TONE_DOUBT,
			"Whether that is the key of the broker's log only somebody else "
			"can say: ask the operator or the other party for it, and say "
			"it with --log-key, or name a profile with --profile.");
	}
}

static void show_log(const struct showing *showing)
{
	const struct bundle_facts *facts = showing->facts;
	struct page *page = showing->page;

	page_heading(page, 2, "The log");
	page_fact(page, "Log", "%s", facts->checkpoint.origin);
	page_fact(
		page, "Signed at", "%" PRIu64 " entries; root %s",
		facts->checkpoint.tree.size,
		hex_encode(showing->arena, digest_bytes(&facts->checkpoint.tree.root)));
	page_fact(page, "In this bundle",
		  "%" PRIu64 " entries, up to %s; each lies in that log, and none is "
		  "left out of the books below",
		  facts->entry_count, evidence_time(showing, facts->counts.last_ms));
	page_fact(page, "Signatures", "%" PRIu64 ", all hold",
		  facts->counts.signature_count);
	show_key(showing);
}

/* ---- organisations ------------------------------------------------------- */

static const char *use_of(SlbKeyUse use)
{
	switch ((int)use) {
	case SLB_KEY_USE__KEY_USE_ROOT:
		return "adds and revokes keys";
	case SLB_KEY_USE__KEY_USE_STATEMENTS:
		return "signs statements";
	case SLB_KEY_USE__KEY_USE_TOKENS:
		return "reads";
	case SLB_KEY_USE__KEY_USE_LOG:
		return "signs the log";
	case SLB_KEY_USE__KEY_USE_NOTICES:
		return "signs what the broker says";
	default:
		return "enrols, redacts";
	}
}

static const char *until_of(const struct showing *showing, const SlbKeyRow *key)
{
	if (key->revoked_index != 0)
		return arena_printf(
			showing->arena, "revoked %s",
			evidence_entry(showing, key->revoked_ms, key->revoked_index));
	if (key->not_after_ms != 0)
		return evidence_time(showing, key->not_after_ms);
	return "no end";
}

static void show_key_row(const struct showing *showing, const struct state_entry *entry)
{
	const SlbKeyRow *key = (const SlbKeyRow *)entry->row;
	const char *id =
		hex_encode(showing->arena, row_key_tail(entry->key, DIGEST_BYTES));

	page_cell(showing->page, TONE_PLAIN, "%s", key->owner);
	page_cell(showing->page, TONE_PLAIN, "%.16s%s%s", id,
		  key->holder[0] == '\0' ? "" : ", ", key->holder);
	page_cell(showing->page, TONE_PLAIN, "%s", use_of(key->use));
	page_cell(showing->page, TONE_PLAIN, "%s",
		  evidence_entry(showing, key->added_ms, key->added_index));
	page_cell(showing->page, TONE_PLAIN, "%s", until_of(showing, key));
}

static int by_place(const void *a, const void *b)
{
	const struct state_entry *const *left = a, *const *right = b;
	uint64_t first = ((const SlbKeyRow *)(*left)->row)->added_index;
	uint64_t second = ((const SlbKeyRow *)(*right)->row)->added_index;

	if (first == second)
		return bytes_compare((*left)->key, (*right)->key);
	return first < second ? -1 : 1;
}

static enum err show_keys(struct showing *showing)
{
	static const struct page_column columns[] = { { "Whose", false },
						      { "Key", false },
						      { "What for", false },
						      { "Named", false },
						      { "Until", false } };
	struct row_key from = rows_of_type(ROW_KEY);
	const struct state_entry **list;
	struct state_entries keys;
	enum err e = fetch_rows(showing, &from, &keys);

	if (e != ERR_OK)
		return e;
	list = arena_array(showing->arena, const struct state_entry *, keys.count);
	for (size_t i = 0; i < keys.count; i++)
		list[i] = &keys.entries[i];
	qsort(list, keys.count, sizeof(struct state_entry *), by_place);
	ADD_TABLE(showing->page, columns);
	for (size_t i = 0; i < keys.count; i++)
		show_key_row(showing, list[i]);
	return ERR_OK;
}

static enum err show_organisations(struct showing *showing)
{
	struct row_key from = rows_of_type(ROW_ORGANISATION);
	struct state_entries rows;
	enum err e = fetch_rows(showing, &from, &rows);

	if (e != ERR_OK)
		return e;
	page_heading(showing->page, 2, "Who speaks");
	for (size_t i = 0; i < rows.count; i++) {
		const SlbOrganisationRow *row =
			(const SlbOrganisationRow *)rows.entries[i].row;
		struct bytes key = rows.entries[i].key;

		page_fact(
			showing->page,
			arena_strndup(showing->arena, (const char *)key.data + 1,
				      key.len - 1),
			"%s, registered as %s, %s; enrolled %s", row->legal_name,
			row->registration_number, row->seat,
			evidence_entry(showing, row->enrolled_ms, row->enrolled_index));
	}
	return show_keys(showing);
}

/* ---- the agreement ------------------------------------------------------- */

static const char *status_of(SlbVersionStatus status)
{
	switch ((int)status) {
	case SLB_VERSION_STATUS__VERSION_STATUS_IN_FORCE:
		return "accepted";
	case SLB_VERSION_STATUS__VERSION_STATUS_UNILATERAL:
		return "recorded by one side alone";
	case SLB_VERSION_STATUS__VERSION_STATUS_DECLINED:
		return "declined";
	case SLB_VERSION_STATUS__VERSION_STATUS_WITHDRAWN:
		return "withdrawn";
	case SLB_VERSION_STATUS__VERSION_STATUS_SUPERSEDED:
		return "superseded";
	default:
		return "undecided";
	}
}

static void show_version(struct showing *showing, const struct state_entry *entry)
{
	const SlbVersionRow *row = (const SlbVersionRow *)entry->row;
	const char *id =
		hex_encode(showing->arena, row_key_tail(entry->key, DIGEST_BYTES));

	showing->is_unilateral |=
		row->status == SLB_VERSION_STATUS__VERSION_STATUS_UNILATERAL;
	page_cell(showing->page, TONE_PLAIN, "%.16s", id);
	page_cell(showing->page, TONE_PLAIN, "%s to %s", row->first_day, row->last_day);
	page_cell(showing->page, TONE_PLAIN, "%s, %s", row->offered_by,
		  evidence_entry(showing, row->offered_ms, row->offered_index));
	page_cell(showing->page, TONE_PLAIN, "%s%s%s", status_of(row->status),
		  row->decided_index == 0 ? "" : ", ",
		  row->decided_index == 0 ? ""
					  : evidence_entry(showing, row->decided_ms,
							   row->decided_index));
}

static enum err show_agreement(struct showing *showing)
{
	static const struct page_column columns[] = { { "Version", false },
						      { "Judges", false },
						      { "Offered by", false },
						      { "Decided", false } };
	struct row_key key = contract_row_key(showing->facts->contract_id);
	struct state_entries versions;
	const ProtobufCMessage *row;
	enum err e = state_fetch(&showing->state, &key, &row);

	if (e == ERR_OK)
		e = rows_of_this(showing, ROW_VERSION, &versions);
	if (e != ERR_OK)
		return e;
	showing->contract = (const SlbContractRow *)row;
	page_heading(showing->page, 2, "The contract");
	page_fact(showing->page, "Contract", "%s, %s", showing->facts->contract,
		  showing->contract->title);
	if (showing->contract->terminated_index != 0)
		page_fact(showing->page, "Terminated", "entry %" PRIu64,
			  showing->contract->terminated_index);
	ADD_TABLE(showing->page, columns);
	for (size_t i = 0; i < versions.count; i++)
		show_version(showing, &versions.entries[i]);
	value_add_text(showing->arena, showing->value, "title",
		       showing->contract->title);
	return ERR_OK;
}

/* ---- reports and outcomes ------------------------------------------------ */

struct report_counts {
	uint64_t all, restating, late, missing, judged;
};

static enum err count_reports(struct showing *showing, struct report_counts *out)
{
	struct state_entries reports, slots, periods;
	enum err e = rows_in_series(showing, ROW_REPORT, &reports);

	*out = (struct report_counts){ 0 };
	if (e == ERR_OK)
		e = rows_in_series(showing, ROW_SLOT, &slots);
	if (e == ERR_OK)
		e = rows_of_this(showing, ROW_PERIOD, &periods);
	if (e != ERR_OK)
		return e;
	out->all = reports.count;
	for (size_t i = 0; i < reports.count; i++) {
		const SlbReportRow *row = (const SlbReportRow *)reports.entries[i].row;

		out->restating += row->replaces != 0;
		out->late += row->late != 0;
	}
	for (size_t i = 0; i < slots.count; i++) {
		const SlbSlotRow *row = (const SlbSlotRow *)slots.entries[i].row;

		out->missing += row->missing_index != 0;
	}
	for (size_t i = 0; i < periods.count; i++) {
		const SlbPeriodRow *row = (const SlbPeriodRow *)periods.entries[i].row;

		out->judged += row->revision != 0;
	}
	return ERR_OK;
}

static void show_outcomes(const struct showing *showing)
{
	const struct fold_counts *counts = &showing->facts->counts;
	uint64_t computed = counts->outcome_count - counts->restored_count;

	page_fact(showing->page, "Computed again",
		  "%" PRIu64 " of %" PRIu64
		  " conclusions of the broker, equal byte for byte",
		  computed, counts->outcome_count);
	if (counts->restored_count > 0)
		page_fact(showing->page, "Taken at their word",
			  "%" PRIu64 ", signed by the broker: %" PRIu64
			  " reports were erased under a redaction",
			  counts->restored_count, counts->erased_count);
	value_add_number(showing->arena, showing->value, "outcomes_computed", computed);
	value_add_number(showing->arena, showing->value, "outcomes_taken_at_their_word",
			 counts->restored_count);
	value_add_number(showing->arena, showing->value, "reports_erased",
			 counts->erased_count);
}

static enum err show_reports(struct showing *showing)
{
	struct report_counts counts;
	enum err e = count_reports(showing, &counts);

	if (e != ERR_OK)
		return e;
	page_heading(showing->page, 2, "Reports and conclusions");
	page_fact(showing->page, "Reports",
		  "%" PRIu64 ", of which %" PRIu64 " replace another and %" PRIu64
		  " came late; %" PRIu64 " were missing when due",
		  counts.all, counts.restating, counts.late, counts.missing);
	page_fact(showing->page, "Periods judged", "%" PRIu64, counts.judged);
	value_add_number(showing->arena, showing->value, "reports", counts.all);
	value_add_number(showing->arena, showing->value, "reports_restating",
			 counts.restating);
	value_add_number(showing->arena, showing->value, "reports_late", counts.late);
	value_add_number(showing->arena, showing->value, "reports_missing",
			 counts.missing);
	value_add_number(showing->arena, showing->value, "periods_judged",
			 counts.judged);
	show_outcomes(showing);
	return ERR_OK;
}

/* ---- what it proves ------------------------------------------------------ */

static void list(const struct showing *showing, const char *heading, const char *name,
		 const char *const *sentences)
{
	struct node *values = value_add_list(showing->arena, showing->value, name);

	page_heading(showing->page, 2, "%s", heading);
	for (size_t i = 0; sentences[i] != NULL; i++) {
		page_item(showing->page, TONE_PLAIN, "%s", sentences[i]);
		value_add_text(showing->arena, values, NULL, sentences[i]);
	}
}

static void show_limits(const struct showing *showing)
{
	static const char *const proves[] = {
		"The keys of these organisations signed these statements, and the log "
		"took them in this order and at these times.",
		"The broker signed these conclusions and notices; those computed again are "
		"exactly what the statements and the terms give.",
		"Up to that place in the log nothing was left out: each book ends where "
		"its signed head says.",
		NULL
	};
	static const char *const belongs[] = {
		"The parts of this file belong together: one log key signed all of it. "
		"Whose key that is, it cannot prove itself.",
		NULL
	};
	/* The first is of a contract that one side alone recorded. */
	static const char *const one_sided[] = {
		"That both sides agreed: the contract is a record of one side alone.",
		"That the counters are true: it shows who reported them, not that they "
		"were counted rightly.",
		"That nothing happened since: a later report, acknowledgement or "
		"withdrawal is not in it.",
		"That the broker showed others the same log: compare its size and root "
		"with the other party's, or with a witness's.",
		"That whoever used a key was entitled to, or that a notice was read: an "
		"acknowledgement admits nothing.",
		NULL
	};
	const char *const *does_not = one_sided + 1;

	list(showing, "This proves", "proves",
	     showing->shown->opened->known_from == KNOWN_NOT ? belongs : proves);
	list(showing, "This does not prove", "does_not_prove",
	     showing->is_unilateral ? one_sided : does_not);
}

/* ---- the whole ----------------------------------------------------------- */

static void value_of_log(const struct showing *showing)
{
	const struct bundle_facts *facts = showing->facts;
	struct arena *arena = showing->arena;

	value_add_text(arena, showing->value, "contract", facts->contract);
	value_add_text(arena, showing->value, "origin", facts->checkpoint.origin);
	value_add_number(arena, showing->value, "tree_size",
			 facts->checkpoint.tree.size);
	value_add_text(arena, showing->value, "root",
		       hex_encode(arena, digest_bytes(&facts->checkpoint.tree.root)));
	value_add_text(arena, showing->value, "log_key", verifier_of(showing));
	value_add_truth(arena, showing->value, "log_key_known",
			showing->shown->opened->known_from != KNOWN_NOT);
	value_add_number(arena, showing->value, "entries", facts->entry_count);
	value_add_number(arena, showing->value, "signatures",
			 facts->counts.signature_count);
}

enum err page_evidence(const struct shown_evidence *shown)
{
	struct showing showing = { .shown = shown,
				   .bundle = shown->opened->bundle,
				   .facts = bundle_facts(shown->opened->bundle),
				   .arena = shown->page->arena,
				   .page = shown->page,
				   .value = shown->value };
	enum err e;

	state_init(&showing.state, showing.arena, bundle_rows(showing.bundle));
	value_of_log(&showing);
	show_log(&showing);
	e = show_organisations(&showing);
	if (e == ERR_OK)
		e = show_agreement(&showing);
	if (e == ERR_OK)
		e = show_reports(&showing);
	if (e == ERR_OK)
		e = evidence_notice(&showing);
	if (e == ERR_OK)
		show_limits(&showing);
	return e;
}
