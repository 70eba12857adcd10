#include <string.h>

#include "base/slug.h"
#include "contract/need.h"
#include "contract/shape.h"

#define SEMANTICS_KNOWN  1
#define TITLE_BYTES_MAX  200
#define PARTIES_MAX      16
#define ADDRESSES_MAX    16
#define MINOR_DIGITS_MAX 4

void shape_notice_address(struct inquiry *inquiry, const SlbNoticeAddress *address,
			  const struct path *path)
{
	struct path medium = path_field(path, "medium");
	struct path text = path_field(path, "address");
	struct path attention = path_field(path, "attention");

	need_choice(inquiry, &medium, (int)address->medium,
		    &slb_notice_medium__descriptor,
		    "by which channel notices go to this address");
	may_text(inquiry, &attention, address->attention, "the function addressed");
	if (!need_text(inquiry, &text, address->address, "the address for notices",
		       "contracts@client.example") ||
	    address->medium != SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_EMAIL ||
	    strchr(address->address, '@') != NULL)
		return;
	say(inquiry, WRONG, &text, "%s is no e-mail address",
	    shown(address->address).chars);
	diag_hint(inquiry->diag, "write one with an @, or another medium:");
}

static void shape_party(struct inquiry *inquiry, const SlbParty *party,
			const struct path *path)
{
	struct path role = path_field(path, "role");
	struct path organisation = path_field(path, "organisation");
	struct path legal_name = path_field(path, "legal_name");
	struct path number = path_field(path, "registration_number");
	struct path seat = path_field(path, "seat");
	struct path addresses = path_field(path, "notice_addresses");

	need_choice(inquiry, &role, (int)party->role, &slb_party_role__descriptor,
		    "who this party is in the contract");
	if (!slug_is_organisation(party->organisation)) {
		say(inquiry, party->organisation[0] == '\0' ? MISSING : WRONG,
		    &organisation, "%s is not the short name of an organisation",
		    shown(party->organisation).chars);
		diag_hint(inquiry->diag, "write 3 to 40 of a to z, 0 to 9 and -, a "
					 "letter first, e.g. acme-retail");
	}
	need_text(inquiry, &legal_name, party->legal_name, "the party's legal name",
		  "\"Acme Retail Ltd\"");
	need_text(inquiry, &number, party->registration_number,
		  "the party's register number", "\"HRB 12345, Frankfurt\"");
	need_text(inquiry, &seat, party->seat, "the party's legal seat",
		  "\"1 High Street, 20100 Milan, Italy\"");
	if (party->role != SLB_PARTY_ROLE__PARTY_ROLE_THIRD_PARTY ||
	    party->n_notice_addresses != 0)
		need_count(inquiry, &addresses, party->n_notice_addresses,
			   ADDRESSES_MAX, "address for notices");
	for (size_t i = 0; i < party->n_notice_addresses && i < ADDRESSES_MAX; i++) {
		struct path item = path_item(path, "notice_addresses", i);

		shape_notice_address(inquiry, party->notice_addresses[i], &item);
	}
}

static void need_one_party(struct inquiry *inquiry, SlbPartyRole role,
			   const char *called)
{
	const SlbTerms *terms = inquiry->terms;
	struct path parties = path_field(NULL, "parties");
	size_t count = 0;

	for (size_t i = 0; i < terms->n_parties; i++)
		count += terms->parties[i]->role == role;
	if (count == 1)
		return;
	say(inquiry, count == 0 ? MISSING : WRONG, &parties,
	    "there are %zu parties with role %s; exactly one is needed", count, called);
	diag_hint(inquiry->diag, "write role: %s at one party", called);
}

static void shape_parties(struct inquiry *inquiry)
{
	const SlbTerms *terms = inquiry->terms;
	struct path list = path_field(NULL, "parties");
	const char *names[PARTIES_MAX];

	if (!need_count(inquiry, &list, terms->n_parties, PARTIES_MAX, "party"))
		return;
	for (size_t i = 0; i < terms->n_parties; i++) {
		struct path item = path_item(NULL, "parties", i);

		names[i] = terms->parties[i]->organisation;
		shape_party(inquiry, terms->parties[i], &item);
	}
	need_distinct(inquiry, NULL, "parties", "organisation",
		      (struct names){ names, terms->n_parties });
	need_one_party(inquiry, SLB_PARTY_ROLE__PARTY_ROLE_CLIENT, "client");
	need_one_party(inquiry, SLB_PARTY_ROLE__PARTY_ROLE_CENTRE, "centre");
}

static void shape_measurement(struct inquiry *inquiry,
			      const SlbMeasurement *measurement)
{
	struct path path = path_field(NULL, "measurement");
	struct path attribution = path_field(&path, "attribution");
	struct path callbacks = path_field(&path, "callbacks");
	struct path shared_queues = path_field(&path, "shared_queues");

	if (!need_present(inquiry, &path, measurement, "how contacts are counted",
			  "measurement: with attribution:, callbacks: and "
			  "shared_queues:"))
		return;
	need_choice(inquiry, &attribution, (int)measurement->attribution,
		    &slb_attribution__descriptor,
		    "which instant decides in which interval a contact is counted");
	need_choice(inquiry, &callbacks, (int)measurement->callbacks,
		    &slb_callback_rule__descriptor,
		    "where a caller who takes an offered callback is counted");
	need_choice(inquiry, &shared_queues, (int)measurement->shared_queues,
		    &slb_shared_queue_rule__descriptor,
		    "whose the abandoned calls of a shared queue are");
}

static void shape_zone(struct inquiry *inquiry, const SlbZone *zone)
{
	struct path path = path_field(NULL, "zone");
	struct path name = path_field(&path, "name");
	struct path version = path_field(&path, "tzdata_version");

	if (!need_present(inquiry, &path, zone, "the time zone of days and periods",
			  "zone: with name: and tzdata_version:; `sla contract new` "
			  "writes it"))
		return;
	need_text(inquiry, &name, zone->name, "the name of the time zone",
		  "Europe/Rome");
	need_text(inquiry, &version, zone->tzdata_version,
		  "the release of the time zone data", "2024a");
}

static void shape_partial(struct inquiry *inquiry, const SlbPartialPeriod *partial,
			  const struct path *path)
{
	struct path verdict = path_field(path, "verdict");
	struct path money = path_field(path, "money");
	struct path minimum = path_field(path, "minimum_volume");

	need_choice(inquiry, &verdict, (int)partial->verdict,
		    &slb_partial_verdict__descriptor,
		    "whether a period that the term cuts short is judged");
	need_choice(inquiry, &money, (int)partial->money,
		    &slb_partial_share__descriptor,
		    "what credits are in a period that the term cuts short");
	need_choice(inquiry, &minimum, (int)partial->minimum_volume,
		    &slb_partial_share__descriptor,
		    "what minimum volumes are in a period that the term cuts short");
	if (partial->verdict != SLB_PARTIAL_VERDICT__PARTIAL_VERDICT_MERGED ||
	    (partial->money == SLB_PARTIAL_SHARE__PARTIAL_SHARE_FULL &&
	     partial->minimum_volume == SLB_PARTIAL_SHARE__PARTIAL_SHARE_FULL))
		return;
	say(inquiry, CLASHES, path,
	    "a period that is joined with its neighbour counts as whole, so nothing "
	    "in it can be pro-rated or dropped");
	diag_hint(inquiry->diag, "write money: full and minimum_volume: full, or "
				 "another verdict:");
}

static void shape_period(struct inquiry *inquiry, const SlbPeriod *period)
{
	struct path path = path_field(NULL, "period");
	struct path kind = path_field(&path, "kind");
	struct path first = path_field(&path, "first_partial");
	struct path last = path_field(&path, "last_partial");

	if (!need_present(inquiry, &path, period, "the measurement period",
			  "period: with kind: month, and month_start_day: 1"))
		return;
	need_choice(inquiry, &kind, (int)period->kind, &slb_period_kind__descriptor,
		    "what a measurement period is");
	if (period->first_partial != NULL)
		shape_partial(inquiry, period->first_partial, &first);
	if (period->last_partial != NULL)
		shape_partial(inquiry, period->last_partial, &last);
}

static bool is_currency(const char *code)
{
	return strlen(code) == 3 && strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3;
}

static void shape_money(struct inquiry *inquiry, const SlbMoney *money)
{
	struct path path = path_field(NULL, "money");
	struct path currency = path_field(&path, "currency");
	struct path digits = path_field(&path, "minor_digits");
	struct path rounding = path_field(&path, "rounding");
	struct path charges = path_field(&path, "period_charges_minor");
	struct path cap = path_field(&path, "period_cap_minor");
	struct path combination = path_field(&path, "combination");

	if (!is_currency(money->currency)) {
		say(inquiry, money->currency[0] == '\0' ? MISSING : WRONG, &currency,
		    "%s is no currency", shown(money->currency).chars);
		diag_hint(inquiry->diag, "write the three capitals of ISO 4217, e.g. "
					 "EUR");
	}
	if (money->minor_digits > MINOR_DIGITS_MAX) {
		say(inquiry, WRONG, &digits,
		    "no currency has %u digits after the point",
		    (unsigned)money->minor_digits);
		diag_hint(inquiry->diag, "write 2 for cents, 0 for none; at most %d",
			  MINOR_DIGITS_MAX);
	}
	need_choice(inquiry, &rounding, (int)money->rounding, &slb_rounding__descriptor,
		    "how a credit is rounded to whole minor units");
	need_choice(inquiry, &combination, (int)money->combination,
		    &slb_credit_combination__descriptor,
		    "how several credits of one period combine");
	if (money->period_charges_minor != 0)
		need_amount(inquiry, &charges, money->period_charges_minor,
			    "the charges of a period");
	if (money->period_cap_minor != 0)
		need_amount(inquiry, &cap, money->period_cap_minor,
			    "the cap on the credits of a period");
}

void shape_terms(struct inquiry *inquiry)
{
	const SlbTerms *terms = inquiry->terms;
	struct path semantics = path_field(NULL, "semantics");
	struct path title = path_field(NULL, "title");
	struct path restatement = path_field(NULL, "restatement_window");
	struct path claim = path_field(NULL, "claim_window");

	if (terms->semantics != SEMANTICS_KNOWN) {
		say(inquiry, terms->semantics == 0 ? MISSING : WRONG, &semantics,
		    "the terms name law number %u; the one known here is %d",
		    (unsigned)terms->semantics, SEMANTICS_KNOWN);
		diag_hint(inquiry->diag, "write semantics: %d", SEMANTICS_KNOWN);
	}
	if (need_text(inquiry, &title, terms->title, "the title of the contract",
		      "\"Acme inbound voice\"") &&
	    strlen(terms->title) > TITLE_BYTES_MAX) {
		say(inquiry, WRONG, &title, "the title is longer than %d bytes",
		    TITLE_BYTES_MAX);
		diag_hint(inquiry->diag, "shorten it");
	}
	shape_parties(inquiry);
	shape_zone(inquiry, terms->zone);
	shape_period(inquiry, terms->period);
	shape_measurement(inquiry, terms->measurement);
	if (terms->money != NULL)
		shape_money(inquiry, terms->money);
	if (terms->notices != NULL)
		shape_notices(inquiry, terms->notices);
	need_delay(inquiry, &restatement, terms->restatement_window,
		   "how long a report may still be restated");
	need_delay(inquiry, &claim, terms->claim_window,
		   "how long the consequences of a verdict may be claimed");
}
