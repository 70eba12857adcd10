#include <string.h>

#include "base/bytes.h"
#include "contract/need.h"
#include "contract/shape.h"

#define VALUE_BYTES_MAX      128
#define DISPLAY_DECIMALS_MAX 6

static bool shape_value(struct inquiry *inquiry, const SlbScopeValue *value,
			const struct path *path)
{
	struct path text = path_field(path, "value");
	struct path first = path_field(path, "first_day");
	struct path last = path_field(path, "last_day");
	int64_t first_day = INT64_MIN;
	int64_t last_day = INT64_MAX;

	if (!need_text(inquiry, &text, value->value, "the value that is covered",
		       "sales"))
		return false;
	if (strlen(value->value) > VALUE_BYTES_MAX) {
		say(inquiry, WRONG, &text, "%s is longer than %d bytes",
		    shown(value->value).chars, VALUE_BYTES_MAX);
		diag_hint(inquiry->diag, "write the value as it stands in reports");
		return false;
	}
	if (value->first_day[0] != '\0' &&
	    !need_day(inquiry, &first, value->first_day, "the first day covered",
		      &first_day))
		return false;
	if (value->last_day[0] != '\0' && !need_day(inquiry, &last, value->last_day,
						    "the last day covered", &last_day))
		return false;
	if (first_day <= last_day)
		return true;
	say(inquiry, WRONG, &last, "%s is covered until %s, before it begins",
	    shown(value->value).chars, shown(value->last_day).chars);
	diag_hint(inquiry->diag, "write a last day that is not before the first");
	return false;
}

/* <0, 0, >0: by value, then first day; no first day comes first. */
static int value_order(const SlbScopeValue *a, const SlbScopeValue *b)
{
	int order = strcmp(a->value, b->value);

	return order != 0 ? order : strcmp(a->first_day, b->first_day);
}

static void shape_scope_dimension(struct inquiry *inquiry,
				  const SlbScopeDimension *scope,
				  const struct path *path)
{
	struct path values = path_field(path, "values");

	if (scope->all == (scope->n_values == 0)) {
		for (size_t i = 0; i < scope->n_values; i++) {
			struct path item = path_item(path, "values", i);

			if (!shape_value(inquiry, scope->values[i], &item))
				return;
			if (i == 0 ||
			    value_order(scope->values[i - 1], scope->values[i]) < 0)
				continue;
			say(inquiry, WRONG, &item,
			    "the values do not ascend: %s stands after %s",
			    shown(scope->values[i]->value).chars,
			    shown(scope->values[i - 1]->value).chars);
			diag_hint(inquiry->diag, "write each value once, in the order "
						 "of the alphabet");
			return;
		}
		return;
	}
	say(inquiry, scope->all ? WRONG : MISSING, &values,
	    scope->all ? "every value of %s is covered, and yet some are listed"
		       : "it is not said which values of %s are covered",
	    shown(scope->dimension).chars);
	diag_hint(inquiry->diag,
		  "write all: true for every value, also ones that appear later, or "
		  "list values:");
}

void shape_scope(struct inquiry *inquiry, SlbScopeDimension *const *scope, size_t count,
		 const struct path *path)
{
	const struct names dimensions = inquiry->dimensions;
	bool named[CONTRACT_DIMENSIONS_MAX] = { false };

	for (size_t i = 0; i < count; i++) {
		struct path item = path_item(path, "scope", i);
		struct path name = path_field(&item, "dimension");
		size_t found = names_find(dimensions, scope[i]->dimension);

		if (found == dimensions.count || named[found]) {
			say(inquiry, WRONG, &name,
			    found == dimensions.count ? "there is no dimension %s"
						      : "dimension %s stands twice",
			    shown(scope[i]->dimension).chars);
			diag_hint(inquiry->diag, "write one entry for each name that "
						 "stands under dimensions:");
			return;
		}
		named[found] = true;
		shape_scope_dimension(inquiry, scope[i], &item);
	}
	for (size_t i = 0; i < dimensions.count; i++) {
		struct path list = path_field(path, "scope");

		if (named[i])
			continue;
		say(inquiry, MISSING, &list,
		    "the scope does not say which values of dimension %s count",
		    shown(dimensions.names[i]).chars);
		diag_hint(
			inquiry->diag,
			"add under scope: \"- dimension: %s\" with all: true, or with "
			"values:",
			dimensions.names[i]);
	}
}

static void shape_volume(struct inquiry *inquiry, const SlbMinimumVolume *minimum,
			 const struct path *path)
{
	struct path at_least = path_field(path, "at_least");
	struct path below = path_field(path, "below");
	struct path allowed = path_field(path, "allowed_misses");

	if (!need_present(inquiry, path, minimum,
			  "what happens when there are too few contacts to judge",
			  "minimum_volume: with volume:, at_least: and below:"))
		return;
	shape_term_list(inquiry, minimum->volume, minimum->n_volume, path, "volume");
	if (minimum->at_least == 0) {
		say(inquiry, MISSING, &at_least,
		    "the smallest volume that is judged is missing");
		diag_hint(inquiry->diag, "write at_least: 1 if any volume will do");
	}
	need_choice(inquiry, &below, (int)minimum->below,
		    &slb_below_minimum__descriptor,
		    "what happens below the minimum volume");
	if (minimum->allowed_misses == 0 ||
	    minimum->below == SLB_BELOW_MINIMUM__BELOW_MINIMUM_ALLOWED_MISSES)
		return;
	say(inquiry, WRONG, &allowed,
	    "misses are allowed, but below: does not say allowed_misses");
	diag_hint(inquiry->diag,
		  "write below: allowed_misses, or leave allowed_misses: out");
}

static void shape_serving(struct inquiry *inquiry, const SlbServing *serving,
			  const struct path *path)
{
	struct path mode = path_field(path, "mode");
	struct path title = path_field(path, "notice_title");
	struct path acknowledge = path_field(path, "acknowledge_by");

	if (!need_present(inquiry, path, serving, "what a miss leads to",
			  "serving: with mode:, notice_title: and acknowledge_by:"))
		return;
	need_choice(inquiry, &mode, (int)serving->mode, &slb_serving_mode__descriptor,
		    "whether a miss becomes a notice, and who decides");
	may_text(inquiry, &title, serving->notice_title, "the title of the notice");
	if (serving->acknowledge_by != NULL)
		need_delay(inquiry, &acknowledge, serving->acknowledge_by,
			   "the time to acknowledge receipt");
	if (serving->mode == SLB_SERVING_MODE__SERVING_MODE_REPORTED_ONLY)
		return;
	need_text(inquiry, &title, serving->notice_title,
		  "what the contract calls the notice",
		  "\"service-level failure notice\"");
	need_present(inquiry, &acknowledge, serving->acknowledge_by,
		     "how long after the notice its receipt must be acknowledged",
		     "acknowledge_by: with an amount and a unit");
}

static void shape_target(struct inquiry *inquiry, const SlbKpi *kpi,
			 const struct path *path)
{
	struct path target = path_field(path, "target");
	struct path upper = path_field(path, "target_upper");
	struct ratio low;
	struct ratio high;
	bool is_number =
		need_decimal(inquiry, &target, kpi->target, "the target", &low);

	if (kpi->comparator != SLB_COMPARATOR__COMPARATOR_BETWEEN) {
		if (kpi->target_upper[0] == '\0')
			return;
		say(inquiry, WRONG, &upper,
		    "an upper bound stands beside a comparison that has one target");
		diag_hint(inquiry->diag,
			  "leave target_upper: out, or write comparator: between");
		return;
	}
	if (!need_decimal(inquiry, &upper, kpi->target_upper,
			  "the upper bound of the band", &high) ||
	    !is_number || ratio_compare(low, high) < 0)
		return;
	say(inquiry, WRONG, &upper, "the band ends at %s, which is not above %s",
	    shown(kpi->target_upper).chars, shown(kpi->target).chars);
	diag_hint(inquiry->diag, "write the lower bound as target:, the upper one as "
				 "target_upper:");
}

static void shape_choices(struct inquiry *inquiry, const SlbKpi *kpi,
			  const struct path *path)
{
	const struct {
		const char *field;
		int value;
		const ProtobufCEnumDescriptor *descriptor;
		const char *question;
	} choices[] = {
		{ "unit", (int)kpi->unit, &slb_kpi_unit__descriptor,
		  "the unit of value and target" },
		{ "comparator", (int)kpi->comparator, &slb_comparator__descriptor,
		  "how value and target are compared" },
		{ "abandons", (int)kpi->abandons, &slb_abandon_rule__descriptor,
		  "which abandoned contacts count against the centre" },
		{ "missing", (int)kpi->missing, &slb_missing_rule__descriptor,
		  "what a missing report does to the verdict" },
		{ "severity", (int)kpi->severity, &slb_severity__descriptor,
		  "how serious a miss is" },
		{ "display_rounding", (int)kpi->display_rounding,
		  &slb_rounding__descriptor, "how the shown value is rounded" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(choices); i++) {
		struct path field = path_field(path, choices[i].field);

		need_choice(inquiry, &field, choices[i].value, choices[i].descriptor,
			    choices[i].question);
	}
}

void shape_slicing(struct inquiry *inquiry, const SlbSlicing *slicing,
		   const struct path *path)
{
	struct path kind = path_field(path, "kind");
	struct path dimension = path_field(path, "dimension");
	bool by_dimension = slicing->kind == SLB_SLICE_KIND__SLICE_KIND_DIMENSION;

	need_choice(inquiry, &kind, (int)slicing->kind, &slb_slice_kind__descriptor,
		    "what a slice is");
	if (by_dimension == (slicing->dimension[0] != '\0'))
		return;
	say(inquiry, by_dimension ? MISSING : WRONG, &dimension,
	    by_dimension ? "it is not said which dimension is sliced"
			 : "a dimension stands beside slices that are days");
	diag_hint(inquiry->diag, "write kind: dimension and the dimension's name, or "
				 "kind: day and no dimension");
}

void shape_kpi(struct inquiry *inquiry, const SlbKpi *kpi, const struct path *path)
{
	struct path name = path_field(path, "name");
	struct path title = path_field(path, "title");
	struct path clause = path_field(path, "clause");
	struct path metric = path_field(path, "metric");
	struct path slicing = path_field(path, "slicing");
	struct path minimum = path_field(path, "minimum_volume");
	struct path decimals = path_field(path, "display_decimals");
	struct path numerator = path_field(path, "numerator_title");
	struct path serving = path_field(path, "serving");

	need_name(inquiry, &name, kpi->name, "the name of a KPI");
	need_text(inquiry, &title, kpi->title, "what people call the KPI",
		  "\"Service level 80/20\"");
	need_text(inquiry, &clause, kpi->clause, "the clause of the paper contract",
		  "\"Schedule 3, 4.2\"");
	may_text(inquiry, &metric, kpi->metric, "the metric it was taken from");
	may_text(inquiry, &numerator, kpi->numerator_title, "the numerator's title");
	shape_choices(inquiry, kpi, path);
	shape_target(inquiry, kpi, path);
	shape_scope(inquiry, kpi->scope, kpi->n_scope, path);
	if (kpi->slicing != NULL)
		shape_slicing(inquiry, kpi->slicing, &slicing);
	shape_volume(inquiry, kpi->minimum_volume, &minimum);
	shape_serving(inquiry, kpi->serving, &serving);
	if (kpi->credit != NULL) {
		struct path credit = path_field(path, "credit");

		shape_credit(inquiry, kpi->credit, &credit);
	}
	if (kpi->display_decimals <= DISPLAY_DECIMALS_MAX)
		return;
	say(inquiry, WRONG, &decimals, "%u decimals are more than can be shown",
	    (unsigned)kpi->display_decimals);
	diag_hint(inquiry->diag, "write 0 to %d", DISPLAY_DECIMALS_MAX);
}
