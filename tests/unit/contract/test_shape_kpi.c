#include "unit/contract/fixture.h"

#define REFUSES_SUITE shape_kpi
#define S             text_of

REFUSES(no_kpi, INCOMPLETE, "kpis", "there is no KPI", "1 to 64", t->n_kpis = 0;)
REFUSES(sixty_five_kpis, INVALID, "kpis", "65", "1 to 64", SlbKpi *list[65];
	for (size_t i = 0; i < 65; i++) list[i] = t->kpis[1]; t->kpis = list;
	t->n_kpis = 65;)
REFUSES(a_kpi_without_a_name, INCOMPLETE, "kpis[0].name",
	"the name of a KPI is missing", "small letters", t->kpis[0]->name = S("");)
REFUSES(a_kpi_twice, INVALID, "kpis[1].name", "already that of kpis[0]", "",
	t->kpis[1]->name = S("service-level");)
REFUSES(a_kpi_without_a_title, INCOMPLETE, "kpis[0].title",
	"KPI \"service-level\": what people call the KPI is missing", "",
	t->kpis[0]->title = S("");)
REFUSES(a_kpi_without_a_clause, INCOMPLETE, "kpis[0].clause",
	"the clause of the paper contract", "Schedule 3", t->kpis[0]->clause = S("");)
REFUSES(a_metric_of_two_lines, INVALID, "kpis[0].metric", "not one line", "",
	t->kpis[0]->metric = S("a\nb");)
REFUSES(a_numerator_title_of_two_lines, INVALID, "kpis[0].numerator_title",
	"not one line", "", t->kpis[0]->numerator_title = S("a\nb");)
REFUSES(a_kpi_without_a_unit, INCOMPLETE, "kpis[0].unit", "the unit of value",
	"percent, points, per_thousand, seconds, number",
	t->kpis[0]->unit = SLB_KPI_UNIT__KPI_UNIT_UNSPECIFIED;)
REFUSES(a_kpi_without_a_comparator, INCOMPLETE, "kpis[0].comparator",
	"how value and target are compared",
	"at_least, more_than, at_most, less_than, between",
	t->kpis[0]->comparator = SLB_COMPARATOR__COMPARATOR_UNSPECIFIED;)
REFUSES(a_kpi_that_does_not_say_which_abandons_count, INCOMPLETE, "kpis[0].abandons",
	"which abandoned contacts count against the centre",
	"not_concerned, ignored, all, short_excluded, short_good",
	t->kpis[0]->abandons = SLB_ABANDON_RULE__ABANDON_RULE_UNSPECIFIED;)
REFUSES(a_kpi_without_a_missing_rule, INCOMPLETE, "kpis[0].missing",
	"what a missing report does", "missing, deemed_missed, judge_reported",
	t->kpis[0]->missing = SLB_MISSING_RULE__MISSING_RULE_UNSPECIFIED;)
REFUSES(a_kpi_without_a_severity, INCOMPLETE, "kpis[0].severity",
	"how serious a miss is", "information, standard, critical",
	t->kpis[0]->severity = SLB_SEVERITY__SEVERITY_UNSPECIFIED;)
REFUSES(a_kpi_without_rounding, INCOMPLETE, "kpis[0].display_rounding",
	"how the shown value is rounded", "",
	t->kpis[0]->display_rounding = SLB_ROUNDING__ROUNDING_UNSPECIFIED;)
REFUSES(seven_decimals, INVALID, "kpis[0].display_decimals", "7 decimals", "0 to 6",
	t->kpis[0]->display_decimals = 7;)
REFUSES(no_target, INCOMPLETE, "kpis[0].target", "the target is missing", "\"80\"",
	t->kpis[0]->target = S("");)
REFUSES(a_target_with_a_sign, INVALID, "kpis[0].target", "\"80%\", is not a number", "",
	t->kpis[0]->target = S("80%");)
REFUSES(an_upper_bound_of_one_target, INVALID, "kpis[0].target_upper",
	"a comparison that has one target", "comparator: between",
	t->kpis[0]->target_upper = S("90");)
REFUSES(a_band_without_an_upper_bound, INCOMPLETE, "kpis[2].target_upper",
	"upper bound of the band is missing", "", t->kpis[2]->target_upper = S("");)
REFUSES(a_band_upside_down, INVALID, "kpis[2].target_upper", "not above \"240\"",
	"the upper one as", t->kpis[2]->target_upper = S("240");)
REFUSES(a_band_without_a_lower_bound, INCOMPLETE, "kpis[2].target",
	"the target is missing", "", t->kpis[2]->target = S("");)

Test(shape_kpi, takes_six_decimals_and_a_narrow_band)
{
	SlbTerms *t = fixture_terms();

	t->kpis[0]->display_decimals = 6;
	t->kpis[2]->target_upper = S("240.01");
	expect_passes(t);
}

REFUSES(a_dimension_that_is_not_in_the_scope, INCOMPLETE, "kpis[0].scope",
	"which values of dimension \"channel\" count", "- dimension: channel",
	t->kpis[0]->n_scope = 1;)
REFUSES(a_scope_of_an_unknown_dimension, INVALID, "kpis[0].scope[1].dimension",
	"there is no dimension \"site\"",
	"under dimensions:", t->kpis[0]->scope[1]->dimension = S("site");)
REFUSES(a_dimension_twice_in_the_scope, INVALID, "kpis[0].scope[1].dimension",
	"dimension \"queue\" stands twice", "",
	t->kpis[0]->scope[1]->dimension = S("queue");)
REFUSES(a_scope_of_nothing, INCOMPLETE, "kpis[0].scope[1].values",
	"it is not said which values of \"channel\" are covered", "all: true",
	t->kpis[0]->scope[1]->all = false;)
REFUSES(a_scope_of_all_and_some, INVALID, "kpis[0].scope[0].values",
	"and yet some are listed", "or list values:", t->kpis[0]->scope[0]->all = true;)
REFUSES(an_empty_value, INCOMPLETE, "kpis[0].scope[0].values[0].value",
	"the value that is covered is missing", "",
	t->kpis[0]->scope[0]->values[0]->value = S("");)
REFUSES(a_value_of_129_bytes, INVALID, "kpis[0].scope[0].values[0].value",
	"longer than 128 bytes", "", char *value = arena_alloc(ARENA, 130);
	memset(value, 'a', 129); t->kpis[0]->scope[0]->values[0]->value = value;)
REFUSES(values_that_do_not_ascend, INVALID, "kpis[0].scope[0].values[1]",
	"\"sales\" stands after \"support\"", "order of the alphabet",
	SlbScopeValue *first = t->kpis[0]->scope[0]->values[0];
	t->kpis[0]->scope[0]->values[0] = t->kpis[0]->scope[0]->values[1];
	t->kpis[0]->scope[0]->values[1] = first;)
REFUSES(a_value_twice, INVALID, "kpis[0].scope[0].values[1]", "do not ascend", "",
	t->kpis[0]->scope[0]->values[0] = t->kpis[0]->scope[0]->values[1];)
REFUSES(a_first_day_that_is_none, INVALID, "kpis[0].scope[0].values[1].first_day",
	"\"2027-02-30\", is not a day", "2027-01-31",
	t->kpis[0]->scope[0]->values[1]->first_day = S("2027-02-30");)
REFUSES(a_last_day_that_is_none, INVALID, "kpis[0].scope[0].values[1].last_day",
	"\"soon\"", "", t->kpis[0]->scope[0]->values[1]->last_day = S("soon");)
REFUSES(a_value_covered_backwards, INVALID, "kpis[0].scope[0].values[1].last_day",
	"before it begins", "not before the first",
	t->kpis[0]->scope[0]->values[1]->last_day = S("2027-01-31");)

Test(shape_kpi, takes_one_value_in_two_stretches)
{
	SlbTerms *t = fixture_terms();
	SlbScopeDimension *scope = t->kpis[0]->scope[0];

	scope->values[0]->value = S("support");
	scope->values[0]->last_day = S("2027-01-31");
	expect_passes(t);
}

REFUSES(slices_of_nothing, INCOMPLETE, "kpis[3].slicing.kind", "what a slice is",
	"day, dimension",
	t->kpis[3]->slicing->kind = SLB_SLICE_KIND__SLICE_KIND_UNSPECIFIED;)
REFUSES(days_with_a_dimension, INVALID, "kpis[3].slicing.dimension",
	"a dimension stands beside slices that are days", "kind: dimension",
	t->kpis[3]->slicing->dimension = S("queue");)
REFUSES(slices_of_no_dimension, INCOMPLETE, "kpis[3].slicing.dimension",
	"which dimension is sliced", "",
	t->kpis[3]->slicing->kind = SLB_SLICE_KIND__SLICE_KIND_DIMENSION;)

REFUSES(no_minimum_volume, INCOMPLETE, "kpis[0].minimum_volume",
	"too few contacts to judge is missing",
	"below:", t->kpis[0]->minimum_volume = NULL;)
REFUSES(a_volume_of_nothing, INCOMPLETE, "kpis[0].minimum_volume.volume",
	"there is no term", "", t->kpis[0]->minimum_volume->n_volume = 0;)
REFUSES(a_minimum_of_0, INCOMPLETE, "kpis[0].minimum_volume.at_least",
	"smallest volume that is judged is missing", "at_least: 1",
	t->kpis[0]->minimum_volume->at_least = 0;)
REFUSES(nothing_said_below_the_minimum, INCOMPLETE, "kpis[0].minimum_volume.below",
	"what happens below the minimum volume",
	"too_few, judged, deemed_met, allowed_misses",
	t->kpis[0]->minimum_volume->below =
		SLB_BELOW_MINIMUM__BELOW_MINIMUM_UNSPECIFIED;)
REFUSES(misses_that_nothing_allows, INVALID, "kpis[0].minimum_volume.allowed_misses",
	"below: does not say allowed_misses", "below: allowed_misses",
	t->kpis[0]->minimum_volume->allowed_misses = 1;)

REFUSES(no_serving, INCOMPLETE, "kpis[0].serving", "what a miss leads to is missing",
	"mode:", t->kpis[0]->serving = NULL;)
REFUSES(no_mode_of_serving, INCOMPLETE, "kpis[0].serving.mode",
	"whether a miss becomes a notice", "automatic, on_decision, reported_only",
	t->kpis[0]->serving->mode = SLB_SERVING_MODE__SERVING_MODE_UNSPECIFIED;)
REFUSES(a_notice_without_a_title, INCOMPLETE, "kpis[0].serving.notice_title",
	"what the contract calls the notice", "",
	t->kpis[0]->serving->notice_title = S("");)
REFUSES(a_notice_that_nobody_acknowledges, INCOMPLETE, "kpis[0].serving.acknowledge_by",
	"must be acknowledged is missing", "",
	t->kpis[0]->serving->acknowledge_by = NULL;)
REFUSES(an_acknowledgement_without_a_unit, INCOMPLETE,
	"kpis[0].serving.acknowledge_by.unit", "counted in", "",
	t->kpis[0]->serving->acknowledge_by->unit =
		SLB_DELAY_UNIT__DELAY_UNIT_UNSPECIFIED;)

REFUSES(a_first_day_of_one_letter, INVALID, "kpis[0].scope[0].values[0].first_day",
	"\"x\"", "", t->kpis[0]->scope[0]->values[0]->first_day = S("x");)
REFUSES(a_last_day_of_one_letter, INVALID, "kpis[0].scope[0].values[0].last_day",
	"\"x\"", "", t->kpis[0]->scope[0]->values[0]->last_day = S("x");)

REFUSES(a_first_dimension_that_is_not_in_the_scope, INCOMPLETE, "kpis[0].scope",
	"which values of dimension \"queue\" count", "", t->kpis[0]->scope += 1;
	t->kpis[0]->n_scope = 1;)
REFUSES(an_upper_bound_of_one_digit, INVALID, "kpis[0].target_upper",
	"a comparison that has one target", "", t->kpis[0]->target_upper = S("9");)
REFUSES(days_with_a_dimension_of_one_letter, INVALID, "kpis[3].slicing.dimension",
	"a dimension stands beside slices that are days", "",
	t->kpis[3]->slicing->dimension = S("q");)

static const struct value_row {
	const char *value; /* NULL: 129 bytes */
	const char *first_day;
	const char *last_day;
	const char *field;
	const char *text;
} value_rows[] = {
	{ "", "", "", "value", "is missing" },
	{ NULL, "", "", "value", "longer than 128 bytes" },
	{ "a", "soon", "", "first_day", "\"soon\"" },
	{ "a", "", "late", "last_day", "\"late\"" },
	{ "a", "2027-02-02", "2027-02-01", "last_day", "before it begins" },
};

/* Each stands after "sales", too, which is not said beside its own fault. */
Test(shape_kpi, compares_no_value_that_has_a_fault)
{
	for (size_t i = 0; i < ARRAY_SIZE(value_rows); i++) {
		const struct value_row *row = &value_rows[i];
		SlbTerms *t = fixture_terms();
		SlbScopeValue *value = t->kpis[0]->scope[0]->values[1];
		char *long_value = arena_alloc(ARENA, 130);

		memset(long_value, 'a', 129);
		value->value = row->value == NULL ? long_value : S(row->value);
		value->first_day = S(row->first_day);
		value->last_day = S(row->last_day);
		expect_refused_only(
			t, i == 0 ? ERR_CONTRACT_INCOMPLETE : ERR_CONTRACT_INVALID,
			arena_printf(ARENA, "kpis[0].scope[0].values[1].%s",
				     row->field),
			row->text);
	}
}

Test(shape_kpi, takes_a_value_of_128_bytes_for_one_day_and_neighbours)
{
	SlbTerms *t = fixture_terms();
	SlbScopeValue *const *values = t->kpis[0]->scope[0]->values;

	values[1]->value = arena_alloc(ARENA, 129);
	memset(values[1]->value, 't', 128);
	values[1]->first_day = S("2027-02-01");
	values[1]->last_day = S("2027-02-01");
	expect_passes(t);
	values[0]->value = S("a");
	values[1]->value = S("b");
	expect_passes(t);
}

Test(shape_kpi, takes_a_scope_of_eight_dimensions)
{
	SlbTerms *t = fixture_terms();
	SlbDimension *dimensions[8];
	SlbScopeDimension *scope[8];

	for (size_t i = 0; i < ARRAY_SIZE(dimensions); i++) {
		dimensions[i] = arena_new(ARENA, SlbDimension);
		slb_dimension__init(dimensions[i]);
		dimensions[i]->name = arena_printf(ARENA, "dimension-%zu", i);
		dimensions[i]->title = S("what it means");
		scope[i] = arena_new(ARENA, SlbScopeDimension);
		slb_scope_dimension__init(scope[i]);
		scope[i]->dimension = dimensions[i]->name;
		scope[i]->all = true;
	}
	t->dimensions = dimensions;
	t->n_dimensions = ARRAY_SIZE(dimensions);
	for (size_t i = 0; i < t->n_kpis; i++) {
		t->kpis[i]->scope = scope;
		t->kpis[i]->n_scope = ARRAY_SIZE(scope);
	}
	expect_passes(t);
}
