#include "unit/contract/fixture.h"

#define REFUSES_SUITE shape_terms
#define S             text_of

REFUSES(terms_without_a_law, INCOMPLETE, "semantics", "law number 0", "semantics: 1",
	t->semantics = 0;)
REFUSES(a_law_that_is_not_known, INVALID, "semantics", "law number 2", "semantics: 1",
	t->semantics = 2;)
REFUSES(no_title, INCOMPLETE, "title", "the title of the contract is missing",
	"e.g. title:", t->title = S("");)
REFUSES(a_title_of_blanks, INCOMPLETE, "title", "is missing", "", t->title = S("  ");)
REFUSES(a_long_title, INVALID, "title", "longer than 200 bytes", "shorten it",
	t->title = arena_alloc(ARENA, 202);
	memset(t->title, 'a', 201);)
REFUSES(a_very_long_title, INVALID, "title", "1001 bytes long", "shorten it",
	t->title = arena_alloc(ARENA, 1002);
	memset(t->title, 'a', 1001);)
REFUSES(a_title_of_two_lines, INVALID, "title", "not one line", "on one line",
	t->title = S("one\ntwo");)
REFUSES(a_title_with_a_delete, INVALID, "title", "not one line", "",
	t->title = S("one\x7f");)
REFUSES(a_title_that_is_no_text, INVALID, "title", "not one line", "",
	t->title = S("\xff");)

Test(shape_terms, takes_a_title_of_200_bytes)
{
	SlbTerms *t = fixture_terms();

	t->title = arena_alloc(ARENA, 201);
	memset(t->title, 'a', 200);
	expect_passes(t);
}

REFUSES(no_party, INCOMPLETE, "parties", "there is no party",
	"under parties:", t->n_parties = 0;)
REFUSES(too_many_parties, INVALID, "parties", "17", "1 to 16", SlbParty *list[17];
	for (size_t i = 0; i < 17; i++) list[i] = t->parties[2]; t->parties = list;
	t->n_parties = 17;)
REFUSES(no_centre, INCOMPLETE, "parties", "0 parties with role centre", "role: centre",
	t->parties[1]->role = SLB_PARTY_ROLE__PARTY_ROLE_THIRD_PARTY;)
REFUSES(two_clients, INVALID, "parties", "2 parties with role client", "role: client",
	t->parties[1]->role = SLB_PARTY_ROLE__PARTY_ROLE_CLIENT;)
REFUSES(a_party_without_a_role, INCOMPLETE, "parties[0].role",
	"does not say who this party is", "client, centre, third_party",
	t->parties[0]->role = SLB_PARTY_ROLE__PARTY_ROLE_UNSPECIFIED;)
REFUSES(a_role_of_another_edition, INVALID, "parties[0].role", "9 is no value of role",
	"client, centre, third_party", t->parties[0]->role = (SlbPartyRole)9;)
REFUSES(a_party_without_a_short_name, INCOMPLETE, "parties[1].organisation",
	"not the short name", "3 to 40", t->parties[1]->organisation = S("");)
REFUSES(a_short_name_of_two, INVALID, "parties[1].organisation", "\"ab\"", "3 to 40",
	t->parties[1]->organisation = S("ab");)
REFUSES(a_short_name_of_41, INVALID, "parties[1].organisation", "aaa", "3 to 40",
	t->parties[1]->organisation = S("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");)
REFUSES(a_short_name_that_begins_with_a_digit, INVALID, "parties[1].organisation",
	"\"1abc\"", "", t->parties[1]->organisation = S("1abc");)
REFUSES(a_short_name_after_z, INVALID, "parties[1].organisation", "{abc", "",
	t->parties[1]->organisation = S("{abc");)
REFUSES(a_short_name_with_capitals, INVALID, "parties[1].organisation", "\"aCme\"", "",
	t->parties[1]->organisation = S("aCme");)
REFUSES(a_party_twice, INVALID, "parties[2].organisation", "already that of parties[1]",
	"its own name", t->parties[2]->organisation = S("centre");)
REFUSES(no_legal_name, INCOMPLETE, "parties[0].legal_name", "legal name is missing",
	"legal_name:", t->parties[0]->legal_name = S("");)
REFUSES(no_register_number, INCOMPLETE, "parties[0].registration_number",
	"register number is missing", "", t->parties[0]->registration_number = S("");)
REFUSES(no_seat, INCOMPLETE, "parties[0].seat", "legal seat is missing", "",
	t->parties[0]->seat = S("");)
REFUSES(a_client_without_an_address, INCOMPLETE, "parties[0].notice_addresses",
	"there is no address for notices", "", t->parties[0]->n_notice_addresses = 0;)
REFUSES(seventeen_addresses, INVALID, "parties[2].notice_addresses", "17", "",
	SlbNoticeAddress *list[17];
	for (size_t i = 0; i < 17; i++) list[i] = t->parties[0]->notice_addresses[0];
	t->parties[2]->notice_addresses = list; t->parties[2]->n_notice_addresses = 17;)
REFUSES(an_address_without_a_medium, INCOMPLETE,
	"parties[0].notice_addresses[0].medium", "by which channel",
	"broker, email, post",
	t->parties[0]->notice_addresses[0]->medium =
		SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_UNSPECIFIED;)
REFUSES(an_empty_address, INCOMPLETE, "parties[0].notice_addresses[0].address",
	"address for notices is missing", "",
	t->parties[0]->notice_addresses[0]->address = S("");)
REFUSES(a_mail_address_without_an_at, INVALID, "parties[0].notice_addresses[0].address",
	"no e-mail address", "with an @",
	t->parties[0]->notice_addresses[0]->address = S("nobody");)
REFUSES(an_attention_of_two_lines, INVALID, "parties[0].notice_addresses[0].attention",
	"not one line", "", t->parties[0]->notice_addresses[0]->attention = S("a\tb");)

Test(shape_terms, takes_a_postal_address_and_a_third_party_without_one)
{
	SlbTerms *t = fixture_terms();

	t->parties[0]->notice_addresses[0]->medium =
		SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_POST;
	t->parties[0]->notice_addresses[0]->address = S("1 High Street, London");
	t->parties[2]->n_notice_addresses = 0;
	expect_passes(t);
}

REFUSES(no_zone, INCOMPLETE, "zone", "the time zone of days and periods is missing",
	"sla contract new", t->zone = NULL;)
REFUSES(a_zone_without_a_name, INCOMPLETE, "zone.name", "name of the time zone", "",
	t->zone->name = S("");)
REFUSES(a_zone_without_a_release, INCOMPLETE, "zone.tzdata_version", "release", "2024a",
	t->zone->tzdata_version = S("");)
REFUSES(no_period, INCOMPLETE, "period", "the measurement period is missing", "month",
	t->period = NULL;)
REFUSES(a_period_without_a_kind, INCOMPLETE, "period.kind",
	"what a measurement period is", "day, week, month, list",
	t->period->kind = SLB_PERIOD_KIND__PERIOD_KIND_UNSPECIFIED;)
REFUSES(a_kind_of_period_of_another_edition, INVALID, "period.kind",
	"7 is no value of kind", "", t->period->kind = (SlbPeriodKind)7;)
REFUSES(a_partial_period_without_a_verdict, INCOMPLETE, "period.first_partial.verdict",
	"whether a period that the term cuts short is judged",
	"judged, not_judged, merged",
	t->period->first_partial->verdict =
		SLB_PARTIAL_VERDICT__PARTIAL_VERDICT_UNSPECIFIED;)
REFUSES(a_partial_period_without_money, INCOMPLETE, "period.last_partial.money",
	"what credits are", "full, pro_rated, none",
	t->period->last_partial->money = SLB_PARTIAL_SHARE__PARTIAL_SHARE_UNSPECIFIED;)
REFUSES(a_partial_period_without_minimum, INCOMPLETE,
	"period.last_partial.minimum_volume", "what minimum volumes are", "",
	t->period->last_partial->minimum_volume =
		SLB_PARTIAL_SHARE__PARTIAL_SHARE_UNSPECIFIED;)
REFUSES(a_joined_period_with_less_money, INVALID, "period.last_partial",
	"counts as whole", "money: full",
	t->period->last_partial->money = SLB_PARTIAL_SHARE__PARTIAL_SHARE_NONE;)
REFUSES(a_joined_period_with_less_minimum, INVALID, "period.last_partial",
	"counts as whole", "minimum_volume: full",
	t->period->last_partial->minimum_volume =
		SLB_PARTIAL_SHARE__PARTIAL_SHARE_PRO_RATED;)
REFUSES(no_measurement, INCOMPLETE, "measurement", "how contacts are counted",
	"attribution:", t->measurement = NULL;)
REFUSES(no_attribution, INCOMPLETE, "measurement.attribution", "which instant decides",
	"entered_queue, left_queue, completed",
	t->measurement->attribution = SLB_ATTRIBUTION__ATTRIBUTION_UNSPECIFIED;)
REFUSES(no_rule_for_callbacks, INCOMPLETE, "measurement.callbacks",
	"where a caller who takes an offered callback is counted",
	"not_offered, flowed_out, answered_when_connected, own_counters",
	t->measurement->callbacks = SLB_CALLBACK_RULE__CALLBACK_RULE_UNSPECIFIED;)
REFUSES(no_rule_for_shared_queues, INCOMPLETE, "measurement.shared_queues",
	"whose the abandoned calls of a shared queue are", "none_shared, excluded",
	t->measurement->shared_queues =
		SLB_SHARED_QUEUE_RULE__SHARED_QUEUE_RULE_UNSPECIFIED;)
REFUSES(no_restatement_window, INCOMPLETE, "restatement_window",
	"how long a report may still be restated is missing", "an amount and a unit",
	t->restatement_window = NULL;)
REFUSES(no_claim_window, INCOMPLETE, "claim_window", "may be claimed is missing", "",
	t->claim_window = NULL;)
REFUSES(a_delay_without_a_unit, INCOMPLETE, "claim_window.unit", "counted in",
	"hours, days, business_hours, business_days",
	t->claim_window->unit = SLB_DELAY_UNIT__DELAY_UNIT_UNSPECIFIED;)
REFUSES(a_delay_of_more_than_ten_years, INVALID, "restatement_window.amount",
	"3651 units long", "0 to 3650", t->restatement_window->amount = 3651;)

Test(shape_terms, takes_a_delay_of_3650)
{
	SlbTerms *t = fixture_terms();

	t->restatement_window->amount = 3650;
	expect_passes(t);
}

REFUSES(no_currency, INCOMPLETE, "money.currency", "no currency", "EUR",
	t->money->currency = S("");)
REFUSES(a_currency_in_small_letters, INVALID, "money.currency", "\"eur\"", "EUR",
	t->money->currency = S("eur");)
REFUSES(a_currency_of_four_letters, INVALID, "money.currency", "\"EURO\"", "EUR",
	t->money->currency = S("EURO");)
REFUSES(five_minor_digits, INVALID, "money.minor_digits", "5 digits", "at most 4",
	t->money->minor_digits = 5;)
REFUSES(money_without_rounding, INCOMPLETE, "money.rounding", "how a credit is rounded",
	"half_up, half_even, down, up",
	t->money->rounding = SLB_ROUNDING__ROUNDING_UNSPECIFIED;)
REFUSES(money_without_combination, INCOMPLETE, "money.combination",
	"how several credits", "sum, highest",
	t->money->combination = SLB_CREDIT_COMBINATION__CREDIT_COMBINATION_UNSPECIFIED;)
REFUSES(charges_beyond_measure, INVALID, "money.period_charges_minor", "10^15", "",
	t->money->period_charges_minor = 1000000000000001;)
REFUSES(a_cap_beyond_measure, INVALID, "money.period_cap_minor", "10^15", "",
	t->money->period_cap_minor = 1000000000000001;)

Test(shape_terms, takes_four_minor_digits_and_amounts_of_ten_to_the_15)
{
	SlbTerms *t = fixture_terms();

	t->money->currency = S("XTS");
	t->money->minor_digits = 4;
	t->money->period_charges_minor = 1000000000000000;
	t->money->period_cap_minor = 1000000000000000;
	expect_passes(t);
}

REFUSES(a_short_name_of_one_letter, INVALID, "parties[1].organisation", "\"a\"", "",
	t->parties[1]->organisation = S("a");)
REFUSES(a_short_name_that_begins_with_a_dash, INVALID, "parties[1].organisation",
	"\"-abc\"", "", t->parties[1]->organisation = S("-abc");)
REFUSES(a_currency_of_one_letter, INVALID, "money.currency", "\"E\"", "",
	t->money->currency = S("E");)

Test(shape_terms, takes_short_names_of_3_to_40)
{
	static const char *const names[] = {
		"abc", "z-9", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
		"a1234567890123456789012345678901234567-9"
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		SlbTerms *t = fixture_terms();

		t->parties[1]->organisation = S(names[i]);
		expect_passes(t);
	}
}

static SlbNoticeAddress **many_addresses(SlbTerms *t, size_t count)
{
	SlbNoticeAddress **list = arena_array(ARENA, SlbNoticeAddress *, count);

	for (size_t i = 0; i < count; i++)
		list[i] = t->parties[0]->notice_addresses[0];
	list[count - 1] = arena_new(ARENA, SlbNoticeAddress);
	slb_notice_address__init(list[count - 1]);
	list[count - 1]->medium = SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_EMAIL;
	list[count - 1]->address = S("nobody");
	t->parties[0]->notice_addresses = list;
	t->parties[0]->n_notice_addresses = count;
	return list;
}

Test(shape_terms, looks_at_sixteen_addresses_and_no_more)
{
	SlbTerms *t = fixture_terms();
	SlbNoticeAddress **list = many_addresses(t, 16);

	expect_refused_only(t, ERR_CONTRACT_INVALID,
			    "parties[0].notice_addresses[15].address",
			    "\"nobody\" is no e-mail address");
	list[15] = list[0];
	diag_init(&fixture_diag, ARENA);
	expect_passes(t);
	t = fixture_terms();
	many_addresses(t, 17);
	expect_refused_only(t, ERR_CONTRACT_INVALID, "parties[0].notice_addresses",
			    "there are 17");
}
