#include "monitor/exposition.h"

#include <criterion/criterion.h>

struct fixture {
	struct arena arena;
	struct text text;
};

static void start(struct fixture *f)
{
	arena_init(&f->arena, 1 << 20);
	text_init(&f->text, &f->arena);
}

static void end(struct fixture *f, const char *expected)
{
	cr_expect_str_eq(text_chars(&f->text), expected);
	arena_release(&f->arena);
}

Test(exposition, tells_type_unit_and_meaning)
{
	const struct metric metric = { "cpu_seconds", METRIC_COUNTER, "seconds", 6,
				       "Time,\nused." };
	struct fixture f;

	start(&f);
	exposition_single(&f.text, &metric, 1500000);
	exposition_end(&f.text);
	end(&f, "# TYPE cpu_seconds counter\n"
		"# UNIT cpu_seconds seconds\n"
		"# HELP cpu_seconds Time,\\nused.\n"
		"cpu_seconds_total 1.5\n"
		"# EOF\n");
}

Test(exposition, writes_exact_decimals)
{
	static const struct {
		int64_t value;
		unsigned decimals;
		const char *text;
	} cases[] = {
		{ 0, 0, "0" },
		{ -7, 0, "-7" },
		{ INT64_MAX, 0, "9223372036854775807" },
		{ INT64_MIN, 0, "-9223372036854775808" },
		{ 0, 3, "0.0" },
		{ 1, 6, "0.000001" },
		{ 500, 6, "0.0005" },
		{ 10000000, 6, "10.0" },
		{ -1500, 3, "-1.5" },
		{ 1767225600123, 3, "1767225600.123" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct metric metric = { "m", METRIC_GAUGE, "", cases[i].decimals,
					       "" };
		struct fixture f;

		start(&f);
		exposition_value(&f.text, &metric, NULL, 0, cases[i].value);
		end(&f, arena_printf(&f.arena, "m %s\n", cases[i].text));
	}
}

Test(exposition, escapes_what_labels_say)
{
	const struct metric metric = { "m", METRIC_INFO, "", 0, "" };
	const struct label labels[] = { { "a", "plain" }, { "b", "\"\\\n" } };
	struct fixture f;

	start(&f);
	exposition_value(&f.text, &metric, labels, 2, 1);
	end(&f, "m_info{a=\"plain\",b=\"\\\"\\\\\\n\"} 1\n");
}

Test(exposition, adds_up_the_ranges_of_a_histogram)
{
	static const uint64_t bounds[] = { 500, 1000000 };
	const struct metric metric = { "wait_seconds", METRIC_HISTOGRAM, "seconds", 6,
				       "W." };
	struct histogram histogram;
	struct fixture f;

	start(&f);
	histogram_init(&histogram, bounds, 2);
	histogram_add(&histogram, 500);
	histogram_add(&histogram, 501);
	histogram_add(&histogram, 1000001);
	exposition_histogram(&f.text, &metric, &histogram);
	end(&f, "# TYPE wait_seconds histogram\n"
		"# UNIT wait_seconds seconds\n"
		"# HELP wait_seconds W.\n"
		"wait_seconds_bucket{le=\"0.0005\"} 1\n"
		"wait_seconds_bucket{le=\"1.0\"} 2\n"
		"wait_seconds_bucket{le=\"+Inf\"} 3\n"
		"wait_seconds_sum 1.001002\n"
		"wait_seconds_count 3\n");
}

Test(exposition, writes_bounds_of_counts_as_floats)
{
	static const uint64_t bounds[] = { 0, 16 };
	const struct metric metric = { "n", METRIC_HISTOGRAM, "", 0, "N." };
	struct histogram histogram;
	struct fixture f;

	start(&f);
	histogram_init(&histogram, bounds, 2);
	exposition_histogram(&f.text, &metric, &histogram);
	end(&f,
	    "# TYPE n histogram\n# HELP n N.\n"
	    "n_bucket{le=\"0.0\"} 0\nn_bucket{le=\"16.0\"} 0\nn_bucket{le=\"+Inf\"} 0\n"
	    "n_sum 0\nn_count 0\n");
}
