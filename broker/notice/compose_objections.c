#include "notice/composing.h"
#include "report/words.h"

/* Of the series that the KPI uses. */
static int64_t last_restatement_s(const struct composing *composing)
{
	int64_t last_s = 0;

	for (size_t i = 0; i < composing->terms->n_series; i++) {
		int64_t until_s = composing->given->restatable_until_s[i];

		if (composing->formula->uses_series[i] && until_s > last_s)
			last_s = until_s;
	}
	return last_s;
}

static char *restatement_words(const struct composing *composing, int64_t until_s)
{
	bool is_over = until_s * 1000 < composing->notice->given_ms;

	return arena_printf(
		composing->arena,
		"The last of the reports on which this notice rests %s be restated "
		"until %s (%s), %s after it was due: by a further report of its "
		"series, which names the one that it replaces and says why.",
		is_over ? "could" : "may", composing_time(composing, until_s),
		composing->terms->zone->name,
		composing_delay(composing, composing->terms->restatement_window));
}

/* ---- as the contract has it ------------------------------------------------ */

static void add_grounds_and_form(const struct composing *composing, struct lines *lines)
{
	const SlbObjections *objections = composing->said->objections;
	bool has_grounds = objections->grounds[0] != '\0';
	bool has_form = objections->form[0] != '\0';
	struct arena *arena = composing->arena;

	if (has_grounds)
		lines_add(lines, arena_printf(arena, "On these grounds: %s%s",
					      objections->grounds,
					      composing_stop(objections->grounds)));
	if (has_form)
		lines_add(lines,
			  arena_printf(arena, "In this form: %s%s", objections->form,
				       composing_stop(objections->form)));
	if (!has_grounds || !has_form)
		lines_add(lines,
			  arena_printf(arena,
				       "The terms name no %s%s%s of an objection.",
				       has_grounds ? "" : "ground",
				       has_grounds || has_form ? "" : " and no ",
				       has_form ? "" : "form"));
}

static char *silence_words(const struct composing *composing)
{
	static const char *const effects[] = {
		[SLB_SILENCE_EFFECT__SILENCE_EFFECT_NONE] = "agrees to nothing",
		[SLB_SILENCE_EFFECT__SILENCE_EFFECT_FIGURES_AGREED] =
			"agrees to the figures of this notice",
		[SLB_SILENCE_EFFECT__SILENCE_EFFECT_CLAIM_AGREED] =
			"agrees to the figures of this notice and to what it claims",
	};
	const SlbObjections *objections = composing->said->objections;

	return arena_printf(composing->arena,
			    "Silence until then %s, by %s. The log records neither an "
			    "objection nor that there was none.",
			    effects[objections->silence],
			    words_clause(composing->arena, objections->clause));
}

void compose_objections(const struct composing *composing)
{
	SlbNotice *notice = composing->notice;
	const SlbObjections *objections = composing->said->objections;
	struct lines lines = lines_for(composing, 5);

	notice->restatable_until_s = last_restatement_s(composing);
	lines_add(&lines, restatement_words(composing, notice->restatable_until_s));
	if (objections != NULL) {
		struct due due = { objections->within, objections->counted_from,
				   objections->clause };

		notice->object_by_s = due_s(composing, due);
		lines_add(&lines, arena_printf(composing->arena,
					       "An objection is to be made by %s.",
					       due_words(composing, due)));
		add_grounds_and_form(composing, &lines);
		lines_add(&lines, silence_words(composing));
	} else {
		lines_add(&lines, arena_strdup(composing->arena,
					       "The terms name no other ground, form "
					       "or time for an objection, and no "
					       "effect of silence."));
	}
	notice->objections = lines.lines;
	notice->n_objections = lines.count;
}
