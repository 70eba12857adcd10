#include "notice/waived.h"

#include <inttypes.h>
#include <string.h>

#include "base/money.h"
#include "notice/claim.h"
#include "report/party.h"

#define SENTENCES_MAX 5

const char *waived_parts(const SlbNoticeWaiver *waiver)
{
	if (waiver->credit && waiver->strike)
		return "credit and strike";
	return waiver->credit ? "credit" : "strike";
}

static char *giving_up(struct arena *arena, const struct waiver_case *given,
		       const SlbNoticeWaiver *waiver)
{
	const SlbParty *client =
		party_in_role(given->terms, SLB_PARTY_ROLE__PARTY_ROLE_CLIENT);

	return arena_printf(arena,
			    "%s gives up the %s of notice no. %" PRIu64
			    " by its signed statement at entry %" PRIu64 " of the log.",
			    client->legal_name, waived_parts(waiver), given->number,
			    given->waiver_index);
}

static char *credit_words(struct arena *arena, const struct waiver_case *given)
{
	if (given->credit)
		return arena_strdup(arena, "The notice claims no credit any more.");
	if (given->credit_waived[given->kpi])
		return arena_strdup(arena, "Its credit was waived before.");
	return arena_strdup(arena, "What it claims as a credit is not touched.");
}

static char *strike_words(struct arena *arena, const struct waiver_case *given)
{
	if (given->strike)
		return arena_strdup(arena, "Its miss no longer counts towards repeated "
					   "misses.");
	if (given->strike_waived)
		return arena_strdup(arena, "Its strike was waived before.");
	return arena_strdup(arena, "Its miss still counts towards repeated misses.");
}

/* Others may be claimed upon by other notices. */
static char *period_words(struct arena *arena, const SlbNoticeCredit *claimed)
{
	struct currency currency = { .minor_digits = claimed->minor_digits };

	memcpy(currency.code, claimed->currency, sizeof(currency.code));
	return arena_printf(
		arena,
		"All credits of the period that are not waived come to %s, net of tax.",
		money_text(arena, currency, (int64_t)claimed->period_minor));
}

static void add_sentences(struct arena *arena, const struct waiver_case *given,
			  SlbNoticeWaiver *waiver)
{
	waiver->sentences = arena_array(arena, char *, SENTENCES_MAX);
	waiver->sentences[waiver->n_sentences++] = giving_up(arena, given, waiver);
	waiver->sentences[waiver->n_sentences++] = credit_words(arena, given);
	if (waiver->credit && waiver->claimed->currency[0] != '\0')
		waiver->sentences[waiver->n_sentences++] =
			period_words(arena, waiver->claimed);
	waiver->sentences[waiver->n_sentences++] = strike_words(arena, given);
	waiver->sentences[waiver->n_sentences++] =
		arena_strdup(arena, "What else the notice says and requires stands.");
}

SlbNoticeWaiver *compose_waiver(struct arena *arena, const struct waiver_case *given)
{
	SlbNoticeWaiver *waiver = arena_new(arena, SlbNoticeWaiver);

	slb_notice_waiver__init(waiver);
	waiver->number = given->number;
	waiver->credit = given->credit;
	waiver->strike = given->strike;
	waiver->waiver_id = given->waiver_id;
	waiver->signers = given->signers;
	waiver->n_signers = given->signer_count;
	waiver->reason = arena_strdup(arena, given->reason);
	waiver->claimed = credit_after_waivers(arena, given->terms, given->judgement,
					       given->kpi, given->credit_waived);
	waiver->claimed->strike_waived = given->strike_waived;
	add_sentences(arena, given, waiver);
	return waiver;
}

SlbNoticeWaiver waived_by_now(const SlbLoggedNotice *logged)
{
	const SlbNoticeCredit *credit = logged->notice->credit;
	SlbNoticeWaiver waived;

	slb_notice_waiver__init(&waived);
	waived.credit = credit != NULL && credit->credit_waived;
	waived.strike = credit != NULL && credit->strike_waived;
	for (size_t i = 0; i < logged->n_waivers; i++) {
		const SlbNoticeWaiver *waiver = logged->waivers[i]->waiver;

		waived.credit |= waiver != NULL && waiver->credit;
		waived.strike |= waiver != NULL && waiver->strike;
	}
	return waived;
}
