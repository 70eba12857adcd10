/*
 * Any bytes as a report under a contract that uses every stage, kind of operand and rule:
 * it is refused with a reason, or judged; and a report that is judged once is judged the
 * same again.
 */
#include "notice/judgement.h"
#include "report/check.h"
#include "support/law.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define INPUT_ARENA_BYTES ((size_t)512 << 20)
#define INTERVAL          SLB_STAGE__STAGE_INTERVAL
#define SLICE             SLB_STAGE__STAGE_SLICE
#define WINDOW            SLB_STAGE__STAGE_WINDOW
#define SCORE             SLB_STAGE__STAGE_SCORE

static void add_money(struct arena *arena, SlbTerms *terms, SlbKpi *kpi)
{
	SlbCreditTier *tier = arena_new(arena, SlbCreditTier);

	terms->money = arena_new(arena, SlbMoney);
	slb_money__init(terms->money);
	terms->money->currency = law_text(arena, "EUR");
	terms->money->rounding = SLB_ROUNDING__ROUNDING_HALF_EVEN;
	terms->money->period_cap_minor = 1000000;
	terms->money->combination = SLB_CREDIT_COMBINATION__CREDIT_COMBINATION_HIGHEST;
	slb_credit_tier__init(tier);
	tier->amount_case = SLB_CREDIT_TIER__AMOUNT_AMOUNT_MINOR_PER_UNIT;
	tier->amount_minor_per_unit = 100;
	kpi->credit = arena_new(arena, SlbCredit);
	slb_credit__init(kpi->credit);
	LAW_APPEND(arena, kpi->credit, tiers, tier);
}

/* What intervals and days come to, and what is made of it. */
static void add_steps(struct arena *arena, SlbKpi *kpi)
{
	kpi->slicing = arena_new(arena, SlbSlicing);
	slb_slicing__init(kpi->slicing);
	kpi->slicing->kind = SLB_SLICE_KIND__SLICE_KIND_DAY;
	LAW_APPEND(arena, kpi, steps,
		   law_quotient(arena, "rate", INTERVAL, "wait[..20]",
				"answered + 0.25*abandoned"));
	LAW_APPEND(arena, kpi, steps,
		   law_share(arena, "good", SLICE, "rate",
			     SLB_COMPARATOR__COMPARATOR_AT_LEAST, "0.8"));
	LAW_APPEND(
		arena, kpi, steps,
		law_over(arena, "mean", WINDOW, "good", SLB_AGGREGATE__AGGREGATE_MEAN));
	LAW_APPEND(arena, kpi, steps,
		   law_product(arena, "v", SCORE, "@mean", "longest"));
	law_set_volume(arena, kpi, "answered");
	kpi->missing = SLB_MISSING_RULE__MISSING_RULE_JUDGE_REPORTED;
}

static SlbTerms *fuzz_terms(struct arena *arena)
{
	static const uint64_t bounds[] = { 5, 20 };
	SlbTerms *terms = law_terms(arena, "2026-01-01", "2026-01-02");
	SlbKpi *kpi;

	law_add_dimension(arena, terms, "queue");
	law_add_dimension(arena, terms, "site");
	law_add_series(arena, terms, "acd", 1800);
	law_add_counter(arena, terms, "acd", "answered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED);
	law_add_counter(arena, terms, "acd", "abandoned",
			SLB_COUNTER_ROLE__COUNTER_ROLE_ABANDONED)
		->row_maximum = 1000000;
	law_add_counter(arena, terms, "acd", "longest",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER)
		->pooling = SLB_POOLING__POOLING_MAXIMUM;
	law_add_histogram(arena, terms, "acd", "wait", bounds, 2);
	law_add_identity(arena, terms, "waits", "answered", "wait[..20]")->level =
		SLB_CONSERVATION_LEVEL__CONSERVATION_LEVEL_ROW;
	law_add_identity(arena, terms, "all", "answered", "0.5*abandoned");
	kpi = law_add_kpi(arena, terms, "sl", SLB_COMPARATOR__COMPARATOR_AT_LEAST,
			  "80");
	kpi->scope[0] = law_scope(arena, "queue", "a");
	add_steps(arena, kpi);
	add_money(arena, terms, kpi);
	kpi = law_add_kpi(arena, terms, "asa", SLB_COMPARATOR__COMPARATOR_LESS_THAN,
			  "3");
	kpi->numerator_title = law_text(arena, "waited long");
	kpi->missing = SLB_MISSING_RULE__MISSING_RULE_JUDGE_REPORTED;
	LAW_APPEND(arena, kpi, steps,
		   law_quotient(arena, "v", WINDOW, "wait[20..]", "answered"));
	law_set_volume(arena, kpi, "answered");
	return terms;
}

static void *arena_for_protobuf(void *arena, size_t size)
{
	return arena_try_alloc(arena, size);
}

static void free_nothing(void *arena, void *memory)
{
	(void)arena;
	(void)memory;
}

static struct bytes judgement_of(struct arena *arena,
				 const struct judgement_request *request)
{
	SlbJudgement *judgement = NULL;
	struct diag diag;
	uint8_t *packed;
	size_t len;

	diag_init(&diag, arena);
	ensure(judge(arena, request, &judgement, &diag) == ERR_OK);
	ensure(diag.item_count == 0);
	len = slb_judgement__get_packed_size(judgement);
	packed = arena_alloc(arena, len);
	slb_judgement__pack(judgement, packed);
	return (struct bytes){ packed, len };
}

static void try_report(struct arena *arena, SlbReport *report)
{
	SlbTerms *terms = fuzz_terms(arena);
	struct report_input input = { .report = report,
				      .source = "fuzz",
				      .digest = BYTES_OF_ARRAY(law_version) };
	struct judgement_request request = { .terms = terms,
					     .version_id = BYTES_OF_ARRAY(law_version),
					     .reports = &input,
					     .report_count = 1,
					     .as_of_s = law_day_s("2026-02-01") };
	struct diag diag;
	enum err err;

	/* the version is right, so that the rest is reached */
	report->version_id.data = (uint8_t *)arena_strndup(
		arena, (const char *)law_version, sizeof law_version);
	report->version_id.len = sizeof law_version;
	diag_init(&diag, arena);
	err = report_check(frame_of_terms(arena, terms), terms, request.version_id,
			   report, "fuzz", &diag);
	ensure((err == ERR_OK) == (diag.error_count == 0));
	if (err != ERR_OK || report->restatement != NULL)
		return;
	ensure(bytes_equal(judgement_of(arena, &request),
			   judgement_of(arena, &request)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	ProtobufCAllocator allocator = { .alloc = arena_for_protobuf,
					 .free = free_nothing,
					 .allocator_data = &arena };
	SlbReport *report;

	arena_init(&arena, INPUT_ARENA_BYTES);
	report = slb_report__unpack(&allocator, size, data);
	if (report != NULL)
		try_report(&arena, report);
	arena_release(&arena);
	return 0;
}
