#include "unit/contract/fixture.h"

#define S text_of

/* A copy of the only duty and of the only follow-up beside it. */
static void second_of_each(SlbTerms *t)
{
	static SlbProvision duty;
	static SlbFollowUp follow_up;
	static SlbProvision *duties[2];
	static SlbFollowUp *follow_ups[2];

	duty = *t->notices->client_duties[0];
	follow_up = *t->notices->follow_ups[0];
	duties[0] = t->notices->client_duties[0];
	duties[1] = &duty;
	follow_ups[0] = t->notices->follow_ups[0];
	follow_ups[1] = &follow_up;
	t->notices->client_duties = duties;
	t->notices->n_client_duties = 2;
	t->notices->follow_ups = follow_ups;
	t->notices->n_follow_ups = 2;
}

Test(vague, warns_of_words_that_decide_nothing)
{
	SlbTerms *t = fixture_terms();

	t->kpis[0]->title = S("Answered in Reasonable time");
	t->kpis[1]->numerator_title = S("answered as soon as possible");
	t->kpis[2]->steps[0]->words = S("talk time where possible");
	t->kpis[3]->steps[1]->words = S("the worst, promptly");
	expect_warned(t, "kpis[0].title", "\"reasonable\" decides nothing");
	expect_warned(t, "kpis[1].numerator_title", "\"as soon as possible\"");
	expect_warned(t, "kpis[2].steps[0].words", "\"where possible\"");
	expect_warned(t, "kpis[3].steps[1].words", "\"promptly\"");
	t->notices->objections->grounds = S("an appropriate doubt");
	t->notices->objections->form = S("promptly, in writing");
	second_of_each(t);
	t->notices->client_duties[0]->words = S("timely forecasts");
	t->notices->client_duties[1]->words = S("reasonable access");
	expect_warned(t, "notices.objections.grounds", "\"appropriate\"");
	expect_warned(t, "notices.objections.form", "\"promptly\"");
	t->notices->follow_ups[0]->words = S("an adequate plan");
	t->notices->follow_ups[1]->words = S("best effort");
	expect_warned(t, "notices.follow_ups[0].words", "\"adequate\"");
	expect_warned(t, "notices.follow_ups[1].words", "\"best effort\"");
	expect_warned(t, "notices.client_duties[1].words", "\"reasonable\"");
	expect_warned(t, "notices.client_duties[0].words", "\"timely\"");
}

Test(vague, does_not_warn_of_parts_of_words)
{
	SlbTerms *t = fixture_terms();

	t->kpis[0]->title = S("Service level of the best");
	expect_passes(t);
	t->kpis[0]->title = S("Unseasonable hours");
	expect_passes(t);
}
