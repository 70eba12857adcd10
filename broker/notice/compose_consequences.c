#include <inttypes.h>

#include "notice/composing.h"
#include "report/words.h"

/* ---- what is asked for ---------------------------------------------------- */

static char *acknowledge_words(const struct composing *composing)
{
	return arena_printf(
		composing->arena,
		"Acknowledge receipt by %s (%s), %s after this notice was given, as "
		"the calendar in the terms counts them, by a signed statement to the "
		"broker, where %s reads it. To acknowledge receipt admits nothing.",
		composing_time(composing, composing->notice->acknowledge_by_s),
		composing->terms->zone->name,
		composing_delay(composing, composing->kpi->serving->acknowledge_by),
		composing->client->legal_name);
}

static void add_follow_ups(const struct composing *composing, struct lines *lines)
{
	const SlbNoticeTerms *said = composing->said;
	SlbNotice *notice = composing->notice;

	notice->follow_ups_by_s =
		arena_array(composing->arena, int64_t, said->n_follow_ups);
	for (size_t i = 0; i < said->n_follow_ups; i++) {
		const SlbFollowUp *owed = said->follow_ups[i];
		struct due due = { owed->within, owed->counted_from, owed->clause };

		notice->follow_ups_by_s[notice->n_follow_ups_by_s++] =
			due_s(composing, due);
		lines_add(lines, arena_printf(composing->arena, "By %s: %s%s",
					      due_words(composing, due), owed->words,
					      composing_stop(owed->words)));
	}
}

static char *nothing_else_words(const struct composing *composing)
{
	struct arena *arena = composing->arena;

	if (composing->said->n_follow_ups > 0)
		return arena_strdup(arena,
				    "The terms name nothing that follows where one of "
				    "these is late, and no further time for a cause, a "
				    "plan or a cure; this notice sets none. Of these "
				    "the log records the acknowledgement alone.");
	return arena_printf(
		arena,
		"The terms name nothing that follows from silence%s, and no time for a "
		"cause, a plan or a cure; this notice sets none.",
		composing->said->objections != NULL ? " on receipt" : "");
}

void compose_required(const struct composing *composing)
{
	struct lines lines = lines_for(composing, 2 + composing->said->n_follow_ups);

	lines_add(&lines, acknowledge_words(composing));
	add_follow_ups(composing, &lines);
	lines_add(&lines, nothing_else_words(composing));
	composing->notice->required = lines.lines;
	composing->notice->n_required = lines.count;
}

/* ---- what stands, and what is kept ---------------------------------------- */

void compose_standing(const struct composing *composing)
{
	struct arena *arena = composing->arena;
	char *const withdrawal[] = {
		arena_strdup(arena, "Where a restatement changes what is found here, "
				    "this notice is withdrawn or replaced by another; "
				    "it is never edited."),
		arena_strdup(arena,
			     "Withdrawn, it claims no credit any more, and the miss "
			     "counts only as far as it is still found. Replaced, it "
			     "claims nothing beside the notice that replaces it."),
	};
	char *const effect[] = {
		arena_strdup(arena,
			     "This is neither a notice of termination or of step-in "
			     "nor a formal demand that sets a last time for "
			     "performance. No such right is claimed by it."),
		arena_strdup(arena, "The terms name no such right that follows from "
				    "it."),
	};
	char *const reservations[] = {
		arena_printf(arena,
			     "No right is waived, those under %s included, except as a "
			     "signed waiver in the log says. That an earlier miss was "
			     "held, waived or not served waives nothing else.",
			     words_clause(arena, composing->kpi->clause)),
		composing_remedies(composing),
		composing_set_off(composing),
		arena_strdup(arena, "\"The terms\" are those signed in the log. What "
				    "the contract provides beyond them is not "
				    "touched."),
	};

	SET_LINES(composing, composing->notice, withdrawal, withdrawal);
	SET_LINES(composing, composing->notice, effect, effect);
	SET_LINES(composing, composing->notice, reservations, reservations);
}

void compose_confidentiality(const struct composing *composing)
{
	struct arena *arena = composing->arena;
	char *const lines[] = {
		arena_strdup(arena, "The broker shows it to client and centre alone. "
				    "The terms name no duty to keep it confidential."),
		arena_strdup(arena,
			     "It holds no personal data: figures count contacts, "
			     "and persons appear by their function. Addresses "
			     "stand as the parties wrote them into the terms."),
	};

	SET_LINES(composing, composing->notice, confidentiality, lines);
}

/* ---- how it is shown ------------------------------------------------------- */

void compose_verification(const struct composing *composing)
{
	const struct notice_case *given = composing->given;
	struct arena *arena = composing->arena;
	char *const lines[] = {
		arena_printf(arena,
			     "The originals lie in the log %s, which the broker keeps. "
			     "Each party takes them home with: sla notice export %s "
			     "%" PRIu64 " --to notice-%" PRIu64 ".evidence",
			     given->log, given->contract, given->number, given->number),
		arena_printf(arena,
			     "Without the broker they are verified with: sla verify "
			     "notice-%" PRIu64 ".evidence --log-key KEY, where KEY is "
			     "the log's, learnt from elsewhere than that file.",
			     given->number),
		arena_strdup(arena, "That shows who signed what, in which order and "
				    "when, and that the figures follow from the "
				    "reports by the terms. It does not show that the "
				    "counters are true, that who used a key was "
				    "entitled to, or, without an acknowledgement, that "
				    "this notice was received."),
	};

	SET_LINES(composing, composing->notice, verification, lines);
}
