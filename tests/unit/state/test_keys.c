#include <criterion/criterion.h>
#include <string.h>

#include "state/keys.h"

static const uint8_t contract[CONTRACT_BYTES] = { 0xc0, 1, 2,  3,  4,  5,  6,  7,
						  8,    9, 10, 11, 12, 13, 14, 15 };
static const uint8_t version[DIGEST_BYTES] = { 0x5a, 0xb0 };

static int order(struct row_key a, struct row_key b)
{
	return bytes_compare(row_key_bytes(&a), row_key_bytes(&b));
}

static bool starts_with(struct row_key key, struct row_key prefix)
{
	struct row_key end = row_key_after(&prefix);

	return order(prefix, key) <= 0 && order(key, end) < 0;
}

/* A slug that is the beginning of another is before it, and no list holds both. */
Test(keys, of_one_slug_are_not_those_of_a_longer_one)
{
	struct row_key bank = rows_of_slug(ROW_PARTY, "bank");

	cr_expect(starts_with(party_row_key("bank", contract), bank));
	cr_expect_not(starts_with(party_row_key("bank-2", contract), bank));
	cr_expect_not(starts_with(party_row_key("ban", contract), bank));
}

Test(keys, order_as_their_numbers_do)
{
	const struct version_place place = { contract, version };
	const int64_t instants[] = { INT64_MIN, -86400, -1, 0, 1, 255, 256, INT64_MAX };

	for (size_t i = 1; i < ARRAY_SIZE(instants); i++) {
		cr_expect_gt(order(slot_row_key(&place, "daily", instants[i - 1]),
				   slot_row_key(&place, "daily", instants[i])),
			     0);
		cr_expect_lt(order(period_row_key(&place, instants[i - 1]),
				   period_row_key(&place, instants[i])),
			     0);
		cr_expect_lt(order(finding_row_key(&place, instants[i - 1], "b"),
				   finding_row_key(&place, instants[i], "a")),
			     0);
		cr_expect_lt(order(outage_row_key(instants[i - 1]),
				   outage_row_key(instants[i])),
			     0);
	}
	cr_expect_lt(
		order(notice_row_key(contract, 255), notice_row_key(contract, 256)), 0);
	cr_expect_lt(order(notice_event_row_key(255), notice_event_row_key(256)), 0);
}

Test(keys, of_a_list_lie_between_its_beginning_and_end)
{
	struct row_key all = rows_of_type(ROW_OUTAGE);
	uint8_t ones[CONTRACT_BYTES];

	memset(ones, 0xff, sizeof(ones));
	cr_expect(starts_with(outage_row_key(INT64_MAX), all));
	cr_expect_not(starts_with(evidence_row_key(contract, 0), all));
	cr_expect(starts_with(evidence_row_key(ones, UINT32_MAX),
			      rows_of_contract(ROW_EVIDENCE, ones)));
}

/* Between the last report of a series and its last slot there is nothing. */
Test(keys, of_a_series_meet_at_its_last_report_and_part)
{
	const struct version_place place = { contract, version };
	const struct series_place daily = { contract, "voicehouse", "daily" };
	const struct series_place longer = { contract, "a", "daily-2" };
	const struct row_key ascending[] = {
		series_rows_of_contract(contract),
		report_place_row_key(&daily, 1),
		report_place_row_key(&daily, 258),
		slot_row_key(&place, "daily", 86400),
		slot_row_key(&place, "daily", 0),
		report_place_row_key(&longer, 1),
		slot_row_key(&place, "daily-2", 86400),
	};

	for (size_t i = 1; i < ARRAY_SIZE(ascending); i++) {
		cr_expect_lt(order(ascending[i - 1], ascending[i]), 0, "%zu", i);
		cr_expect(starts_with(ascending[i], ascending[0]));
	}
}

Test(keys, tell_the_type_of_their_row)
{
	const struct version_place place = { contract, version };
	const struct series_place series = { contract, "voicehouse", "daily" };
	const struct {
		struct row_key key;
		enum row_type type;
	} cases[] = {
		{ log_row_key(), ROW_LOG },
		{ contract_row_key(contract), ROW_CONTRACT },
		{ series_row_key(&series), ROW_SERIES },
		{ report_place_row_key(&series, 1), ROW_REPORT },
		{ slot_row_key(&place, "daily", 0), ROW_SLOT },
		{ notice_event_row_key(1), ROW_NOTICE_EVENT },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		cr_expect_eq(row_key_type(row_key_bytes(&cases[i].key)), cases[i].type);
}

/* Such keys are found in a damaged store only. */
Test(keys, that_end_too_early_have_no_type)
{
	const struct series_place series = { contract, "voicehouse", "d" };
	const struct row_key whole = report_place_row_key(&series, 1);
	struct bytes key = row_key_bytes(&whole);

	key.len = 1 + CONTRACT_BYTES + 2 + 1; /* the series and its end, the type */
	cr_expect_eq(row_key_type(key), ROW_REPORT);
	while (key.len > 1) {
		key.len--;
		cr_expect_neq(row_key_type(key), ROW_REPORT, "%zu bytes", key.len);
		cr_expect_neq(row_key_type(key), ROW_SLOT, "%zu bytes", key.len);
	}
	key.len = 0;
	cr_expect_eq(row_key_type(key), 0);
}

Test(keys, of_notices_give_their_number_back)
{
	struct row_key notice = notice_row_key(contract, UINT64_MAX - 1);
	struct row_key event = notice_event_row_key(258);

	cr_expect_eq(notice_row_key_number(row_key_bytes(&notice)), UINT64_MAX - 1);
	cr_expect_eq(notice_row_key_number(row_key_bytes(&event)), 258);
}

Test(keys, of_different_things_differ)
{
	const struct series_place a = { contract, "ab", "c" };
	const struct series_place b = { contract, "a", "bc" };

	cr_expect_neq(order(series_row_key(&a), series_row_key(&b)), 0);
	cr_expect_neq(order(report_place_row_key(&a, 1), report_place_row_key(&b, 1)),
		      0);
}

Test(keys, of_books_tell_their_kind)
{
	struct book clock = book_of_kind(BOOK_CLOCK);
	struct book outages = book_of_kind(BOOK_OUTAGES);
	struct book of_contract = book_of_contract(contract);
	struct book of_organisation = book_of_organisation("lender");
	struct book same = book_of_organisation("lender");

	cr_expect_not(book_same(&clock, &outages));
	cr_expect_not(book_same(&of_contract, &of_organisation));
	cr_expect(book_same(&of_organisation, &same));
	same = book_of_organisation("lender-2");
	cr_expect_not(book_same(&of_organisation, &same));
	cr_expect_neq(order(book_row_key(&of_organisation), book_row_key(&same)), 0);
	cr_expect(bytes_equal((struct bytes){ of_contract.id, of_contract.id_len },
			      BYTES_OF_ARRAY(contract)));
}

Test(keys, of_what_is_due_hold_time_and_contract)
{
	struct due_key early = due_key(1767225600000, contract);
	struct due_key late = due_key(1767225600001, contract);

	cr_expect_lt(memcmp(early.bytes, late.bytes, DUE_KEY_BYTES), 0);
	cr_expect_eq(due_key_ms(BYTES_OF_ARRAY(late.bytes)), 1767225600001);
	cr_expect_eq(memcmp(due_key_contract(BYTES_OF_ARRAY(late.bytes)), contract,
			    CONTRACT_BYTES),
		     0);
}

Test(keys, end_in_what_is_asked_of_them)
{
	struct row_key key = party_row_key("lender", contract);

	cr_expect(bytes_equal(row_key_tail(row_key_bytes(&key), CONTRACT_BYTES),
			      BYTES_OF_ARRAY(contract)));
}

Test(keys, are_taken_apart_again)
{
	const struct series_place said = { contract, "voicehouse", "daily" };
	const struct version_place judged = { contract, version };
	struct row_key key = report_place_row_key(&said, 258);
	struct series_place series;
	struct version_place place;
	uint64_t sequence;
	int64_t start_s;

	report_row_key_place(row_key_bytes(&key), &series, &sequence);
	cr_expect_eq(memcmp(series.contract_id, contract, CONTRACT_BYTES), 0);
	cr_expect_str_eq(series.issuer, "voicehouse");
	cr_expect_str_eq(series.series, "daily");
	cr_expect_eq(sequence, 258);
	key = period_row_key(&judged, -86400);
	period_row_key_place(row_key_bytes(&key), &place, &start_s);
	cr_expect_eq(memcmp(place.contract_id, contract, CONTRACT_BYTES), 0);
	cr_expect_eq(memcmp(place.version_id, version, DIGEST_BYTES), 0);
	cr_expect_eq(start_s, -86400);
	key = outage_row_key(-86400);
	cr_expect_eq(row_key_instant(row_key_bytes(&key)), -86400);
	key = slot_row_key(&judged, "daily", -86400);
	cr_expect_eq(slot_row_key_start(row_key_bytes(&key)), -86400);
}

/* A list goes on after the key that it ended with. */
Test(keys, of_the_next_page_follow_the_last_one)
{
	struct row_key list = rows_of_contract(ROW_EVIDENCE, contract);
	const uint8_t month[4] = { 0, 0, 2, 0xa0 };
	struct row_key next = row_key_following(&list, BYTES_OF_ARRAY(month));

	cr_expect_lt(order(evidence_row_key(contract, 0x2a0), next), 0);
	cr_expect_lt(order(next, evidence_row_key(contract, 0x2a1)), 0);
}
