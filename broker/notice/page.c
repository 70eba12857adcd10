#include "notice/page.h"

#include <inttypes.h>

#include "calendar/civil.h"
#include "notice/sheet.h"
#include "report/party.h"
#include "report/words.h"

static char *hex_of(struct sheet *sheet, ProtobufCBinaryData bytes)
{
	return hex_encode(sheet->arena, (struct bytes){ bytes.data, bytes.len });
}

static char *utc_words(struct sheet *sheet, int64_t at_ms)
{
	return arena_printf(sheet->arena, "%s (UTC)",
			    civil_instant_text(sheet->arena, at_ms / 1000, 0));
}

/* ---- parties ------------------------------------------------------------- */

static void add_party(struct sheet *sheet, const char *heading, const SlbParty *party)
{
	sheet_heading(sheet, heading);
	sheet_filled(sheet, "",
		     arena_printf(sheet->arena, "%s, registered as %s, %s",
				  party->legal_name, party->registration_number,
				  party->seat));
}

static void add_addresses(struct sheet *sheet, const SlbParty *party)
{
	for (size_t i = 0; i < party->n_notice_addresses; i++) {
		const SlbNoticeAddress *address = party->notice_addresses[i];

		sheet_entry(sheet,
			    arena_printf(sheet->arena, "address for notices %s: %s%s%s",
					 party_medium_words(address->medium),
					 address->address,
					 address->attention[0] == '\0' ? "" : ", ",
					 address->attention));
	}
}

static void add_giver(struct sheet *sheet)
{
	const SlbNotice *notice = sheet->notice;
	const SlbNoticeGiver *giver = notice->giver;

	add_party(sheet, "From", giver->client);
	sheet_filled(sheet, "", giver->sentence);
	if (giver->serving_index != 0)
		sheet_field(sheet, "that statement says that it was made",
			    utc_words(sheet, giver->serving_claimed_ms));
	sheet_field(sheet, "given, by the time of the log",
		    arena_printf(sheet->arena, "%s, %s", notice->given,
				 utc_words(sheet, notice->given_ms)));
	add_addresses(sheet, giver->client);
}

static void add_contract(struct sheet *sheet)
{
	const SlbNoticeContract *contract = sheet->notice->contract;
	struct arena *arena = sheet->arena;

	sheet_heading(sheet, "Contract");
	sheet_filled(sheet, "",
		     arena_printf(arena, "%s (%s), between %s and %s", contract->title,
				  contract->contract,
				  sheet->notice->giver->client->legal_name,
				  sheet->notice->addressee->legal_name));
	sheet_field(sheet, "version", hex_of(sheet, contract->version_id));
	sheet_field(sheet, "amends", hex_of(sheet, contract->previous_version_id));
	sheet_field(sheet, "it judges the days",
		    arena_printf(arena, "%s to %s", contract->first_day,
				 contract->last_day));
	for (size_t i = 0; i < contract->n_remarks; i++)
		sheet_filled(sheet, "", contract->remarks[i]);
}

/* ---- signatures ---------------------------------------------------------- */

static void add_signer(struct sheet *sheet, const SlbNoticeSigner *signer)
{
	sheet_entry(sheet,
		    arena_printf(sheet->arena,
				 "for %s, %s, by the key %s, which it added by entry "
				 "%" PRIu64,
				 sheet->notice->giver->client->legal_name,
				 signer->function[0] == '\0' ? "function not recorded"
							     : signer->function,
				 hex_of(sheet, signer->key_id), signer->added_index));
}

static void add_signatures(struct sheet *sheet)
{
	const SlbNotice *notice = sheet->notice;

	sheet_heading(sheet, "Signatures");
	for (size_t i = 0; i < notice->giver->n_signers; i++)
		add_signer(sheet, notice->giver->signers[i]);
	for (size_t i = 0; i < notice->giver->n_authority; i++)
		sheet_filled(sheet, "", notice->giver->authority[i]);
	sheet_entry(sheet,
		    arena_printf(sheet->arena, "for the broker, by its notice key %s",
				 hex_of(sheet, notice->entry->notice_key_id)));
	sheet_filled(sheet, "", notice->entry->attestation);
}

/* ---- the whole ----------------------------------------------------------- */

/* Above all else, so that nobody takes it for one that stands. */
static void add_end(struct sheet *sheet, const struct notice_end *end)
{
	struct arena *arena = sheet->arena;
	bool is_replaced = end->replaced_by != 0;
	const char *how =
		is_replaced ? arena_printf(arena, "replaced by notice no. %" PRIu64,
					   end->replaced_by)
			    : "withdrawn";

	text_add(&sheet->text, is_replaced ? "REPLACED\n" : "WITHDRAWN\n");
	sheet_filled(
		sheet, "",
		arena_printf(arena,
			     "This notice no longer stands. It was %s on %s (UTC), "
			     "by entry %" PRIu64 " of the log: %s.",
			     how, civil_instant_text(arena, end->ended_ms / 1000, 0),
			     end->log_index, end->reason));
}

static void add_waiver(struct sheet *sheet, const struct notice_waived *waived)
{
	const SlbNoticeWaiver *waiver = waived->waiver;
	struct arena *arena = sheet->arena;

	text_printf(&sheet->text, "%s WAIVED\n",
		    waiver->credit && waiver->strike ? "CREDIT AND STRIKE"
		    : waiver->credit                 ? "CREDIT"
						     : "STRIKE");
	sheet_filled(
		sheet, "",
		arena_printf(arena,
			     "Since it was given, on %s (UTC), by entry %" PRIu64
			     " of the log:",
			     civil_instant_text(arena, waived->waived_ms / 1000, 0),
			     waived->log_index));
	for (size_t i = 0; i < waiver->n_sentences; i++)
		sheet_filled(sheet, "", waiver->sentences[i]);
	sheet_field(sheet, "because", waiver->reason);
	for (size_t i = 0; i < waiver->n_signers; i++)
		add_signer(sheet, waiver->signers[i]);
}

static void add_since(struct sheet *sheet, const struct notice_since *since)
{
	if (since->end != NULL)
		add_end(sheet, since->end);
	for (size_t i = 0; i < since->waived_count; i++)
		add_waiver(sheet, &since->waived[i]);
	if (since->end == NULL && since->waived_count == 0)
		return;
	sheet_filled(sheet, "", "It is shown below as it was given.");
	text_add(&sheet->text, "\n");
}

static void add_title(struct sheet *sheet)
{
	const SlbNotice *notice = sheet->notice;

	text_printf(&sheet->text, "%s no. %" PRIu64 "\n",
		    words_capital(sheet->arena, notice->title), notice->number);
	text_printf(&sheet->text, "Notice under %s of the contract\n",
		    words_clause(sheet->arena, notice->obligation->clause));
	text_add(&sheet->text,
		 "This is an open document, which may be produced in evidence.\n");
	if (notice->replaces != 0)
		text_printf(&sheet->text, "It replaces notice no. %" PRIu64 ".\n",
			    notice->replaces);
}

char *notice_page(struct arena *arena, const SlbNotice *notice,
		  const struct notice_since *since)
{
	struct sheet sheet = { .arena = arena, .notice = notice };

	text_init(&sheet.text, arena);
	if (since != NULL)
		add_since(&sheet, since);
	add_title(&sheet);
	add_giver(&sheet);
	add_party(&sheet, "To", notice->addressee);
	add_addresses(&sheet, notice->addressee);
	sheet_list(&sheet, "Delivery and receipt", notice->delivery,
		   notice->n_delivery);
	add_contract(&sheet);
	sheet_obligation(&sheet);
	sheet_facts(&sheet);
	sheet_list(&sheet, "The giver's own part", notice->own_performance,
		   notice->n_own_performance);
	sheet_claim(&sheet);
	sheet_repetition(&sheet);
	sheet_list(&sheet, "What is required", notice->required, notice->n_required);
	sheet_list(&sheet, "How to object", notice->objections, notice->n_objections);
	sheet_list(&sheet, "If it is withdrawn or replaced", notice->withdrawal,
		   notice->n_withdrawal);
	sheet_list(&sheet, "Effect on the contract", notice->effect, notice->n_effect);
	sheet_list(&sheet, "Reservations", notice->reservations,
		   notice->n_reservations);
	sheet_list(&sheet, "Confidentiality and personal data", notice->confidentiality,
		   notice->n_confidentiality);
	sheet_evidence(&sheet);
	sheet_heading(&sheet, "Standards");
	sheet_filled(&sheet, "", notice->standards);
	add_signatures(&sheet);
	return arena_strdup(arena, text_chars(&sheet.text));
}
