#include "unit/policy/metrics.h"

static enum err find(const char *name, struct metric_reading *out)
{
	(void)fixture_terms();
	return metric_find(ARENA, metrics_new(), name, out, &fixture_diag);
}

Test(metric, is_found_by_name_with_the_recommended_reading)
{
	struct metric_reading reading;

	cr_assert_eq(find("service-level", &reading), ERR_OK);
	cr_assert_str_eq(reading.metric->name, "service-level");
	cr_assert_str_eq(reading.variant->name, "short-removed");
}

Test(metric, is_found_with_a_reading)
{
	struct metric_reading reading;

	cr_assert_eq(find("best-days/product", &reading), ERR_OK);
	cr_assert_str_eq(reading.metric->name, "best-days");
	cr_assert_str_eq(reading.variant->name, "product");
}

Test(metric, names_what_is_near_an_unknown_one)
{
	static const struct {
		const char *name;
		const char *text;
		const char *hint;
	} rows[] = {
		{ "service-lebel", "there is no metric \"service-lebel\"",
		  "service-level is near" },
		{ "abc/def", "there is no metric \"abc\"", "sla policy list" },
		{ "best-days/shar", "reading of metric best-days called \"shar\"",
		  "share is near" },
		{ "best-days/", "called \"\"", "sla policy list" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct metric_reading reading = { NULL, NULL };

		cr_expect_eq(find(rows[i].name, &reading), ERR_POLICY_UNKNOWN);
		cr_expect_null(reading.metric);
		cr_expect(strstr(fixture_diag.first->text, rows[i].text), "%s",
			  fixture_diag.first->text);
		cr_expect(strstr(fixture_diag.first->hint, rows[i].hint), "%s",
			  fixture_diag.first->hint);
	}
}

Test(metric, without_readings_is_none)
{
	struct metric_reading reading;
	struct metric_set set;

	(void)fixture_terms();
	set = metrics_new();
	set.metrics[0]->n_variants = 0;
	cr_assert_eq(metric_find(ARENA, set, "service-level", &reading, &fixture_diag),
		     ERR_POLICY_UNKNOWN);
}
