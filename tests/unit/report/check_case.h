#ifndef TESTS_UNIT_REPORT_CHECK_CASE_H
#define TESTS_UNIT_REPORT_CHECK_CASE_H

#include <criterion/criterion.h>

#include "report/check.h"
#include "support/law.h"

/* A contract of January 2026 with two series, and a report of its first day. */
struct check_case {
	struct arena arena;
	struct diag diag;
	SlbTerms *terms;
	SlbReport *report;
};

/* A change to the report, and what is then said. */
struct mistake {
	void (*spoil)(void);
	enum err code;
	const char *path;
	const char *text; /* how it begins */
};

/* A mistake that makes another one unreadable: that is not accused as well. */
struct hidden_mistake {
	void (*spoil)(void);
	void (*hidden)(void);
	const char *path; /* of the only mistake told */
};

static inline void case_open(struct check_case *c)
{
	static const uint64_t bounds[] = { 10, 20 };

	*c = (struct check_case){ 0 };
	arena_init(&c->arena, LAW_ARENA_BYTES);
	diag_init(&c->diag, &c->arena);
	c->terms = law_terms(&c->arena, "2026-01-01", "2026-01-31");
	law_add_dimension(&c->arena, c->terms, "queue");
	law_add_dimension(&c->arena, c->terms, "site");
	law_add_series(&c->arena, c->terms, "inbound", 1800);
	law_add_series(&c->arena, c->terms, "survey", 0);
	law_add_counter(&c->arena, c->terms, "inbound", "offered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED)
		->row_maximum = 1000;
	law_add_counter(&c->arena, c->terms, "survey", "votes",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER);
	law_add_counter(&c->arena, c->terms, "inbound", "answered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_ANSWERED);
	law_add_histogram(&c->arena, c->terms, "inbound", "wait", bounds, 2)
		->bucket_maximum = 500;
	law_add_histogram(&c->arena, c->terms, "survey", "scores", bounds, 2);
	law_add_histogram(&c->arena, c->terms, "inbound", "hold", bounds, 2);
	law_add_kpi(&c->arena, c->terms, "sl", SLB_COMPARATOR__COMPARATOR_AT_LEAST,
		    "80");
	c->report = law_daily(&c->arena, c->terms, "inbound", "2026-01-01",
			      "offered answered wait hold",
			      "0 sales rome 10 9 5,3,1 0,0,0;"
			      "0 sales turin 1000 - -0,0,0 1,2,3;"
			      "47 help rome 0 0 0,0,500 9,9,9");
}

static inline void case_close(struct check_case *c)
{
	arena_release(&c->arena);
}

/* The check of the report as it is now. */
static inline enum err case_check(struct check_case *c)
{
	return report_check(frame_of_terms(&c->arena, c->terms), c->terms,
			    BYTES_OF_ARRAY(law_version), c->report, "day1.yaml",
			    &c->diag);
}

static inline void expect_mistake(struct check_case *c, const struct mistake *mistake)
{
	case_close(c);
	case_open(c);
	mistake->spoil();
	cr_expect_eq(case_check(c), mistake->code, "%s", mistake->text);
	cr_expect_eq(c->diag.error_count, 1, "%s", mistake->text);
	cr_assert_not_null(c->diag.first, "%s", mistake->text);
	cr_expect_str_eq(c->diag.first->place.file, "day1.yaml");
	cr_expect_str_eq(c->diag.first->place.path, mistake->path);
	cr_expect_eq(strncmp(c->diag.first->text, mistake->text, strlen(mistake->text)),
		     0, "%s\n  not\n%s", c->diag.first->text, mistake->text);
}

static inline void expect_hidden(struct check_case *c,
				 const struct hidden_mistake *mistake)
{
	case_close(c);
	case_open(c);
	mistake->spoil();
	mistake->hidden();
	cr_expect_eq(case_check(c), ERR_REPORT_MALFORMED);
	cr_expect_eq(c->diag.error_count, 1, "%s", mistake->path);
	cr_expect_str_eq(c->diag.first->place.path, mistake->path);
}

#define REPORT "report \"inbound\" of 2026-01-01"
#define ROW_1  "row 1 (2026-01-01 00:00, queue=sales, site=rome)"
#define ROW_2  "row 2 (2026-01-01 00:00, queue=sales, site=turin)"
#define ROW_3  "row 3 (2026-01-01 23:30, queue=help, site=rome)"

#endif
