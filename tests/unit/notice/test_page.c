#include <criterion/criterion.h>

#include "notice/page.h"

/* A notice that says all that one can say, and how it reads. */

static struct arena arena;

static void set_up(void)
{
	arena_init(&arena, 1 << 20);
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(page, .init = set_up, .fini = tear_down);

static SlbParty *party(const char *name)
{
	SlbParty *made = arena_new(&arena, SlbParty);

	slb_party__init(made);
	made->legal_name = arena_strdup(&arena, name);
	made->registration_number = arena_strdup(&arena, "HRB 4711");
	made->seat = arena_strdup(&arena, "Bern");
	return made;
}

/* 32 bytes that begin with these. */
static ProtobufCBinaryData digest(const char *first)
{
	uint8_t *made = arena_array(&arena, uint8_t, 32);

	memcpy(made, first, strlen(first));
	return (ProtobufCBinaryData){ 32, made };
}

static SlbNoticeSigner *signer(const char *function)
{
	SlbNoticeSigner *made = arena_new(&arena, SlbNoticeSigner);

	slb_notice_signer__init(made);
	made->key_id = digest("key");
	made->function = arena_strdup(&arena, function);
	made->added_index = 5;
	return made;
}

static SlbNoticeAddress *address(SlbNoticeMedium medium, const char *at,
				 const char *attention)
{
	SlbNoticeAddress *made = arena_new(&arena, SlbNoticeAddress);

	slb_notice_address__init(made);
	made->medium = medium;
	made->address = arena_strdup(&arena, at);
	made->attention = arena_strdup(&arena, attention);
	return made;
}

static char **texts(const char *const *lines, size_t count)
{
	char **made = arena_array(&arena, char *, count);

	for (size_t i = 0; i < count; i++)
		made[i] = arena_strdup(&arena, lines[i]);
	return made;
}

#define SET_TEXTS(message, field, ...)                              \
	do {                                                        \
		static const char *const lines[] = { __VA_ARGS__ }; \
		(message)->field = texts(lines, ARRAY_SIZE(lines)); \
		(message)->n_##field = ARRAY_SIZE(lines);           \
	} while (0)

static void add_parties(SlbNotice *notice)
{
	SlbParty *to = party("Nordcall AG");
	SlbNoticeGiver *giver = arena_new(&arena, SlbNoticeGiver);

	slb_notice_giver__init(giver);
	giver->client = party("Acme Retail Ltd");
	giver->sentence = arena_strdup(&arena, "given by its signatory");
	giver->serving_index = 79;
	giver->serving_claimed_ms = INT64_C(1775037500999);
	giver->serving_id = digest("serving");
	giver->n_signers = 2;
	giver->signers = arena_array(&arena, SlbNoticeSigner *, 2);
	giver->signers[0] = signer("head of suppliers");
	giver->signers[1] = signer("");
	giver->client->n_notice_addresses = 1;
	giver->client->notice_addresses = arena_array(&arena, SlbNoticeAddress *, 1);
	giver->client->notice_addresses[0] =
		address(SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_POST, "1 High Street", "");
	notice->giver = giver;
	to->n_notice_addresses = 2;
	to->notice_addresses = arena_array(&arena, SlbNoticeAddress *, 2);
	to->notice_addresses[0] = address(SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_EMAIL,
					  "legal@nordcall.example", "Ms Keller");
	to->notice_addresses[1] =
		address(SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_BROKER, "nordcall", "");
	notice->addressee = to;
}

static void add_obligation(SlbNotice *notice)
{
	static uint8_t version[32] = { 0xab, 1, 2, 3, 4, 5, 6, 0xcd, 0xef, 0xee };
	SlbNoticeContract *contract = arena_new(&arena, SlbNoticeContract);
	SlbNoticeObligation *owed = arena_new(&arena, SlbNoticeObligation);

	slb_notice_contract__init(contract);
	contract->title = arena_strdup(&arena, "Answer rate");
	contract->contract = arena_strdup(&arena, "c-0123");
	contract->zone = arena_strdup(&arena, "Europe/Zurich");
	contract->version_id = (ProtobufCBinaryData){ sizeof(version), version };
	contract->previous_version_id = digest("before");
	contract->first_day = arena_strdup(&arena, "2026-01-01");
	contract->last_day = arena_strdup(&arena, "2026-12-31");
	contract->offered_index = 7;
	contract->accepted_index = 8;
	SET_TEXTS(contract, remarks, "No law is named.", "No rank is named.");
	slb_notice_obligation__init(owed);
	owed->title = arena_strdup(&arena, "Service level");
	owed->clause = arena_strdup(&arena, "4");
	owed->target = arena_strdup(&arena, "at least 80 %");
	owed->period = arena_strdup(&arena, "2026-03");
	owed->period_start = arena_strdup(&arena, "2026-03-01");
	owed->period_end = arena_strdup(&arena, "2026-04-01");
	SET_TEXTS(owed, definition, "rate = answered within 20 s / offered",
		  "offered = all that entered the queue");
	SET_TEXTS(owed, symbols, "rate = a / b");
	SET_TEXTS(owed, scope, "queue sales", "queue service");
	SET_TEXTS(owed, sources, "calls: the centre", "staff: the client");
	notice->contract = contract;
	notice->obligation = owed;
}

static SlbReportsRelied *relied(const char *series, const uint64_t *numbers,
				size_t count)
{
	SlbReportsRelied *made = arena_new(&arena, SlbReportsRelied);

	slb_reports_relied__init(made);
	made->series = arena_strdup(&arena, series);
	made->organisation = arena_strdup(&arena, "nordcall");
	/* and one that would go on, but is not among them */
	made->sequences = arena_array(&arena, uint64_t, count + 1);
	memcpy(made->sequences, numbers, count * sizeof(*numbers));
	made->sequences[count] = numbers[count - 1] + 1;
	made->n_sequences = made->n_log_indexes = made->n_content_ids = count;
	made->log_indexes = arena_array(&arena, uint64_t, count);
	made->content_ids = arena_array(&arena, ProtobufCBinaryData, count);
	made->log_times_ms = arena_array(&arena, int64_t, count);
	made->replaces = arena_array(&arena, uint64_t, count);
	for (size_t i = 0; i < count; i++) {
		made->log_indexes[i] = numbers[i] + 20;
		made->content_ids[i] = digest(series);
		made->log_times_ms[i] = INT64_C(1775037500999);
	}
	return made;
}

static void add_facts(SlbNotice *notice)
{
	static const uint64_t many[] = { 1, 2, 3, 5, 7, 8 }, one[] = { 9 };
	SlbNoticeFacts *facts = arena_new(&arena, SlbNoticeFacts);

	slb_notice_facts__init(facts);
	facts->displayed = arena_strdup(&arena, "79.9 %");
	facts->value = arena_strdup(&arena, "1234500/15451");
	facts->small_volume = arena_strdup(&arena, "Small volumes were not small.");
	facts->adjustments = arena_strdup(&arena, "Nothing was adjusted.");
	facts->outcome_id = digest("outcome");
	facts->numerator = arena_strdup(&arena, "12345");
	facts->denominator = arena_strdup(&arena, "15451");
	facts->shortfall = arena_strdup(&arena, "16 more within 20 s were needed");
	facts->outcome_index = 77;
	facts->revision = 2;
	facts->n_reports = 2;
	facts->reports = arena_array(&arena, SlbReportsRelied *, 2);
	facts->reports[0] = relied("calls", many, ARRAY_SIZE(many));
	facts->reports[1] = relied("staff", one, ARRAY_SIZE(one));
	/* Beyond the second, by number alone. */
	facts->reports[0]->n_content_ids = 2;
	facts->reports[0]->replaces[1] = 1;
	SET_TEXTS(facts, doubts, "two days are stated otherwise", "one came late");
	notice->facts = facts;
}

static SlbNoticeCredit *add_credit(SlbNotice *notice)
{
	SlbNoticeCredit *credit = arena_new(&arena, SlbNoticeCredit);

	slb_notice_credit__init(credit);
	credit->currency = arena_strdup(&arena, "EUR");
	credit->minor_digits = 2;
	notice->credit = credit;
	return credit;
}

static SlbCreditLine *line(const char *sentence)
{
	SlbCreditLine *made = arena_new(&arena, SlbCreditLine);

	slb_credit_line__init(made);
	made->sentence = arena_strdup(&arena, sentence);
	return made;
}

static void add_line(SlbNoticeCredit *credit, const char *sentence)
{
	SlbCreditLine **lines =
		arena_array(&arena, SlbCreditLine *, credit->n_lines + 1);

	for (size_t i = 0; i < credit->n_lines; i++)
		lines[i] = credit->lines[i];
	lines[credit->n_lines++] = line(sentence);
	credit->lines = lines;
}

static void add_entry(SlbNotice *notice)
{
	notice->entry = arena_new(&arena, SlbNoticePlace);
	slb_notice_place__init(notice->entry);
	notice->entry->notice_key_id = digest("notice");
	notice->entry->attestation = arena_strdup(&arena, "It attests.");
}

static void add_repetition(SlbNotice *notice)
{
	static uint64_t linked[] = { 9, 10 };

	notice->repetition = arena_new(&arena, SlbNoticeRepetition);
	slb_notice_repetition__init(notice->repetition);
	SET_TEXTS(notice->repetition, sentences, "Missed in 2 of 3.", "No right.");
	notice->same_period = linked;
	notice->n_same_period = ARRAY_SIZE(linked);
}

static SlbNotice *full(void)
{
	SlbNotice *notice = arena_new(&arena, SlbNotice);

	slb_notice__init(notice);
	notice->title = arena_strdup(&arena, "service-level failure notice");
	notice->number = 12;
	notice->replaces = 11;
	notice->given_ms = INT64_C(1775037600999);
	add_parties(notice);
	add_obligation(notice);
	add_facts(notice);
	add_entry(notice);
	add_repetition(notice);
	notice->given = arena_strdup(&arena, "2026-04-01T12:00:00+02:00");
	SET_TEXTS(notice, delivery, "By the log.");
	SET_TEXTS(notice, own_performance, "No duty is named.");
	SET_TEXTS(notice, withdrawal, "It claims nothing then.");
	SET_TEXTS(notice, effect, "It ends nothing.");
	SET_TEXTS(notice, confidentiality, "Both see it.", "Nobody is named.");
	SET_TEXTS(notice, verification, "In the log.", "By sla verify.");
	SET_TEXTS(notice, required, "Acknowledge receipt by Friday.");
	/* Words up to the last column, and a word more than fits. */
	SET_TEXTS(notice, objections,
		  "a123456789b123456789c123456789d123456789e123456789f123456789"
		  "g12345678 fits",
		  "a123456789b123456789c123456789d123456789e123456789f123456789"
		  "g12345678 fits  not within one line, so that it goes on in the next "
		  "with an indent and has more words");
	SET_TEXTS(notice, reservations, "All rights are kept.", "So are all others.");
	notice->standards = arena_strdup(&arena, "No conformity is claimed.");
	return notice;
}

/* Two, since a string literal has at most 4,095 bytes. */
static const char first_half[] =
	"Service-level failure notice no. 12\n"
	"Notice under clause 4 of the contract\n"
	"This is an open document, which may be produced in evidence.\n"
	"It replaces notice no. 11.\n"
	"\n"
	"From\n"
	"  Acme Retail Ltd, registered as HRB 4711, Bern\n"
	"  given by its signatory\n"
	"  that statement says that it was made: 2026-04-01T09:58:20Z (UTC)\n"
	"  given, by the time of the log: 2026-04-01T12:00:00+02:00,\n"
	"    2026-04-01T10:00:00Z (UTC)\n"
	"  - address for notices by registered post: 1 High Street\n"
	"\n"
	"To\n"
	"  Nordcall AG, registered as HRB 4711, Bern\n"
	"  - address for notices by e-mail: legal@nordcall.example, Ms Keller\n"
	"  - address for notices with the broker: nordcall\n"
	"\n"
	"Delivery and receipt\n"
	"  By the log.\n"
	"\n"
	"Contract\n"
	"  Answer rate (c-0123), between Acme Retail Ltd and Nordcall AG\n"
	"  version: ab010203040506cdefee00000000000000000000000000000000000000000000\n"
	"  amends: 6265666f72650000000000000000000000000000000000000000000000000000\n"
	"  it judges the days: 2026-01-01 to 2026-12-31\n"
	"  No law is named.\n"
	"  No rank is named.\n"
	"\n"
	"What was owed\n"
	"  KPI: Service level\n"
	"  clause: 4\n"
	"  target: at least 80 %\n"
	"  period: 2026-03, from 2026-03-01 to 2026-04-01, local time of Europe/Zurich\n"
	"  computed as: rate = answered within 20 s / offered\n"
	"  computed as: offered = all that entered the queue\n"
	"  in symbols: rate = a / b\n"
	"  counting: queue sales\n"
	"  counting: queue service\n"
	"  source of record: calls: the centre\n"
	"  source of record: staff: the client\n"
	"\n"
	"What was found\n"
	"  value: 79.9 %\n"
	"  as an exact number: 1,234,500/15,451\n"
	"  which is: 12,345 of 15,451\n"
	"  missed because: 16 more within 20 s were needed\n"
	"  judged: in entry 77 of the log, which has judgement 2 of this period\n"
	"  relying on: reports 1 to 3, 5, 7 to 8 of the series \"calls\" by nordcall\n"
	"  relying on: report 9 of the series \"staff\" by nordcall\n"
	"  Small volumes were not small.\n"
	"  Nothing was adjusted.\n"
	"  in doubt: two days are stated otherwise\n"
	"  in doubt: one came late\n"
	"\n"
	"The giver's own part\n"
	"  No duty is named.\n"
	"\n"
	"What is claimed\n"
	"  - 5 % of the fee\n"
	"  - at most 10 %\n"
	"  credit: EUR 1,000.00 for this miss, net of tax; all misses of the period\n"
	"    together no more than EUR 1,234.56, whichever notices name it\n"
	"  waived: 1 % of the fee\n"
	"  waived: a fine\n"
	"  all credits of the period: EUR 1,234.56, before what is waived EUR 1,300.00\n"
	"  cap: EUR 2,000.00 for all credits of a period, of which EUR 765.44 are left\n"
	"    in this one\n";

static const char second_half[] =
	"\n"
	"Repeated misses\n"
	"  Missed in 2 of 3.\n"
	"  No right.\n"
	"  This miss does not count towards repeated misses: its strike is waived.\n"
	"  notices on other KPIs of this period: no. 9 and no. 10\n"
	"  Whether they go back to one incident is not recorded.\n"
	"\n"
	"What is required\n"
	"  Acknowledge receipt by Friday.\n"
	"\n"
	"How to object\n"
	"  - a123456789b123456789c123456789d123456789e123456789f123456789g12345678 fits\n"
	"  - a123456789b123456789c123456789d123456789e123456789f123456789g12345678 fits\n"
	"    not within one line, so that it goes on in the next with an indent and has\n"
	"    more words\n"
	"\n"
	"If it is withdrawn or replaced\n"
	"  It claims nothing then.\n"
	"\n"
	"Effect on the contract\n"
	"  It ends nothing.\n"
	"\n"
	"Reservations\n"
	"  - All rights are kept.\n"
	"  - So are all others.\n"
	"\n"
	"Confidentiality and personal data\n"
	"  - Both see it.\n"
	"  - Nobody is named.\n"
	"\n"
	"Evidence\n"
	"  A statement is named by its entry in the log, the time of that (UTC) and its\n"
	"    content id, the SHA-256 of what was signed.\n"
	"  - the terms: offered by entry 7, accepted by entry 8, version\n"
	"    ab010203040506cdefee00000000000000000000000000000000000000000000\n"
	"  - report 1 of the series \"calls\" by nordcall: entry 21,\n"
	"    2026-04-01T09:58:20Z,\n"
	"    63616c6c73000000000000000000000000000000000000000000000000000000\n"
	"  - report 2 of the series \"calls\" by nordcall, restates report 1: entry 22,\n"
	"    2026-04-01T09:58:20Z,\n"
	"    63616c6c73000000000000000000000000000000000000000000000000000000\n"
	"  - reports 3, 5, 7 to 8 of the series \"calls\" by nordcall: entries 23, 25, 27\n"
	"    to 28; their content ids are in the evidence\n"
	"  - report 9 of the series \"staff\" by nordcall: entry 29,\n"
	"    2026-04-01T09:58:20Z,\n"
	"    7374616666000000000000000000000000000000000000000000000000000000\n"
	"  - the judgement: entry 77,\n"
	"    6f7574636f6d6500000000000000000000000000000000000000000000000000\n"
	"  - the statement that serves this notice: entry 79,\n"
	"    73657276696e6700000000000000000000000000000000000000000000000000\n"
	"  In the log.\n"
	"  By sla verify.\n"
	"\n"
	"Standards\n"
	"  No conformity is claimed.\n"
	"\n"
	"Signatures\n"
	"  - for Acme Retail Ltd, head of suppliers, by the key\n"
	"    6b65790000000000000000000000000000000000000000000000000000000000, which it\n"
	"    added by entry 5\n"
	"  - for Acme Retail Ltd, function not recorded, by the key\n"
	"    6b65790000000000000000000000000000000000000000000000000000000000, which it\n"
	"    added by entry 5\n"
	"  - for the broker, by its notice key\n"
	"    6e6f746963650000000000000000000000000000000000000000000000000000\n"
	"  It attests.\n";

Test(page, says_all_of_a_notice)
{
	SlbCreditLine *waived_lines[] = { line("1 % of the fee"), line("a fine") };
	SlbNotice *notice = full();
	SlbNoticeCredit *credit = add_credit(notice);

	add_line(credit, "5 % of the fee");
	add_line(credit, "at most 10 %");
	credit->own_minor = 100000;
	credit->total_minor = credit->period_minor = 123456;
	credit->period_unwaived_minor = 130000;
	credit->cap_minor = 200000;
	credit->cap_left_minor = 76544;
	credit->waived = waived_lines;
	credit->n_waived = ARRAY_SIZE(waived_lines);
	credit->of_period = true;
	credit->strike_waived = true;
	cr_expect_str_eq(notice_page(&arena, notice, NULL),
			 arena_printf(&arena, "%s%s", first_half, second_half));
}

Test(page, says_what_is_not_claimed)
{
	SlbNotice *notice = full();
	SlbNoticeCredit *credit = add_credit(notice);
	const char *text = notice_page(&arena, notice, NULL);

	cr_expect_not_null(strstr(text, "\n  No credit is claimed: by the terms this "
					"miss costs nothing.\n"),
			   "%s", text);
	cr_expect_not_null(strstr(text, "name no cap"));
	credit->cap_minor = 1;
	text = notice_page(&arena, notice, NULL);
	cr_expect_not_null(strstr(text, "\n  cap: EUR 0.01 for all credits"));
	credit->currency = arena_strdup(&arena, "");
	text = notice_page(&arena, notice, NULL);
	cr_expect_null(strstr(text, "name no cap"));
	cr_expect_not_null(
		strstr(text, "\n  No credit is claimed: the terms name none.\n"));
	cr_expect_null(strstr(text, "does not count"));
	credit->credit_waived = true;
	notice->replaces = 0;
	notice->facts->numerator = arena_strdup(&arena, "7");
	text = notice_page(&arena, notice, NULL);
	cr_expect_not_null(strstr(text, "\n  which is: 7 of 15,451\n"));
	notice->facts->numerator = arena_strdup(&arena, "");
	text = notice_page(&arena, notice, NULL);
	cr_expect_not_null(strstr(text, "\n  The credit is waived this once.\n"));
	cr_expect_null(strstr(text, "It replaces"));
	cr_expect_null(strstr(text, "which is:"));
}

/* The broker gives it, in the entry that judges, on the first version. */
Test(page, says_what_the_broker_alone_gives)
{
	SlbNotice *notice = full();
	const char *text;

	(void)add_credit(notice);
	notice->giver->serving_index = 0;
	notice->giver->n_signers = 0;
	notice->facts->outcome_id.len = 0;
	notice->facts->n_doubts = 0;
	notice->facts->reports[0]->n_sequences = 3;
	notice->n_same_period = 0;
	notice->contract->previous_version_id.len = 0;
	text = notice_page(&arena, notice, NULL);
	cr_expect_not_null(strstr(text, "entry 77, which carries this notice\n"));
	cr_expect_not_null(strstr(text,
				  "- report 3 of the series \"calls\" by nordcall: "
				  "entry 23; its "));
	cr_expect_not_null(strstr(text, "\n  No missing report, stated"));
	cr_expect_not_null(strstr(text, "\n  No notice on another KPI"));
	cr_expect_null(strstr(text, "that statement"));
	cr_expect_null(strstr(text, "the statement that serves"));
	cr_expect_null(strstr(text, "for Acme Retail Ltd,"));
	cr_expect_null(strstr(text, "amends"));
}

static const struct ended_case {
	struct notice_end end;
	const char *first_lines;
} ended_cases[] = {
	{ { 1773050401999, 91, 0, "it was judged again and is no longer missed" },
	  "WITHDRAWN\n"
	  "  This notice no longer stands. It was withdrawn on 2026-03-09T10:00:01Z\n"
	  "    (UTC), by entry 91 of the log: it was judged again and is no longer\n"
	  "    missed.\n"
	  "  It is shown below as it was given.\n"
	  "\n" },
	{ { 1773050401999, 91, 5, "it was judged again" },
	  "REPLACED\n"
	  "  This notice no longer stands. It was replaced by notice no. 5 on\n"
	  "    2026-03-09T10:00:01Z (UTC), by entry 91 of the log: it was judged again.\n"
	  "  It is shown below as it was given.\n"
	  "\n" },
};

Test(page, says_first_that_a_notice_stands_no_longer)
{
	const struct notice_since nothing = { .end = NULL };
	SlbNotice *notice = full();

	(void)add_credit(notice);
	cr_expect_str_eq(notice_page(&arena, notice, &nothing),
			 notice_page(&arena, notice, NULL));
	for (size_t i = 0; i < ARRAY_SIZE(ended_cases); i++)
		cr_expect_str_eq(
			notice_page(
				&arena, notice,
				&(struct notice_since){ .end = &ended_cases[i].end }),
			arena_printf(&arena, "%s%s", ended_cases[i].first_lines,
				     notice_page(&arena, notice, NULL)));
}

static SlbNoticeWaiver *given_up(bool credit, bool strike, const char *sentence)
{
	SlbNoticeWaiver *waiver = arena_new(&arena, SlbNoticeWaiver);

	slb_notice_waiver__init(waiver);
	waiver->credit = credit;
	waiver->strike = strike;
	waiver->reason = arena_strdup(&arena, "a settlement");
	waiver->sentences = arena_array(&arena, char *, 1);
	waiver->sentences[waiver->n_sentences++] = arena_strdup(&arena, sentence);
	return waiver;
}

/* By whom, when and why, above the notice, which stays as it was. */
Test(page, says_first_what_was_waived_since)
{
	SlbNotice *notice = full();
	SlbNoticeWaiver *last = given_up(true, false, "It claims no more.");
	struct notice_waived waived[] = {
		{ 1773050401999, 91, given_up(false, true, "It counts no more.") },
		{ 1773050402000, 95, last },
	};
	const struct notice_since since = { .waived = waived, .waived_count = 2 };

	(void)add_credit(notice);
	last->signers = notice->giver->signers;
	last->n_signers = notice->giver->n_signers;
	cr_expect_str_eq(
		notice_page(&arena, notice, &since),
		arena_printf(
			&arena, "%s%s",
			"STRIKE WAIVED\n"
			"  Since it was given, on 2026-03-09T10:00:01Z (UTC), by entry 91 of the log:\n"
			"  It counts no more.\n"
			"  because: a settlement\n"
			"CREDIT WAIVED\n"
			"  Since it was given, on 2026-03-09T10:00:02Z (UTC), by entry 95 of the log:\n"
			"  It claims no more.\n"
			"  because: a settlement\n"
			"  - for Acme Retail Ltd, head of suppliers, by the key\n"
			"    6b65790000000000000000000000000000000000000000000000000000000000, which it\n"
			"    added by entry 5\n"
			"  - for Acme Retail Ltd, function not recorded, by the key\n"
			"    6b65790000000000000000000000000000000000000000000000000000000000, which it\n"
			"    added by entry 5\n"
			"  It is shown below as it was given.\n"
			"\n",
			notice_page(&arena, notice, NULL)));
}

Test(page, says_of_an_ended_notice_what_was_waived_too)
{
	SlbNotice *notice = full();
	const struct notice_waived waived = {
		1773050401999, 91, given_up(true, true, "Nothing is claimed.")
	};
	const struct notice_end end = { 1773050401999, 92, 0, "it was judged again" };
	const struct notice_since since = { &end, &waived, 1 };
	const char *text;

	(void)add_credit(notice);
	text = notice_page(&arena, notice, &since);
	cr_expect_eq(strncmp(text, "WITHDRAWN\n", 10), 0);
	cr_expect_not_null(strstr(text, "again.\nCREDIT AND STRIKE WAIVED\n"), "%s",
			   text);
}
