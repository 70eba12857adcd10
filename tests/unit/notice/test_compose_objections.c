#include "said_case.h"

TestSuite(compose_objections, .init = set_up_said, .fini = tear_down);

/* Of the series that the KPI uses, the latest. */
Test(compose_objections, says_how_long_its_reports_may_be_restated)
{
	const SlbNotice *notice;

	add_survey();
	judge_with("offered answered", "0 sales 2000 1500");
	cr_expect_eq(compose_notice(&c.arena, &given)->restatable_until_s, 0);
	restatable_until_s[0] = law_day_s("2026-02-03");
	restatable_until_s[1] = law_day_s("2026-02-09");
	notice = compose_notice(&c.arena, &given);
	cr_expect_eq(notice->restatable_until_s, law_day_s("2026-02-03"));
	expect_said(notice->objections[0],
		    "rests could be restated until 2026-02-03T01:00:00+01:00 "
		    "(Europe/Rome), 1 day after it was due");
	given.given_ms--;
	notice = compose_notice(&c.arena, &given);
	expect_said(notice->objections[0], "rests may be restated until");
	LAW_APPEND(&c.arena, kpi->minimum_volume, volume,
		   law_term(&c.arena, "asked", '+'));
	notice = compose_notice(&c.arena, &given);
	cr_expect_eq(notice->restatable_until_s, law_day_s("2026-02-09"));
}

static SlbObjections *set_objections(SlbCountedFrom from)
{
	SlbObjections *objections = objections_new();

	objections->within = law_delay(&c.arena, 3, SLB_DELAY_UNIT__DELAY_UNIT_DAYS);
	objections->counted_from = from;
	objections->silence = SLB_SILENCE_EFFECT__SILENCE_EFFECT_NONE;
	objections->clause = law_text(&c.arena, "14.4");
	said->objections = objections;
	return objections;
}

/* Given on 2026-02-03; in the log it counts as received two days later. */
static const struct {
	SlbCountedFrom from;
	const char *until;
	const char *after;
} times[] = {
	{ SLB_COUNTED_FROM__COUNTED_FROM_GIVEN, "2026-02-07T00:00:00+01:00",
	  "was given" },
	{ SLB_COUNTED_FROM__COUNTED_FROM_RECEIVED, "2026-02-09T00:00:00+01:00",
	  "counts as received" },
};

Test(compose_objections, count_until_when_one_is_made)
{
	add_receipt(SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_BROKER, 48,
		    SLB_DELAY_UNIT__DELAY_UNIT_HOURS);
	judge_january("1500");
	for (size_t i = 0; i < ARRAY_SIZE(times); i++) {
		const SlbNotice *notice;

		set_objections(times[i].from);
		notice = compose_notice(&c.arena, &given);
		EXPECT_LINE(notice, objections, 1,
			    arena_printf(&c.arena,
					 "An objection is to be made by %s "
					 "(Europe/Rome), 3 days after this notice %s, "
					 "as the calendar in the terms counts them, "
					 "under clause 14.4.",
					 times[i].until, times[i].after));
		cr_expect_str_eq(
			zone_text(&c.arena, &given.frame->zone, notice->object_by_s),
			times[i].until);
		expect_said(notice->required[1],
			    "The terms name nothing that follows from silence on "
			    "receipt, and no time for a cause, a plan or a cure;");
	}
}

static const struct {
	const char *grounds;
	const char *form;
	const char *sentences[3];
} forms[] = {
	{ "", "", { "The terms name no ground and no form of an objection." } },
	{ "a wrong figure",
	  "",
	  { "On these grounds: a wrong figure.",
	    "The terms name no form of an objection." } },
	{ "",
	  "in writing to Lender plc.",
	  { "In this form: in writing to Lender plc.",
	    "The terms name no ground of an objection." } },
	{ "x", "y", { "On these grounds: x.", "In this form: y." } },
	{ "a wrong figure.",
	  "in writing",
	  { "On these grounds: a wrong figure.", "In this form: in writing." } },
};

Test(compose_objections, say_on_which_grounds_and_in_which_form)
{
	judge_january("1500");
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		SlbObjections *objections =
			set_objections(SLB_COUNTED_FROM__COUNTED_FROM_GIVEN);
		const SlbNotice *notice;
		size_t line = 0;

		objections->grounds = law_text(&c.arena, forms[i].grounds);
		objections->form = law_text(&c.arena, forms[i].form);
		notice = compose_notice(&c.arena, &given);
		for (; line < 3 && forms[i].sentences[line] != NULL; line++)
			EXPECT_LINE(notice, objections, 2 + line,
				    forms[i].sentences[line]);
		cr_expect_eq(notice->n_objections, 3 + line);
	}
}

static const struct {
	SlbSilenceEffect effect;
	const char *words;
} silences[] = {
	{ SLB_SILENCE_EFFECT__SILENCE_EFFECT_NONE, "agrees to nothing" },
	{ SLB_SILENCE_EFFECT__SILENCE_EFFECT_FIGURES_AGREED,
	  "agrees to the figures of this notice" },
	{ SLB_SILENCE_EFFECT__SILENCE_EFFECT_CLAIM_AGREED,
	  "agrees to the figures of this notice and to what it claims" },
};

Test(compose_objections, say_what_silence_does)
{
	judge_january("1500");
	for (size_t i = 0; i < ARRAY_SIZE(silences); i++) {
		const SlbNotice *notice;

		set_objections(SLB_COUNTED_FROM__COUNTED_FROM_GIVEN)->silence =
			silences[i].effect;
		notice = compose_notice(&c.arena, &given);
		EXPECT_LINE(notice, objections, 3,
			    arena_printf(&c.arena,
					 "Silence until then %s, by clause 14.4. The "
					 "log records neither an objection nor that "
					 "there was none.",
					 silences[i].words));
	}
}
