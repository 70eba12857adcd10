#include <string.h>

#include "contract/rules.h"

static bool centre_has_address(const SlbTerms *terms, SlbNoticeMedium medium)
{
	for (size_t i = 0; i < terms->n_parties; i++) {
		const SlbParty *party = terms->parties[i];

		for (size_t a = 0; a < party->n_notice_addresses; a++) {
			if (party->role == SLB_PARTY_ROLE__PARTY_ROLE_CENTRE &&
			    party->notice_addresses[a]->medium == medium)
				return true;
		}
	}
	return false;
}

static void check_receipt(struct inquiry *inquiry, const SlbNoticeReceipt *receipt,
			  const struct path *path)
{
	struct path medium = path_field(path, "medium");
	struct path opening = path_field(path, "at_next_opening");

	if (!centre_has_address(inquiry->terms, receipt->medium)) {
		say(inquiry, CLASHES, &medium,
		    "it is said when notices through this channel count as received, "
		    "and the centre has no address for notices in it");
		diag_hint(inquiry->diag,
			  "add the address under the centre's notice_addresses:, or "
			  "take this rule out");
	}
	if (!receipt->at_next_opening || inquiry->terms->business_hours != NULL)
		return;
	say(inquiry, MISSING, &opening,
	    "receipt waits for the next opening, and the contract does not say when "
	    "business hours are");
	diag_hint(inquiry->diag,
		  "write business_hours: with week:, or leave at_next_opening: out");
}

/* A time that runs from receipt, at path. */
static void check_start(struct inquiry *inquiry, SlbCountedFrom from,
			const struct path *path)
{
	const SlbNoticeTerms *notices = inquiry->terms->notices;
	struct path field = path_field(path, "counted_from");

	if (from != SLB_COUNTED_FROM__COUNTED_FROM_RECEIVED ||
	    (notices->n_receipt > 0 &&
	     notices->receipt[0]->medium == SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_BROKER))
		return;
	say(inquiry, UNSAID, &field,
	    "this time runs from receipt, and the contract does not say when a notice "
	    "in the broker's log counts as received");
	diag_hint(inquiry->diag,
		  "add under receipt: one with medium: broker, or write counted_from: "
		  "given");
}

static void check_objections(struct inquiry *inquiry, const SlbObjections *objections,
			     const struct path *path)
{
	struct path grounds = path_field(path, "grounds");
	struct path form = path_field(path, "form");

	check_start(inquiry, objections->counted_from, path);
	rules_vague(inquiry, objections->grounds, &grounds);
	rules_vague(inquiry, objections->form, &form);
}

static void check_follow_up(struct inquiry *inquiry, const SlbFollowUp *follow_up,
			    const struct path *path)
{
	struct path words = path_field(path, "words");

	check_start(inquiry, follow_up->counted_from, path);
	rules_vague(inquiry, follow_up->words, &words);
}

static void check_credits(struct inquiry *inquiry, const void *rule,
			  const struct path *path)
{
	if (rule == NULL || inquiry->terms->money != NULL)
		return;
	say(inquiry, WARNED, path, "there is a rule for credits, but no KPI has one");
	diag_hint(inquiry->diag, "add credit: to a KPI, or take %s: out", path->field);
}

static void check_language(struct inquiry *inquiry, const SlbNoticeTerms *notices,
			   const struct path *path)
{
	struct path languages = path_field(path, "languages");
	struct path field = path_field(&languages, "notices");

	if (notices->languages == NULL ||
	    strcmp(notices->languages->notices, "English") == 0)
		return;
	say(inquiry, WARNED, &field,
	    "notices are to be in %s, and the broker writes them in English",
	    shown(notices->languages->notices).chars);
	diag_hint(inquiry->diag,
		  "agree on English for them, or on who adds the translation");
}

static void check_lists(struct inquiry *inquiry, const SlbNoticeTerms *notices,
			const struct path *path)
{
	for (size_t i = 0; i < notices->n_receipt; i++) {
		struct path item = path_item(path, "receipt", i);

		check_receipt(inquiry, notices->receipt[i], &item);
	}
	for (size_t i = 0; i < notices->n_client_duties; i++) {
		struct path item = path_item(path, "client_duties", i);
		struct path words = path_field(&item, "words");

		rules_vague(inquiry, notices->client_duties[i]->words, &words);
	}
	for (size_t i = 0; i < notices->n_follow_ups; i++) {
		struct path item = path_item(path, "follow_ups", i);

		check_follow_up(inquiry, notices->follow_ups[i], &item);
	}
}

void rules_notices(struct inquiry *inquiry)
{
	const SlbNoticeTerms *notices = inquiry->terms->notices;
	struct path path = path_field(NULL, "notices");
	struct path objections = path_field(&path, "objections");
	struct path remedies = path_field(&path, "remedies");
	struct path set_off = path_field(&path, "set_off");

	if (notices == NULL)
		return;
	check_lists(inquiry, notices, &path);
	if (notices->objections != NULL)
		check_objections(inquiry, notices->objections, &objections);
	check_credits(inquiry, notices->remedies, &remedies);
	check_credits(inquiry, notices->set_off, &set_off);
	check_language(inquiry, notices, &path);
}
